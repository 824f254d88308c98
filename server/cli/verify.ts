/**
 * `pingyi verify`: repeats a draw from the filed lists, or from the public ids, and says what agrees.
 *
 * Promise: trusts nothing the manifest says but the rule; exit 0 only when everything agrees. Prints ids, never persons.
 */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  parseManifest,
  verifyManifest,
  type DrawManifest,
  type DrawUnit,
  type ManifestSource,
  type ManifestVerdict,
  type StratumVerdict,
} from '#sampling';
import { stratifyBySchema } from '#contract';
import { unitsForDesign } from '../draws/design.ts';
import { unitsOfLists } from '../draws/filed-units.ts';
import { parseFrameIds } from '../draws/frame-ids.ts';
import { answering, CommandRefusal, parseArguments, type ParsedArguments } from './draw-arguments.ts';
import { verifyHelp } from './draw-help.ts';
import { homeAreaOf, must, readDesign, readKey } from './draw.ts';
import { announceLarge, checkLists, checkListsAgain, listLabel, readBytes, type CheckedList } from './filed-lists.ts';
import { withProgress, type CommandIo } from './io.ts';

const options = {
  values: ['ids', 'id-key', 'design', 'home-area'],
  flags: ['json'],
  leading: ['manifest'],
} as const;

interface Check {
  readonly name: string;
  readonly equal: boolean;
  readonly detail: string;
}

export async function verifyCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const parsed = parseArguments(args, options);
    if (parsed.help) {
      io.stdout(verifyHelp);
      return 0;
    }
    const path = parsed.values.get('manifest');
    if (path === undefined) throw new CommandRefusal('bad-usage', '请写明抽样清单文件 manifest.json，看 --help');
    const manifest = must(parseManifest((await readBytes(path)).toString('utf8')), 2);
    await announceLarge(parsed.groups, io);
    const { units, remarks } = await withProgress(io, '正在重抽', gatherUnits(path, manifest, parsed));
    for (const remark of remarks) io.stderr(`pingyi: 提醒: ${remark}\n`);
    const verdict = verifyManifest(manifest, units);
    const checks = describe(manifest, verdict);
    const json = { equal: verdict.agrees, title: manifest.title, checks, verdict };
    io.stdout(parsed.flags.has('json') ? `${JSON.stringify(json)}\n` : summaryOf(manifest, checks));
    return verdict.agrees ? 0 : 1;
  });
}

interface Gathered {
  readonly units: readonly DrawUnit[];
  readonly remarks: readonly string[];
}

async function gatherUnits(path: string, manifest: DrawManifest, parsed: ParsedArguments): Promise<Gathered> {
  const fromLists = parsed.groups.some(({ files }) => files.length > 0);
  const given = parsed.values.get('ids');
  if (fromLists && given !== undefined)
    throw new CommandRefusal('bad-usage', '--frame 与 --ids 一次只能用一种；要都核对请分两次');
  if (fromLists) return withoutLeftOut(path, manifest, await unitsFromLists(manifest, parsed));
  const ids = given ?? (await idsBeside(path));
  if (ids === undefined)
    throw new CommandRefusal('bad-usage', '请用 --frame 给出名单原件，或用 --ids 给出公开的 frame-ids.csv');
  const text = (await readBytes(ids)).toString('utf8');
  return { units: must(parseFrameIds(text, manifest.design.sortBy), 2), remarks: [] };
}

async function idsBeside(path: string): Promise<string | undefined> {
  const beside = join(dirname(path), 'frame-ids.csv');
  return access(beside).then(
    () => beside,
    () => undefined,
  );
}

/**
 * The lists hold persons whom the draw left out, and only the platform knows which: the published ids say who stayed. Whether
 * these are the locked ones shows in the frame digest.
 */
async function withoutLeftOut(path: string, manifest: DrawManifest, gathered: Gathered): Promise<Gathered> {
  const stated = manifest.source?.leftOut;
  if (stated === undefined) return gathered;
  const ids = await idsBeside(path);
  if (ids === undefined)
    throw new CommandRefusal(
      'ids-required',
      '这次抽样排除了名单里的一部分人，请从公开证据页下载 frame-ids.csv，和 manifest.json 放在同一个文件夹再核对',
    );
  const locked = new Set(
    must(parseFrameIds((await readBytes(ids)).toString('utf8'), manifest.design.sortBy), 2).map(({ id }) => id),
  );
  const units = gathered.units.filter(({ id }) => locked.has(id));
  const told = stated.heldOut + stated.rested;
  const found = gathered.units.length - units.length;
  const remark =
    found === told
      ? `清单写明排除了名单里的${told}人，已按 frame-ids.csv 排除，人数相符`
      : `清单写明排除了名单里的${told}人，按 frame-ids.csv 排除的却有${found}人`;
  return { units, remarks: [...gathered.remarks, remark] };
}

