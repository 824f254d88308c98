/** What must hold for every frame, design and seed, and what must hold on average over seeds. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { allocate, draw, type DrawDesign, type DrawUnit, type Outcome, ticket } from '#sampling';
import { compareText, findRepeats, firstFrom, keyAll, systematicRows } from '../../../sampling/order.ts';
import { TicketMaker } from '../../../sampling/ticket.ts';

const codes = ['A', 'B', '丙'];
const seeds = fc.stringMatching(/^[!-~]{16,40}$/);
const ids = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9._:-]{1,20}$/), { minLength: 3, maxLength: 80, size: 'max' });
const frames = ids.map((list) =>
  list.map((id, i): DrawUnit => ({ id, stratum: codes[i % 3]!, sort: [String(i % 4)] })),
);

function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const inStratum = (units: readonly DrawUnit[], code: string) => units.filter(({ stratum }) => stratum === code).length;
const design = (method: DrawDesign['method'], units: readonly DrawUnit[], share: number): DrawDesign => ({
  method,
  scope: 'unit',
  replicateSize: 3,
  ...(method === 'systematic' ? { sortBy: ['group'] } : {}),
  strata:
    method === 'simple'
      ? [{ code: 'all', main: Math.ceil(units.length * share), reserve: 0 }]
      : codes.map((code) => ({ code, main: Math.ceil(inStratum(units, code) * share), reserve: 0 })),
});
const listed = (units: readonly DrawUnit[], of: DrawDesign, seed: string) =>
  accepted(draw(units, of, seed)).strata.map((stratum) => stratum.units.map(({ id }) => id));
const methods = fc.constantFrom('simple', 'stratified', 'systematic' as const);
const shares = fc.double({ min: 0.05, max: 1, noNaN: true });

describe('every draw', () => {
  it('is the same for the rows in any order', () => {
    fc.assert(
      fc.property(frames, methods, shares, seeds, fc.integer(), (units, method, share, seed, salt) => {
        const of = design(method, units, share);
        const mixed = units.toSorted((a, b) =>
          ticket(seed, `unit:${salt}`, a.id) < ticket(seed, `unit:${salt}`, b.id) ? -1 : 1,
        );
        expect(listed(mixed, of, seed)).toEqual(listed(units, of, seed));
      }),
      { seed: 11 },
    );
  });

  it('takes exactly the asked number of different people', () => {
    fc.assert(
      fc.property(frames, methods, shares, seeds, (units, method, share, seed) => {
        const of = design(method, units, share);
        const lists = listed(units, of, seed);
        expect(lists.map((list) => new Set(list).size)).toEqual(of.strata.map(({ main }) => main));
      }),
      { seed: 12 },
    );
  });

  it('but a systematic one keeps the head of the list when more are asked for', () => {
    fc.assert(
      fc.property(
        frames,
        fc.constantFrom('simple', 'stratified' as const),
        shares,
        shares,
        seeds,
        (units, method, a, b, seed) => {
          const few = listed(units, design(method, units, Math.min(a, b)), seed);
          const more = listed(units, design(method, units, Math.max(a, b)), seed);
          more.forEach((list, h) => expect(list.slice(0, few[h]!.length)).toEqual(few[h]));
        },
      ),
      { seed: 13 },
    );
  });

  it('gives everybody the same ticket whoever joins or leaves', () => {
    fc.assert(
      fc.property(frames, seeds, fc.nat(), (units, seed, at) => {
        const rest = units.filter((_, i) => i !== at % units.length);
        const tickets = (rows: readonly DrawUnit[]) =>
          new Map(
            accepted(draw(rows, design('simple', rows, 1), seed)).strata[0]!.units.map((unit) => [
              unit.id,
              unit.ticket,
            ]),
          );
        const all = tickets(units);
        for (const [id, own] of tickets(rest)) expect(all.get(id)).toBe(own);
      }),
      { seed: 14 },
    );
  });

  it('that starts where the last one stopped meets nobody of it, as long as there are enough people', () => {
    fc.assert(
      fc.property(frames, seeds, (units, seed) => {
        const half = Math.floor(units.length / 2);
        const first = accepted(
          draw(units, { ...design('simple', units, 1), strata: [{ code: 'all', main: half, reserve: 0 }] }, seed),
        ).strata[0]!;
        const again = { code: 'all', main: half, reserve: 0, start: first.nextStart! };
        const second = listed(units, { ...design('simple', units, 1), strata: [again] }, seed)[0]!;
        expect(first.units.filter(({ id }) => second.includes(id))).toEqual([]);
      }),
      { seed: 15 },
    );
  });
});

describe('the order', () => {
  it('is that of all tickets sorted as text, turned at the start point', () => {
    fc.assert(
      fc.property(ids, seeds, fc.nat(), fc.nat(), (list, seed, at, count) => {
        const frame = keyAll(list, new TicketMaker(seed, 'unit'));
        const sorted = list.map((id) => ticket(seed, 'unit', id)).toSorted();
        const start = sorted[at % sorted.length]!;
        const turned = [...sorted.filter((one) => one >= start), ...sorted.filter((one) => one < start)];
        const n = count % (list.length + 2);
        const found = firstFrom(frame, Int32Array.from(list.keys()), start, n);
        expect([...found].map((i) => ticket(seed, 'unit', list[i]!))).toEqual(turned.slice(0, n));
      }),
      { seed: 16 },
    );
  });

  it('settles equal first bits by the rest of the ticket', () => {
    const list = Array.from({ length: 40 }, (_, i) => `u${i}`);
    const maker = new TicketMaker('sixteen-letters-2', 'unit');
    const coarse = { ids: list, maker, keys: Float64Array.from(list, () => 7) };
    const byText = list.toSorted((a, b) => (maker.hex(a) < maker.hex(b) ? -1 : 1));
    const start = `${(7).toString(16).padStart(13, '0')}${'0'.repeat(51)}`;
    const found = firstFrom(coarse, Int32Array.from(list.keys()), start, 40);
    const below = byText.filter((id) => maker.hex(id) < start);
    const above = byText.filter((id) => maker.hex(id) >= start);
    expect([...found].map((i) => list[i])).toEqual([...above, ...below]);
  });

  it('finds every repeated id and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-f]{1,2}$/), { maxLength: 60, size: 'max' }), (list) => {
        const repeats = list.flatMap((id, i) => (list.indexOf(id) < i ? [i] : []));
        expect(findRepeats(keyAll(list, new TicketMaker('sixteen-letters-3', 'unit')))).toEqual(repeats);
        const coarse = {
          ids: list,
          maker: new TicketMaker('sixteen-letters-3', 'unit'),
          keys: new Float64Array(list.length),
        };
        expect(findRepeats(coarse)).toEqual(repeats);
      }),
      { seed: 17 },
    );
  });

  it('of texts is the byte order of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
      { seed: 18, numRuns: 500 },
    );
    expect(compareText('\u{10000}', '\uffff')).toBeGreaterThan(0);
    expect(compareText('\ue000', '\u{10000}')).toBeLessThan(0);
  });
});

it('systematic rows are always n different rows, at both ends of the random start', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.maxSafeNat(),
      (total, share, k) => {
        const n = Math.max(1, Math.round(total * share));
        for (const start of [k % 2 ** 52, 0, 2 ** 52 - 1]) {
          const rows = systematicRows(start, total, n);
          expect(new Set(rows).size).toBe(n);
          expect(rows[0]).toBeGreaterThanOrEqual(0);
          expect(rows.at(-1)).toBeLessThan(total);
        }
      },
    ),
    { seed: 19, numRuns: 300 },
  );
});

/** Chi-square of inclusion counts of n out of N: sum of (count - mean)^2 / mean, scaled to N - 1 degrees of freedom. */
const chiSquare = (counts: readonly number[], times: number, n: number) => {
  const mean = (times * n) / counts.length;
  const sum = counts.reduce((all, count) => all + (count - mean) ** 2 / mean, 0);
  return (sum * (counts.length - 1)) / (counts.length - n);
};

