/** Draws as they stand in the database, and how they look to callers. */
import type { Draw, DrawDesign, DrawState, DrawStratum } from '#contract';
import { listKindLabels, type ListKind } from '#contract';
import type { BesideList } from './beside.ts';
import type { Tx } from '#db';
import { Problem } from '#problem';

export interface DrawRow {
  id: string;
  cycleId: string;
  title: string;
  state: DrawState;
  design: DrawDesign;
  strata: DrawStratum[];
  frameDigest: string | null;
  tableDigest: string | null;
  frameSize: number | null;
  announcement: string | null;
  publicRandomness: string | null;
  seed: string | null;
  manifestDigest: string | null;
  createdAt: Date;
  lockedAt: Date | null;
  drawnAt: Date | null;
  sealedAt: Date | null;
  designedBy: string;
  lockedBy: string | null;
  drawnBy: string | null;
  sealedBy: string | null;
  permanentSeedId: string | null;
  excludedCount: number | null;
  firstReplicate: number;
  beside: BesideList[];
}

/** One frame of a draw, as designed. */
export interface DrawFrameRow {
  drawId: string;
  id: string;
  submissionId: string;
  latestSubmissionId: string | null;
  state: string;
  departmentId: string;
  departmentName: string;
  list: ListKind;
  attachment: number | null;
  usable: number;
  homeArea: string;
  files: { sha256: string }[];
}

export interface ReleaseRow {
  drawId: string;
  replicate: number;
  releasedAt: Date;
  releasedBy: string;
}

const selectDraws = (tx: Tx) => tx`
  select d.id, d.cycle_id, d.title, d.state, d.design, d.strata, d.frame_digest, d.frame_size, d.announcement, d.public_randomness,
    d.seed, d.manifest_digest, d.created_at, d.locked_at, d.drawn_at, d.sealed_at, d.designed_by, d.locked_by, d.drawn_by, d.sealed_by,
    d.permanent_seed_id, d.excluded_count, d.beside,
    -- what the lock announced stands where nothing can change it; a supplement says it again
    (select a.payload::jsonb -> 'detail' ->> 'tableDigest' from audit_entries a
      where a.subject = 'draw:' || d.id and a.action in ('draw.lock', 'draw.supplement')
      order by a.number desc limit 1) as table_digest,
    case when d.design -> 'supplement' is null then 1 else coalesce((
      select min(u.replicate) from draw_units u where u.draw_id = d.id and u.unit_id not in (
        select h.unit_id from draw_units h where h.draw_id = (d.design -> 'supplement' ->> 'of')::uuid)), 1) end as first_replicate
  from draws d`;

export const frameLabel = (frame: { departmentName: string; list: ListKind; attachment: number | null }): string =>
  `${frame.departmentName} ${frame.attachment === null ? '' : `附件${frame.attachment} `}${listKindLabels[frame.list]}`;

const labelBeside = ({ department, list, attachment }: BesideList): string =>
  frameLabel({ departmentName: department, list, attachment: attachment ?? null });

export async function drawFrames(tx: Tx, drawIds: readonly string[]): Promise<DrawFrameRow[]> {
  if (drawIds.length === 0) return [];
  return tx<DrawFrameRow[]>`
    select df.draw_id, f.id, df.submission_id, f.latest_submission_id, f.state, f.department_id, d.name as department_name, f.list,
      f.attachment, (s.counts ->> 'usable')::int as usable, s.files, c.home_area
    from draw_frames df
    join frames f on f.id = df.frame_id
    join departments d on d.id = f.department_id
    join submissions s on s.id = df.submission_id
    join cycles c on c.id = f.cycle_id
    where df.draw_id = any(${[...drawIds]}::uuid[])
    order by d.name collate "zh-x-icu", f.attachment, f.id`;
}

const toDraw = (row: DrawRow, frames: readonly DrawFrameRow[], releases: readonly ReleaseRow[]): Draw => ({
  ...row,
  beside: row.beside.map(labelBeside),
  frames: frames
    .filter((frame) => frame.drawId === row.id)
    .map((frame) => ({ id: frame.id, label: frameLabel(frame), usable: frame.usable })),
  createdAt: row.createdAt.toISOString(),
  lockedAt: row.lockedAt?.toISOString() ?? null,
  drawnAt: row.drawnAt?.toISOString() ?? null,
  sealedAt: row.sealedAt?.toISOString() ?? null,
  releases: releases
    .filter((release) => release.drawId === row.id)
    .map(({ replicate, releasedAt, releasedBy }) => ({ replicate, releasedAt: releasedAt.toISOString(), releasedBy })),
});

async function dressed(tx: Tx, rows: readonly DrawRow[]): Promise<Draw[]> {
  const ids = rows.map((row) => row.id);
  const frames = await drawFrames(tx, ids);
  const releases =
    ids.length === 0
      ? []
      : await tx<ReleaseRow[]>`
          select draw_id, replicate, released_at, released_by from releases where draw_id = any(${ids}::uuid[]) order by replicate`;
  return rows.map((row) => toDraw(row, frames, releases));
}

export async function listDraws(tx: Tx, cycleId: string | undefined): Promise<Draw[]> {
  const rows = await tx<DrawRow[]>`
    ${selectDraws(tx)} ${cycleId === undefined ? tx`` : tx`where d.cycle_id = ${cycleId}`} order by d.created_at desc`;
  return dressed(tx, rows);
}

export async function drawRow(tx: Tx, drawId: string, options: { lock?: boolean } = {}): Promise<DrawRow> {
  const [row] = await tx<DrawRow[]>`${selectDraws(tx)} where d.id = ${drawId} ${options.lock ? tx`for update` : tx``}`;
  if (!row) throw new Problem('not-found');
  return row;
}

export async function drawById(tx: Tx, drawId: string): Promise<Draw> {
  const [draw] = await dressed(tx, [await drawRow(tx, drawId)]);
  if (!draw) throw new Error('draw vanished');
  return draw;
}
