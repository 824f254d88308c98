/** Files of inputs as they came: kept with digest, findings and what became of them. */
import type { InputFinding, ScoreUpload } from '#contract';
import type { Tx } from '#db';
import { actorName, type Context } from '../context.ts';

interface NewUpload {
  readonly id: string;
  readonly cycleId: string;
  readonly kind: 'components' | 'counts';
  readonly fileName: string;
  readonly digest: string;
  readonly content: Buffer;
  readonly applied: boolean;
  readonly findings: readonly InputFinding[];
  readonly document: string;
}

interface UploadRow extends Omit<NewUpload, 'content' | 'cycleId' | 'kind'> {
  readonly number: number;
  readonly uploadedBy: string;
  readonly uploadedAt: Date;
}

export async function storeUpload(tx: Tx, ctx: Context, upload: NewUpload): Promise<UploadRow> {
  // One upload after the other, so that each has its own number.
  await tx`select pg_advisory_xact_lock(hashtext(${`score-upload ${upload.cycleId}`}))`;
  const [last] = await tx<{ number: number | null }[]>`
    select max(number) as number from score_uploads where cycle_id = ${upload.cycleId} and kind = ${upload.kind}`;
  const number = (last?.number ?? 0) + 1;
  const uploadedBy = actorName(ctx.actor);
  await tx`
    insert into score_uploads (id, cycle_id, kind, number, file_name, digest, content, applied, findings, document, uploaded_by, uploaded_at)
    values (${upload.id}, ${upload.cycleId}, ${upload.kind}, ${number}, ${upload.fileName}, ${upload.digest}, ${upload.content},
      ${upload.applied}, ${tx.json(upload.findings)}, ${upload.document}, ${uploadedBy}, ${ctx.now})`;
  return { ...upload, number, uploadedBy, uploadedAt: ctx.now };
}

export const toUpload = ({ uploadedAt, findings, ...row }: UploadRow, values: number): ScoreUpload => ({
  id: row.id,
  number: row.number,
  fileName: row.fileName,
  digest: row.digest,
  applied: row.applied,
  values,
  findings: [...findings],
  document: row.document,
  uploadedBy: row.uploadedBy,
  uploadedAt: uploadedAt.toISOString(),
});

export async function listUploads(tx: Tx, cycleId: string, kind: NewUpload['kind']): Promise<ScoreUpload[]> {
  const rows = await tx<(UploadRow & { values: number })[]>`
    select u.id, u.number, u.file_name, u.digest, u.applied, u.findings, u.document, u.uploaded_by, u.uploaded_at,
      ((select count(*) from component_inputs i where i.upload_id = u.id)
        + (select count(*) from outside_counts c where c.upload_id = u.id))::int as values
    from score_uploads u
    where u.cycle_id = ${cycleId} and u.kind = ${kind}
    order by u.number desc limit 50`;
  return rows.map((row) => toUpload(row, row.values));
}
