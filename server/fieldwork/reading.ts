/**
 * A file of results as rows with the user's own row numbers: our workbook, a CSV, or another program's list of outcomes by token.
 *
 * Promise: nothing is executed; a file that cannot be read is one refusal that names it; a column that is not read is said.
 */
import type { InputFinding, UploadedFile } from '#contract';
import { readSheets, type TableRow } from '#frames';
import { readPressed } from './outcome.ts';
import { headers, informative } from './template.ts';

const MIB = 1024 * 1024;
const limits = { fileBytes: 20 * MIB, totalBytes: 200 * MIB, heldBytes: 200 * MIB, rows: 50_000, packageEntries: 1 };

type Field = keyof typeof headers;

/** Heads of other programs, in small letters. */
const aliases: Readonly<Record<Field, readonly string[]>> = {
  unit: [headers.unit, 'token', 'case token', '样本号'],
  outcome: [headers.outcome, 'outcome', 'current outcome', 'outcome code', 'disposition', 'aapor'],
  attempts: [headers.attempts, 'attempts', 'call attempts', 'number of attempts', 'number of call attempts', 'calls'],
  calledAt: [headers.calledAt, '通话时间', 'last call', 'last attempt', 'last call time'],
  interviewer: [headers.interviewer, 'interviewer', 'operator', 'operator username for last call', '工号'],
};
/** A sample number as we write it. */
const sampleNumber = /^[0-9a-f]{20}$/i;

export interface ResultRow {
  readonly sheet: string;
  readonly number: number;
  readonly fields: Readonly<Record<Field, string>>;
  /** By item; undefined: the sheet has no columns for answers. */
  readonly answers: Readonly<Record<string, string>> | undefined;
  /** Where a field or an item stands. */
  readonly columns: ReadonlyMap<string, number>;
}

/** A column as it was read: its head, and the field or item it stands for; null: passed over. */
export interface ReadColumn {
  readonly head: string;
  readonly key: string | null;
}

export interface ResultFile {
  readonly rows: readonly ResultRow[];
  readonly findings: readonly InputFinding[];
  readonly columns: readonly ReadColumn[];
}

export interface Heads {
  /** Whether a bare head is the id of an item somebody is asked. */
  readonly isItem: (id: string) => boolean;
  /** What a call room calls its columns: by its head, the field or item; empty: passed over. */
  readonly mapping: ReadonlyMap<string, string>;
}

/** A head as it is remembered. */
export const plainHead = (head: string): string => head.normalize('NFKC').trim().toLowerCase();

/** Column letter of an index from 0. */
export function columnLetter(index: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const first = Math.floor(index / letters.length);
  return `${first > 0 ? letters[first - 1] : ''}${letters[index % letters.length]}`;
}

export async function readResults(file: UploadedFile, heads: Heads): Promise<ResultFile> {
  const rows: ResultRow[] = [];
  const findings: InputFinding[] = [];
  const seen = new Map<string, ReadColumn>();
  let found = 0;
  for (const { name, rows: lines } of await readSheets(file, limits)) {
    const head = lines.find(({ cells }) => cells.some((cell) => keyOf(cell, heads) === 'unit'));
    // Of a table nobody can read yet, the heads are needed to say what they mean.
    for (const cell of (head ?? lines.find(({ cells }) => cells.some((text) => text !== '')))?.cells ?? [])
      if (cell !== '') seen.set(cell, { head: cell, key: keyOf(cell, heads) ?? null });
    if (!head) continue;
    found += 1;
    const columns = columnsOf(name, head, lines, heads, findings);
    const isFromOther = head.cells.some((cell) => plainHead(cell) === 'case notes');
    const items = [...columns].filter(([key]) => !Object.hasOwn(headers, key));
    for (const field of ['outcome', 'attempts'] as const)
      if (!columns.has(field))
        findings.push({
          sheet: name,
          row: head.number,
          column: null,
          severity: 'error',
          code: 'column-missing',
          message: `缺少“${headers[field]}”这一列，请用下载的回收表，或补上这一列`,
          raw: null,
        });
    if (items.length === 0)
      findings.push({
        sheet: name,
        row: head.number,
        column: null,
        severity: 'warning',
        code: 'no-answer-columns',
        message: '这张表没有题目的列，只存话务结果；成功的案例的回答请另用回收表上传',
        raw: null,
      });
    for (const { number, cells } of lines) {
      if (number <= head.number) continue;
      // queXS does not quote its notes: a comma in them moves every cell after it, and an outcome would be read that is none.
      if (isFromOther && cells.length > head.cells.length) {
        findings.push({
          sheet: name,
          row: number,
          column: null,
          severity: 'error',
          code: 'row-too-long',
          message: '这一行比表头多了格，多半是备注（Case notes）里有逗号；请删去备注里的逗号，或整列清空后再传',
          raw: null,
        });
        continue;
      }
      const at = (key: string): string => cells[columns.get(key) ?? -1] ?? '';
      const fields = {
        unit: at('unit'),
        outcome: at('outcome'),
        attempts: at('attempts'),
        calledAt: at('calledAt'),
        interviewer: at('interviewer'),
      };
      const answers = Object.fromEntries(items.map(([key]) => [key, at(key)]).filter(([, value]) => value !== ''));
      const { unit: _unit, ...told } = fields;
      if (Object.keys(answers).length === 0 && isUndialled(told)) continue;
      rows.push({ sheet: name, number, fields, answers: items.length === 0 ? undefined : answers, columns });
    }
  }
  const refuse = (code: string, message: string): void => {
    findings.push({ sheet: '', row: null, column: null, severity: 'error', code, message, raw: null });
  };
  if (found === 0)
    refuse('no-table', '没有找到“样本编号”（或token）这一列。请用下载的回收表；列名不一样的，设定列名对照后再试');
  else if (rows.length === 0 && findings.every(({ severity }) => severity !== 'error'))
    refuse('no-values', '表里一行结果也没有，请填好后再上传');
  return { rows, findings, columns: [...seen.values()] };
}

