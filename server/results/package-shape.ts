/**
 * The shape of a frozen package that comes from outside: what must hold before anything is derived from it.
 *
 * Promise: says yes or no and changes nothing; keys a later version adds are let through, the comparison byte by byte judges them.
 */
import { z } from 'zod';
import { compare, parseNumber, planSchema } from '#surveys';
import { packageFormat } from './facts.ts';

const text = z.string();
const count = z.int().min(0);
const counts = z.record(text, count);
const exact = text.refine((value) => parseNumber(value) !== undefined);
const positive = exact.refine((value) => compare(parseNumber(value)!, parseNumber('0')!) > 0);
const papers = { reason: text, document: text, decidedBy: text };

const cell = z.looseObject({
  appraisee: text,
  raterGroup: text,
  question: text,
  counts,
  noOpinion: count.optional(),
  abstained: count.optional(),
  void: count.optional(),
  eligible: count.optional(),
  weightedCounts: z.record(text, text).optional(),
  ways: counts.optional(),
  strata: z
    .array(z.looseObject({ stratum: text, population: count.nullable(), weight: positive, counts }))
    .min(1)
    .optional(),
});

const facts = z.looseObject({
  cycle: z.looseObject({ id: text, name: text, year: z.int() }),
  schemeReference: text,
  scheme: z.looseObject({}),
  decisions: z.array(z.looseObject({ key: text, value: z.unknown(), ...papers })),
  appraisees: z.array(z.looseObject({ id: text, name: text, group: text.nullable() })),
  components: z.array(
    z.looseObject({ appraisee: text, leaf: text, value: text.nullable(), applies: z.boolean(), document: text }),
  ),
  entries: z.array(
    z.looseObject({
      appraisee: text,
      side: z.enum(['deduction', 'bonus']),
      kind: text,
      points: text.nullable(),
      count: z.int(),
      matter: text,
      document: text,
      state: text,
    }),
  ),
  overrides: z.array(z.looseObject({ appraisee: text, kind: z.enum(['promote', 'demote']), ...papers })),
  manual: z.array(
    z.looseObject({ appraisee: text, total: text.nullable(), grade: text.nullable(), document: text, decidedBy: text }),
  ),
  satisfaction: z.array(
    z.looseObject({
      leaf: text,
      name: text,
      plan: planSchema,
      cells: z.array(cell),
      labels: z.record(text, z.record(text, z.record(text, text))).optional(),
      withheld: z.array(z.looseObject({ appraisee: text, score: exact })).optional(),
    }),
  ),
});

const packageSchema = z.looseObject({
  format: z.literal(packageFormat),
  number: z.int(),
  previous: text.nullable(),
  frozenAt: text,
  frozenBy: text,
  reason: text,
  code: z.looseObject({ name: text, version: text }),
  facts,
  derived: z.looseObject({
    settings: z.looseObject({}),
    satisfaction: z.array(z.unknown()),
    input: z.looseObject({}),
    output: z.looseObject({}),
  }),
});

/** Whether a parsed file has everything a package is derived from. Cost: one pass. */
export function hasPackageShape(value: unknown): boolean {
  return packageSchema.safeParse(value).success;
}
