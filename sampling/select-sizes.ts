/**
 * Draws by probability: Bernoulli, Poisson, Pareto, sequential Poisson and systematic by size, with main, reserve and ranks.
 *
 * Promise: sizes are exact decimals, turned into whole numbers before anything is added up, so that probabilities are exact
 * fractions. Whoever is listed stands in a fair order: the first r of the list are a random part of it, units that are taken
 * anyway first. It never falls back to another method.
 */
import { fraction, plus, readDecimal, times, toNumber, type Fraction } from './fraction.ts';
import { compareText, systematicRows } from './order.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import type { SizeMethod } from './selection.ts';
import { TicketMaker, uniformOfFirst52, zeroStart } from './ticket.ts';
import { inclusionProbabilities, paretoRank, sequentialPoissonRank } from './unequal.ts';

const TWO52 = 0x10000000000000;

/** One who may be drawn: a person or a cluster. `size` is a whole number; sort values only for `pps-systematic`. */
export interface Candidate {
  readonly id: string;
  readonly size: number;
  readonly sort?: readonly string[];
}

export interface Listed {
  /** Place among the candidates. */
  readonly place: number;
  readonly ticket: string;
  readonly part: 'main' | 'reserve';
  readonly certain: boolean;
  readonly probability: Fraction;
}

export interface ByRate {
  readonly listed: readonly Listed[];
  /** Ticket of the first candidate not taken, from the start point on; undefined when none is left. */
  readonly nextStart: string | undefined;
}

interface Drawn {
  readonly seed: string;
  readonly scope: string;
  readonly start?: string | undefined;
}

export interface SizeRequest extends Drawn {
  readonly method: SizeMethod;
  readonly main: number;
  readonly reserve: number;
  /** Stratum code of the random start of `pps-systematic`. */
  readonly code: string;
}

/** Scope of the order in which a list is given out whose order of drawing would favour some. */
export function releaseScope(scope: string): string {
  return scope === 'unit' ? 'unit:release' : `${scope}.release`;
}

/**
 * Sizes as whole numbers: all multiplied by the power of ten that makes them whole. Proportions stay as they are.
 * Undefined when they add up to more than 2^53.
 */
export function wholeSizes(sizes: readonly string[]): { values: number[]; total: Fraction } | undefined {
  let decimals = 0;
  for (const size of sizes) decimals = Math.max(decimals, size.split('.')[1]?.length ?? 0);
  let sum = 0;
  const values = sizes.map((size) => {
    const [whole = '0', after = ''] = size.split('.');
    const value = Number(whole + after.padEnd(decimals, '0'));
    sum += value;
    return value;
  });
  if (!Number.isSafeInteger(sum)) return undefined;
  return { values, total: fraction(sum, 10n ** BigInt(decimals)) };
}

/**
 * Everybody with the same probability, independently: main is u < rate, reserve rate <= u < rate + reserve rate, in the order
 * of u. u counts from the start point. Source: rule `prn-hmac-sha256/1` (Bernoulli sampling). Cost: one ticket a candidate.
 */
export function selectByRate(ids: readonly string[], rate: string, reserveRate: string, drawn: Drawn): ByRate {
  const main = readDecimal(rate);
  const whole = plus(main, readDecimal(reserveRate));
  const [mainLimit, limit] = [toNumber(main), toNumber(whole)];
  const maker = new TicketMaker(drawn.seed, drawn.scope);
  const uniform = turned(maker, drawn.start);
  const taken: { readonly unit: Listed; readonly u: number }[] = [];
  let next: { readonly id: string; readonly u: number } | undefined;
  for (const [place, id] of ids.entries()) {
    const u = uniform(id);
    if (u < limit) {
      const part = u < mainLimit ? 'main' : 'reserve';
      const probability = part === 'main' ? main : whole;
      taken.push({ unit: { place, ticket: maker.hex(id), part, certain: false, probability }, u });
    } else if (!next || u < next.u || (u === next.u && compareText(maker.hex(id), maker.hex(next.id)) < 0))
      next = { id, u };
  }
  const ranked = taken.toSorted((a, b) => a.u - b.u || byTicket(a.unit, b.unit));
  return { listed: ranked.map(unitOf), nextStart: next && maker.hex(next.id) };
}

