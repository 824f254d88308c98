/**
 * The seed ceremony: lock (digest published, public event announced) -> selection -> seal.
 *
 * Promise: nobody can know the seed before the frame is locked, nobody can change the frame after it, and of two operators
 * doing the same step at once exactly one succeeds. Every step is one transaction on a locked row.
 */
import {
  buildManifest,
  checkSeed,
  commitSeed,
  deriveSeed,
  formatManifest,
  fractionValue,
  frameOf,
  selectSample,
  type DrawManifest,
  type ManifestSeed,
  type ManifestSizes,
  type Selection,
} from '#sampling';
import { drawStateLabels, type Draw, type DrawDesign, type DrawStratum } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { besideOf } from './beside.ts';
import { findExcluded, keepExcluded, keepNumbers, keptExcluded } from './dial-numbers.ts';
import { packIds } from './locked-ids.ts';
import { decimalText } from './design.ts';
import { gather, type Gathered } from './gather.ts';
import { countLeftOut, findLeftOut, keepLeftOut, keptLeftOut, type LeftOut } from './left-out.ts';
import { openPermanentSeed } from './permanent-seeds.ts';
import { drawById, drawFrames, drawRow, frameLabel, listDraws, type DrawFrameRow, type DrawRow } from './rows.ts';

/** The draw is in this state, or the caller is told which one it is in. */
export function requireState(row: DrawRow, ...states: readonly Draw['state'][]): void {
  if (!states.includes(row.state)) throw new Problem('draw-state', { state: drawStateLabels[row.state] });
}

export async function list(ctx: Context, query: { cycleId?: string | undefined }): Promise<{ items: Draw[] }> {
  return read(ctx, async (tx) => ({ items: await listDraws(tx, query.cycleId) }));
}

export async function get(ctx: Context, drawId: string): Promise<Draw> {
  return read(ctx, (tx) => drawById(tx, drawId));
}

/** Digest and size of a draw's frame, ids or number blocks, and the digest of all that the design looks at. */
export const digestsOf = ({ planned }: Gathered) => frameOf(planned.units, planned.design);

/** Locks the frames of a draw and publishes their digest together with the public event that will give the randomness. */
export async function lock(ctx: Context, drawId: string, input: { announcement: string }): Promise<Draw> {
  return write(ctx, 'draw.lock', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'designed');
    await tx`select id from frames where id in (select frame_id from draw_frames where draw_id = ${drawId}) order by id for update`;
    if (row.permanentSeedId !== null)
      await tx`select id from permanent_seeds where id = ${row.permanentSeedId} for update`;
    const frames = await drawFrames(tx, [drawId]);
    requireUnchanged(frames);
    const waiting = frames.filter((frame) => frame.state !== 'accepted' && frame.state !== 'locked');
    if (waiting.length > 0) throw new Problem('frame-not-accepted', { frames: waiting.map(frameLabel).join('、') });
    const leftOut = await findLeftOut(tx, ctx, { ...row, frames });
    const gathered = await gather(tx, ctx, { design: row.design, frames, leftOut });
    const { planned } = gathered;
    await keepLeftOut(tx, drawId, leftOut);
    const excluded = row.design.method === 'random-digits' ? await findExcluded(tx, ctx, { ...row, frames }) : [];
    if (row.design.method === 'random-digits') await keepExcluded(tx, ctx, row.cycleId, drawId, excluded);
    const { digest, size, table } = digestsOf(gathered);
    await tx`update frames set state = 'locked' where id = any(${frames.map(({ id }) => id)}::uuid[])`;
    await tx`
      update draws set
        state = 'locked', frame_digest = ${digest}, frame_size = ${size}, frame_ids = ${packIds(planned)},
        strata = ${tx.json(planned.strata)}, beside = ${tx.json(await besideOf(tx, row.cycleId, leftOut))},
        announcement = ${input.announcement}, locked_at = ${ctx.now}, locked_by = ${shownName(ctx.actor)}
      where id = ${drawId}`;
    note({
      subject: `draw:${drawId}`,
      detail: {
        frameDigest: digest,
        ...(table === undefined ? {} : { tableDigest: table }),
        frameSize: size,
        leftOut: countLeftOut(leftOut),
        ...(row.design.method === 'random-digits' ? { excluded: excluded.length } : {}),
        announcement: input.announcement,
      },
    });
    return drawById(tx, drawId);
  });
}

