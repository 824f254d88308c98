/** Accepts, one after another, every shown frame whose latest submission passed the check. */
import { App } from 'antd';
import { useState } from 'react';
import { acceptFrame, getFrame, listFrames, type Frame } from '#contract';
import { ApiProblem, call } from '../api.ts';
import { formatCount } from '../format.ts';
import { refresh } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { nameList } from '../shared/words.ts';

const isPassed = ({ state, latest }: Frame) => state === 'filed' && latest?.verdict === 'accepted';

function describePassed({ latest }: Frame): string {
  if (latest === null) return '';
  const { counts, findingCounts, late } = latest;
  const review = findingCounts.review > 0 ? `，待核实${formatCount(findingCounts.review)}处` : '';
  return `可用${formatCount(counts.usable)}人${review}${late ? '，逾期报送' : ''}`;
}

export function AcceptPassed({ frames }: { readonly frames: readonly Frame[] }) {
  const { message, modal } = App.useApp();
  const [done, setDone] = useState(0);
  const passed = frames.filter(isPassed);
  const accept = async () => {
    const refused: string[] = [];
    setDone(0);
    for (const frame of passed) {
      if (frame.latest === null) continue;
      try {
        await call(acceptFrame, { params: { frameId: frame.id }, body: { submissionId: frame.latest.id } });
        setDone((count) => count + 1);
      } catch (error) {
        // A refusal concerns one frame; without network or session none of the others would fare better.
        if (!(error instanceof ApiProblem) || error.status === 0 || error.status === 401 || error.status >= 500) {
          await refresh([listFrames, getFrame]);
          throw error;
        }
        refused.push(`${frame.department.name} ${nameList(frame)}：${error.detail}`);
      }
    }
    await refresh([listFrames, getFrame]);
    if (refused.length === 0) {
      void message.success(`已接收${passed.length}份`);
      return;
    }
    modal.warning({
      title: `接收了${passed.length - refused.length}份，${refused.length}份没有接收`,
      content: (
        <ul className="plain-list">
          {refused.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ),
      okText: '知道了',
      scrollLock: false,
    });
  };
  return (
    <DialogButton
      label={`接收全部通过的（${passed.length}份）`}
      type="primary"
      disabled={passed.length === 0}
      title={`接收以下${passed.length}份抽样框？`}
      okText={`接收${passed.length}份`}
      onSubmit={accept}
    >
      <p>
        它们都通过了自动审核。接收后部门不能再改，可以用于抽样；需要时仍可退回。“待核实”的地方接收后按可用处理，要先核实的，请到各份里单独接收。
      </p>
      <ul className="plain-list scroll-list">
        {passed.map((frame) => (
          <li key={frame.id}>
            {frame.department.name} {nameList(frame)}：{describePassed(frame)}
          </li>
        ))}
      </ul>
      {done > 0 ? <p role="status">{`已接收${done}份`}</p> : null}
    </DialogButton>
  );
}
