/**
 * What a file would change, from what is stored: the same plan is shown before and carried out after.
 *
 * Promise: pure; a file that says what is stored plans nothing. A sheet that was quarantined or excluded by decision is never touched.
 */
import type { CallResultChange, InputFinding } from '#contract';
import { encodeAnswers, type Answers } from '#surveys';
import type { ofDraw } from '#sheets';
import { channelWords } from './elsewhere.ts';
import type { JudgedRow } from './judging.ts';
import { describePressed } from './outcome.ts';
import type { CaseRow } from './rows.ts';

export interface PlannedRow {
  readonly row: JudgedRow;
  readonly existing: CaseRow | undefined;
  /** The attempt differs from what is stored, or is new. */
  readonly calls: boolean;
  readonly withdraw: string | null;
  readonly file: { readonly answers: Answers; readonly digest: Buffer } | null;
}

export interface Plan {
  readonly rows: readonly PlannedRow[];
  readonly unchanged: number;
  readonly changes: readonly CallResultChange[];
  readonly findings: readonly InputFinding[];
}

export function planResults(
  rows: readonly JudgedRow[],
  cases: ReadonlyMap<string, CaseRow>,
  sheets: Awaited<ReturnType<typeof ofDraw>>,
  digestOf: (text: string) => Buffer,
): Plan {
  const live = new Map(
    sheets.filter(({ state }) => state === 'counted' || state === 'quarantined').map((one) => [one.unitId, one]),
  );
  const stateOf = new Map(sheets.map(({ sheetId, state }) => [sheetId, state]));
  const planned: PlannedRow[] = [];
  const changes: CallResultChange[] = [];
  const findings: InputFinding[] = [];
  for (const row of rows) {
    const { unitId } = row.asked;
    const existing = cases.get(unitId);
    const change = (what: CallResultChange['what'], before: string | null, after: string | null): void => {
      changes.push({ unitId, row: row.number, what, before, after });
    };
    const say = (severity: InputFinding['severity'], code: string, message: string): void => {
      findings.push({ sheet: row.sheet, row: row.number, column: null, severity, code, message, raw: null });
    };
    const last = existing?.attempts.at(-1);
    const same = existing?.attempts.find(({ number }) => number === row.attempts);
    const calls =
      !same ||
      last?.number !== row.attempts ||
      same.outcome !== row.pressed.outcome ||
      same.calledAt?.getTime() !== row.calledAt?.getTime() ||
      same.interviewer !== row.interviewer;
    if (calls && last && last.number > row.attempts) {
      change('attempts-fewer', `${last.number}次`, `${row.attempts}次`);
      say(
        'warning',
        'attempts-fewer',
        `拨打次数由${last.number}改为${row.attempts}，第${row.attempts}次以后的记录会删去`,
      );
    }
    if (calls)
      change(
        last ? 'outcome' : 'new',
        last ? `第${last.number}次：${describePressed(last)}` : null,
        `第${row.attempts}次：${describePressed(row.pressed)}`,
      );
    const ownState = existing?.sheetId ? stateOf.get(existing.sheetId) : undefined;
    const other = live.get(unitId);
    let withdraw: string | null = null;
    let file: PlannedRow['file'] = null;
    if (row.answers !== undefined) {
      const { codes, numbers, texts } = row.answers
        ? encodeAnswers(row.asked.version.content, row.answers)
        : { codes: [], numbers: {}, texts: {} };
      const digest = row.answers ? digestOf(JSON.stringify([codes, numbers, texts])) : null;
      const isSame = digest !== null && existing?.answersDigest?.equals(digest) === true;
      if (existing?.sheetId && !isSame) {
        if (ownState === 'counted') withdraw = existing.sheetId;
        else say('error', 'sheet-decided', '这个案例的问卷已待核或已剔除，不能用上传来改；请先处理那份问卷');
      }
      if (row.answers && digest && !isSame && (withdraw !== null || !existing?.sheetId)) {
        if (other && other.sheetId !== existing?.sheetId)
          say(
            'warning',
            'answered-elsewhere',
            `本人已通过${channelWords[other.channel]}作答，这一行的回答不计入，话务结果照存`,
          );
        else file = { answers: row.answers, digest };
      }
      if (file) change(withdraw === null ? 'answers-filed' : 'answers-corrected', null, null);
      else if (withdraw !== null) change('answers-withdrawn', null, null);
    }
    if (calls || withdraw !== null || file) planned.push({ row, existing, calls, withdraw, file });
  }
  return { rows: planned, unchanged: rows.length - planned.length, changes, findings };
}
