/**
 * Public evidence of a draw: what anybody may see without signing in.
 *
 * Promise: nothing personal, and nothing before its time: ids from the lock on, the manifest and the seed from the seal on.
 */
import { formatSeedReveal, parseManifest } from '#sampling';
import type { Draw } from '#contract';
import { read, type Tx } from '#db';
import { Problem } from '#problem';
import { renderCertificate, renderDrawEvidence, renderPermanentSeeds } from '#site';
import designsScriptText from '../../sampling/check/verify_designs.py?raw';
import checkScriptText from '../../sampling/check/verify_draw.py?raw';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { formatFrameIds } from './frame-ids.ts';
import { unpackIds } from './locked-ids.ts';
import { listPermanentSeeds, publicSeed, type PublicSeed } from './permanent-seeds.ts';
import { drawById } from './rows.ts';

interface Evidence {
  readonly draw: Draw;
  readonly cycleName: string;
  readonly oneTimeCode: string | null;
  readonly manifest: string | null;
  readonly frameIds: Buffer | null;
  readonly leftOut: { readonly heldOut: number; readonly rested: number };
  readonly permanentSeed: PublicSeed | null;
}

/** A draw in one of these states, or 404: an outsider learns nothing about drafts. */
async function evidenceOf<T>(
  ctx: Context,
  drawId: string,
  states: readonly Draw['state'][],
  show: (evidence: Evidence) => T,
): Promise<T> {
  // The caller is nobody and row-level security shows nobody any frame; what this verb lets out is decided here.
  const own: Context = { ...ctx, actor: { kind: 'system', name: 'evidence' } };
  return read(own, async (tx: Tx) => {
    const draw = await drawById(tx, drawId);
    if (!states.includes(draw.state)) throw new Problem('not-found');
    const [more] = await tx<
      {
        cycleName: string;
        oneTimeCode: string | null;
        manifest: string | null;
        frameIds: Buffer | null;
        heldOut: number;
        rested: number;
      }[]
    >`
      select c.name as cycle_name, nullif(d.one_time_code, '') as one_time_code, d.manifest, d.frame_ids,
        (select count(*)::int from draw_left_out l where l.draw_id = d.id and l.reason = 'held-out') as held_out,
        (select count(*)::int from draw_left_out l where l.draw_id = d.id and l.reason = 'rested') as rested
      from draws d join cycles c on c.id = d.cycle_id
      where d.id = ${drawId}`;
    if (!more) throw new Problem('not-found');
    const permanentSeed = draw.permanentSeedId === null ? null : await publicSeed(tx, draw.permanentSeedId);
    const { heldOut, rested, ...rest } = more;
    return show({ draw, ...rest, leftOut: { heldOut, rested }, permanentSeed });
  });
}

export async function publicPage(ctx: Context, drawId: string, nonce: string): Promise<FileReply> {
  return evidenceOf(
    ctx,
    drawId,
    ['locked', 'drawn', 'sealed'],
    ({ draw, cycleName, oneTimeCode, leftOut, permanentSeed }) => {
      const page = renderDrawEvidence({ draw, cycleName, oneTimeCode, leftOut, permanentSeed }, nonce);
      return new FileReply(page, 'text/html; charset=utf-8');
    },
  );
}

export async function publicManifest(ctx: Context, drawId: string): Promise<FileReply> {
  return evidenceOf(
    ctx,
    drawId,
    ['sealed'],
    ({ manifest }) => new FileReply(manifest ?? '', 'application/json', { fileName: 'manifest.json' }),
  );
}

/** All ids of the locked frame with their strata: public from the lock on, so that the digest can be checked early. */
export async function publicFrameIds(ctx: Context, drawId: string): Promise<FileReply> {
  return evidenceOf(ctx, drawId, ['locked', 'drawn', 'sealed'], ({ frameIds }) => {
    const { units, sortBy } = frameIds === null ? { units: [], sortBy: [] } : unpackIds(frameIds);
    const has = (column: 'cluster' | 'size') => units[0]?.[column] !== undefined;
    return new FileReply(
      formatFrameIds(units, { sortBy, clusters: has('cluster'), sizes: has('size') }),
      'text/csv; charset=utf-8',
      { fileName: 'frame-ids.csv' },
    );
  });
}

export async function certificate(ctx: Context, drawId: string, nonce: string): Promise<FileReply> {
  return evidenceOf(ctx, drawId, ['sealed'], ({ draw, cycleName, manifest, permanentSeed }) => {
    const parsed = parseManifest(manifest ?? '');
    // A manifest that was tampered with in the database is not certified.
    if (!parsed.ok) throw new Problem('not-found');
    const page = renderCertificate(
      {
        manifest: parsed.value,
        strataLabels: Object.fromEntries(draw.strata.map(({ code, label }) => [code, label])),
        cycleName,
        permanentSeed,
        announcement: draw.announcement,
        lockedAt: draw.lockedAt,
        drawnAt: draw.drawnAt,
        sealedAt: draw.sealedAt,
        ...(ctx.config.publicUrl ? { evidenceUrl: `${ctx.config.publicUrl}/draws/${drawId}` } : {}),
      },
      nonce,
    );
    return new FileReply(page, 'text/html; charset=utf-8');
  });
}

/** What was committed to, and what has been revealed; draws once sealed. */
export async function publicPermanentSeeds(ctx: Context, nonce: string): Promise<FileReply> {
  const { items } = await listPermanentSeeds({ ...ctx, actor: { kind: 'system', name: 'evidence' } });
  const shown = items.map(({ id, name, commitment, createdAt, seed, retiredAt, draws }) => ({
    id,
    name,
    commitment,
    createdAt,
    seed,
    retiredAt,
    draws: draws.filter(({ sealed }) => sealed).map((draw) => ({ id: draw.id, title: draw.title })),
  }));
  return new FileReply(renderPermanentSeeds(shown, nonce), 'text/html; charset=utf-8');
}

/** The permanent seed of a sealed draw, once it is retired. */
export async function publicSeedReveal(ctx: Context, drawId: string): Promise<FileReply> {
  return evidenceOf(ctx, drawId, ['sealed'], ({ permanentSeed }) => {
    if (permanentSeed === null || permanentSeed.seed === null) throw new Problem('not-found');
    return new FileReply(formatSeedReveal(permanentSeed.seed), 'application/json', { fileName: 'seed-reveal.json' });
  });
}

export async function designsScript(): Promise<FileReply> {
  return new FileReply(designsScriptText, 'text/x-python; charset=utf-8', { fileName: 'verify_designs.py' });
}

export async function checkScript(): Promise<FileReply> {
  return new FileReply(checkScriptText, 'text/x-python; charset=utf-8', { fileName: 'verify_draw.py' });
}
