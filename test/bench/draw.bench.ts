/** The draw of a million people; tickets with a simple draw have the gate of the method statement, the others their own. */
import type { Benchmark } from './ratio.ts';
import { draw, type DrawDesign, type DrawUnit, frameDigest } from '#sampling';
import { TicketMaker } from '../../sampling/ticket.ts';

const seed = '20260118-03.08.11.19.25.30+07-K7Q2';
const units = Array.from({ length: 1_000_000 }, (_, i): DrawUnit => ({
  id: (i * 2654435761).toString(16).padStart(20, '0'),
  stratum: `S${i % 50}`,
}));
const ids = units.map(({ id }) => id);

function drawn(design: DrawDesign): void {
  const outcome = draw(units, design, seed);
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
}
const base = { scope: 'unit', replicateSize: 50 };

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'tickets of 1,000,000 ids',
    gate: 7,
    run: () => {
      const maker = new TicketMaker(seed, 'unit');
      let sum = 0;
      for (const id of ids) sum += maker.first52(id);
      return sum;
    },
  },
  {
    name: 'simple draw of 10,000 from 1,000,000, with all checks and the list',
    gate: 8,
    run: () => drawn({ ...base, method: 'simple', strata: [{ code: 'all', main: 8_000, reserve: 2_000 }] }),
  },
  {
    name: 'stratified draw of 20,000 from 1,000,000 in 50 strata',
    gate: 9,
    run: () =>
      drawn({
        ...base,
        method: 'stratified',
        strata: Array.from({ length: 50 }, (_, h) => ({ code: `S${h}`, main: 200, reserve: 200 })),
      }),
  },
  { name: 'frame digest of 1,000,000 ids', gate: 6, run: () => frameDigest(ids) },
];