async function unitsFromLists(manifest: DrawManifest, parsed: ParsedArguments): Promise<Gathered> {
  const key = await readKey(parsed.values.get('id-key'));
  if (manifest.unitIds === 'centre-key/1' && !key)
    throw new CommandRefusal(
      'key-required',
      '这次抽样的编号由中心密钥生成，请用 --id-key 给出密钥文件（绩效办可从平台下载），或改用 --ids frame-ids.csv 核对',
    );
  if (manifest.unitIds === 'frame-key/1' && key)
    throw new CommandRefusal('bad-usage', '这次抽样的编号由名单本身算出，不用密钥；请去掉 --id-key');
  const stratifyBy = await stratifiedBy(manifest, parsed);
  const { lists, remarks } = await listsOf(manifest.source, parsed);
  const { units } = must(unitsOfLists(lists, key), 2);
  return { units: unitsForDesign(units, stratifyBy, manifest.design.sortBy ?? []), remarks };
}

async function stratifiedBy({ source, design }: DrawManifest, { values }: ParsedArguments) {
  const given = values.get('design');
  if (given !== undefined) return (await readDesign(given)).stratifyBy;
  if (source === undefined && design.method === 'simple') return 'none';
  const stratifyBy = stratifyBySchema.safeParse(source?.stratifyBy);
  if (stratifyBy.success) return stratifyBy.data;
  throw new CommandRefusal('design-required', '抽样清单没有写明按什么分层，请用 --design 给出方案文件');
}

/** The lists as told; else by their digests in the manifest; else by their titles. */
async function listsOf(
  source: ManifestSource | undefined,
  parsed: ParsedArguments,
): Promise<{ lists: readonly CheckedList[]; remarks: readonly string[] }> {
  const told = parsed.groups.some(({ list }) => list !== undefined);
  if (told || source === undefined) {
    const homeArea = parsed.values.has('home-area') ? homeAreaOf(parsed) : (source?.homeArea ?? homeAreaOf(parsed));
    return { lists: await checkLists(parsed.groups, homeArea), remarks: [] };
  }
  const { lists, strangers } = await checkListsAgain(parsed.groups, source);
  const remarks = [
    ...strangers.map((name) => `${name}: 与抽样时登记的文件摘要不同，不是原件`),
    ...lists.flatMap((list, l) => {
      const usable = source.lists[l]!.usable;
      return usable === list.persons.length
        ? []
        : [`名单“${listLabel(list)}”抽样时可用${usable}人，现在读出${list.persons.length}人`];
    }),
  ];
  return { lists, remarks };
}

function describe(manifest: DrawManifest, verdict: ManifestVerdict): Check[] {
  const { manifestDigest, frameDigest, frameSize, seedDerivation, strayUnits, refusals } = verdict;
  return [
    {
      name: '抽样清单摘要',
      equal: manifestDigest.agrees,
      detail: manifestDigest.agrees
        ? manifestDigest.found
        : `清单写的是${manifestDigest.stated}，按内容算出${manifestDigest.found}，清单被改动过`,
    },
    {
      name: '抽样框摘要',
      equal: frameDigest.agrees && frameSize.agrees,
      detail:
        frameDigest.agrees && frameSize.agrees
          ? `${frameSize.found}人，${frameDigest.found}`
          : `清单写的是${frameSize.stated}人、${frameDigest.stated}，现在是${frameSize.found}人、${frameDigest.found}，不是同一份名单`,
    },
    seedDerivation
      ? {
          name: '种子',
          equal: seedDerivation.agrees,
          detail: seedDerivation.agrees
            ? '由抽样框摘要、公开随机数和一次性码算出，一致'
            : `清单写的是${seedDerivation.stated}，由公开随机数算出的是${seedDerivation.found}`,
        }
      : { name: '种子', equal: true, detail: '由抽样人给定，没有公开随机源可核对' },
    ...verdict.strata.map((stratum) => describeStratum(stratum, manifest, refusals.length > 0)),
    ...(strayUnits.length > 0
      ? [{ name: '多余的编号', equal: false, detail: `清单里有${strayUnits.length}个编号不属于任何一层` }]
      : []),
    ...refusals.map(({ message }) => ({ name: '重抽', equal: false, detail: message })),
  ];
}

function describeStratum(
  { code, agrees, population, firstDifference }: StratumVerdict,
  { strata }: DrawManifest,
  refused: boolean,
): Check {
  const name = `层“${code}”`;
  const design = strata.find((stratum) => stratum.code === code);
  if (agrees)
    return {
      name,
      equal: true,
      detail: `${population.found}人，抽中${(design?.main ?? 0) + (design?.reserve ?? 0)}人，逐位相同`,
    };
  const parts: string[] = [];
  if (!population.agrees) parts.push(`清单写的是${population.stated}人，现在是${population.found}人`);
  if (refused) parts.push('不能重抽');
  else if (firstDifference) {
    const { rank, stated, found } = firstDifference;
    const same = stated !== null && found !== null && stated.id === found.id;
    parts.push(
      `从第${rank}位起不同：清单是${stated?.id ?? '（没有）'}，重抽是${found?.id ?? '（没有）'}${same ? '，编号相同但随机序号、批次或类别不同' : ''}`,
    );
  }
  return { name, equal: false, detail: parts.join('；') };
}

function summaryOf(manifest: DrawManifest, checks: readonly Check[]): string {
  const wrong = checks.filter(({ equal }) => !equal).length;
  return [
    manifest.title,
    ...checks.map(({ name, equal, detail }) => `${equal ? '一致  ' : '不一致'} ${name}：${detail}`),
    wrong === 0 ? '结论：全部一致' : `结论：有${wrong}项不一致`,
    '',
  ].join('\n');
}
