/** Which counts of leaders stay in a package: those that could be shown. */
import { describe, expect, it } from 'vitest';
import type { CellFact, SatisfactionFact } from '../../../server/results/facts.ts';
import { withholdLeaders } from '../../../server/results/withheld.ts';

const question = { id: 'q', name: '履职' };
const group = (id: string, kind: 'panel' | 'sample', weight: string) => ({
  id,
  name: id,
  source: 'counts' as const,
  kind,
  weight,
  questions: [question],
});
const cell = (raterGroup: string, counts: Record<string, number>, appraisee = 'a'): CellFact => ({
  appraisee,
  raterGroup,
  question: 'q',
  counts,
});
const fact = (cells: readonly CellFact[]): SatisfactionFact => ({
  leaf: 'my',
  name: '满意度',
  plan: {
    table: 'over5',
    raterGroups: [group('city', 'panel', '0.5'), group('county', 'panel', '0.3'), group('public', 'sample', '0.2')],
  },
  cells,
});
const many = { 5: 15, 4: 10 };
const people = { 5: 50, 4: 50 };

describe('counts of leaders', () => {
  it('stay where nobody can be told from them', () => {
    const open = fact([cell('city', many), cell('county', { 5: 10, 3: 12 }), cell('public', people)]);
    expect(withholdLeaders(open)).toBe(open);
  });

  it.each([
    ['fewer than twenty', { 5: 10, 4: 9 }],
    ['few', { 5: 2, 4: 1 }],
    ['of one mind', { 4: 40 }],
  ])('go for all groups of the unit where one group is %s', (_name, county) => {
    const enough = Object.values(county).reduce((sum, count) => sum + count, 0) >= 5;
    const kept = cell('public', people);
    const other = [cell('city', many, 'b'), cell('county', { 5: 11, 4: 11 }, 'b'), cell('public', people, 'b')];
    const result = withholdLeaders(fact([cell('city', many), cell('county', county), kept, ...other]));
    // Below the smallest base there is no score: then nothing can be frozen, and the counts stay for the reason.
    expect(result.cells).toEqual(enough ? [kept, ...other] : expect.arrayContaining([cell('county', county)]));
    expect(result.withheld).toHaveLength(enough ? 1 : 0);
  });

  it('leave the exact score of the leaf', () => {
    const { withheld } = withholdLeaders(fact([cell('city', many), cell('county', { 4: 40 }), cell('public', people)]));
    // 0.5 × 92 + 0.3 × 80 + 0.2 × 90.
    expect(withheld).toEqual([{ appraisee: 'a', score: '88' }]);
  });
});
