/**
 * Drawing more later: the same frame and seed, larger numbers; the first draw stays the head of every list.
 *
 * Promise: the earlier draw is verified first; no stratum ever loses a unit, and if anybody's place would move (as in a
 * systematic draw) nothing is written. What was drawn before keeps rank, ticket and replicate.
 */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  allocate,
  buildManifest,
  designOf,
  selectSample,
  verifyManifest,
  type DrawManifest,
  type FrameUnit,
  type Selection,
  type SelectionDesign,
} from '#sampling';
import { columnsOf, parseFrameIds } from '../draws/frame-ids.ts';
import { CommandRefusal, type ParsedArguments } from './draw-arguments.ts';
import { callListOf } from './draw-lists.ts';
import { formatNumbers, readExcluded } from './draw-numbers.ts';
import { readPermanentSeed } from './draw-seed.ts';
import { readManifestFile } from './draw-starts.ts';
import { privately, summaryLines, writeResults, type ResultFile } from './draw-write.ts';
import { must, required } from './draw.ts';
import { readBytes } from './filed-lists.ts';
import type { CommandIo } from './io.ts';
import { unitsOfDrawnLists, type GatheredLists } from './verify-lists.ts';

export async function extendDraw(parsed: ParsedArguments, io: CommandIo): Promise<number> {
  const out = required(parsed, 'out', '请用 --out 写明结果放在哪个新文件夹');
  const path = required(parsed, 'extend', '请用 --extend 写明上次的抽样清单');
  const { values } = parsed;
  const stray = ['design', 'seed', 'randomness', 'code', 'start-after', 'start-as', 'draw-code', 'title'].find((name) =>
    values.has(name),
  );
  if (stray !== undefined)
    throw new CommandRefusal('bad-usage', `--extend 沿用上次的方案、种子和标题，不用 --${stray}；请去掉`);
  const manifest = await readManifestFile(path);
  if (manifest.format.endsWith('/1'))
    throw new CommandRefusal(
      'extend-first-format',
      '这份清单是第一版格式；请用同一份名单、同一个种子和加大了的方案重抽一次，先抽的人仍排在前面',
    );
  const seed = await seedOf(manifest, values.get('seed-file'));
  const lists = parsed.groups.some(({ files }) => files.length > 0)
    ? await unitsOfDrawnLists(manifest, parsed)
    : undefined;
  const units = lists?.units ?? (await unitsBeside(path, manifest, values.get('ids')));
  const excluded = await readExcluded(values.get('exclude'));
  const verdict = verifyManifest(manifest, units, { seed, excluded });
  if (!verdict.agrees)
    throw new CommandRefusal(
      'manifest-differs',
      '上次的抽样清单和现在的名单（编号表、排除表）对不上，不能接着抽；请先用 pingyi verify 查明',
      1,
    );
  const design = enlarged(manifest, await wantedSizes(parsed));
  const selection = must(selectSample({ units, excluded }, design, seed), 1);
  refuseMoved(manifest, selection);
  const larger = buildManifest({
    title: manifest.title,
    unitIds: manifest.unitIds,
    units,
    seed: manifest.seed,
    selection,
    ...(manifest.source ? { source: manifest.source } : {}),
  });
  const files = await writeResults(
    out,
    { manifest: larger, units, personal: await personalOf(larger, lists, selection) },
    parsed.flags.has('force'),
  );
  const more = larger.units.length - manifest.units.length;
  if (parsed.flags.has('json')) {
    const { title, frame, strata, digest } = larger;
    io.stdout(`${JSON.stringify({ ok: true, out, title, frame, manifestDigest: digest, strata, added: more })}\n`);
    return 0;
  }
  io.stdout(
    [
      `${larger.title}：接着上次抽，清单增加${more}个，上次抽中的次序不变`,
      ...summaryLines(out, files, larger),
      `复核：pingyi verify ${out}/manifest.json`,
      '',
    ].join('\n'),
  );
  return 0;
}

async function seedOf({ seed }: DrawManifest, path: string | undefined): Promise<string> {
  if (seed.value !== undefined) return seed.value;
  if (path !== undefined) return readPermanentSeed(path);
  throw new CommandRefusal('seed-required', '上次抽样用的是长期种子；请用 --seed-file 给出种子文件');
}

async function unitsBeside(
  path: string,
  manifest: DrawManifest,
  given: string | undefined,
): Promise<readonly FrameUnit[]> {
  if (manifest.design.method === 'random-digits') return [];
  const ids = given ?? join(path.endsWith('.json') ? dirname(path) : path, 'frame-ids.csv');
  const present = await access(ids).then(
    () => true,
    () => false,
  );
  if (!present)
    throw new CommandRefusal(
      'bad-usage',
      '上次的清单旁边没有 frame-ids.csv；请用 --ids 给出，或用 --frame 给出抽样时的名单',
    );
  return must(parseFrameIds((await readBytes(ids)).toString('utf8'), columnsOf(manifest)), 2);
}

/** A total (two stages: per cluster), or sizes by stratum. */
type Wanted = number | Readonly<Record<string, number>>;

