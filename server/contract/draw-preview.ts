/** What a design would give, before anything is drawn: precision, calls, coverage. Every assumption is stated and can be changed. */
import { z } from 'zod';

/** What the forecast takes for granted. The reply repeats them, so that no figure stands without its assumptions. */
export const assumptionsSchema = z.object({
  /** Of the interval. */
  level: z.number().min(0.5).max(0.999).default(0.95),
  /** Share of satisfied people; 0.5 is the worst case. */
  share: z.number().gt(0).lt(1).default(0.5),
  /** Standard deviation of a 5-point answer. */
  deviation: z.number().gt(0).max(2, '五级量表的标准差不会超过2').default(1),
  /** Variance against simple random sampling for reasons the design does not show. */
  designEffect: z.number().min(1).max(20).default(1),
  /** Likeness of people of one cluster; counts for two stages only. */
  likeness: z.number().min(0).max(1).default(0.05),
  /** Interviews per number given out (成功率). */
  success: z.number().gt(0).max(1).default(0.4),
  /** Half-width of the interval of a share that is wanted. */
  margin: z.number().gt(0).lt(0.5).default(0.05),
});
export type Assumptions = z.infer<typeof assumptionsSchema>;

/** Half-widths; null where they are not defined, and then `why` says it. */
const precisionSchema = z.object({
  /** Interviews expected of the main sample. */
  interviews: z.number(),
  share: z.number().nullable(),
  mean: z.number().nullable(),
  why: z.string().nullable(),
});

/** Whether a list, or the whole frame, can give the wanted margin. */
const yieldSchema = z.object({
  label: z.string(),
  /** Null: too many to count, numbers made at random. */
  population: z.int().nullable(),
  /** Interviews for the wanted margin, with finite population and design effect. */
  interviews: z.int(),
  /** Numbers to give out for them at the assumed success rate. */
  numbers: z.int(),
  /** Numbers this design gives: main and reserve. */
  drawn: z.number(),
  enough: z.enum(['main', 'with-reserve', 'redesign', 'impossible']),
});

export const forecastSchema = z.object({
  assumptions: assumptionsSchema,
  /** Of unequal probabilities and of clusters, as they follow from the design. */
  effects: z.object({ unequal: z.number(), clusters: z.number() }),
  whole: precisionSchema,
  strata: z.array(precisionSchema.extend({ code: z.string() })),
  yields: z.array(yieldSchema),
});
export type Forecast = z.infer<typeof forecastSchema>;

/** People of the frame beside people of the sample, place by place. */
export const drawCoverageSchema = z.object({
  by: z.enum(['city', 'department']),
  rows: z.array(z.object({ label: z.string(), population: z.int(), main: z.number(), reserve: z.number() })),
});
export type Coverage = z.infer<typeof drawCoverageSchema>;
