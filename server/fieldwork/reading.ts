/**
 * A file of results as rows with the user's own row numbers: our workbook, a CSV, or another program's list of outcomes by token.
 *
 * Promise: nothing is executed; a file that cannot be read is one refusal that names it; a column that is not read is said.
 */
import type { InputFinding, UploadedFile } from '#contract';
import { readSheets, type TableRow } from '#frames';
import { headers, informative } from './template.ts';

const MIB = 1024 * 1024;
const limits = { fileBytes: 20 * MIB, totalBytes: 200 * MIB, heldBytes: 200 * MIB, rows: 50_000, packageEntries: 1 };

type Field = keyof typeof headers;

/** Heads of other programs, in small letters. */
const aliases: Readonly<Record<Field, readonly string[]>> = {
  unit: [headers.unit, 'token', 'case token', '样本号'],
  outcome: [headers.outcome, 'outcome', 'current outcome', 'outcome code', 'disposition'],
  attempts: [headers.attempts, 'attempts', 'call attempts', 'number of attempts', 'calls'],
  calledAt: [headers.calledAt, '通话时间', 'last call', 'last attempt', 'last call time'],
  interviewer: [headers.interviewer, 'interviewer', 'operator', '工号'],
};

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
    const columns = columnsOf(name, head, heads, findings);
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
      // Not dialled yet.
      if (Object.values(told).every((text) => text === '') && Object.keys(answers).length === 0) continue;
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

/** Heads of lists of outcomes that other programs write beside the token: known, not read. */
const passedOver = new Set<string>([...informative, '案例号', '样本', '层内序号', '报送部门', '入样概率', '设计权重']);

function columnsOf(sheet: string, head: TableRow, heads: Heads, findings: InputFinding[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  for (const [index, header] of head.cells.entries()) {
    if (header === '' || passedOver.has(header)) continue;
    const key = keyOf(header, heads);
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