describe('over many seeds', () => {
  const fifty = Array.from({ length: 50 }, (_, i): DrawUnit => ({ id: `P${i}`, stratum: 'A', sort: [String(i % 5)] }));
  const place = new Map(fifty.map(({ id }, i) => [id, i]));

  // The accepted band has a chance of one in a thousand on each side; the seeds are fixed.
  it.each(['simple', 'systematic'] as const)('everybody is drawn equally often by the %s method', (method) => {
    const counts = fifty.map(() => 0);
    const firsts = fifty.map(() => 0);
    const of = { ...design('simple', fifty, 0.2), method };
    for (let t = 0; t < 4000; t += 1) {
      const list = listed(fifty, of, `inclusion-seed-${method}-${t}`)[0]!;
      for (const id of list) counts[place.get(id)!]! += 1;
      firsts[place.get(list[0]!)!]! += 1;
    }
    expect(chiSquare(counts, 4000, 10)).toBeGreaterThan(23);
    expect(chiSquare(counts, 4000, 10)).toBeLessThan(86);
    expect(chiSquare(firsts, 4000, 1)).toBeGreaterThan(23);
    expect(chiSquare(firsts, 4000, 1)).toBeLessThan(86);
  });
});

describe('allocation', () => {
  const strata = fc.array(
    fc.record({
      population: fc.integer({ min: 1, max: 400 }),
      deviation: fc.integer({ min: 1, max: 9 }),
      floor: fc.integer({ min: 0, max: 12 }),
    }),
    { minLength: 1, maxLength: 12, size: 'max' },
  );
  const kinds = fc.constantFrom('proportional', 'equal', 'neyman' as const);
  it('adds up, keeps floors and populations, and takes from nobody when the total grows by one', () => {
    fc.assert(
      fc.property(strata, kinds, fc.double({ min: 0, max: 1, noNaN: true }), (list, kind, share) => {
        const named = list.map((stratum, h) => ({ ...stratum, code: `S${h}` }));
        const least = named.reduce((sum, { floor, population }) => sum + Math.min(floor, population), 0);
        const most = named.reduce((sum, { population }) => sum + population, 0);
        const total = Math.max(1, least, Math.floor(most * share));
        fc.pre(total < most);
        const sizes = accepted(allocate({ strata: named, total, rule: { kind } })).map(({ size }) => size);
        const next = accepted(allocate({ strata: named, total: total + 1, rule: { kind } })).map(({ size }) => size);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        sizes.forEach((size, h) => {
          expect(size).toBeGreaterThanOrEqual(Math.min(named[h]!.floor, named[h]!.population));
          expect(size).toBeLessThanOrEqual(named[h]!.population);
          expect(next[h]).toBeGreaterThanOrEqual(size);
        });
      }),
      { seed: 20 },
    );
  });
});
