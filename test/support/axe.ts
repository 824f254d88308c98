/** Accessibility findings of a page: axe-core by WCAG 2.1 AA, run inside the page. Nothing found is the only result that passes. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

let source: Promise<string> | null = null;

/** Text of axe-core; put in by the debugger, so that the page's content security policy stays as it is. */
function axeSource(): Promise<string> {
  return (source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
}

const options: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] };

/** Fails with what axe finds, element by element. `within`: a selector of the part to look at; without, the whole page. */
export async function expectAccessible(page: Page, { within }: { readonly within?: string } = {}): Promise<void> {
  await page.evaluate(await axeSource());
  const results = (await page.evaluate(
    `axe.run(${within === undefined ? 'document' : JSON.stringify(within)}, ${JSON.stringify(options)})`,
  )) as AxeResults;
  const found = results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} — ${target.join(' ')} — ${failureSummary ?? ''}`),
  );
  expect(found).toEqual([]);
  // A part that is not there has no findings either.
  expect(results.passes.length).toBeGreaterThan(0);
}
