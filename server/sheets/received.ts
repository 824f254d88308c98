/**
 * How many sheets came in, where and when.
 *
 * Promise: counts only; two walks over the cycle's sheets, whatever their number: a million take about a second of one processor.
 * What is answered is not read.
 */
import type { Tx } from '#db';
import type { QuestionnaireKind } from '#surveys';
import type { SheetChannel, SheetState } from './filing.ts';

export interface ReceivedAt {
  readonly departmentId: string;
  readonly kind: QuestionnaireKind;
  readonly channel: SheetChannel;
  /** Null: nobody drew the case. */
  readonly drawId: string | null;
  readonly stratum: string | null;
  readonly state: SheetState;
  readonly count: number;
}

/** Counted sheets of one day of Beijing. */
export interface ReceivedOn {
  readonly day: string;
  /** Of `today` only, and null of all other days. */
  readonly hour: number | null;
  readonly channel: SheetChannel;
  readonly drawId: string | null;
  readonly count: number;
}

export interface Received {
  readonly places: readonly ReceivedAt[];
  readonly days: readonly ReceivedOn[];
}

/** `today`: the day of Beijing, `2026-11-22`, that is told by the hour. */
export async function received(
  tx: Tx,
  { cycleId, today }: { readonly cycleId: string; readonly today: string },
): Promise<Received> {
  // Few groups out of many rows: a table of them in memory, never a sort of the rows, whatever the planner makes of it.
  await tx`
    select set_config('enable_sort', 'off', true), set_config('enable_incremental_sort', 'off', true)`;
  const places = await tx<(Omit<ReceivedAt, 'kind'> & { versionId: string })[]>`
    select department_id, version_id, channel, draw_id, stratum, state, count(*)::int as count
    from answer_sheets
    where cycle_id = ${cycleId}
    group by department_id, version_id, channel, draw_id, stratum, state`;
  const days = await tx<ReceivedOn[]>`
    select day::text as day, hour, channel, draw_id, count(*)::int as count
    from (
      select channel, draw_id, (received_at at time zone 'UTC' + interval '8 hours')::date as day,
        case when received_at >= ${`${today}T00:00:00+08:00`}::timestamptz
          then extract(hour from received_at at time zone 'UTC' + interval '8 hours')::int end as hour
      from answer_sheets
      where cycle_id = ${cycleId} and state = 'counted'
    ) as s
    group by day, hour, channel, draw_id`;
  await tx`select set_config('enable_sort', 'on', true), set_config('enable_incremental_sort', 'on', true)`;
  const versions = await tx<{ id: string; kind: QuestionnaireKind }[]>`
    select v.id, q.kind from questionnaire_versions v join questionnaires q on q.id = v.questionnaire_id
    where q.cycle_id = ${cycleId}`;
  const kindOf = new Map(versions.map(({ id, kind }) => [id, kind]));
  return {
    places: places.flatMap(({ versionId, ...place }) => {
      const kind = kindOf.get(versionId);
      return kind ? [{ ...place, kind }] : [];
    }),
    days,
  };
}
