/**
 * Entries as the files departments send: a workbook of the printed form, a CSV as WPS saves it, an encrypted package.
 *
 * Promise: titles and columns are those of the real forms (attachments.ts). Writes bytes, never a file.
 */
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import type { UploadedFile } from '#contract';
import { formOf, type FormSpecification } from '../frames/attachments.ts';
import type { Entry, ListRequest } from './lists.ts';

type Cell = string | number;

export interface FormRequest {
  readonly department: string;
  readonly list: ListRequest['list'];
  readonly attachment: number | null;
  readonly year: number;
  /** The day printed behind 报送时间. */
  readonly reportedOn: string;
  readonly entries: readonly Entry[];
  /** A column nobody asked for. */
  readonly extraColumn?: { readonly header: string; readonly value: (row: number) => string };
  /** Rows below the list: 合计, 填表人. */
  readonly footer?: readonly (readonly Cell[])[];
}

export type FileFormat = 'xlsx' | 'csv-gb18030' | 'zip-aes';

/** What a package of the demo is locked with; in a real year it goes by telephone. */
export const PACKAGE_PASSWORD = 'yanshi2018';

export async function writeFiles(request: FormRequest, format: FileFormat): Promise<UploadedFile[]> {
  const form = formOf(request.list, request.attachment);
  const rows = layOut(form, request);
  const stem =
    request.attachment === null
      ? `${request.department}服务对象名单`
      : `${request.department}附件${request.attachment}`;
  if (format === 'csv-gb18030')
    return [{ name: `${stem}.csv`, bytes: iconv.encode(rows.map(csvLine).join(''), 'gb18030') }];
  const book = { name: `${stem}.xlsx`, bytes: await workbook(form, rows) };
  return [format === 'xlsx' ? book : { name: `${stem}.zip`, bytes: await lockedPackage(book) }];
}

/** Title, who and when, header, entries, footer. */
function layOut(form: FormSpecification, request: FormRequest): Cell[][] {
  const { entries, extraColumn, footer = [] } = request;
  const [year, month, day] = request.reportedOn.split('-');
  const headers = form.columns.map((column) => column.header);
  return [
    [form.title(request.year, request.department)],
    [`报送单位：${request.department}`, '', '', '', '', `报送时间：${year}年${Number(month)}月${Number(day)}日`],
    [...headers, ...(extraColumn ? [extraColumn.header] : [])],
    ...entries.map((entry, row) => [
      ...headers.map((header) => cellOf(form, header, entry, row)),
      ...(extraColumn ? [extraColumn.value(row)] : []),
    ]),
    ...footer.map((cells) => [...cells]),
  ];
}

function cellOf(form: FormSpecification, header: string, entry: Entry, row: number): Cell {
  switch (header) {
    case '序号':
      return entry.serial ?? row + 1;
    case '姓 名':
    case '申请人姓名':
      return entry.name;
    case '性别':
      return entry.gender;
    case '单位(注明具体地址)':
    case '单位（注明具体地址）':
      return entry.address === undefined ? entry.organisation : `${entry.address} ${entry.organisation}`;
    case '单位':
      return entry.organisation;
    case '职务':
      return entry.post;
    case '区号':
      return entry.area;
    case '办公电话':
    case '固定电话':
      return entry.office;
    case '手机号码':
      return entry.mobile;
    case '邮政编码':
      return entry.postcode;
    case '备注':
      // 附件6 has no column for the address: it belongs into the remark.
      return form.attachment === 6 && entry.address !== undefined ? `地址：${entry.address}` : entry.remark;
    default:
      throw new Error(`no value for the column ${header}`);
  }
}

async function workbook(form: FormSpecification, rows: readonly (readonly Cell[])[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.creator = '演示数据';
  book.description = '演示数据：人名、单位和号码都是随机生成的';
  const sheet = book.addWorksheet('名单');
  form.columns.forEach((column, index) => {
    sheet.getColumn(index + 1).width = column.width;
  });
  sheet.addRows(rows.map((row) => row.map((cell) => (cell === '' ? null : cell))));
  const last = rows[2]?.length ?? form.columns.length;
  sheet.mergeCells(1, 1, 1, last);
  sheet.getCell(1, 1).alignment = { horizontal: 'center' };
  sheet.getCell(1, 1).font = { bold: true, size: 16 };
  sheet.getRow(3).font = { bold: true };
  return Buffer.from(await book.xlsx.writeBuffer());
}

function csvLine(cells: readonly Cell[]): string {
  const quoted = cells.map((cell) =>
    /[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell),
  );
  return `${quoted.join(',')}\r\n`;
}

async function lockedPackage({ name, bytes }: UploadedFile): Promise<Uint8Array> {
  configure({ useWebWorkers: false });
  const writer = new ZipWriter(new BlobWriter('application/zip'), {
    password: PACKAGE_PASSWORD,
    encryptionStrength: 3,
  });
  await writer.add(name, new Uint8ArrayReader(bytes));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}
