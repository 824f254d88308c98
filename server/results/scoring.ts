/**
 * The scoring of a cycle before any score: scheme, groups, decisions on what the documents leave open, how satisfaction is asked.
 *
 * Promise: a decision names who decided, on what paper and why, and is never overwritten; readings of low certainty are confirmed
 * one by one.
 */
import type { z } from 'zod';
import type { getScoring, OpenSetting, RouteReply } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { schemeFor } from '#schemes';
import {
  computeSatisfaction,
  computeWithScheme,
  openSettings,
  outlineOf,
  percentLeaves,
  planSchema,
  type Scheme,
  type Setting,
} from '#surveys';
import { sha256Hex } from '#sampling';
import { actorName, type Context } from '../context.ts';
import { ballotsOpened } from './answers.ts';
import type { decideScore } from '#contract';
import { settingsOf } from './derive.ts';
import { isReviewRule, reviewShown } from './review-rule.ts';
import { satisfactionRequest } from './satisfaction-request.ts';
import type { DecisionFact } from './facts.ts';
import { leafNames } from './leaf-names.ts';
import { allDecisions, appraiseesOf, cycleOf, inForce, mustScheme, plansOf, schemeInForce } from './load.ts';

const sha256 = (text: string): string => sha256Hex(text);

export async function get(ctx: Context, cycleId: string): Promise<RouteReply<typeof getScoring>> {
  return read(ctx, async (tx) => {
    const cycle = await cycleOf(tx, cycleId);
    const chosen = await schemeInForce(tx, cycleId);
    const appraisees = await appraiseesOf(tx, cycleId, chosen?.scheme);
    const base = {
      cycle: { id: cycle.id, name: cycle.name, year: cycle.year, closed: cycle.state === 'closed' },
      appraisees: [...appraisees],
    };
    if (!chosen)
      return { ...base, scheme: null, groups: [], settings: [], plans: [], percentLeaves: [], entryKinds: [] };
    const { scheme } = chosen;
    const decisions = inForce(await allDecisions(tx, cycleId));
    const given = settingsOf(scheme, { decisions });
    const outline = outlineOf(scheme, given);
    const names = leafNames(scheme);
    return {
      ...base,
      scheme: {
        reference: chosen.reference,
        title: scheme.title,
        document: scheme.document,
        fullMarks: scheme.fullMarks,
        hasGrades: scheme.gradeRule.kind !== 'none',
        promotions: scheme.gradeRule.kind === 'quota' && scheme.gradeRule.promotions,
        chosenBy: chosen.chosenBy,
        chosenAt: chosen.chosenAt.toISOString(),
        review: reviewShown(scheme, decisions),
      },
      groups: outline.map(({ leaves, forms, parts, ...group }) => ({
        ...group,
        parts: [...parts],
        leaves: [...leaves],
        forms: [...forms],
      })),
      settings: settingsShown(scheme, given, decisions),
      plans: [...plansOf(scheme, decisions)].map(([leaf, plan]) => ({
        leaf,
        leafName: names.get(leaf) ?? leaf,
        plan,
        decision: decisions.find(({ key }) => key === `plan:${leaf}`) ?? null,
      })),
      percentLeaves: percentLeaves(outline),
      entryKinds: scheme.entries
        .filter(({ only }) => !only || given[only.setting] === only.is)
        .map(({ kind, name, side, points }) => ({
          kind,
          name,
          side,
          points: typeof points === 'object' ? 'fixed' : points,
          fixed: typeof points === 'object' ? points.fixed : null,
        })),
    };
  });
}

/** All settings of the scheme: what waits for somebody first, then the rest. */
function settingsShown(
  scheme: Scheme,
  given: Readonly<Record<string, unknown>>,
  decisions: readonly DecisionFact[],
): OpenSetting[] {
  const needed = new Set(openSettings(scheme, given).map(({ key }) => key));
  return scheme.settings.map((setting): OpenSetting => {
    const own = decisions.find(({ key }) => key === setting.key);
    const bounds = setting.kind === 'integer' || setting.kind === 'number';
    return {
      key: setting.key,
      name: setting.name,
      kind: setting.kind,
      ambiguity: setting.ambiguity ?? null,
      certainty: setting.certainty ?? null,
      quote: setting.quote ?? null,
      why: setting.why ?? null,
      needed: needed.has(setting.key),
      suggestion: suggestionOf(setting),
      values: setting.kind === 'choice' ? [...setting.values] : setting.kind === 'weights' ? [...setting.words] : [],
      members:
        setting.kind === 'weights'
          ? [...setting.members]
          : setting.kind === 'tariff'
            ? scheme.entries.filter(({ points }) => points === 'open').map(({ kind }) => kind)
            : [],
      from: bounds ? String(setting.from) : null,
      to: bounds ? String(setting.to) : null,
      perGroup: setting.kind === 'weights' && setting.perGroup,
      decision: own ?? decisionInScheme(setting),
      inScheme: own === undefined && setting.decided !== undefined,
    };
  });
}

