/** Step two: enter the public randomness after the event, and draw. There is no second try. */
import { App, Checkbox, Form, Input } from 'antd';
import { getDraw, listDraws, selectDraw, type Draw } from '#contract';
import { formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Step } from './step.tsx';

interface Randomness {
  readonly publicRandomness?: string;
  readonly oneTimeCode?: string;
}

function SelectButton({ draw }: { readonly draw: Draw }) {
  const { message } = App.useApp();
  const select = useWrite(selectDraw, [getDraw, listDraws]);
  const fields = selectDraw.body.shape;
  return (
    <DialogButton<Randomness>
      label="输入随机数并抽取"
      type="primary"
      title="输入公开随机数并抽取"
      okText="抽取样本"
      onSubmit={async ({ publicRandomness, oneTimeCode = '' }) => {
        await select.mutateAsync({
          params: { drawId: draw.id },
          body: { ...(publicRandomness === undefined ? {} : { publicRandomness }), oneTimeCode },
        });
        void message.success('样本已抽取');
      }}
    >
      <p>
        随机源：<strong>{draw.announcement}</strong>
      </p>
      <Form.Item
        name="publicRandomness"
        label="公开随机数"
        required
        extra="按公布的顺序照抄，号码之间用横线，中间不留空格，例如 03-08-11-19-25-30+07"
        rules={[fieldRule(fields.publicRandomness)]}
      >
        <Input className="mono-field" autoComplete="off" spellCheck={false} maxLength={120} />
      </Form.Item>
      <Form.Item
        name="oneTimeCode"
        label="一次性码（可以不填）"
        extra="可以由见证人当场写下几个字母或数字，随封存一起公布"
        rules={[fieldRule(fields.oneTimeCode)]}
      >
        <Input className="mono-field" autoComplete="off" spellCheck={false} maxLength={60} />
      </Form.Item>
      <Form.Item
        name="checked"
        valuePropName="checked"
        rules={[
          {
            validator: (_, value) =>
              value === true ? Promise.resolve() : Promise.reject(new Error('请先与公布的结果逐位核对，再打勾')),
          },
        ]}
      >
        <Checkbox>已与公布的结果逐位核对；知道抽取以后不能修改，也不能重抽</Checkbox>
      </Form.Item>
    </DialogButton>
  );
}

export function SelectStep({ draw }: { readonly draw: Draw }) {
  const { may } = useSignedIn();
  const title = '第二步 输入公开随机数并抽取';
  if (draw.permanentSeedId !== null) return <PermanentSelect draw={draw} />;
  if (draw.state === 'designed' || draw.state === 'locked') {
    return (
      <Step title={title} state={draw.state === 'locked' ? 'now' : 'later'} later="锁定抽样框以后才能进行。">
        <p>
          等公布的事件发生以后，照抄它的结果。系统把抽样框摘要、公开随机数和一次性码合成种子，按种子抽取；同样的输入永远得到同样的样本。
        </p>
        {may('makeDraws') ? <SelectButton draw={draw} /> : <p className="soft">等待操作员输入。</p>}
      </Step>
    );
  }
  return (
    <Step title={title} state="done" later="">
      <p>
        {draw.drawnAt === null ? '' : formatInstant(draw.drawnAt, true)}由{draw.drawnBy}抽取。
      </p>
      <dl className="facts wide-facts">
        <div>
          <dt>公开随机数</dt>
          <dd className="mono">{draw.publicRandomness}</dd>
        </div>
        <div>
          <dt>种子</dt>
          <dd className="mono">{draw.seed}</dd>
        </div>
      </dl>
    </Step>
  );
}

/** By a permanent seed: nothing is entered, and the seed stays sealed. */
function PermanentSelect({ draw }: { readonly draw: Draw }) {
  const { may } = useSignedIn();
  const { message } = App.useApp();
  const select = useWrite(selectDraw, [getDraw, listDraws]);
  const done = draw.state === 'drawn' || draw.state === 'sealed';
  return (
    <Step
      title="第二步 用长期种子抽取"
      state={done ? 'done' : draw.state === 'locked' ? 'now' : 'later'}
      later="锁定抽样框以后才能进行。"
    >
      {done ? (
        <p>
          {draw.drawnAt === null ? '' : formatInstant(draw.drawnAt, true)}由{draw.drawnBy}
          用长期种子抽取。种子仍然密封，停用时公布。
        </p>
      ) : (
        <>
          <p>种子早已生成并密封，谁也没有看过；它的摘要已经公布，所以不能更换。</p>
          {may('makeDraws') ? (
            <DialogButton
              label="用长期种子抽取"
              type="primary"
              title="用长期种子抽取？"
              okText="抽取样本"
              onSubmit={async () => {
                await select.mutateAsync({ params: { drawId: draw.id }, body: {} });
                void message.success('样本已抽取');
              }}
            >
              <p>抽取以后不能修改，也不能重抽。</p>
            </DialogButton>
          ) : (
            <p className="soft">等待操作员抽取。</p>
          )}
        </>
      )}
    </Step>
  );
}
