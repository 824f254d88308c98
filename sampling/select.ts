/**
 * Any design of the island: units (or number blocks), a design and a seed in; the ordered selection with its exact
 * probabilities out.
 *
 * Promise: depends on the set of units, the design and the seed alone. Whatever does not fit is refused by name. It chooses
 * by the rule `prn-hmac-sha256/1` only and never falls back from one design to another.
 */
import { draw } from './draw.ts';
import {
  checkDecimal,
  fraction,
  fractionText,
  inverse,
  plus,
  readDecimal,
  toNumber,
  type Fraction,
} from './fraction.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { selectInClusters } from './select-clusters.ts';
import { selectNumbers } from './select-numbers.ts';
import { checkSize, selectByRate, selectBySize, wholeSizes, type Listed } from './select-sizes.ts';
import {
  isOverWholeFrame,
  type CountDesign,
  type FrameUnit,
  type RateDesign,
  type SelectedStratum,
  type SelectedUnit,
  type Selection,
  type SelectionDesign,
  type SizeDesign,
} from './selection.ts';
import { checkFitOf, emptyStratum, groupByStratum, isCount, listed, optional, repeatedId } from './strata.ts';
import { checkCode, checkScope, checkSeed, checkStart, zeroStart } from './ticket.ts';

export interface SelectionFrame {
  readonly units: readonly FrameUnit[];
  /** Telephone numbers not to be drawn; random digits only. */
  readonly excluded?: Iterable<string>;
}

/** Draws a sample by any design. Source: rule `prn-hmac-sha256/1`; sampling/README.md, 1. Cost: a ticket and a sort a unit. */
export function selectSample(frame: SelectionFrame, design: SelectionDesign, seed: string): Outcome<Selection> {
  switch (design.method) {
    case 'simple':
    case 'stratified':
    case 'systematic':
      return selectByCount(frame.units, design, seed);
    case 'random-digits':
      return selectNumbers(design, seed, frame.excluded ?? []);
    case 'two-stage': {
      const refusals = checkListed(design, seed);
      return refusals.length > 0 ? refuse(...refusals) : selectInClusters(frame.units, design, seed);
    }
    case 'bernoulli':
      return selectByRates(frame.units, design, seed);
    case 'poisson':
    case 'pareto':
    case 'sequential-poisson':
    case 'pps-systematic':
      return selectBySizes(frame.units, design, seed);
  }
}

function selectByCount(units: readonly FrameUnit[], design: CountDesign, seed: string): Outcome<Selection> {
  const drawn = draw(units, design, seed);
  if (!drawn.ok) return drawn;
  const turns = design.method !== 'systematic';
  const strata = drawn.value.strata.map(
    ({ code, population, main, reserve, start, nextStart }, h): SelectedStratum => ({
      code,
      population,
      main,
      reserve,
      ...restedOf(design.strata[h]!),
      ...(turns ? { start, ...(nextStart === null ? {} : { nextStart }) } : {}),
    }),
  );
  const selected = drawn.value.strata.flatMap(({ population, main, reserve, units: list }) => {
    const ofMain = chance(fraction(main, population));
    const ofAll = chance(fraction(main + reserve, population));
    return list.map(({ id, stratum, rank, ticket, replicate, part }): SelectedUnit => ({
      id,
      stratum,
      rank,
      ticket,
      replicate,
      part,
      ...(part === 'main' ? ofMain : ofAll),
    }));
  });
  return accept({ design, strata, clusters: [], units: selected });
}

function selectByRates(units: readonly FrameUnit[], design: RateDesign, seed: string): Outcome<Selection> {
  const refusals = [...checkListed(design, seed), ...design.strata.flatMap(checkRates)];
  if (refusals.length > 0) return refuse(...refusals);
  const members = membersOf(units, design, (h, population) =>
    population === 0 ? emptyStratum(design.strata[h]!.code, '人') : undefined,
  );
  if (!members.ok) return members;
  const { scope, replicateSize } = design;
  const strata: SelectedStratum[] = [];
  const selected: SelectedUnit[] = [];
  for (const [h, stratum] of design.strata.entries()) {
    const { code, rate, reserveRate = '0', start = zeroStart } = stratum;
    const ids = members.value[h]!.map(({ id }) => id);
    const { listed: list, nextStart } = selectByRate(ids, rate, reserveRate, { seed, scope, start });
    const main = list.filter(({ part }) => part === 'main').length;
    strata.push({
      code,
      population: ids.length,
      main,
      reserve: list.length - main,
      ...restedOf(stratum),
      start,
      ...(nextStart === undefined ? {} : { nextStart }),
      rate,
      reserveRate,
    });
    for (const unit of listUnits(list, ids, code, replicateSize)) selected.push(unit);
  }
  return accept({ design, strata, clusters: [], units: selected });
}

