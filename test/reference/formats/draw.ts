/**
 * Draw vectors: those of our own rule, and published answers of other rules as anchors of the hash and of seed handling.
 *
 * Promise: a file is recognised by what it holds, each key of a vector file is a case, and a key nobody knows fails rather
 * than being passed over. The small rules of others live in ./draw-anchors.
 */
import { readFile } from 'node:fs/promises';
import type { ReferenceCase, ReferenceFormat } from '../runner.ts';
import { anchorCases } from '../support/draw-anchors.ts';
import { differs, type Vector } from '../support/vector.ts';
import {
  deriveSeed,
  draw,
  type DrawUnit,
  drawDialNumbers,
  drawUnequal,
  frameDigest,
  inclusionProbabilities,
  numberStream,
  orderClusters,
  type Outcome,
  sha256Hex,
  type StratumDesign,
  ticket,
  type UnequalMethod,
} from '#sampling';
import { systematicRows } from '../../../sampling/order.ts';
import { TicketMaker } from '../../../sampling/ticket.ts';

export const format: ReferenceFormat = {
  name: 'draw',
  async cases(file) {
    const content: Vector = JSON.parse(await readFile(file, 'utf8'));
    if (content['algorithm'] === 'prn-hmac-sha256/1') return ruleCases(content);
    const anchors = anchorCases(content);
    if (anchors) return anchors;
    const list: Vector[] = Array.isArray(content['cases']) ? content['cases'] : [];
    if (list[0]?.['sha256OfSelectionInOrder'] !== undefined) return list.map(largeCase);
    if (list[0]?.['first6Seeds'] !== undefined) return list.map(edgeCase);
    return undefined;
  },
};

function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ code, message }) => `${code} ${message}`).join('; '));
  return outcome.value;
}

/** The list of a draw of one stratum. */
function drawIds(ids: readonly string[], n: number, seed: string, start?: string): string[] {
  const stratum = { code: 'all', main: n, reserve: 0, ...(start === undefined ? {} : { start }) };
  const units = ids.map((id) => ({ id, stratum: 'all' }));
  const drawn = draw(units, { method: 'simple', scope: 'unit', replicateSize: n, strata: [stratum] }, seed);
  return accepted(drawn).strata[0]!.units.map(({ id }) => id);
}

function stratified(
  strata: Readonly<Record<string, readonly string[]>>,
  sizes: Readonly<Record<string, number>>,
  seed: string,
) {
  const units: DrawUnit[] = Object.entries(strata).flatMap(([stratum, ids]) => ids.map((id) => ({ id, stratum })));
  const design: StratumDesign[] = Object.keys(strata).map((code) => ({ code, main: sizes[code] ?? 0, reserve: 0 }));
  const drawn = accepted(draw(units, { method: 'stratified', scope: 'unit', replicateSize: 1, strata: design }, seed));
  return Object.fromEntries(drawn.strata.map((stratum) => [stratum.code, stratum.units.map(({ id }) => id)]));
}

function unequal(
  size: Readonly<Record<string, number>>,
  n: number,
  seed: string,
  method: UnequalMethod,
  code?: string,
) {
  const units = Object.entries(size).map(([id, of]) => ({ id, size: of }));
  return accepted(drawUnequal(units, { method, n, scope: 'unit', ...(code === undefined ? {} : { code }) }, seed));
}

const idsOf = (units: readonly { readonly id: string }[]) => units.map(({ id }) => id);

