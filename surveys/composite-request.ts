/**
 * Reading what is to be totalled: appraisees with their leaves, entries, overrides and results entered by hand.
 *
 * Promise: either members in which every later step can trust every number, or the first problem with all its places. A missing
 * leaf is no problem here; how it is treated is a setting.
 */
import { type Components, componentsOf, isManual, type Leaf } from './components.ts';
import {
  compare,
  divide,
  type Fraction,
  fraction,
  hundred,
  isNumberString,
  multiply,
  mustNumber,
  one,
  parseNumber,
  zero,
} from './exact.ts';
import { type Filed, isBlank, isMalformed, isOutOfRange, type Quantity, requestSchema } from './composite-shape.ts';
import { accept, type Check, firstProblem, type Outcome, readShape } from './refusal.ts';
import type { EntryKind, Group, Scheme } from './scheme.ts';
import {
  invalidSettings,
  isGiven,
  missingSettings,
  openKinds,
  resolveSettings,
  type Settings,
  unknownSettings,
  wrongSums,
} from './settings.ts';

/** An entry with its kind known and its points found. */
export interface Entry {
  readonly kind: EntryKind;
  /** Points of one, times how often. */
  readonly points: Fraction;
}

/** One appraisee, checked. */
export interface Member {
  readonly id: string;
  /** Values as filled in, by key; missing ones are left out. */
  readonly values: ReadonlyMap<string, Fraction>;
  /** Keys filled in at all, null included: they decide which form an appraisee uses. */
  readonly keys: ReadonlySet<string>;
  readonly notApplicable: ReadonlySet<string>;
  readonly deductions: readonly Entry[];
  readonly bonuses: readonly Entry[];
  readonly promotions: number;
  readonly demotions: number;
  readonly manualResult: { readonly total: string | null; readonly grade: string | null } | undefined;
}

export interface MemberGroup {
  readonly group: Group;
  readonly manual: boolean;
  readonly components: Components;
  readonly members: readonly Member[];
}

export interface CompositeRequest {
  readonly settings: Settings;
  /** Groups that have members, in the order of the scheme. */
  readonly groups: readonly MemberGroup[];
}

/** An appraisee with its group, once groups and settings are known. */
interface Placed {
  readonly filed: Filed;
  readonly at: string;
  readonly group: Group;
  readonly manual: boolean;
  readonly components: Components;
}

/** The group of an appraisee; it may be left out where only one group is computed. */
function groupOf(scheme: Scheme, { group }: Filed): Group | undefined {
  if (group !== undefined) return scheme.groups.find(({ id }) => id === group);
  const computed = scheme.groups.filter(({ manual }) => manual !== true);
  return computed.length === 1 ? computed[0] : undefined;
}

const sides = { deductions: 'deduction', bonuses: 'bonus' } as const;

/** Entries of both sides with their place and, where the scheme has it under the settings, their kind. */
function entriesOf(scheme: Scheme, settings: Settings, { filed, at }: Pick<Placed, 'filed' | 'at'>) {
  return (['deductions', 'bonuses'] as const).flatMap((list) =>
    filed[list].map((entry, i) => ({
      entry,
      at: `${at}.${list}.${i}`,
      kind: scheme.entries.find(
        ({ kind, side, only }) => kind === entry.kind && side === sides[list] && (!only || settings.is(only)),
      ),
    })),
  );
}

function unknownLeaves({ filed, at, components }: Placed): string[] {
  return [
    ...Object.keys(filed.leaves)
      .filter((key) => !components.keys.has(key))
      .map((key) => `${at}.leaves.${key}`),
    ...filed.notApplicable
      .filter((id) => !components.leaves.get(id)?.mayNotApply)
      .map((id) => `${at}.notApplicable.${id}`),
  ];
}

/** Leaves in two forms, and leaves that have a value and do not apply. */
function conflictingLeaves({ filed, at, components }: Placed): string[] {
  const has = (key: string) => Object.hasOwn(filed.leaves, key);
  const doubled = [
    ...components.forms.filter(({ key, leaf }) => has(key) && has(leaf)).map(({ leaf }) => leaf),
    ...components.parts.flatMap(({ leaves, instead }) =>
      instead.some(({ id }) => has(id)) ? leaves.map(({ id }) => id).filter(has) : [],
    ),
  ];
  const unwanted = filed.notApplicable.filter((id) => {
    const forms = components.forms.filter(({ leaf }) => leaf === id).map(({ key }) => key);
    return [id, ...forms].some((key) => has(key) && isGiven(filed.leaves[key]));
  });
  return [...doubled, ...unwanted].map((id) => `${at}.leaves.${id}`);
}

function rangeOfLeaf({ unit, full, cut }: Leaf): Pick<Quantity, 'from' | 'to'> {
  return unit === 'earned' || cut ? { from: zero } : { from: zero, to: full };
}

function rangeOfForm({ forms }: Components, key: string, filed: Filed): Omit<Quantity, 'at' | 'raw'> {
  const form = forms.find((one) => one.key === key);
  if (form?.kind === 'ballotMean') return { from: one, to: fraction(5) };
  if (form?.kind === 'taskShare') return { from: zero, to: parseNumber(filed.leaves[form.full]) };
  return { from: zero, above: true };
}