/** The frame is what the lock announced. Locks of earlier versions announced the ids alone, not the whole table. */
export function requireAnnounced({ frameDigest, tableDigest }: DrawRow, gathered: Gathered): void {
  const { digest, table } = digestsOf(gathered);
  if (digest !== frameDigest || (tableDigest !== null && table !== tableDigest)) throw new Problem('frame-changed');
}

function requireUnchanged(frames: readonly DrawFrameRow[]): void {
  if (frames.some((frame) => frame.latestSubmissionId !== frame.submissionId)) throw new Problem('frame-changed');
}

/** Derives the seed from the locked frame and the public randomness (or opens the permanent one), and draws. */
export async function select(
  ctx: Context,
  drawId: string,
  input: { publicRandomness?: string | undefined; oneTimeCode: string },
): Promise<Draw> {
  return write(ctx, 'draw.select', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'locked');
    const frames = await drawFrames(tx, [drawId]);
    requireUnchanged(frames);
    const leftOut = await keptLeftOut(tx, drawId);
    const gathered = await gather(tx, ctx, { design: row.design, frames, leftOut });
    const { planned } = gathered;
    requireAnnounced(row, gathered);
    const seed = await seedOf(tx, ctx, row, input);
    const excluded = await keptExcluded(tx, ctx, row.cycleId, drawId);
    const drawn = selectSample({ units: planned.units, excluded }, planned.design, seed.value);
    if (!drawn.ok)
      throw new Problem('draw-design', { reason: drawn.refusals.map(({ message }) => message).join('；') });
    const manifest = buildManifest({
      title: row.title,
      unitIds: row.design.method === 'random-digits' ? 'dial-number/1' : 'centre-key/1',
      units: planned.units,
      seed: seed.published,
      selection: drawn.value,
      source: sourceOf(row, frames, leftOut),
    });
    await keepDrawn(tx, ctx, row, gathered, drawn.value);
    const randomness = input.publicRandomness ?? null;
    await tx`
      update draws set
        state = 'drawn', public_randomness = ${row.permanentSeedId === null ? randomness : null}, one_time_code = ${input.oneTimeCode},
        seed = ${row.permanentSeedId === null ? seed.value : null}, strata = ${tx.json(drawnStrata(planned.strata, drawn.value))},
        manifest = ${formatManifest(manifest)}, manifest_digest = ${manifest.digest}, drawn_at = ${ctx.now}, drawn_by = ${shownName(ctx.actor)}
      where id = ${drawId}`;
    note({
      subject: `draw:${drawId}`,
      detail: {
        ...(row.permanentSeedId === null ? { publicRandomness: randomness } : { permanentSeed: row.permanentSeedId }),
        manifestDigest: manifest.digest,
        units: drawn.value.units.length,
      },
    });
    return drawById(tx, drawId);
  });
}

async function seedOf(
  tx: Tx,
  ctx: Context,
  row: DrawRow,
  { publicRandomness, oneTimeCode }: { publicRandomness?: string | undefined; oneTimeCode: string },
): Promise<{ value: string; published: ManifestSeed }> {
  if (row.permanentSeedId !== null) {
    const value = await openPermanentSeed(tx, ctx, row.permanentSeedId);
    return { value, published: { commitment: commitSeed(value), derived: false } };
  }
  if (publicRandomness === undefined)
    throw new Problem('draw-design', { reason: '没有公开随机数，不能抽取；请照抄公布的结果' });
  const value = deriveSeed(row.frameDigest ?? '', publicRandomness, oneTimeCode);
  const refusal = checkSeed(value);
  if (refusal) throw new Problem('seed-too-short', { reason: refusal.message });
  return { value, published: { value, publicRandomness, ...(oneTimeCode ? { oneTimeCode } : {}), derived: true } };
}

