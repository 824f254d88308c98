/** Evaluation cycles: one a year as a rule. The office's page. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Form, Input, InputNumber } from 'antd';
import { createCycle, listCycles, type Cycle } from '#contract';
import { formatDay } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DayField } from '../shared/day-field.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { CycleStateMark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

interface NewCycle {
  readonly name: string;
  readonly year: number;
  readonly homeArea: string;
  readonly frameDeadlineOn: string;
}

const columns: readonly Column<Cycle>[] = [
  {
    key: 'name',
    title: '名称',
    render: ({ id, name }) => (
      <Link to="/cycles/$cycleId" params={{ cycleId: id }}>
        {name}
      </Link>
    ),
  },
  { key: 'year', title: '年度', kind: 'tight', render: ({ year }) => `${year}年` },
  { key: 'state', title: '阶段', kind: 'tight', render: ({ state }) => <CycleStateMark state={state} /> },
  { key: 'deadline', title: '报送截止', kind: 'tight', render: ({ frameDeadlineOn }) => formatDay(frameDeadlineOn) },
  { key: 'appraisees', title: '被评价单位', kind: 'right', render: ({ appraiseeCount }) => appraiseeCount },
  { key: 'frames', title: '抽样框', kind: 'right', render: ({ frameCount }) => frameCount },
];

function NewCycleButton() {
  const { today } = useSignedIn();
  const navigate = useNavigate();
  const create = useWrite(createCycle, [listCycles]);
  const fields = createCycle.body.shape;
  const year = Number(today.slice(0, 4));
  return (
    <DialogButton<NewCycle>
      label="新建周期"
      type="primary"
      title="新建评价周期"
      okText="新建周期"
      initialValues={{ year, name: `${year}年度社会评价`, homeArea: '0771' }}
      onSubmit={async (values) => {
        const { id } = await create.mutateAsync({ body: values });
        await navigate({ to: '/cycles/$cycleId', params: { cycleId: id } });
      }}
    >
      <p>建好以后，下一步是列入被评价单位。</p>
      <Form.Item name="name" label="名称" required rules={[fieldRule(fields.name, '名称写2到80个字')]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="year"
        label="年度"
        required
        extra="抽样框标题里的年度要与它一致，否则会被退回"
        rules={[fieldRule(fields.year, '年度写2000到2100之间的整数')]}
      >
        <InputNumber min={2000} max={2100} precision={0} />
      </Form.Item>
      <Form.Item
        name="homeArea"
        label="民调中心所在地区号"
        required
        extra="外地手机拨打时前面加0，据此判断；南宁是0771"
        rules={[fieldRule(fields.homeArea)]}
      >
        <Input maxLength={4} inputMode="numeric" />
      </Form.Item>
      <DayField name="frameDeadlineOn" label="报送截止日期" extra="当天24时前报送都算按时" />
    </DialogButton>
  );
}

export function CycleListPage() {
  const cycles = useRead(listCycles, {});
  return (
    <Page title="评价周期" lead="一个年度的社会评价是一个周期。" actions={<NewCycleButton />}>
      <Section title="全部周期">
        <Reading query={cycles}>
          {({ items }) => (
            <DataTable
              columns={columns}
              rows={items}
              rowKey={({ id }) => id}
              empty="还没有评价周期。请先按“新建周期”，再列入被评价单位。"
            />
          )}
        </Reading>
      </Section>
    </Page>
  );
}
