/** Scores of far more units than any office has, so that growth with the number of units would show. */
import { createHash } from 'node:crypto';
import type { Benchmark } from './ratio.ts';
import { computeComposite, computeSatisfaction } from '#surveys';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
/** A quantity below `max` with two decimals, without any order in i. */
const quantity = (i: number, max: number) => String(((i * 2654435761) % (max * 100)) / 100);

const appraisees = Array.from({ length: 10_000 }, (_, i) => ({
  id: `U${i}`,
  group: `g${(i % 6) + 1}`,
  leaves: {
    zn: quantity(i, 600),
    gx: quantity(i + 1, 90),
    cx: quantity(i + 2, 80),
    my1: i % 10 === 0 ? null : quantity(i + 3, 100),
    my2: quantity(i + 4, 100),
  },
}));
const settings = { missingComponent: 'group_mean', tieRule: 'tiebreak_by_components' };

const questions = Array.from({ length: 10 }, (_, q) => ({ id: `q${q}` }));
const units = Array.from({ length: 1_000 }, (_, i) => ({ id: `U${i}` }));
const cells = units.flatMap(({ id }, i) =>
  questions.map(({ id: question }, q) => ({
    appraisee: id,
    raterGroup: 'public',
    question,
    counts: { 5: 100 + ((i * 7 + q) % 50), 4: 80, 3: 40, 2: (i + q) % 20, 1: 5 },
    noOpinion: i % 30,
  })),
);

function answered(outcome: { readonly ok: boolean }): unknown {
  if (!outcome.ok) throw new Error('the benchmark is refused');
  return outcome;
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'totals, ranks, grades and traces of 10,000 units, a tenth by the mean of their group',
    gate: 12,
    run: () => answered(computeComposite('gx2018-dept', { settings, appraisees }, sha256)),
  },
  {
    name: 'satisfaction of 1,000 units by 10 questions from counts',
    gate: 12,
    run: () =>
      answered(
        computeSatisfaction(
          {
            table: 'over5',
            satisfied: ['5', '4'],
            raterGroups: [{ id: 'public', questions }],
            appraisees: units,
            cells,
          },
          sha256,
        ),
      ),
  },
];
