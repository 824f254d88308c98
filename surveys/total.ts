/**
 * From the leaves of one appraisee to its total, with a trace of every step.
 *
 * Promise: exact; a missing leaf blocks unless the setting says otherwise, and whatever was filled in for it is flagged. Looks at
 * others only for the mean of the group.
 */
import type { Components, Leaf, Part } from './components.ts';
import type { Entry, Member, MemberGroup } from './composite-request.ts';
import {
  add,
  compare,
  divide,
  exactText,
  type Fraction,
  fraction,
  hundred,
  least,
  multiply,
  mustNumber,
  one,
  roundedText,
  subtract,
  sum,
  zero,
} from './exact.ts';
import type { Scheme } from './scheme.ts';
import type { Settings } from './settings.ts';

export interface TraceStep {
  readonly step: string;
  readonly formula: string;
  readonly value: string;
}

/** A total with what the tie-break looks at; `exact` is null when a missing leaf blocks. */
export interface Total {
  readonly exact: Fraction | null;
  /** The printed total. */
  readonly rounded: string | null;
  readonly flags: readonly string[];
  readonly trace: readonly TraceStep[];
  readonly leaves: ReadonlyMap<string, Fraction>;
  readonly parts: ReadonlyMap<string, Fraction>;
  /** Bonus after its cap, wherever it went. */
  readonly bonus: Fraction;
}

/** Values of one member in the own unit of each leaf, other forms converted, earned points cut. */
interface Converted {
  readonly values: ReadonlyMap<string, Fraction>;
  readonly flags: readonly string[];
}

const five = fraction(5);
const four = fraction(4);

function convert(member: Member, components: Components, settings: Settings): Converted {
  const values = new Map<string, Fraction>();
  const flags: string[] = [];
  for (const leaf of components.leaves.values()) {
    const value = member.values.get(leaf.id) ?? fromOtherForm(member, leaf, components, settings);
    if (!value) continue;
    const cut = leaf.cut && compare(value, leaf.full) > 0;
    if (cut) flags.push(`capped:${leaf.id}`);
    values.set(leaf.id, cut ? leaf.full : value);
  }
  return { values, flags };
}

function fromOtherForm(
  { values }: Member,
  { id }: Leaf,
  { forms }: Components,
  settings: Settings,
): Fraction | undefined {
  const form = forms.find(({ leaf, key }) => leaf === id && values.has(key));
  if (!form) return undefined;
  const value = values.get(form.key)!;
  if (form.kind === 'taskShare') return divide(multiply(value, hundred), values.get(form.full)!);
  return settings.choice(form.table) === 'linear5'
    ? divide(multiply(subtract(value, one), hundred), four)
    : divide(multiply(value, hundred), five);
}

/** The leaves of a part this member answers for: the finer ones as soon as one of them is filled in. */
function leavesFor({ leaves, instead }: Part, { keys, notApplicable }: Member): readonly Leaf[] {
  const used = instead.some(({ id }) => keys.has(id)) ? instead : leaves;
  return used.filter(({ id }) => !notApplicable.has(id));
}

/** Plain means of the leaves over the members who have them; a member with all finer leaves has their sum as the single one. */
function groupMeans(group: MemberGroup, converted: ReadonlyMap<string, Converted>): ReadonlyMap<string, Fraction> {
  const collected = new Map<string, Fraction[]>();
  const collect = (id: string, value: Fraction) => {
    const values = collected.get(id);
    if (values) values.push(value);
    else collected.set(id, [value]);
  };
  for (const member of group.members) {
    const { values } = converted.get(member.id)!;
    for (const [id, value] of values) collect(id, value);
    for (const { leaves, instead } of group.components.parts) {
      const finer = instead.flatMap(({ id }) => values.get(id) ?? []);
      if (instead.length > 0 && finer.length === instead.length) collect(leaves[0]!.id, sum(finer));
    }
  }
  return new Map([...collected].map(([id, values]) => [id, divide(sum(values), fraction(values.length))]));
}

/**
 * Totals of a group: Σ parts − Σ deductions + Σ bonuses, a part = W × Σ weight × share / Σ weight. Source: contract, A3 and A4.
 * Cost: one pass over the leaves of all members.
 */
export function totalsOf(scheme: Scheme, settings: Settings, group: MemberGroup): ReadonlyMap<string, Total> {
  const converted = new Map(group.members.map((member) => [member.id, convert(member, group.components, settings)]));
  const means = settings.choice('missingComponent') === 'group_mean' ? groupMeans(group, converted) : undefined;
  return new Map(
    group.members.map((member) => {
      const filled = fillIn(member, group.components, converted.get(member.id)!, settings, means);
      return [member.id, totalOf(scheme, settings, group.components, member, filled)];
    }),
  );
}

interface Filled {
  readonly values: ReadonlyMap<string, Fraction>;
  readonly flags: readonly string[];
  readonly blocked: boolean;
}

