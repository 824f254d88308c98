/**
 * Questionnaires as XLSForm workbooks: out for other software, in from it.
 *
 * Promise: every cell is written as a text, nothing a spreadsheet would run; what comes in is read within tight bounds and shown
 * beside its findings, and changes nothing before somebody saves it.
 */
import ExcelJS from 'exceljs';
import { questionnaireKindLabels, type UploadedFile } from '#contract';
import { read } from '#db';
import { ReadRefusal, readFiled } from '#frames';
import { Problem } from '#problem';
import type { FiledCell } from '#sampling';
import {
  choiceColumns,
  questionnaireSchema,
  readForm,
  settingColumns,
  surveyColumns,
  writeForm,
  type Form,
  type FormFinding,
  type FormRow,
  type Questionnaire,
} from '#surveys';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { mayOf, versionRow } from './rows.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const sheets = { survey: surveyColumns, choices: choiceColumns, settings: settingColumns } as const;
/** A questionnaire is small; what is larger is something else. */
const bounds = { fileBytes: 2 << 20, totalBytes: 16 << 20, heldBytes: 16 << 20, rows: 5_000, packageEntries: 1 };
const mostColumns = 60;

async function bytesOf(form: Form): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Pingyi';
  for (const [name, columns] of Object.entries(sheets)) {
    const sheet = workbook.addWorksheet(name);
    const rows = form[name as keyof typeof sheets];
    sheet.columns = columns.map((header) => ({
      header,
      key: header,
      width: header.startsWith('label') ? 50 : 18,
      style: { numFmt: '@' },
    }));
    for (const { cells } of rows)
      sheet.addRow(Object.fromEntries(columns.map((column) => [column, cells[column] ?? ''])));
    sheet.getRow(1).font = { bold: true };
    sheet.views = [{ state: 'frozen', ySplit: 1 }];
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

export async function exportForm(ctx: Context, versionId: string): Promise<FileReply> {
  const row = await read(ctx, async (tx) => versionRow(tx, ctx, versionId));
  const content = questionnaireSchema.parse(row.content);
  const id = `pingyi_${row.kind.replace('-', '_')}_${row.year}`;
  const label = `${questionnaireKindLabels[row.kind]}${row.departmentName === null ? '' : `-${row.departmentName}`}`;
  return new FileReply(await bytesOf(writeForm(content, id, String(row.number))), xlsx, {
    fileName: `${label}-${row.year}-第${row.number}版.xlsx`,
  });
}

/** The shown text of a cell; a formula's last value. */
function textOf(cell: FiledCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'object') return cell.value === null ? '' : String(cell.value);
  return String(cell);
}

/** Rows of a sheet under the headers of its first row; undefined without that sheet. */
function rowsOf(cells: readonly { number: number; cells: readonly FiledCell[] }[]): FormRow[] {
  const [head, ...rest] = cells;
  const headers = (head?.cells ?? []).slice(0, mostColumns).map((cell) => textOf(cell).trim());
  return rest.map(({ number, cells: values }) => ({
    row: number,
    cells: Object.fromEntries(
      headers.flatMap((header, i): [string, string][] => {
        const text = textOf(values[i]);
        return header === '' || text.trim() === '' ? [] : [[header, text]];
      }),
    ),
  }));
}

/** Reads a workbook as if it were to replace a version's questions: content and findings, nothing is kept. */
export async function importForm(
  ctx: Context,
  versionId: string,
  files: readonly UploadedFile[],
): Promise<{ content: Questionnaire | null; findings: FormFinding[] }> {
  const row = await read(ctx, async (tx) => versionRow(tx, ctx, versionId));
  if (!mayOf(ctx, row).edit) throw new Problem('not-found');
  const [file] = files;
  if (!file) throw new Problem('no-file');
  const form = await formIn(file);
  if (!form)
    return {
      content: null,
      findings: [{ sheet: 'survey', row: 1, severity: 'error', message: '工作簿里没有survey表，不是XLSForm' }],
    };
  const { content, findings } = readForm(form, questionnaireSchema.parse(row.content));
  const sound = questionnaireSchema.safeParse(content);
  return { content: sound.success ? sound.data : null, findings: [...findings] };
}

async function formIn(file: UploadedFile): Promise<Form | undefined> {
  try {
    const { workbooks } = await readFiled([file], { limits: bounds });
    const named = new Map(
      workbooks.flatMap(({ sheets: all }) => all.map((sheet) => [sheet.name.trim().toLowerCase(), sheet] as const)),
    );
    const rowsIn = (name: string): FormRow[] => rowsOf(Array.from(named.get(name)?.rows ?? []));
    if (!named.has('survey')) return undefined;
    return { survey: rowsIn('survey'), choices: rowsIn('choices'), settings: rowsIn('settings') };
  } catch (error) {
    if (error instanceof ReadRefusal) throw new Problem('file-unreadable', { file: error.file, reason: error.message });
    throw error;
  }
}
