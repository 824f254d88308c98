/**
 * What people see of a package: the class table, and one department's result from the total down to the counts.
 *
 * Promise: pure; every figure shown is the package's own or follows from it by the formula printed beside it. A group of leaders
 * too small to hide anybody shows its score and no counts.
 */
import type { ClassGroup, ClassTable, DepartmentResult, ResultChange } from '#contract';
import {
  add,
  type CompositeResult,
  compare,
  exactText,
  type GroupOutline,
  mustNumber,
  outlineOf,
  readScheme,
  roundedText,
  type SatisfactionResult,
  type Scheme,
} from '#surveys';
import type { Derived, DerivedSatisfaction } from './derive.ts';
import type { Facts, SatisfactionFact } from './facts.ts';

/** Ballots of a group below which counts are not shown. */
const fewestBallots = 5;
/** Normal quantile of a two-sided 95 % interval. */
const reach = 1.959963984540054;

interface Last {
  readonly cycle: string;
  readonly results: ReadonlyMap<
    string,
    { readonly total: string | null; readonly rank: number | null; readonly parts: Readonly<Record<string, string>> }
  >;
}

const shortened = (exact: string, decimals: number): string => roundedText(mustNumber(exact), decimals);
/** Four decimals at most, as few as say it. */
const plain = (exact: string): string => shortened(exact, 4).replace(/\.?0+$/, '');
const asNumber = (text: string): number => Number(roundedText(mustNumber(text), 12));

function schemeOf({ scheme }: Facts): Scheme {
  const read = readScheme(scheme);
  if (!read.ok) throw new Error('a package holds an unsound scheme');
  return read.scheme;
}

export function failLineOf({ gradeRule }: Scheme, settings: Readonly<Record<string, unknown>>): string | null {
  if (gradeRule.kind !== 'quota') return null;
  const { line } = gradeRule;
  return typeof line === 'string' ? line : (line.of[String(settings[line.setting])] ?? null);
}

export const gradesOf = ({ gradeRule }: Scheme): string[] =>
  gradeRule.kind === 'quota'
    ? [...gradeRule.grades]
    : gradeRule.kind === 'bands'
      ? gradeRule.bands.map(({ grade }) => grade)
      : [];

/** Counts from the best grade to the worst: a package keeps its keys sorted by code. */
function inOrder(
  counts: Readonly<Record<string, number>> | null,
  grades: readonly string[],
): Record<string, number> | null {
  return counts && Object.fromEntries(grades.map((grade) => [grade, counts[grade] ?? 0]));
}

function stepOf({ trace }: CompositeResult, step: string): string | null {
  return trace.find((one) => one.step === step)?.value ?? null;
}

/** Points of the total per point of a leaf: W × weight / Σ weights / 100, by the leaves the result used. */
function leverage(result: CompositeResult, group: GroupOutline, leaf: string): number {
  const one = group.leaves.find(({ id }) => id === leaf);
  const part = group.parts.find(({ id }) => id === one?.part);
  if (!one || !part || part.weight === null) return 0;
  const used = group.leaves.filter(({ id, part: of }) => of === part.id && stepOf(result, `leaf:${id}`) !== null);
  // Leaves weighted alike by the word of a setting carry no weight in the outline.
  const weightOf = ({ weight }: { weight: string | null }) => (weight === null ? 1 : asNumber(weight));
  const all = used.reduce((sum, other) => sum + weightOf(other), 0);
  return all === 0 ? 0 : (asNumber(part.weight) * weightOf(one)) / all / 100;
}

/** Standard error of a total that comes from drawn samples; null where none was drawn. */
function errorOfTotal(
  result: CompositeResult,
  group: GroupOutline,
  satisfaction: readonly DerivedSatisfaction[],
): number | null {
  const errors = satisfaction.flatMap(({ leaf, precision }) => {
    const own = precision.find(({ appraisee }) => appraisee === result.id);
    return own ? [leverage(result, group, leaf) * Number(own.standardError)] : [];
  });
  return errors.length === 0 ? null : Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0));
}

