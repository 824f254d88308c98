/**
 * What a draw leaves behind in its folder, and what it says.
 *
 * Promise: written aside and renamed, the manifest last, so a folder with a manifest is complete; another draw is never
 * overwritten unless told to. Files that hold persons or numbers are readable by their owner only; the rest holds none.
 */
import { access, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatManifest, fractionValue, methodLabels, type DrawManifest, type FrameUnit } from '#sampling';
import { renderCertificate } from '#site';
import designsScript from '../../sampling/check/verify_designs.py?raw';
import drawScript from '../../sampling/check/verify_draw.py?raw';
import { columnsOf, formatFrameIds } from '../draws/frame-ids.ts';
import { alignTable, csvCell, forPeople } from './answer.ts';
import { CommandRefusal } from './draw-arguments.ts';

export type ResultFile = readonly [name: string, content: string | Buffer, mode: number];

/** A file for its owner only. */
export const privately = 0o600;
const publicly = 0o644;

export interface Results {
  readonly manifest: DrawManifest;
  /** The frame; for random digits none. */
  readonly units: readonly FrameUnit[];
  readonly labels?: ReadonlyMap<string, string>;
  /** What holds persons or numbers, if anything. */
  readonly personal?: readonly ResultFile[];
}

/** Names of the files written. */
export async function writeResults(
  out: string,
  { manifest, units, labels = new Map(), personal = [] }: Results,
  force: boolean,
): Promise<readonly string[]> {
  const text = formatManifest(manifest);
  if (!force) await refuseOtherDraw(out, text);
  const files: readonly ResultFile[] = [
    ...personal,
    ['sample.csv', formatSample(manifest), publicly],
    ...(manifest.design.method === 'random-digits'
      ? []
      : [['frame-ids.csv', formatFrameIds(units, columnsOf(manifest)), publicly] as const]),
    ['certificate.html', renderCertificate({ manifest, strataLabels: Object.fromEntries(labels) }), publicly],
    isPlain(manifest) ? ['verify_draw.py', drawScript, publicly] : ['verify_designs.py', designsScript, publicly],
    ['manifest.json', text, publicly],
  ];
  try {
    await mkdir(out, { recursive: true });
    for (const [name, content, mode] of files) {
      const path = join(out, name);
      const aside = `${path}.part`;
      await writeFile(aside, content, { mode });
      await chmod(aside, mode);
      await rename(aside, path);
    }
  } catch {
    throw new CommandRefusal('out-unwritable', `${out}: 写不进去，请换一个文件夹或检查权限和磁盘空间`);
  }
  return files.map(([name]) => name);
}

/** Whether the shortest check, `verify_draw.py`, knows the design. */
export function isPlain({ design }: DrawManifest): boolean {
  return design.method === 'simple' || design.method === 'stratified' || design.method === 'systematic';
}

async function refuseOtherDraw(out: string, text: string): Promise<void> {
  const present = await readFile(join(out, 'manifest.json'), 'utf8').catch(() => undefined);
  if (present === text) return;
  const stray = present === undefined && (await holdsPersons(out));
  if (present === undefined && !stray) return;
  throw new CommandRefusal('out-occupied', `${out}: 里面已有另一次抽样的结果，请换一个文件夹，确要覆盖请加 --force`);
}

async function holdsPersons(out: string): Promise<boolean> {
  for (const name of ['call-list.xlsx', 'numbers.csv'])
    if (
      await access(join(out, name)).then(
        () => true,
        () => false,
      )
    )
      return true;
  return false;
}

/** The drawn units with probability and weight, exact and as decimals: for whoever weights the answers. No personal data. */
function formatSample({ units, design }: DrawManifest): string {
  const clusters = design.method === 'two-stage';
  // Exactly in two columns: a spreadsheet would take 3/10 for a day in October.
  const chances = ['入样概率', '设计权数', '概率分子', '概率分母'];
  const header = ['编号', '层', ...(clusters ? ['群'] : []), '名次', '批', '类别', '随机序号', ...chances];
  const rows = units.map(({ id, stratum, cluster, rank, replicate, part, ticket, probability = '', weight = '' }) => {
    const kind = part === 'main' ? '主样本' : '备用';
    const [num = '', den = '1'] = probability.split('/');
    const chance = [fractionValue(probability), fractionValue(weight), num, den];
    return [id, stratum, ...(clusters ? [cluster ?? ''] : []), rank, replicate, kind, ticket, ...chance];
  });
  return `\ufeff${[header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}

/** The strata as a table for people. */
export function strataLines({ strata, units, design }: DrawManifest, labels: ReadonlyMap<string, string>): string[] {
  const two = design.method === 'two-stage';
  const of = (code: string) => units.filter(({ stratum, part }) => stratum === code && part === 'main');
  const range = (code: string): string => {
    const values = of(code).flatMap(({ probability }) =>
      probability === undefined ? [] : [fractionValue(probability)],
    );
    if (values.length === 0) return '—';
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const percent = (value: number) => `${forPeople(value * 100)}%`;
    return low === high ? percent(low) : `${percent(low)}～${percent(high)}`;
  };
  const names = ['层', '抽样框', ...(two ? ['群', '抽中群'] : []), '主样本', '备用', '主样本入样概率'];
  const rows = strata.map((stratum) => [
    labels.get(stratum.code) ?? (stratum.code === 'all' ? '全部' : stratum.code),
    String(stratum.population),
    ...(two ? [String(stratum.clusterPopulation ?? ''), String(stratum.clusters ?? '')] : []),
    String(stratum.main),
    String(stratum.reserve),
    range(stratum.code),
  ]);
  const right = names.map((_, c) => c > 0);
  return alignTable(names, rows, right).map((line) => `  ${line}`);
}

/** What a draw says at its end, after its title. */
export function summaryLines(
  out: string,
  files: readonly string[],
  manifest: DrawManifest,
  labels: ReadonlyMap<string, string> = new Map(),
): string[] {
  const { frame, seed, design, strata, digest } = manifest;
  const sum = (part: 'main' | 'reserve') => strata.reduce((all, stratum) => all + stratum[part], 0);
  const what = design.method === 'random-digits' ? '个号码' : '人';
  return [
    `${methodLabels[design.method]}：抽样框${frame.size}${what}，主样本${sum('main')}${what}，备用样本${sum('reserve')}${what}`,
    ...strataLines(manifest, labels),
    `抽样框摘要 ${frame.digest}`,
    seed.value === undefined ? `长期种子的承诺值 ${seed.commitment ?? ''}` : `种子 ${seed.value}`,
    `抽样清单摘要 ${digest}`,
    `已写入 ${out}：${files.map((name) => (isPersonal(name) ? `${name}（含个人信息，只有本人可读）` : name)).join('、')}`,
  ];
}

function isPersonal(name: string): boolean {
  return name === 'call-list.xlsx' || name === 'numbers.csv';
}