function quantitiesOf(scheme: Scheme, settings: Settings, placed: Placed): Quantity[] {
  const { filed, at, components } = placed;
  const total = filed.manualResult?.total;
  return [
    ...Object.entries(filed.leaves).map(([key, raw]): Quantity => {
      const leaf = components.leaves.get(key);
      return { at: `${at}.leaves.${key}`, raw, ...(leaf ? rangeOfLeaf(leaf) : rangeOfForm(components, key, filed)) };
    }),
    ...entriesOf(scheme, settings, placed).flatMap(({ entry, at, kind }): Quantity[] => [
      { at: `${at}.points`, raw: entry.points, from: zero, required: kind?.points === 'granted' },
      { at: `${at}.count`, raw: entry.count, from: one, whole: true },
    ]),
    { at: `${at}.manualResult.total`, raw: total, from: zero, to: mustNumber(scheme.fullMarks) },
  ];
}

/** A grade entered by hand must be one of the scheme's, and only where grades may be entered. */
function wrongManualGrades(scheme: Scheme, { filed, at, group }: Placed): string[] {
  const grade = filed.manualResult?.grade;
  if (grade === undefined) return [];
  const { gradeRule } = scheme;
  const known: readonly string[] = gradeRule.kind === 'quota' && group.manualGrade ? gradeRule.grades : [];
  return known.includes(grade) ? [] : [`${at}.manualResult.grade`];
}

/** What does not belong into a group of this kind. */
function manualMismatches({ filed, at, manual }: Placed): string[] {
  if (!manual) return filed.manualResult ? [`${at}.manualResult`] : [];
  const filled = (['deductions', 'bonuses', 'overrides', 'notApplicable'] as const).filter(
    (key) => filed[key].length > 0,
  );
  return [...(Object.keys(filed.leaves).length > 0 ? ['leaves'] : []), ...filled].map((key) => `${at}.${key}`);
}

/** Places where task points, or entries on their scale, stand without the full points. */
function missingTaskFulls(scheme: Scheme, settings: Settings, { filed, at, components }: Placed): string[] {
  const scaled = scheme.entryScale && settings.is(scheme.entryScale.when) ? scheme.entryScale.full : undefined;
  const hasEntries = filed.deductions.length + filed.bonuses.length > 0;
  return components.forms.flatMap((form) => {
    if (form.kind !== 'taskShare' || isGiven(filed.leaves[form.full])) return [];
    const needed = isGiven(filed.leaves[form.key]) || (hasEntries && scaled === form.full);
    return needed ? [`${at}.leaves.${form.full}`] : [];
  });
}

/** Whether overrides of this kind change a grade in this group. */
function allowsOverride(scheme: Scheme, group: Group, kind: 'promote' | 'demote'): boolean {
  const { gradeRule } = scheme;
  return gradeRule.kind === 'quota' && group.ranked && (kind === 'demote' || gradeRule.promotions);
}

function undocumented(at: string, words: Readonly<Record<string, string>>): string[] {
  return Object.entries(words)
    .filter(([, text]) => isBlank(text))
    .map(([key]) => `${at}.${key}`);
}

