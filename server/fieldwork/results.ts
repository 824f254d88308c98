/**
 * Results in: tried first, then stored in one transaction.
 *
 * Promise: a file with one mistake changes nothing. Attempts, outcomes and answers go in together or not at all; the same file
 * again changes nothing, a corrected one only what it corrects, and the trail says how many.
 */
import { randomUUID } from 'node:crypto';
import type { CallResults, InputFinding, UploadedFile } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { sha256Hex } from '#sampling';
import { fileAll, move, ofDraw, type Filing } from '#sheets';
import { fillTexts, itemsOf } from '#surveys';
import { blindIndex } from '#vault';
import { shownName, type Context } from '../context.ts';
import { askedCases, type Asked, type AskedKind } from './asked.ts';
import { judgeResults } from './judging.ts';
import { planResults, type Plan, type PlannedRow } from './planning.ts';
import { mappingOf } from './mappings.ts';
import { readResults, type ReadColumn } from './reading.ts';
import { headers } from './template.ts';
import { casesOf, choicesOf, outcomeChoices, requireOpen } from './rows.ts';

interface Upload {
  readonly kind?: AskedKind | undefined;
  /** The call room, when it has names of its own for the columns. */
  readonly room?: string | undefined;
  readonly files: readonly UploadedFile[];
}

interface Considered {
  readonly digest: string;
  readonly rows: number;
  readonly plan: Plan;
  readonly findings: readonly InputFinding[];
  readonly columns: readonly ReadColumn[];
  readonly offered: CallResults['offered'];
}

/** What a column may stand for: the fields, and every item somebody is asked. */
function offeredOf({ cases }: Asked): CallResults['offered'] {
  const items = new Map<string, string>();
  for (const { version } of new Map(cases.map((one) => [one.version.versionId, one])).values())
    for (const { id, question, row } of itemsOf(version.content)) {
      const words = fillTexts(row ? `${question.title}：${row.label}` : question.title, {
        ...version.texts,
        单位: '该单位',
      });
      if (!items.has(id)) items.set(id, `题目${id}：${words.replace(/\s+/g, ' ').slice(0, 60)}`);
    }
  return [
    ...Object.entries(headers).map(([key, label]) => ({ key, label })),
    ...Array.from(items, ([key, label]) => ({ key, label })),
  ];
}

async function consider(
  tx: Tx,
  ctx: Context,
  drawId: string,
  asked: Asked,
  { file, room }: { readonly file: UploadedFile; readonly room: string | undefined },
): Promise<Considered> {
  const items = new Set(asked.cases.flatMap(({ version }) => itemsOf(version.content).map(({ id }) => id)));
  // A matrix's own id heads no column; its rows do.
  const results = await readResults(file, {
    isItem: (id) => items.has(id),
    mapping: await mappingOf(tx, asked.cycleId, room),
  });
  const choices = outcomeChoices(await choicesOf(tx, asked.cycleId));
  const judged = judgeResults(results.rows, new Map(asked.cases.map((one) => [one.unitId, one])), choices, ctx.now);
  const { indexKey } = await ctx.vault.cycleKeys(tx, asked.cycleId);
  const plan = planResults(judged.rows, await casesOf(tx, drawId), await ofDraw(tx, drawId), (text) =>
    blindIndex(indexKey, `call ${text}`),
  );
  return {
    digest: sha256Hex(file.bytes),
    rows: results.rows.length,
    plan,
    findings: [...results.findings, ...judged.findings, ...plan.findings],
    columns: results.columns,
    offered: offeredOf(asked),
  };
}

const replyOf = ({ digest, rows, plan, findings, columns, offered }: Considered, stored: boolean): CallResults => ({
  stored,
  digest,
  rows,
  unchanged: plan.unchanged,
  filed: plan.rows.filter(({ file }) => file !== null).length,
  changes: [...plan.changes],
  findings: [...findings],
  columns: [...columns],
  offered,
});

export async function check(ctx: Context, drawId: string, { kind, room, files }: Upload): Promise<CallResults> {
  const [file] = files;
  if (!file) throw new Problem('no-file');
  return read(ctx, async (tx) => {
    const asked = await askedCases(tx, ctx, drawId, kind);
    return replyOf(await consider(tx, ctx, drawId, asked, { file, room }), false);
  });
}

export async function store(ctx: Context, drawId: string, { kind, room, files }: Upload): Promise<CallResults> {
  const [file] = files;
  if (!file) throw new Problem('no-file');
  return write(ctx, 'fieldwork.results', async (tx, note) => {
    // Two files at once: the second is compared with what the first has stored. Not `for update`: an answer by link refers to the draw.
    await tx`select 1 from draws where id = ${drawId} for no key update`;
    const asked = await askedCases(tx, ctx, drawId, kind);
    await requireOpen(tx, asked.cycleId);
    const considered = await consider(tx, ctx, drawId, asked, { file, room });
    const { plan, digest } = considered;
    const isSound = considered.findings.every(({ severity }) => severity !== 'error');
    if (isSound && plan.rows.length > 0) {
      const importId = await noteImport(tx, ctx, drawId, file.name, considered);
      await storeCalls(tx, ctx, drawId, plan.rows, importId);
      await storeAnswers(tx, ctx, drawId, plan.rows);
    }
    note({
      subject: `draw:${drawId}`,
      detail: {
        digest,
        rows: considered.rows,
        stored: isSound,
        changed: isSound ? plan.rows.length : 0,
        filed: isSound ? plan.rows.filter((one) => one.file !== null).length : 0,
        withdrawn: isSound ? plan.rows.filter(({ withdraw }) => withdraw !== null).length : 0,
        findings: considered.findings.length,
      },
    });
    return replyOf(considered, isSound);
  });
}

