/** The roll of raters: pasted from Excel, counted by style; closed with merges of styles that are too small to hide in. */
import { Alert, App, Form, Input, Select } from 'antd';
import {
  closeRoll,
  getPoll,
  listRaters,
  setRaters,
  SMALLEST_STYLE,
  type PollSettings,
  type PollStanding,
} from '#contract';
import { useRead, useWrite } from '../query.ts';
import { Digest } from '../shared/copy.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { readRoll, rollHeads } from './rater-lines.ts';
import { RollWorkbook } from './roll-upload.tsx';

const params = ({ cycleId }: PollStanding) => ({ cycleId });

function PasteRoll({ poll, settings }: { readonly poll: PollStanding; readonly settings: PollSettings }) {
  const { message } = App.useApp();
  const known = useRead(listRaters, { params: params(poll) });
  const save = useWrite(setRaters, [getPoll, listRaters]);
  const styles = new Set(settings.styles.map(({ code }) => code));
  const before = (known.data?.items ?? []).map(({ name, unit, post, style }) => [name, unit, post, style].join('\t'));
  return (
    <DialogButton<{ lines: string }>
      label={before.length === 0 ? '填入名册' : '更换名册'}
      type={before.length === 0 ? 'primary' : 'default'}
      title="评价人名册"
      okText="保存名册"
      width={760}
      disabled={known.data === undefined}
      initialValues={{ lines: before.join('\n') }}
      onSubmit={async ({ lines }) => {
        const { raters } = readRoll(lines, styles);
        await save.mutateAsync({ params: params(poll), body: { raters: [...raters] } });
        void message.success(`名册已保存，共${raters.length}人`);
      }}
    >
      <p>
        从Excel里选中四栏（{rollHeads.join('、')}
        ），复制后粘贴到这里，整份保存。姓名加密保存，只用来数人数、核对名册和发卡；与票不相连。
      </p>
      <Form.Item
        name="lines"
        label="名册"
        rules={[
          {
            validator: (_, text: string = '') => {
              const { raters, findings } = readRoll(text, styles);
              if (findings.length > 0)
                return Promise.reject(
                  new Error(
                    `${findings.slice(0, 8).join('；')}${findings.length > 8 ? `；等${findings.length}处` : ''}`,
                  ),
                );
              if (raters.length === 0) return Promise.reject(new Error('名册是空的'));
              return Promise.resolve();
            },
          },
        ]}
      >
        <Input.TextArea rows={12} placeholder={'张三\t民政厅\t厅长\tA1'} spellCheck={false} />
      </Form.Item>
    </DialogButton>
  );
}

/** Other styles of the same group, into which a small one may go. */
function neighbours(settings: PollSettings, code: string) {
  const group = settings.styles.find((style) => style.code === code)?.group;
  return settings.styles
    .filter((style) => style.group === group && style.code !== code)
    .map((style) => ({ value: style.code, label: `${style.code} ${style.name}` }));
}

function CloseRoll({ poll, settings }: { readonly poll: PollStanding; readonly settings: PollSettings }) {
  const { message } = App.useApp();
  const close = useWrite(closeRoll, [getPoll, listRaters]);
  const small = poll.styles.filter(({ tooSmall }) => tooSmall);
  return (
    <DialogButton<Record<string, string | undefined>>
      label="封存名册"
      type="primary"
      title="封存名册？"
      okText="封存名册"
      onSubmit={async (values) => {
        const merges = small.flatMap(({ code }) => {
          const into = values[code];
          return into === undefined ? [] : [{ from: code, into }];
        });
        await close.mutateAsync({ params: params(poll), body: { merges } });
        void message.success('名册已封存，摘要已公布');
      }}
    >
      <p>封存后不能再增减人，也不能再改单位、类别和票种；名册的摘要随投票公布。不能撤销。</p>
      {small.length === 0 ? null : (
        <Alert
          type="warning"
          showIcon
          title={`不足${SMALLEST_STYLE}人的票种要并入同类别的另一个票种`}
          description="人太少，票会被猜出是谁投的。合并以后只评两边都能评的单位，谁也不会评到自己的单位。没有可并的，请改用其他办法听取意见。"
        />
      )}
      {small.map(({ code, name, raters }) => (
        <Form.Item
          key={code}
          name={code}
          className="gap-above"
          label={`${code} ${name}（${raters}人）并入`}
          rules={[{ required: true, message: '请选并入哪个票种' }]}
        >
          <Select options={neighbours(settings, code)} placeholder="选同类别的票种" />
        </Form.Item>
      ))}
    </DialogButton>
  );
}

type Style = PollStanding['styles'][number];

export function RollSection({ poll, office }: { readonly poll: PollStanding; readonly office: boolean }) {
  const { settings } = poll;
  if (settings === null) return null;
  const groupName = (code: string) => settings.groups.find((group) => group.code === code)?.name ?? code;
  const unitCount = settings.units.length;
  const columns: readonly Column<Style>[] = [
    { key: 'code', title: '票种', kind: 'tight', render: ({ code, name }) => `${code} ${name}` },
    { key: 'group', title: '评价主体类别', render: ({ group }) => groupName(group) },
    {
      key: 'units',
      title: '评几个单位',
      kind: 'right',
      render: ({ units }) => (units === unitCount ? `${units}` : `${units}（回避${unitCount - units}）`),
    },
    { key: 'raters', title: '人数', kind: 'right', render: ({ raters }) => raters },
    {
      key: 'state',
      title: '备注',
      render: ({ tooSmall }) => (tooSmall ? <Mark tone="bad">{`不足${SMALLEST_STYLE}人`}</Mark> : null),
    },
  ];
  const total = poll.styles.reduce((sum, { raters }) => sum + raters, 0);
  return (
    <Section
      title={`评价人名册（${total}人）`}
      actions={
        office && poll.state === 'preparing' ? (
          <>
            <PasteRoll poll={poll} settings={settings} />
            {total === 0 ? null : <CloseRoll poll={poll} settings={settings} />}
          </>
        ) : undefined
      }
    >
      <DataTable
        caption="各票种的人数"
        columns={columns}
        rows={poll.styles}
        rowKey={({ code }) => code}
        empty="还没有票种。"
      />
      {office && poll.state === 'preparing' ? <RollWorkbook poll={poll} known={total > 0} /> : null}
      {poll.rollDigest === null ? null : (
        <>
          <h3>名册摘要（SHA-256）</h3>
          <Digest digest={poll.rollDigest} name="名册摘要" />
        </>
      )}
    </Section>
  );
}
