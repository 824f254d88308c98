/**
 * Estimates of the columns a user names, one line for each column and group.
 *
 * Promise: the island estimates. What is not defined is null with the reason in words; an error that only looks like zero,
 * because one answer or equal answers show none, is not defined either.
 */
import {
  answered,
  degreesOfFreedom,
  designEffect,
  effectiveSize,
  estimateDomains,
  estimateQuantile,
  replicateEstimates,
  shareInterval,
  standardError,
  stateEstimate,
  undefinedWords,
  type Estimates,
  type Inside,
  type Interval,
  type QuantileRule,
  type ShareMethod,
} from '#sampling';
import type { Design } from './estimate-design.ts';
import type { Replication } from './estimate-replicates.ts';

/** One thing to estimate. */
export interface Item {
  readonly name: string;
  readonly column: Float64Array;
  readonly denominator?: Float64Array;
  /** Quantile only. */
  readonly p?: number;
}

/** The group of each row, -1 for none. */
export interface Groups {
  readonly names: readonly (readonly string[])[];
  readonly of: Int32Array;
}

export interface Settings {
  readonly stat: 'mean' | 'total' | 'ratio' | 'share' | 'quantile';
  readonly level: number;
  readonly interval: 't' | 'normal' | ShareMethod;
  readonly degrees: 'rows' | 'design' | number;
  readonly against: 'wor' | 'wr';
  readonly rule: QuantileRule;
}

export interface EstimateLine {
  readonly group: readonly string[];
  readonly item: string;
  /** Rows that count. */
  readonly n: number;
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly cv: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly degrees: number;
  readonly deff: number | null;
  readonly effectiveSize: number | null;
  readonly reason: string | null;
}

/** Lines of one item, and the joint estimates behind them (none for quantiles). */
export interface EstimatedItem {
  readonly lines: readonly EstimateLine[];
  readonly estimates: Estimates | undefined;
  /** Degrees of freedom of differences between its groups. */
  readonly degrees: number;
}

export function estimateItem(
  design: Design,
  item: Item,
  groups: Groups,
  settings: Settings,
  replication?: Replication,
): EstimatedItem {
  const { survey } = design;
  const answers = answered(item.denominator ? [item.column, item.denominator] : [item.column]).map((one, row) =>
    one === 1 && survey.weights[row]! > 0 ? 1 : 0,
  );
  const limited = groups.of.map((group, row) => (answers[row] === 1 ? group : -1));
  const { stat } = settings;
  const estimates =
    stat === 'quantile'
      ? undefined
      : replication
        ? replicateEstimates(
            (weights) => valuesOf(weights, item, limited, groups.names.length, stat),
            survey.weights,
            replication.replicates,
            replication.aroundEstimate,
          )
        : estimateDomains(
            survey,
            limited,
            groups.names.length,
            stat === 'total' ? 'total' : 'mean',
            item.column,
            item.denominator,
          );
  const degreesOf = (rows: number) => {
    if (typeof settings.degrees === 'number') return settings.degrees;
    return settings.degrees === 'rows' ? rows : degreesOfFreedom(survey);
  };
  const lines = groups.names.map((group, d) => {
    const inside = limited.map((one) => (one === d ? 1 : 0));
    const members: Members = {
      inside: Uint8Array.from(inside),
      n: inside.reduce((sum, one) => sum + one, 0),
      whole: limited.every((one, row) => one !== d || design.whole[row] === 1),
    };
    const rowsDegrees = replication?.degrees ?? degreesOfFreedom(survey, members.inside);
    const degrees = degreesOf(rowsDegrees);
    const found =
      members.n === 0
        ? nothing('没有有效回答')
        : estimates
          ? ofEstimates(design, item, estimates, d, members, { ...settings, rowsDegrees, degrees })
          : ofQuantile(design, item, members, { ...settings, rowsDegrees, degrees });
    const { estimate, standardError: error } = found;
    return {
      group,
      item: item.name,
      n: members.n,
      ...found,
      cv: error !== null && estimate !== null && estimate !== 0 ? error / Math.abs(estimate) : null,
      degrees,
    };
  });
  const counted = limited.map((group) => (group < 0 ? 0 : 1));
  const rows = replication?.degrees ?? degreesOfFreedom(survey, Uint8Array.from(counted));
  return { lines, estimates, degrees: settings.interval === 'normal' ? Infinity : degreesOf(rows) };
}

/** The estimate of each group under other weights, for replicates. */
function valuesOf(
  weights: Float64Array,
  { column, denominator }: Item,
  groups: Int32Array,
  count: number,
  stat: Settings['stat'],
): number[] {
  const above = new Float64Array(count);
  const below = new Float64Array(count);
  for (let row = 0; row < groups.length; row += 1) {
    const group = groups[row]!;
    if (group < 0 || weights[row] === 0) continue;
    above[group]! += weights[row]! * column[row]!;
    below[group]! += weights[row]! * (denominator ? denominator[row]! : 1);
  }
  return Array.from(above, (sum, group) => (stat === 'total' ? sum : sum / below[group]!));
}