function decisionInScheme({ key, decided }: Setting): DecisionFact | null {
  if (!decided) return null;
  const { enteredBy = '', enteredAt = '1970-01-01T00:00:00.000Z', ...rest } = decided;
  return { key, ...rest, enteredBy, enteredAt };
}

/** What can be defended; nothing where the document is silent altogether. */
function suggestionOf(setting: Setting): unknown {
  switch (setting.kind) {
    case 'choice':
      return setting.required ? null : setting.values[0];
    case 'integer':
    case 'number':
      return setting.preset;
    case 'weights':
      return setting.required === false ? (setting.words[0] ?? null) : null;
    case 'tariff':
      return null;
  }
}

export async function choose(ctx: Context, cycleId: string, { reference }: { reference: string }): Promise<null> {
  return write(ctx, 'score.scheme', async (tx, note) => {
    await cycleOf(tx, cycleId);
    const found = await schemeFor(tx, reference);
    if (!found) throw new Problem('scheme-not-usable');
    const [frozen] = await tx`select 1 from result_packages where cycle_id = ${cycleId} limit 1`;
    if (frozen) throw new Problem('results-frozen');
    await tx`
      insert into cycle_schemes (cycle_id, reference, scheme, chosen_by, chosen_at)
      values (${cycleId}, ${reference}, ${JSON.stringify(found)}::text::json, ${actorName(ctx.actor)}, ${ctx.now})
      on conflict (cycle_id) do update set
        reference = excluded.reference, scheme = excluded.scheme, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at`;
    note({ subject: `cycle:${cycleId}`, detail: { scheme: reference } });
    return null;
  });
}

export async function setGroups(
  ctx: Context,
  cycleId: string,
  { items }: { items: readonly { departmentId: string; group: string }[] },
): Promise<{ changed: number }> {
  return write(ctx, 'score.groups', async (tx, note) => {
    const { scheme } = await mustScheme(tx, cycleId);
    const known = new Set(scheme.groups.map(({ id }) => id));
    if (items.some(({ group }) => !known.has(group))) throw new Problem('score-group-unknown');
    const present = new Set((await appraiseesOf(tx, cycleId, scheme)).map(({ id }) => id));
    if (items.some(({ departmentId }) => !present.has(departmentId))) throw new Problem('not-found');
    for (const { departmentId, group } of items)
      await tx`
        insert into score_groups (cycle_id, department_id, group_id, set_by, set_at)
        values (${cycleId}, ${departmentId}, ${group}, ${actorName(ctx.actor)}, ${ctx.now})
        on conflict (cycle_id, department_id) do update set
          group_id = excluded.group_id, set_by = excluded.set_by, set_at = excluded.set_at`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { groups: items.map(({ departmentId, group }) => `${departmentId}=${group}`) },
    });
    return { changed: items.length };
  });
}

type DecisionInput = z.output<(typeof decideScore)['body']>;

export async function decide(ctx: Context, cycleId: string, input: DecisionInput): Promise<null> {
  return write(ctx, 'score.decide', async (tx, note) => {
    const { scheme } = await mustScheme(tx, cycleId);
    const low = input.items.filter(
      ({ key, value }) => value !== null && scheme.settings.find((one) => one.key === key)?.certainty === 'low',
    );
    if (low.length > 0 && input.items.length > 1) throw new Problem('confirm-apart');
    const before = inForce(await allDecisions(tx, cycleId));
    const replaced = new Set(input.items.map(({ key }) => key));
    const after = settingsOf(scheme, {
      decisions: [
        ...before.filter(({ key }) => !replaced.has(key)),
        ...input.items.map(({ key, value }) => ({ ...noDecision, key, value: value ?? null })),
      ],
    });
    for (const { key, value } of input.items) checkDecision(scheme, key, value ?? null);
    await refuseAfterVotes(tx, cycleId, scheme, input.items);
    const refusal = computeWithScheme(scheme, { settings: after, appraisees: [] }, sha256);
    if (!refusal.ok && refusal.problem.code !== 'settings-required')
      throw new Problem('decision-invalid', {
        reason: `${refusal.problem.message}（${refusal.problem.details.map(({ at }) => at.replace(/^settings\./, '')).join('、')}）`,
      });
    await insertDecisions(tx, ctx, cycleId, input);
    note({
      subject: `cycle:${cycleId}`,
      detail: { keys: input.items.map(({ key }) => key), document: input.document, decidedBy: input.decidedBy },
    });
    return null;
  });
}

