/**
 * Phone cells with verdicts: `{ cases: [{ id, column, cell_type, raw, area_cell?, expected }] }`.
 *
 * Promise: verdict, numbers (every given key) and the set of issues must all be the expected ones.
 */
import { readFile } from 'node:fs/promises';
import { dial, judgeArea, judgePhone, type PhoneCell, type PhoneContext, type PhoneNumber } from '#sampling';
import { areaOfPlace } from '../../../sampling/frame/places.ts';
import type { ReferenceCase, ReferenceFormat } from '../runner.ts';

interface ExpectedNumber {
  readonly [key: string]: unknown;
}

interface PhoneCase {
  readonly id: string;
  readonly column: string;
  readonly cell_type: string;
  readonly raw: string | number | null;
  readonly area_cell?: string | number | null;
  readonly home_area?: string;
  readonly expected: {
    readonly verdict: string;
    readonly numbers: readonly ExpectedNumber[];
    readonly issues: readonly string[];
    readonly area_normalised?: string | null;
  };
}

interface DialExample {
  readonly in: {
    readonly type: 'fixed' | 'mobile';
    readonly area?: string;
    readonly local?: string;
    readonly national?: string;
    readonly nonlocal_declared?: boolean;
    readonly segment_city?: string;
    readonly home_area?: string;
  };
  readonly out: string;
  readonly flag?: string;
}

interface PhoneFile {
  readonly cases: readonly PhoneCase[];
  readonly dial_function?: { readonly examples?: readonly DialExample[] };
}

function isPhoneFile(content: unknown): content is PhoneFile {
  if (typeof content !== 'object' || content === null || !('cases' in content)) return false;
  const first: unknown = Array.isArray(content.cases) ? content.cases[0] : undefined;
  return typeof first === 'object' && first !== null && 'cell_type' in first && 'raw' in first;
}

function cellOf(one: PhoneCase): PhoneCell {
  switch (one.cell_type) {
    case 'error':
      return { value: null, error: String(one.raw) };
    case 'date':
      return { value: null, date: String(one.raw) };
    case 'formula':
      return { value: one.raw, formula: true };
    default:
      return { value: one.raw };
  }
}

const columns = new Map<string, PhoneContext['column']>([
  ['手机号码', 'mobile'],
  ['办公电话', 'office'],
  ['联系电话', 'phone'],
]);

function judge(one: PhoneCase): string | undefined {
  const homeArea = one.home_area ?? '0771';
  const { expected } = one;
  if (one.column === '区号') {
    const got = judgeArea(cellOf(one), areaOfPlace);
    return compare({ verdict: got.verdict, issues: got.issues, area: got.area }, [], {
      verdict: expected.verdict,
      issues: expected.issues,
      area: expected.area_normalised ?? null,
    });
  }
  const column = columns.get(one.column);
  if (column === undefined) return `unknown column ${one.column}`;
  const area = judgeArea({ value: one.area_cell ?? null }, areaOfPlace);
  const got = judgePhone(cellOf(one), {
    column,
    homeArea,
    area: area.verdict === 'reject' ? '' : area.area,
  });
  return (
    compare({ verdict: got.verdict, issues: got.issues }, got.numbers, {
      verdict: expected.verdict,
      issues: expected.issues,
    }) ?? compareNumbers(got.numbers, expected.numbers)
  );
}

interface Judged {
  readonly verdict: string;
  readonly issues: readonly string[];
  readonly area?: string | null;
}

function compare(got: Judged, numbers: readonly PhoneNumber[], expected: Judged): string | undefined {
  const sorted = (one: Judged) => JSON.stringify({ ...one, issues: one.issues.toSorted() });
  if (sorted(got) === sorted(expected)) return undefined;
  return `got ${sorted(got)} ${numbers.map((number) => number.e164).join(',')}, expected ${sorted(expected)}`;
}

function compareNumbers(got: readonly PhoneNumber[], expected: readonly ExpectedNumber[]): string | undefined {
  if (got.length !== expected.length) return `got ${got.length} numbers, expected ${expected.length}`;
  for (const [at, number] of got.entries()) {
    const flat: Record<string, unknown> = { ...number };
    if (number.type === 'mobile') flat['nonlocal_declared'] = number.nonlocalDeclared;
    for (const [key, value] of Object.entries(expected[at] ?? {})) {
      if (flat[key] !== value) return `number ${at} ${key}: got ${String(flat[key])}, expected ${String(value)}`;
    }
    if (number.type === 'fixed' && number.ext !== expected[at]?.['ext']) return `number ${at}: extension differs`;
  }
  return undefined;
}

function checkDial(example: DialExample): string | undefined {
  const { type, area, local, national, nonlocal_declared, segment_city, home_area } = example.in;
  const got =
    type === 'fixed'
      ? dial({ type, area: area ?? '', local: local ?? '' }, home_area, segment_city)
      : dial({ type, national: national ?? '', nonlocalDeclared: nonlocal_declared ?? false }, home_area, segment_city);
  if (got.digits === example.out && got.flag === example.flag) return undefined;
  return `got ${got.digits} ${got.flag ?? ''}, expected ${example.out} ${example.flag ?? ''}`;
}

export const format: ReferenceFormat = {
  name: 'phones',
  async cases(file) {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isPhoneFile(content)) return undefined;
    const cells: ReferenceCase[] = content.cases.map((one) => ({ id: one.id, run: async () => judge(one) }));
    const dials: ReferenceCase[] = (content.dial_function?.examples ?? []).map((example, at) => ({
      id: `dial-${at + 1}`,
      run: async () => checkDial(example),
    }));
    return [...cells, ...dials];
  },
};
