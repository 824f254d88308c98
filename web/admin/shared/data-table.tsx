/** A plain table that folds into labelled blocks on a phone. Text stays selectable and prints as it is. */
import type { Key, ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Shown in the head instead of the title, for example a checkbox. */
  readonly head?: ReactNode;
  readonly render: (row: Row) => ReactNode;
  readonly kind?: 'right' | 'tight' | 'wrap';
}

export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  empty,
  foot,
}: {
  readonly caption?: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, index: number) => Key;
  /** What to do first, when there is nothing yet. */
  readonly empty: ReactNode;
  readonly foot?: ReactNode;
}) {
  if (rows.length === 0) return <div className="empty">{empty}</div>;
  return (
    <div className="table-wrap" role="region" aria-label={caption ?? '表格'} tabIndex={0}>
      <table className="table folds">
        {caption === undefined ? null : <caption>{caption}</caption>}
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.kind === 'right' ? 'right' : undefined}>
                {column.head ?? column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)}>
              {columns.map((column) => {
                const content = column.render(row);
                const blank = content === null || content === '';
                return (
                  <td
                    key={column.key}
                    data-label={column.title}
                    className={[column.kind, blank ? 'blank' : undefined].filter(Boolean).join(' ') || undefined}
                  >
                    {/* One child, so that the folded grid has exactly a label and a value. */}
                    <div>{content}</div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        {foot === undefined ? null : <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
