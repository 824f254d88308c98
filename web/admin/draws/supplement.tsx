/** Drawing more when everything is given out: the same seed and order, so only while nobody has seen results. */
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Checkbox, Form, Input, InputNumber } from 'antd';
import { getDraw, listDraws, supplementDraw, type Draw } from '#contract';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { listReplicates } from './replicates.ts';

interface Wanted {
  readonly more: number;
  readonly reason: string;
}

export function Supplement({ draw }: { readonly draw: Draw }) {
  const { may } = useSignedIn();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const write = useWrite(supplementDraw, [getDraw, listDraws]);
  const { supplement, method } = draw.design;
  const last = listReplicates(draw).at(-1)?.number ?? 0;
  const usedUp = draw.state === 'sealed' && (draw.releases.at(-1)?.replicate ?? 0) >= last;
  const offered = usedUp && may('makeDraws') && (method === 'simple' || method === 'stratified');
  return (
    <>
      {supplement ? (
        <p className="soft">
          这是补抽，前{supplement.head}人在
          <Link to="/draws/$drawId" params={{ drawId: supplement.of }}>
            原来那次抽样
          </Link>
          里已经放出，这里只放出新抽的人。原因：{supplement.reason}
        </p>
      ) : null}
      {offered ? (
        <p className="gap-above">
          <DialogButton<Wanted>
            label="补抽"
            title="样本用完了，接着再抽一些？"
            okText="补抽"
            onSubmit={async ({ more, reason }) => {
              const made = await write.mutateAsync({
                params: { drawId: draw.id },
                body: { more, reason, noResultsSeen: true },
              });
              void message.success('已补抽，请核对并封存');
              await navigate({ to: '/draws/$drawId', params: { drawId: made.id } });
            }}
          >
            <p>
              名单和种子都不变，接着原来的次序往下抽，已经抽中的人次序不变。补抽自成一次抽样，要核对、封存以后才能放出。
            </p>
            <Form.Item name="more" label="再抽多少人" required rules={[fieldRule(supplementDraw.body.shape.more)]}>
              <InputNumber min={1} precision={0} />
            </Form.Item>
            <Form.Item name="reason" label="原因" required rules={[fieldRule(supplementDraw.body.shape.reason)]}>
              <Input.TextArea rows={2} maxLength={200} showCount />
            </Form.Item>
            <Form.Item
              name="unseen"
              valuePropName="checked"
              rules={[
                {
                  validator: (_, value) =>
                    value === true
                      ? Promise.resolve()
                      : Promise.reject(new Error('看过结果以后不能补抽；请另建一次抽样，用新的公开随机数')),
                },
              ]}
            >
              <Checkbox>还没有人看过这次访问的结果（这句话会记入留痕并公布）</Checkbox>
            </Form.Item>
          </DialogButton>{' '}
          <span className="soft">全部批次都放出了还不够时，可以接着再抽。</span>
        </p>
      ) : null}
    </>
  );
}
