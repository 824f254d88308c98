/**
 * How many to draw from each stratum: whole numbers that add up exactly.
 *
 * Promise: floors and ceilings hold, no stratum is asked for more than it has, and when the total grows no stratum loses
 * a unit, so that a draw can always be extended. What cannot be met is refused with the numbers. Never rounds remainders.
 */
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';

export interface AllocationStratum {
  readonly code: string;
  readonly population: number;
  /** Standard deviation of the answer inside the stratum; the rules `neyman`, `cost` and `power` need it. */
  readonly deviation?: number;
  /** What one interview costs; the rule `cost` needs it. */
  readonly cost?: number;
  /** Mean of the answer; the rule `power` needs it. */
  readonly mean?: number;
  /** At least this many (or all it has, when that is less). */
  readonly floor?: number;
  /** At most this many. */
  readonly ceiling?: number;
  /** Everybody. */
  readonly takeAll?: boolean;
}

export type AllocationRule =
  | { readonly kind: 'proportional'; readonly divisor?: Divisor }
  | { readonly kind: 'equal' | 'square-root' | 'neyman' | 'cost' }
  /** Bankier's compromise: exponent 1 is Neyman, 0 gives all strata the same relative error. */
  | { readonly kind: 'power'; readonly exponent: number }
  | { readonly kind: 'fixed'; readonly sizes: Readonly<Record<string, number>> };

/** Webster rounds at the half; Jefferson favours large strata; Huntington-Hill small ones and wants a floor of 1. */
export type Divisor = 'webster' | 'jefferson' | 'huntington-hill';

export interface AllocationInput {
  readonly strata: readonly AllocationStratum[];
  readonly total: number;
  readonly rule: AllocationRule;
}

export interface AllocatedStratum {
  readonly code: string;
  readonly size: number;
}

