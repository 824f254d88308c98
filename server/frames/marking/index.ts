/**
 * Makes the marked workbook: the department's own rows with colours and comments, behind a sheet of instructions.
 *
 * Promise: bytes and findings in, one .xlsx out; pure but for the parsing, and run in the child process because it opens a
 * file nobody has vouched for. Rows and columns stay where they were; identity numbers do not come back.
 */
import ExcelJS from 'exceljs';
import type { FiledFinding } from '#contract';
import { judgeFrames, type FiledWorkbook, type ListKind } from '#sampling';
import type { FiledGroup } from '../check.ts';
import { readFiled, ReadRefusal, type FileBytes } from '../read/index.ts';
import { instructionSheetName } from '../read/own-marks.ts';
import { writeGridSheet } from './grid-sheets.ts';
import { writeInstructions, type Instructions, type LinkedFinding } from './instructions.ts';
import { placeFindings, type MarkedSheet } from './marks.ts';
import { loadOriginal } from './original.ts';
import { COMMENT_LIMIT, paint } from './paint.ts';
import { clip, inertText } from './text.ts';

export interface MarkRequest {
  readonly kind: ListKind;
  readonly attachment: number | null;
  /** The files as filed; empty when they were not kept. */
  readonly originals: readonly FileBytes[];
  /** The lists as read and kept, for originals that are gone or cannot be opened without a password. */
  readonly filed: FiledGroup;
  readonly findings: readonly FiledFinding[];
  readonly instructions: Instructions;
  /** Keep fonts, borders and widths of an .xlsx: takes several times the memory. */
  readonly keepLooks: boolean;
}

export async function markWorkbook(request: MarkRequest): Promise<Uint8Array> {
  const reading = await readOriginals(request.originals);
  const workbooks = reading ?? request.filed.workbooks;
  const list = { kind: request.kind, attachment: request.attachment, workbooks, remarks: [] };
  // Where the columns are; the findings are those of the filing.
  const marked = placeFindings(workbooks, judgeFrames([list], { noPersons: true }), request.findings);
  const [original] = request.originals;
  const [only] = workbooks;
  const loaded =
    request.keepLooks && reading && original && only && workbooks.length === 1 && request.originals.length === 1
      ? await loadOriginal(original.bytes, only.sheets)
      : undefined;
  const workbook = loaded ?? new ExcelJS.Workbook();
  const names = loaded ? loaded.worksheets.map(({ name }) => name) : sheetNames(workbooks);
  const sheets = marked.map((sheet, index) => {
    const name = names[index] ?? '';
    return loaded?.worksheets[index] ?? writeGridSheet(workbook, name, sheet, reading === undefined);
  });
  const budget = { left: COMMENT_LIMIT };
  for (const [index, sheet] of sheets.entries()) paint(sheet, marked[index]?.marks ?? new Map(), budget);
  const first = workbook.addWorksheet(freeName(instructionSheetName, new Set(names)), {
    views: [{ showGridLines: false }],
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  Object.assign(first, { orderNo: -1 });
  writeInstructions(first, request.instructions, linkFindings(request.findings, workbooks, marked, names), {
    rebuilt: loaded === undefined,
    redacted: reading === undefined,
    commentsCut: budget.left === 0,
  });
  workbook.views = [{ x: 0, y: 0, width: 24_000, height: 16_000, firstSheet: 0, activeTab: 0, visibility: 'visible' }];
  workbook.creator = 'Pingyi';
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/**
 * A list as kept, as a workbook: what a version mended on the page hands over instead of a file of the department's. What was
 * never kept (columns nobody asked for) is a stand-in.
 */
export async function writeGrid(
  { kind, attachment }: Pick<MarkRequest, 'kind' | 'attachment'>,
  { workbooks }: FiledGroup,
): Promise<Uint8Array> {
  const list = { kind, attachment, workbooks, remarks: [] };
  const sheets = placeFindings(workbooks, judgeFrames([list], { noPersons: true }), []);
  const workbook = new ExcelJS.Workbook();
  for (const [index, name] of sheetNames(workbooks).entries()) {
    const sheet = sheets[index];
    if (sheet) writeGridSheet(workbook, name, sheet, true);
  }
  workbook.creator = 'Pingyi';
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** The originals as read now; undefined when there are none or a password is missing. */
async function readOriginals(originals: readonly FileBytes[]): Promise<readonly FiledWorkbook[] | undefined> {
  if (originals.length === 0) return undefined;
  try {
    return (await readFiled(originals)).workbooks;
  } catch (error) {
    if (error instanceof ReadRefusal) return undefined;
    throw error;
  }
}

/** Names of the sheets of one workbook out of several files: file and sheet, within what Excel allows. */
export function sheetNames(workbooks: readonly FiledWorkbook[]): string[] {
  const taken = new Set<string>();
  return workbooks.flatMap((workbook) =>
    workbook.sheets.map((sheet) => {
      const file = (workbook.name.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '');
      const wanted = workbooks.length === 1 ? sheet.name : `${file} ${sheet.name}`;
      const name = freeName(wanted.replace(/[*?:\\/[\]]/g, '_'), taken);
      taken.add(name);
      return name;
    }),
  );
}

const NAME_LENGTH = 31;

/** A name Excel takes that no other sheet has; it does not tell capitals from small letters. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  const plain = inertText(wanted)
    .replace(/[\t\r\n]/g, ' ')
    .replace(/^'|'$/g, '_');
  for (let copy = 1; ; copy += 1) {
    const suffix = copy === 1 ? '' : `(${copy})`;
    const name = `${clip(plain, NAME_LENGTH - suffix.length) || '表'}${suffix}`;
    // Excel keeps this name for itself.
    if (!used.has(name.toLowerCase()) && name.toLowerCase() !== 'history') return name;
  }
}

function linkFindings(
  findings: readonly FiledFinding[],
  workbooks: readonly FiledWorkbook[],
  marked: readonly MarkedSheet[],
  names: readonly string[],
): LinkedFinding[] {
  const places = new Map<string, { name: string; cells: Map<FiledFinding, string> }>();
  for (const [index, { file, sheet, marks }] of marked.entries()) {
    const place = `${workbooks[file]?.name}\n${sheet.name}`;
    if (places.has(place)) continue;
    const cells = new Map<FiledFinding, string>();
    for (const [row, columns] of marks)
      for (const [column, mark] of columns)
        for (const finding of mark.findings) cells.set(finding, `${letters(column)}${row}`);
    places.set(place, { name: names[index] ?? '', cells });
  }
  return findings.map((finding) => {
    const place = places.get(`${finding.file}\n${finding.sheet}`);
    const cell = place?.cells.get(finding) ?? (place && finding.row !== null ? `A${finding.row}` : null);
    return { finding, sheet: place?.name ?? null, cell };
  });
}

function letters(column: number): string {
  let text = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}
