/**
 * The analyses of a cycle: drafted, decided on and sealed by the department, accepted by the office.
 *
 * Promise: nobody overwrites what somebody else has just written; what is accepted was whole, within 1,400 characters and two
 * sides of A4 when it was filed; the sealed paper is kept sealed by the cycle's key.
 */
import { analysisLimits, analysisSections, analysisStateLabels } from '#contract';
import type { Analysis, AnalysisStanding, AnalysisTexts, Category, UploadedFile } from '#contract';
import { read, write, type Tx } from '#db';
import { printPdf, writeWord } from '#documents';
import { Problem } from '#problem';
import { countWords } from '#surveys';
import { beijingDay } from '../beijing.ts';
import { shownName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { seal, unseal } from '../vault.ts';
import { kindOf, readScan } from './scan.ts';
import { sheetOf, volumeOf, type FiledAnalysis } from './sheets.ts';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface Row {
  cycleId: string;
  cycleName: string;
  year: number;
  closed: boolean;
  deadlineOn: string | null;
  departmentId: string;
  departmentName: string;
  category: Category;
  revision: number | null;
  state: 'draft' | 'filed' | 'returned' | 'accepted' | null;
  tasks: string | null;
  innovations: string | null;
  difficulties: string | null;
  savedAt: Date | null;
  approvedBy: string | null;
  approvedOn: string | null;
  filedAt: Date | null;
  filedBy: string | null;
  returnReason: string | null;
  scanName: string | null;
  scanBytes: number | null;
  scanSha256: string | null;
}

interface Place {
  readonly cycleId: string;
  readonly departmentId: string;
}

const scanPlace = ({ cycleId, departmentId }: Place): string => `analyses/${cycleId}/${departmentId}/scan`;

/** The appraisees a caller may see, with what each has written: a liaison's own department only. */
async function rowsOf(tx: Tx, ctx: Context, asked: Partial<Place>): Promise<Row[]> {
  const own = ctx.actor.kind === 'account' && ctx.actor.role === 'liaison' ? ctx.actor.departmentId : undefined;
  return tx<Row[]>`
    select c.id as cycle_id, c.name as cycle_name, c.year, c.state = 'closed' as closed,
      c.analysis_deadline_on::text as deadline_on, d.id as department_id, d.name as department_name, p.category,
      a.revision, a.state, a.tasks, a.innovations, a.difficulties, a.saved_at, a.approved_by,
      a.approved_on::text as approved_on, a.filed_at, a.filed_by, a.return_reason, a.scan_name, a.scan_bytes, a.scan_sha256
    from appraisees p
    join cycles c on c.id = p.cycle_id
    join departments d on d.id = p.department_id
    left join analyses a on a.cycle_id = p.cycle_id and a.department_id = p.department_id
    where true
      ${own === undefined ? tx`` : tx`and p.department_id = ${own}`}
      ${asked.cycleId === undefined ? tx`` : tx`and p.cycle_id = ${asked.cycleId}`}
      ${asked.departmentId === undefined ? tx`` : tx`and p.department_id = ${asked.departmentId}`}
    order by c.year desc, c.created_at desc, d.name collate "zh-x-icu"`;
}

async function rowOf(tx: Tx, ctx: Context, place: Place): Promise<Row> {
  const [row] = await rowsOf(tx, ctx, place);
  if (!row) throw new Problem('not-found');
  return row;
}

/** The row, locked against the department's other people and the office. The appraisee is locked: a draft may not exist yet. */
async function lockedRow(tx: Tx, ctx: Context, place: Place): Promise<Row> {
  await tx`
    select 1 from appraisees
    where cycle_id = ${place.cycleId} and department_id = ${place.departmentId} for update`;
  const row = await rowOf(tx, ctx, place);
  if (row.closed) throw new Problem('cycle-closed');
  return row;
}

const textsOf = ({ tasks, innovations, difficulties }: Row): AnalysisTexts => ({
  tasks: tasks ?? '',
  innovations: innovations ?? '',
  difficulties: difficulties ?? '',
});
const wordsOf = (texts: AnalysisTexts): number =>
  analysisSections.reduce((sum, { key }) => sum + countWords(texts[key]), 0);

function toStanding(row: Row): AnalysisStanding {
  return {
    cycle: { id: row.cycleId, name: row.cycleName, year: row.year, closed: row.closed },
    department: { id: row.departmentId, name: row.departmentName, category: row.category },
    deadlineOn: row.deadlineOn,
    state: row.state ?? 'awaited',
    words: wordsOf(textsOf(row)),
    savedAt: row.savedAt?.toISOString() ?? null,
    filedAt: row.filedAt?.toISOString() ?? null,
    filedBy: row.filedBy,
    late: row.deadlineOn !== null && row.filedAt !== null && beijingDay(row.filedAt) > row.deadlineOn,
    returnReason: row.returnReason,
  };
}

function toAnalysis(row: Row): Analysis {
  const { approvedBy, approvedOn, scanName, scanBytes, scanSha256 } = row;
  return {
    ...toStanding(row),
    texts: textsOf(row),
    revision: row.revision ?? 0,
    approval: approvedBy === null || approvedOn === null ? null : { body: approvedBy, decidedOn: approvedOn },
    scan:
      scanName === null || scanBytes === null || scanSha256 === null
        ? null
        : { name: scanName, bytes: scanBytes, sha256: scanSha256 },
  };
}

export async function listOwn(ctx: Context): Promise<{ items: AnalysisStanding[] }> {
  return read(ctx, async (tx) => ({ items: (await rowsOf(tx, ctx, {})).map(toStanding) }));
}

async function cycleOf(tx: Tx, cycleId: string): Promise<{ name: string; year: number; deadlineOn: string | null }> {
  const [cycle] = await tx<{ name: string; year: number; deadlineOn: string | null }[]>`
    select name, year, analysis_deadline_on::text as deadline_on from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  return cycle;
}

export async function list(
  ctx: Context,
  cycleId: string,
): Promise<{ deadlineOn: string | null; items: AnalysisStanding[] }> {
  return read(ctx, async (tx) => {
    const { deadlineOn } = await cycleOf(tx, cycleId);
    return { deadlineOn, items: (await rowsOf(tx, ctx, { cycleId })).map(toStanding) };
  });
}

export async function get(ctx: Context, place: Place): Promise<Analysis> {
  return read(ctx, async (tx) => toAnalysis(await rowOf(tx, ctx, place)));
}

/** What raters read beside the form, by department: accepted texts only. */
export async function acceptedTexts(tx: Tx, cycleId: string): Promise<Map<string, AnalysisTexts>> {
  const rows = await tx<(AnalysisTexts & { departmentId: string })[]>`
    select department_id, tasks, innovations, difficulties from analyses
    where cycle_id = ${cycleId} and state = 'accepted'`;
  return new Map(rows.map(({ departmentId, ...texts }) => [departmentId, texts]));
}

const subjectOf = ({ cycleId }: Place): string => `cycle:${cycleId}`;

function refuseFiled(row: Row): void {
  if (row.state === 'filed' || row.state === 'accepted')
    throw new Problem('analysis-filed', {
      next: row.state === 'filed' ? '要修改请先撤回' : '要修改请联系绩效办退回',
    });
}

function refuseChanged(row: Row, revision: number): void {
  if ((row.revision ?? 0) !== revision) throw new Problem('analysis-changed');
}

export async function save(
  ctx: Context,
  place: Place,
  { revision, ...texts }: AnalysisTexts & { readonly revision: number },
): Promise<Analysis> {
  return write(ctx, 'analysis.save', async (tx, note) => {
    const row = await lockedRow(tx, ctx, place);
    refuseFiled(row);
    refuseChanged(row, revision);
    await tx`
      insert into analyses (cycle_id, department_id, revision, state, tasks, innovations, difficulties, saved_at)
      values (${place.cycleId}, ${place.departmentId}, 1, 'draft', ${texts.tasks}, ${texts.innovations},
        ${texts.difficulties}, ${ctx.now})
      on conflict (cycle_id, department_id) do update set
        revision = analyses.revision + 1, tasks = excluded.tasks, innovations = excluded.innovations,
        difficulties = excluded.difficulties, saved_at = excluded.saved_at`;
    note({ subject: subjectOf(place), detail: { department: row.departmentName, words: wordsOf(texts) } });
    return toAnalysis(await rowOf(tx, ctx, place));
  });
}

export async function file(
  ctx: Context,
  place: Place,
  input: {
    readonly revision: number;
    readonly body: string;
    readonly decidedOn: string;
    readonly files: readonly UploadedFile[];
  },
): Promise<Analysis> {
  // Setting the pages takes a moment: done before any row is locked, for the very revision that is then filed.
  const before = await get(ctx, place);
  const whole = await incomplete(before, input, beijingDay(ctx.now));
  return write(ctx, 'analysis.file', async (tx, note) => {
    const row = await lockedRow(tx, ctx, place);
    refuseFiled(row);
    refuseChanged(row, input.revision);
    if (before.revision !== input.revision) throw new Problem('analysis-changed');
    if (whole.length > 0) throw new Problem('analysis-incomplete', { reasons: whole.join('；') });
    const scanned = readScan(input.files, row.departmentName);
    const { dataKey } = await ctx.vault.cycleKeys(tx, place.cycleId);
    await tx`
      update analyses set state = 'filed', revision = revision + 1, approved_by = ${input.body}, approved_on = ${input.decidedOn},
        filed_at = ${ctx.now}, filed_by = ${shownName(ctx.actor)}, return_reason = null,
        scan_name = ${scanned.name}, scan_bytes = ${scanned.bytes.length}, scan_sha256 = ${scanned.sha256},
        scan_sealed = ${seal(dataKey, scanPlace(place), Buffer.from(scanned.bytes))}
      where cycle_id = ${place.cycleId} and department_id = ${place.departmentId}`;
    const after = toAnalysis(await rowOf(tx, ctx, place));
    note({
      subject: subjectOf(place),
      detail: { department: row.departmentName, words: after.words, scanSha256: scanned.sha256, late: after.late },
    });
    return after;
  });
}

/** Why an analysis cannot be filed yet, in the department's words. */
async function incomplete(
  { texts, words, cycle, department }: Analysis,
  { decidedOn }: { readonly decidedOn: string },
  today: string,
): Promise<readonly string[]> {
  const reasons = analysisSections.filter(({ key }) => texts[key] === '').map(({ label }) => `“${label}”还没有写`);
  if (words > analysisLimits.words)
    reasons.push(`三栏合计${words}字，超过${analysisLimits.words}字，请删减${words - analysisLimits.words}字`);
  if (decidedOn > today) reasons.push('审定日期在今天之后，请核对');
  if (reasons.length > 0) return reasons;
  const { pages } = await printPdf(sheetOf(cycle.year, { department: department.name, texts }));
  if (pages > analysisLimits.pages) reasons.push(`印出来有${pages}页，超过A4正反两面；请减少段落或空行`);
  return reasons;
}

/** Moves between states that need nothing but the permission; Problem `analysis-state` says where it stands now. */
async function move(
  ctx: Context,
  place: Place,
  act: {
    readonly action: string;
    readonly from: readonly Row['state'][];
    readonly to: 'draft' | 'accepted' | 'returned';
    readonly reason?: string;
    readonly revision?: number;
  },
): Promise<Analysis> {
  return write(ctx, act.action, async (tx, note) => {
    const row = await lockedRow(tx, ctx, place);
    if (!act.from.includes(row.state))
      throw new Problem('analysis-state', { state: analysisStateLabels[row.state ?? 'awaited'] });
    if (act.revision !== undefined) refuseChanged(row, act.revision);
    await tx`
      update analyses set state = ${act.to}, return_reason = ${act.reason ?? null}
      where cycle_id = ${place.cycleId} and department_id = ${place.departmentId}`;
    note({
      subject: subjectOf(place),
      detail: { department: row.departmentName, ...(act.reason === undefined ? {} : { reason: act.reason }) },
    });
    return toAnalysis(await rowOf(tx, ctx, place));
  });
}

export const withdraw = (ctx: Context, place: Place): Promise<Analysis> =>
  move(ctx, place, { action: 'analysis.withdraw', from: ['filed'], to: 'draft' });
/** `revision` is what the reader had before the eyes: an analysis filed again since is not accepted unseen. */
export const accept = (ctx: Context, place: Place, { revision }: { readonly revision: number }): Promise<Analysis> =>
  move(ctx, place, { action: 'analysis.accept', from: ['filed'], to: 'accepted', revision });
export const returnToDepartment = (ctx: Context, place: Place, input: { readonly reason: string }): Promise<Analysis> =>
  move(ctx, place, { action: 'analysis.return', from: ['filed', 'accepted'], to: 'returned', ...input });

export async function scan(ctx: Context, place: Place): Promise<FileReply> {
  return read(ctx, async (tx) => {
    const row = await rowOf(tx, ctx, place);
    const [stored] = await tx<{ scanSealed: Buffer | null }[]>`
      select scan_sealed from analyses where cycle_id = ${place.cycleId} and department_id = ${place.departmentId}`;
    if (!stored?.scanSealed || row.scanName === null) throw new Problem('not-found');
    const { dataKey } = await ctx.vault.cycleKeys(tx, place.cycleId);
    const bytes = unseal(dataKey, scanPlace(place), stored.scanSealed);
    return new FileReply(bytes, kindOf(bytes)?.mediaType ?? 'application/octet-stream', { fileName: row.scanName });
  });
}

async function sheet(ctx: Context, place: Place) {
  const { cycle, department, texts } = await get(ctx, place);
  return sheetOf(cycle.year, { department: department.name, texts });
}

export async function printOne(ctx: Context, place: Place): Promise<FileReply> {
  const document = await sheet(ctx, place);
  return new FileReply((await printPdf(document)).bytes, 'application/pdf', { fileName: `${document.title}.pdf` });
}

export async function writeOne(ctx: Context, place: Place): Promise<FileReply> {
  const document = await sheet(ctx, place);
  return new FileReply(await writeWord(document), docx, { fileName: `${document.title}.docx` });
}

async function volume(ctx: Context, cycleId: string) {
  return read(ctx, async (tx) => {
    const cycle = await cycleOf(tx, cycleId);
    const filed = (await rowsOf(tx, ctx, { cycleId }))
      .filter(({ state }) => state === 'accepted')
      .map((row): FiledAnalysis => ({ department: row.departmentName, category: row.category, texts: textsOf(row) }));
    if (filed.length === 0) throw new Problem('nothing-accepted');
    return volumeOf(cycle, filed);
  });
}

export async function printVolume(ctx: Context, cycleId: string): Promise<FileReply> {
  const document = await volume(ctx, cycleId);
  return new FileReply((await printPdf(document)).bytes, 'application/pdf', { fileName: `${document.title}.pdf` });
}

export async function writeVolume(ctx: Context, cycleId: string): Promise<FileReply> {
  const document = await volume(ctx, cycleId);
  return new FileReply(await writeWord(document), docx, { fileName: `${document.title}.docx` });
}

export async function setDeadline(
  ctx: Context,
  cycleId: string,
  input: { readonly deadlineOn: string | null },
): Promise<{ deadlineOn: string | null }> {
  return write(ctx, 'analysis.deadline', async (tx, note) => {
    const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId} for update`;
    if (!cycle) throw new Problem('not-found');
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    await tx`update cycles set analysis_deadline_on = ${input.deadlineOn} where id = ${cycleId}`;
    note({ subject: `cycle:${cycleId}`, detail: { deadlineOn: input.deadlineOn } });
    return input;
  });
}
