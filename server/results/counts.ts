/** Option counts of a survey held elsewhere, by workbook: one row a department and question, one column an option. */
import { randomUUID } from 'node:crypto';
import ExcelJS from 'exceljs';
import type { InputFinding, ScoreUpload, UploadedFile } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { sha256Hex } from '#sampling';
import { computeSatisfaction, type SatisfactionPlan } from '#surveys';
import { actorName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { xlsx } from './components.ts';
import { settingsOf } from './derive.ts';
import { leafNames } from './leaf-names.ts';
import { allDecisions, appraiseesOf, cycleOf, inForce, mustScheme, plansOf } from './load.ts';
import { satisfactionRequest } from './satisfaction-request.ts';
import { listUploads, storeUpload, toUpload } from './uploads.ts';
import { columnLetter, readSheets, type TableSheet } from '#frames';
import { styleSheet, writeBook } from './workbook-style.ts';
import { outlineOf } from '#surveys';

interface OutsidePlan {
  readonly leaf: string;
  readonly leafName: string;
  readonly plan: SatisfactionPlan;
  readonly codes: readonly string[];
  readonly group: SatisfactionPlan['raterGroups'][number];
  readonly members: readonly { readonly id: string; readonly name: string }[];
}

/** Columns beside the options, with what they are in the contract. */
const extras = [
  { header: '不了解', key: 'noOpinion' },
  { header: '弃权', key: 'abstained' },
  { header: '废票', key: 'void' },
  { header: '应评', key: 'eligible' },
] as const;

async function outsidePlans(tx: Tx, cycleId: string): Promise<OutsidePlan[]> {
  const { scheme } = await mustScheme(tx, cycleId);
  const decisions = inForce(await allDecisions(tx, cycleId));
  const appraisees = await appraiseesOf(tx, cycleId, scheme);
  const outline = outlineOf(scheme, settingsOf(scheme, { decisions }));
  const names = leafNames(scheme);
  const plans = [...plansOf(scheme, decisions)].flatMap(([leaf, plan]) => {
    const groups = new Set(
      outline.filter(({ manual, leaves }) => !manual && leaves.some(({ id }) => id === leaf)).map(({ id }) => id),
    );
    const members = appraisees.filter(({ group }) => group !== null && groups.has(group));
    const outcome = computeSatisfaction(satisfactionRequest({ plan, cells: [] }, []), (text) => sha256Hex(text));
    const points = outcome.ok ? (Object.values(outcome.value.tables)[0]?.points ?? {}) : {};
    const codes = Object.keys(points).toSorted((a, b) => Number(points[b]) - Number(points[a]));
    return plan.raterGroups
      .filter(({ source }) => source === 'counts')
      .map((group): OutsidePlan => ({ leaf, leafName: names.get(leaf) ?? leaf, plan, codes, group, members }));
  });
  if (plans.length === 0) throw new Problem('no-outside-counts');
  return plans;
}

const sheetName = ({ leaf, group }: OutsidePlan): string => `${leaf}~${group.id}`.slice(0, 31);

export async function template(ctx: Context, cycleId: string): Promise<FileReply> {
  const { cycle, plans } = await read(ctx, async (tx) => ({
    cycle: await cycleOf(tx, cycleId),
    plans: await outsidePlans(tx, cycleId),
  }));
  const book = new ExcelJS.Workbook();
  for (const plan of plans)
    styleSheet(book.addWorksheet(sheetName(plan), {}), {
      title: `${cycle.name} ${plan.leafName}：${plan.group.name}的选项计数`,
      hint: '一行一个单位的一道题，填各选项的人数；不了解、弃权、废票分别填，没有的留空。不要改动表名和“题号”。',
      headers: ['单位', '题号', '题目', ...plan.codes, ...extras.map(({ header }) => header)],
      widths: [30, 10, 30, ...plan.codes.map(() => 9), ...extras.map(() => 9)],
      rows: plan.members.flatMap(({ name }) =>
        plan.group.questions.map((question) => [
          name,
          question.id,
          question.name,
          ...plan.codes.map(() => ''),
          ...extras.map(() => ''),
        ]),
      ),
    });
  return new FileReply(await writeBook(book), xlsx, { fileName: `选项计数填报表-${cycle.name}.xlsx` });
}

interface CountCell {
  readonly departmentId: string;
  readonly leaf: string;
  readonly raterGroup: string;
  readonly question: string;
  readonly cell: Record<string, unknown>;
}

/** Cells of an uploaded table, with what is wrong in it. */
export function readCountTable(
  sheets: readonly TableSheet[],
  plans: readonly OutsidePlan[],
): { cells: CountCell[]; findings: InputFinding[] } {
  const findings: InputFinding[] = [];
  const cells: CountCell[] = [];
  const seen = new Set<string>();
  for (const { name: sheet, rows } of sheets) {
    const plan = plans.find((one) => sheetName(one) === sheet);
    const say = (
      row: number | null,
      column: number | null,
      code: string,
      message: string,
      raw: string | null = null,
      severity: InputFinding['severity'] = 'error',
    ) =>
      findings.push({
        sheet,
        row,
        column: column === null ? null : columnLetter(column),
        severity,
        code,
        message,
        raw: raw?.slice(0, 60) ?? null,
      });
    if (!plan) {
      say(null, null, 'sheet-unknown', '这张表不是填报表里的表，没有读；表名请保持原样', null, 'warning');
      continue;
    }
    const head = rows.find(({ cells: texts }) => texts[0] === '单位' && texts[1] === '题号');
    if (!head) {
      say(null, null, 'no-header', '没有找到表头，请用下载的填报表');
      continue;
    }
    const columns = head.cells.map((text) => ({
      option: plan.codes.includes(text) ? text : undefined,
      extra: extras.find(({ header }) => header === text)?.key,
    }));
    for (const code of plan.codes)
      if (!columns.some(({ option }) => option === code))
        say(head.number, null, 'option-missing', `缺少选项“${code}”的列，请用下载的填报表`);
    for (const { number, cells: texts } of rows) {
      if (
        number <= head.number ||
        columns.every(({ option, extra }, i) => (option ?? extra) === undefined || (texts[i] ?? '') === '')
      )
        continue;
      const department = plan.members.find(({ name }) => name === texts[0]);
      const question = plan.group.questions.find(({ id }) => id === texts[1]);
      if (!department)
        say(number, 0, 'department-unknown', '没有这个单位，或它不评这一项；请按全称填写', texts[0] ?? '');
      if (!question) say(number, 1, 'question-unknown', '没有这个题号，请保持填报表里的题号', texts[1] ?? '');
      const counts: Record<string, number> = {};
      const others: Record<string, number> = {};
      let sound = true;
      for (const [i, { option, extra }] of columns.entries()) {
        const text = (texts[i] ?? '').normalize('NFKC').replace(/,/g, '');
        if (text === '' || (option ?? extra) === undefined) continue;
        if (!/^\d{1,9}$/.test(text)) {
          say(number, i, 'count-invalid', '人数要写成0以上的整数', text);
          sound = false;
        } else if (option !== undefined) counts[option] = Number(text);
        else if (extra !== undefined) others[extra] = Number(text);
      }
      if (!department || !question || !sound) continue;
      const given =
        Object.values(counts).reduce((sum, count) => sum + count, 0) +
        (others['noOpinion'] ?? 0) +
        (others['abstained'] ?? 0) +
        (others['void'] ?? 0);
      if (others['eligible'] !== undefined && others['eligible'] < given) {
        say(
          number,
          columns.findIndex(({ extra }) => extra === 'eligible'),
          'counts-inconsistent',
          `收回${given}份，多于应评的${others['eligible']}人，请核对`,
        );
        continue;
      }
      const place = `${department.id} ${question.id} ${plan.leaf} ${plan.group.id}`;
      if (seen.size === seen.add(place).size) {
        say(number, 0, 'row-twice', '同一单位的同一道题填了两行，请只留一行', texts[0] ?? '');
        continue;
      }
      cells.push({
        departmentId: department.id,
        leaf: plan.leaf,
        raterGroup: plan.group.id,
        question: question.id,
        cell: { counts, ...others },
      });
    }
  }
  if (cells.length === 0 && findings.every(({ severity }) => severity !== 'error'))
    findings.push({
      sheet: '',
      row: null,
      column: null,
      severity: 'error',
      code: 'no-values',
      message: '表里一个计数也没有，请填好后再上传',
      raw: null,
    });
  return { cells, findings };
}

export async function upload(
  ctx: Context,
  cycleId: string,
  { document, files }: { document: string; files: readonly UploadedFile[] },
): Promise<ScoreUpload> {
  const [file] = files;
  if (!file) throw new Problem('no-file');
  const sheets = await readSheets(file);
  return write(ctx, 'score.counts-upload', async (tx, note) => {
    const plans = await outsidePlans(tx, cycleId);
    const { cells, findings } = readCountTable(sheets, plans);
    const applied = cells.length > 0 && findings.every(({ severity }) => severity !== 'error');
    const id = randomUUID();
    const row = await storeUpload(tx, ctx, {
      id,
      cycleId,
      kind: 'counts',
      fileName: file.name,
      digest: sha256Hex(file.bytes),
      content: Buffer.from(file.bytes),
      applied,
      findings,
      document,
    });
    if (applied)
      await tx`
        insert into outside_counts (cycle_id, department_id, leaf, rater_group, question, cell, document, upload_id, entered_by, entered_at)
        select ${cycleId}::uuid, given.department_id, given.leaf, given.rater_group, given.question, given.cell::jsonb, ${document}, ${id}::uuid,
          ${actorName(ctx.actor)}, ${ctx.now}
        from unnest(${cells.map(({ departmentId }) => departmentId)}::uuid[], ${cells.map(({ leaf }) => leaf)}::text[],
          ${cells.map(({ raterGroup }) => raterGroup)}::text[], ${cells.map(({ question }) => question)}::text[],
          ${cells.map(({ cell }) => JSON.stringify(cell))}::text[]) as given(department_id, leaf, rater_group, question, cell)`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { number: row.number, digest: row.digest, applied, cells: cells.length, findings: findings.length },
    });
    return toUpload(row, applied ? cells.length : 0);
  });
}

export async function list(ctx: Context, cycleId: string): Promise<{ uploads: ScoreUpload[]; cells: number }> {
  return read(ctx, async (tx) => {
    await cycleOf(tx, cycleId);
    const [row] = await tx<{ cells: number }[]>`
      select count(distinct (department_id, leaf, rater_group, question))::int as cells from outside_counts where cycle_id = ${cycleId}`;
    return { uploads: await listUploads(tx, cycleId, 'counts'), cells: row?.cells ?? 0 };
  });
}
