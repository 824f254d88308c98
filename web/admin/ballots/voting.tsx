/** Opening and closing the vote, and where the public can look. */
import { App } from 'antd';
import { closeVoting, getPoll, startVoting, type PollStanding } from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { Digest } from '../shared/copy.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';

export function VotingSection({ poll, office }: { readonly poll: PollStanding; readonly office: boolean }) {
  const { message } = App.useApp();
  const { cycleId, state, settings, pollDigest, obstacles, boxed } = poll;
  const start = useWrite(startVoting, [getPoll]);
  const close = useWrite(closeVoting, [getPoll]);
  const asked = { params: { cycleId }, body: {} };
  return (
    <Section
      title="投票"
      actions={
        !office ? undefined : state === 'rolled' ? (
          <DialogButton
            label="开始投票"
            type="primary"
            disabled={obstacles.length > 0}
            title="开始投票？"
            okText="开始投票"
            onSubmit={async () => {
              await start.mutateAsync(asked);
              void message.success('投票已开始，规则和投票凭证的摘要已公布');
            }}
          >
            <p>公布规则摘要、计票公钥和各票种投票凭证的根。此后规则、单位、凭证都不再改动。不能撤销。</p>
            <p>截止时间：{settings?.closesAt ? formatInstant(settings.closesAt) : '未设定'}，到时自动截止。</p>
          </DialogButton>
        ) : state === 'voting' ? (
          <DialogButton
            label="提前截止"
            danger
            title="现在就截止投票？"
            okText="截止投票"
            onSubmit={async () => {
              await close.mutateAsync(asked);
              void message.success('已截止并封箱');
            }}
          >
            <p>截止并封箱以后，谁也不能再投。到了公布的截止时间会自动截止，一般不用提前。</p>
          </DialogButton>
        ) : undefined
      }
    >
      {pollDigest === null ? (
        <p>{obstacles.length > 0 ? '把上面列的几项办完，才能开始投票。' : '都已齐备，可以开始投票。'}</p>
      ) : (
        <>
          <dl className="facts">
            <div>
              <dt>截止时间</dt>
              <dd>{settings?.closesAt ? formatInstant(settings.closesAt) : ''}</dd>
            </div>
            <div>
              <dt>已入箱的票</dt>
              <dd>{formatCount(boxed)}张</dd>
            </div>
            <div>
              <dt>公示板</dt>
              <dd>
                <a href={`/board/${cycleId}`}>打开公示板</a>
              </dd>
            </div>
            <div>
              <dt>投票页面</dt>
              <dd>
                <a href="/b">/b</a>
              </dd>
            </div>
          </dl>
          <p className="soft">
            票攒够一批、打乱以后才入箱，数字随批次变化；没有谁投过、谁没投的信息，要提醒请提醒全体。
          </p>
          <h3>规则摘要（SHA-256）</h3>
          <Digest digest={pollDigest} name="规则摘要" />
        </>
      )}
    </Section>
  );
}
