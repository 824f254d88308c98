/**
 * Rows of a file judged: what each says about its case, and what is wrong with it, at its row and column, with what to do.
 *
 * Promise: pure; an outcome and answers that contradict each other are never reconciled by guessing.
 */
import type { InputFinding } from '#contract';
import { readOutcome, type OutcomeChoices } from '#sampling';
import { readAnswers, type Answers } from '#surveys';
import type { AskedCase } from './asked.ts';
import { readPressed, type Pressed } from './outcome.ts';
import { columnLetter, type ResultRow } from './reading.ts';

export interface JudgedRow {
  readonly asked: AskedCase;
  readonly sheet: string;
  readonly number: number;
  readonly pressed: Pressed;
  readonly attempts: number;
  readonly calledAt: Date | null;
  readonly interviewer: string;
  /** To be filed; null: none, what was filed before is withdrawn; undefined: the file has no columns for answers. */
  readonly answers: Answers | null | undefined;
}

export interface Judged {
  readonly rows: readonly JudgedRow[];
  readonly findings: readonly InputFinding[];
}

export function judgeResults(
  rows: readonly ResultRow[],
  cases: ReadonlyMap<string, AskedCase>,
  choices: OutcomeChoices,
  now: Date,
): Judged {
  const findings: InputFinding[] = [];
  const judged: JudgedRow[] = [];
  const seen = new Map<string, string>();
  for (const row of rows) {
    const say = sayAt(row, findings);
    const unit = row.fields.unit.toLowerCase();
    const asked = cases.get(unit);
    if (!asked) {
      say(
        'unit',
        'case-unknown',
        unit === ''
          ? '这一行有结果，没有样本编号；请从呼叫清单补上'
          : '没有放出过这个样本编号；请与呼叫清单核对，或确认选对了抽样',
        row.fields.unit,
      );
      continue;
    }
    const before = seen.get(unit);
    if (before !== undefined) {
      say('unit', 'case-twice', `这个样本编号出现了两次（另一处在${before}），请只留一行`, row.fields.unit);
      continue;
    }
    seen.set(unit, `${row.sheet}第${row.number}行`);
    const one = judgeRow(row, asked, choices, now, say);
    if (one) judged.push(one);
  }
  return { rows: judged, findings };
}

type Say = (key: string, code: string, message: string, raw?: string, severity?: InputFinding['severity']) => void;

function sayAt({ sheet, number, columns }: ResultRow, findings: InputFinding[]): Say {
  return (key, code, message, raw, severity = 'error') => {
    const column = columns.get(key);
    findings.push({
      sheet,
      row: number,
      column: column === undefined ? null : columnLetter(column),
      severity,
      code,
      message,
      raw: raw?.slice(0, 40) ?? null,
    });
  };
}

function judgeRow(
  row: ResultRow,
  asked: AskedCase,
  choices: OutcomeChoices,
  now: Date,
  say: Say,
): JudgedRow | undefined {
  const { fields } = row;
  const pressed = readPressed(fields.outcome);
  if (!pressed)
    say(
      'outcome',
      fields.outcome === '' ? 'outcome-missing' : 'outcome-unknown',
      fields.outcome === ''
        ? '这一行有内容，没有话务结果；请从下拉表里选'
        : '没有这种话务结果；请从下拉表里选，或写AAPOR编号',
      fields.outcome,
    );
  const attempts = /^\d{1,2}(?:\.0+)?$/.test(fields.attempts.normalize('NFKC'))
    ? Number.parseInt(fields.attempts.normalize('NFKC'), 10)
    : 0;
  if (attempts < 1) say('attempts', 'attempts-invalid', '拨打次数要写成1到99的整数', fields.attempts);
  const calledAt = readInstant(fields.calledAt);
  if (calledAt === undefined) say('calledAt', 'time-invalid', '时间请写成 2026-09-01 18:30', fields.calledAt);
  else if (calledAt && calledAt > now)
    say('calledAt', 'time-future', '这个时间还没有到，请核对年月日', fields.calledAt);
  if (fields.interviewer.length > 40) say('interviewer', 'interviewer-long', '访问员最多40个字，请写工号或姓名');
  const answers = pressed ? judgeAnswers(row, asked, pressed, choices, say) : undefined;
  if (!pressed || attempts < 1 || calledAt === undefined) return undefined;
  return {
    asked,
    sheet: row.sheet,
    number: row.number,
    pressed,
    attempts,
    calledAt,
    interviewer: fields.interviewer.slice(0, 40),
    answers,
  };
}

function judgeAnswers(
  { answers: raw }: ResultRow,
  { version }: AskedCase,
  { outcome }: Pressed,
  choices: OutcomeChoices,
  say: Say,
): Answers | null | undefined {
  if (!raw) return undefined;
  const given = Object.keys(raw);
  const reading = readOutcome(outcome, choices);
  const kind = reading.kind === 'known' ? reading.outcome.class : null;
  const isBrokenOff = reading.kind !== 'unknown' && reading.button?.number === '12';
  if (kind !== 'I' && kind !== 'P') {
    if (given.length === 0) return null;
    // What a broken-off interview is worth is a choice of the office; until it is P, its answers wait in the room.
    if (isBrokenOff)
      say(
        'outcome',
        'answers-wait',
        choices.brokenOff === undefined
          ? '中途终止算什么还没有设定，这一行的回答没有计入；设定为部分完成以后再传一次'
          : '中途终止按拒访算，这一行的回答没有计入',
        undefined,
        'warning',
      );
    else say(given[0] ?? '', 'answers-without-success', '有回答，话务结果却不是成功完成；请更正话务结果，或清空回答');
    return null;
  }
  if (given.length === 0 && kind === 'P') return null;
  const read = readAnswers(version.content, raw, {
    channel: 'telephone',
    incomplete: kind === 'P' ? 'accept' : 'refuse',
  });
  if (read.ok) return read.answers;
  if (given.length === 0)
    say('outcome', 'success-without-answers', '话务结果是成功完成，却没有回答；请补录回答，或更正话务结果');
  else for (const { item, message } of read.findings) say(item, 'answer-refused', `题目${item}：${message}`, raw[item]);
  return null;
}

/** Beijing time as people and programs write it; null: not given; undefined: not a time. */
function readInstant(text: string): Date | null | undefined {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?[秒分]?)?$/.exec(
      plain,
    ) ?? [];
  const [y, m, d, h, min, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const beijing = new Date(Date.UTC(y, m - 1, d, h, min, s));
  const isReal =
    y >= 2000 && beijing.getUTCMonth() === m - 1 && beijing.getUTCDate() === d && h < 24 && min < 60 && s < 60;
  return isReal ? new Date(beijing.getTime() - 8 * 3_600_000) : undefined;
}
