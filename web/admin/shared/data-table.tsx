/** A plain table that folds into labelled blocks on a phone. Text stays selectable and prints as it is. */
import type { Key, ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Shown in the head instead of the title, for example a checkbox. */
  readonly head?: ReactNode;
  readonly render: (row: Row) => ReactNode;
  readonly kind?: 'right' | 'tight' | 'wrap' | 'wide';
  /** When folded, stands beside its neighbours on one line. */
  readonly inline?: boolean;
}

interface DataTableProps<Row> {
  readonly caption?: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, index: number) => Key;
  /** What to do first, when there is nothing yet. */
  readonly empty: ReactNode;
  readonly foot?: ReactNode;
  /** Rows of one group stand together below its name; rows must come ordered by it. */
  readonly groupOf?: (row: Row) => string;
  /** Few narrow columns stay a table on a phone. */
  readonly folds?: boolean;
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const content = column.render(row);
  const blank = content === null || content === undefined || content === '';
  const names = [column.kind, column.inline ? 'inline' : undefined, blank ? 'blank' : undefined].filter(Boolean);
  return (
    <td data-label={column.title} className={names.join(' ') || undefined}>
      {/* One child, so that the folded grid has exactly a label and a value. */}
      <div>{content}</div>
    </td>
  );
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, empty, foot, groupOf, folds = true } = props;
  if (rows.length === 0) return <div className="empty">{empty}</div>;
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = groupOf?.(row) ?? '';
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return (
    <div className="table-wrap" role="region" aria-label={caption ?? '表格'} tabIndex={0}>
      <table className={folds ? 'table folds' : 'table'}>
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
        {[...groups].map(([name, members]) => (
          <tbody key={name}>
            {groupOf ? (
              <tr className="group">
                <th scope="rowgroup" colSpan={columns.length}>
                  {`${name}（${members.length}个）`}
                </th>
              </tr>
            ) : null}
            {members.map((row, index) => (
              <tr key={rowKey(row, index)}>
                {columns.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
        {foot === undefined ? null : <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
