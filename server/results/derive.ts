/**
 * From facts to scores: satisfaction of each leaf, its standard error, the input of the composite, the composite.
 *
 * Promise: pure; nothing is filled in that the facts do not hold. Whatever is missing comes back as a list, each with where to mend it.
 */
import type { Blocking } from '#contract';
import { sha256Hex } from '#sampling';
import {
  type CompositeDocument,
  computeSatisfaction,
  computeWithScheme,
  describeFlag,
  type GroupOutline,
  openSettings,
  outlineOf,
  readScheme,
  type SatisfactionDocument,
  type Scheme,
} from '#surveys';
import type { Facts } from './facts.ts';
import { type Precision, precisionOf } from './precision.ts';
import { satisfactionRequest } from './satisfaction-request.ts';

export interface DerivedSatisfaction {
  readonly leaf: string;
  readonly document: SatisfactionDocument;
  readonly precision: readonly Precision[];
}

export interface Derived {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly satisfaction: readonly DerivedSatisfaction[];
  /** As `pingyi score --input` takes it. */
  readonly input: ScoreInput;
  readonly output: CompositeDocument;
}

interface ScoreInput {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly appraisees: readonly ScoredAppraisee[];
}

interface ScoredAppraisee {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly leaves: Readonly<Record<string, string | null>>;
  readonly deductions?: readonly object[];
  readonly bonuses?: readonly object[];
  readonly overrides?: readonly object[];
  readonly notApplicable?: readonly string[];
  readonly manualResult?: object;
}

export interface Derivation {
  readonly blocking: readonly Blocking[];
  readonly notices: readonly string[];
  /** Null as long as something blocks. */
  readonly derived: Derived | null;
  readonly scheme: Scheme | null;
}

const sha256 = (text: string): string => sha256Hex(text);

/** Settings of the scheme that were decided, by key. */
export function settingsOf(scheme: Scheme, { decisions }: Pick<Facts, 'decisions'>): Record<string, unknown> {
  const keys = new Set(scheme.settings.map(({ key }) => key));
  return Object.fromEntries(
    decisions.filter(({ key, value }) => keys.has(key) && value !== null).map(({ key, value }) => [key, value]),
  );
}

/** Everything that follows from the facts, or all that is missing. */
export function derive(facts: Facts): Derivation {
  const read = readScheme(facts.scheme);
  if (!read.ok)
    return {
      blocking: [block('scheme-unsound', `评价方案有${read.findings.length}处问题，请换用另一版本`, 'scheme')],
      notices: [],
      derived: null,
      scheme: null,
    };
  const { scheme } = read;
  const settings = settingsOf(scheme, facts);
  const blocking: Blocking[] = [...settingBlocks(scheme, settings), ...groupBlocks(scheme, facts)];
  const notices: string[] = [];
  if (facts.entries.some(({ state }) => state === 'appealed'))
    blocking.push(
      block(
        'entry-appealed',
        '有扣分正在申诉，请先作出决定',
        'ledger',
        names(
          facts,
          facts.entries.filter(({ state }) => state === 'appealed').map(({ appraisee }) => appraisee),
        ),
      ),
    );
  if (blocking.length > 0) return { blocking, notices, derived: null, scheme };

  const outline = outlineOf(scheme, settings);
  const satisfaction: DerivedSatisfaction[] = [];
  for (const fact of facts.satisfaction) {
    const members = membersWithLeaf(facts, outline, fact.leaf);
    if (members.length === 0) continue;
    const outcome = computeSatisfaction(satisfactionRequest(fact, members), sha256);
    if (!outcome.ok) {
      const places = outcome.problem.details.map(({ at }) => at).slice(0, 5);
      blocking.push(block('plan-refused', `${fact.name}：${outcome.problem.message}（${places.join('、')}）`, 'plans'));
      continue;
    }
    const document = outcome.value;
    notices.push(...document.notices.map((notice) => `${fact.name}：${describeFlag(notice)}`));
    const given = new Set(fact.withheld?.map(({ appraisee }) => appraisee));
    const scoreless = document.results.filter(({ id, score }) => score === null && !given.has(id));
    if (scoreless.length > 0)
      blocking.push(
        block(
          'satisfaction-missing',
          `${fact.name}没有得分：${[...new Set(scoreless.flatMap(reasonsOf))].join('、')}`,
          fact.plan.raterGroups.some(({ source }) => source === 'counts') ? 'inputs' : 'plans',
          names(
            facts,
            scoreless.map(({ id }) => id),
          ),
        ),
      );
    satisfaction.push({ leaf: fact.leaf, document, precision: precisionOf(fact, members, document) });
  }
  const input: ScoreInput = {
    settings,
    appraisees: facts.appraisees.map((one) => appraiseeOf(one, facts, outline, satisfaction)),
  };
  const outcome = computeWithScheme(scheme, input, sha256);
  if (!outcome.ok) {
    blocking.push(...refusalBlocks(outcome.problem, facts));
    return { blocking, notices, derived: null, scheme };
  }
  const output = outcome.value;
  // What comes out of answers was said above, with its reason.
  const asked = new Set(satisfaction.map(({ leaf }) => `missing:${leaf}`));
  blocking.push(...missingBlocks(output, facts, outline).filter(({ code }) => !asked.has(code)));
  return blocking.length > 0
    ? { blocking, notices, derived: null, scheme }
    : { blocking, notices, derived: { settings, satisfaction, input, output }, scheme };
}