/** Reads a request. Source: contract, A1, A2 and A7. Cost: one pass over the appraisees for each problem that can be. */
export function readCompositeRequest(scheme: Scheme, input: unknown): Outcome<CompositeRequest> {
  const shape = readShape(requestSchema, input);
  if (!shape.ok) return shape;
  const { settings: givenSettings, appraisees } = shape.value;
  const settingsProblem = firstProblem([
    ['setting-unknown', () => unknownSettings(scheme, givenSettings)],
    ['setting-invalid', () => invalidSettings(scheme, givenSettings)],
    ['weights-sum', () => wrongSums(scheme, givenSettings)],
    ['appraisee-duplicate', () => repeatedIds(appraisees)],
    [
      'group-unknown',
      () => appraisees.filter((filed) => !groupOf(scheme, filed)).map(({ id }) => `appraisees.${id}.group`),
    ],
  ]);
  if (settingsProblem) return settingsProblem;

  const settings = resolveSettings(scheme, givenSettings);
  const present = new Set(appraisees.map((filed) => groupOf(scheme, filed)!.id));
  const requiredProblem = firstProblem([
    [
      'settings-required',
      () => [...missingSettings(scheme, givenSettings, present), ...missingTariffs(scheme, settings, appraisees)],
    ],
  ]);
  if (requiredProblem) return requiredProblem;

  const groups = scheme.groups
    .filter(({ id }) => present.has(id))
    .map((group) => ({
      group,
      manual: isManual(group, settings),
      components: componentsOf(scheme, group, settings),
    }));
  const byGroup = new Map(groups.map((one) => [one.group.id, one]));
  const placed = appraisees.map((filed): Placed => ({
    filed,
    at: `appraisees.${filed.id}`,
    ...byGroup.get(groupOf(scheme, filed)!.id)!,
  }));
  const each = (find: (one: Placed) => readonly string[]) => () => placed.flatMap(find);
  const entries = (find: (one: ReturnType<typeof entriesOf>[number]) => string | undefined) =>
    each((one) => entriesOf(scheme, settings, one).flatMap((entry) => find(entry) ?? []));
  const quantities = (wrong: (quantity: Quantity) => boolean) => (one: Placed) =>
    quantitiesOf(scheme, settings, one)
      .filter(wrong)
      .map(({ at }) => at);
  const checks: readonly Check[] = [
    ['manual-mismatch', each(manualMismatches)],
    [
      'manual-undocumented',
      each(({ filed: { manualResult }, at }) =>
        manualResult
          ? undocumented(`${at}.manualResult`, { document: manualResult.document, decidedBy: manualResult.decidedBy })
          : [],
      ),
    ],
    ['leaf-unknown', each(unknownLeaves)],
    ['leaf-conflict', each(conflictingLeaves)],
    ['value-malformed', each(quantities(isMalformed))],
    ['value-out-of-range', each((one) => [...quantities(isOutOfRange)(one), ...wrongManualGrades(scheme, one)])],
    ['task-full-required', each((one) => missingTaskFulls(scheme, settings, one))],
    ['entry-kind-unknown', entries(({ at, kind }) => (kind ? undefined : `${at}.kind`))],
    [
      'tariff-mismatch',
      entries(({ at, kind, entry }) => {
        const points = parseNumber(entry.points);
        const fixed = typeof kind?.points === 'object' ? mustNumber(kind.points.fixed) : undefined;
        return points && fixed && compare(points, fixed) !== 0 ? `${at}.points` : undefined;
      }),
    ],
    [
      'override-not-allowed',
      each(({ filed, at, group }) =>
        filed.overrides.flatMap(({ kind }, i) =>
          allowsOverride(scheme, group, kind) ? [] : [`${at}.overrides.${i}.kind`],
        ),
      ),
    ],
    [
      'override-undocumented',
      each(({ filed, at }) =>
        filed.overrides.flatMap(({ reason, document, decidedBy }, i) =>
          undocumented(`${at}.overrides.${i}`, { reason, document, decidedBy }),
        ),
      ),
    ],
  ];
  const problem = firstProblem(checks);
  if (problem) return problem;
  const members = new Map(groups.map(({ group }) => [group.id, [] as Member[]]));
  for (const one of placed) members.get(one.group.id)!.push(memberOf(scheme, settings, one));
  return accept({ settings, groups: groups.map((one) => ({ ...one, members: members.get(one.group.id)! })) });
}

function repeatedIds(appraisees: readonly Filed[]): string[] {
  const seen = new Set<string>();
  return appraisees.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => `appraisees.${id}`);
}

/** Open kinds used without points of their own that the tariff does not hold either. */
function missingTariffs(scheme: Scheme, settings: Settings, appraisees: readonly Filed[]): string[] {
  const open = openKinds(scheme);
  return appraisees.flatMap((filed) =>
    entriesOf(scheme, settings, { filed, at: '' })
      .filter(({ entry, kind }) => kind && open.includes(kind.kind) && !isGiven(entry.points))
      .filter(({ entry }) => !settings.tariff(entry.kind))
      .map(({ entry }) => `settings.tariff.${entry.kind}`),
  );
}

function memberOf(scheme: Scheme, settings: Settings, placed: Placed): Member {
  const { filed } = placed;
  const keys = new Set(Object.keys(filed.leaves));
  const values = new Map(
    Object.entries(filed.leaves).flatMap(([key, raw]) => {
      const value = parseNumber(raw);
      return value ? [[key, value] as const] : [];
    }),
  );
  const scale =
    scheme.entryScale && settings.is(scheme.entryScale.when) ? values.get(scheme.entryScale.full) : undefined;
  const entries = entriesOf(scheme, settings, placed).map(({ entry, kind }): Entry => {
    const fixed = typeof kind!.points === 'object' ? mustNumber(kind!.points.fixed) : undefined;
    const points = fixed ?? parseNumber(entry.points) ?? settings.tariff(entry.kind)!;
    const times = isGiven(entry.count) ? fraction(Number(entry.count)) : one;
    return { kind: kind!, points: scaled(points, times, scale) };
  });
  const { manualResult } = filed;
  return {
    id: filed.id,
    values,
    keys,
    notApplicable: new Set(filed.notApplicable),
    deductions: entries.filter(({ kind }) => kind.side === 'deduction'),
    bonuses: entries.filter(({ kind }) => kind.side === 'bonus'),
    promotions: filed.overrides.filter(({ kind }) => kind === 'promote').length,
    demotions: filed.overrides.filter(({ kind }) => kind === 'demote').length,
    manualResult: manualResult && {
      total: isNumberString(manualResult.total) ? manualResult.total : null,
      grade: manualResult.grade ?? null,
    },
  };
}

/** points × times, as percent of the full task points where entries are on that scale. */
function scaled(points: Fraction, times: Fraction, taskFull: Fraction | undefined): Fraction {
  const product = multiply(points, times);
  return taskFull ? divide(multiply(product, hundred), taskFull) : product;
}
