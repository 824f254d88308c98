/**
 * The shape of what is to be totalled, before any scheme is looked at, and when a quantity in it is written wrong or out of range.
 *
 * Promise: a shape says which keys and types there are; quantities stay as they were written until they are asked for.
 */
import { z } from 'zod';
import { compare, type Fraction, fraction, parseNumber } from './exact.ts';
import { isGiven } from './settings.ts';

const given = z.unknown().optional();
const entrySchema = z.strictObject({
  kind: z.string(),
  points: given,
  count: given,
  document: z.string().optional(),
});
const overrideSchema = z.strictObject({
  kind: z.enum(['promote', 'demote']),
  reason: z.string(),
  document: z.string(),
  decidedBy: z.string(),
});
const manualSchema = z.strictObject({
  total: given,
  grade: z.string().optional(),
  document: z.string(),
  decidedBy: z.string(),
});
const appraiseeSchema = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  group: z.string().optional(),
  leaves: z.record(z.string(), z.unknown()),
  deductions: z.array(entrySchema).default([]),
  bonuses: z.array(entrySchema).default([]),
  overrides: z.array(overrideSchema).default([]),
  notApplicable: z.array(z.string()).default([]),
  manualResult: manualSchema.optional(),
});
export const requestSchema = z.strictObject({
  settings: z.record(z.string(), z.unknown()).default({}),
  appraisees: z.array(appraiseeSchema),
});
export type Filed = z.infer<typeof appraiseeSchema>;

/** A quantity of the input: where, what, and what it may be. */
export interface Quantity {
  readonly at: string;
  readonly raw: unknown;
  /** Whole numbers of JSON instead of number strings. */
  readonly whole?: boolean;
  readonly required?: boolean;
  readonly from: Fraction;
  readonly to?: Fraction | undefined;
  /** The lowest value itself is out of range. */
  readonly above?: boolean;
}

export const isBlank = (text: string) => text.trim() === '';

function valueOf({ raw, whole }: Quantity): Fraction | undefined {
  if (!whole) return parseNumber(raw);
  return typeof raw === 'number' && Number.isSafeInteger(raw) ? fraction(raw) : undefined;
}

export function isMalformed(quantity: Quantity): boolean {
  return isGiven(quantity.raw) ? valueOf(quantity) === undefined : quantity.required === true;
}

export function isOutOfRange(quantity: Quantity): boolean {
  const value = valueOf(quantity);
  if (!value) return false;
  const { from, to, above } = quantity;
  const low = compare(value, from);
  return low < 0 || (above === true && low === 0) || (to !== undefined && compare(value, to) > 0);
}
