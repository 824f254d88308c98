/**
 * What an evaluation scheme is, as data: settings, groups, parts and leaves, entries, grade rule, review window.
 *
 * Promise: everything a document says is in the scheme and everything it leaves open is a setting; a setting without a preset is
 * 未设定 and blocks. Nothing in the island knows a scheme by its id.
 */
import { z } from 'zod';
import { isNumberString } from './exact.ts';
import { tableNameSchema } from './scale.ts';

const quantity = z.string().refine(isNumberString);
const id = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/);
/** A question, or one row of a matrix: `q1.duty`. */
const item = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)?$/);

/** A condition on a choice setting. */
const when = z.strictObject({ setting: id, is: z.string() });

/** One value, or one for each choice of a setting. */
function chosen<T extends z.ZodType>(value: T) {
  return z.union([value, z.strictObject({ setting: id, of: z.record(z.string(), value) })]);
}

/**
 * A thing the documents leave open. `ambiguity` is the number under which the question is kept. The first value or word is the
 * preset, unless the setting is required. `certainty` low: the preset is read out of a text that hardly says it, and somebody
 * has to confirm this reading by itself. `quote`: what the document says, word for word. `why`: the reason for the preset.
 * `decided`: the office that wrote the scheme decided it there, for every cycle; then it is open no more.
 */
const decidedSchema = z.strictObject({
  value: z.unknown(),
  reason: z.string().min(2),
  document: z.string().min(2),
  decidedBy: z.string().min(2),
  /** Who wrote it down and when: put in by the server. */
  enteredBy: z.string().optional(),
  enteredAt: z.string().optional(),
});
const settingBasics = {
  key: id,
  name: z.string(),
  ambiguity: z.string().optional(),
  certainty: z.literal('low').optional(),
  quote: z.string().optional(),
  why: z.string().optional(),
  decided: decidedSchema.optional(),
};
const required = z.union([z.boolean(), when]).default(false);
const settingSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('choice'),
    ...settingBasics,
    values: z.array(z.union([z.string(), z.boolean(), z.array(z.string())])).min(2),
    required: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('integer'), ...settingBasics, from: z.int(), to: z.int(), preset: z.int() }),
  z.strictObject({ kind: z.literal('number'), ...settingBasics, from: quantity, to: quantity, preset: quantity }),
  /** Points of the entry kinds that have none in the documents. */
  z.strictObject({ kind: z.literal('tariff'), ...settingBasics }),
  /** Weights of some of `members`, greater than 0, sum exactly 1; `perGroup`: such an object for each group. */
  z.strictObject({
    kind: z.literal('weights'),
    ...settingBasics,
    words: z.array(z.string()),
    members: z.array(id).min(2),
    all: z.boolean().default(false),
    perGroup: z.boolean().default(false),
    required,
  }),
]);
export type Setting = z.output<typeof settingSchema>;

/** points: 0…full · percent: 0…100 · earned: points from 0, cut at full unless `uncapped`. */
const leafSchema = z.strictObject({
  id,
  name: z.string(),
  unit: z.enum(['points', 'percent', 'earned']),
  full: quantity.optional(),
  weight: quantity.default('1'),
  uncapped: when.optional(),
  /** A unit to which this does not apply may leave it out by name. */
  mayNotApply: z.boolean().default(false),
});
const leaves = z.array(leafSchema).min(1);

const partSchema = z.strictObject({
  id,
  name: z.string(),
  weight: chosen(quantity),
  /** `own`: what may be weighted when the setting holds weights instead of a word. */
  leaves: z.union([leaves, z.strictObject({ setting: id, of: z.record(z.string(), leaves), own: leaves.optional() })]),
  /** Leaves that stand for the single leaf as soon as one of them is filled in. */
  instead: leaves.optional(),
});

/** Another form in which a leaf may be filled in. */
const formSchema = z.discriminatedUnion('kind', [
  /** Mean of ballots 1…5; `table` is the setting that says how it becomes percent. */
  z.strictObject({ kind: z.literal('ballotMean'), key: id, leaf: id, table: id }),
  /** Points of tasks over their full points. */
  z.strictObject({ kind: z.literal('taskShare'), key: id, full: id, leaf: id }),
]);

/** fixed: points in the document · open: the entry's or the tariff's, else 未设定 · granted: the entry must say. */
const entrySchema = z.strictObject({
  kind: id,
  name: z.string(),
  side: z.enum(['deduction', 'bonus']),
  points: z.union([z.literal('open'), z.literal('granted'), z.strictObject({ fixed: quantity })]),
  only: when.optional(),
});

