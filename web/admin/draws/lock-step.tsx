/** Step one: lock the frame and announce which future public event gives the randomness. */
import { App, Form, Input } from 'antd';
import { getDraw, getFrame, listDraws, listFrames, lockDraw, type Draw } from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { Digest } from '../shared/copy.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Step } from './step.tsx';

function LockButton({ draw }: { readonly draw: Draw }) {
  const { message } = App.useApp();
  const lock = useWrite(lockDraw, [getDraw, listDraws, listFrames, getFrame]);
  return (
    <DialogButton<{ announcement: string }>
      {...(draw.permanentSeedId === null
        ? {}
        : { initialValues: { announcement: '使用总体的长期种子，种子的摘要早已公布' } })}
      label="锁定抽样框"
      type="primary"
      title="锁定抽样框并公布随机源"
      okText="锁定抽样框"
      onSubmit={async ({ announcement }) => {
        await lock.mutateAsync({ params: { drawId: draw.id }, body: { announcement } });
        void message.success('抽样框已锁定');
      }}
    >
      <p>锁定后：{draw.frames.length}份抽样框不能再改、不能退回；系统公布抽样框摘要和下面写的随机源。不能撤销。</p>
      {draw.permanentSeedId === null ? null : <p>这次用总体的长期种子，不用公开事件；照下面写的公布即可。</p>}
      <Form.Item
        name="announcement"
        label={draw.permanentSeedId === null ? '用哪个公开事件的结果作随机数' : '公布的话'}
        required
        extra={
          draw.permanentSeedId === null
            ? '必须是还没有发生的事件，写清日期、名称和期号，让任何人到时都能查到同一个结果'
            : undefined
        }
        rules={[fieldRule(lockDraw.body.shape.announcement)]}
      >
        <Input.TextArea
          rows={3}
          maxLength={200}
          showCount
          placeholder="例如：2026年11月25日福利彩票双色球第2026136期开奖号码"
        />
      </Form.Item>
    </DialogButton>
  );
}

export function LockStep({ draw }: { readonly draw: Draw }) {
  const { may } = useSignedIn();
  if (draw.state === 'designed') {
    return (
      <Step title="第一步 锁定抽样框" state="now" later="">
        <p>先锁定名单、再产生随机数，谁也不能预先知道会抽到谁。</p>
        <p hidden={draw.permanentSeedId !== null}>
          随机数取自锁定以后才发生的公开事件，例如某一期福利彩票的开奖号码。事件在锁定之后，名单就不可能照着结果改；结果人人可查，号码也不可能由我们挑选。
        </p>
        {may('makeDraws') ? <LockButton draw={draw} /> : <p className="soft">等待操作员锁定。</p>}
      </Step>
    );
  }
  return (
    <Step title="第一步 锁定抽样框" state="done" later="">
      <p>
        {draw.lockedAt === null ? '' : formatInstant(draw.lockedAt, true)}由{draw.lockedBy}锁定，共
        <strong>{formatCount(draw.frameSize ?? 0)}</strong>
        {draw.design.method === 'random-digits' ? '个号码' : '人'}。
      </p>
      <p>
        公布的随机源：<strong>{draw.announcement}</strong>
      </p>
      <h3>抽样框摘要（SHA-256）</h3>
      <p className="soft">请当场抄录、拍照或打印，由见证人留存。名单只要改动一个人，摘要就完全不同。</p>
      {draw.frameDigest === null ? null : <Digest digest={draw.frameDigest} name="抽样框摘要" />}
      {draw.tableDigest === null ? null : <Digest digest={draw.tableDigest} name="全表摘要" />}
    </Step>
  );
}
