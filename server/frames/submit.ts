/**
 * Filing: a department's files are checked against the whole contract, together with its other lists, and kept.
 *
 * Promise: the check runs in a child process before any row is locked; what is stored is one transaction; a second filing
 * that overtakes is not overwritten. Nothing personal is written in clear, and no password is kept.
 */
import { createHash, randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Submission, UploadedFile } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { canonicalJson } from '../audit-append.ts';
import { actorName, type Context } from '../context.ts';
import { seal, unseal, type CycleKeys } from '../vault.ts';
import type { FiledGroup, FrameCheckDocument, FrameCheckRequest } from './check.ts';
import { ReadRefusal } from './read/index.ts';
import { frameById, submissionById, toSubmission, type FrameRow } from './rows.ts';
import { storedDocument } from './stored.ts';
import { cityOf } from './unit-id.ts';
import { storeUnits } from './units.ts';
import { ChildRefusal, checkFramesInChild } from './worker-client.ts';

const LIMITS = { memoryMb: 1024, timeoutMs: 120_000 } as const;

/** A list that is checked: the one filed now, or another of the same department for overlap (R24). */
interface CheckedList {
  readonly frame: FrameRow;
  readonly submissionId: string | null;
  readonly filed: FiledGroup;
}

export async function submit(
  ctx: Context,
  frameId: string,
  input: { password?: string | undefined; files: readonly UploadedFile[] },
): Promise<Submission> {
  if (input.files.length === 0 || input.files.every((file) => file.bytes.length === 0)) throw new Problem('no-file');
  const { frame, others, keys } = await read(ctx, (tx) => gather(tx, ctx, frameId));
  const receivedAt = ctx.now;
  const checked = await check(ctx, frame, others, input);
  return write(ctx, 'frame.submit', async (tx, note) => {
    const current = await frameById(tx, frameId, { lock: true });
    refuseClosed(current);
    const late = beijingDay(receivedAt) > current.deadlineOn;
    const submissionId = randomUUID();
    const [last] = await tx<{ number: number }[]>`
      select coalesce(max(number), 0)::int as number from submissions where frame_id = ${frameId}`;
    const number = (last?.number ?? 0) + 1;
    const files = input.files.map((file) => ({
      name: file.name,
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
      bytes: file.bytes.length,
    }));
    const result = resultOf(checked.document, 0);
    const receiptDigest = createHash('sha256')
      .update(
        canonicalJson({
          frameId,
          number,
          receivedAt: receivedAt.toISOString(),
          files,
          counts: result.counts,
          verdict: result.verdict,
        }),
      )
      .digest('hex');
    await tx`
      insert into submissions (id, frame_id, department_id, number, received_at, submitted_by, late, files, verdict, counts,
        finding_counts, document_sealed, filed_sealed, receipt_digest)
      values (${submissionId}, ${frameId}, ${current.departmentId}, ${number}, ${receivedAt}, ${actorName(ctx.actor)}, ${late},
        ${tx.json(files)}, ${result.verdict}, ${tx.json(result.counts)}, ${tx.json(result.findingCounts)},
        ${seal(keys.dataKey, documentPlace(submissionId), result.packed)},
        ${seal(keys.dataKey, filedPlace(submissionId), checked.filed)}, ${receiptDigest})`;
    await tx`
      update frames set
        state = ${result.verdict === 'accepted' ? 'filed' : 'returned'}, latest_submission_id = ${submissionId}, return_reason = null
      where id = ${frameId}`;
    await storeUnits(tx, ctx, { frameId, submissionId, departmentId: current.departmentId, keys }, result.persons);
    if (!holdsForbidden(checked.document))
      for (const [index, file] of input.files.entries())
        await tx`
          insert into submission_files (submission_id, department_id, ordinal, content_sealed)
          values (${submissionId}, ${current.departmentId}, ${index + 1},
            ${seal(keys.dataKey, `submission_files/${submissionId}/${index + 1}/content`, file.bytes)})`;
    note({
      subject: `frame:${frameId}`,
      detail: {
        department: current.departmentName,
        list: current.list,
        number,
        verdict: result.verdict,
        counts: result.counts,
        files: files.map(({ sha256 }) => sha256),
        late,
      },
    });
    for (const [index, other] of others.entries())
      await recheck(tx, ctx, other, resultOf(checked.document, index + 1), keys);
    return toSubmission(await submissionById(tx, submissionId));
  });
}

/** A list filed earlier may overlap with this one, or no longer overlap: its verdict follows, unless it is accepted. */
async function recheck(tx: Tx, ctx: Context, other: CheckedList, result: ListResult, keys: CycleKeys): Promise<void> {
  const current = await frameById(tx, other.frame.id, { lock: true });
  const submissionId = current.latestSubmissionId;
  if (submissionId === null || submissionId !== other.submissionId) return;
  if (current.state !== 'filed' && current.state !== 'returned') return;
  await tx`
    update submissions set
      verdict = ${result.verdict}, counts = ${tx.json(result.counts)}, finding_counts = ${tx.json(result.findingCounts)},
      document_sealed = ${seal(keys.dataKey, documentPlace(submissionId), result.packed)}
    where id = ${submissionId}`;
  // A reason written by a person stands until the department files again.
  if (current.returnReason === null)
    await tx`update frames set state = ${result.verdict === 'accepted' ? 'filed' : 'returned'} where id = ${current.id}`;
  await storeUnits(
    tx,
    ctx,
    { frameId: current.id, submissionId, departmentId: current.departmentId, keys },
    result.persons,
  );
}

