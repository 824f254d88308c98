/**
 * What people see of a package: the class table, and one department's result from the total down to the counts.
 *
 * Promise: pure; every figure shown is the package's own or follows from it by the formula printed beside it. Leaders
 * of whom too much could be told are hidden (satisfaction-view.ts).
 */
import type { ClassGroup, ClassTable, DepartmentResult } from '#contract';
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
  type Scheme,
} from '#surveys';
import type { Derived, DerivedSatisfaction } from './derive.ts';
import { type Last, shortened, stepOf } from './changes.ts';
import type { Facts } from './facts.ts';
import { satisfactionView } from './satisfaction-view.ts';

/** Normal quantile of a two-sided 95 % interval. */
const reach = 1.959963984540054;

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

export function classTable(facts: Facts, { output, satisfaction }: Derived, last: Last | null): ClassTable {
  // Of the output, not of what a cycle decided: a scheme may have decided a setting itself.
  const { settings } = output;
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
          // Best first, as the table has them.
          units: output.results.filter(({ id }) => advanced.units.includes(id)).map(({ id }) => nameOf.get(id) ?? id),
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
  const { output, satisfaction } = derived;
  const { settings } = output;
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
  const sum = `${parts.join(' + ')}${deductions === '0' ? '' : ` − ${plain(deductions)}`}${bonuses === '0' ? '' : ` + ${plain(bonuses)}`}`;
  const value = plain(result.exact);
  return sum === value ? value : `${sum} = ${value}`;
}
