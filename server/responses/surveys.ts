/**
 * The office's verbs: set, open, close, conclude the public survey of a cycle.
 *
 * Promise: what is printed on notices (address, title, beginning) and the rules stay as they were when it was opened; what is kept to find
 * stuffing is destroyed when the check is concluded.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { PublicSurvey, PublicSurveySettings } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { publishedOfCycle } from '#questionnaires';
import { seal } from '#vault';
import { actorName, type Context } from '../context.ts';
import { forgetCampaigns, prefixKeyPlace, secretPlace } from './campaign.ts';
import { currentRules } from './rules.ts';

export interface SurveyRow extends Omit<PublicSurvey, 'opensAt' | 'closesAt' | 'openedAt' | 'closedAt' | 'checkedAt'> {
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  readonly checkedAt: Date | null;
}

export async function surveyRow(tx: Tx, cycleId: string, lock = false): Promise<SurveyRow | undefined> {
  const [row] = await tx<SurveyRow[]>`
    select s.id, s.slug, s.state, s.title, s.organiser, s.hotline, s.notice, s.verify_text, s.opens_at, s.closes_at, s.links,
      s.rules ->> 'version' as rules_version, s.opened_at, s.opened_by, s.closed_at, s.checked_at
    from public_surveys s
    where s.cycle_id = ${cycleId}
    ${lock ? tx`for update of s` : tx``}`;
  return row;
}

const shown = (row: SurveyRow): PublicSurvey => ({
  ...row,
  opensAt: row.opensAt.toISOString(),
  closesAt: row.closesAt.toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
  closedAt: row.closedAt?.toISOString() ?? null,
  checkedAt: row.checkedAt?.toISOString() ?? null,
});

export async function mustFind(tx: Tx, cycleId: string, lock = false): Promise<SurveyRow> {
  const row = await surveyRow(tx, cycleId, lock);
  if (!row) throw new Problem('not-found');
  return row;
}

const stateWords = { draft: '未开放', open: '开放中', closed: '已结束', concluded: '核查已结束' } as const;

export function assertState(row: SurveyRow, ...states: readonly SurveyRow['state'][]): void {
  if (!states.includes(row.state)) throw new Problem('public-survey-state', { state: stateWords[row.state] });
}

async function assertCycle(tx: Tx, cycleId: string): Promise<void> {
  const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  if (cycle.state === 'closed') throw new Problem('cycle-closed');
}

async function isReady(tx: Tx, cycleId: string): Promise<boolean> {
  const [row] = await tx<{ ready: boolean }[]>`
    select exists (
      select from questionnaire_versions v join questionnaires q on q.id = v.questionnaire_id
      where q.cycle_id = ${cycleId} and q.kind = 'public' and v.state = 'published'
    ) as ready`;
  if (!row?.ready) return false;
  return (await publishedOfCycle(tx, cycleId, ['public'])).some(({ content }) => content.channels.includes('web'));
}

export async function get(
  ctx: Context,
  cycleId: string,
): Promise<{ survey: PublicSurvey | null; questionnaireReady: boolean }> {
  return read(ctx, async (tx) => {
    const [cycle] = await tx`select 1 from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    const row = await surveyRow(tx, cycleId);
    return { survey: row ? shown(row) : null, questionnaireReady: await isReady(tx, cycleId) };
  });
}

/** A write after which the pages look anew. */
async function change<T>(...how: Parameters<typeof write<T>>): Promise<T> {
  const [ctx] = how;
  const result = await write(...how);
  forgetCampaigns(ctx);
  return result;
}

