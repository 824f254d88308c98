/**
 * Speed limits and rules of stuffing as versioned data: a survey keeps the copy it was opened with, so that nobody turns a threshold
 * while answers come in. Never a rule about who may answer.
 */
import { z } from 'zod';

const bucketSchema = z.object({ burst: z.number().positive(), perSecond: z.number().positive() });

export const surveyRulesSchema = z.object({
  version: z.literal('public-rules/1'),
  speed: z.object({
    /** An IPv4 address or an IPv6 /64. */
    address: bucketSchema,
    /** An IPv4 /24 or an IPv6 /48. */
    network: bucketSchema,
    /** Of the proof of work asked over speed. */
    proof: z.object({ cost: z.int(), leastCounter: z.int(), mostCounter: z.int(), minutes: z.int() }),
    /** Somebody without JavaScript waits instead, so many seconds. */
    wait: z.object({ least: z.int(), most: z.int() }),
  }),
  stuffing: z.object({
    /** Chance of a false alarm of one test, before it is divided by departments and tests. */
    alpha: z.number().positive(),
    /** Kinds of evidence (answers, place, time, speed) an answer must show before it is set apart. */
    kinds: z.int().positive(),
    /** Fewer answers of a department than this are not tested. */
    least: z.int(),
    windowHours: z.array(z.int().positive()),
    leastFromPrefix: z.int(),
    /** Shorter than this share of the survey's median is fast. */
    fastShare: z.number().positive(),
  }),
});
export type SurveyRules = z.infer<typeof surveyRulesSchema>;

/** What a survey opened today is opened with. */
export const currentRules: SurveyRules = {
  version: 'public-rules/1',
  speed: {
    // 500 phones behind one address in an hour are one in seven seconds.
    address: { burst: 30, perSecond: 0.2 },
    network: { burst: 90, perSecond: 1 },
    proof: { cost: 1000, leastCounter: 300, mostCounter: 800, minutes: 10 },
    wait: { least: 5, most: 60 },
  },
  stuffing: {
    alpha: 0.001,
    kinds: 2,
    least: 20,
    windowHours: [6, 24],
    leastFromPrefix: 5,
    fastShare: 1 / 3,
  },
};
