/**
 * Which cells of which sheets are marked, how, and what their comments say.
 *
 * Promise: every finding with a row has one place in the department's own rows; findings about a sheet, a file or the list
 * have none here. Findings the platform has dealt with by itself (info) mark nothing.
 */
import type { FiledFinding } from '#contract';
import type { FiledSheet, FiledWorkbook, FrameDocument } from '#sampling';

type Severity = FiledFinding['severity'];

export interface CellMark {
  readonly severity: Severity;
  /** In order of severity. Empty where only the colour is wanted. */
  readonly findings: readonly FiledFinding[];
}

/** Row, then column (both from 1), to mark. */
export type SheetMarks = ReadonlyMap<number, ReadonlyMap<number, CellMark>>;

export interface MarkedSheet {
  /** Index of the workbook among those filed. */
  readonly file: number;
  readonly sheet: FiledSheet;
  readonly columns: Columns;
  readonly headerRow: number | null;
  readonly marks: SheetMarks;
}

export type Columns = FrameDocument['files'][number]['sheets'][number]['columns'];

const order: readonly Severity[] = ['error', 'review', 'warning', 'info'];
export const bySeverity = (a: Severity, b: Severity): number => order.indexOf(a) - order.indexOf(b);

/** 1 for A, 27 for AA. */
export function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

/** Places all findings. `document` is the check of the same workbooks: it knows where their columns are. */
export function placeFindings(
  workbooks: readonly FiledWorkbook[],
  document: Pick<FrameDocument, 'files'>,
  findings: readonly FiledFinding[],
): MarkedSheet[] {
  const byPlace = new Map<string, FiledFinding[]>();
  for (const finding of findings) {
    if (finding.row === null || finding.sheet === null || finding.severity === 'info') continue;
    const place = `${finding.file}\n${finding.sheet}`;
    const others = byPlace.get(place);
    if (others) others.push(finding);
    else byPlace.set(place, [finding]);
  }
  const taken = new Set<string>();
  return workbooks.flatMap((workbook, file) =>
    workbook.sheets.map((sheet, index) => {
      const report = document.files[file]?.sheets[index];
      const columns = report?.columns ?? {};
      const place = `${workbook.name}\n${sheet.name}`;
      // Two files of one name: the findings cannot tell them apart, the first one has them.
      const own = taken.has(place) ? [] : (byPlace.get(place) ?? []);
      taken.add(place);
      return { file, sheet, columns, headerRow: report?.headerRow ?? null, marks: placeInSheet(sheet, columns, own) };
    }),
  );
}

function placeInSheet(sheet: FiledSheet, columns: Columns, findings: readonly FiledFinding[]): SheetMarks {
  const placed = new Map<number, Map<number, { severity: Severity; findings: FiledFinding[] }>>();
  const firstFilled = firstFilledColumns(sheet, new Set(findings.map(({ row }) => row ?? 0)));
  const serial = columns.serial === undefined ? undefined : columnNumber(columns.serial);
  const at = (row: number, column: number) => {
    const cells = placed.get(row) ?? new Map<number, { severity: Severity; findings: FiledFinding[] }>();
    placed.set(row, cells);
    const cell = cells.get(column) ?? { severity: 'info', findings: [] };
    cells.set(column, cell);
    return cell;
  };
  for (const finding of findings) {
    const row = finding.row ?? 0;
    const letters = lettersOf(finding.column, columns);
    const anchor = letters ?? columns.name ?? columns.serial;
    const column = anchor === undefined ? (firstFilled.get(row) ?? 1) : columnNumber(anchor);
    const cell = at(row, column);
    cell.findings.push(finding);
    if (bySeverity(finding.severity, cell.severity) < 0) cell.severity = finding.severity;
    // About the row as a whole: the number it is known by is coloured too.
    if (letters === undefined && serial !== undefined && serial !== column) {
      const beside = at(row, serial);
      if (bySeverity(finding.severity, beside.severity) < 0) beside.severity = finding.severity;
    }
  }
  for (const cells of placed.values())
    for (const cell of cells.values()) cell.findings.sort((a, b) => bySeverity(a.severity, b.severity));
  return placed;
}

function lettersOf(column: string | null, columns: Columns): string | undefined {
  if (column === null) return undefined;
  if (/^[A-Z]{1,3}$/.test(column)) return column;
  return Object.entries(columns).find(([key]) => key === column)?.[1];
}

function firstFilledColumns(sheet: FiledSheet, rows: ReadonlySet<number>): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  if (rows.size === 0) return found;
  for (const row of sheet.rows) {
    if (!rows.has(row.number)) continue;
    const index = row.cells.findIndex((cell) => cell !== undefined && cell !== '');
    if (index >= 0) found.set(row.number, index + 1);
  }
  return found;
}