function selectBySizes(units: readonly FrameUnit[], design: SizeDesign, seed: string): Outcome<Selection> {
  const { method, scope, replicateSize } = design;
  const refusals = [...checkListed(design, seed), ...design.strata.flatMap((stratum) => checkSizesOf(stratum, method))];
  if (method !== 'pps-systematic' && (design.sortBy ?? []).length > 0)
    refusals.push({ code: 'sort-not-systematic', message: '只有系统抽样才用排序变量；请去掉排序变量或改用系统抽样' });
  if (refusals.length > 0) return refuse(...refusals);
  const members = membersOf(units, design, (h, population) => {
    const { code, main, reserve } = design.strata[h]!;
    return checkFitOf(code, main, reserve, population);
  });
  if (!members.ok) return members;
  const unsized = units.flatMap(({ id, size }) => optional(checkSize(size, id)));
  if (unsized.length > 0)
    return refuse(
      ...listed(
        unsized.map((_, i) => i),
        (i) => unsized[i]!,
      ),
    );

  const sorted = (design.sortBy ?? []).length > 0;
  const strata: SelectedStratum[] = [];
  const selected: SelectedUnit[] = [];
  for (const [h, stratum] of design.strata.entries()) {
    const { code, main, reserve, start } = stratum;
    const people = members.value[h]!;
    const sizes = wholeSizes(people.map(({ size }) => size!));
    const misfit = checkUsable(code, sizes?.values, main + reserve);
    if (!sizes || misfit) return refuse(misfit!);
    const candidates = people.map(({ id, sort }, i) => ({
      id,
      size: sizes.values[i]!,
      ...(sorted ? { sort: sort! } : {}),
    }));
    const drawn =
      main + reserve === 0 ? accept([]) : selectBySize(candidates, { method, main, reserve, code, seed, scope, start });
    if (!drawn.ok) return drawn;
    const list = drawn.value;
    const ofMain = list.filter(({ part }) => part === 'main').length;
    strata.push({
      code,
      population: people.length,
      main: ofMain,
      reserve: list.length - ofMain,
      ...restedOf(stratum),
      ...(method === 'pps-systematic' ? {} : { start: start ?? zeroStart }),
      ...(method === 'poisson' ? { expectedMain: main } : {}),
      totalSize: decimalOf(sizes.total),
      certain: list.filter(({ certain }) => certain).length,
    });
    const ids = people.map(({ id }) => id);
    for (const unit of listUnits(list, ids, code, replicateSize)) selected.push(unit);
  }
  return accept({ design, strata, clusters: [], units: selected });
}

function listUnits(list: readonly Listed[], ids: readonly string[], stratum: string, replicateSize: number) {
  return list.map(({ place, ticket, part, certain, probability }, r): SelectedUnit => ({
    id: ids[place]!,
    stratum,
    rank: r + 1,
    ticket,
    replicate: Math.floor(r / replicateSize) + 1,
    part,
    ...(certain ? { certain } : {}),
    ...chance(probability),
  }));
}

/** Probability and weight as texts. */
function chance(probability: Fraction): { readonly probability: string; readonly weight: string } {
  return { probability: fractionText(probability), weight: fractionText(inverse(probability)) };
}

function restedOf({ rested }: { readonly rested?: number }): { readonly rested?: number } {
  return rested === undefined ? {} : { rested };
}

