/**
 * Corpora of filed lists: a folder with `expected.json` = `{ contract: 1, corpus, cases }` and the files it speaks of.
 *
 * Promise: each case runs the command itself in the corpus folder, and every expectation is held to the letter: exact counts,
 * alarms, rejected rows, persons, differences; what must not appear is looked for on stdout and on stderr.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Finding, FrameDocument } from '#sampling';
import { frameCheck } from '../../../server/cli/frame-check.ts';
import type { ReferenceFormat } from '../runner.ts';

const record = z.record(z.string(), z.unknown());
const corpusSchema = z.object({
  contract: z.literal(1),
  corpus: z.string(),
  cases: z.array(
    z.object({
      id: z.string(),
      files: z.array(z.string()).default([]),
      args: z.array(z.string()),
      exit: z.number(),
      arguable: z.boolean().optional(),
      expect: z.object({
        verdict: z.string().optional(),
        counts: record.optional(),
        lists: z.array(record).optional(),
        mustFind: z.array(record).optional(),
        mustNotFind: z.array(z.union([z.string(), record])).optional(),
        alarmsExactly: z.array(z.string()).optional(),
        rowsExactlyRejected: z.array(z.string()).optional(),
        sheets: z.array(record).optional(),
        files: z.array(record).optional(),
        persons: z.array(record).optional(),
        personsSha: z.string().optional(),
        difference: record.optional(),
        truncated: z.array(record).optional(),
        outputMustNotContain: z.array(z.string()).optional(),
        stderrCode: z.union([z.string(), z.array(z.string())]).optional(),
      }),
    }),
  ),
});
type Corpus = z.infer<typeof corpusSchema>;
type CorpusCase = Corpus['cases'][number];
type Expected = CorpusCase['expect'];

/** Row errors of the contract, 6a and 6b. */
const rowErrors = new Set([
  'cross-list-duplicate',
  'name-missing',
  'no-callable-number',
  'address-missing',
  'mobile-two-names',
  'not-callable-remark',
]);

const pathOptions = new Set(['--exempt', '--previous']);
const valueOptions = new Set([
  '--list',
  '--attachment',
  '--minimum',
  '--coverage',
  '--department',
  '--password',
  '--home-area',
  '--year',
  '--received',
  '--deadline',
  '--max-rows',
]);

/** The arguments as if the command ran in the corpus folder. */
function argumentsIn(folder: string, args: readonly string[]): string[] {
  const place = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  return args.map((argument, at) => {
    const before = args[at - 1] ?? '';
    if (pathOptions.has(before)) return place(argument);
    return argument.startsWith('--') || valueOptions.has(before) ? argument : place(argument);
  });
}

async function runCase(folder: string, one: CorpusCase): Promise<string | undefined> {
  let stdout = '';
  let stderr = '';
  const exit = await frameCheck([...argumentsIn(folder, one.args), '--json'], {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
  });
  const problems: string[] = [];
  if (exit !== one.exit) problems.push(`exit ${exit}, expected ${one.exit}: ${stderr.trim()}`);
  const { expect } = one;
  for (const text of expect.outputMustNotContain ?? []) {
    if (stdout.includes(text) || stderr.includes(text)) problems.push(`output contains “${text}”`);
  }
  if (exit === 2) problems.push(...compareRefusal(stdout, stderr, expect));
  else if (stdout !== '') {
    const document: FrameDocument = JSON.parse(stdout);
    problems.push(...compareDocument(document, expect));
  }
  return problems.length === 0 ? undefined : problems.slice(0, 6).join(' ; ');
}

function compareRefusal(stdout: string, stderr: string, expect: Expected): string[] {
  const problems: string[] = [];
  if (stdout !== '') problems.push('stdout is not empty');
  const lines = stderr.split('\n').filter((line) => line !== '' && !/已用\d+秒…$/.test(line));
  const code = /^pingyi: ([a-z-]+): .*: .+$/.exec(lines[0] ?? '')?.[1];
  if (lines.length !== 1 || code === undefined)
    problems.push(`stderr is not one line of the contract: ${stderr.trim()}`);
  const allowed = expect.stderrCode === undefined ? [] : [expect.stderrCode].flat();
  if (code !== undefined && !allowed.includes(code)) problems.push(`code ${code}, expected ${allowed.join(' or ')}`);
  return problems;
}

