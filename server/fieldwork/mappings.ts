/**
 * What a call room calls its columns: said once, remembered for the cycle.
 *
 * Promise: heads and what they stand for, never a value of a file. A mapping changes which column is read, not how.
 */
import type { ColumnMapping } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { plainHead } from './reading.ts';
import { requireOpen } from './rows.ts';

interface Row extends Omit<ColumnMapping, 'changedAt'> {
  readonly changedAt: Date;
}

export async function listMappings(ctx: Context, cycleId: string): Promise<{ items: ColumnMapping[] }> {
  return read(ctx, async (tx) => {
    const [cycle] = await tx`select 1 from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    const rows = await tx<Row[]>`
      select room, columns, changed_at, changed_by from fieldwork_mappings where cycle_id = ${cycleId} order by room collate "C"`;
    return { items: rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() })) };
  });
}

/** The mapping of a room, by heads as they are remembered; a room nobody has said anything about maps nothing. */
export async function mappingOf(
  tx: Tx,
  cycleId: string,
  room: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  if (room === undefined) return new Map();
  const [row] = await tx<Pick<Row, 'columns'>[]>`
    select columns from fieldwork_mappings where cycle_id = ${cycleId} and room = ${room}`;
  return new Map(Object.entries(row?.columns ?? {}));
}

/** Sets a room's mapping; without any column the room is forgotten. */
export async function setMapping(
  ctx: Context,
  cycleId: string,
  { room, columns }: Pick<ColumnMapping, 'room' | 'columns'>,
): Promise<{ items: ColumnMapping[] }> {
  await write(ctx, 'fieldwork.mapping', async (tx, note) => {
    await requireOpen(tx, cycleId);
    const plain = Object.fromEntries(Object.entries(columns).map(([head, key]) => [plainHead(head), key]));
    if (Object.keys(plain).length === 0)
      await tx`delete from fieldwork_mappings where cycle_id = ${cycleId} and room = ${room}`;
    else
      await tx`
        insert into fieldwork_mappings (cycle_id, room, columns, changed_at, changed_by)
        values (${cycleId}, ${room}, ${tx.json(plain)}, ${ctx.now}, ${shownName(ctx.actor)})
        on conflict (cycle_id, room) do update set columns = excluded.columns, changed_at = excluded.changed_at,
          changed_by = excluded.changed_by`;
    note({ subject: `cycle:${cycleId}`, detail: { room, columns: Object.keys(plain).length } });
  });
  return listMappings(ctx, cycleId);
}