export function classTable(facts: Facts, { settings, output, satisfaction }: Derived, last: Last | null): ClassTable {
  const scheme = schemeOf(facts);
  const outline = outlineOf(scheme, settings);
  const grades = gradesOf(scheme);
  const nameOf = new Map(facts.appraisees.map(({ id, name }) => [id, name]));
  const groups = output.groups.map((group): ClassGroup => {
    const shape = outline.find(({ id }) => id === group.id)!;
    const members = output.results.filter((one) => one.group === group.id);
    const errors = new Map(members.map((one) => [one.id, errorOfTotal(one, shape, satisfaction)]));
    return {
      id: group.id,
      name: shape.name,
      members: group.members,
      n: group.n,
      base: group.base,
      sizes: group.sizes && [...group.sizes],
      counts: inOrder(group.counts, grades),
      flags: [...group.flags],
      parts: shape.parts.map(({ id, name, weight }) => ({ id, name, weight: weight ?? '' })),
      rows: members.map((one) => {
        const error = errors.get(one.id) ?? null;
        const before = last?.results.get(one.id);
        return {
          departmentId: one.id,
          name: nameOf.get(one.id) ?? one.id,
          group: one.group,
          total: one.total,
          rank: one.rank,
          grade: one.grade,
          gradeBeforeOverrides: one.gradeBeforeOverrides,
          flags: [...one.flags],
          parts: shape.parts.map(({ id }) => {
            const points = stepOf(one, `part:${id}`);
            return points && shortened(points, 2);
          }),
          deductions: stepOf(one, 'deductions') && shortened(stepOf(one, 'deductions')!, 2),
          bonuses: stepOf(one, 'bonuses') && shortened(stepOf(one, 'bonuses')!, 2),
          margin: error === null ? null : (reach * error).toFixed(2),
          notApart: notApart(one, members, errors).map((id) => nameOf.get(id) ?? id),
          lastTotal: before?.total ?? null,
          lastRank: before?.rank ?? null,
        };
      }),
    };
  });
  const advanced = output.advanced;
  return {
    scheme: {
      reference: facts.schemeReference,
      title: scheme.title,
      fullMarks: scheme.fullMarks,
      line: failLineOf(scheme, settings),
    },
    groups,
    advanced: advanced
      ? {
          places: advanced.places,
          units: advanced.units.map((id) => nameOf.get(id) ?? id),
          undecided: advanced.undecided.map((id) => nameOf.get(id) ?? id),
        }
      : null,
  };
}

/** Those of the group whose totals lie within the error of the difference. */
function notApart(
  one: CompositeResult,
  members: readonly CompositeResult[],
  errors: ReadonlyMap<string, number | null>,
): string[] {
  const own = errors.get(one.id) ?? null;
  if (own === null || one.exact === null) return [];
  return members
    .filter((other) => {
      const error = errors.get(other.id) ?? null;
      if (other.id === one.id || error === null || other.exact === null) return false;
      const apart = Math.abs(asNumber(one.exact!) - asNumber(other.exact));
      return apart < reach * Math.hypot(own, error);
    })
    .map(({ id }) => id);
}

// One department ---------------------------------------------------------------------------------------------------------

export interface ResultFrame {
  readonly packageId: string;
  readonly number: number;
  readonly digest: string;
  readonly frozenAt: string;
  readonly last: Last | null;
}

