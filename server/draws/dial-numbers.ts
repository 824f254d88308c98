/**
 * The numbers of a random-digit draw: which are not drawn, and the one behind each drawn id.
 *
 * Promise: numbers stand in the database sealed by the cycle's key, each bound to its place; the public gets none of them.
 */
import type { DrawDesign } from '#contract';
import type { Tx } from '#db';
import { openPersons } from '#frames';
import type { Context } from '../context.ts';
import { seal, unseal } from '../vault.ts';
import type { DrawFrame } from './units.ts';

type Blocks = NonNullable<DrawDesign['blocks']>;

const excludedPlace = (drawId: string) => `draws/${drawId}/excluded`;
const numberPlace = (drawId: string, unitId: string) => `draw_numbers/${drawId}/${unitId}`;

/** A number as it is dialled inside the country, as blocks are written: 13800106870, 057188012345. */
function nationalOf({ type, e164 }: { type: string; e164: string }): string {
  const digits = e164.replace(/^\+86/, '');
  return type === 'mobile' ? digits : `0${digits}`;
}

/**
 * Numbers inside the blocks that are not drawn: those of the chosen lists, and those that earlier random-digit draws gave out
 * within the months. Sorted, each once.
 */
export async function findExcluded(
  tx: Tx,
  ctx: Context,
  { cycleId, design, frames }: { cycleId: string; design: DrawDesign; frames: readonly DrawFrame[] },
): Promise<string[]> {
  const blocks = design.blocks ?? [];
  const excluded = new Set<string>();
  const keep = (number: string) => {
    if (isInside(number, blocks)) excluded.add(number);
  };
  for (const { submissionId } of frames)
    for (const { person } of await openPersons(tx, ctx, cycleId, submissionId))
      for (const number of person.numbers) keep(nationalOf(number));
  if (design.restMonths > 0) {
    const recent = await tx<{ id: string; cycleId: string }[]>`
      select distinct d.id, d.cycle_id from draws d join releases r on r.draw_id = d.id
      join cycle_keys k on k.cycle_id = d.cycle_id and k.destroyed_at is null
      where d.state = 'sealed' and d.design ->> 'method' = 'random-digits'
        and r.released_at > ${ctx.now}::timestamptz - make_interval(months => ${design.restMonths})`;
    for (const draw of recent)
      for (const [, number] of await openNumbers(tx, ctx, draw.cycleId, draw.id, 'recent', design.restMonths))
        keep(number);
  }
  return [...excluded].toSorted();
}

const isInside = (number: string, blocks: Blocks): boolean =>
  blocks.some(({ prefix, digits }) => number.length === prefix.length + digits && number.startsWith(prefix));

/** At the lock: from here on the draw leaves out these. */
export async function keepExcluded(tx: Tx, ctx: Context, cycleId: string, drawId: string, excluded: readonly string[]) {
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  await tx`
    update draws set excluded_sealed = ${seal(dataKey, excludedPlace(drawId), JSON.stringify(excluded))}, excluded_count = ${excluded.length}
    where id = ${drawId}`;
}

/** After the lock: what the draw leaves out. */
export async function keptExcluded(tx: Tx, ctx: Context, cycleId: string, drawId: string): Promise<string[]> {
  const [row] = await tx<{ excludedSealed: Buffer | null }[]>`select excluded_sealed from draws where id = ${drawId}`;
  if (!row?.excludedSealed) return [];
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  return JSON.parse(unseal(dataKey, excludedPlace(drawId), row.excludedSealed).toString('utf8')) as string[];
}

/** Keeps the number behind each drawn id. */
export async function keepNumbers(
  tx: Tx,
  ctx: Context,
  {
    cycleId,
    drawId,
    ids,
    numbers,
  }: { cycleId: string; drawId: string; ids: readonly string[]; numbers: readonly string[] },
): Promise<void> {
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  const sealed = ids.map((id, i) => seal(dataKey, numberPlace(drawId, id), numbers[i]!).toString('hex'));
  await tx`
    insert into draw_numbers (draw_id, unit_id, number_sealed)
    select ${drawId}::uuid, n.unit_id, decode(n.sealed, 'hex')
    from unnest(${[...ids]}::text[], ${sealed}::text[]) as n (unit_id, sealed)`;
}

/** The numbers behind the ids: of the whole draw, or of the replicates given out in the last months. */
export async function openNumbers(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  drawId: string,
  which: 'all' | 'recent' = 'all',
  months = 0,
): Promise<Map<string, string>> {
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  const rows = await tx<{ unitId: string; numberSealed: Buffer }[]>`
    select n.unit_id, n.number_sealed from draw_numbers n
    where n.draw_id = ${drawId}
      ${
        which === 'all'
          ? tx``
          : tx`and n.unit_id in (
              select u.unit_id from draw_units u join releases r on r.draw_id = u.draw_id and r.replicate = u.replicate
              where u.draw_id = ${drawId} and r.released_at > ${ctx.now}::timestamptz - make_interval(months => ${months}))`
      }`;
  return new Map(
    rows.map(({ unitId, numberSealed }) => [
      unitId,
      unseal(dataKey, numberPlace(drawId, unitId), numberSealed).toString('utf8'),
    ]),
  );
}
