/** What differs between two packages, and what the cycle before came to. Pure. */
import type { DepartmentResult, ResultChange } from '#contract';
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

/** Differences of one department's results, as far as the department sees them. */
export function ownResultChanges(before: DepartmentResult, after: DepartmentResult): ResultChange[] {
  const { id, name } = after.department;
  const partOf = (result: DepartmentResult, part: string) =>
    result.parts.find((one) => one.id === part)?.points ?? null;
  const figures: readonly (readonly [what: string, from: string | null, to: string | null])[] = [
    ['总分', before.total, after.total],
    ['名次', before.rank === null ? null : String(before.rank), after.rank === null ? null : String(after.rank)],
    ['等次', before.grade, after.grade],
    ...after.parts.map((part) => [part.name, partOf(before, part.id), part.points] as const),
    ['扣分', shortened(before.deductions, 2), shortened(after.deductions, 2)],
    ['加分', shortened(before.bonuses, 2), shortened(after.bonuses, 2)],
  ];
  return figures.flatMap(([what, from, to]) =>
    from === to ? [] : [{ departmentId: id, name, what, before: from, after: to }],
  );
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
