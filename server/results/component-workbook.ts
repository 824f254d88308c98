/**
 * The table in which component scores are filed: one sheet a class, one row a department, one column a leaf; and reading it back.
 *
 * Promise: what the platform wrote it reads again without a finding; every value is a text, so that no digit is lost on the way.
 */
import ExcelJS from 'exceljs';
import type { InputFinding } from '#contract';
import type { ComponentRow } from './load.ts';
import type { Fillable } from './components.ts';
import { styleSheet, writeBook } from './workbook-style.ts';
import { columnLetter, type TableSheet } from '#frames';

export interface ComponentCell {
  readonly departmentId: string;
  readonly leaf: string;
  readonly value: string | null;
  readonly applies: boolean;
}

const notApplicable = '不适用';
const departmentHeader = '单位';
const sheetTitle = '指标得分填报表';

interface LeafColumn {
  readonly key: string;
  readonly header: string;
}

/** Columns of a group: leaves and other forms that are filled in by hand. The key in brackets is what is read back. */
function columnsOf({ outline, asked }: Fillable, groupId: string): LeafColumn[] {
  const group = outline.find(({ id }) => id === groupId);
  if (!group || group.manual) return [];
  return [
    ...group.leaves
      .filter(({ id }) => !asked.has(id))
      .map(({ id, name, unit, full }) => ({
        key: id,
        header: `${name}（${unit === 'percent' ? '百分制' : unit === 'earned' ? `加分，上限${full}` : `满分${full}`}）[${id}]`,
      })),
    ...group.forms.filter(({ leaf }) => !asked.has(leaf)).map(({ key, name }) => ({ key, header: `${name}[${key}]` })),
  ];
}

export async function componentTemplate(
  cycleName: string,
  open: Fillable,
  present: readonly ComponentRow[],
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const values = new Map(
    present.map((row) => [`${row.appraisee} ${row.leaf}`, row.applies ? (row.value ?? '') : notApplicable]),
  );
  for (const group of open.outline) {
    const members = open.appraisees.filter((one) => one.group === group.id);
    const columns = columnsOf(open, group.id);
    if (members.length === 0 || columns.length === 0) continue;
    const sheet = book.addWorksheet(group.id, {});
    styleSheet(sheet, {
      title: `${cycleName} ${sheetTitle}：${group.name}`,
      hint: '一行一个单位；没有得分的留空，不适用的写“不适用”；得分写成数或分数（如 86.5、9520/113）。不要改动表头方括号里的编号。',
      headers: [departmentHeader, ...columns.map(({ header }) => header)],
      widths: [30, ...columns.map(() => 18)],
      rows: members.map(({ id, name }) => [name, ...columns.map(({ key }) => values.get(`${id} ${key}`) ?? '')]),
    });
  }
  if (book.worksheets.length === 0)
    book.addWorksheet('说明').addRow(['没有需要填报的指标：请先归类，或指标都由评议结果算出。']);
  return writeBook(book);
}

interface TableReading {
  readonly cells: ComponentCell[];
  readonly findings: InputFinding[];
}

/** Cells of an uploaded table, with what is wrong in it. */
export function readComponentTable(
  sheets: readonly TableSheet[],
  open: Fillable,
  refusalOf: (cell: ComponentCell) => string | undefined,
): TableReading {
  const findings: InputFinding[] = [];
  const cells: ComponentCell[] = [];
  const seen = new Map<string, string>();
  let headers = 0;
  for (const { name: sheet, rows } of sheets) {
    const say = (
      row: number | null,
      column: number | null,
      code: string,
      message: string,
      raw: string | null = null,
      severity: InputFinding['severity'] = 'error',
    ) =>
      findings.push({
        sheet,
        row,
        column: column === null ? null : columnLetter(column),
        severity,
        code,
        message,
        raw: raw?.slice(0, 60) ?? null,
      });
    const head = rows.find(
      ({ cells: texts }) => texts.some((text) => text === departmentHeader) && texts.some((text) => keyIn(text)),
    );
    if (!head) {
      if (rows.length > 0)
        say(
          null,
          null,
          'no-header',
          '这张表没有表头（“单位”和带方括号编号的指标），没有读；请用下载的填报表',
          null,
          'warning',
        );
      continue;
    }
    headers += 1;
    const at = head.cells.indexOf(departmentHeader);
    const columns = head.cells.flatMap((text, index) => {
      const key = keyIn(text);
      if (key === undefined) return [];
      if (!open.names.has(key)) {
        say(head.number, index, 'leaf-unknown', `方案没有编号为“${key}”的指标，请用本周期的填报表`, text);
        return [];
      }
      return [{ key, index }];
    });
    for (const { number, cells: texts } of rows) {
      if (number <= head.number || texts.every((text) => text === '')) continue;
      const name = texts[at] ?? '';
      const department = open.appraisees.find((one) => one.name === name);
      if (!department) {
        const filled = columns.some(({ index }) => (texts[index] ?? '') !== '');
        if (filled || name !== '')
          say(
            number,
            at,
            'department-unknown',
            name === '' ? '这一行有得分，没有单位名称；请补上' : '本周期没有这个单位，请按全称填写',
            name,
          );
        continue;
      }
      for (const { key, index } of columns) {
        const text = texts[index] ?? '';
        if (text === '') continue;
        const cell: ComponentCell = {
          departmentId: department.id,
          leaf: key,
          value: text === notApplicable ? null : plainNumber(text),
          applies: text !== notApplicable,
        };
        const refusal = refusalOf(cell);
        const place = `${department.id} ${key}`;
        const before = seen.get(place);
        if (refusal !== undefined) say(number, index, 'value-refused', refusal, text);
        else if (before !== undefined)
          say(number, index, 'value-twice', `同一单位的同一指标填了两次（另一处在${before}），请只留一处`, text);
        else cells.push(cell);
        seen.set(place, `${sheet}第${number}行`);
      }
    }
  }
  if (headers === 0)
    findings.push({
      sheet: '',
      row: null,
      column: null,
      severity: 'error',
      code: 'no-table',
      message: '没有找到填报表。请下载本周期的填报表，填好后原样上传',
      raw: null,
    });
  else if (cells.length === 0 && findings.every(({ severity }) => severity !== 'error'))
    findings.push({
      sheet: '',
      row: null,
      column: null,
      severity: 'error',
      code: 'no-values',
      message: '表里一个得分也没有，请填好后再上传',
      raw: null,
    });
  return { cells, findings };
}

const keyIn = (header: string): string | undefined => /\[([A-Za-z][A-Za-z0-9-]*)\]\s*$/.exec(header)?.[1];

/** Full-width digits and points, thousands separators and surplus zeros of people; anything else stays as it is and is refused. */
function plainNumber(text: string): string {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '').replace(/^\+/, '');
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return plain;
  return plain.replace(/^(-?)0+(?=\d)/, '$1');
}
