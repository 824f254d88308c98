/** Lists by what the calls say of them: for everybody who runs the evaluation, and for a department its own. */
import { leastCalled, listKindLabels, type ListFaults, type ListQuality } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { percent } from './words.ts';

const count =
  (of: (faults: ListFaults) => number) =>
  ({ faults }: Pick<ListQuality, 'faults'>) =>
    faults === null ? '—' : formatCount(of(faults));
const share =
  (of: (faults: ListFaults) => number) =>
  ({ faults }: Pick<ListQuality, 'faults'>) =>
    faults === null || faults.dialled === 0 ? '—' : percent(of(faults) / faults.dialled);

const bad = ({ wrongNumbers, stopped, otherNumbers }: ListFaults): number => wrongNumbers + stopped + otherNumbers;

const faultColumns: readonly Column<ListQuality>[] = [
  {
    key: 'dialled',
    title: '已拨打',
    kind: 'right',
    render: ({ faults }) => (faults === null ? `不足${leastCalled}人，不列` : formatCount(faults.dialled)),
  },
  { key: 'numbers', title: '空号、错号', kind: 'right', render: count(({ wrongNumbers }) => wrongNumbers) },
  { key: 'stopped', title: '停机', kind: 'right', render: count(({ stopped }) => stopped) },
  { key: 'others', title: '传真、改号等', kind: 'right', render: count(({ otherNumbers }) => otherNumbers) },
  { key: 'persons', title: '非本人', kind: 'right', render: count(({ wrongPersons }) => wrongPersons) },
  { key: 'valid', title: '有效号码率', kind: 'right', render: share((faults) => faults.dialled - bad(faults)) },
  { key: 'person-share', title: '非本人率', kind: 'right', render: share(({ wrongPersons }) => wrongPersons) },
];

const nameOf = ({ list }: ListQuality): string => (list === null ? '未分名单' : listKindLabels[list]);

export function QualityTable({
  rows,
  all,
  own,
}: {
  readonly rows: readonly ListQuality[];
  readonly all: ListFaults | null;
  /** One department's: it need not be named. */
  readonly own: boolean;
}) {
  const sum: ListQuality[] = all
    ? [{ departmentId: 'all', department: '全部名单', list: null, released: 0, faults: all }]
    : [];
  const columns: readonly Column<ListQuality>[] = [
    ...(own
      ? []
      : [{ key: 'department', title: '报送部门', render: ({ department }: ListQuality) => department } as const]),
    {
      key: 'list',
      title: '名单',
      kind: 'tight',
      render: (row) => (row.departmentId === 'all' ? <strong>{own ? '全部部门的名单' : '合计'}</strong> : nameOf(row)),
    },
    {
      key: 'released',
      title: '已放出',
      kind: 'right',
      render: ({ departmentId, released }) => (departmentId === 'all' ? '' : formatCount(released)),
    },
    ...faultColumns,
  ];
  return (
    <>
      <DataTable
        caption="名单质量：按每人最近一次拨打的结果"
        columns={columns}
        rows={[...rows, ...(rows.length > 0 ? sum : [])]}
        rowKey={({ departmentId, list }) => `${departmentId} ${list ?? ''}`}
        empty="还没有放出样本，也没有拨打。"
      />
      <p className="soft small">
        有效号码率＝（已拨打－空号、错号－停机－传真、单位电话、改号）÷已拨打；非本人率＝非本人÷已拨打，包括不认识、已调离、未办过此事。关机、无人接听不算名单的问题。
      </p>
    </>
  );
}
