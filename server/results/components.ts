/**
 * Scores of components that come from elsewhere: typed or uploaded, every value with its paper, every version kept.
 *
 * Promise: nothing that the scheme would refuse is stored; a file with one mistake changes nothing and says what to do at every place.
 */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { ComponentInput, enterComponents, ScoreUpload, UploadedFile } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { sha256Hex } from '#sampling';
import { compare, type GroupOutline, isNumberString, mustNumber, outlineOf, type Scheme } from '#surveys';
import { actorName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { componentTemplate, readComponentTable, type ComponentCell } from './component-workbook.ts';
import { settingsOf } from './derive.ts';
import { leafNames } from './leaf-names.ts';
import { allDecisions, appraiseesOf, componentsOf, cycleOf, inForce, mustScheme, plansOf } from './load.ts';
import { listUploads, storeUpload, toUpload } from './uploads.ts';
import { readSheets } from '#frames';

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface Fillable {
  readonly scheme: Scheme;
  readonly outline: readonly GroupOutline[];
  readonly appraisees: Awaited<ReturnType<typeof appraiseesOf>>;
  /** Leaves whose value comes out of answers. */
  readonly asked: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
}

export async function fillable(tx: Tx, cycleId: string): Promise<Fillable> {
  const { scheme } = await mustScheme(tx, cycleId);
  const decisions = inForce(await allDecisions(tx, cycleId));
  return {
    scheme,
    outline: outlineOf(scheme, settingsOf(scheme, { decisions })),
    appraisees: await appraiseesOf(tx, cycleId, scheme),
    asked: new Set(plansOf(scheme, decisions).keys()),
    names: leafNames(scheme),
  };
}

/** Why a value may not stand at a leaf of a department; nothing when it may. */
export function refusalOf(
  { outline, appraisees, asked, names }: Fillable,
  { departmentId, leaf, value, applies }: ComponentCell,
): string | undefined {
  const appraisee = appraisees.find(({ id }) => id === departmentId);
  if (!appraisee) return '不是本周期的被评价单位';
  const group = outline.find(({ id }) => id === appraisee.group);
  if (!group) return `“${appraisee.name}”还没有归入类别，请先归类`;
  if (group.manual) return `“${appraisee.name}”的结果由人工评定，不填指标得分`;
  const found = group.leaves.find(({ id }) => id === leaf);
  const form = group.forms.find(({ key }) => key === leaf);
  const name = found?.name ?? form?.name ?? names.get(leaf) ?? leaf;
  if (!found && !form) return `“${appraisee.name}”所属类别没有“${name}”这个指标`;
  if (asked.has(leaf) || (form && asked.has(form.leaf))) return `“${name}”由评议结果算出，不能填写`;
  if (!applies) return found?.mayNotApply ? undefined : `“${name}”不能标为不适用`;
  if (value === null) return undefined;
  const given: unknown = value;
  if (!isNumberString(given)) return `“${name}”的得分“${value.slice(0, 20)}”不是数，请写成 86.5 或 9520/113`;
  const number = mustNumber(value);
  if (compare(number, mustNumber('0')) < 0) return `“${name}”的得分不能小于0`;
  const top = found ? (found.unit === 'percent' ? '100' : found.unit === 'points' ? found.full : null) : null;
  return top !== null && compare(number, mustNumber(top)) > 0
    ? `“${name}”的得分${value}超过满分${top}，请核对`
    : undefined;
}

export async function list(
  ctx: Context,
  cycleId: string,
): Promise<{ items: ComponentInput[]; uploads: ScoreUpload[] }> {
  return read(ctx, async (tx) => {
    await cycleOf(tx, cycleId);
    const rows = await componentsOf(tx, cycleId);
    return {
      items: rows.map(({ appraisee, enteredAt, ...row }) => ({
        ...row,
        departmentId: appraisee,
        enteredAt: enteredAt.toISOString(),
      })),
      uploads: await listUploads(tx, cycleId, 'components'),
    };
  });
}

export async function enter(
  ctx: Context,
  cycleId: string,
  { items, document }: z.output<(typeof enterComponents)['body']>,
): Promise<{ changed: number }> {
  return write(ctx, 'score.components', async (tx, note) => {
    const open = await fillable(tx, cycleId);
    for (const item of items) {
      const refusal = refusalOf(open, item);
      if (refusal !== undefined) throw new Problem('component-invalid', { reason: refusal });
    }
    const changed = await insertCells(tx, ctx, cycleId, items, document, null);
    note({ subject: `cycle:${cycleId}`, detail: { changed, document } });
    return { changed };
  });
}

/** New versions of what differs from the one in force. */
async function insertCells(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  cells: readonly ComponentCell[],
  document: string,
  uploadId: string | null,
): Promise<number> {
  const present = new Map(
    (await componentsOf(tx, cycleId)).map((row) => [`${row.appraisee} ${row.leaf}`, row] as const),
  );
  const fresh = cells.filter(({ departmentId, leaf, value, applies }) => {
    const before = present.get(`${departmentId} ${leaf}`);
    return before ? before.value !== value || before.applies !== applies : value !== null || !applies;
  });
  if (fresh.length > 0)
    await tx`
      insert into component_inputs (cycle_id, department_id, leaf, value, applies, document, upload_id, entered_by, entered_at)
      select ${cycleId}::uuid, given.department_id, given.leaf, given.value, given.applies::boolean, ${document}, ${uploadId}::uuid,
        ${actorName(ctx.actor)}, ${ctx.now}
      from unnest(${fresh.map(({ departmentId }) => departmentId)}::uuid[], ${fresh.map(({ leaf }) => leaf)}::text[],
        ${fresh.map(({ value }) => value)}::text[], ${fresh.map(({ applies }) => String(applies))}::text[])
        as given(department_id, leaf, value, applies)`;
  return fresh.length;
}

export async function template(ctx: Context, cycleId: string): Promise<FileReply> {
  const { cycle, open, rows } = await read(ctx, async (tx) => ({
    cycle: await cycleOf(tx, cycleId),
    open: await fillable(tx, cycleId),
    rows: await componentsOf(tx, cycleId),
  }));
  return new FileReply(await componentTemplate(cycle.name, open, rows), xlsx, {
    fileName: `指标得分填报表-${cycle.name}.xlsx`,
  });
}

export async function upload(
  ctx: Context,
  cycleId: string,
  { document, files }: { document: string; files: readonly UploadedFile[] },
): Promise<ScoreUpload> {
  const [file] = files;
  if (!file) throw new Problem('no-file');
  const sheets = await readSheets(file);
  return write(ctx, 'score.components-upload', async (tx, note) => {
    const open = await fillable(tx, cycleId);
    const { cells, findings } = readComponentTable(sheets, open, (cell) => refusalOf(open, cell));
    const applied = cells.length > 0 && findings.every(({ severity }) => severity !== 'error');
    const id = randomUUID();
    const row = await storeUpload(tx, ctx, {
      id,
      cycleId,
      kind: 'components',
      fileName: file.name,
      digest: sha256Hex(file.bytes),
      content: Buffer.from(file.bytes),
      applied,
      findings,
      document,
    });
    const values = applied ? await insertCells(tx, ctx, cycleId, cells, document, id) : 0;
    note({
      subject: `cycle:${cycleId}`,
      detail: { number: row.number, digest: row.digest, applied, values, findings: findings.length },
    });
    return toUpload(row, values);
  });
}
