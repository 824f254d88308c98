/**
 * The seed ceremony: design -> lock (digest published, public event announced) -> selection -> seal.
 *
 * Promise: nobody can know the seed before the frame is locked, nobody can change the frame after it, and of two operators
 * doing the same step at once exactly one succeeds. Every step is one transaction on a locked row.
 */
import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { buildManifest, checkSeed, deriveSeed, draw, formatManifest, frameDigest, type DrawUnit } from '#sampling';
import type { z } from 'zod';
import type { Draw, DrawDesign, previewDraw } from '#contract';
import { drawStateLabels } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { planDraw, type PlannedDraw } from './design.ts';
import {
  countLeftOut,
  describeLeftOut,
  findLeftOut,
  keepLeftOut,
  keptLeftOut,
  restedUnits,
  type LeftOut,
} from './left-out.ts';
import { drawById, drawFrames, drawRow, frameLabel, listDraws, type DrawFrameRow, type DrawRow } from './rows.ts';
import { unitsOf, type DrawFrame, type PlacedUnit } from './units.ts';

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

type DrawPreview = z.input<(typeof previewDraw)['reply']>;

interface DesignInput {
  readonly cycleId: string;
  readonly frameIds: readonly string[];
  readonly design: DrawDesign;
}

async function acceptedFrames(tx: Tx, input: DesignInput): Promise<(DrawFrame & { usable: number })[]> {
  const rows = await tx<(DrawFrame & { state: string; usable: number })[]>`
    select f.id, f.latest_submission_id as submission_id, f.state, f.department_id, d.name as department_name, f.list, f.attachment,
      (s.counts ->> 'usable')::int as usable
    from frames f
    join departments d on d.id = f.department_id
    left join submissions s on s.id = f.latest_submission_id
    where f.cycle_id = ${input.cycleId} and f.id = any(${[...new Set(input.frameIds)]}::uuid[])
    order by d.name collate "zh-x-icu", f.attachment, f.id`;
  if (rows.length !== new Set(input.frameIds).size) throw new Problem('not-found');
  const waiting = rows.filter((row) => row.state !== 'accepted' && row.state !== 'locked');
  if (waiting.length > 0) throw new Problem('frame-not-accepted', { frames: waiting.map(frameLabel).join('、') });
  return rows;
}

/** Plans the draw, or says in words why the design does not fit the frame. */
function plan(design: DrawDesign, frames: readonly DrawFrame[], units: readonly PlacedUnit[]): PlannedDraw {
  const planned = planDraw({
    design,
    units,
    lists: frames.map((frame) => ({ department: frame.departmentName, list: frame.list })),
  });
  if (planned.ok) return planned.value;
  const [refusal] = planned.refusals;
  const reason = planned.refusals.map(({ message }) => message).join('；');
  if (refusal?.code === 'draw-larger-than-frame' || refusal?.code === 'stratum-empty')
    throw new Problem(refusal.code, { reason });
  throw new Problem('draw-design', { reason });
}

export async function preview(ctx: Context, input: DesignInput): Promise<DrawPreview> {
  return read(ctx, async (tx) => {
    const frames = await acceptedFrames(tx, input);
    const leftOut = await findLeftOut(tx, ctx, { ...input, frames });
    const [cycle] = await tx<{ restMonths: number }[]>`select rest_months from cycles where id = ${input.cycleId}`;
    const months = input.design.restMonths || (cycle?.restMonths ?? 0);
    const resting = await restedUnits(tx, ctx, frames, months);
    const planned = plan(input.design, frames, await unitsOf(tx, ctx, frames, leftOut));
    return {
      frameSize: planned.units.length,
      strata: [...planned.strata],
      warnings: [...describeLeftOut(leftOut, input.design), ...planned.warnings],
      restMonths: months,
      frames: frames.map((frame) => ({
        id: frame.id,
        label: frameLabel(frame),
        usable: frame.usable,
        heldOut: countLeftOut(leftOut, frame.submissionId).heldOut,
        rested: resting.filter((place) => place.startsWith(`${frame.submissionId}/`)).length,
      })),
    };
  });
}