async function wantedSizes({ values }: ParsedArguments): Promise<Wanted> {
  const total = values.get('main');
  const path = values.get('sizes');
  if ((total === undefined) === (path === undefined))
    throw new CommandRefusal(
      'bad-usage',
      '请用 --main 写明加大后的主样本总量，或用 --sizes 给出逐层主样本量的JSON文件，例如 {"南宁市":60}',
    );
  if (path === undefined) {
    if (/^[1-9]\d{0,7}$/.test(total!)) return Number(total);
    throw new CommandRefusal('bad-usage', '--main 应为1以上的整数');
  }
  let content: unknown;
  try {
    content = JSON.parse((await readBytes(path)).toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    if (error instanceof CommandRefusal) throw error;
    content = undefined;
  }
  const sizes = new Map(
    typeof content === 'object' && content !== null && !Array.isArray(content)
      ? Object.entries<unknown>({ ...content })
      : [],
  );
  const whole = (value: unknown): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  const read = [...sizes].flatMap(([code, value]) => (whole(value) ? [[code, value] as const] : []));
  if (read.length > 0 && read.length === sizes.size) return Object.fromEntries(read);
  throw new CommandRefusal('bad-usage', '--sizes 的文件应是各层主样本量，例如 {"南宁市":60,"柳州市":40}');
}

/** The design with larger main samples. What has been listed stays listed: the reserve shrinks by no more than main grows. */
function enlarged(manifest: DrawManifest, wanted: Wanted): SelectionDesign {
  const design = designOf(manifest);
  switch (design.method) {
    case 'bernoulli':
      throw new CommandRefusal(
        'extend-by-rate',
        '伯努利抽样按概率抽，没有样本总量；请用同一个种子和更大的 rate 重抽，先抽的人都在内',
      );
    case 'random-digits': {
      const main = single(wanted, design.main, '号码');
      return { ...design, main, reserve: Math.max(design.reserve, design.main + design.reserve - main) };
    }
    case 'two-stage': {
      return {
        ...design,
        strata: design.strata.map((stratum) => {
          const main = single(wanted, stratum.main, '每群的人');
          return { ...stratum, main, reserve: Math.max(stratum.reserve, stratum.main + stratum.reserve - main) };
        }),
      };
    }
    case 'systematic':
    case 'pps-systematic':
    case 'pareto':
      throw new CommandRefusal(
        'extend-moves',
        '这种抽样方法加大样本量会换一批人，不能接着抽；请先放出备用样本，或另做一次抽样（用新的种子或抽样代号）',
        1,
      );
    case 'simple':
    case 'stratified':
    case 'poisson':
    case 'sequential-poisson': {
      const sizes = grown(manifest, wanted);
      const poisson = design.method === 'poisson';
      return {
        ...design,
        strata: design.strata.map((stratum, h) => {
          const main = sizes[h]!;
          const room = manifest.strata[h]!.population - main;
          const kept = Math.max(stratum.reserve, stratum.main + stratum.reserve - main);
          return { ...stratum, main, reserve: poisson ? 0 : Math.min(kept, room) };
        }),
      };
    }
  }
}

function single(wanted: Wanted, before: number, what: string): number {
  if (typeof wanted !== 'number')
    throw new CommandRefusal('bad-usage', `这种抽样没有逐层样本量；请用 --main 写明加大后的${what}数`);
  if (wanted >= before) return wanted;
  throw shrinks(`上次是${before}，这次是${wanted}`);
}

/** Main of every stratum, never less than before: the old sizes are floors, the rest goes by Webster's divisors. */
function grown({ strata }: DrawManifest, wanted: Wanted): number[] {
  const before = strata.map(({ main, expectedMain }) => expectedMain ?? main);
  if (typeof wanted === 'number') {
    const total = before.reduce((sum, main) => sum + main, 0);
    if (wanted < total) throw shrinks(`上次主样本合计${total}，这次${wanted}`);
    const outcome = allocate({
      strata: strata.map(({ code, population }, h) => ({ code, population, floor: before[h]! })),
      total: wanted,
      rule: { kind: 'proportional' },
    });
    return must(outcome, 1).map(({ size }) => size);
  }
  const stranger = Object.keys(wanted).find((name) => !strata.some(({ code }) => code === name));
  if (stranger !== undefined)
    throw new CommandRefusal('stratum-not-in-design', `上次抽样没有层“${stranger}”；请核对 --sizes 里的层代码`);
  return strata.map(({ code }, h) => {
    const size = wanted[code] ?? before[h]!;
    if (size < before[h]!) throw shrinks(`层“${code}”上次${before[h]!}，这次${size}`);
    return size;
  });
}

function shrinks(detail: string): CommandRefusal {
  return new CommandRefusal('extend-shrinks', `接着抽只能加，不能减：${detail}；已经抽中的人不能再去掉，请改大`, 1);
}

/** Everybody listed before is at the same place with the same ticket and replicate; a part may turn from reserve to main. */
function refuseMoved(manifest: DrawManifest, { units }: Selection): void {
  const key = ({ stratum, cluster = '', rank }: { stratum: string; cluster?: string; rank: number }) =>
    `${stratum}|${cluster}|${rank}`;
  const now = new Map(units.map((unit) => [key(unit), unit]));
  const moved = manifest.units.find((unit) => {
    const same = now.get(key(unit));
    return same?.id !== unit.id || same.replicate !== unit.replicate || (unit.part === 'main' && same.part !== 'main');
  });
  if (moved)
    throw new CommandRefusal(
      'extend-moves',
      `加大样本量后，层“${moved.stratum}”第${moved.rank}位会换人（必须抽中的大单位变了），不能接着抽；请另做一次抽样`,
      1,
    );
}

async function personalOf(
  manifest: DrawManifest,
  lists: GatheredLists | undefined,
  { numbers }: Selection,
): Promise<readonly ResultFile[]> {
  if (lists) return callListOf(manifest, lists.personOf, new Map());
  if (!numbers) return [];
  return [['numbers.csv', formatNumbers(manifest.units, numbers), privately]];
}
