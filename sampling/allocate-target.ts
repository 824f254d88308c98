/**
 * Whole-number allocations for a budget or for a wanted precision: the total is found, the rule shares it out.
 *
 * Promise: the largest total the budget pays for, or the smallest that reaches the variance, exactly, within the same floors and
 * ceilings as `allocate`; what cannot be reached is refused with what can. Fractions for planning are in optimum.ts.
 */
import {
  allocate,
  totalBounds,
  type AllocatedStratum,
  type AllocationRule,
  type AllocationStratum,
} from './allocate.ts';
import { varianceOfMean } from './optimum.ts';
import { refuse, type Outcome, type Refusal } from './refusal.ts';

/** Rules that find sizes themselves; fixed sizes have no total to find. */
export type SharingRule = Exclude<AllocationRule, { readonly kind: 'fixed' }>;

interface Target {
  readonly strata: readonly AllocationStratum[];
  readonly rule: SharingRule;
}

/**
 * The largest allocation whose interviews cost at most `budget`: sum(c n) <= budget. One interview more in the total takes none
 * from any stratum, so costs only grow with it and the total is found by halving. Source: `allocate`; Cochran 1977, 5.5 for the
 * rule `cost`. Cost: that of `allocate` times log2 of the frame.
 */
export function allocateForBudget({ strata, rule }: Target, budget: number): Outcome<readonly AllocatedStratum[]> {
  const missing = strata
    .filter(({ cost }) => !(cost !== undefined && cost > 0 && cost < Infinity))
    .map(({ code }): Refusal => ({
      code: 'cost-missing',
      message: `层“${code}”没有大于0的单位费用，不能按预算分配；请填写费用`,
      stratum: code,
    }));
  if (missing.length > 0) return refuse(...missing);
  const costOf = (sizes: readonly AllocatedStratum[]) =>
    sizes.reduce((sum, { size }, h) => sum + size * strata[h]!.cost!, 0);
  // Sums of costs such as 0.1 must not lose an interview to their rounding.
  const paid = budget * (1 + 1e-12);
  return largest(
    { strata, rule },
    (sizes) => costOf(sizes) <= paid,
    (sizes) => ({
      code: 'budget-too-small',
      message: `预算${budget}不够：各层按下限（至少共1份）抽取也要${Number(costOf(sizes).toPrecision(12))}；请提高预算或降低下限`,
    }),
  );
}

/**
 * The smallest allocation that gives the stratified mean at most this variance (as `varianceOfMean`). A larger total never
 * raises it, so the total is found by halving. Source: Cochran 1977, 5.3. Cost: as above.
 */
export function allocateForVariance({ strata, rule }: Target, variance: number): Outcome<readonly AllocatedStratum[]> {
  const missing = strata
    .filter(({ deviation }) => !(deviation !== undefined && deviation >= 0 && deviation < Infinity))
    .map(({ code }): Refusal => ({
      code: 'deviation-missing',
      message: `层“${code}”没有标准差，算不出标准误；请填写标准差`,
      stratum: code,
    }));
  if (missing.length > 0) return refuse(...missing);
  const reached = (sizes: readonly AllocatedStratum[]) =>
    varianceOfMean(
      strata,
      sizes.map(({ size }) => size),
    ) ?? Infinity;
  // Nor may a variance be missed by the rounding of its sum alone.
  const wanted = variance * (1 + 1e-12);
  const bounds = totalBounds(strata, rule);
  const all = bounds && allocate({ strata, rule, total: bounds.most });
  if (!all?.ok) return all ?? allocate({ strata, rule, total: 1 });
  if (!(reached(all.value) <= wanted))
    return refuse({
      code: 'variance-unreachable',
      message:
        reached(all.value) === Infinity
          ? '有标准差大于0的层一个也抽不到，均值的标准误没有定义；请放宽这些层的上限'
          : `各层抽到上限，均值的标准误仍是${Number(Math.sqrt(reached(all.value)).toPrecision(6))}，达不到${Number(Math.sqrt(variance).toPrecision(6))}；请放宽上限或精度`,
    });
  // The largest total that does not reach it, and one more.
  const short = largest(
    { strata, rule },
    (sizes) => reached(sizes) > wanted,
    () => ({ code: '', message: '' }),
  );
  const total = short.ok ? short.value.reduce((sum, { size }) => sum + size, 0) + 1 : Math.max(1, bounds!.least);
  return allocate({ strata, rule, total });
}

/** The allocation of the largest total that holds; when not even the smallest does, the refusal it is given. */
function largest(
  { strata, rule }: Target,
  holds: (sizes: readonly AllocatedStratum[]) => boolean,
  otherwise: (least: readonly AllocatedStratum[]) => Refusal,
): Outcome<readonly AllocatedStratum[]> {
  const bounds = totalBounds(strata, rule);
  // What is wrong with the strata is said by `allocate`.
  if (!bounds) return allocate({ strata, rule, total: 1 });
  let low = Math.max(1, bounds.least);
  let best = allocate({ strata, rule, total: low });
  if (!best.ok) return best;
  if (!holds(best.value)) return refuse(otherwise(best.value));
  let high = bounds.most;
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    const sizes = allocate({ strata, rule, total: middle });
    if (sizes.ok && holds(sizes.value)) {
      low = middle;
      best = sizes;
    } else high = middle - 1;
  }
  return best;
}
