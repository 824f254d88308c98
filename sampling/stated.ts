/**
 * What may be said of an estimate: its standard error and interval, or the reason why there is none.
 *
 * Promise: null always comes with a reason; an interval never has width zero. The formulas themselves are in estimate.ts, where a
 * total the design knows beforehand (the people of a stratum) has an interval of one point.
 */
import { confidenceInterval, standardError, type Estimates, type Interval } from './estimate.ts';

/** Why something is not defined; `undefinedWords` says it in Chinese. */
export type UndefinedReason =
  'nobody' | 'nothing-below' | 'variance-undefined' | 'too-few-units' | 'no-variation' | 'no-degrees';

/** The reasons in words for people. */
export const undefinedWords: Readonly<Record<UndefinedReason, string>> = {
  nobody: '没有有效回答',
  'nothing-below': '分母或权数合计为0',
  'variance-undefined': '方差为负或无定义',
  'too-few-units': '有回答的单位太少，看不出误差',
  'no-variation': '回答没有差别、已全部调查或已加权到给定总数：没有抽样误差，不给区间',
  'no-degrees': '自由度不够，给不出区间',
};

export interface StatedEstimate {
  readonly value: number | null;
  readonly standardError: number | null;
  readonly interval: Interval | null;
  readonly reason: UndefinedReason | null;
}

/**
 * The i-th estimate as it may be printed: value, standard error, interval on `degrees`, and the first reason for what is missing.
 * `rowsDegrees` are the degrees of freedom of the rows that count (default: `degrees`), `n` their number: with none of the former
 * an error that looks like zero only means that nobody could differ. A standard error below 10^-12 of the estimate is rounding.
 * Source: the house's rule; Lumley 2010, 2.2 on single units. Cost: constant.
 */
export function stateEstimate(
  estimates: Estimates,
  i: number,
  level: number,
  {
    n,
    degrees,
    rowsDegrees = degrees,
  }: { readonly n: number; readonly degrees: number; readonly rowsDegrees?: number },
): StatedEstimate {
  const value = n > 0 ? (estimates.values[i] ?? null) : null;
  const none = (reason: UndefinedReason, error: number | null = null): StatedEstimate => ({
    value,
    standardError: error,
    interval: null,
    reason,
  });
  if (value === null) return none(n > 0 ? 'nothing-below' : 'nobody');
  const error = standardError(estimates, i);
  if (error === null) return none('variance-undefined');
  const flat = error <= 1e-12 * Math.abs(value);
  if (flat && rowsDegrees <= 0) return none('too-few-units');
  if (flat) return none('no-variation', 0);
  const interval = confidenceInterval(estimates, i, level, degrees);
  return interval ? { value, standardError: error, interval, reason: null } : none('no-degrees', error);
}