/** Cases of the keys of prn-hmac.json; what each key means is in the rule. */
function ruleCases(content: Vector): ReferenceCase[] {
  const { seed, frame } = content;
  const ids: string[] = frame.ids;
  const known: Record<string, (expected: Vector) => string | undefined> = {
    frame: () => differs(Object.values(frame.strata).flat().length, ids.length),
    frameDigest: (expected) => differs(frameDigest(ids), expected) ?? differs(frameDigest(ids.toReversed()), expected),
    tickets: (expected) => {
      const maker = new TicketMaker(seed, 'unit');
      return differs(
        expected.map(({ id }: Vector) => ({ id, ticket: ticket(seed, 'unit', id), u: maker.uniform(id) })),
        expected.map(({ id, ticket, u }: Vector) => ({ id, ticket, u: Number(u) })),
      );
    },
    fullOrder: (expected) => differs(drawIds(ids, ids.length, seed), expected),
    srs: ({ n, selected }) => differs(drawIds(ids, n, seed), selected),
    srsShuffledInput: ({ selected }) => {
      const orders = [ids.toReversed(), ids.toSorted((a, b) => (sha256Hex(a) < sha256Hex(b) ? -1 : 1))];
      return orders.map((order) => differs(drawIds(order, selected.length, seed), selected)).find(Boolean);
    },
    extend: ({ n, selected }) =>
      differs(drawIds(ids, n, seed), selected) ??
      differs(drawIds(ids, content['srs'].n, seed), selected.slice(0, content['srs'].n)),
    replicates: ({ size, replicates }) => {
      const main = replicates.flat().length;
      const units = ids.map((id) => ({ id, stratum: 'all' }));
      const strata = [{ code: 'all', main, reserve: 0 }];
      const drawn = accepted(draw(units, { method: 'simple', scope: 'unit', replicateSize: size, strata }, seed));
      const groups: string[][] = [];
      for (const unit of drawn.strata[0]!.units) (groups[unit.replicate - 1] ??= []).push(unit.id);
      return differs(groups, replicates);
    },
    negativeCoordination: ({ startTicket, n, selected }) => {
      const units = ids.map((id) => ({ id, stratum: 'all' }));
      const strata = [{ code: 'all', main: content['srs'].n, reserve: 0 }];
      const first = accepted(draw(units, { method: 'simple', scope: 'unit', replicateSize: 1, strata }, seed));
      return differs(first.strata[0]!.nextStart, startTicket) ?? differs(drawIds(ids, n, seed, startTicket), selected);
    },
    rotationWraps: ({ startTicket, n, selected }) => differs(drawIds(ids, n, seed, startTicket), selected),
    frameChange: ({ left, joined, n, selected, kept }) => {
      const now = drawIds([...ids.filter((id) => !left.includes(id)), ...joined], n, seed);
      const before = drawIds(ids, n, seed);
      return differs(now, selected) ?? differs(now.filter((id) => before.includes(id)).length, kept);
    },
    stratified: ({ nh, selected }) => differs(stratified(frame.strata, nh, seed), selected),
    systematic: ({ code, n, selected }) => {
      const units: DrawUnit[] = Object.entries<string[]>(frame.strata).flatMap(([stratum, of]) =>
        of.map((id) => ({ id, stratum, sort: [stratum] })),
      );
      const strata = [{ code, main: n, reserve: 0 }];
      const design = { method: 'systematic', scope: 'unit', replicateSize: n, sortBy: ['stratum'], strata } as const;
      const drawn = accepted(draw(units, design, seed)).strata[0]!.units;
      // The vector is in the order of rows, our list in the order of tickets.
      const stratumOf = new Map(units.map(({ id, stratum }) => [id, stratum]));
      const inRows = drawn.toSorted((a, b) => {
        const [x, y] = [stratumOf.get(a.id)! + a.ticket, stratumOf.get(b.id)! + b.ticket];
        return x < y ? -1 : 1;
      });
      return differs(
        inRows.map(({ id }) => id),
        selected,
      );
    },
    pareto: ({ n, certainties, rest, pi }) => {
      const drawn = unequal(frame.size, n, seed, 'pareto');
      const { p } = inclusionProbabilities(Object.values(frame.size), n);
      return (
        differs(idsOf(drawn.certain), certainties) ??
        differs(idsOf(drawn.rest), rest) ??
        differs(
          p,
          Object.keys(frame.size).map((id) => Number(pi[id])),
        )
      );
    },
    sequentialPoisson: ({ n, certainties, rest }) => {
      const drawn = unequal(frame.size, n, seed, 'sequential-poisson');
      return differs(idsOf(drawn.certain), certainties) ?? differs(idsOf(drawn.rest), rest);
    },
    poisson: ({ expectedN, selected }) => {
      const drawn = unequal(frame.size, expectedN, seed, 'poisson');
      return differs([...drawn.certain, ...drawn.rest].map(({ id }) => id).toSorted(), selected);
    },
    ppsSystematic: ({ code, n, selected }) => {
      const sizes = Object.entries<number>(frame.size);
      const total = sizes.reduce((sum, [, size]) => sum + size, 0);
      const open = Object.fromEntries(
        sizes.filter(([, size]) => size * n < total).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      );
      const drawn = unequal(open, n, seed, 'systematic', code);
      return differs(
        drawn.rest.map(({ id }) => id),
        selected,
      );
    },
    rdd: ({ blocks, n, numbers, countersUsed }) => {
      const asked = blocks.map(([prefix, digits]: [string, number]) => ({ prefix, digits }));
      const drawn = accepted(drawDialNumbers(asked, n, seed));
      return differs({ numbers: drawn.numbers, countersUsed: drawn.countersUsed }, { numbers, countersUsed });
    },
    rddExtend: ({ n, numbers }) => {
      const asked = content['rdd'].blocks.map(([prefix, digits]: [string, number]) => ({ prefix, digits }));
      return differs(accepted(drawDialNumbers(asked.toReversed(), n, seed)).numbers, numbers);
    },
    twoStage: ({ psus, psuOrder }) =>
      differs(orderClusters(psus, seed), psuOrder) ?? differs(orderClusters(psus.toReversed(), seed), psuOrder),
    stream: ({ purpose, seedrandomSeed, first5 }) => {
      const stream = numberStream(seed, purpose);
      return (
        differs(ticket(seed, 'stream', purpose), seedrandomSeed) ??
        differs(
          first5.map(() => stream.uniform()),
          first5.map(Number),
        )
      );
    },
    seedDerivation: (expected) =>
      differs(deriveSeed(content['frameDigest'], expected.publicRandomness, expected.oneTimeCode), expected.seed),
  };
  return Object.keys(content)
    .filter((key) => key !== 'algorithm' && key !== 'seed' && key !== 'note')
    .map((key) => ({
      id: key,
      run: async () => known[key]?.(content[key]) ?? (key in known ? undefined : 'nobody knows what this key means'),
    }));
}

