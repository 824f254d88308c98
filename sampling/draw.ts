/**
 * The draw: units, a design and a seed in; an ordered, reproducible selection out.
 *
 * Promise: the result depends on the set of units, the design and the seed alone: not on the order of rows, the clock or
 * the machine. Whatever does not fit is refused by name; nobody is left out or drawn in silence. It never sees anything
 * of a person but the pseudonymous id.
 */
import { controlOrder, findRepeats, firstFrom, keyAll, systematicRows, type Keyed } from './order.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { checkFitOf, groupByStratum, isCount, listed, optional, repeatedId } from './strata.ts';
import { checkCode, checkScope, checkSeed, checkStart, TicketMaker, zeroStart } from './ticket.ts';

export type DrawMethod = 'simple' | 'stratified' | 'systematic';

/** The one stratum of a draw that is not stratified. */
export const wholeFrame = 'all';

export interface DrawUnit {
  readonly id: string;
  readonly stratum: string;
  /** Values of the design's sort variables, in their order; only a systematic draw with sort variables looks at them. */
  readonly sort?: readonly string[];
}

export interface StratumDesign {
  readonly code: string;
  readonly main: number;
  readonly reserve: number;
  /** Where the circle of tickets starts; 64 zeros by default. */
  readonly start?: string;
}

export interface DrawDesign {
  readonly method: DrawMethod;
  /** `unit`, or `unit:` and a draw code for a draw that must be independent of others with the same seed. */
  readonly scope: string;
  readonly strata: readonly StratumDesign[];
  readonly replicateSize: number;
  /** Names of the sort variables of a systematic draw. */
  readonly sortBy?: readonly string[];
}

export interface DrawnUnit {
  readonly id: string;
  readonly stratum: string;
  /** Place in the stratum's list, from 1 (the rule's r is rank - 1). */
  readonly rank: number;
  readonly ticket: string;
  /** floor((rank - 1) / replicate size) + 1. */
  readonly replicate: number;
  readonly part: 'main' | 'reserve';
  /** Main: main / population. Reserve: (main + reserve) / population, that is once all of it has been released. */
  readonly inclusionProbability: number;
  /** 1 / inclusion probability. */
  readonly designWeight: number;
}

export interface DrawnStratum {
  readonly code: string;
  readonly population: number;
  readonly main: number;
  readonly reserve: number;
  readonly start: string;
  /** Ticket of the first unit not taken, where the next draw starts to avoid these people; null when there is none. */
  readonly nextStart: string | null;
  readonly units: readonly DrawnUnit[];
}

export interface Draw {
  readonly method: DrawMethod;
  readonly scope: string;
  readonly replicateSize: number;
  readonly sortBy: readonly string[];
  readonly strata: readonly DrawnStratum[];
}

/**
 * Draws by the rule `prn-hmac-sha256/1`. Simple: the first n tickets of the whole frame. Stratified: the first n of each
 * stratum. Systematic: every (N/n)-th row of the control order, in whole numbers; its list is put in ticket order, so that
 * each replicate is spread over the whole frame, and its reserve is the smallest tickets not taken.
 *
 * Cost: one ticket and one hash probe a unit, then a partial selection a stratum; 10^6 units take about a second.
 */
export function draw(units: readonly DrawUnit[], design: DrawDesign, seed: string): Outcome<Draw> {
  const refusals = [...checkDesign(design), ...optional(checkSeed(seed))];
  if (refusals.length > 0) return refuse(...refusals);

  const grouped = groupByStratum(units, {
    codes: design.strata.map(({ code }) => code),
    whole: design.method === 'simple' || (design.method === 'systematic' && design.strata[0]!.code === wholeFrame),
    sortLength: design.method === 'systematic' ? (design.sortBy ?? []).length : 0,
    checkFit: (h, population) => {
      const { code, main, reserve } = design.strata[h]!;
      return checkFitOf(code, main, reserve, population);
    },
  });
  if (!grouped.ok) return grouped;
  const frame = keyAll(
    units.map(({ id }) => id),
    new TicketMaker(seed, design.scope),
  );
  const repeats = findRepeats(frame);
  if (repeats.length > 0) return refuse(...listed(repeats, (i) => repeatedId(units[i]!.id)));

  const starts = new TicketMaker(seed, 'sys');
  const unsorted = (design.sortBy ?? []).length === 0;
  const strata = design.strata.map((stratum, h): DrawnStratum => {
    const members = grouped.value[h]!;
    const start = stratum.start ?? zeroStart;
    const count = stratum.main + stratum.reserve;
    if (design.method !== 'systematic') {
      const first = firstFrom(frame, members, start, count + 1);
      const next = first.length > count ? frame.maker.hex(frame.ids[first[count]!]!) : null;
      return drawnStratum(stratum, design, frame, members.length, first.subarray(0, count), next);
    }
    const rows = controlOrder(frame, members, (member) => (unsorted ? [] : units[member]!.sort!));
    const taken = new Uint8Array(rows.length);
    for (const row of systematicRows(starts.first52(stratum.code), rows.length, stratum.main)) taken[row] = 1;
    const main = firstFrom(
      frame,
      rows.filter((_, row) => taken[row] === 1),
      start,
      stratum.main,
    );
    const rest = rows.filter((_, row) => taken[row] === 0);
    const reserve = firstFrom(frame, rest, start, stratum.reserve);
    return drawnStratum(stratum, design, frame, members.length, Int32Array.from([...main, ...reserve]), null);
  });
  const { method, scope, replicateSize, sortBy = [] } = design;
  return accept({ method, scope, replicateSize, sortBy, strata });
}

