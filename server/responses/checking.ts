/**
 * The check of a survey: reads what came in, asks the rules, sets apart what they name.
 *
 * Promise: it only ever moves from counted to quarantined; what two people have decided stays decided; every check leaves its counts in
 * the audit trail.
 */
import { write, type Tx } from '#db';
import { publishedOfCycle } from '#questionnaires';
import { eachSheet, move } from '#sheets';
import { itemsOf, scaleOf, type Answers, type Questionnaire } from '#surveys';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { findStuffing, type Examined } from './anomalies.ts';
import { surveyRulesSchema } from './rules.ts';
import { assertState, mustFind } from './surveys.ts';

interface Graded {
  readonly items: readonly string[];
  readonly best: readonly string[];
}

function gradedOf(content: Questionnaire): Graded {
  const rated = itemsOf(content).flatMap(({ id, question }) => {
    if (question.kind !== 'scale' && question.kind !== 'matrix') return [];
    return [{ id, best: scaleOf(content, question.scale)?.points[0]?.code ?? '' }];
  });
  return { items: rated.map(({ id }) => id), best: rated.map(({ best }) => best) };
}

const gradesOf = ({ items }: Graded, answers: Answers): readonly string[] =>
  items.map((item) => {
    const answer = answers[item];
    return answer?.said === 'option' ? answer.code : '';
  });

async function examine(tx: Tx, cycleId: string, surveyId: string): Promise<Examined[]> {
  const arrivals = new Map(
    (
      await tx<{ sheetId: string; prefix: string | null; seconds: number }[]>`
        select sheet_id, encode(prefix, 'hex') as prefix, seconds from public_arrivals where survey_id = ${surveyId}`
    ).map((row) => [row.sheetId, row]),
  );
  const graded = new Map(
    (await publishedOfCycle(tx, cycleId, ['public'])).map(({ versionId, content }) => [versionId, gradedOf(content)]),
  );
  const examined: Examined[] = [];
  for await (const piece of eachSheet(tx, { cycleId, channels: ['web'], states: ['counted', 'quarantined'] }))
    for (const { sheetId, departmentId, versionId, receivedAt, answers } of piece) {
      const arrival = arrivals.get(sheetId);
      const items = graded.get(versionId);
      if (!arrival || !items) continue;
      examined.push({
        sheetId,
        departmentId,
        at: receivedAt.getTime(),
        prefix: arrival.prefix,
        seconds: arrival.seconds,
        grades: gradesOf(items, answers),
        best: items.best,
      });
    }
  return examined;
}

export async function check(ctx: Context, cycleId: string): Promise<{ examined: number; quarantined: number }> {
  return write(ctx, 'public-survey.check', async (tx, note) => {
    // Locked for the length of a check: two servers check one after the other, and the second finds the work done.
    await tx`select pg_advisory_xact_lock(hashtextextended(${`public-survey-check ${cycleId}`}, 0))`;
    const survey = await mustFind(tx, cycleId);
    assertState(survey, 'open', 'closed');
    const [row] = await tx<{ rules: unknown; closed: boolean }[]>`
      select s.rules, c.state = 'closed' as closed
      from public_surveys s join cycles c on c.id = s.cycle_id
      where s.id = ${survey.id}`;
    if (row?.closed !== false) throw new Problem('cycle-closed');
    const rules = surveyRulesSchema.parse(row.rules);
    const sheets = await examine(tx, cycleId, survey.id);
    const decided = new Set(
      (
        await tx<{ id: string }[]>`
          select unnest(sheet_ids) as id from public_decisions where survey_id = ${survey.id} and state = 'confirmed'`
      ).map(({ id }) => id),
    );
    const byReasons = new Map<string, string[]>();
    for (const [sheetId, reasons] of findStuffing(sheets, rules.stuffing)) {
      if (decided.has(sheetId)) continue;
      const key = reasons.join(' ');
      byReasons.set(key, [...(byReasons.get(key) ?? []), sheetId]);
    }
    let quarantined = 0;
    for (const [reasons, sheetIds] of byReasons)
      quarantined += await move(tx, { sheetIds, from: 'counted', to: 'quarantined', reasons: reasons.split(' ') });
    await tx`update public_surveys set checked_at = ${ctx.now} where id = ${survey.id}`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { rules: rules.version, examined: sheets.length, quarantined },
    });
    return { examined: sheets.length, quarantined };
  });
}

/** How long a check is good for while answers come in. */
const EVERY_MS = 3600_000;

/** Closes surveys whose time is over and checks those that were not checked for an hour; the last check is after the end. */
export async function tick(ctx: Context, closeOne: (ctx: Context, cycleId: string) => Promise<unknown>): Promise<void> {
  const due = await ctx.sql<{ cycleId: string; over: boolean }[]>`
    select s.cycle_id, s.state = 'open' and s.closes_at <= ${ctx.now} as over
    from public_surveys s
    join cycles c on c.id = s.cycle_id and c.state <> 'closed'
    where (s.state = 'open' and (s.closes_at <= ${ctx.now} or coalesce(s.checked_at, s.opened_at) < ${new Date(ctx.now.getTime() - EVERY_MS)}))
      or (s.state = 'closed' and coalesce(s.checked_at, s.opened_at) < s.closed_at)`;
  for (const { cycleId, over } of due) {
    if (over) await closeOne(ctx, cycleId);
    await check(ctx, cycleId);
  }
}
