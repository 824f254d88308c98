/**
 * Which results of leaders may be shown: small-cell rules, so that nobody's mark can be worked out from what is published.
 *
 * Promise: no cell under the smallest number, none whose complement is under it, none that is unanimous, and none that follows from the
 * others by subtraction. What is withheld says why. Never rounds a figure that scores are made from: this is for showing only.
 */

/** Marks with a level, by rater group, for one unit. */
export interface DisclosureCell {
  readonly group: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Marks that came by each way, where evidence shows one of them by itself (paper): the rest follows from the sum. */
  readonly parts?: readonly number[];
}

/** small: too few marks; complement: too few others; unanimous: one level only; derivable: follows from what is shown. */
export type Withheld = 'small' | 'complement' | 'unanimous' | 'derivable';

export interface Shown {
  readonly valid: number;
  /** Mean of the levels to one decimal, as a text. */
  readonly mean: string;
  /** Only from `distributionFrom` marks on. */
  readonly counts: Readonly<Record<string, number>> | null;
}

export type Disclosed = { readonly shown: Shown } | { readonly withheld: Withheld };

export interface DisclosureRules {
  /** 10 for the office, 30 for the public. */
  readonly least: number;
  readonly distributionFrom: number;
}

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

function add(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const counts of all)
    for (const [level, count] of Object.entries(counts)) total[level] = (total[level] ?? 0) + count;
  return total;
}

const isUnanimous = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).filter((count) => count > 0).length === 1;

function show(counts: Readonly<Record<string, number>>, { distributionFrom }: DisclosureRules): Shown {
  const valid = sumOf(counts);
  const total = Object.entries(counts).reduce((sum, [level, count]) => sum + Number(level) * count, 0);
  // Half up, in tenths, by whole numbers.
  const tenths = Math.floor((20 * total + valid) / (2 * valid));
  return {
    valid,
    mean: `${Math.floor(tenths / 10)}.${tenths % 10}`,
    counts: valid < distributionFrom ? null : counts,
  };
}

/**
 * One unit's cells and their total. Source: security.md 1.6. Secondary suppression: what is withheld together is never one group
 * alone, few, or unanimous; the smallest shown groups are withheld with it, and at last the total. Cost: groups squared.
 */
export function discloseUnit(
  cells: readonly DisclosureCell[],
  rules: DisclosureRules,
): { readonly groups: Readonly<Record<string, Disclosed>>; readonly total: Disclosed } {
  const total = add(cells.map(({ counts }) => counts));
  const all = sumOf(total);
  const reasons = new Map<string, Withheld>();
  for (const { group, counts, parts = [] } of cells) {
    const valid = sumOf(counts);
    if (valid < rules.least) reasons.set(group, 'small');
    else if (all - valid > 0 && all - valid < rules.least) reasons.set(group, 'complement');
    else if (parts.some((part) => part > 0 && part < rules.least)) reasons.set(group, 'complement');
    else if (isUnanimous(counts)) reasons.set(group, 'unanimous');
  }
  let totalReason: Withheld | undefined;
  if (all < rules.least) totalReason = 'small';
  else if (isUnanimous(total)) totalReason = 'unanimous';
  while (reasons.size > 0 && !totalReason) {
    const hidden = cells.filter(({ group }) => reasons.has(group));
    const together = add(hidden.map(({ counts }) => counts));
    // Groups without a single mark hide nothing.
    const marked = hidden.filter(({ counts }) => sumOf(counts) > 0);
    if (marked.length === 0) break;
    if (marked.length > 1 && sumOf(together) >= rules.least && !isUnanimous(together)) break;
    const [next] = cells
      .filter(({ group }) => !reasons.has(group))
      .toSorted((a, b) => sumOf(a.counts) - sumOf(b.counts) || (a.group < b.group ? -1 : 1));
    if (next) reasons.set(next.group, 'derivable');
    else totalReason = 'derivable';
  }
  const disclose = (counts: Readonly<Record<string, number>>, withheld: Withheld | undefined): Disclosed =>
    withheld ? { withheld } : { shown: show(counts, rules) };
  return {
    groups: Object.fromEntries(cells.map(({ group, counts }) => [group, disclose(counts, reasons.get(group))])),
    total: disclose(total, totalReason),
  };
}