const asksBallots = (plan: unknown): boolean => {
  const read = planSchema.safeParse(plan);
  return read.success && read.data.raterGroups.some(({ source }) => source === 'ballots');
};

/**
 * Once the box is open, a plan that counts ballots stands: each other plan would be another equation for the marks of few leaders. A
 * cycle that never had such a plan may still get one.
 */
async function refuseAfterVotes(tx: Tx, cycleId: string, scheme: Scheme, items: DecisionInput['items']): Promise<void> {
  const plans = items.filter(({ key }) => key.startsWith('plan:'));
  if (plans.length === 0 || !(await ballotsOpened(tx, cycleId))) return;
  const decided = await allDecisions(tx, cycleId);
  const asked = (key: string) =>
    decided.some((one) => one.key === key && asksBallots(one.value)) ||
    asksBallots(scheme.plans?.[key.slice('plan:'.length)]);
  const never =
    !decided.some(({ key, value }) => key.startsWith('plan:') && asksBallots(value)) &&
    !Object.values(scheme.plans ?? {}).some(asksBallots);
  if (plans.some(({ key, value }) => asked(key) || (asksBallots(value) && !never)))
    throw new Problem('plan-after-votes');
}

const noDecision = { reason: '', document: '', decidedBy: '', enteredBy: '', enteredAt: '' };

async function insertDecisions(tx: Tx, ctx: Context, cycleId: string, input: DecisionInput): Promise<void> {
  for (const { key, value } of input.items)
    await tx`
      insert into score_decisions (cycle_id, key, value, reason, document, decided_by, entered_by, entered_at)
      values (${cycleId}, ${key}, ${value === undefined || value === null ? null : tx.json(value as never)}, ${input.reason},
        ${input.document}, ${input.decidedBy}, ${actorName(ctx.actor)}, ${ctx.now})`;
}

/** Plans and the review rule are decided like settings, each by its own shape. */
function checkDecision(scheme: Scheme, key: string, value: unknown): void {
  const leaf = /^plan:(.+)$/.exec(key)?.[1];
  if (leaf === undefined) {
    const known = key === 'review' || scheme.settings.some((one) => one.key === key);
    if (!known) throw new Problem('decision-invalid', { reason: `方案没有“${key}”这项设置` });
    if (key === 'review' && value !== null && !isReviewRule(value))
      throw new Problem('decision-invalid', {
        reason:
          '复核期限写成工作日天数（1到366）和日历；放假和调休上班的日子写成这一年里的日期，如2027-01-01，调休上班的是周末',
      });
    return;
  }
  if (!leafNames(scheme).has(leaf)) throw new Problem('decision-invalid', { reason: `方案没有“${leaf}”这个指标` });
  if (value === null) return;
  const read = planSchema.safeParse(value);
  if (!read.success)
    throw new Problem('decision-invalid', {
      reason: `满意度算法写得不全：${read.error.issues
        .map(({ path }) => path.join('.'))
        .slice(0, 5)
        .join('、')}`,
    });
  const groups = read.data.raterGroups;
  if (new Set(groups.map(({ id }) => id)).size < groups.length)
    throw new Problem('decision-invalid', { reason: '评价主体的编号重复' });
  const tried = computeSatisfaction(satisfactionRequest({ plan: read.data, cells: [] }, []), sha256);
  if (!tried.ok)
    throw new Problem('decision-invalid', {
      reason: `${tried.problem.message}（${tried.problem.details.map(({ at }) => at).join('、')}）`,
    });
}

export async function listDecisions(ctx: Context, cycleId: string): Promise<{ items: DecisionFact[] }> {
  return read(ctx, async (tx) => {
    await cycleOf(tx, cycleId);
    return { items: await allDecisions(tx, cycleId) };
  });
}