/** A frame given as "seven-digit decimal 0000000..0009999". */
function largeCase({ ids, N, n, seed, ...expected }: Vector): ReferenceCase {
  return {
    id: `N ${N} n ${n}`,
    run: async () => {
      const [, first, last] = /(\d+)\.\.(\d+)/.exec(ids)!;
      const frame = Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) =>
        String(Number(first) + i).padStart(first!.length, '0'),
      );
      const drawn = drawIds(frame, n, seed);
      return (
        differs(frame.length, N) ??
        differs(drawn.slice(0, expected.first5.length), expected.first5) ??
        differs(drawn.at(-1), expected.last) ??
        differs(frameDigest(frame), expected.frameDigest) ??
        differs(sha256Hex(`${drawn.join('\n')}\n`), expected.sha256OfSelectionInOrder) ??
        differs(frameDigest(drawn), expected.sha256OfSelectionSorted)
      );
    },
  };
}

/** Row numbers from 1. The seeds are shorter than a draw allows, so the rows are asked for directly. */
function edgeCase({ N, n, first6Seeds, seeds, sizeAlways, rowsNeverSelectedIn400 }: Vector): ReferenceCase {
  const rows = (seed: string) =>
    systematicRows(new TicketMaker(seed, 'sys').first52('all'), N, n).map((row) => row + 1);
  return {
    id: `N ${N} n ${n}`,
    run: async () => {
      const stem = Object.keys(first6Seeds)[0]!.replace(/\d+$/, '');
      const hit = new Set<number>();
      const sizes = new Set<number>();
      for (let i = 0; i < seeds; i += 1) {
        const drawn = rows(`${stem}${i}`);
        sizes.add(new Set(drawn).size);
        for (const row of drawn) hit.add(row);
      }
      const never = Array.from({ length: N }, (_, i) => i + 1).filter((row) => !hit.has(row));
      return (
        Object.entries(first6Seeds)
          .map(([seed, expected]) => differs(rows(seed), expected))
          .find(Boolean) ??
        differs([...sizes], [sizeAlways]) ??
        differs(never, rowsNeverSelectedIn400)
      );
    },
  };
}
