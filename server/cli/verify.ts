/**
 * `pingyi verify`: repeats a draw from the filed lists, or from the public ids, and says what agrees.
 *
 * Promise: trusts nothing the manifest says but the rule; exit 0 only when everything agrees. Prints ids, never persons.
 */
import { parseManifest, verifyManifest, type DrawManifest, type FrameUnit } from '#sampling';
import { columnsOf, parseFrameIds } from '../draws/frame-ids.ts';
import { answering, CommandRefusal, parseArguments, type ParsedArguments } from './draw-arguments.ts';
import { verifyHelp } from './draw-help.ts';
import { readExcluded } from './draw-numbers.ts';
import { readPermanentSeed } from './draw-seed.ts';
import { must } from './draw.ts';
import { announceLarge, readBytes } from './filed-lists.ts';
import { withProgress, type CommandIo } from './io.ts';
import { idsBeside, unitsOfDrawnLists } from './verify-lists.ts';
import { describe, type Check } from './verify-words.ts';

const options = {
  values: ['ids', 'id-key', 'design', 'home-area', 'exclude', 'seed-file'],
  flags: ['json'],
  leading: ['manifest'],
} as const;

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
    const verdict = verifyManifest(manifest, units, await secretsOf(manifest, parsed));
    const checks = describe(manifest, verdict);
    const json = { equal: verdict.agrees, title: manifest.title, checks, verdict };
    io.stdout(parsed.flags.has('json') ? `${JSON.stringify(json)}\n` : summaryOf(manifest, checks));
    return verdict.agrees ? 0 : 1;
  });
}

/** What an auditor may hold beyond the public files. */
async function secretsOf(manifest: DrawManifest, { values }: ParsedArguments) {
  const [exclude, seedFile] = [values.get('exclude'), values.get('seed-file')];
  if (exclude !== undefined && manifest.design.method !== 'random-digits')
    throw new CommandRefusal('bad-usage', '--exclude 只用于随机拨号抽样；请去掉');
  if (seedFile !== undefined && manifest.seed.commitment === undefined)
    throw new CommandRefusal('bad-usage', '清单里已写明种子，不用 --seed-file；请去掉');
  return {
    ...(exclude === undefined ? {} : { excluded: await readExcluded(exclude) }),
    ...(seedFile === undefined ? {} : { seed: await readPermanentSeed(seedFile) }),
  };
}

interface Gathered {
  readonly units: readonly FrameUnit[];
  readonly remarks: readonly string[];
}

async function gatherUnits(path: string, manifest: DrawManifest, parsed: ParsedArguments): Promise<Gathered> {
  const fromLists = parsed.groups.some(({ files }) => files.length > 0);
  const given = parsed.values.get('ids');
  if (manifest.design.method === 'random-digits') {
    if (fromLists || given !== undefined)
      throw new CommandRefusal(
        'bad-usage',
        '随机拨号抽样的号段写在清单里，不用名单和编号表；请去掉，有排除表的加 --exclude',
      );
    return { units: [], remarks: [] };
  }
  if (fromLists && given !== undefined)
    throw new CommandRefusal('bad-usage', '--frame 与 --ids 一次只能用一种；要都核对请分两次');
  if (fromLists) return withoutLeftOut(path, manifest, parsed);
  const ids = given ?? (await idsBeside(path));
  if (ids === undefined)
    throw new CommandRefusal('bad-usage', '请用 --frame 给出名单原件，或用 --ids 给出公开的 frame-ids.csv');
  const text = (await readBytes(ids)).toString('utf8');
  return { units: must(parseFrameIds(text, columnsOf(manifest)), 2), remarks: [] };
}

/**
 * The lists hold persons whom the draw left out, and only the platform knows which: the published ids say who stayed. Whether
 * these are the locked ones shows in the frame digest.
 */
async function withoutLeftOut(path: string, manifest: DrawManifest, parsed: ParsedArguments): Promise<Gathered> {
  const stated = manifest.source?.leftOut;
  if (stated === undefined) return unitsOfDrawnLists(manifest, parsed);
  const findLocked = async () => {
    const ids = await idsBeside(path);
    if (ids === undefined)
      throw new CommandRefusal(
        'ids-required',
        '这次抽样排除了名单里的一部分人，请从公开证据页下载 frame-ids.csv，和 manifest.json 放在同一个文件夹再核对',
      );
    const text = (await readBytes(ids)).toString('utf8');
    const locked = new Set(must(parseFrameIds(text, columnsOf(manifest)), 2).map(({ id }) => id));
    return (id: string) => locked.has(id);
  };
  const { units, leftOut: found, remarks } = await unitsOfDrawnLists(manifest, parsed, findLocked);
  const told = stated.heldOut + stated.rested;
  const remark =
    found === told
      ? `清单写明排除了名单里的${told}人，已按 frame-ids.csv 排除，人数相符`
      : `清单写明排除了名单里的${told}人，按 frame-ids.csv 排除的却有${found}人`;
  return { units, remarks: [...remarks, remark] };
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