function compareDocument(document: FrameDocument, expect: Expected): string[] {
  const problems: string[] = [];
  const check = (what: string, got: unknown, wanted: unknown) => {
    if (canonical(got) !== canonical(wanted))
      problems.push(`${what}: got ${canonical(got)}, expected ${canonical(wanted)}`);
  };
  if (expect.stderrCode !== undefined) problems.push(`no refusal, expected ${String(expect.stderrCode)}`);
  if (expect.verdict !== undefined) check('verdict', document.verdict, expect.verdict);
  if (expect.counts) check('counts', document.counts, expect.counts);
  for (const [at, list] of (expect.lists ?? []).entries()) {
    for (const [key, value] of Object.entries(list))
      check(`list ${at} ${key}`, fieldOf(document.lists[at], key), value);
  }
  for (const wanted of expect.mustFind ?? []) {
    if (!document.findings.some((finding) => matches(finding, wanted))) {
      const near = document.findings.filter((finding) => finding.code === wanted['code']).slice(0, 3);
      problems.push(`not found: ${JSON.stringify(wanted).slice(0, 300)}; near: ${JSON.stringify(near).slice(0, 300)}`);
    }
  }
  for (const unwanted of expect.mustNotFind ?? []) {
    const wanted = typeof unwanted === 'string' ? { code: unwanted } : unwanted;
    const found = document.findings.find((finding) => matches(finding, wanted));
    if (found) problems.push(`found: ${JSON.stringify(found).slice(0, 300)}`);
  }
  if (expect.alarmsExactly) {
    const alarms = new Set(document.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code));
    check('alarms', [...alarms].toSorted(), expect.alarmsExactly.toSorted());
  }
  if (expect.rowsExactlyRejected) problems.push(...compareRejected(document, expect.rowsExactlyRejected));
  const sheets = document.files.flatMap((file) =>
    file.sheets.map((sheet) => ({ ...sheet, file: file.name, list: file.list })),
  );
  problems.push(...compareSequence('sheet', sheets, expect.sheets, ['list', 'file', 'name']));
  problems.push(...compareSequence('file', [...document.files], expect.files, ['list', 'name']));
  for (const wanted of expect.persons ?? []) {
    const keys = ['list', 'file', 'sheet', 'row'].filter((key) => key in wanted);
    const person = document.persons.find((one) => keys.every((key) => fieldOf(one, key) === wanted[key]));
    const where = keys.map((key) => String(wanted[key])).join(' ');
    if (!person) problems.push(`no person at ${where}`);
    for (const [key, value] of Object.entries(wanted)) {
      if (person) check(`person ${where} ${key}`, narrowed(fieldOf(person, key), value), value);
    }
  }
  if (expect.personsSha !== undefined) check('personsSha', personsSha(document), expect.personsSha);
  if (expect.difference) {
    const difference = document.lists.find((list) => list.difference)?.difference;
    for (const [key, value] of Object.entries(expect.difference)) {
      check(`difference ${key}`, narrowed(fieldOf(difference, key), value), value);
    }
  }
  if (expect.truncated) check('truncated', narrowed(document.truncated, expect.truncated), expect.truncated);
  return problems;
}

function compareRejected(document: FrameDocument, expected: readonly string[]): string[] {
  const rejected = document.findings.filter(({ code, row }) => rowErrors.has(code) && row !== null);
  const long = expected.some((place) => place.includes('|'));
  const got = new Set(rejected.map(({ file, sheet, row }) => `${long ? `${file}|` : ''}${sheet}!${row}`));
  const missing = expected.filter((place) => !got.has(place));
  const extra = [...got].filter((place) => !expected.includes(place));
  if (missing.length === 0 && extra.length === 0) return [];
  return [`rejected rows: missing ${missing.slice(0, 5).join(' ')}, too many ${extra.slice(0, 5).join(' ')}`];
}