interface Members {
  readonly inside: Inside;
  readonly n: number;
  /** All of them lie where everybody was taken. */
  readonly whole: boolean;
}

interface Asked extends Omit<Settings, 'degrees'> {
  readonly rowsDegrees: number;
  readonly degrees: number;
}

type Found = Omit<EstimateLine, 'group' | 'item' | 'n' | 'cv' | 'degrees'>;

function nothing(reason: string, estimate: number | null = null): Found {
  return { estimate, standardError: null, lower: null, upper: null, deff: null, effectiveSize: null, reason };
}

function ofEstimates(
  { survey }: Design,
  { column, denominator }: Item,
  estimates: Estimates,
  d: number,
  { inside, n, whole }: Members,
  asked: Asked,
): Found {
  const value = estimates.values[d]!;
  if (value === null) return nothing(denominator ? '分母合计为0' : '权数合计为0');
  const raw = standardError(estimates, d);
  if (raw === null) return nothing(undefinedWords['variance-undefined'], value);
  // Rounding alone, as `stateEstimate` judges it: no error, and nothing to compare with.
  const error = raw <= 1e-12 * Math.abs(value) ? 0 : raw;
  const isShare = asked.stat === 'share';
  if (!whole && isShare && (value === 0 || value === 1)) return nothing('回答全部相同，看不出误差', value);
  if (!whole && asked.rowsDegrees <= 0 && error <= 1e-9 * Math.abs(value))
    return nothing(undefinedWords['too-few-units'], value);

  const { interval, reason } = intervalOf(estimates, d, n, error, asked);
  const reasons = reason === null ? [] : [reason];
  if (asked.stat === 'ratio')
    return { ...nothing('', value), ...ends(interval), standardError: error, reason: reasons[0] ?? null };

  const kind = asked.stat === 'total' ? 'total' : 'mean';
  const sum = survey.weights.reduce((all, weight, row) => (inside[row] === 1 ? all + weight : all), 0);
  const known = asked.against === 'wr' || sum > n * (1 + 1e-9);
  const effect = (against: 'wor' | 'wr') => designEffect(survey, column, estimates, d, kind, against, inside);
  const deff = known && error > 0 ? effect(asked.against) : null;
  if (deff === null && error > 0)
    reasons.push(known ? '回答没有差别，设计效应无定义' : '权数合计不大于样本数，设计效应请用 --deff wr');
  const variance = error ** 2;
  const plain = effect('wr');
  const effective = isShare
    ? effectiveSize({ share: value, variance, n, degrees: asked.degrees })
    : n / (error > 0 ? (plain ?? Number.NaN) : Number.NaN);
  return {
    estimate: value,
    standardError: error,
    ...ends(interval),
    deff,
    effectiveSize: Number.isFinite(effective) ? effective : null,
    reason: reasons.length > 0 ? reasons.join('；') : null,
  };
}

function intervalOf(
  estimates: Estimates,
  d: number,
  n: number,
  error: number,
  asked: Asked,
): { readonly interval: Interval | null; readonly reason: string | null } {
  const { interval: wanted, level, rowsDegrees } = asked;
  const degrees = wanted === 'normal' ? Infinity : asked.degrees;
  const stated = stateEstimate(estimates, d, level, { n, degrees, rowsDegrees: Math.max(rowsDegrees, 1) });
  if (stated.reason !== null || asked.stat !== 'share' || wanted === 't' || wanted === 'normal')
    return { interval: stated.interval, reason: stated.reason && undefinedWords[stated.reason] };
  const found = shareInterval({ share: estimates.values[d]!, variance: error ** 2, n, degrees }, wanted, level);
  const finite = found && Number.isFinite(found.lower) && Number.isFinite(found.upper);
  return finite ? { interval: found, reason: null } : { interval: null, reason: undefinedWords['no-degrees'] };
}

/** All answers are at or below it, or everybody was asked: the share below shows no error to carry back. */
const quantileAtEnd = '分位点是最大的回答，或没有抽样误差，不给区间';

function ofQuantile({ survey }: Design, { column, p }: Item, { inside, whole }: Members, asked: Asked): Found {
  const degrees = asked.interval === 'normal' ? Infinity : asked.degrees;
  const found = estimateQuantile(survey, column, p!, asked.rule, asked.level, degrees, inside);
  const value = found.value;
  if (!whole && asked.rowsDegrees <= 0) return nothing('有回答的单位太少，看不出误差', value);
  return {
    ...nothing('', value),
    standardError: found.standardError,
    lower: found.lower,
    upper: found.upper,
    reason: found.lower !== null ? null : degrees > 0 ? quantileAtEnd : undefinedWords['no-degrees'],
  };
}

function ends(interval: Interval | null): { readonly lower: number | null; readonly upper: number | null } {
  return { lower: interval?.lower ?? null, upper: interval?.upper ?? null };
}
