/** Class tables with grades: totals, parts, sampling error, last year. */
import { Link } from '@tanstack/react-router';
import type { ClassGroup, ClassRow, ClassTable } from '#contract';
import { describeFlag } from '#surveys';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Mark } from '../shared/marks.tsx';
import { describeFlags, gradeTone } from './words.ts';

function columnsOf(group: ClassGroup, cycleId: string, linked: boolean): Column<ClassRow>[] {
  const withErrors = group.rows.some(({ margin }) => margin !== null);
  const withFlags = group.rows.some(({ flags }) => flags.length > 0);
  const withLast = group.rows.some(({ lastTotal }) => lastTotal !== null);
  return [
    { key: 'rank', title: '名次', kind: 'right', inline: true, render: ({ rank }) => rank },
    {
      key: 'name',
      title: '单位',
      kind: 'tight',
      render: ({ departmentId, name }) =>
        linked ? (
          <Link to="/results/$cycleId/departments/$departmentId" params={{ cycleId, departmentId }}>
            {name}
          </Link>
        ) : (
          name
        ),
    },
    {
      key: 'total',
      title: '总分',
      kind: 'right',
      inline: true,
      render: ({ total }) => <strong className="number">{total ?? '—'}</strong>,
    },
    {
      key: 'grade',
      title: '等次',
      inline: true,
      render: ({ grade, gradeBeforeOverrides }) =>
        grade === null ? null : (
          <>
            <Mark tone={gradeTone(grade)}>{grade}</Mark>
            {gradeBeforeOverrides !== null && gradeBeforeOverrides !== grade ? (
              <span className="small soft">{` 原${gradeBeforeOverrides}`}</span>
            ) : null}
          </>
        ),
    },
    ...group.parts.map((part, i): Column<ClassRow> => ({
      key: part.id,
      title: `${part.name}（${part.weight}）`,
      // In two lines: four parts and a remark stand beside one another on a desk.
      head: (
        <>
          {part.name}
          <br />
          {`（${part.weight}）`}
        </>
      ),
      kind: 'right',
      render: ({ parts }) => parts[i],
    })),
    ...(group.rows.some(({ deductions }) => deductions !== null && deductions !== '0.00')
      ? [
          {
            key: 'deductions',
            title: '扣分',
            kind: 'right',
            render: ({ deductions }) => deductions,
          } satisfies Column<ClassRow>,
        ]
      : []),
    ...(group.rows.some(({ bonuses }) => bonuses !== null && bonuses !== '0.00')
      ? [{ key: 'bonuses', title: '加分', kind: 'right', render: ({ bonuses }) => bonuses } satisfies Column<ClassRow>]
      : []),
    ...(withErrors
      ? [
          {
            key: 'margin',
            title: '抽样误差',
            kind: 'right',
            render: ({ margin }) => (margin === null ? null : `±${margin}`),
          } satisfies Column<ClassRow>,
        ]
      : []),
    ...(withLast
      ? [
          {
            key: 'last',
            title: '上年',
            kind: 'right',
            render: ({ lastTotal, lastRank }) =>
              lastTotal === null ? null : `${lastTotal}${lastRank === null ? '' : `（第${lastRank}）`}`,
          } satisfies Column<ClassRow>,
        ]
      : []),
    ...(withFlags
      ? [
          {
            key: 'flags',
            title: '说明',
            kind: 'wrap',
            render: ({ flags }) => describeFlags(flags),
          } satisfies Column<ClassRow>,
        ]
      : []),
  ];
}

function summaryOf({ members, sizes, counts, flags }: ClassGroup): string {
  return [
    `${members}个单位`,
    sizes ? `名额 ${sizes.join(' / ')}` : '',
    counts
      ? Object.entries(counts)
          .map(([grade, count]) => `${grade}${count}个`)
          .join('，')
      : '',
    ...flags.map(describeFlag),
  ]
    .filter(Boolean)
    .join('；');
}

/** Beside the table: names in it would push the figures out of sight. */
function NotApart({ group }: { readonly group: ClassGroup }) {
  const rows = group.rows.filter(({ notApart }) => notApart.length > 0);
  if (rows.length === 0) return null;
  return (
    <details className="small">
      <summary>{`抽样误差以内分不出先后的：${rows.length}个单位`}</summary>
      <ul>
        {rows.map(({ departmentId, name, notApart }) => (
          <li key={departmentId}>{`${name}：与${notApart.join('、')}`}</li>
        ))}
      </ul>
    </details>
  );
}

export function ClassTables({
  table,
  cycleId,
  linked,
}: {
  readonly table: ClassTable;
  readonly cycleId: string;
  readonly linked: boolean;
}) {
  return (
    <>
      <p className="soft">
        {`${table.scheme.title}，满分${table.scheme.fullMarks}`}
        {table.scheme.line === null ? '' : `，低于${table.scheme.line}分为不合格`}
      </p>
      {table.advanced === null ? null : (
        <p>
          {`先进单位（名额${table.advanced.places}家，评出${table.advanced.units.length}家）：${table.advanced.units.join('、') || '无'}`}
          {table.advanced.undecided.length > 0 ? `；末位同分待定：${table.advanced.undecided.join('、')}` : ''}
        </p>
      )}
      {table.groups.map((group) => (
        <div key={group.id}>
          <h3>{group.name}</h3>
          <p className="small soft">{summaryOf(group)}</p>
          <NotApart group={group} />
          <DataTable
            caption={`${group.name}排名`}
            columns={columnsOf(group, cycleId, linked)}
            rows={group.rows}
            rowKey={({ departmentId }) => departmentId}
            empty="这一类没有单位。"
          />
        </div>
      ))}
    </>
  );
}