/** Treats missing leaves part by part. */
function fillIn(
  member: Member,
  { parts }: Components,
  { values: present, flags: converted }: Converted,
  settings: Settings,
  means: ReadonlyMap<string, Fraction> | undefined,
): Filled {
  const values = new Map(present);
  const flags = [...converted, ...[...member.notApplicable].map((id) => `not-applicable:${id}`)];
  const treatment = settings.choice('missingComponent');
  let blocked = false;
  const block = (leaves: readonly Leaf[]) => {
    blocked = true;
    flags.push(...leaves.map(({ id }) => `missing:${id}`));
  };
  for (const part of parts) {
    const leaves = leavesFor(part, member);
    const missing = leaves.filter(({ id }) => !present.has(id));
    if (leaves.length === 0) blocked = true;
    else if (treatment === 'redistribute_within_parent') {
      if (missing.length === leaves.length) block(missing);
      else flags.push(...missing.map(({ id }) => `redistributed:${id}`));
    } else
      for (const leaf of missing) {
        const value = treatment === 'zero' ? zero : means?.get(leaf.id);
        if (!value) block([leaf]);
        else {
          values.set(leaf.id, value);
          flags.push(`${treatment === 'zero' ? 'zero' : 'group-mean'}:${leaf.id}`);
        }
      }
  }
  return { values, flags, blocked };
}

/** Bonuses of a member: granted ones multiplied and cut, the others as they are. */
function bonusOf({ bonusRule }: Scheme, settings: Settings, bonuses: readonly Entry[]) {
  const pointsOf = (granted: boolean) =>
    sum(bonuses.filter(({ kind }) => (kind.points === 'granted') === granted).map(({ points }) => points));
  if (!bonusRule) return { bonus: sum(bonuses.map(({ points }) => points)), cut: false };
  const granted = multiply(settings.number(bonusRule.multiplier), pointsOf(true));
  const cap = mustNumber(bonusRule.cap);
  return { bonus: add(pointsOf(false), least(granted, cap)), cut: compare(granted, cap) > 0 };
}

function totalOf(
  scheme: Scheme,
  settings: Settings,
  components: Components,
  member: Member,
  { values: filled, flags: before, blocked }: Filled,
): Total {
  const none = { leaves: new Map(), parts: new Map(), bonus: zero };
  if (blocked) return { ...none, exact: null, rounded: null, flags: before, trace: [] };
  const flags = [...before];
  const values = new Map(filled);
  const { bonus, cut } = bonusOf(scheme, settings, member.bonuses);
  if (cut) flags.push('capped:bonus');
  const inside = scheme.bonusRule?.inside;
  const goesInside = inside !== undefined && settings.is(inside.when);
  if (goesInside && values.has(inside.leaf)) {
    const { full } = components.leaves.get(inside.leaf)!;
    const raised = add(values.get(inside.leaf)!, bonus);
    if (compare(raised, full) > 0) flags.push(`capped:${inside.leaf}`);
    values.set(inside.leaf, least(raised, full));
  }

  const trace: TraceStep[] = [];
  const parts = new Map<string, Fraction>();
  const partSteps: TraceStep[] = [];
  for (const part of components.parts) {
    const leaves = leavesFor(part, member).filter(({ id }) => values.has(id));
    for (const { id, name } of leaves)
      trace.push({ step: `leaf:${id}`, formula: name, value: exactText(values.get(id)!) });
    const { points, formula } = pointsOfPart(part, leaves, values);
    parts.set(part.id, points);
    partSteps.push({ step: `part:${part.id}`, formula: `${part.name} = ${formula}`, value: exactText(points) });
  }
  const deductions = sum(member.deductions.map(({ points }) => points));
  const onTop = goesInside ? zero : bonus;
  const sumOfAll = add(subtract(sum(parts.values()), deductions), onTop);
  const fullMarks = mustNumber(scheme.fullMarks);
  const over = compare(sumOfAll, fullMarks) > 0;
  const capped = over && settings.is({ setting: 'capTotalAtFullMarks', is: 'true' });
  if (over) flags.push(capped ? 'capped:total' : 'over-full-marks');
  const exact = capped ? fullMarks : sumOfAll;
  const rounded = roundedText(exact, settings.integer('totalDecimals'));
  // In the order of the scheme, so that the order of the input does not show.
  const kinds = (entries: readonly Entry[]) =>
    scheme.entries
      .filter((kind) => entries.some((entry) => entry.kind.kind === kind.kind && entry.kind.side === kind.side))
      .map(({ name }) => name)
      .join('、');
  trace.push(
    ...partSteps,
    { step: 'deductions', formula: `扣分合计 ${kinds(member.deductions)}`.trim(), value: exactText(deductions) },
    { step: 'bonuses', formula: `总分之上的加分 ${kinds(member.bonuses)}`.trim(), value: exactText(onTop) },
    {
      step: 'total',
      formula: `${[...parts.keys()].join(' + ')} - 扣分 + 加分${capped ? `，以${scheme.fullMarks}封顶` : ''}`,
      value: exactText(exact),
    },
    { step: 'rounded', formula: `四舍五入到${settings.integer('totalDecimals')}位小数`, value: rounded },
  );
  return { exact, rounded, flags, trace, leaves: values, parts, bonus };
}

/** Points of a part = W × Σ weight × value / full / Σ weight over the leaves present. */
function pointsOfPart(part: Part, leaves: readonly Leaf[], values: ReadonlyMap<string, Fraction>) {
  const weights = sum(leaves.map(({ weight }) => weight));
  const shares = sum(leaves.map(({ id, full, weight }) => multiply(weight, divide(values.get(id)!, full))));
  const terms = leaves.map(({ id, full, weight }) => `${exactText(weight)}×${id}/${exactText(full)}`).join(' + ');
  return {
    points: multiply(part.weight, divide(shares, weights)),
    formula: `${exactText(part.weight)} × (${terms}) / ${exactText(weights)}`,
  };
}
