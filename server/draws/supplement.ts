/**
 * Drawing more from a sealed draw that is used up: the same frame and seed, a longer reserve.
 *
 * Promise: whoever was drawn keeps rank, ticket, replicate and part; the supplement is a draw of its own with its own manifest and
 * is checked and sealed like any other. Only while nobody has seen results, because with one seed the whole order is known.
 */
import { randomUUID } from 'node:crypto';
import {
  buildManifest,
  formatManifest,
  parseManifest,
  selectSample,
  type DrawManifest,
  type Selection,
} from '#sampling';
import type { Draw, DrawDesign } from '#contract';
import { write } from '#db';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { keepDrawn, requireAnnounced, requireState, sourceOf } from './ceremony.ts';
import { gather } from './gather.ts';
import { keepLeftOut, keptLeftOut } from './left-out.ts';
import { openPermanentSeed } from './permanent-seeds.ts';
import { drawById, drawFrames, drawRow } from './rows.ts';

interface SupplementInput {
  readonly more: number;
  readonly reason: string;
}

const no = (reason: string) => new Problem('supplement-refused', { reason });

export async function supplement(ctx: Context, drawId: string, { more, reason }: SupplementInput): Promise<Draw> {
  return write(ctx, 'draw.supplement', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'sealed');
    if (row.design.method !== 'simple' && row.design.method !== 'stratified')
      throw no('这种抽样方法接着抽会换一批人，不能补抽；请另建一次抽样，用新的公开随机数');
    const [stored] = await tx<{ manifest: string; unreleased: number; supplemented: boolean }[]>`
      select d.manifest,
        (select count(distinct u.replicate)::int from draw_units u
          where u.draw_id = d.id and u.replicate > coalesce((select max(r.replicate) from releases r where r.draw_id = d.id), 0)) as unreleased,
        exists (select from draws s where s.design -> 'supplement' ->> 'of' = d.id::text) as supplemented
      from draws d where d.id = ${drawId}`;
    const head = parseManifest(stored?.manifest ?? '');
    if (!stored || !head.ok) throw new Problem('not-found');
    if (stored.supplemented) throw no('这次抽样已经补抽过；还不够时请打开补抽的那一次，从那里再补');
    if (stored.unreleased > 0) throw no(`还有${stored.unreleased}批样本没有放出，用不着补抽；请先放出它们`);

    const frames = await drawFrames(tx, [drawId]);
    const leftOut = await keptLeftOut(tx, drawId);
    const design: DrawDesign = {
      ...row.design,
      reserve: row.design.reserve + more,
      supplement: { of: drawId, reason, head: head.value.units.length },
    };
    const gathered = await gather(tx, ctx, { design, frames, leftOut, retired: true });
    requireAnnounced(row, gathered);
    const seed = row.permanentSeedId === null ? row.seed : await openPermanentSeed(tx, ctx, row.permanentSeedId);
    if (seed === null) throw new Error('a sealed draw has its seed');
    const drawn = selectSample({ units: gathered.planned.units }, gathered.planned.design, seed);
    if (!drawn.ok) throw no(drawn.refusals.map(({ message }) => message).join('；'));
    requireHead(head.value, drawn.value);

    const id = randomUUID();
    const title = `${row.title.slice(0, 76)}（补抽）`;
    const supplemented = { ...row, id, title, design };
    const manifest = buildManifest({
      title,
      unitIds: head.value.unitIds,
      units: gathered.planned.units,
      seed: head.value.seed,
      selection: drawn.value,
      source: sourceOf(supplemented, frames, leftOut),
    });
    const who = shownName(ctx.actor);
    await tx`
      insert into draws (id, cycle_id, title, state, design, strata, frame_digest, frame_size, frame_ids, announcement, public_randomness,
        one_time_code, seed, permanent_seed_id, beside, manifest, manifest_digest, created_at, locked_at, drawn_at, designed_by, locked_by, drawn_by)
      select ${id}::uuid, cycle_id, ${title}, 'drawn', ${tx.json(design)}, ${tx.json(gathered.planned.strata)}, frame_digest, frame_size,
        frame_ids, announcement, public_randomness, one_time_code, seed, permanent_seed_id, beside, ${formatManifest(manifest)},
        ${manifest.digest}, ${ctx.now}, locked_at, ${ctx.now}, ${who}, locked_by, ${who}
      from draws where id = ${drawId}`;
    await tx`
      insert into draw_frames (draw_id, frame_id, submission_id)
      select ${id}::uuid, frame_id, submission_id from draw_frames where draw_id = ${drawId}`;
    await keepLeftOut(tx, id, leftOut);
    await keepDrawn(tx, ctx, supplemented, gathered, drawn.value);
    note({
      subject: `draw:${id}`,
      detail: {
        supplements: drawId,
        more,
        reason,
        noResultsSeen: true,
        manifestDigest: manifest.digest,
        ...(row.tableDigest === null ? {} : { tableDigest: row.tableDigest }),
      },
    });
    return drawById(tx, id);
  });
}

/** The first draw stands at the head of every list; anything else is a bug of ours and must not reach a telephone. */
function requireHead(head: DrawManifest, { units }: Selection): void {
  const again = new Map(units.map((unit) => [unit.id, unit]));
  const moved = head.units.some((unit) => {
    const now = again.get(unit.id);
    return (
      now === undefined ||
      now.rank !== unit.rank ||
      now.ticket !== unit.ticket ||
      now.replicate !== unit.replicate ||
      now.part !== unit.part
    );
  });
  if (moved) throw new Error('a supplement would move somebody');
}