const groupSchema = z.strictObject({
  id,
  name: z.string(),
  parts: id.optional(),
  /** Results are entered by hand: always, or under a setting. */
  manual: z.union([z.boolean(), when]).default(false),
  /** Whether a grade may be entered by hand. */
  manualGrade: z.boolean().default(false),
  ranked: z.boolean().default(true),
});

const gradeRuleSchema = z.discriminatedUnion('kind', [
  /** Best to worst; the last grade is for units below the line, whatever their place. */
  z.strictObject({
    kind: z.literal('quota'),
    grades: z.tuple([z.string(), z.string(), z.string(), z.string()]),
    shares: z.tuple([quantity, quantity, quantity]),
    line: chosen(quantity),
    tiebreak: z.array(z.strictObject({ by: z.enum(['part', 'leaf', 'bonus']), id: id.optional() })),
    promotions: z.boolean(),
  }),
  /** Best to worst, each from its lowest value on; the last has none. */
  z.strictObject({
    kind: z.literal('bands'),
    bands: z.array(z.strictObject({ grade: z.string(), from: quantity.optional() })).min(2),
    advanced: z.strictObject({ places: z.int().min(1), grade: z.string() }).optional(),
  }),
  z.strictObject({ kind: z.literal('none') }),
]);

/** How a leaf in percent is made out of answers: who is asked, what each group weighs, which table turns answers into points. */
export const planSchema = z.strictObject({
  table: tableNameSchema,
  /** Options that count as satisfied; left out: no rate. */
  satisfied: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  raterGroups: z
    .array(
      z.strictObject({
        id,
        name: z.string(),
        /** sheets: answer sheets of the platform · ballots: the leaders' box · counts: option counts from a survey held elsewhere. */
        source: z.enum(['sheets', 'ballots', 'counts']),
        /** sheets: of which questionnaire, through which ways; left out: all. */
        questionnaire: z.string().optional(),
        channels: z.array(z.string()).min(1).optional(),
        /** ballots: of which group of leaders. */
        ballotGroup: z.string().optional(),
        kind: z.enum(['sample', 'panel']),
        weight: quantity.optional(),
        minBase: z.int().min(1).optional(),
        warnBase: z.int().min(0).optional(),
        trim: z.strictObject({ high: z.int().min(0), low: z.int().min(0), minBallots: z.int().min(1) }).optional(),
        questions: z.array(z.strictObject({ id: item, name: z.string(), weight: quantity.optional() })).min(1),
      }),
    )
    .min(1),
});
export type SatisfactionPlan = z.output<typeof planSchema>;

export const schemeSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
  version: z.string(),
  title: z.string(),
  document: z.string(),
  year: z.int(),
  fullMarks: quantity,
  settings: z.array(settingSchema),
  groups: z.array(groupSchema).min(1),
  parts: z.record(z.string(), z.array(partSchema).min(1)),
  forms: z.array(formSchema).default([]),
  entries: z.array(entrySchema).default([]),
  /** Entry points are points of the tasks and become percent like them. */
  entryScale: z.strictObject({ when, full: id }).optional(),
  /** Granted bonuses are multiplied, then cut; under `inside` they go into a leaf instead of on top. */
  bonusRule: z.strictObject({ multiplier: id, cap: quantity, inside: z.strictObject({ when, leaf: id }) }).optional(),
  gradeRule: gradeRuleSchema,
  /** Asking for a review: so many working days of this calendar after the day of receipt; `waived`: asking later is giving up. */
  review: z
    .strictObject({ workingDays: z.int().min(1).max(366), calendar: z.string(), late: z.literal('waived').optional() })
    .nullable(),
  /** Where the scheme says how a leaf is asked for; else the plan of a cycle does. */
  plans: z.record(id, planSchema).optional(),
});

/** A scheme as it is written down. */
export type SchemeData = z.input<typeof schemeSchema>;
/** A scheme as it is used: presets filled in. */
export type Scheme = z.output<typeof schemeSchema>;
export type Group = Scheme['groups'][number];
export type PartData = Scheme['parts'][string][number];
export type LeafData = z.output<typeof leafSchema>;
export type EntryKind = Scheme['entries'][number];
export type QuotaRule = Extract<Scheme['gradeRule'], { kind: 'quota' }>;
export type BandRule = Extract<Scheme['gradeRule'], { kind: 'bands' }>;
