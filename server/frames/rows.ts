/** Frames and submissions as they stand in the database, and how they look to callers. */
import type { Counts, Frame, FrameState, ListKind, Submission } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';

export interface FrameRow {
  id: string;
  cycleId: string;
  cycleName: string;
  year: number;
  homeArea: string;
  cycleState: string;
  departmentId: string;
  departmentName: string;
  list: ListKind;
  attachment: number | null;
  minimum: number;
  agreedMinimum: number | null;
  coverage: Frame['coverage'];
  deadlineOn: string;
  state: FrameState;
  latestSubmissionId: string | null;
  returnReason: string | null;
  acceptedAt: Date | null;
  processing: Frame['processing'];
}

/** 附件3-自治区民政厅: how files about a list are named. */
export const nameOfList = ({ attachment, departmentName }: FrameRow): string =>
  `${attachment === null ? '服务对象名单' : `附件${attachment}`}-${departmentName}`;

export interface SubmissionRow {
  id: string;
  frameId: string;
  number: number;
  receivedAt: Date;
  submittedBy: string;
  late: boolean;
  files: Submission['files'];
  verdict: Submission['verdict'];
  counts: Counts;
  findingCounts: Submission['findingCounts'];
  receiptDigest: string;
  mendedFrom: number | null;
  mendedCells: number | null;
  segments: Submission['segments'];
}

export const selectFrames = (tx: Tx) => tx`
  select f.id, f.cycle_id, c.name as cycle_name, c.year, c.home_area, c.state as cycle_state, f.department_id,
    d.name as department_name, f.list, f.attachment, f.minimum, f.coverage,
    (select e.minimum from frame_exemptions e
      where e.frame_id = f.id and e.rule = 'minimum' and e.withdrawn_at is null and e.minimum < f.minimum) as agreed_minimum, f.deadline_on::text as deadline_on, f.state,
    f.latest_submission_id, f.return_reason, f.accepted_at,
    (select j.phase from filing_jobs j
      where j.frame_id = f.id and j.phase in ('uploading', 'queued', 'reading', 'checking', 'saving')) as processing
  from frames f
  join cycles c on c.id = f.cycle_id
  join departments d on d.id = f.department_id`;

export const selectSubmissions = (tx: Tx) => tx`
  select s.id, s.frame_id, s.number, s.received_at, s.submitted_by, s.late, s.files, s.verdict, s.counts, s.finding_counts,
    s.receipt_digest, s.mended_from, s.mended_cells, s.segments
  from submissions s`;

export const toSubmission = ({ mendedFrom, mendedCells, ...row }: SubmissionRow): Submission => ({
  ...row,
  receivedAt: row.receivedAt.toISOString(),
  mended: mendedFrom === null || mendedCells === null ? null : { from: mendedFrom, cells: mendedCells },
});

export const toFrame = (row: FrameRow, latest: SubmissionRow | undefined): Frame => ({
  id: row.id,
  cycle: { id: row.cycleId, name: row.cycleName, year: row.year },
  department: { id: row.departmentId, name: row.departmentName },
  list: row.list,
  attachment: row.attachment,
  minimum: row.minimum,
  agreedMinimum: row.agreedMinimum,
  coverage: row.coverage,
  deadlineOn: row.deadlineOn,
  state: row.state,
  returnReason: row.returnReason,
  latest: latest ? toSubmission(latest) : null,
  acceptedAt: row.acceptedAt?.toISOString() ?? null,
  processing: row.processing,
});

/** The frame, or 404: row-level security has already hidden other departments' frames from a liaison. */
export async function frameById(tx: Tx, frameId: string, options: { lock?: boolean } = {}): Promise<FrameRow> {
  const [row] = await tx<
    FrameRow[]
  >`${selectFrames(tx)} where f.id = ${frameId} ${options.lock ? tx`for update of f` : tx``}`;
  if (!row) throw new Problem('not-found');
  return row;
}

export async function submissionById(tx: Tx, submissionId: string): Promise<SubmissionRow> {
  const [row] = await tx<SubmissionRow[]>`${selectSubmissions(tx)} where s.id = ${submissionId}`;
  if (!row) throw new Problem('not-found');
  return row;
}

/** Finished frames with their latest submissions, in the order departments and attachments are listed. */
export async function framesWithLatest(tx: Tx, cycleId: string | undefined): Promise<Frame[]> {
  const rows = await tx<FrameRow[]>`
    ${selectFrames(tx)}
    ${cycleId === undefined ? tx`` : tx`where f.cycle_id = ${cycleId}`}
    order by c.year desc, c.name, d.name collate "zh-x-icu", f.attachment`;
  const ids = rows.flatMap((row) => row.latestSubmissionId ?? []);
  const submissions =
    ids.length === 0 ? [] : await tx<SubmissionRow[]>`${selectSubmissions(tx)} where s.id = any(${ids}::uuid[])`;
  const byId = new Map(submissions.map((row) => [row.id, row]));
  return rows.map((row) => toFrame(row, row.latestSubmissionId ? byId.get(row.latestSubmissionId) : undefined));
}

export async function frameWithLatest(tx: Tx, frameId: string): Promise<Frame> {
  const row = await frameById(tx, frameId);
  return toFrame(row, row.latestSubmissionId ? await submissionById(tx, row.latestSubmissionId) : undefined);
}