async function noteImport(
  tx: Tx,
  ctx: Context,
  drawId: string,
  fileName: string,
  { digest, rows, plan }: Considered,
): Promise<string> {
  const id = randomUUID();
  await tx`
    insert into fieldwork_imports (id, draw_id, number, file_name, digest, rows, changed, stored_at, stored_by)
    select ${id}::uuid, ${drawId}::uuid, coalesce(max(number), 0) + 1, ${fileName.slice(0, 200)}, ${digest}, ${rows},
      ${plan.rows.length}, ${ctx.now}, ${shownName(ctx.actor)}
    from fieldwork_imports where draw_id = ${drawId}`;
  return id;
}

async function storeCalls(
  tx: Tx,
  ctx: Context,
  drawId: string,
  rows: readonly PlannedRow[],
  importId: string,
): Promise<void> {
  await tx`
    insert into fieldwork_cases (draw_id, unit_id, department_id, list, interviewer, changed_at, changed_by)
    select ${drawId}::uuid, n.unit_id, n.department_id, n.list, n.interviewer, ${ctx.now}, ${shownName(ctx.actor)}
    from unnest(
      ${rows.map(({ row }) => row.asked.unitId)}::text[],
      ${rows.map(({ row }) => row.asked.departmentId)}::uuid[],
      ${rows.map(({ row }) => row.asked.list)}::text[],
      ${rows.map(({ row }) => row.interviewer)}::text[]
    ) as n (unit_id, department_id, list, interviewer)
    on conflict (draw_id, unit_id) do update set list = excluded.list, interviewer = excluded.interviewer, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by`;
  const called = rows.filter(({ calls }) => calls).map(({ row }) => row);
  if (called.length === 0) return;
  await tx`
    delete from fieldwork_attempts a
    using unnest(
      ${called.map(({ asked }) => asked.unitId)}::text[], ${called.map(({ attempts }) => attempts)}::int[]
    ) as n (unit_id, number)
    where a.draw_id = ${drawId} and a.unit_id = n.unit_id and a.number >= n.number`;
  await tx`
    insert into fieldwork_attempts (draw_id, unit_id, number, button, outcome, called_at, interviewer, import_id)
    select ${drawId}::uuid, n.unit_id, n.number, n.button, n.outcome, n.called_at, n.interviewer, ${importId}::uuid
    from unnest(
      ${called.map(({ asked }) => asked.unitId)}::text[],
      ${called.map(({ attempts }) => attempts)}::int[],
      ${called.map(({ pressed }) => pressed.button)}::text[],
      ${called.map(({ pressed }) => pressed.outcome)}::text[],
      ${called.map(({ calledAt }) => calledAt?.toISOString() ?? null)}::timestamptz[],
      ${called.map(({ interviewer }) => interviewer)}::text[]
    ) as n (unit_id, number, button, outcome, called_at, interviewer)`;
}

async function storeAnswers(tx: Tx, ctx: Context, drawId: string, rows: readonly PlannedRow[]): Promise<void> {
  const withdrawn = rows.filter(({ withdraw }) => withdraw !== null);
  if (withdrawn.length > 0) {
    await move(tx, {
      sheetIds: withdrawn.flatMap(({ withdraw }) => withdraw ?? []),
      from: 'counted',
      to: 'excluded',
      reasons: ['corrected'],
    });
    await tx`
      update fieldwork_cases set sheet_id = null, answers_digest = null
      where draw_id = ${drawId} and unit_id = any(${withdrawn.map(({ row }) => row.asked.unitId)}::text[])`;
  }
  const filing = rows.flatMap(({ row, existing, file }) =>
    file
      ? [
          {
            unitId: row.asked.unitId,
            digest: file.digest,
            filing: {
              idempotencyKey: `call ${drawId} ${row.asked.unitId} ${(existing?.filings ?? 0) + 1}`,
              versionId: row.asked.version.versionId,
              departmentId: row.asked.departmentId,
              channel: 'telephone',
              answers: file.answers,
              receivedAt: row.calledAt ?? ctx.now,
              case: { drawId, unitId: row.asked.unitId },
            } satisfies Filing,
          },
        ]
      : [],
  );
  if (filing.length === 0) return;
  const filed = await fileAll(
    tx,
    ctx,
    filing.map((one) => one.filing),
  );
  const sheets = filing.flatMap(({ unitId, digest }, index) => {
    const outcome = filed[index];
    if (outcome?.outcome === 'filed' || outcome?.outcome === 'repeated')
      return [{ unitId, digest, sheetId: outcome.sheetId }];
    // Answered elsewhere in this very moment: the first stands.
    if (outcome?.outcome === 'case-answered') return [];
    throw new Error('a released case that cannot be filed');
  });
  await tx`
    update fieldwork_cases c set sheet_id = n.sheet_id, answers_digest = decode(n.digest, 'hex'), filings = c.filings + 1
    from unnest(
      ${sheets.map(({ unitId }) => unitId)}::text[], ${sheets.map(({ sheetId }) => sheetId)}::uuid[],
      ${sheets.map(({ digest }) => digest.toString('hex'))}::text[]
    ) as n (unit_id, sheet_id, digest)
    where c.draw_id = ${drawId} and c.unit_id = n.unit_id`;
}
