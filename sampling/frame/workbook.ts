/**
 * Judges one workbook of a list sheet by sheet: which sheets are read, which are skipped and why.
 *
 * Promise: hidden sheets and sheets of another list leave nothing but their name and the reason.
 */
import { columnLetter, isBlank, mask } from './cells.ts';
import { checkHeader, sayBeside } from './columns-check.ts';
import type { FiledRow, FiledSheet, FiledWorkbook } from './filed.ts';
import { HeaderSearch, headerSearchRows, type Header } from './header.ts';
import { contradicts, readHeading, sameDepartment, type Heading } from './heading.ts';
import type { FrameList, JudgedFile, JudgedSheet } from './list.ts';
import { phoneLike } from './redact.ts';
import { namesAreEnough, type SheetReport, type SkipReason } from './report.ts';
import { TableWalk } from './sheet.ts';

/** Judges the sheets in their order. `before` is the last serial of the sheet before; returns the last of these. */
export function judgeWorkbook(
  list: FrameList,
  workbook: FiledWorkbook,
  before: number | undefined,
): number | undefined {
  const file: JudgedFile = { name: workbook.name, sha256: workbook.sha256, sheets: [] };
  list.files.push(file);
  const headings: Heading[] = [];
  const headless: { sheet: JudgedSheet; phoneRows: number }[] = [];
  let withHeader = 0;
  let serial = before;
  for (const filed of workbook.sheets) {
    const place = { file: list.files.length - 1, fileName: workbook.name, name: mask(filed.name) };
    const sheet: JudgedSheet = { ...place, report: skipped(place.name, 'no-header') };
    const number = list.findings.sheets.push(place) - 1;
    file.sheets.push(sheet);
    const hidden = new Set(filed.hiddenColumns.map((column) => column - 1));
    const rows = rowsOf(filed);
    const top = rows.upTo(headerSearchRows + 1);
    const header = new HeaderSearch(top, filed.merges, hidden).find();
    if (filed.state !== 'visible') {
      sheet.report = skipped(place.name, 'hidden');
      if (header) list.findings.add('hidden-sheet', { sheet: number }, { values: { sheet: place.name } });
      continue;
    }
    if (!header) {
      const phoneRows = countPhoneRows(top, rows);
      sheet.report = skipped(place.name, phoneRows === undefined ? 'empty' : 'no-header');
      headless.push({ sheet, phoneRows: phoneRows ?? 0 });
      continue;
    }
    withHeader += 1;
    const judged = judgeTable(list, number, filed, header, top, rows, serial);
    sheet.report = judged.report;
    if (judged.report.state === 'read') headings.push(judged.heading);
    serial = judged.lastSerial ?? serial;
  }
  if (withHeader === 0) {
    const n = list.attachment ?? '';
    list.findings.add('header-not-found', { file: workbook.name }, { values: { n } });
  } else {
    for (const { sheet, phoneRows } of headless) {
      if (phoneRows < 3) continue;
      const at = list.findings.sheets.findIndex((place) => place.name === sheet.name && place.file === sheet.file);
      list.findings.add('sheet-without-header', { sheet: at }, { values: { sheet: sheet.name } });
    }
  }
  if (headings.length > 0 && !namesAreEnough(list.kind)) {
    if (headings.every((heading) => heading.reportedBy === null)) {
      list.findings.add('department-blank', { file: workbook.name });
    }
    if (headings.every((heading) => heading.reportedOn === null)) {
      list.findings.add('report-date-missing', { file: workbook.name });
    }
  }
  return serial;
}

function skipped(name: string, reason: SkipReason): SheetReport {
  return {
    name,
    state: 'skipped',
    reason,
    headerRow: null,
    firstDataRow: null,
    rows: 0,
    columns: {},
    title: null,
    year: null,
    reportedBy: null,
    reportedOn: null,
  };
}

interface RowSource {
  /** Rows up to a number; later calls go on from there. */
  upTo(number: number): FiledRow[];
  next(): FiledRow | undefined;
}