/** Why a unit has no satisfaction score: the flags of its cells in words. */
function reasonsOf(result: SatisfactionDocument['results'][number]): string[] {
  const flags = result.raterGroups.flatMap((group) => group.questions.flatMap(({ flags }) => flags));
  return [...new Set(flags)].filter((flag) => !flag.startsWith('small-base')).map(describeFlag);
}

function block(code: string, message: string, page: Blocking['page'], departments: readonly string[] = []): Blocking {
  return { code, message, page, departments: [...departments] };
}

function names({ appraisees }: Facts, ids: readonly string[]): string[] {
  const wanted = new Set(ids);
  return appraisees.filter(({ id }) => wanted.has(id)).map(({ name }) => name);
}

function settingBlocks(scheme: Scheme, settings: Record<string, unknown>): Blocking[] {
  return openSettings(scheme, settings)
    .filter(({ key }) => settings[key] === undefined)
    .map(({ key, name, certainty }) =>
      block(
        `setting:${key}`,
        certainty === 'low' ? `“${name}”未设定：原文依据不足，须单独确认` : `“${name}”未设定：文件没有规定，须有人决定`,
        'settings',
      ),
    );
}

function groupBlocks(scheme: Scheme, facts: Facts): Blocking[] {
  const known = new Set(scheme.groups.map(({ id }) => id));
  const lost = facts.appraisees.filter(({ group }) => group === null || !known.has(group));
  const none = facts.appraisees.length === 0 ? [block('no-appraisees', '还没有被评价单位', 'cycle')] : [];
  return lost.length === 0
    ? none
    : [
        block(
          'group-unset',
          '有单位还没有归入类别',
          'groups',
          lost.map(({ name }) => name),
        ),
      ];
}

/** Members of the groups in which a leaf counts, less those it does not apply to. */
export function membersWithLeaf(facts: Facts, outline: readonly GroupOutline[], leaf: string): string[] {
  const groups = new Set(
    outline.filter(({ manual, leaves }) => !manual && leaves.some(({ id }) => id === leaf)).map(({ id }) => id),
  );
  const exempt = new Set(
    facts.components.filter((one) => one.leaf === leaf && !one.applies).map(({ appraisee }) => appraisee),
  );
  return facts.appraisees
    .filter(({ id, group }) => group !== null && groups.has(group) && !exempt.has(id))
    .map(({ id }) => id);
}

