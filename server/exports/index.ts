/**
 * The door of exports for statisticians: counted answers of one questionnaire as Excel, CSV and SPSS syntax, in one package.
 *
 * Promise: nothing before the cycle has closed. No name, no sample number, no time, no free text, in no order of arrival; what
 * leaves says how many rows, by which filter, when, and the digest of its data, and is noted with the same.
 */
import ExcelJS from 'exceljs';
import { questionnaireKindLabels } from '#contract';
import { write, type Tx } from '#db';
import { Problem } from '#problem';
import { publishedOfCycle, publishedVersions, type PublishedVersion } from '#questionnaires';
import { zipFiles } from '#results';
import { sha256Hex } from '#sampling';
import { eachSheet, type SheetRow } from '#sheets';
import { fillTexts } from '#surveys';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { writeSyntax } from './syntax.ts';
import { missingValues, variablesOf, type Variable } from './variables.ts';

const channels = [
  { value: 1, label: '电话', channel: 'telephone' },
  { value: 2, label: '纸质', channel: 'paper' },
  { value: 3, label: '链接', channel: 'link' },
  { value: 4, label: '网页', channel: 'web' },
] as const;

interface Column {
  readonly variable: Omit<Variable, 'of'>;
  readonly of: (row: SheetRow) => string;
}

/** Beyond this a workbook serves nobody: the CSV holds the same. */
const mostInWorkbook = 100_000;

export async function exportAnswers(ctx: Context, versionId: string): Promise<FileReply> {
  return write(ctx, 'answers.export', async (tx, note) => {
    const asked = (await publishedVersions(tx, [versionId])).get(versionId);
    if (!asked || asked.kind === 'leader') throw new Problem('not-found');
    const [cycle] = await tx<
      { name: string; state: string }[]
    >`select name, state from cycles where id = ${asked.cycleId}`;
    if (cycle?.state !== 'closed') throw new Problem('answers-before-close');
    const versions = (await publishedOfCycle(tx, asked.cycleId, [asked.kind])).filter(
      ({ questionnaireId }) => questionnaireId === asked.questionnaireId,
    );
    const columns = await columnsOf(tx, asked, versions);
    const rows: string[][] = [];
    const query = { cycleId: asked.cycleId, versionIds: versions.map((version) => version.versionId) };
    for await (const piece of eachSheet(tx, query))
      for (const row of piece) rows.push(columns.map(({ of }) => of(row)));
    const head = columns.map(({ variable }) => variable.name);
    const csv = `\ufeff${[head, ...rows].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
    const digest = sha256Hex(csv);
    const about = [
      `${cycle.name}，${questionnaireKindLabels[asked.kind]}，答卷${rows.length}份`,
      '范围：计入的答卷（不含待核、剔除、被替换的），各种方式',
      `导出时间：${new Date(ctx.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')}（北京时间）`,
      `数据摘要（answers.csv的SHA-256）：${digest}`,
      '没有姓名、号码、样本编号、时间和文字意见；次序与收到的先后无关',
    ];
    const variables = columns.map(({ variable }) => variable);
    const files = [
      { name: 'answers.csv', bytes: Buffer.from(csv) },
      { name: 'answers.sps', bytes: Buffer.from(writeSyntax('answers.csv', variables.map(withoutOf), about)) },
      ...(rows.length <= mostInWorkbook
        ? [{ name: '答卷.xlsx', bytes: await writeWorkbook(variables, rows, about) }]
        : []),
      { name: '说明.txt', bytes: Buffer.from(`\ufeff${about.join('\r\n')}\r\n`) },
    ];
    note({
      subject: `cycle:${asked.cycleId}`,
      detail: { questionnaire: asked.questionnaireId, kind: asked.kind, rows: rows.length, digest },
    });
    return new FileReply(await zipFiles(files), 'application/zip', {
      fileName: `答卷-${questionnaireKindLabels[asked.kind]}-${cycle.name}.zip`,
    });
  });
}

const withoutOf = (variable: Omit<Variable, 'of'>): Variable => ({ ...variable, of: () => '' });

async function columnsOf(
  tx: Tx,
  asked: PublishedVersion,
  versions: readonly PublishedVersion[],
): Promise<readonly Column[]> {
  const departments = await tx<{ id: string; name: string }[]>`
    select d.id, d.name from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${asked.cycleId} order by d.name collate "zh-x-icu"`;
  const places = new Map(departments.map(({ id }, index) => [id, String(index + 1)]));
  const plain = (name: string, label: string, more: Partial<Variable> = {}): Omit<Variable, 'of'> => ({
    name,
    label,
    values: [],
    decimals: 0,
    missing: false,
    ...more,
  });
  return [
    {
      variable: plain('department', '评价的单位', {
        values: departments.map(({ name }, index) => ({ value: index + 1, label: name })),
      }),
      of: ({ departmentId }) => places.get(departmentId) ?? '',
    },
    {
      variable: plain('channel', '方式', { values: channels.map(({ value, label }) => ({ value, label })) }),
      of: ({ channel }) => String(channels.find((one) => one.channel === channel)?.value ?? ''),
    },
    { variable: plain('stratum', '层；空：不是抽样来的', { isText: true }), of: ({ stratum }) => stratum ?? '' },
    {
      variable: plain('weight', '设计权重；空：不是抽样来的', { decimals: 6 }),
      of: ({ designWeight }) => (designWeight === null ? '' : decimal(designWeight)),
    },
    ...variablesOf(versions.map(({ content }) => content)).map(({ of, ...variable }) => ({
      variable: { ...variable, label: fillTexts(variable.label, { 单位: '该单位' }) },
      of: (row: SheetRow) => of(row.answers),
    })),
  ];
}

/** `512/100` as a decimal: a spreadsheet takes a fraction for a day. */
function decimal(weight: string): string {
  const [over = '', under = '1'] = weight.split('/');
  return String(Number((Number(over) / Number(under)).toPrecision(12)));
}

async function writeWorkbook(
  variables: readonly Omit<Variable, 'of'>[],
  rows: readonly (readonly string[])[],
  about: readonly string[],
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.creator = 'Pingyi';
  const data = book.addWorksheet('答卷', { views: [{ state: 'frozen', ySplit: 2 }] });
  data.addRow(variables.map(({ label }) => inert(label))).font = { bold: true };
  data.addRow(variables.map(({ name }) => name));
  const labels = variables.map(
    ({ values, missing }) =>
      new Map([...values, ...(missing ? missingValues : [])].map(({ value, label }) => [String(value), label])),
  );
  for (const row of rows) data.addRow(row.map((value, index) => inert(labels[index]?.get(value) ?? value)));
  const guide = book.addWorksheet('说明');
  guide.getColumn(1).width = 100;
  for (const line of about) guide.addRow([inert(line)]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A text nothing runs; negative codes of missing values are numbers. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^-\d+$/.test(text) ? `'${text}` : text);

function cell(text: string): string {
  const safe = inert(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
