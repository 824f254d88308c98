/**
 * The door of exports for statisticians: counted answers of one questionnaire as Excel, CSV with SPSS syntax and an SPSS system
 * file, in one package.
 *
 * Promise: nothing before the cycle has closed. No name, no sample number, no time, no free text, no stratum of a few, in no order of arrival; what
 * leaves says how many rows, by which filter, when, and the digest of its data, and is noted with the same. Sheets go by in pieces:
 * a million of them are never in memory as rows.
 */
import { createHash } from 'node:crypto';
import { questionnaireKindLabels } from '#contract';
import { write, type Tx } from '#db';
import { Problem } from '#problem';
import { publishedOfCycle, publishedVersions, type PublishedVersion } from '#questionnaires';
import { zipFiles, type PackedFile } from '#results';
import { eachSheet } from '#sheets';
import { beijingMinute } from '../beijing.ts';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { columnsOf, type Column } from './columns.ts';
import { SavCases } from './sav/index.ts';
import { fewest, mergedStratum, mergeSmall, type Cell } from './strata.ts';
import { writeSyntax } from './syntax.ts';
import { savValue, savVariable } from './system-file.ts';
import { inert, mostInWorkbook, SheetWorkbook } from './workbook.ts';

interface Asked {
  readonly cycleName: string;
  readonly version: PublishedVersion;
  readonly columns: readonly Column[];
  readonly query: { readonly cycleId: string; readonly versionIds: readonly string[] };
  readonly count: number;
  /** Every sheet is of a drawn case: the file can be weighted as a whole. */
  readonly allDrawn: boolean;
}

interface Outcome {
  rows: number;
  digest: string;
}

export async function exportAnswers(ctx: Context, versionId: string): Promise<FileReply> {
  return write(ctx, 'answers.export', async (tx, note) => {
    const asked = await askedFor(tx, versionId);
    const { version, cycleName } = asked;
    const outcome: Outcome = { rows: 0, digest: '' };
    const bytes = await zipFiles(filesOf(tx, ctx, asked, outcome));
    note({
      subject: `cycle:${version.cycleId}`,
      detail: { questionnaire: version.questionnaireId, kind: version.kind, ...outcome },
    });
    return new FileReply(bytes, 'application/zip', {
      fileName: `答卷-${questionnaireKindLabels[version.kind]}-${cycleName}.zip`,
    });
  });
}

async function askedFor(tx: Tx, versionId: string): Promise<Asked> {
  const version = (await publishedVersions(tx, [versionId])).get(versionId);
  if (!version || version.kind === 'leader') throw new Problem('not-found');
  const [cycle] = await tx<{ name: string; state: string }[]>`
    select name, state from cycles where id = ${version.cycleId}`;
  if (cycle?.state !== 'closed') throw new Problem('answers-before-close');
  const versions = (await publishedOfCycle(tx, version.cycleId, [version.kind])).filter(
    ({ questionnaireId }) => questionnaireId === version.questionnaireId,
  );
  const query = { cycleId: version.cycleId, versionIds: versions.map((one) => one.versionId) };
  const [size] = await tx<{ count: number; drawn: number; longest: number }[]>`
    select count(*)::int as count, count(design_weight)::int as drawn, coalesce(max(octet_length(stratum)), 1)::int as longest
    from answer_sheets
    where cycle_id = ${query.cycleId} and state = 'counted' and version_id = any(${query.versionIds}::uuid[])`;
  const cells = await tx<Cell[]>`
    select department_id, stratum, design_weight, count(*)::int as count
    from answer_sheets
    where cycle_id = ${query.cycleId} and state = 'counted' and version_id = any(${query.versionIds}::uuid[])
      and stratum is not null and design_weight is not null
    group by department_id, stratum, design_weight`;
  const { count = 0, drawn = 0, longest = 1 } = size ?? {};
  return {
    cycleName: cycle.name,
    version,
    columns: await columnsOf(tx, version, versions, { longest, merged: mergeSmall(cells) }),
    query,
    count,
    allDrawn: count > 0 && drawn === count,
  };
}

/** The files in turn; the first pass of the data feeds all of them. */
async function* filesOf(tx: Tx, ctx: Context, asked: Asked, outcome: Outcome): AsyncGenerator<PackedFile> {
  const { columns, count, allDrawn } = asked;
  const variables = columns.map(({ variable }) => variable);
  const cases = new SavCases(variables.map(savVariable));
  const book = count <= mostInWorkbook ? new SheetWorkbook(variables) : null;
  const digest = createHash('sha256');
  yield {
    name: 'answers.csv',
    bytes: csvOf(tx, asked, (values, line) => {
      digest.update(line);
      if (!values) return;
      outcome.rows += 1;
      cases.add(values.map((value, index) => savValue(variables[index], value)));
      book?.add(values);
    }),
  };
  outcome.digest = digest.digest('hex');
  const about = aboutOf(ctx, asked, outcome);
  yield { name: 'answers.sps', bytes: Buffer.from(writeSyntax('answers.csv', variables, about)) };
  const weighting = allDrawn
    ? 'answers.sav已按设计权重（weight）加权；标准误要用抽样设计另算'
    : 'answers.sav没有设定加权：其中有不是抽样来的答卷，没有设计权重';
  yield {
    name: 'answers.sav',
    bytes: Buffer.concat(
      cases.end({
        label: `${asked.cycleName} ${questionnaireKindLabels[asked.version.kind]}`,
        lines: [...about, weighting],
        createdAt: ctx.now,
        ...(allDrawn ? { weight: weightName(columns) } : {}),
      }),
    ),
  };
  if (book) yield { name: '答卷.xlsx', bytes: await book.end([...about, weighting]) };
  yield { name: '说明.txt', bytes: Buffer.from(`\ufeff${[...about, weighting].join('\r\n')}\r\n`) };
}

const weightName = (columns: readonly Column[]): string =>
  columns.find(({ isWeight }) => isWeight)?.variable.name ?? 'weight';

function aboutOf(ctx: Context, { cycleName, version }: Asked, { rows, digest }: Outcome): string[] {
  return [
    `${cycleName}，${questionnaireKindLabels[version.kind]}，答卷${rows}份`,
    '范围：计入的答卷（不含待核、剔除、被替换的），各种方式',
    `导出时间：${beijingMinute(ctx.now)}（北京时间）`,
    `数据摘要（answers.csv的SHA-256）：${digest}`,
    '没有姓名、号码、样本编号、时间和文字意见；次序与收到的先后无关',
    `一个单位里不足${fewest}份的层并成“${mergedStratum}”，权重取平均，单位的加权总数不变`,
  ];
}

/** The table as CSV in pieces; `pass` sees each line with its values, the head without. */
async function* csvOf(
  tx: Tx,
  { columns, query }: Asked,
  pass: (values: readonly string[] | null, line: string) => void,
): AsyncGenerator<Uint8Array> {
  const head = `\ufeff${columns.map(({ variable }) => cell(variable.name)).join(',')}\r\n`;
  pass(null, head);
  yield Buffer.from(head);
  for await (const piece of eachSheet(tx, query)) {
    const lines: string[] = [];
    for (const row of piece) {
      const values = columns.map(({ of }) => of(row));
      const line = `${values.map(cell).join(',')}\r\n`;
      pass(values, line);
      lines.push(line);
    }
    yield Buffer.from(lines.join(''));
  }
}

function cell(text: string): string {
  const safe = inert(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