function appraiseeOf(
  { id, name, group }: Facts['appraisees'][number],
  facts: Facts,
  outline: readonly GroupOutline[],
  satisfaction: readonly DerivedSatisfaction[],
): ScoredAppraisee {
  const { manual, leaves, forms } = outline.find((one) => one.id === group)!;
  const base = { id, name, group: group! };
  if (manual) {
    const result = facts.manual.find(({ appraisee }) => appraisee === id);
    return {
      ...base,
      leaves: {},
      ...(result
        ? {
            manualResult: {
              ...(result.total === null ? {} : { total: result.total }),
              ...(result.grade === null ? {} : { grade: result.grade }),
              document: result.document,
              decidedBy: result.decidedBy,
            },
          }
        : {}),
    };
  }
  const mine = facts.components.filter(({ appraisee }) => appraisee === id);
  const keys = new Set([...leaves.map((leaf) => leaf.id), ...forms.map(({ key }) => key)]);
  const asked = new Set(satisfaction.map(({ leaf }) => leaf));
  const values: Record<string, string | null> = {};
  for (const { leaf, value, applies } of mine)
    if (keys.has(leaf) && !asked.has(leaf) && applies && value !== null) values[leaf] = value;
  for (const { leaf, document } of satisfaction) {
    const exact =
      document.results.find((one) => one.id === id)?.score?.exact ??
      facts.satisfaction.find((one) => one.leaf === leaf)?.withheld?.find(({ appraisee }) => appraisee === id)?.score;
    if (exact !== undefined && keys.has(leaf)) values[leaf] = exact;
  }
  const notApplicable = mine.filter(({ leaf, applies }) => !applies && keys.has(leaf)).map(({ leaf }) => leaf);
  const entries = (side: 'deduction' | 'bonus') =>
    facts.entries
      .filter((one) => one.appraisee === id && one.side === side && one.state !== 'revoked')
      .map(({ kind, points, count, document }) => ({ kind, ...(points === null ? {} : { points }), count, document }));
  const overrides = facts.overrides
    .filter(({ appraisee }) => appraisee === id)
    .map(({ kind, reason, document, decidedBy }) => ({ kind, reason, document, decidedBy }));
  const [deductions, bonuses] = [entries('deduction'), entries('bonus')];
  return {
    ...base,
    leaves: values,
    ...(deductions.length > 0 ? { deductions } : {}),
    ...(bonuses.length > 0 ? { bonuses } : {}),
    ...(overrides.length > 0 ? { overrides } : {}),
    ...(notApplicable.length > 0 ? { notApplicable } : {}),
  };
}

/** What the island refuses, with the departments it names. */
function refusalBlocks(
  { code, message, details }: { code: string; message: string; details: readonly { at: string }[] },
  facts: Facts,
): Blocking[] {
  const page = code.startsWith('override')
    ? 'overrides'
    : /^(entry|tariff)/.test(code)
      ? 'ledger'
      : /^(setting|weights)/.test(code)
        ? 'settings'
        : code.startsWith('manual')
          ? 'overrides'
          : 'inputs';
  const concerned = details.flatMap(({ at }) => /^appraisees\.([^.]+)/.exec(at)?.[1] ?? []);
  const places = [...new Set(details.map(({ at }) => at.replace(/^appraisees\.[^.]+\./, '')))];
  return [block(code, `${message}（${places.slice(0, 6).join('、')}）`, page, names(facts, concerned))];
}

/** Leaves without which there is no total, each with the departments that lack it. */
function missingBlocks({ results }: CompositeDocument, facts: Facts, outline: readonly GroupOutline[]): Blocking[] {
  const lacking = new Map<string, string[]>();
  const unjudged: string[] = [];
  for (const { id, flags } of results)
    for (const flag of flags) {
      const leaf = /^missing:(.+)$/.exec(flag)?.[1];
      if (leaf !== undefined) lacking.set(leaf, [...(lacking.get(leaf) ?? []), id]);
      if (flag === 'manual-result-missing') unjudged.push(id);
    }
  const nameOf = (leaf: string) => outline.flatMap(({ leaves }) => leaves).find(({ id }) => id === leaf)?.name ?? leaf;
  return [
    ...[...lacking].map(([leaf, ids]) =>
      block(`missing:${leaf}`, `缺“${nameOf(leaf)}”的得分，共${ids.length}个单位`, 'inputs', names(facts, ids)),
    ),
    ...(unjudged.length > 0
      ? [block('manual-result-missing', '人工评定的单位还没有录入结果', 'overrides', names(facts, unjudged))]
      : []),
  ];
}
