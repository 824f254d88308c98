/**
 * design.json of a draw from a plain table or from number blocks, and of the designs that lists know besides the platform's own.
 *
 * Promise: every member is checked and no other taken; decimals stay as written. Refusals name the member.
 */
import { z } from 'zod';
import { checkDecimal } from '#sampling';
import { CommandRefusal } from './draw-arguments.ts';
import { readBytes } from './filed-lists.ts';

const count = z.int().min(0).max(10_000_000);
const positive = z.int().min(1).max(10_000_000);
/** `0.05` or `"0.05"`: an exact decimal either way. */
const decimal = z
  .union([z.string(), z.number().transform(String)])
  .refine((text) => checkDecimal(text) === undefined, '应是0以上的十进制数，例如 0.05');
const listed = { replicateSize: z.int().min(1).max(100_000).default(50) };
const allocated = {
  /** Tables: `stratum`, the column; lists: an attribute. */
  stratifyBy: z.string().min(1).optional(),
  allocation: z.enum(['proportional', 'equal', 'fixed']).default('proportional'),
  floor: count.default(0),
  fixed: z.record(z.string(), count).optional(),
};
const sizes = { ...listed, ...allocated, main: positive, reserve: count.default(0) };
const sortBy = { sortBy: z.array(z.string().min(1)).max(10).default([]) };
const block = z.strictObject({ prefix: z.string(), digits: z.int().min(1).max(10) });

const schema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('simple'), ...listed, main: positive, reserve: count.default(0) }),
  z.strictObject({ method: z.literal('stratified'), ...sizes }),
  z.strictObject({ method: z.literal('systematic'), ...sizes, ...sortBy }),
  z.strictObject({ method: z.literal('poisson'), ...sizes }),
  z.strictObject({ method: z.literal('pareto'), ...sizes }),
  z.strictObject({ method: z.literal('sequential-poisson'), ...sizes }),
  z.strictObject({ method: z.literal('pps-systematic'), ...sizes, ...sortBy }),
  z.strictObject({
    method: z.literal('bernoulli'),
    ...listed,
    stratifyBy: z.string().min(1).optional(),
    rate: decimal.optional(),
    reserveRate: decimal.default('0'),
    rates: z.record(z.string(), decimal).optional(),
  }),
  z.strictObject({
    method: z.literal('two-stage'),
    ...listed,
    ...allocated,
    /** Lists: the attribute that makes the clusters. */
    clusterBy: z.string().min(1).optional(),
    clusterMethod: z.enum(['simple', 'pareto', 'sequential-poisson', 'pps-systematic']).default('pareto'),
    clusters: positive,
    main: positive,
    reserve: count.default(0),
  }),
  z.strictObject({
    method: z.literal('random-digits'),
    ...listed,
    main: positive,
    reserve: count.default(0),
    blocks: z.array(block).optional(),
  }),
]);

export type DesignFile = z.infer<typeof schema>;

/** The JSON in design.json. */
export async function readDesignJson(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readBytes(path)).toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    if (error instanceof CommandRefusal) throw error;
    throw new CommandRefusal('design-unreadable', '方案文件不是完整的JSON，写法见 pingyi draw --help');
  }
}

export function checkDesignFile(content: unknown): DesignFile {
  const design = schema.safeParse(content, { error: z.locales.zhCN().localeError });
  if (design.success) return design.data;
  throw new CommandRefusal(designProblems(design.error), 2);
}

export function designProblems(error: z.ZodError): { readonly code: string; readonly message: string }[] {
  return error.issues.map(({ path, message }) => ({
    code: 'design-malformed',
    message: `方案${path.length === 0 ? '' : `的“${path.join('.')}”`}不对：${message}；写法见 pingyi draw --help`,
  }));
}