export function departmentResult(
  facts: Facts,
  derived: Derived,
  frame: ResultFrame,
  departmentId: string,
): DepartmentResult {
  const { settings, output, satisfaction } = derived;
  const scheme = schemeOf(facts);
  const result = output.results.find(({ id }) => id === departmentId)!;
  const shape = outlineOf(scheme, settings).find(({ id }) => id === result.group)!;
  const group = output.groups.find(({ id }) => id === result.group)!;
  const name = facts.appraisees.find(({ id }) => id === departmentId)!.name;
  const error = errorOfTotal(result, shape, satisfaction);
  const entries = facts.entries.filter(({ appraisee, state }) => appraisee === departmentId && state !== 'revoked');
  const manual = facts.manual.find(({ appraisee }) => appraisee === departmentId);
  const last = frame.last?.results.get(departmentId);
  const tariff = settings['tariff'] as Readonly<Record<string, string>> | undefined;
  return {
    cycle: { ...facts.cycle },
    package: { id: frame.packageId, number: frame.number, digest: frame.digest, frozenAt: frame.frozenAt },
    scheme: {
      reference: facts.schemeReference,
      title: scheme.title,
      document: scheme.document,
      fullMarks: scheme.fullMarks,
    },
    department: { id: departmentId, name },
    group: {
      id: group.id,
      name: shape.name,
      members: group.members,
      sizes: group.sizes && [...group.sizes],
      counts: inOrder(group.counts, gradesOf(scheme)),
      grades: gradesOf(scheme),
    },
    total: result.total,
    exact: result.exact,
    rank: result.rank,
    grade: result.grade,
    gradeBeforeOverrides: result.gradeBeforeOverrides,
    flags: [...result.flags],
    line: failLineOf(scheme, settings),
    margin: error === null ? null : (reach * error).toFixed(2),
    parts: shape.parts.flatMap((part) => {
      const exact = stepOf(result, `part:${part.id}`);
      if (exact === null) return [];
      return [
        {
          id: part.id,
          name: part.name,
          weight: part.weight ?? '',
          points: shortened(exact, 2),
          exact,
          formula: partFormula(result, shape, part),
          leaves: shape.leaves
            .filter((leaf) => leaf.part === part.id && stepOf(result, `leaf:${leaf.id}`) !== null)
            .map((leaf) => {
              const value = stepOf(result, `leaf:${leaf.id}`)!;
              const asked = satisfaction.find((one) => one.leaf === leaf.id);
              const fact = facts.satisfaction.find((one) => one.leaf === leaf.id);
              const component = facts.components.find((one) => one.appraisee === departmentId && one.leaf === leaf.id);
              return {
                id: leaf.id,
                name: leaf.name,
                unit: leaf.unit,
                value,
                shown: shortened(value, 2),
                full: leaf.full,
                weight: leaf.weight,
                document: asked ? null : (component?.document ?? null),
                satisfaction: asked && fact ? satisfactionView(fact, asked, departmentId) : null,
              };
            }),
        },
      ];
    }),
    entries: entries.map(({ side, kind, points, count, matter, document }) => {
      const known = scheme.entries.find((one) => one.kind === kind && one.side === side);
      const fixed = typeof known?.points === 'object' ? known.points.fixed : undefined;
      const each = fixed ?? points ?? tariff?.[kind] ?? '';
      return { side, name: known?.name ?? kind, points: count === 1 ? each : `${each}×${count}`, matter, document };
    }),
    deductions: stepOf(result, 'deductions') ?? '0',
    bonuses: stepOf(result, 'bonuses') ?? '0',
    totalFormula: totalFormula(result, shape),
    overrides: facts.overrides
      .filter(({ appraisee }) => appraisee === departmentId)
      .map(({ kind, reason, document, decidedBy }) => ({ kind, reason, document, decidedBy })),
    manual: manual ? { document: manual.document, decidedBy: manual.decidedBy } : null,
    trace: result.trace.map((step) => ({ ...step })),
    last:
      frame.last && last
        ? { cycle: frame.last.cycle, total: last.total, rank: last.rank, parts: { ...last.parts } }
        : null,
  };
}

