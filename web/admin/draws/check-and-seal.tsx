/** Step three: draw again from the filed lists and compare, then seal. */
import { Alert, App, Button } from 'antd';
import type { z } from 'zod';
import { getDraw, listDraws, sealDraw, verifyDraw, type Draw, type verificationSchema } from '#contract';
import { formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { Digest } from '../shared/copy.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Step } from './step.tsx';

type Check = z.infer<typeof verificationSchema>['checks'][number];

const columns: readonly Column<Check>[] = [
  { key: 'name', title: '核对的内容', render: ({ name }) => name },
  {
    key: 'equal',
    title: '结果',
    kind: 'tight',
    render: ({ equal }) => (equal ? <Mark tone="good">一致</Mark> : <Mark tone="bad">不一致</Mark>),
  },
  { key: 'detail', title: '说明', kind: 'wrap', render: ({ detail }) => detail },
];

function Verification({ draw }: { readonly draw: Draw }) {
  const verify = useWrite(verifyDraw, []);
  return (
    <>
      <p>
        <Button loading={verify.isPending} onClick={() => verify.mutate({ params: { drawId: draw.id }, body: {} })}>
          校验抽样
        </Button>{' '}
        <span className="soft">从报送的原始名单起重抽一遍，逐层比对。</span>
      </p>
      {verify.error === null ? null : <ProblemNotice problem={verify.error} />}
      {verify.data === undefined ? null : (
        <div role="status" className="gap">
          <Alert
            className="gap"
            type={verify.data.equal ? 'success' : 'error'}
            showIcon
            title={verify.data.equal ? '校验通过，全部一致' : '校验不通过，有不一致的地方'}
            description={
              verify.data.equal
                ? `${formatInstant(verify.data.checkedAt, true)}校验`
                : '请不要使用这份样本，保留现场并报告绩效办和监督员。'
            }
          />
          <DataTable
            columns={columns}
            rows={verify.data.checks}
            rowKey={(_, index) => index}
            empty="没有可核对的内容。"
          />
        </div>
      )}
    </>
  );
}

function SealButton({ draw }: { readonly draw: Draw }) {
  const { message } = App.useApp();
  const seal = useWrite(sealDraw, [getDraw, listDraws]);
  return (
    <DialogButton
      label="封存样本"
      type="primary"
      title="封存样本？"
      okText="封存样本"
      onSubmit={async () => {
        await seal.mutateAsync({ params: { drawId: draw.id }, body: {} });
        void message.success('样本已封存，公开证据页已生效');
      }}
    >
      <p>封存后样本不再改变，种子、抽样清单和证书在公开证据页公布，之后可以放出批次。不能撤销。</p>
    </DialogButton>
  );
}

export function CheckAndSeal({ draw }: { readonly draw: Draw }) {
  const { may } = useSignedIn();
  const title = '第三步 核对并封存';
  if (draw.state === 'designed' || draw.state === 'locked') {
    return (
      <Step title={title} state="later" later="抽取样本以后才能进行。">
        {null}
      </Step>
    );
  }
  const sealed = draw.state === 'sealed';
  return (
    <Step title={title} state={sealed ? 'done' : 'now'} later="">
      {sealed && draw.sealedAt !== null ? (
        <p>
          {formatInstant(draw.sealedAt, true)}由{draw.sealedBy}封存。
        </p>
      ) : (
        <p>先校验，确认无误后封存。</p>
      )}
      {draw.manifestDigest === null ? null : (
        <>
          <h3>抽样清单摘要（SHA-256）</h3>
          <Digest digest={draw.manifestDigest} name="抽样清单摘要" />
        </>
      )}
      <Verification draw={draw} />
      {sealed ? null : may('makeDraws') ? <SealButton draw={draw} /> : <p className="soft">等待操作员封存。</p>}
    </Step>
  );
}
