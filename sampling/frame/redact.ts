/**
 * A filed workbook as it may be kept: without what the notice never asked for.
 *
 * Promise: cells of forbidden, unknown and hidden columns, hidden rows, hidden sheets and sheets without header lose their
 * content and keep only that something stood there; identity numbers are masked. Judged again it gives the same findings.
 */
import { isSampleText } from './addresses.ts';
import { isBlank, lengthOf, mask, squeeze, textOf, trim } from './cells.ts';
import { columnKeyOf } from './columns.ts';
import type { FiledCell, FiledRow, FiledSheet, FiledWorkbook, RemarkableCell } from './filed.ts';
import { HeaderSearch, headerSearchRows } from './header.ts';
import { dotsOnly, headingWords, opensFooter } from './row-kinds.ts';

/** Stands for a cell whose content is not kept. */
const dropped = '〔略〕';
/** A row of a sheet without header in which a telephone number stood. */
const droppedPhone = '2000000';
/** Something like a telephone number in a cell. */
export const phoneLike = /(?<!\d)(?:0?1[3-9]\d{9}|0\d{2,3}[-\s]?\d{7,8}|[2-8]\d{6,7})(?!\d)/;

/** Linear in the cells; rows are redacted anew on every walk, so that a large list stands in memory once. */
export function redactWorkbook(workbook: FiledWorkbook): FiledWorkbook {
  return { ...workbook, sheets: workbook.sheets.map(redactSheet) };
}

function redactSheet(sheet: FiledSheet): FiledSheet {
  const hidden = new Set(sheet.hiddenColumns.map((column) => column - 1));
  const top: FiledRow[] = [];
  for (const row of sheet.rows) {
    if (row.number > headerSearchRows + 1) break;
    top.push(row);
  }
  const header = new HeaderSearch(top, sheet.merges, hidden).find();
  const { name, state, merges, hiddenColumns } = sheet;
  const keep = (redact: (row: FiledRow) => FiledRow | undefined): FiledSheet => ({
    name,
    state,
    merges: [...merges],
    hiddenColumns: [...hiddenColumns],
    rows: {
      *[Symbol.iterator]() {
        for (const row of sheet.rows) {
          const kept = redact(row);
          if (kept) yield kept;
        }
      },
    },
  });
  if (!header) {
    return keep((row) => ({
      ...row,
      cells: row.cells.map((cell) =>
        isBlank(cell) ? undefined : phoneLike.test(textOf(cell)) ? droppedPhone : dropped,
      ),
    }));
  }
  if (state !== 'visible') {
    return keep((row) =>
      row.number <= header.bottom && row.number >= header.top ? redactRow(row, () => true) : undefined,
    );
  }
  const mapped = new Set(header.columns.values());
  const serial = header.columns.get('serial');
  // The value of a merge counts for the visible rows below a hidden top.
  const tops = new Set(
    merges
      .filter((merge) => merge.bottom > merge.top && mapped.has(merge.left - 1))
      .map((merge) => `${merge.top} ${merge.left - 1}`),
  );
  return keep((row) => {
    if (row.number <= header.bottom) return redactRow(row, (index) => !hidden.has(index));
    if (row.hidden) return redactHidden(row, (index) => index === serial || tops.has(`${row.number} ${index}`));
    return redactRow(row, (index) => mapped.has(index));
  });
}

/** A hidden row keeps its serial, and of the rest only what kind of row it is. */
function redactHidden(row: FiledRow, keeps: (index: number) => boolean): FiledRow {
  const cells = row.cells.map((cell, index) => {
    if (isBlank(cell) || keeps(index)) return redactCell(cell);
    return kindOfText(textOf(cell));
  });
  return { ...row, cells };
}

function kindOfText(text: string): string {
  if (opensFooter(text)) return '合计';
  if (dotsOnly.test(squeeze(text))) return '……';
  if (isSampleText(text)) return 'xx市xx路xx号';
  if (headingWords.test(text)) return '报送单位:';
  if (columnKeyOf(text) !== undefined) return text;
  return lengthOf(trim(text)) > 20 || /[:：。;；]/.test(text) ? `${dropped}。` : dropped;
}

function redactRow(row: FiledRow, keeps: (index: number) => boolean): FiledRow {
  return {
    ...row,
    cells: row.cells.map((cell, index) => {
      if (isBlank(cell)) return keeps(index) ? cell : undefined;
      if (keeps(index)) return redactCell(cell);
      if (typeof cell !== 'string') return 0;
      // A word of a header tells of another table, not of a person.
      return columnKeyOf(cell) === undefined ? dropped : cell;
    }),
  };
}

function redactCell(cell: FiledCell): FiledCell {
  if (typeof cell === 'string') return mask(cell);
  if (typeof cell === 'number') return Math.abs(cell) >= 1e16 ? maskedNumber(cell) : cell;
  if (cell === undefined) return cell;
  const { value, comment } = cell;
  const redacted: RemarkableCell = {
    ...cell,
    value:
      typeof value === 'string'
        ? mask(value)
        : typeof value === 'number' && Math.abs(value) >= 1e16
          ? mask(String(value))
          : value,
    ...(comment === undefined ? {} : { comment: mask(comment) }),
  };
  return redacted;
}

function maskedNumber(value: number): FiledCell {
  const text = String(value);
  const masked = mask(text);
  return masked === text ? value : masked;
}
