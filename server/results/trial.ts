/** A scheme tried on a published cycle: what its totals, ranks and grades would have been. Writes nothing. */
import type { RouteReply, tryScheme } from '#contract';
import { read } from '#db';
import { Problem } from '#problem';
import { sha256Hex } from '#sampling';
import { dataOf } from '#schemes';
import { computeWithScheme, outlineOf, readScheme, type Scheme } from '#surveys';
import type { Context } from '../context.ts';
import { latestPublished } from './stored.ts';

type Trial = RouteReply<typeof tryScheme>;

export async function tryOn(
  ctx: Context,
  reference: string,
  { cycleId, settings: asked }: { cycleId: string; settings: Readonly<Record<string, unknown>> },
): Promise<Trial> {
  return read(ctx, async (tx) => {
    const data = await dataOf(tx, reference);
    if (!data) throw new Problem('not-found');
    const checked = readScheme(data);
    if (!checked.ok) throw new Problem('scheme-unsound', { count: checked.findings.length });
    const stored = await latestPublished(tx, cycleId);
    if (!stored) throw new Problem('nothing-published');
    const { facts, derived } = stored.body;
    const { scheme } = checked;
    const settings = { ...suggested(scheme, derived.settings), ...asked };
    const dropped = new Set<string>();
    const appraisees = derived.input.appraisees.map((one) => fit(one, scheme, settings, dropped));
    const names = new Map(facts.appraisees.map(({ id, name }) => [id, name]));
    const outcome = computeWithScheme(scheme, { settings, appraisees }, (text) => sha256Hex(text));
    if (!outcome.ok)
      return {
        problem: {
          message: outcome.problem.message,
          details: outcome.problem.details.map(({ at, message }) => ({ at: named(at, names), message: message ?? '' })),
        },
        dropped: [...dropped].toSorted(),
        items: [],
      };
    const before = new Map(derived.output.results.map((result) => [result.id, result]));
    return {
      problem: null,
      dropped: [...dropped].toSorted(),
      items: outcome.value.results.map(({ id, group, total, rank, grade, flags }) => {
        const old = before.get(id);
        return {
          id,
          name: names.get(id) ?? id,
          group,
          before: { total: old?.total ?? null, rank: old?.rank ?? null, grade: old?.grade ?? null },
          after: { total, rank, grade, flags: [...flags] },
        };
      }),
    };
  });
}

const named = (at: string, names: ReadonlyMap<string, string>): string =>
  at.replace(/^appraisees\.([^.]+)/, (whole, id: string) => names.get(id) ?? whole);

/** Last year's settings as far as the scheme still knows them, else what the scheme suggests. A trial only: nothing is decided. */
function suggested(scheme: Scheme, last: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const setting of scheme.settings) {
    const value = last[setting.key];
    if (setting.decided) continue;
    const offered =
      setting.kind !== 'choice' || setting.values.some((one) => JSON.stringify(one) === JSON.stringify(value));
    if (value !== undefined && value !== null && offered) settings[setting.key] = value;
  }
  return settings;
}

type Filed = Parameters<typeof fitKeys>[0];

function fit(
  one: Filed & { readonly group: string },
  scheme: Scheme,
  settings: Record<string, unknown>,
  dropped: Set<string>,
): object {
  const outline = outlineOf(scheme, settings);
  const shape = outline.find(({ id }) => id === one.group) ?? (outline.length === 1 ? outline[0] : undefined);
  if (!shape) return one;
  const keys = new Set([...shape.leaves.map(({ id }) => id), ...shape.forms.map(({ key }) => key)]);
  const entries = new Set(scheme.entries.map(({ side, kind }) => `${side} ${kind}`));
  return { ...fitKeys(one, keys, entries, dropped), group: shape.id };
}

function fitKeys(
  one: {
    readonly leaves: Readonly<Record<string, unknown>>;
    readonly deductions?: readonly object[];
    readonly bonuses?: readonly object[];
  },
  keys: ReadonlySet<string>,
  entries: ReadonlySet<string>,
  dropped: Set<string>,
): object {
  const leaves = Object.fromEntries(
    Object.entries(one.leaves).filter(([key]) => {
      if (!keys.has(key)) dropped.add(key);
      return keys.has(key);
    }),
  );
  const known = (side: string) => (entry: object) => {
    const kind = 'kind' in entry ? String(entry.kind) : '';
    if (!entries.has(`${side} ${kind}`)) dropped.add(kind);
    return entries.has(`${side} ${kind}`);
  };
  return {
    ...one,
    leaves,
    ...(one.deductions ? { deductions: one.deductions.filter(known('deduction')) } : {}),
    ...(one.bonuses ? { bonuses: one.bonuses.filter(known('bonus')) } : {}),
  };
}