export async function design(ctx: Context, input: DesignInput & { title: string }): Promise<Draw> {
  return write(ctx, 'draw.design', async (tx, note) => {
    const frames = await acceptedFrames(tx, input);
    const leftOut = await findLeftOut(tx, ctx, { ...input, frames });
    const planned = plan(input.design, frames, await unitsOf(tx, ctx, frames, leftOut));
    const id = randomUUID();
    await tx`
      insert into draws (id, cycle_id, title, state, design, strata, created_at, designed_by)
      values (${id}, ${input.cycleId}, ${input.title}, 'designed', ${tx.json(input.design)}, ${tx.json(planned.strata)},
        ${ctx.now}, ${shownName(ctx.actor)})`;
    for (const frame of frames)
      await tx`insert into draw_frames (draw_id, frame_id, submission_id) values (${id}, ${frame.id}, ${frame.submissionId})`;
    note({
      subject: `draw:${id}`,
      detail: { title: input.title, design: input.design, frames: frames.map(frameLabel) },
    });
    return drawById(tx, id);
  });
}

/** What is kept of the frame at the lock: every id with its stratum and control values, no personal data. */
interface LockedIds {
  readonly sortBy: readonly string[];
  readonly units: readonly DrawUnit[];
}

function packIds({ sortBy, units }: LockedIds): Buffer {
  return gzipSync(JSON.stringify({ sortBy, units: units.map(({ id, stratum, sort = [] }) => [id, stratum, ...sort]) }));
}

export function unpackIds(packed: Buffer): LockedIds {
  const { sortBy, units } = JSON.parse(gunzipSync(packed).toString('utf8')) as {
    sortBy: string[];
    units: [string, string, ...string[]][];
  };
  return { sortBy, units: units.map(([id, stratum, ...sort]) => ({ id, stratum, sort })) };
}

/** Locks the frames of a draw and publishes their digest together with the public event that will give the randomness. */
export async function lock(ctx: Context, drawId: string, input: { announcement: string }): Promise<Draw> {
  return write(ctx, 'draw.lock', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'designed');
    await tx`select id from frames where id in (select frame_id from draw_frames where draw_id = ${drawId}) order by id for update`;
    const frames = await drawFrames(tx, [drawId]);
    requireUnchanged(frames);
    const waiting = frames.filter((frame) => frame.state !== 'accepted' && frame.state !== 'locked');
    if (waiting.length > 0) throw new Problem('frame-not-accepted', { frames: waiting.map(frameLabel).join('、') });
    const leftOut = await findLeftOut(tx, ctx, { ...row, frames });
    const planned = plan(row.design, frames, await unitsOf(tx, ctx, frames, leftOut));
    await keepLeftOut(tx, drawId, leftOut);
    const digest = frameDigest(planned.units.map(({ id }) => id));
    await tx`update frames set state = 'locked' where id = any(${frames.map(({ id }) => id)}::uuid[])`;
    await tx`
      update draws set
        state = 'locked', frame_digest = ${digest}, frame_size = ${planned.units.length}, frame_ids = ${packIds({ sortBy: planned.design.sortBy ?? [], units: planned.units })},
        strata = ${tx.json(planned.strata)}, announcement = ${input.announcement}, locked_at = ${ctx.now}, locked_by = ${shownName(ctx.actor)}
      where id = ${drawId}`;
    note({
      subject: `draw:${drawId}`,
      detail: {
        frameDigest: digest,
        frameSize: planned.units.length,
        leftOut: countLeftOut(leftOut),
        announcement: input.announcement,
      },
    });
    return drawById(tx, drawId);
  });
}

function requireUnchanged(frames: readonly DrawFrameRow[]): void {
  if (frames.some((frame) => frame.latestSubmissionId !== frame.submissionId)) throw new Problem('frame-changed');
}

