/** The example worked by hand in the island's README. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { satisfaction, score, valueOf } from './surveys.support.ts';

it('the README says what the code does', async () => {
  const place = { appraisee: 'D', raterGroup: 'public', question: 'q' };
  const publicScore = valueOf(
    satisfaction({
      table: 'over5',
      raterGroups: [{ id: 'public', questions: [{ id: 'q' }] }],
      appraisees: [{ id: 'D' }],
      cells: [{ ...place, counts: { 5: 50, 4: 37, 3: 26 } }],
    }),
  ).results[0]!.score!;
  const leaders = valueOf(
    satisfaction({
      table: 'over5',
      raterGroups: [{ id: 'public', kind: 'panel', questions: [{ id: 'q' }] }],
      appraisees: [{ id: 'D' }],
      ballots: [{ ...place, marks: [5, 5, 4, 4, 4, 3, 5] }],
    }),
  ).results[0]!.score!;
  const leaves = { zn: '551.2', gx: '84.15', cx: '63', my1: publicScore.exact, my2: leaders.exact };
  const [result] = valueOf(score('gx2018-dept', [{ id: 'D', group: 'g3', leaves }])).results;
  const traced = (step: string) => result!.trace.find((one) => one.step === step)!.value;
  const readme = await readFile(new URL('../../../surveys/README.md', import.meta.url), 'utf8');
  const digits = [publicScore.exact, leaders.exact, traced('part:my'), result!.exact!, `**${result!.total}**`];
  expect(digits).toEqual(['9520/113', '600/7', '167180/791', '14344037/15820', '**906.70**']);
  for (const figure of [...digits, 'capped:cx']) expect(readme).toContain(figure);
  expect(result!.flags).toEqual(['capped:cx']);
});
