/** Fieldwork as it runs: received by channel, department and stratum against target, by day, and when it will be complete. No answers. */
import { z } from 'zod';
import { cycleStateSchema, listKindSchema } from './cycles.ts';
import { fieldworkGroupSchema } from './fieldwork.ts';
import { day, defineRoute, id, instant } from './route.ts';

/** Counted sheets by how they came in. */
const byChannel = z.object({ telephone: z.int(), paper: z.int(), link: z.int(), web: z.int() });
export type ChannelCounts = z.infer<typeof byChannel>;

const channelSchema = z.object({
  channel: z.enum(['telephone', 'paper', 'link', 'web']),
  counted: z.int(),
  today: z.int(),
  quarantined: z.int(),
  excluded: z.int(),
  /** Answered again later by the same device or form: not counted twice. */
  replaced: z.int(),
});

const placeSchema = z.object({
  departmentId: id,
  department: z.string(),
  /** Null: nobody drew them, from the open web or forms handed out. */
  list: listKindSchema.nullable(),
  /** Main sample; null: there is none. */
  target: z.int().nullable(),
  released: z.int(),
  counted: byChannel,
});
export type ReceivedPlace = z.infer<typeof placeSchema>;

const stratumSchema = z.object({
  code: z.string(),
  label: z.string(),
  target: z.int(),
  released: z.int(),
  counted: byChannel,
});

const projectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reached') }),
  z.object({ kind: z.literal('unknown'), why: z.enum(['few-days', 'stalled', 'far']) }),
  z.object({
    kind: z.literal('expected'),
    on: day,
    earliest: day,
    latest: day.nullable(),
    median: z.number(),
    slowest: z.int(),
    fastest: z.int(),
    days: z.int(),
    span: z.int(),
    confidence: z.number(),
  }),
]);
export type LiveProjection = z.infer<typeof projectionSchema>;

const drawSchema = z.object({
  drawId: id,
  title: z.string(),
  /** Null: numbers dialled at random, which no answer can be filed for. */
  target: z.int().nullable(),
  counted: z.int(),
  calls: fieldworkGroupSchema,
  /** What the rates are printed with. */
  definition: z.array(z.string()),
  strata: z.array(stratumSchema),
  projection: projectionSchema.nullable(),
});
export type LiveDraw = z.infer<typeof drawSchema>;

export const getLiveFieldwork = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/live-fieldwork',
  tag: '实时进度',
  summary: '实时进度：各种方式、部门、层收到的份数对照目标，逐日曲线，预计完成日，话务结果和应答率；没有答案和得分',
  params: z.object({ cycleId: id }),
  reply: z.object({
    cycleId: id,
    cycleName: z.string(),
    state: cycleStateSchema,
    /** When it was counted: the same count serves everybody for some seconds. */
    asOf: instant,
    today: day,
    channels: z.array(channelSchema),
    places: z.array(placeSchema),
    draws: z.array(drawSchema),
    /** All samples together; null: there is no sample. */
    target: z.int().nullable(),
    counted: z.int(),
    projection: projectionSchema.nullable(),
    /** Days on which anything came in, in order. */
    days: z.array(byChannel.extend({ day })),
    /** Today, by the hour of Beijing. */
    hours: z.array(byChannel.extend({ hour: z.int() })),
  }),
});