/**
 * Probability and weight of a stratum's units once `released` of them (main and reserve) have been given out: a release
 * is part of the sample whether or not anybody answered. p = released / population, weight = 1/p.
 * Source: simple random sampling within strata (Cochran 1977, chapter 5).
 */
export function inclusionAfterRelease(population: number, released: number) {
  const inclusionProbability = released / population;
  return { inclusionProbability, designWeight: 1 / inclusionProbability };
}

function drawnStratum(
  { code, main, reserve, start = zeroStart }: StratumDesign,
  { replicateSize }: DrawDesign,
  frame: Keyed,
  population: number,
  list: Int32Array,
  nextStart: string | null,
): DrawnStratum {
  const ofMain = inclusionAfterRelease(population, main);
  const ofAll = inclusionAfterRelease(population, main + reserve);
  const units = Array.from(list, (member, r): DrawnUnit => {
    const id = frame.ids[member]!;
    const part = r < main ? 'main' : 'reserve';
    return {
      id,
      stratum: code,
      rank: r + 1,
      ticket: frame.maker.hex(id),
      replicate: Math.floor(r / replicateSize) + 1,
      part,
      ...(part === 'main' ? ofMain : ofAll),
    };
  });
  return { code, population, main, reserve, start, nextStart, units };
}

function checkDesign(design: DrawDesign): Refusal[] {
  const { method, strata, replicateSize, sortBy = [] } = design;
  const refusals: Refusal[] = [...optional(checkScope(design.scope))];
  if (!isCount(replicateSize) || replicateSize === 0)
    refusals.push({
      code: 'replicate-size-malformed',
      message: `样本批大小应是1以上的整数，现在是${replicateSize}；请修改`,
    });
  if (method === 'simple' && (strata.length !== 1 || strata[0]!.code !== wholeFrame))
    refusals.push({
      code: 'simple-has-strata',
      message: `简单随机抽样只有一个层，代码为“${wholeFrame}”，现在设计里有${strata.length}个层；要分层请改用分层抽样`,
    });
  if (method !== 'systematic' && sortBy.length > 0)
    refusals.push({ code: 'sort-not-systematic', message: '只有系统抽样才用排序变量；请去掉排序变量或改用系统抽样' });
  const seen = new Set<string>();
  for (const stratum of strata) {
    refusals.push(...optional(checkCode(stratum.code)), ...checkSizes(stratum));
    if (stratum.start !== undefined) {
      refusals.push(...optional(checkStart(stratum.start, stratum.code)));
      if (method === 'systematic' && stratum.start !== zeroStart)
        refusals.push({
          code: 'start-not-systematic',
          message: `层“${stratum.code}”：系统抽样没有起点，随机起点由种子决定；请去掉起点`,
          stratum: stratum.code,
        });
    }
    if (seen.has(stratum.code))
      refusals.push({
        code: 'stratum-repeated',
        message: `设计里层“${stratum.code}”写了不止一次；请合并成一行`,
        stratum: stratum.code,
      });
    seen.add(stratum.code);
  }
  if (method === 'systematic' && strata.length > 1 && seen.has(wholeFrame))
    refusals.push({
      code: 'whole-frame-among-strata',
      message: `层代码“${wholeFrame}”表示整个抽样框，不能和别的层写在一起；请改用别的代码`,
      stratum: wholeFrame,
    });
  if (!strata.some(({ main }) => main > 0))
    refusals.push({ code: 'nothing-to-draw', message: '各层主样本量合计为0，没有要抽的人；请填写样本量' });
  return refusals;
}

function checkSizes({ code, main, reserve }: StratumDesign): Refusal[] {
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
  return [];
}
