/** The project's own copies of the reference cases, as part of the suite; `npm run reference -- FOLDER…` runs others. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runReference } from './runner.ts';

describe('the reference cases', () => {
  it('all pass', async () => {
    const report = await runReference([join(import.meta.dirname, 'cases')], () => {});
    expect(report.lines.filter((line) => line.startsWith('FAILED'))).toEqual([]);
    // A runner that finds nothing would pass everything.
    expect(report.passed).toBeGreaterThan(400);
  });
});
