/**
 * Scoring cases: `{ kind, cases }` with kind `score`, `satisfaction` or `review-deadline`.
 *
 * Promise: each case runs the command itself and reads its bytes. Expected answers are partial: every key in them must match,
 * lists of things with a name are matched by it; a refusal must name exactly the expected places.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { reviewDeadlineCommand } from '../../../server/cli/review-deadline.ts';
import { satisfactionCommand } from '../../../server/cli/satisfaction.ts';
import { scoreCommand } from '../../../server/cli/score.ts';
import type { ReferenceFormat } from '../runner.ts';

const record = z.record(z.string(), z.unknown());
const fileSchema = z.object({
  kind: z.enum(['score', 'satisfaction', 'review-deadline']),
  cases: z.array(
    z.object({
      id: z.string(),
      scheme: z.string().optional(),
      input: record,
      expected: record,
      arguable: z.boolean().optional(),
      metamorphic: z
        .object({
          relation: z.enum(['same-bytes', 'same-output']),
          input: record,
          rename: z.record(z.string(), z.string()).optional(),
          except: z.array(z.string()).optional(),
        })
        .optional(),
    }),
  ),
});
type Kind = z.infer<typeof fileSchema>['kind'];
type ScoringCase = z.infer<typeof fileSchema>['cases'][number];
type Json = Readonly<Record<string, unknown>>;

export const format: ReferenceFormat = {
  name: 'scoring',
  async cases(file) {
    const content = fileSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!content.success) return undefined;
    const { kind, cases } = content.data;
    return cases.map((one) => ({
      id: one.id,
      ...(one.arguable === undefined ? {} : { arguable: one.arguable }),
      run: () => judge(kind, one),
    }));
  },
};

/** Runs the command; the input goes through a file, as it does for users. */
async function run(kind: Kind, scheme: string | undefined, input: Json): Promise<{ exit: number; stdout: string }> {
  let stdout = '';
  const io = { stdout: (text: string) => void (stdout += text), stderr: () => undefined };
  if (kind === 'review-deadline') {
    const args = ['received', 'days', 'calendar'].flatMap((key) => [`--${key}`, String(input[key])]);
    return { exit: await reviewDeadlineCommand([...args, '--json'], io), stdout };
  }
  const folder = await mkdtemp(join(tmpdir(), 'pingyi-scoring-'));
  try {
    const path = join(folder, 'input.json');
    await writeFile(path, JSON.stringify(input));
    const args = ['--input', path, '--json'];
    const exit =
      kind === 'score'
        ? await scoreCommand(['--scheme', scheme ?? '', ...args], io)
        : await satisfactionCommand(args, io);
    return { exit, stdout };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function judge(kind: Kind, { scheme, input, expected, metamorphic }: ScoringCase): Promise<string | undefined> {
  const { exit, stdout } = await run(kind, scheme, input);
  const wantedExit = expected['problem'] === undefined ? 0 : 1;
  if (exit !== wantedExit) return `exit ${exit}, expected ${wantedExit}: ${stdout.slice(0, 200)}`;
  const found = JSON.parse(stdout);
  const { resultIds, ...rest } = expected;
  if (resultIds !== undefined) {
    const ids = found.results.map(({ id }: { id: string }) => id);
    if (JSON.stringify(ids) !== JSON.stringify(resultIds)) return `results in the order ${ids.join(' ')}`;
  }
  const difference = misses(found, rest, '');
  if (difference !== undefined || !metamorphic) return difference;
  const other = await run(kind, scheme, metamorphic.input);
  if (metamorphic.relation === 'same-bytes') return other.stdout === stdout ? undefined : 'other bytes';
  const { rename = {}, except = [] } = metamorphic;
  const left = canonical(renamed(without(found, except), rename));
  const right = canonical(without(JSON.parse(other.stdout), except));
  return left === right ? undefined : `another output: ${firstDifference(left, right)}`;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By what the elements of an expected list are matched. */
function nameIn(list: readonly unknown[]): 'id' | 'step' | 'at' | undefined {
  return (['id', 'step', 'at'] as const).find(
    (key) => list.length > 0 && list.every((item) => isObject(item) && item[key] !== undefined),
  );
}

/** Where the expected answer is not met, or nothing. */
function misses(found: unknown, expected: unknown, path: string): string | undefined {
  if (isObject(expected) && isObject(found))
    return Object.entries(expected)
      .map(([key, value]) => misses(found[key], value, `${path}.${key}`))
      .find((miss) => miss !== undefined);
  if (Array.isArray(expected) && Array.isArray(found)) {
    const key = nameIn(expected);
    if (key === undefined) return canonical(found) === canonical(expected) ? undefined : told(path, found, expected);
    if (key === 'at') {
      const places = (list: readonly Json[]) => [...new Set(list.map(({ at }) => at))].toSorted();
      return canonical(places(found)) === canonical(places(expected)) ? undefined : told(path, found, expected);
    }
    return expected
      .map((item) =>
        misses(
          found.find((one) => isObject(one) && one[key] === item[key]),
          item,
          `${path}[${item[key]}]`,
        ),
      )
      .find((miss) => miss !== undefined);
  }
  return canonical(found) === canonical(expected) ? undefined : told(path, found, expected);
}

function told(path: string, found: unknown, expected: unknown): string {
  return `${path} is ${canonical(found).slice(0, 160)}, expected ${canonical(expected).slice(0, 160)}`;
}

/** Text of a value with keys, and lists of things with an id, sorted. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.map(canonical);
    return `[${(nameIn(value) === 'id' ? texts.toSorted() : texts).join(',')}]`;
  }
  if (!isObject(value)) return JSON.stringify(value) ?? 'nothing';
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

function without(value: unknown, keys: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, keys));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !keys.includes(key))
      .map(([key, item]) => [key, without(item, keys)]),
  );
}

/** Renames ids where a string is a value of `id` or an element of a list of strings. */
function renamed(value: unknown, rename: Readonly<Record<string, string>>, key = ''): unknown {
  if (typeof value === 'string') return key === 'id' ? (rename[value] ?? value) : value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename, typeof item === 'string' ? 'id' : ''));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, renamed(item, rename, name)]));
}

function firstDifference(left: string, right: string): string {
  let at = 0;
  while (left[at] === right[at]) at += 1;
  return `${left.slice(at, at + 80)} | ${right.slice(at, at + 80)}`;
}
