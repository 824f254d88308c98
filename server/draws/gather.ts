/**
 * From a design and its frames to a planned draw: units without those left out, start points, and everything a plan is made of.
 *
 * Promise: one way for preview, design, lock, selection and verification, so that all meet the same frame. Sees ids and coarse
 * attributes, no persons. A design that does not fit is a Problem in words that say what to change.
 */
import { createHash } from 'node:crypto';
import type { DrawDesign } from '#contract';
import type { Tx } from '#db';
import { unitPlace } from '#frames';
import { Problem } from '#problem';
import { parseManifest } from '#sampling';
import type { Context } from '../context.ts';
import { planDraw, type PlannedDraw } from './design.ts';
import type { LeftOut } from './left-out.ts';
import { unitsOf, type DrawFrame, type PlacedUnit } from './units.ts';

export interface Gathered {
  /** The frame: without those left out. */
  readonly placed: readonly PlacedUnit[];
  readonly planned: PlannedDraw;
}

export async function gather(
  tx: Tx,
  ctx: Context,
  {
    design,
    frames,
    leftOut,
    retired = false,
  }: {
    design: DrawDesign;
    frames: readonly DrawFrame[];
    leftOut: LeftOut;
    /** A retired permanent seed will do: for verifying what was drawn before. */
    retired?: boolean;
  },
): Promise<Gathered> {
  if (design.method !== 'random-digits' && frames.length === 0)
    throw new Problem('draw-design', { reason: '一份名单也没有选；请先选择至少一份已接收的抽样框' });
  const everybody = design.method === 'random-digits' ? [] : await unitsOf(tx, ctx, frames);
  const placed = everybody.filter((unit) => !leftOut.has(unitPlace(unit)));
  const coordinated = await coordinationOf(tx, design, frames, retired);
  const planned = planDraw({
    design,
    units: placed,
    lists: frames.map((frame) => ({ department: frame.departmentName, list: frame.list })),
    rested: everybody.filter((unit) => leftOut.get(unitPlace(unit)) === 'rested'),
    ...(coordinated ? { scope: coordinated.scope, starts: coordinated.starts } : {}),
  });
  if (!planned.ok) {
    const [refusal] = planned.refusals;
    const reason = planned.refusals.map(({ message }) => message).join('；');
    if (refusal?.code === 'draw-larger-than-frame' || refusal?.code === 'stratum-empty')
      throw new Problem(refusal.code, { reason });
    throw new Problem('draw-design', { reason });
  }
  if (!coordinated) return { placed, planned: planned.value };
  const spent = planned.value.strata.filter(({ code }) => coordinated.spent.has(code));
  return {
    placed,
    planned: {
      ...planned.value,
      warnings: [
        ...planned.value.warnings,
        ...spent.map(({ label }) => `层“${label}”上一次已全部抽到，没有可避开的起点，这次从头抽，会与上一次重复`),
      ],
    },
  };
}

interface Coordinated {
  readonly scope: string;
  readonly starts: Readonly<Record<string, string>>;
  /** Strata of which the earlier draw took everybody. */
  readonly spent: ReadonlySet<string>;
}

/**
 * Scope and start points of a draw by a permanent seed. The scope names the departments, so that a person on lists of several
 * departments has a number of its own for each and is not called for all of them.
 */
async function coordinationOf(
  tx: Tx,
  { coordination, stratifyBy }: DrawDesign,
  frames: readonly DrawFrame[],
  retired: boolean,
): Promise<Coordinated | undefined> {
  if (!coordination) return undefined;
  const { permanentSeedId, kind, earlierDrawId } = coordination;
  const [seed] = await tx<{ retiredAt: Date | null }[]>`
    select retired_at from permanent_seeds where id = ${permanentSeedId}::uuid`;
  if (!seed) throw new Problem('not-found');
  if (seed.retiredAt !== null && !retired) throw new Problem('permanent-seed-retired');
  const scope = scopeOf(frames.map(({ departmentName }) => departmentName));
  if (kind === 'first') return { scope, starts: {}, spent: new Set() };
  const [earlier] = earlierDrawId
    ? await tx<{ manifest: string | null; design: DrawDesign }[]>`
        select manifest, design from draws
        where id = ${earlierDrawId}::uuid and state = 'sealed' and permanent_seed_id = ${permanentSeedId}::uuid`
    : [];
  const manifest = parseManifest(earlier?.manifest ?? '');
  const no = (reason: string) => new Problem('draw-design', { reason });
  if (!earlier || !manifest.ok) throw no('要衔接的那次抽样没有用这个长期种子，或者还没有封存；请另选一次');
  if (earlier.design.stratifyBy !== stratifyBy)
    throw no('两次抽样的分层依据不同，起点对不上；请与要衔接的那次用同样的分层依据');
  if (!('scope' in manifest.value.design) || manifest.value.design.scope !== scope)
    throw no('两次抽样的部门不同，各用各的随机序号，不需要衔接；请选同样的部门，或选“第一次用这个种子”');
  const starts: Record<string, string> = {};
  const spent = new Set<string>();
  for (const { code, start, nextStart } of manifest.value.strata) {
    const from = kind === 'positive' ? start : nextStart;
    if (from !== undefined) starts[code] = from;
    else if (kind === 'negative') spent.add(code);
  }
  return { scope, starts, spent };
}

/** `unit:` and sixteen hexadecimal digits of the departments' names. */
function scopeOf(departments: readonly string[]): string {
  const names = [...new Set(departments)].toSorted().join('\n');
  return `unit:${createHash('sha256').update(names).digest('hex').slice(0, 16)}`;
}
