/** Points tables: the shipped ones and an office's own in versions; a new one says what it is worth before it is added. */
import { Alert, App, Button, Form, Input } from 'antd';
import { addPointsTable, listPointsTables, type PointsTableView } from '#contract';
import { formatInstant } from '../format.ts';
import { GroundsFields, type Grounds } from '../results/grounds.tsx';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

interface Values extends Grounds {
  readonly id: string;
  readonly name: string;
  readonly points: { readonly code: string; readonly points: string }[];
}

const columns: readonly Column<PointsTableView>[] = [
  {
    key: 'name',
    title: '计分表',
    kind: 'wrap',
    render: ({ name, id, version, shipped }) => (
      <>
        {name}
        <div className="small soft">{shipped ? id : `${id}@${version}`}</div>
      </>
    ),
  },
  {
    key: 'points',
    title: '选项→分值',
    kind: 'wrap',
    render: ({ points }) => points.map(({ code, points: worth }) => `${code}→${worth}`).join('，'),
  },
  {
    key: 'state',
    title: '说明',
    kind: 'wrap',
    render: ({ shipped, floorHigh }) => (
      <>
        <Mark tone={shipped ? 'deep' : 'info'}>{shipped ? '内置' : '自编'}</Mark>{' '}
        {floorHigh ? <Mark tone="wait">最差一档高于40分</Mark> : null}
      </>
    ),
  },
  {
    key: 'by',
    title: '依据',
    kind: 'wrap',
    render: ({ decidedBy, document, reason, enteredBy, enteredAt }) =>
      decidedBy === null
        ? null
        : `${decidedBy}，${document ?? ''}；${reason ?? ''}（${enteredAt === null ? '' : formatInstant(enteredAt)} ${enteredBy ?? ''}录入）`,
  },
];

/** Said while it is typed: a table whose worst answer is worth much makes every score look good. */
function FloorWarning() {
  const points = Form.useWatch('points') as readonly ({ points?: string } | undefined)[] | undefined;
  const worth = (points ?? []).flatMap((option) => {
    const value = Number(option?.points);
    return (option?.points ?? '').trim() === '' || Number.isNaN(value) ? [] : [value];
  });
  const floor = Math.min(...worth);
  if (worth.length < 2 || floor <= 40) return null;
  return (
    <Alert
      className="gap"
      type="warning"
      showIcon
      title={`最差的一档也有${floor}分`}
      description="全部答“最差”也像及格了一半，公布后容易被质疑。确要这样定，请在理由里写明。"
    />
  );
}

function AddTable() {
  const { message } = App.useApp();
  const add = useWrite(addPointsTable, [listPointsTables]);
  return (
    <DialogButton<Values>
      label="添一张计分表"
      title="添一张计分表"
      okText="添上"
      width={640}
      initialValues={{
        points: ['5', '4', '3', '2', '1'].map((code) => ({ code, points: '' })),
      }}
      onSubmit={async (body) => {
        const added = await add.mutateAsync({ body });
        void message.success(`已添上“${added.name}”第${added.version}版`);
      }}
    >
      <p>各版都保留，不能改；用已有的编号，就成为它的下一版，已经选用旧版的算法不受影响。</p>
      <Form.Item name="id" label="编号" extra="例如 five-strict" rules={[fieldRule(addPointsTable.body.shape.id)]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="name" label="名称" rules={[fieldRule(addPointsTable.body.shape.name)]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.List name="points">
        {(fields, { add: addRow, remove }) => (
          <fieldset className="plain-fields">
            <legend>各选项的分值（0到100）；选项与问卷、计票表的代码一致</legend>
            {fields.map(({ key, name }, i) => (
              <div key={key} className="filters">
                <Form.Item
                  name={[name, 'code']}
                  label={`选项${i + 1}`}
                  rules={[{ required: true, message: '请写选项' }]}
                >
                  <Input className="short-field" maxLength={20} />
                </Form.Item>
                <Form.Item
                  name={[name, 'points']}
                  label={`选项${i + 1}的分值`}
                  rules={[fieldRule(addPointsTable.body.shape.points.element.shape.points)]}
                >
                  <Input className="short-field" maxLength={12} />
                </Form.Item>
                {fields.length > 2 ? (
                  <Button aria-label={`去掉选项${i + 1}`} onClick={() => remove(name)}>
                    去掉
                  </Button>
                ) : null}
              </div>
            ))}
            <Button onClick={() => addRow({ code: '', points: '' })}>再加一个选项</Button>
          </fieldset>
        )}
      </Form.List>
      <FloorWarning />
      <GroundsFields />
    </DialogButton>
  );
}

export function PointsTables({ editable }: { readonly editable: boolean }) {
  const tables = useRead(listPointsTables, {});
  return (
    <Section title="计分表" actions={editable ? <AddTable /> : undefined}>
      <p className="soft">
        每个选项折算多少分，决定谁在前、谁在后，所以是带版本的数据，应在评价开始之前定下。评价结束后，在“方案与设定”里可以看换一张表会怎样改变先后。
      </p>
      <Reading query={tables} rows={3}>
        {({ items }) => (
          <DataTable
            caption="计分表"
            columns={columns}
            rows={items}
            rowKey={({ id, version }) => `${id}@${version}`}
            empty="没有计分表。"
          />
        )}
      </Reading>
    </Section>
  );
}