/** Expected entries in their order against the entries they name. */
function compareSequence(
  what: string,
  got: readonly object[],
  expected: readonly Readonly<Record<string, unknown>>[] | undefined,
  names: readonly string[],
): string[] {
  if (!expected) return [];
  const problems: string[] = [];
  if (got.length !== expected.length) problems.push(`${got.length} ${what}s, expected ${expected.length}`);
  const taken = new Set<object>();
  for (const wanted of expected) {
    const keys = names.filter((key) => key in wanted);
    const found = got.find((one) => !taken.has(one) && keys.every((key) => fieldOf(one, key) === wanted[key]));
    const name = keys.map((key) => String(wanted[key])).join(' ');
    if (!found) {
      problems.push(`no ${what} ${name}`);
      continue;
    }
    taken.add(found);
    for (const [key, value] of Object.entries(wanted)) {
      const field = fieldOf(found, key);
      if (canonical(field) !== canonical(value)) {
        problems.push(`${what} ${name} ${key}: got ${canonical(field)}, expected ${canonical(value)}`);
      }
    }
  }
  return problems;
}

/** Every given key equal; `related` as a set of rows, `issues` contained, `detail` by given keys. */
function matches(finding: Finding, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const got = fieldOf(finding, key);
    if (key === 'issues')
      return Array.isArray(got) && Array.isArray(value) && value.every((issue) => got.includes(issue));
    if (key === 'related' && Array.isArray(value)) return Array.isArray(got) && sameRows(got, value);
    return canonical(narrowed(got, value)) === canonical(value);
  });
}

function sameRows(got: readonly unknown[], wanted: readonly unknown[]): boolean {
  if (got.length !== wanted.length) return false;
  const set = (rows: readonly unknown[], keys: readonly string[]) =>
    rows.map((row) => canonical(keys.map((key) => fieldOf(row, key)))).toSorted();
  const keys = ['list', 'file', 'sheet', 'row'].filter((key) => wanted.every((row) => fieldOf(row, key) !== undefined));
  return canonical(set(got, keys)) === canonical(set(wanted, keys));
}

/** The part of a value that is spoken of: objects cut down to the expected keys, lists entry by entry. */
function narrowed(got: unknown, wanted: unknown): unknown {
  if (Array.isArray(got) && Array.isArray(wanted)) {
    return got.map((one: unknown, at): unknown => narrowed(one, wanted[at]));
  }
  if (
    typeof got === 'object' &&
    got !== null &&
    typeof wanted === 'object' &&
    wanted !== null &&
    !Array.isArray(wanted)
  ) {
    return Object.fromEntries(
      Object.keys(wanted).map((key) => [key, narrowed(fieldOf(got, key), fieldOf(wanted, key))]),
    );
  }
  return got;
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'nothing'
  );
}

/** One line a person: sheet, row, name key, gender, numbers sorted. */
function personsSha(document: FrameDocument): string {
  const hash = createHash('sha256');
  for (const { sheet, row, nameKey, gender, numbers } of document.persons) {
    const sorted = numbers.map((number) => number.e164).toSorted();
    hash.update(`${sheet}\t${row}\t${nameKey}\t${gender ?? ''}\t${sorted.join(',')}\n`);
  }
  return hash.digest('hex');
}

export const format: ReferenceFormat = {
  name: 'corpus',
  async cases(file) {
    if (basename(file) !== 'expected.json') return undefined;
    const parsed = corpusSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.success) return undefined;
    const folder = dirname(file);
    return parsed.data.cases.map((one) => ({
      id: one.id,
      ...(one.arguable ? { arguable: true } : {}),
      run: () => runCase(folder, one),
    }));
  },
};