/** A stratum's claim on the next unit: `weight` / divisor(k) when it already has k. */
interface Claim {
  readonly weight: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Splits `total` over strata. Proportional (weight N), equal (1), square root (sqrt N) and power ((N mean)^q S / mean) hand
 * out one unit at a time to the largest weight / (k + 1/2), Webster's divisor rule. Neyman (N S) and cost (N S / sqrt(c))
 * hand it to the largest weight / sqrt(k (k + 1)); Neyman's minimises the variance of the mean exactly among whole numbers.
 * All start from the floors; ties go to the earlier stratum.
 *
 * Source: Balinski and Young 1982 (divisor rules are house-monotone); Wright 2012, 2017 (priority values); Bankier 1988.
 * Cost: total x log(strata).
 */
export function allocate({ strata, total, rule }: AllocationInput): Outcome<readonly AllocatedStratum[]> {
  const refusals = checkStrata(strata, rule);
  if (!isCount(total) || total === 0)
    refusals.push({ code: 'total-malformed', message: `样本总量应是1以上的整数，现在是${total}；请修改` });
  if (refusals.length > 0) return refuse(...refusals);

  const claims = claimsOf(strata, rule);
  if (rule.kind === 'fixed') return fixed(strata, claims, total, rule.sizes);

  const { least, most } = boundsOf(claims);
  const still = strata.filter((_, h) => !(claims[h]!.weight > 0) && claims[h]!.low < claims[h]!.high);
  if (total < least)
    return refuse({
      code: 'total-below-floors',
      message: `各层最低样本量加起来是${least}，样本总量只有${total}，少${least - total}；请提高总量或降低各层下限`,
    });
  if (total > most)
    return refuse({
      code: 'draw-larger-than-frame',
      message: `各层最多能抽${most}个，样本总量要${total}个，多出${total - most}个；${idleWords(still)}请降低总量、放宽各层上限或补报名单`,
    });
  const sizes = handOut(claims, total - least, divisorOf(rule));
  return accept(strata.map(({ code }, h) => ({ code, size: sizes[h]! })));
}

/** Strata that have room and no claim, because the rule multiplies by their deviation of 0. */
function idleWords(strata: readonly AllocationStratum[]): string {
  if (strata.length === 0) return '';
  const named = strata.slice(0, 5).map(({ code }) => code);
  return `标准差为0的层（${named.join('、')}${strata.length > 5 ? '等' : ''}）只按下限抽，要多抽请给它们写下限；`;
}

/** The smallest and the largest total that floors and ceilings allow; nothing when the strata themselves are refused. */
export function totalBounds(
  strata: readonly AllocationStratum[],
  rule: AllocationRule,
): { readonly least: number; readonly most: number } | undefined {
  return checkStrata(strata, rule).length > 0 ? undefined : boundsOf(claimsOf(strata, rule));
}

function claimsOf(strata: readonly AllocationStratum[], rule: AllocationRule): Claim[] {
  return strata.map((stratum) => {
    const high = stratum.takeAll ? stratum.population : Math.min(stratum.ceiling ?? Infinity, stratum.population);
    const low = stratum.takeAll ? stratum.population : Math.min(stratum.floor ?? 0, stratum.population);
    return { weight: weightOf(stratum, rule), low, high };
  });
}

function boundsOf(claims: readonly Claim[]): { readonly least: number; readonly most: number } {
  return {
    least: claims.reduce((sum, { low }) => sum + low, 0),
    most: claims.reduce((sum, { weight, low, high }) => sum + (weight > 0 ? high : low), 0),
  };
}

const divisors: Readonly<Record<Divisor, (k: number) => number>> = {
  webster: (k) => k + 0.5,
  jefferson: (k) => k + 1,
  'huntington-hill': (k) => Math.sqrt(k * (k + 1)),
};

function divisorOf(rule: AllocationRule): (k: number) => number {
  if (rule.kind === 'neyman' || rule.kind === 'cost') return divisors['huntington-hill'];
  return divisors[rule.kind === 'proportional' ? (rule.divisor ?? 'webster') : 'webster'];
}

/** Gives `rest` units one by one to the largest weight / divisor(size so far); a heap of strata holds the claims. */
function handOut(claims: readonly Claim[], rest: number, divisor: (k: number) => number): number[] {
  const sizes = claims.map(({ low }) => low);
  // Products, not quotients: equal claims of whole-number weights stay equal.
  const before = (a: number, b: number) => {
    const [mine, other] = [claims[a]!.weight, claims[b]!.weight];
    const [first, second] = [mine * divisor(sizes[b]!), other * divisor(sizes[a]!)];
    if (!isTie(first, second)) return first > second;
    return divisor(sizes[a]!) === 0 && !isTie(mine, other) ? mine > other : a < b;
  };
  const heap = claims.flatMap(({ weight, high }, h) => (weight > 0 && sizes[h]! < high ? [h] : []));
  const sift = (from: number) => {
    let at = from;
    for (;;) {
      let best = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && before(heap[child]!, heap[best]!)) best = child;
      if (best === at) return;
      [heap[at], heap[best]] = [heap[best]!, heap[at]!];
      at = best;
    }
  };
  for (let at = heap.length >> 1; at >= 0; at -= 1) sift(at);
  for (let given = 0; given < rest; given += 1) {
    const h = heap[0]!;
    sizes[h]! += 1;
    if (sizes[h]! >= claims[h]!.high) {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    sift(0);
  }
  return sizes;
}

/** Equal but for the rounding of deviations and square roots: 300 x 0.1 and 100 x 0.3 are one claim. */
function isTie(first: number, second: number): boolean {
  return Math.abs(first - second) <= 2 ** -48 * Math.max(first, second);
}

function fixed(
  strata: readonly AllocationStratum[],
  claims: readonly Claim[],
  total: number,
  sizes: Readonly<Record<string, number>>,
): Outcome<readonly AllocatedStratum[]> {
  const refusals: Refusal[] = [];
  const known = new Set(strata.map(({ code }) => code));
  for (const code of Object.keys(sizes))
    if (!known.has(code))
      refusals.push({
        code: 'stratum-empty',
        message: `固定样本量里的层“${code}”在抽样框里没有样本记录；请核对层代码`,
        stratum: code,
      });
  const result = strata.map(({ code, population }, h) => {
    const size = Object.hasOwn(sizes, code) ? sizes[code]! : Number.NaN;
    const { low, high } = claims[h]!;
    if (!isCount(size))
      refusals.push({
        code: 'size-malformed',
        message: `层“${code}”没有填固定样本量，或填的不是0以上的整数；请填写，不抽就写0`,
        stratum: code,
      });
    else if (size < low || size > high)
      refusals.push({
        code: 'size-out-of-bounds',
        message: `层“${code}”有${population}个样本记录，可抽${low}到${high}个，固定样本量却是${size}；请修改`,
        stratum: code,
      });
    return { code, size };
  });
  const sum = result.reduce((all, { size }) => all + size, 0);
  if (refusals.length === 0 && sum !== total)
    refusals.push({
      code: 'fixed-sum-differs',
      message: `各层固定样本量加起来是${sum}，样本总量填的是${total}；请改成一致`,
    });
  return refusals.length > 0 ? refuse(...refusals) : accept(result);
}

/** A stratum's share before rounding. */
export function weightOf({ population, deviation, cost, mean }: AllocationStratum, rule: AllocationRule): number {
  switch (rule.kind) {
    case 'proportional':
      return population;
    case 'square-root':
      return Math.sqrt(population);
    case 'neyman':
      return population * deviation!;
    case 'cost':
      return (population * deviation!) / Math.sqrt(cost!);
    case 'power':
      return ((population * mean!) ** rule.exponent * deviation!) / mean!;
    case 'equal':
    case 'fixed':
      break;
  }
  return 1;
}

function checkStrata(strata: readonly AllocationStratum[], { kind }: AllocationRule): Refusal[] {
  const refusals: Refusal[] = [];
  if (strata.length === 0) refusals.push({ code: 'frame-empty', message: '一个层也没有，无法分配样本量；请先分层' });
  const seen = new Set<string>();
  for (const { code, population, deviation, cost, mean, floor = 0, ceiling = Infinity } of strata) {
    const say = (refusal: string, message: string) =>
      refusals.push({ code: refusal, message: `层“${code}”${message}`, stratum: code });
    if (seen.has(code)) say('stratum-repeated', '写了不止一次；请合并成一行');
    seen.add(code);
    if (!isCount(population)) say('population-malformed', `的总体数应是0以上的整数，现在是${population}；请修改`);
    if (!isCount(floor) || !(ceiling === Infinity || isCount(ceiling)))
      say('bounds-malformed', '的下限和上限应是0以上的整数；请修改');
    else if (Math.min(floor, population) > ceiling) say('bounds-malformed', `的下限${floor}大于上限${ceiling}；请修改`);
    const spread = kind === 'neyman' || kind === 'cost' || kind === 'power';
    if (spread && !(deviation !== undefined && deviation >= 0 && deviation < Infinity))
      say('deviation-missing', '没有标准差，不能按这一规则分配；请填写标准差，或改用按比例分配');
    if (kind === 'cost' && !(cost !== undefined && cost > 0 && cost < Infinity))
      say('cost-missing', '没有大于0的单位费用，不能按费用分配；请填写费用');
    if (kind === 'power' && !(mean !== undefined && mean > 0 && mean < Infinity))
      say('mean-missing', '没有大于0的均值，不能按幂分配；请填写均值');
  }
  return refusals;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
