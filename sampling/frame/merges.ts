/**
 * Cells merged over several rows of one column: the value of the top counts for all of them.
 *
 * Promise: fills down only inside a range, never sideways and never over plain blanks.
 */
import { isBlank } from './cells.ts';
import type { FiledCell, FiledRow, MergedRange } from './filed.ts';
import type { Header } from './header.ts';
import type { ColumnKey } from './report.ts';

interface Fill {
  readonly range: MergedRange;
  value: FiledCell;
  /** Data rows the value counts for. */
  rows: number[];
}

interface ColumnFills {
  readonly key: ColumnKey;
  readonly index: number;
  /** From the top; those that ended are left behind. */
  readonly fills: Fill[];
  at: number;
}

export class ColumnMerges {
  readonly #columns: readonly ColumnFills[];
  /** Merges over the row at hand. */
  #covering: Fill[] = [];

  constructor(merges: readonly MergedRange[], header: Header) {
    const byColumn = new Map<number, ColumnFills>();
    for (const [key, index] of header.columns) byColumn.set(index, { key, index, fills: [], at: 0 });
    for (const range of merges) {
      if (range.top <= header.bottom || range.bottom === range.top) continue;
      byColumn.get(range.left - 1)?.fills.push({ range, value: undefined, rows: [] });
    }
    this.#columns = [...byColumn.values()].filter((column) => column.fills.length > 0);
    for (const column of this.#columns) column.fills.sort((a, b) => a.range.top - b.range.top);
  }

  /** Cells of a row with the values of its merges. Rows come in ascending order. */
  fill(filed: FiledRow): readonly FiledCell[] {
    if (this.#columns.length === 0) return filed.cells;
    let cells: FiledCell[] | undefined;
    this.#covering = [];
    for (const column of this.#columns) {
      let fill = column.fills[column.at];
      while (fill && fill.range.bottom < filed.number) {
        column.at += 1;
        fill = column.fills[column.at];
      }
      if (!fill || fill.range.top > filed.number) continue;
      this.#covering.push(fill);
      if (filed.number === fill.range.top) fill.value = filed.cells[column.index];
      else if (!isBlank(fill.value)) {
        cells ??= [...filed.cells];
        cells[column.index] = withoutComment(fill.value);
      }
    }
    return cells ?? filed.cells;
  }

  /** The row last filled is a data row. */
  note(row: number): void {
    for (const fill of this.#covering) if (!isBlank(fill.value)) fill.rows.push(row);
  }

  /** Data rows of each merge that served more than one. */
  *filledRows(): Generator<{ readonly key: ColumnKey; readonly rows: readonly number[] }> {
    for (const { key, fills } of this.#columns) for (const { rows } of fills) if (rows.length > 1) yield { key, rows };
  }
}

/** The comment of a merged cell is said once, for its first row. */
function withoutComment(cell: FiledCell): FiledCell {
  if (typeof cell !== 'object' || cell.comment === undefined) return cell;
  const { comment: _comment, ...rest } = cell;
  return rest;
}