export const documentPlace = (submissionId: string): string => `submissions/${submissionId}/document`;
const filedPlace = (submissionId: string): string => `submissions/${submissionId}/filed`;

const beijingDay = (instant: Date): string => new Date(instant.getTime() + 8 * 3600_000).toISOString().slice(0, 10);

function refuseClosed(frame: FrameRow): void {
  if (frame.state === 'locked') throw new Problem('frame-locked');
  if (frame.state === 'accepted') throw new Problem('frame-accepted');
  if (frame.cycleState === 'closed') throw new Problem('cycle-closed');
}

/** The frame, the department's other lists of the cycle as last filed, and the cycle's keys. */
async function gather(
  tx: Tx,
  ctx: Context,
  frameId: string,
): Promise<{ frame: FrameRow; others: CheckedList[]; keys: CycleKeys }> {
  const frame = await frameById(tx, frameId);
  refuseClosed(frame);
  const keys = await ctx.vault.cycleKeys(tx, frame.cycleId);
  const siblings = await tx<{ id: string; submissionId: string; filedSealed: Buffer }[]>`
    select f.id, s.id as submission_id, s.filed_sealed
    from frames f join submissions s on s.id = f.latest_submission_id
    where f.cycle_id = ${frame.cycleId} and f.department_id = ${frame.departmentId} and f.id <> ${frameId}
      and f.list <> 'service-users'
    order by f.attachment`;
  const others: CheckedList[] = [];
  for (const sibling of siblings)
    others.push({
      frame: await frameById(tx, sibling.id),
      submissionId: sibling.submissionId,
      filed: JSON.parse(
        gunzipSync(unseal(keys.dataKey, filedPlace(sibling.submissionId), sibling.filedSealed)).toString('utf8'),
      ) as FiledGroup,
    });
  return { frame, others, keys };
}

function groupOf(frame: FrameRow) {
  return {
    kind: frame.list,
    ...(frame.attachment === null ? {} : { attachment: frame.attachment }),
    minimum: frame.minimum,
    coverage: frame.coverage,
    department: frame.departmentName,
  } as const;
}

async function check(
  ctx: Context,
  frame: FrameRow,
  others: readonly CheckedList[],
  input: { password?: string | undefined; files: readonly UploadedFile[] },
): Promise<{ document: FrameCheckDocument; filed: Buffer }> {
  const request: FrameCheckRequest = {
    groups: [
      {
        ...groupOf(frame),
        files: input.files.map(({ name, bytes }) => ({ name, bytes })),
        ...(input.password ? { password: input.password } : {}),
      },
      ...others.map((other) => ({ ...groupOf(other.frame), files: [], filed: other.filed })),
    ],
    homeArea: frame.homeArea,
    year: frame.year,
    received: ctx.now.toISOString(),
    deadline: frame.deadlineOn,
    keepFiled: true,
  };
  try {
    const { document, filed } = await checkFramesInChild(request, LIMITS);
    return { document, filed: gzipSync(JSON.stringify(filed?.[0] ?? null)) };
  } catch (error) {
    if (error instanceof ChildRefusal) throw new Problem('check-exhausted');
    if (!(error instanceof ReadRefusal)) throw error;
    const wantsPassword = error.code === 'password-required' || error.code === 'wrong-password';
    throw new Problem(wantsPassword ? 'password-required' : 'file-unreadable', {
      file: error.file,
      reason: error.message,
      readCode: error.code,
    });
  }
}

/** The filed bytes hold what the notice never asked for: the department is told it was not saved, so it is not. */
const holdsForbidden = (document: FrameCheckDocument): boolean =>
  document.findings.some(({ list, code }) => list === 0 && (code === 'forbidden-column' || code === 'forbidden-value'));

interface ListResult {
  readonly verdict: Submission['verdict'];
  readonly counts: Submission['counts'];
  readonly findingCounts: Submission['findingCounts'];
  /** The stored document, compressed. */
  readonly packed: Buffer;
  readonly persons: Parameters<typeof storeUnits>[3];
}

/** One list's part of the joint document. */
function resultOf(document: FrameCheckDocument, list: number): ListResult {
  const part = document.lists[list];
  if (!part) throw new Error('the check lost a list');
  const findings = document.findings.filter((finding) => finding.list === list);
  const findingCounts = { error: 0, review: 0, warning: 0, info: 0 };
  for (const finding of findings) findingCounts[finding.severity] += 1;
  return {
    verdict: part.verdict,
    counts: part.counts,
    findingCounts,
    packed: gzipSync(JSON.stringify(storedDocument(findings))),
    persons: document.persons
      .filter((person) => person.list === list)
      .map((person) => ({ ...person, city: cityOf(person) })),
  };
}