/** One walk over the rows of a sheet. */
function rowsOf(sheet: FiledSheet): RowSource {
  const iterator = sheet.rows[Symbol.iterator]();
  let ahead: FiledRow | undefined;
  const next = () => {
    if (ahead) {
      const row = ahead;
      ahead = undefined;
      return row;
    }
    const step = iterator.next();
    return step.done ? undefined : step.value;
  };
  return {
    next,
    upTo(number) {
      const rows: FiledRow[] = [];
      for (let row = next(); row; row = next()) {
        if (row.number > number) {
          ahead = row;
          break;
        }
        rows.push(row);
      }
      return rows;
    },
  };
}

/** Rows with something like a telephone number; undefined when the sheet holds nothing at all. */
function countPhoneRows(top: readonly FiledRow[], rest: RowSource): number | undefined {
  let found: number | undefined;
  const look = (row: FiledRow) => {
    if (row.cells.every((cell) => isBlank(cell))) return;
    found ??= 0;
    const phone = row.cells.some((cell) => {
      const value = typeof cell === 'object' ? cell.value : cell;
      return value !== null && value !== undefined && phoneLike.test(String(value));
    });
    if (phone) found += 1;
  };
  for (const row of top) look(row);
  for (let row = rest.next(); row; row = rest.next()) look(row);
  return found;
}

function judgeTable(
  list: FrameList,
  number: number,
  filed: FiledSheet,
  header: Header,
  top: readonly FiledRow[],
  rest: RowSource,
  serialBefore: number | undefined,
): { report: SheetReport; heading: Heading; lastSerial: number | undefined } {
  const heading = readHeading(top.filter((row) => row.number < header.top));
  const reason = checkSheet(list, number, header, heading);
  const columns = Object.fromEntries([...header.columns].map(([key, index]) => [key, columnLetter(index)]));
  const base = {
    name: list.findings.sheets[number]?.name ?? '',
    headerRow: header.bottom,
    columns,
    title: heading.title === null ? null : mask(heading.title),
    year: heading.year,
    reportedBy: heading.reportedBy === null ? null : mask(heading.reportedBy),
    reportedOn: heading.reportedOn,
  };
  if (reason) {
    const report: SheetReport = { ...base, state: 'skipped', reason, firstDataRow: null, rows: 0 };
    return { report, heading, lastSerial: undefined };
  }
  sayBeside(list, number, header);
  const walk = new TableWalk(list, number, filed, header, top, heading, serialBefore);
  for (const row of top) walk.row(row);
  for (let row = rest.next(); row; row = rest.next()) walk.row(row);
  walk.end();
  for (const index of walk.hiddenColumns.toSorted((a, b) => a - b)) {
    const letter = columnLetter(index);
    list.findings.add('hidden-columns', { sheet: number, column: letter }, { values: { letter } });
  }
  const report: SheetReport = { ...base, state: 'read', firstDataRow: walk.firstDataRow, rows: walk.dataRows };
  return { report, heading, lastSerial: walk.lastSerial };
}

/** Is the sheet to be judged at all? The first reason why not. */
function checkSheet(list: FrameList, number: number, header: Header, heading: Heading): SkipReason | undefined {
  const { findings, attachment, department, exemptions } = list;
  const at = { sheet: number };
  const wrongTemplate =
    attachment !== null &&
    heading.title !== null &&
    contradicts(heading.title, attachment) &&
    !exemptions.use('template');
  const wrongDepartment =
    department !== null &&
    heading.reportedBy !== null &&
    !sameDepartment(heading.reportedBy, department) &&
    !exemptions.use('department');
  if (wrongTemplate) {
    findings.add('template-mismatch', at, { values: { title: heading.title ?? '', n: attachment } });
  }
  if (wrongDepartment) {
    const values = { found: heading.reportedBy ?? '', expected: department };
    findings.add('department-mismatch', at, { values });
  }
  if (list.year !== undefined && heading.year !== null && heading.year !== list.year) {
    findings.add('title-year-mismatch', at, { values: { found: heading.year, expected: list.year } });
  }
  const columns = checkHeader(list, number, header, wrongTemplate || wrongDepartment);
  return columns ?? (wrongTemplate ? 'template-mismatch' : wrongDepartment ? 'department-mismatch' : undefined);
}