export async function save(ctx: Context, cycleId: string, input: PublicSurveySettings): Promise<PublicSurvey> {
  const { slug, title, organiser, hotline, notice, verifyText, links } = input;
  const [opensAt, closesAt] = [new Date(input.opensAt), new Date(input.closesAt)];
  if (opensAt >= closesAt) throw new Problem('public-survey-times');
  try {
    return await change(ctx, 'public-survey.save', async (tx, note) => {
      await assertCycle(tx, cycleId);
      const before = await surveyRow(tx, cycleId, true);
      const kept = links.filter(({ analysisUrl, rectificationUrl }) => analysisUrl ?? rectificationUrl);
      if (!before) {
        const surveyId = randomUUID();
        const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
        await tx`
          insert into public_surveys (id, cycle_id, slug, state, title, organiser, hotline, notice, verify_text, opens_at, closes_at,
            links, secret_sealed, prefix_key_sealed)
          values (${surveyId}, ${cycleId}, ${slug}, 'draft', ${title}, ${organiser}, ${hotline}, ${notice}, ${verifyText},
            ${opensAt}, ${closesAt}, ${tx.json(kept)}, ${seal(dataKey, secretPlace(surveyId), randomBytes(32))},
            ${seal(dataKey, prefixKeyPlace(surveyId), randomBytes(32))})`;
      } else {
        assertState(before, 'draft', 'open');
        const isOpen = before.state === 'open';
        if (isOpen && closesAt <= ctx.now) throw new Problem('public-survey-times');
        await tx`
          update public_surveys set
            slug = ${isOpen ? before.slug : slug}, title = ${isOpen ? before.title : title},
            opens_at = ${isOpen ? before.opensAt : opensAt}, organiser = ${organiser}, hotline = ${hotline}, notice = ${notice},
            verify_text = ${verifyText}, closes_at = ${closesAt}, links = ${tx.json(kept)}
          where id = ${before.id}`;
      }
      const row = await mustFind(tx, cycleId);
      note({ subject: `cycle:${cycleId}`, detail: { slug: row.slug, opensAt: row.opensAt, closesAt: row.closesAt } });
      return shown(row);
    });
  } catch (error) {
    if (isConstraint(error, 'a_slug_is_used_once')) throw new Problem('public-survey-slug-taken');
    throw error;
  }
}

export async function open(ctx: Context, cycleId: string): Promise<PublicSurvey> {
  return change(ctx, 'public-survey.open', async (tx, note) => {
    await assertCycle(tx, cycleId);
    const row = await mustFind(tx, cycleId, true);
    assertState(row, 'draft');
    if (row.closesAt <= ctx.now) throw new Problem('public-survey-times');
    if (!(await isReady(tx, cycleId))) throw new Problem('questionnaire-not-serving', { departments: '全部' });
    await tx`
      update public_surveys set state = 'open', rules = ${tx.json(currentRules)}, opened_at = ${ctx.now},
        opened_by = ${actorName(ctx.actor)}
      where id = ${row.id}`;
    note({ subject: `cycle:${cycleId}`, detail: { slug: row.slug, rules: currentRules } });
    return shown(await mustFind(tx, cycleId));
  });
}

/** Waits for answers that are being filed: what was acknowledged is in. */
export async function close(ctx: Context, cycleId: string): Promise<PublicSurvey> {
  return change(ctx, 'public-survey.close', async (tx, note) => {
    const row = await mustFind(tx, cycleId, true);
    assertState(row, 'open');
    const [count] = await tx<{ received: number }[]>`
      select count(*)::int as received from public_arrivals where survey_id = ${row.id}`;
    await tx`
      update public_surveys set state = 'closed', closed_at = ${ctx.now}, closed_by = ${actorName(ctx.actor)} where id = ${row.id}`;
    note({ subject: `cycle:${cycleId}`, detail: { received: count?.received ?? 0 } });
    return shown(await mustFind(tx, cycleId));
  });
}

export async function conclude(ctx: Context, cycleId: string): Promise<PublicSurvey> {
  return change(ctx, 'public-survey.conclude', async (tx, note) => {
    const row = await mustFind(tx, cycleId, true);
    assertState(row, 'closed');
    const [left] = await tx<{ n: number }[]>`
      select count(*)::int as n from public_arrivals a join answer_sheets s on s.id = a.sheet_id
      where a.survey_id = ${row.id} and s.state = 'quarantined'`;
    if ((left?.n ?? 0) > 0) throw new Problem('public-survey-undecided', { count: left?.n ?? 0 });
    await tx`update public_arrivals set prefix = null where survey_id = ${row.id}`;
    await tx`
      update public_surveys set state = 'concluded', prefix_key_sealed = null, concluded_at = ${ctx.now},
        concluded_by = ${actorName(ctx.actor)}
      where id = ${row.id}`;
    note({ subject: `cycle:${cycleId}`, detail: {} });
    return shown(await mustFind(tx, cycleId));
  });
}

/** Surveys that are announced or under way, for whoever asks whether they are real. */
export async function announced(tx: Tx, now: Date) {
  return tx<Pick<SurveyRow, 'slug' | 'title' | 'organiser' | 'hotline' | 'verifyText' | 'opensAt' | 'closesAt'>[]>`
    select slug, title, organiser, hotline, verify_text, opens_at, closes_at from public_surveys
    where state = 'open' and closes_at > ${now} order by opens_at, slug`;
}