export async function keepDrawn(
  tx: Tx,
  ctx: Context,
  row: DrawRow,
  { placed }: Gathered,
  drawn: Selection,
): Promise<void> {
  const { units, numbers } = drawn;
  const permanent = new Map(placed.map((unit) => [unit.id, unit.permanentId]));
  await tx`
    insert into draw_units (draw_id, stratum, rank, unit_id, ticket, replicate, part, probability, permanent_id)
    select ${row.id}::uuid, u.*
    from unnest(
      ${units.map((unit) => unit.cluster ?? unit.stratum)}::text[], ${units.map((unit) => unit.rank)}::int[], ${units.map((unit) => unit.id)}::text[],
      ${units.map((unit) => unit.ticket)}::text[], ${units.map((unit) => unit.replicate)}::int[], ${units.map((unit) => unit.part)}::text[],
      ${units.map((unit) => fractionValue(unit.probability))}::double precision[],
      ${units.map((unit) => permanent.get(unit.id) ?? unit.id)}::text[]
    ) as u (stratum, rank, unit_id, ticket, replicate, part, probability, permanent_id)`;
  if (numbers)
    await keepNumbers(tx, ctx, { cycleId: row.cycleId, drawId: row.id, ids: units.map(({ id }) => id), numbers });
}

/** The strata as they came out: which clusters were drawn, how many where chance decides the number. */
function drawnStrata(strata: readonly DrawStratum[], { design, strata: drawn, clusters }: Selection): DrawStratum[] {
  if (design.method === 'two-stage') {
    const codes = new Map(clusters.map((cluster) => [cluster.code, cluster]));
    return strata.map((stratum) => ({ ...stratum, drawn: codes.has(stratum.code) }));
  }
  if (design.method !== 'bernoulli') return [...strata];
  return strata.map((stratum, h) => ({ ...stratum, main: drawn[h]?.main ?? 0, reserve: drawn[h]?.reserve ?? 0 }));
}

export function sourceOf(
  row: DrawRow,
  frames: readonly DrawFrameRow[],
  leftOut: LeftOut,
): NonNullable<DrawManifest['source']> {
  const { heldOut, rested } = countLeftOut(leftOut);
  const { design, beside } = row;
  return {
    stratifyBy: design.stratifyBy,
    homeArea: frames[0]?.homeArea ?? '',
    lists: frames.map((frame) => ({
      department: frame.departmentName,
      list: frame.list,
      ...(frame.attachment === null ? {} : { attachment: frame.attachment }),
      usable: frame.usable,
      verdict: 'accepted' as const,
      files: frame.files.map(({ sha256 }) => sha256),
    })),
    ...(leftOut.size === 0 ? {} : { leftOut: { heldOut, rested, restMonths: design.restMonths } }),
    ...(beside.length === 0 ? {} : { beside }),
    ...(design.clusters ? { clusterBy: design.clusters.by } : {}),
    ...(design.clusters && design.stratifyBy !== 'none' ? { clustersInStrata: true } : {}),
    ...(design.sizes ? { sizes: statedSizes(design.sizes) } : {}),
  };
}

/** What a manifest's decimal holds; sizes of people are rounded to fewer. */
const SIZE_DECIMALS = 12;

/** Sizes are of groups: nothing personal. */
function statedSizes({ by, meaning, values }: NonNullable<DrawDesign['sizes']>): ManifestSizes {
  const groups = Object.entries(values).map(([group, size]) => ({ group, size: decimalText(size, SIZE_DECIMALS) }));
  return { by, meaning, groups: groups.toSorted((a, b) => (a.group < b.group ? -1 : 1)) };
}

/** Seals a drawn sample: from here on it is public evidence and nothing about it changes. */
export async function seal(ctx: Context, drawId: string): Promise<Draw> {
  return write(ctx, 'draw.seal', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'drawn');
    await tx`update draws set state = 'sealed', sealed_at = ${ctx.now}, sealed_by = ${shownName(ctx.actor)} where id = ${drawId}`;
    note({ subject: `draw:${drawId}`, detail: { manifestDigest: row.manifestDigest } });
    return drawById(tx, drawId);
  });
}