function decimalOf({ num, den }: Fraction): string {
  const digits = [0, 1, 2, 3, 4, 5, 6].find((d) => 10n ** BigInt(d) % den === 0n) ?? 6;
  const text = String((num * 10n ** BigInt(digits)) / den).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** People of each stratum of a design. */
function membersOf(
  units: readonly FrameUnit[],
  design: RateDesign | SizeDesign,
  checkFit: (h: number, population: number) => Refusal | undefined,
): Outcome<FrameUnit[][]> {
  const codes = design.strata.map(({ code }) => code);
  const whole = isOverWholeFrame(design.method, codes);
  const sortLength = design.method === 'pps-systematic' ? (design.sortBy ?? []).length : 0;
  const grouped = groupByStratum(units, { codes, whole, sortLength, checkFit });
  if (!grouped.ok) return grouped;
  const repeats = repeatsOf(units);
  if (repeats.length > 0) return refuse(...listed(repeats, (i) => repeatedId(units[i]!.id)));
  return accept(grouped.value.map((places) => Array.from(places, (i) => units[i]!)));
}

function repeatsOf(units: readonly FrameUnit[]): number[] {
  const seen = new Set<string>();
  return units.flatMap(({ id }, i) => {
    if (seen.has(id)) return [i];
    seen.add(id);
    return [];
  });
}

/** What every design of people must have: a seed, a scope, a replicate size, strata that are told apart and not empty. */
function checkListed(
  design: Exclude<SelectionDesign, CountDesign | { method: 'random-digits' }>,
  seed: string,
): Refusal[] {
  const { method, scope, replicateSize, strata } = design;
  const refusals = [...optional(checkSeed(seed)), ...optional(checkScope(scope)), ...checkReplicateSize(replicateSize)];
  if (/^unit:(.*\.)?release$/.test(scope))
    refusals.push({ code: 'scope-malformed', message: '抽样代号不能以 release 结尾，这是放号次序用的；请换一个代号' });
  const seen = new Set<string>();
  for (const stratum of strata) {
    const { code } = stratum;
    refusals.push(...optional(checkCode(code)));
    if (seen.has(code))
      refusals.push({
        code: 'stratum-repeated',
        message: `设计里层“${code}”写了不止一次；请合并成一行`,
        stratum: code,
      });
    seen.add(code);
    if (stratum.rested !== undefined && !isCount(stratum.rested))
      refusals.push({ code: 'size-malformed', message: `层“${code}”间隔期内的人数应是0以上的整数`, stratum: code });
    const start = 'start' in stratum ? stratum.start : undefined;
    if (start === undefined) continue;
    refusals.push(...optional(checkStart(start, code)));
    if (method === 'pps-systematic' && start !== zeroStart)
      refusals.push({
        code: 'start-not-systematic',
        message: `层“${code}”：系统抽样没有起点，随机起点由种子决定；请去掉起点`,
        stratum: code,
      });
  }
  if (strata.length > 1 && seen.has('all'))
    refusals.push({
      code: 'whole-frame-among-strata',
      message: '层代码“all”表示整个抽样框，不能和别的层写在一起；请改用别的代码',
      stratum: 'all',
    });
  if (!strata.some((stratum) => 'rate' in stratum || stratum.main > 0))
    refusals.push({ code: 'nothing-to-draw', message: '各层主样本量合计为0，没有要抽的人；请填写样本量' });
  return refusals;
}

export function checkReplicateSize(size: number): Refusal[] {
  if (isCount(size) && size > 0) return [];
  return [{ code: 'replicate-size-malformed', message: `样本批大小应是1以上的整数，现在是${size}；请修改` }];
}

function checkRates({ code, rate, reserveRate = '0' }: RateDesign['strata'][number]): Refusal[] {
  const refusals = [...optional(checkDecimal(rate)), ...optional(checkDecimal(reserveRate))];
  if (refusals.length > 0) return refusals.map((refusal) => ({ ...refusal, stratum: code }));
  const sum = toNumber(plus(readDecimal(rate), readDecimal(reserveRate)));
  if (Number(rate) > 0 && sum <= 1) return [];
  return [
    {
      code: 'probability-malformed',
      message: `层“${code}”的抽取概率应大于0，加上备用的不超过1，现在是${rate}加${reserveRate}；请修改`,
      stratum: code,
    },
  ];
}

function checkSizesOf({ code, main, reserve }: SizeDesign['strata'][number], method: string): Refusal[] {
  if (!isCount(main) || !isCount(reserve))
    return [
      {
        code: 'size-malformed',
        message: `层“${code}”的样本量应是0以上的整数，现在主样本是${main}、备用样本是${reserve}；请修改`,
        stratum: code,
      },
    ];
  if (main === 0 && reserve > 0)
    return [
      {
        code: 'reserve-without-main',
        message: `层“${code}”只有备用样本${reserve}个，没有主样本；请先给主样本量`,
        stratum: code,
      },
    ];
  if (method === 'poisson' && reserve > 0)
    return [
      {
        code: 'reserve-not-poisson',
        message: `层“${code}”：泊松抽样抽中的人数本来不定，没有备用样本；请去掉备用样本，要更多时提高样本量再抽，先抽中的都在内`,
        stratum: code,
      },
    ];
  return [];
}

function checkUsable(code: string, sizes: readonly number[] | undefined, asked: number): Refusal | undefined {
  if (!sizes)
    return {
      code: 'measures-too-large',
      message: `层“${code}”的规模合计超过9千万亿（连同小数位），算不准；请换大一些的单位，例如万元`,
      stratum: code,
    };
  const usable = sizes.filter((size) => size > 0).length;
  if (asked <= usable) return undefined;
  return {
    code: 'draw-larger-than-stratum',
    message: `层“${code}”规模大于0的只有${usable}个，却要抽${asked}个，多出${asked - usable}个；请减少样本量`,
    stratum: code,
  };
}
