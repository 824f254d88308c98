/** Names of variables: what SPSS takes, whatever questions are called. */
import { expect, it } from 'vitest';
import { spssNames } from '../../../server/exports/variables.ts';

it('keeps good names, mends the others, and gives each once', () => {
  expect(spssNames(['department', 'weight', 'q1', 'q5.r-2', 'weight', 'all', 'q6_', 'q6', 'by', 'Q1'])).toEqual([
    'department',
    'weight',
    'q1',
    'q5.r_2',
    'weight_v2',
    'all_v2',
    'q6',
    'q6_v2',
    'by_v2',
    'Q1_v2',
  ]);
  const long = `q${'a'.repeat(31)}.${'b'.repeat(32)}`;
  const names = spssNames([`${long}1`, `${long}2`]);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(64);
});