/** Derives the seed from the locked frame and the public randomness, and draws. */
export async function select(
  ctx: Context,
  drawId: string,
  input: { publicRandomness: string; oneTimeCode: string },
): Promise<Draw> {
  return write(ctx, 'draw.select', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'locked');
    const frames = await drawFrames(tx, [drawId]);
    requireUnchanged(frames);
    const leftOut = await keptLeftOut(tx, drawId);
    const placed = await unitsOf(tx, ctx, frames, leftOut);
    const planned = plan(row.design, frames, placed);
    const digest = frameDigest(planned.units.map(({ id }) => id));
    if (digest !== row.frameDigest) throw new Problem('frame-changed');
    const seed = deriveSeed(digest, input.publicRandomness, input.oneTimeCode);
    const refusal = checkSeed(seed);
    if (refusal) throw new Problem('seed-too-short', { reason: refusal.message });
    const drawn = draw(planned.units, planned.design, seed);
    if (!drawn.ok)
      throw new Problem('draw-design', { reason: drawn.refusals.map(({ message }) => message).join('；') });
    const manifest = buildManifest({
      title: row.title,
      unitIds: 'centre-key/1',
      frameIds: planned.units.map(({ id }) => id),
      seed: {
        value: seed,
        publicRandomness: input.publicRandomness,
        ...(input.oneTimeCode ? { oneTimeCode: input.oneTimeCode } : {}),
        derived: true,
      },
      draw: drawn.value,
      source: {
        stratifyBy: row.design.stratifyBy,
        homeArea: frames[0]?.homeArea ?? '',
        lists: frames.map((frame) => ({
          department: frame.departmentName,
          list: frame.list,
          ...(frame.attachment === null ? {} : { attachment: frame.attachment }),
          usable: frame.usable,
          verdict: 'accepted' as const,
          files: frame.files.map(({ sha256 }) => sha256),
        })),
        ...leftOutSource(leftOut, row.design),
      },
    });
    const units = drawn.value.strata.flatMap((stratum) => stratum.units);
    const permanent = new Map(placed.map((unit) => [unit.id, unit.permanentId]));
    await tx`
      insert into draw_units (draw_id, stratum, rank, unit_id, ticket, replicate, part, probability, permanent_id)
      select ${drawId}::uuid, u.*
      from unnest(
        ${units.map((unit) => unit.stratum)}::text[], ${units.map((unit) => unit.rank)}::int[], ${units.map((unit) => unit.id)}::text[],
        ${units.map((unit) => unit.ticket)}::text[], ${units.map((unit) => unit.replicate)}::int[], ${units.map((unit) => unit.part)}::text[],
        ${units.map((unit) => unit.inclusionProbability)}::double precision[],
        ${units.map((unit) => permanent.get(unit.id) ?? unit.id)}::text[]
      ) as u (stratum, rank, unit_id, ticket, replicate, part, probability, permanent_id)`;
    await tx`
      update draws set
        state = 'drawn', public_randomness = ${input.publicRandomness}, one_time_code = ${input.oneTimeCode}, seed = ${seed},
        manifest = ${formatManifest(manifest)}, manifest_digest = ${manifest.digest}, drawn_at = ${ctx.now}, drawn_by = ${shownName(ctx.actor)}
      where id = ${drawId}`;
    note({
      subject: `draw:${drawId}`,
      detail: { publicRandomness: input.publicRandomness, manifestDigest: manifest.digest, units: units.length },
    });
    return drawById(tx, drawId);
  });
}

/** What the manifest says of those left out; nothing when nobody was. */
function leftOutSource(leftOut: LeftOut, { restMonths }: DrawDesign) {
  const { heldOut, rested } = countLeftOut(leftOut);
  return leftOut.size === 0 ? {} : { leftOut: { heldOut, rested, restMonths } };
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