/**
 * Draws main + reserve candidates in proportion to size (Poisson: as many as it comes to). With L = main + reserve and c
 * certain units the probability of the rest is p(L) (main - c) / (L - c) in the main sample and p(L) in the whole list.
 * Poisson has no reserve. Source: rule `prn-hmac-sha256/1`; Rosén 1997, Ohlsson 1998, Särndal, Swensson and Wretman 1992.
 * Cost: one ticket a candidate and one sort.
 */
export function selectBySize(candidates: readonly Candidate[], request: SizeRequest): Outcome<readonly Listed[]> {
  const { method, main, reserve, code } = request;
  const sizes = candidates.map(({ size }) => size);
  const all = probabilities(sizes, main + reserve, method === 'pps-systematic');
  const maker = new TicketMaker(request.seed, request.scope);
  if (method === 'poisson') return accept(poisson(candidates, all, request, maker));

  const certain = all.places.filter((i) => all.certain[i]);
  const open = all.places.filter((i) => !all.certain[i]);
  const left = main + reserve - certain.length;
  if (certain.length > main)
    return refuse({
      code: 'certain-exceed-main',
      message: `层“${code}”里规模大到必须抽中的有${certain.length}个，主样本只有${main}个，放不下；请把主样本增加到${certain.length}个以上，或减少备用样本`,
      stratum: code,
    });
  const drawn = {
    pareto: () => ordered(open, candidates, all, request, maker, paretoRank),
    'sequential-poisson': () => ordered(open, candidates, all, request, maker, sequentialPoissonRank),
    'pps-systematic': () => hit(open, candidates, left, request, maker),
  }[method]();
  const taken = drawn.slice(0, left);
  // Any prefix of a sequential Poisson order is one; the other orders favour some, so these lists are given out in a fresh one.
  if (method !== 'sequential-poisson')
    sortByTicketOf(taken, candidates, new TicketMaker(request.seed, releaseScope(request.scope)));
  sortByTicketOf(certain, candidates, maker);
  const share = left === 0 ? fraction(1) : fraction(main - certain.length, left);
  return accept(
    [...certain, ...taken].map((place, r): Listed => {
      const part = r < main ? 'main' : 'reserve';
      const isCertain = all.certain[place]!;
      const ofList = all.exact(place);
      return {
        place,
        ticket: maker.hex(candidates[place]!.id),
        part,
        certain: isCertain,
        probability: part === 'reserve' || isCertain ? ofList : times(ofList, share),
      };
    }),
  );
}

interface Probabilities {
  /** Candidates that can be drawn at all. */
  readonly places: readonly number[];
  readonly certain: readonly boolean[];
  /** As doubles, for ranks and limits. */
  readonly p: readonly number[];
  readonly exact: (place: number) => Fraction;
}

function probabilities(sizes: readonly number[], n: number, keepExact: boolean): Probabilities {
  const { p, certain } = inclusionProbabilities(sizes, n, keepExact);
  const left = n - certain.filter(Boolean).length;
  const total = sizes.reduce((sum, size, i) => (certain[i] ? sum : sum + size), 0);
  return {
    places: sizes.flatMap((size, i) => (size > 0 ? [i] : [])),
    certain,
    p,
    exact: (place) => (certain[place] ? fraction(1) : fraction(BigInt(sizes[place]!) * BigInt(left), total)),
  };
}

/** u counted from the start point on, in whole steps of 2^-52. */
function turned(maker: TicketMaker, start = zeroStart): (id: string) => number {
  const from = Number.parseInt(start.slice(0, 13), 16);
  return (id) => {
    const steps = maker.first52(id) - from;
    return uniformOfFirst52(steps < 0 ? steps + TWO52 : steps);
  };
}

