/**
 * A draw from a plain table of ids (CSV or workbook) with columns for strata, clusters, sizes and sort values.
 *
 * Promise: ids that look like telephone or identity numbers are refused unless a key makes pseudonyms of them; a gap is refused
 * with the user's own row number. Any column but those asked for is ignored.
 */
import { basename } from 'node:path';
import {
  buildManifest,
  checkDecimal,
  checkUnitId,
  frameDigest,
  plainDecimal,
  selectSample,
  wholeFrame,
  type FrameUnit,
} from '#sampling';
import { unitIdOf } from '#frames';
import { CommandRefusal, type ParsedArguments } from './draw-arguments.ts';
import { checkDesignFile, readDesignJson, type DesignFile } from './draw-design-file.ts';
import { planSelection } from './draw-plan.ts';
import { chooseSeed } from './draw-seed.ts';
import { startsOf } from './draw-starts.ts';
import { summaryLines, writeResults } from './draw-write.ts';
import { must, readKey, required, scopeOf, titleOf } from './draw.ts';
import type { CommandIo } from './io.ts';
import { readNumber } from './option-words.ts';
import { readTable, type Table } from './table.ts';

/** Options that name a column, and the names it has when none is given. */
const headings = {
  id: ['编号', 'id', 'ID'],
  stratum: ['层', '层代码', 'stratum'],
  cluster: ['群', '群代码', '村', 'cluster'],
  size: ['规模', 'size'],
} as const;
type Heading = keyof typeof headings;

/** Names that the columns of frame-ids.csv have already. */
const taken: readonly string[] = ['id', 'stratum', 'cluster', 'size'];

export async function drawFromTable(parsed: ParsedArguments, io: CommandIo): Promise<number> {
  const out = required(parsed, 'out', '请用 --out 写明结果放在哪个文件夹');
  const path = required(parsed, 'table', '请用 --table 写明编号表');
  const seedOf = await chooseSeed(parsed.values);
  const file = checkDesignFile(
    await readDesignJson(required(parsed, 'design', '请用 --design 写明方案文件，写法见 --help')),
  );
  if (file.method === 'random-digits')
    throw new CommandRefusal('design-malformed', '随机拨号从号段抽，不用编号表；请把 --table 换成 --blocks 号段文件');
  const key = await readKey(parsed.values.get('id-key'));
  const table = await readTable(path, { sheet: parsed.values.get('sheet') });
  const units = unitsOf(table, parsed.values, file, key);
  const plan = planSelection(file, units, { scope: scopeOf(parsed) });
  const seed = seedOf(frameDigest(units.map(({ id }) => id)));
  const design = await startsOf(parsed, plan.design, seed);
  const selection = must(selectSample({ units }, design, seed.value), 1);
  const manifest = buildManifest({
    title: titleOf(parsed, `${basename(path).replace(/\.\w+$/, '')}抽样`),
    unitIds: key ? 'centre-key/1' : 'given/1',
    units,
    seed: seed.published,
    selection,
  });
  const files = await writeResults(out, { manifest, units }, parsed.flags.has('force'));
  for (const warning of plan.warnings) io.stderr(`pingyi: 提醒: ${warning}\n`);
  if (parsed.flags.has('json')) {
    const { title, frame, seed: published, strata, digest } = manifest;
    io.stdout(
      `${JSON.stringify({ ok: true, out, title, frame, seed: published, manifestDigest: digest, strata, warnings: plan.warnings })}\n`,
    );
    return 0;
  }
  io.stdout(
    [manifest.title, ...summaryLines(out, files, manifest), `复核：pingyi verify ${out}/manifest.json`, ''].join('\n'),
  );
  return 0;
}

function unitsOf(
  table: Table,
  values: ReadonlyMap<string, string>,
  file: Exclude<DesignFile, { method: 'random-digits' }>,
  key: Buffer | undefined,
): FrameUnit[] {
  const ids = table.labels(columnOf(table, values, 'id', '编号'));
  const stratified = file.method === 'stratified' || ('stratifyBy' in file && (file.stratifyBy ?? 'none') !== 'none');
  const told = 'stratifyBy' in file ? file.stratifyBy : undefined;
  const stratumColumn = told !== undefined && told !== 'none' && table.has(told) ? told : undefined;
  const strata = stratified
    ? table.labels(stratumColumn ?? columnOf(table, values, 'stratum', '层'))
    : ids.map(() => wholeFrame);
  const clusters = file.method === 'two-stage' ? table.labels(columnOf(table, values, 'cluster', '群')) : undefined;
  const sizes = isSized(file) ? sizesOf(table, columnOf(table, values, 'size', '规模')) : undefined;
  const sortBy = 'sortBy' in file ? file.sortBy : [];
  const clash = sortBy.find((name) => taken.includes(name));
  if (clash !== undefined)
    throw new CommandRefusal('design-malformed', `排序变量不能叫“${clash}”，编号表里已有这一栏；请把表里这一列改名`);
  const sort = sortBy.map((name) => table.text(table.names([name])[0]!).map(plainText));
  return ids.map((text, row): FrameUnit => {
    const id = key ? unitIdOf(key, `given|${text.normalize('NFKC')}`) : text;
    refuseId(table, row, id);
    return {
      id,
      stratum: plainText(strata[row]!),
      ...(clusters ? { cluster: plainText(clusters[row]!) } : {}),
      ...(sizes ? { size: sizes[row]! } : {}),
      ...(sortBy.length > 0 ? { sort: sort.map((column) => column[row]!) } : {}),
    };
  });
}

function isSized({ method }: DesignFile): boolean {
  return ['poisson', 'pareto', 'sequential-poisson', 'pps-systematic'].includes(method);
}

/** A text that is the same however it was typed, and does nothing in a spreadsheet. */
function plainText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[|\p{Cc}\p{Cs}]/gu, '-')
    .replace(/^[\s=+\-@]+/u, '')
    .trim();
}

function columnOf(table: Table, values: ReadonlyMap<string, string>, heading: Heading, what: string): string {
  const told = values.get(heading);
  const column = told === undefined ? headings[heading].find((name) => table.has(name)) : table.names([told])[0];
  if (column !== undefined) return column;
  throw new CommandRefusal(
    'column-unknown',
    `${table.file}: 看不出哪一列是${what}，请用 --${heading} 写明；有：${table.columns.join('、')}`,
  );
}

/** Sizes as exact decimals. */
function sizesOf(table: Table, column: string): string[] {
  return table.labels(column).map((text, row) => {
    const bare = text.normalize('NFKC').replaceAll(',', '');
    const decimal = /^\d+(\.\d+)?$/.test(bare) ? bare.replace(/^0+(?=\d)/, '') : bare;
    if (readNumber(text) !== undefined && checkDecimal(decimal) === undefined) return plainDecimal(decimal);
    throw new CommandRefusal(
      'not-a-number',
      `${table.file}: 第${table.rowNumber(row)}行“${column}”应是0以上的数，现在是“${text.slice(0, 30)}”`,
    );
  });
}

function refuseId(table: Table, row: number, id: string): void {
  const where = `${table.file}: 第${table.rowNumber(row)}行`;
  if (/^(\+?86)?-?1[3-9]\d{9}$/.test(id) || /^\d{17}[\dXx]$/.test(id))
    throw new CommandRefusal(
      'unit-id-personal',
      `${where}的编号像是电话或身份证号码，编号表要公开，不能用；请换成自编的编号，或加 --id-key 密钥文件由程序换成代号`,
    );
  const refusal = checkUnitId(id);
  if (refusal) throw new CommandRefusal(refusal.code, `${where}：${refusal.message}`);
}
