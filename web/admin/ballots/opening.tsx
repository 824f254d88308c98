/** After the close: the sealed ballots go out, the counts come back; opening itself happens where there is no network. */
import { App, Alert } from 'antd';
import { useState } from 'react';
import {
  ballotTallySchema,
  downloadBallotPackage,
  fileOpening,
  getBallotResults,
  getPoll,
  type PollStanding,
} from '#contract';
import { useWrite } from '../query.ts';
import { DownloadButton } from '../shared/download-button.tsx';
import { FileButton } from '../shared/file-button.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { OFFLINE_TOOL } from './key.tsx';

function FileTally({ poll }: { readonly poll: PollStanding }) {
  const { message } = App.useApp();
  const file = useWrite(fileOpening, [getPoll, getBallotResults]);
  const [unreadable, setUnreadable] = useState(false);
  const take = async (chosen: File) => {
    setUnreadable(false);
    file.reset();
    let body;
    try {
      body = ballotTallySchema.parse(JSON.parse(await chosen.text()));
    } catch {
      setUnreadable(true);
      return;
    }
    try {
      await file.mutateAsync({ params: { cycleId: poll.cycleId }, body });
      void message.success('计票结果已收下，与封箱的票相符');
    } catch {
      // Shown below.
    }
  };
  return (
    <>
      <FileButton
        type="primary"
        loading={file.isPending}
        accept=".json,application/json"
        label="计票结果文件"
        onFile={(chosen) => void take(chosen)}
      >
        提交计票结果（tally.json）
      </FileButton>
      {unreadable ? (
        <Alert className="gap-above" type="error" showIcon role="alert" title="这不是开箱工具保存的 tally.json" />
      ) : null}
      {file.isError ? <ProblemNotice problem={file.error} /> : null}
    </>
  );
}

export function OpeningSection({ poll, office }: { readonly poll: PollStanding; readonly office: boolean }) {
  const { state, cycleId } = poll;
  return (
    <Section title="开箱计票">
      <ol>
        <li>
          下载封箱的密文票和
          <a className="underlined" href={OFFLINE_TOOL}>
            制钥和开箱工具
          </a>
          ，用U盘拷到不联网的电脑。
        </li>
        <li>两个保管单位到场，先比对根与公示板上的一致，再各输入一份密钥，当场计票，保存 tally.json。</li>
        <li>回到这里提交。平台核对它出自这一箱票、卡的数目对得上，才收下。</li>
      </ol>
      <p className="soft">
        命令行也可以：<code>pingyi open</code>；任何人可用 <code>pingyi verify-ballots</code> 或
        <a className="underlined" href="/api/ballots/verify_ballots.py">
          独立验票程序
        </a>
        重新核对。
      </p>
      <div className="actions">
        <DownloadButton route={downloadBallotPackage} asked={{ params: { cycleId } }} name="ballots.json">
          下载封箱的票（ballots.json）
        </DownloadButton>
      </div>
      {office && state === 'closed' ? (
        <div className="gap-above">
          <FileTally poll={poll} />
        </div>
      ) : null}
    </Section>
  );
}