function poisson(
  candidates: readonly Candidate[],
  { places, p, certain, exact }: Probabilities,
  { start }: SizeRequest,
  maker: TicketMaker,
): Listed[] {
  const uniform = turned(maker, start);
  const taken = places.flatMap((place) => {
    const { id } = candidates[place]!;
    const u = uniform(id);
    if (u >= p[place]!) return [];
    const part = 'main' as const;
    const unit = { place, ticket: maker.hex(id), part, certain: certain[place]!, probability: exact(place) };
    return [{ unit, rank: u / p[place]! }];
  });
  return taken
    .toSorted((a, b) => certainFirst(a.unit, b.unit) || a.rank - b.rank || byTicket(a.unit, b.unit))
    .map(unitOf);
}

function ordered(
  open: readonly number[],
  candidates: readonly Candidate[],
  { p }: Probabilities,
  { start }: SizeRequest,
  maker: TicketMaker,
  rankOf: (u: number, p: number) => number,
): number[] {
  const uniform = turned(maker, start);
  const ranks = new Float64Array(candidates.length);
  for (const place of open) ranks[place] = rankOf(uniform(candidates[place]!.id), p[place]!);
  return sortBy(open, ranks, candidates, maker);
}

/** Places by a number each, ties by ticket. */
function sortBy(
  places: readonly number[],
  keys: Float64Array,
  candidates: readonly Candidate[],
  maker: TicketMaker,
): number[] {
  const ticket = (place: number) => maker.hex(candidates[place]!.id);
  return [
    ...Int32Array.from(places).toSorted(
      (a, b) => keys[a]! - keys[b]! || (a === b ? 0 : compareText(ticket(a), ticket(b))),
    ),
  ];
}

/** Places hit by n even steps through the sizes in control order: sort values, then tickets. */
function hit(
  open: readonly number[],
  candidates: readonly Candidate[],
  n: number,
  { seed, code }: SizeRequest,
  maker: TicketMaker,
): number[] {
  const keys = new Float64Array(candidates.length);
  for (const place of open) keys[place] = maker.first52(candidates[place]!.id);
  const byTickets = sortBy(open, keys, candidates, maker);
  // A sort by values keeps the order of tickets among equals.
  const rows = candidates[0]?.sort === undefined ? byTickets : byTickets.toSorted((a, b) => bySort(candidates, a, b));
  const total = rows.reduce((sum, place) => sum + candidates[place]!.size, 0);
  let row = 0;
  let passed = candidates[rows[0] ?? 0]?.size ?? 0;
  return systematicRows(new TicketMaker(seed, 'ppssys').first52(code), total, n).map((step) => {
    while (step >= passed) {
      row += 1;
      passed += candidates[rows[row]!]!.size;
    }
    return rows[row]!;
  });
}

function bySort(candidates: readonly Candidate[], a: number, b: number): number {
  const [x = [], y = []] = [candidates[a]!.sort, candidates[b]!.sort];
  for (let i = 0; i < x.length; i += 1) if (x[i] !== y[i]) return compareText(x[i]!, y[i]!);
  return 0;
}

function sortByTicketOf(places: number[], candidates: readonly Candidate[], maker: TicketMaker): void {
  const tickets = new Map(places.map((place) => [place, maker.hex(candidates[place]!.id)]));
  places.sort((a, b) => compareText(tickets.get(a)!, tickets.get(b)!));
}

function byTicket(a: Listed, b: Listed): number {
  return compareText(a.ticket, b.ticket);
}

function certainFirst(a: Listed, b: Listed): number {
  return Number(b.certain) - Number(a.certain);
}

function unitOf({ unit }: { readonly unit: Listed }): Listed {
  return unit;
}

/** What is wrong with sizes or rates as texts, in words. */
export function checkSize(text: string | undefined, id: string): Refusal | undefined {
  if (text !== undefined && /^(0|[1-9]\d{0,14})(\.\d{1,6})?$/.test(text)) return undefined;
  return {
    code: 'measure-malformed',
    message: `“${id}”的规模${text === undefined ? '没有填' : `是“${text.slice(0, 30)}”`}，应是0以上的数，最多6位小数；请改好`,
  };
}
