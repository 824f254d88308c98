/**
 * Sheets after they came in: moving between states, reading one by one for exports.
 *
 * Promise: a sheet never changes what it says; only whether it counts. Who decided and why is the caller's audit note.
 */
import type { Tx } from '#db';
import { publishedOfCycle } from '#questionnaires';
import { decodeAnswers, type Answers } from '#surveys';
import type { Context } from '../context.ts';
import { storedKey, type SheetChannel, type SheetState } from './filing.ts';

/** Moves sheets that are in the state `from`; gives how many were. A case or key that is live again elsewhere stops it: Problem by the caller. */
export async function move(
  tx: Tx,
  change: {
    readonly sheetIds: readonly string[];
    readonly from: SheetState;
    readonly to: Exclude<SheetState, 'superseded'>;
    readonly reasons: readonly string[];
  },
): Promise<number> {
  const moved = await tx`
    update answer_sheets set state = ${change.to}, reasons = ${[...change.reasons]}::text[]
    where id = any(${[...change.sheetIds]}::uuid[]) and state = ${change.from}`;
  return moved.count;
}

/** Sheets of the cases of a draw, whatever became of them. */
export async function ofDraw(
  tx: Tx,
  drawId: string,
): Promise<
  { readonly sheetId: string; readonly unitId: string; readonly channel: SheetChannel; readonly state: SheetState }[]
> {
  return tx`select id as sheet_id, unit_id, channel, state from answer_sheets where draw_id = ${drawId} and unit_id is not null`;
}

export interface SheetRow {
  readonly sheetId: string;
  readonly versionId: string;
  readonly departmentId: string;
  readonly channel: SheetChannel;
  readonly state: SheetState;
  readonly reasons: readonly string[];
  readonly receivedAt: Date;
  readonly drawId: string | null;
  readonly unitId: string | null;
  readonly stratum: string | null;
  readonly designWeight: string | null;
  /** Texts are empty: they are opinions, kept apart. */
  readonly answers: Answers;
}

/** Sheets of a cycle in pieces of a few thousand, by id: an order that says nothing about when they came. */
export async function* eachSheet(
  tx: Tx,
  query: {
    readonly cycleId: string;
    readonly states?: readonly SheetState[];
    readonly channels?: readonly SheetChannel[];
    readonly departmentIds?: readonly string[];
    readonly versionIds?: readonly string[];
  },
): AsyncGenerator<readonly SheetRow[]> {
  const versions = new Map(
    (await publishedOfCycle(tx, query.cycleId, null)).map((version) => [version.versionId, version.content]),
  );
  const cursor = tx<
    (Omit<SheetRow, 'answers'> & { codes: (string | null)[]; numbers: Record<string, string> | null })[]
  >`
    select id as sheet_id, version_id, department_id, channel, state, reasons, received_at, draw_id, unit_id, stratum, design_weight,
      codes, numbers
    from answer_sheets
    where cycle_id = ${query.cycleId} and state = any(${[...(query.states ?? ['counted'])]}::text[])
      ${query.channels ? tx`and channel = any(${[...query.channels]}::text[])` : tx``}
      ${query.departmentIds ? tx`and department_id = any(${[...query.departmentIds]}::uuid[])` : tx``}
      ${query.versionIds ? tx`and version_id = any(${[...query.versionIds]}::uuid[])` : tx``}
    order by id`.cursor(2000);
  for await (const rows of cursor)
    yield rows.map(({ codes, numbers, ...row }) => {
      const content = versions.get(row.versionId);
      return { ...row, answers: content ? decodeAnswers(content, { codes, numbers: numbers ?? {} }) : {} };
    });
}

/** Whether one of these submission numbers was filed, and whether a live sheet has one of these replace keys. For callers without an account, too. */
export async function known(
  tx: Tx,
  ctx: Context,
  asked: { readonly idempotencyKeys?: readonly string[]; readonly replaceKeys?: readonly Uint8Array[] },
): Promise<{ readonly filed: boolean; readonly standing: boolean }> {
  if (ctx.actor.kind === 'anonymous') await tx`select set_config('app.scope', 'filing', true)`;
  const [row] = await tx<{ filed: boolean; standing: boolean }[]>`
    select
      exists (
        select from answer_sheets s
        join unnest(${(asked.idempotencyKeys ?? []).map(storedKey)}::text[]) as k (key) on s.idempotency_key = decode(k.key, 'hex')
      ) as filed,
      exists (
        select from answer_sheets s
        join unnest(${(asked.replaceKeys ?? []).map((key) => Buffer.from(key).toString('hex'))}::text[]) as k (key)
          on s.replace_key = decode(k.key, 'hex')
        where s.state in ('counted', 'quarantined')
      ) as standing`;
  return row ?? { filed: false, standing: false };
}
