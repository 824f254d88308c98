/** What differs between two packages, and what the cycle before came to. Pure. */
import type { ResultChange } from '#contract';
import { type CompositeResult, mustNumber, roundedText } from '#surveys';
import type { Derived } from './derive.ts';

export interface Last {
  readonly cycle: string;
  readonly results: ReadonlyMap<
    string,
    { readonly total: string | null; readonly rank: number | null; readonly parts: Readonly<Record<string, string>> }
  >;
}

export const shortened = (exact: string, decimals: number): string => roundedText(mustNumber(exact), decimals);

export function stepOf({ trace }: CompositeResult, step: string): string | null {
  return trace.find((one) => one.step === step)?.value ?? null;
}

/** Differences of two outputs, per department. */
export function changesBetween(before: Derived, after: Derived, nameOf: (id: string) => string): ResultChange[] {
  const old = new Map(before.output.results.map((result) => [result.id, result]));
  const now = new Map(after.output.results.map((result) => [result.id, result]));
  const changes: ResultChange[] = [];
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(id), now.get(id)];
    const say = (what: string, from: string | null, to: string | null) => {
      if (from !== to) changes.push({ departmentId: id, name: nameOf(id), what, before: from, after: to });
    };
    if (!a || !b) {
      say('是否参评', a ? '参评' : null, b ? '参评' : null);
      continue;
    }
    say('总分', a.total, b.total);
    if (a.total === b.total) say('精确分', a.exact, b.exact);
    say('名次', a.rank === null ? null : String(a.rank), b.rank === null ? null : String(b.rank));
    say('等次', a.grade, b.grade);
    for (const { step, formula, value } of b.trace)
      if (step.startsWith('leaf:') || step === 'deductions' || step === 'bonuses') {
        const earlier = stepOf(a, step);
        const what = step.startsWith('leaf:') ? formula : step === 'deductions' ? '扣分' : '加分';
        if (earlier !== value) say(what, earlier && shortened(earlier, 2), shortened(value, 2));
      }
  }
  return changes;
}

/** Results of the cycle before, for comparison. */
export function lastOf(cycle: string, { output }: Derived): Last {
  return {
    cycle,
    results: new Map(
      output.results.map((result) => [
        result.id,
        {
          total: result.total,
          rank: result.rank,
          parts: Object.fromEntries(
            result.trace
              .filter(({ step }) => step.startsWith('part:'))
              .map(({ step, value }) => [step.slice('part:'.length), shortened(value, 2)]),
          ),
        },
      ]),
    ),
  };
}