/** W × Σ weight × value ÷ full ÷ Σ weight with this department's values, as short as it can be said. */
function partFormula(result: CompositeResult, shape: GroupOutline, part: GroupOutline['parts'][number]): string {
  const leaves = shape.leaves.filter(({ id, part: of }) => of === part.id && stepOf(result, `leaf:${id}`) !== null);
  const share = ({ id, full }: (typeof leaves)[number]) => `${plain(stepOf(result, `leaf:${id}`)!)}÷${full ?? '100'}`;
  const weight = part.weight ?? '';
  const [only] = leaves;
  if (only && leaves.length === 1)
    return only.full === weight ? plain(stepOf(result, `leaf:${only.id}`)!) : `${weight}×${share(only)}`;
  if (leaves.some((leaf) => leaf.weight === null))
    return `${weight}×(${leaves.map(share).join(' + ')})÷${leaves.length}`;
  const terms = leaves.map((leaf) => `${leaf.weight}×${share(leaf)}`).join(' + ');
  const sum = leaves.reduce((total, leaf) => add(total, mustNumber(leaf.weight)), mustNumber('0'));
  if (weight !== '' && compare(sum, mustNumber(weight)) === 0) return terms;
  return exactText(sum) === '1' ? `${weight}×(${terms})` : `${weight}×(${terms})÷${exactText(sum)}`;
}

function totalFormula(result: CompositeResult, shape: GroupOutline): string {
  if (result.exact === null) return '';
  const parts = shape.parts.flatMap(({ id }) => stepOf(result, `part:${id}`) ?? []).map(plain);
  const deductions = stepOf(result, 'deductions') ?? '0';
  const bonuses = stepOf(result, 'bonuses') ?? '0';
  return `${parts.join(' + ')}${deductions === '0' ? '' : ` − ${plain(deductions)}`}${bonuses === '0' ? '' : ` + ${plain(bonuses)}`} = ${plain(result.exact)}`;
}

type SatisfactionView = NonNullable<DepartmentResult['parts'][number]['leaves'][number]['satisfaction']>;

function satisfactionView(
  fact: SatisfactionFact,
  { document, precision }: DerivedSatisfaction,
  id: string,
): SatisfactionView {
  const result = document.results.find((one) => one.id === id)!;
  const own = precision.find(({ appraisee }) => appraisee === id);
  // One group of leaders that tells too much hides all of the leaf: what is left out could be found by subtraction.
  const telling = result.raterGroups.some(
    (group, g) => fact.plan.raterGroups[g]?.kind === 'panel' && group.questions.some((question) => isTelling(question)),
  );
  return {
    leaf: fact.leaf,
    name: fact.name,
    score: result.score && { ...result.score },
    ratePercent: result.rate?.percent ?? null,
    formula: telling ? null : composition(result.raterGroups, fact.plan.raterGroups, result.score?.rounded),
    flags: [...result.flags],
    raterGroups: result.raterGroups.map((group, g) => raterGroupView(group, fact, g, document, telling)),
    precision: own
      ? { standardError: own.standardError, lower: own.lower, upper: own.upper, designs: [...own.designs] }
      : null,
  };
}

/** Σ weight × score, with the names of what is weighed. */
function composition(
  members: readonly { readonly id: string; readonly score: { readonly rounded: string } | null }[],
  planned: readonly { readonly id: string; readonly weight?: string | undefined }[],
  total: string | undefined,
): string | null {
  if (total === undefined || members.length < 2) return null;
  const equal = `1/${members.length}`;
  const terms = members.map(({ id, score }) => {
    const weight = planned.find((one) => one.id === id)?.weight ?? equal;
    return `${score?.rounded ?? '—'}×${weight}`;
  });
  return `${terms.join(' + ')} = ${total}`;
}

