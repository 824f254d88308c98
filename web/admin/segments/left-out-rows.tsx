/** The rows of an imported table that were not taken, by the file's own row numbers. */
import type { SegmentTableWithFindings } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';

type LeftOut = SegmentTableWithFindings['findings'][number];

const columns: readonly Column<LeftOut>[] = [
  { key: 'row', title: '行号', kind: 'right', inline: true, render: ({ row }) => row },
  { key: 'raw', title: '内容', kind: 'tight', inline: true, render: ({ raw }) => raw },
  {
    key: 'message',
    title: '问题',
    render: ({ message, other }) => (other === null ? message : `${message}（第${other}行）`),
  },
];

export function LeftOutRows({ table }: { readonly table: SegmentTableWithFindings }) {
  const { findings, problems } = table;
  if (findings.length === 0) return <p className="soft">导入的每一行都采用了。</p>;
  const total = problems.reduce((sum, { count }) => sum + count, 0);
  const sheets = new Set(findings.map(({ sheet }) => sheet)).size > 1;
  return (
    <details>
      <summary>{`没有采用的行：${formatCount(total)}行`}</summary>
      <ul>
        {problems.map(({ problem, message, count }) => (
          <li key={problem}>{`${message}：${formatCount(count)}行`}</li>
        ))}
      </ul>
      {total > findings.length ? <p className="soft small">每种问题列出前100行。</p> : null}
      <DataTable
        caption="没有采用的行"
        columns={sheets ? [{ key: 'sheet', title: '工作表', render: ({ sheet }) => sheet }, ...columns] : columns}
        rows={findings}
        rowKey={({ sheet, row, problem }) => `${sheet} ${row ?? 0} ${problem}`}
        empty="没有"
      />
    </details>
  );
}
