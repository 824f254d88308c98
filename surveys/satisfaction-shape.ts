/**
 * The shape of what is to be scored as satisfaction, and its settings, before any table or reference is looked at.
 *
 * Promise: a shape says which keys and types there are; counts and weights stay as they were written until they are asked for.
 */
import { z } from 'zod';
import { compare, one, parseNumber, zero } from './exact.ts';
import { tableNameSchema } from './scale.ts';

const given = z.unknown().optional();
const question = z.strictObject({ id: z.string(), weight: given });
const raterGroup = z.strictObject({
  id: z.string(),
  kind: z.enum(['sample', 'panel']).default('sample'),
  weight: given,
  table: tableNameSchema.optional(),
  satisfied: z.array(z.string()).optional(),
  minBase: given,
  warnBase: given,
  trim: z.strictObject({ high: given, low: given, minBallots: given }).optional(),
  questions: z.array(question).min(1),
});
const place = { appraisee: z.string(), raterGroup: z.string(), question: z.string() };
const byCode = z.record(z.string(), z.unknown());
const cellSchema = z.strictObject({
  ...place,
  counts: byCode,
  noOpinion: given,
  abstained: given,
  void: given,
  eligible: given,
  weightedCounts: byCode.optional(),
});
const ballotsSchema = z.strictObject({ ...place, marks: z.array(z.unknown()), eligible: given });
export const requestSchema = z.strictObject({
  table: tableNameSchema,
  satisfied: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
  raterGroups: z.array(raterGroup).min(1),
  appraisees: z.array(z.strictObject({ id: z.string(), name: z.string().optional() })),
  cells: z.array(cellSchema).default([]),
  ballots: z.array(ballotsSchema).default([]),
});
export type Filed = z.infer<typeof requestSchema>;
export type FiledGroup = Filed['raterGroups'][number];
export type FiledCell = Filed['cells'][number];
export type FiledBallots = Filed['ballots'][number];

const denominators: readonly unknown[] = ['valid', 'returned', 'eligible'];
export const settingChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  scoreDenominator: (value) => denominators.includes(value),
  rateDenominator: (value) => denominators.includes(value),
  emptyCell: (value) => value === 'block' || value === 'redistribute',
  decimals: (value) => isWhole(value, 0) && Number(value) <= 4,
  noOpinionLimit: (value) => {
    const limit = parseNumber(value);
    return limit !== undefined && compare(limit, zero) >= 0 && compare(limit, one) <= 0;
  },
  noOpinionEffect: (value) => value === 'flag' || value === 'block',
};
export const settingsSchema = z.object({
  scoreDenominator: z.enum(['valid', 'returned', 'eligible']),
  rateDenominator: z.enum(['valid', 'returned', 'eligible']),
  emptyCell: z.enum(['block', 'redistribute']),
  decimals: z.number(),
  noOpinionLimit: z.string(),
  noOpinionEffect: z.enum(['flag', 'block']),
});
export type SatisfactionSettings = z.infer<typeof settingsSchema>;
export const presets: SatisfactionSettings = {
  scoreDenominator: 'valid',
  rateDenominator: 'valid',
  emptyCell: 'block',
  decimals: 2,
  noOpinionLimit: '1/2',
  noOpinionEffect: 'flag',
};

export function isWhole(value: unknown, from: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= from;
}

/** The whole number given, or the preset where none is. Checked before. */
export function wholeOr(value: unknown, preset: number): number {
  return value === undefined || value === null ? preset : Number(value);
}