/** Nothing is told, or that nobody has dialled yet (3.11, no attempt). */
function isUndialled({ outcome, attempts, ...more }: Omit<ResultRow['fields'], 'unit'>): boolean {
  if (attempts !== '0') return [outcome, attempts, ...Object.values(more)].every((text) => text === '');
  return outcome === '' || readPressed(outcome)?.outcome === '3.11';
}

/** The field or item a head stands for: as the room has said, else as it is written. */
function keyOf(header: string, { isItem, mapping }: Heads): string | undefined {
  const said = mapping.get(plainHead(header));
  if (said === '') return undefined;
  if (said !== undefined && (Object.hasOwn(headers, said) || isItem(said.split('/')[0] ?? ''))) return said;
  return fieldOf(header) ?? itemOf(header, isItem);
}

function fieldOf(header: string): Field | undefined {
  const plain = plainHead(header);
  return (Object.keys(aliases) as Field[]).find((field) => aliases[field].includes(plain));
}

/** `… [q3.service]`, or bare `q3.service`, `q5/a` where somebody is asked that. */
function itemOf(header: string, isItem: (id: string) => boolean): string | undefined {
  const bracketed = /\[([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?(?:\/[\w-]+)?)\]\s*$/.exec(header)?.[1];
  return bracketed ?? (isItem(header.split('/')[0] ?? '') ? header : undefined);
}

/** Heads of our own lists and of queXS's list of outcomes that stand beside the token: known, not read. */
const passedOver = new Set<string>([
  ...informative,
  '案例号',
  '样本',
  '层内序号',
  '报送部门',
  '入样概率',
  '设计权重',
  'phone',
  'phone2',
  'phone3',
  'firstname',
  'lastname',
  'organisation',
  'post',
  'department',
  'stratum',
  'replicate',
  'extension',
  'extension2',
  'extension3',
  'case id',
  'number of calls',
  'case notes',
  'last number dialled',
  'total interview time over all calls (mins)',
  'interview time for last call (mins)',
  'shift report',
  // In universal time; what a call room says is Beijing time.
  'date/time last number dialled',
]);

function columnsOf(
  sheet: string,
  head: TableRow,
  lines: readonly TableRow[],
  heads: Heads,
  findings: InputFinding[],
): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const beaten = beatenColumns(head, lines, heads);
  for (const [index, header] of head.cells.entries()) {
    if (header === '' || beaten.has(index)) continue;
    const key = keyOf(header, heads);
    if (key === undefined && passedOver.has(plainHead(header))) continue;
    // The room has said that it means nothing to us.
    if (key === undefined && heads.mapping.get(plainHead(header)) === '') continue;
    const say = (code: string, severity: InputFinding['severity'], message: string): void => {
      findings.push({
        sheet,
        row: head.number,
        column: columnLetter(index),
        severity,
        code,
        message,
        raw: header.slice(0, 60),
      });
    };
    if (key === undefined)
      say('column-passed-over', 'warning', '这一列没有读；要读的列请保持回收表的表头，或设定列名对照');
    else if (columns.has(key)) say('column-twice', 'error', '这一列出现了两次，请只留一列');
    else columns.set(key, index);
  }
  return columns;
}

/**
 * Columns that another says better. queXS writes a token of its own before ours, and words of its own before the AAPOR code: of
 * several tokens the one with our sample numbers counts, of several outcomes the code. Anything else that comes twice is said.
 */
function beatenColumns(head: TableRow, lines: readonly TableRow[], heads: Heads): ReadonlySet<number> {
  const of = (field: Field): number[] =>
    head.cells.flatMap((header, index) => (header !== '' && keyOf(header, heads) === field ? [index] : []));
  const below = lines.filter(({ number }) => number > head.number);
  const holdsOurs = (index: number): boolean => below.some(({ cells }) => sampleNumber.test(cells[index] ?? ''));
  const othersOf = (all: readonly number[], isBest: (index: number) => boolean): readonly number[] =>
    all.filter(isBest).length === 1 ? all.filter((index) => !isBest(index)) : [];
  return new Set([
    ...othersOf(of('unit'), holdsOurs),
    ...othersOf(of('outcome'), (index) => plainHead(head.cells[index] ?? '') === 'aapor'),
  ]);
}
