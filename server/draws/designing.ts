/**
 * Before the lock: what a design would give, and putting it on paper.
 *
 * Promise: nothing is drawn here and no frame changes; what is refused says what to change.
 */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { listKindLabels, type Assumptions, type Draw, type DrawDesign, type previewDraw } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { coverageOf, forecast } from './forecast.ts';
import { gather } from './gather.ts';
import { countLeftOut, describeLeftOut, findLeftOut, restedUnits } from './left-out.ts';
import { drawById, frameLabel } from './rows.ts';
import type { DrawFrame } from './units.ts';

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

export async function preview(
  ctx: Context,
  input: DesignInput & { readonly assumptions: Assumptions },
): Promise<DrawPreview> {
  return read(ctx, async (tx) => {
    const { design, assumptions } = input;
    const frames = await acceptedFrames(tx, input);
    const leftOut = await findLeftOut(tx, ctx, { ...input, frames });
    const [cycle] = await tx<{ restMonths: number }[]>`select rest_months from cycles where id = ${input.cycleId}`;
    const months = design.restMonths || (cycle?.restMonths ?? 0);
    const resting = await restedUnits(tx, ctx, frames, months);
    const { placed, planned } = await gather(tx, ctx, { design, frames, leftOut });
    const numbers = design.method === 'random-digits';
    const departments = new Set(frames.map(({ departmentName }) => departmentName));
    const kinds = new Set(frames.map(({ list }) => list));
    return {
      frameSize: numbers ? planned.strata[0]!.population : placed.length,
      strata: [...planned.strata],
      warnings: [...(numbers ? [] : describeLeftOut(leftOut, design)), ...planned.warnings],
      restMonths: months,
      frames: frames.map((frame) => ({
        id: frame.id,
        label: frameLabel(frame),
        usable: frame.usable,
        heldOut: countLeftOut(leftOut, frame.submissionId).heldOut,
        rested: resting.filter((place) => place.startsWith(`${frame.submissionId}/`)).length,
      })),
      forecast: forecast({
        design,
        planned,
        units: placed,
        listOf: ({ department, list }) =>
          kinds.size === 1 && departments.size > 1 ? department : `${department} ${listKindLabels[list]}`,
        assumptions,
      }),
      coverage: numbers ? [] : coverageOf(placed, planned),
    };
  });
}

export async function design(ctx: Context, input: DesignInput & { title: string }): Promise<Draw> {
  if (input.design.supplement)
    throw new Problem('draw-design', { reason: '补抽要在原来那次抽样的页面上做，不能另建方案；请打开那次抽样' });
  return write(ctx, 'draw.design', async (tx, note) => {
    const frames = await acceptedFrames(tx, input);
    const leftOut = await findLeftOut(tx, ctx, { ...input, frames });
    const { planned } = await gather(tx, ctx, { ...input, frames, leftOut });
    const id = randomUUID();
    await tx`
      insert into draws (id, cycle_id, title, state, design, strata, created_at, designed_by, permanent_seed_id)
      values (${id}, ${input.cycleId}, ${input.title}, 'designed', ${tx.json(input.design)}, ${tx.json(planned.strata)},
        ${ctx.now}, ${shownName(ctx.actor)}, ${input.design.coordination?.permanentSeedId ?? null})`;
    for (const frame of frames)
      await tx`insert into draw_frames (draw_id, frame_id, submission_id) values (${id}, ${frame.id}, ${frame.submissionId})`;
    note({
      subject: `draw:${id}`,
      detail: { title: input.title, design: input.design, frames: frames.map(frameLabel) },
    });
    return drawById(tx, id);
  });
}