function raterGroupView(
  group: SatisfactionResult['raterGroups'][number],
  fact: SatisfactionFact,
  g: number,
  { tables }: DerivedSatisfaction['document'],
  telling: boolean,
): SatisfactionView['raterGroups'][number] {
  const planned = fact.plan.raterGroups[g]!;
  const points = tables[group.table]?.points ?? {};
  const suppressed = telling && planned.kind === 'panel';
  const codes = Object.keys(points).toSorted((a, b) => compare(mustNumber(points[b]), mustNumber(points[a])));
  return {
    id: group.id,
    name: planned.name,
    source: planned.source,
    weight: planned.weight ?? null,
    table: group.table,
    score: suppressed ? null : group.score && { ...group.score },
    ratePercent: suppressed ? null : (group.rate?.percent ?? null),
    formula: suppressed ? null : composition(group.questions, planned.questions, group.score?.rounded),
    flags: [...group.flags],
    suppressed,
    questions: group.questions.map((question, q) => {
      const asked = planned.questions[q]!;
      const terms = codes
        .filter((code) => (question.counts[code] ?? 0) > 0)
        .map((code) => `${question.counts[code]}×${points[code]}`);
      const weighted = question.denominator !== null && question.denominator !== String(question.valid);
      return {
        id: question.id,
        name: asked.name,
        weight: asked.weight ?? null,
        counts: suppressed
          ? []
          : codes.map((code) => ({ code, label: code, points: points[code]!, count: question.counts[code] ?? 0 })),
        noOpinion: suppressed ? 0 : question.noOpinion,
        abstained: suppressed ? 0 : question.abstained,
        void: suppressed ? 0 : question.void,
        valid: suppressed ? 0 : question.valid,
        denominator: suppressed ? null : question.denominator,
        score: suppressed ? null : question.score && { ...question.score },
        ratePercent: suppressed ? null : (question.rate?.percent ?? null),
        formula:
          suppressed || !question.score || weighted || question.trimmed.high + question.trimmed.low > 0
            ? null
            : `(${terms.join(' + ')}) ÷ ${question.denominator} = ${question.score.rounded}`,
        flags: [...question.flags],
        weighted,
      };
    }),
  };
}

/** Few ballots, or all alike: whoever voted could be told. */
function isTelling({ counts, valid }: SatisfactionResult['raterGroups'][number]['questions'][number]): boolean {
  return valid < fewestBallots || Object.values(counts).some((count) => count === valid);
}

// What changed -------------------------------------------------------------------------------------------------------------

/** Differences of two outputs, per department. */
export function changesBetween(before: Derived, after: Derived, nameOf: (id: string) => string): ResultChange[] {
  const old = new Map(before.output.results.map((result) => [result.id, result]));
  const now = new Map(after.output.results.map((result) => [result.id, result]));
  const changes: ResultChange[] = [];
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(id), now.get(id)];
    const say = (what: string, from: string | null, to: string | null) => {
      if (from !== to) changes.push({ departmentId: id, name: nameOf(id), what, before: from, after: to });
    };
    if (!a || !b) {
      say('是否参评', a ? '参评' : null, b ? '参评' : null);
      continue;
    }
    say('总分', a.total, b.total);
    if (a.total === b.total) say('精确分', a.exact, b.exact);
    say('名次', a.rank === null ? null : String(a.rank), b.rank === null ? null : String(b.rank));
    say('等次', a.grade, b.grade);
    for (const { step, formula, value } of b.trace)
      if (step.startsWith('leaf:') || step === 'deductions' || step === 'bonuses') {
        const earlier = stepOf(a, step);
        const what = step.startsWith('leaf:') ? formula : step === 'deductions' ? '扣分' : '加分';
        if (earlier !== value) say(what, earlier && shortened(earlier, 2), shortened(value, 2));
      }
  }
  return changes;
}

/** Results of the cycle before, for comparison. */
export function lastOf(cycle: string, { output }: Derived): Last {
  return {
    cycle,
    results: new Map(
      output.results.map((result) => [
        result.id,
        {
          total: result.total,
          rank: result.rank,
          parts: Object.fromEntries(
            result.trace
              .filter(({ step }) => step.startsWith('part:'))
              .map(({ step, value }) => [step.slice('part:'.length), shortened(value, 2)]),
          ),
        },
      ]),
    ),
  };
}
