/**
 * `pingyi draw`: from filed lists to a call list and its public evidence, without a server.
 *
 * Promise: the same files, design and seed give the same bytes. Never overwrites another draw unless told to; the call list is
 * readable by its owner only; nothing personal is printed.
 */
import { access, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  buildManifest,
  checkSeed,
  deriveSeed,
  draw,
  formatManifest,
  frameDigest,
  type DrawManifest,
  type ManifestSeed,
  type Outcome,
} from '#sampling';
import { drawDesignSchema, type DrawDesign } from '#contract';
import { renderCertificate } from '#site';
import checkScript from '../../sampling/check/verify_draw.py?raw';
import { writeCallList, type CallListEntry } from '../draws/call-list.ts';
import { planDraw, type PlannedDraw } from '../draws/design.ts';
import { unitsOfLists, type FiledUnits } from '../draws/filed-units.ts';
import { formatFrameIds } from '../draws/frame-ids.ts';
import { parseUnitKey } from '#frames';
import { answering, CommandRefusal, parseArguments, type ParsedArguments } from './draw-arguments.ts';
import { drawHelp } from './draw-help.ts';
import { announceLarge, checkLists, listLabel, readBytes, sourceOf, type CheckedList } from './filed-lists.ts';
import { withProgress, type CommandIo } from './io.ts';

const options = {
  values: ['design', 'seed', 'randomness', 'code', 'out', 'title', 'id-key', 'home-area'],
  flags: ['allow-returned', 'force', 'json'],
} as const;

export async function drawCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const parsed = parseArguments(args, options);
    if (parsed.help) {
      io.stdout(drawHelp);
      return 0;
    }
    const out = required(parsed, 'out', '请用 --out 写明结果放在哪个文件夹');
    const seedOf = seedArguments(parsed);
    const design = await readDesign(required(parsed, 'design', '请用 --design 写明方案文件，写法见 --help'));
    if (design.restMonths > 0)
      throw new CommandRefusal(
        'design-malformed',
        '方案的“restMonths”（间隔期）要用平台上以往抽样的记录，离线抽样没有；请改为0或去掉，或在平台上抽样',
      );
    const key = await readKey(parsed.values.get('id-key'));
    const homeArea = homeAreaOf(parsed);

    await announceLarge(parsed.groups, io);
    const lists = await withProgress(io, '正在审核名单', checkLists(parsed.groups, homeArea));
    refuseReturned(lists, parsed.flags.has('allow-returned'));
    const { units, personOf } = must(unitsOfLists(lists, key), 2);
    const plan = must(planDraw({ design, units, lists }), 1);
    const frameIds = plan.units.map(({ id }) => id);
    const seed = seedOf(frameDigest(frameIds));
    const drawn = must(draw(plan.units, plan.design, seed.value ?? ''), 1);
    const manifest = buildManifest({
      title: titleOf(parsed, lists),
      unitIds: key ? 'centre-key/1' : 'frame-key/1',
      frameIds,
      seed,
      draw: drawn,
      source: sourceOf(lists, design.stratifyBy, homeArea),
    });
    await withProgress(
      io,
      '正在写呼叫清单',
      writeResults(out, { manifest, plan, personOf }, parsed.flags.has('force')),
    );
    for (const warning of plan.warnings) io.stderr(`pingyi: 提醒: ${warning}\n`);
    io.stdout(
      parsed.flags.has('json') ? documentOf(out, manifest, plan, lists) : summaryOf(out, manifest, plan, lists),
    );
    return 0;
  });
}

function required({ values }: ParsedArguments, name: string, message: string): string {
  const value = values.get(name);
  if (value === undefined) throw new CommandRefusal('bad-usage', message);
  return value;
}

export function homeAreaOf({ values }: ParsedArguments): string {
  const homeArea = values.get('home-area') ?? '0771';
  if (!/^0\d{2,3}$/.test(homeArea)) throw new CommandRefusal('bad-usage', '--home-area 应为区号，例如0771');
  return homeArea;
}

/** The seed as given, or derived once the frame is known; everything that can be judged is judged before a file is read. */
function seedArguments({ values }: ParsedArguments): (digest: string) => ManifestSeed {
  const value = values.get('seed');
  const publicRandomness = values.get('randomness');
  const oneTimeCode = values.get('code');
  if (value !== undefined) {
    if (publicRandomness !== undefined || oneTimeCode !== undefined)
      throw new CommandRefusal('bad-usage', '--seed 与 --randomness、--code 只能用一种；正式抽样用 --randomness');
    const refusal = checkSeed(value);
    if (refusal) throw new CommandRefusal([refusal], 2);
    return () => ({ value, derived: false });
  }
  if (publicRandomness === undefined)
    throw new CommandRefusal(
      'bad-usage',
      '请用 --randomness 写公开随机数（可加 --code 一次性码），或用 --seed 直接给种子',
    );
  if (!/^[\x21-\x7e]{6,120}$/.test(publicRandomness))
    throw new CommandRefusal('bad-usage', '--randomness 用6到120个可见的英文字母、数字或符号，不留空格');
  if (oneTimeCode !== undefined && !/^[\x21-\x7e]{1,60}$/.test(oneTimeCode))
    throw new CommandRefusal('bad-usage', '--code 用1到60个可见的英文字母、数字或符号，不留空格');
  return (digest) => ({
    value: deriveSeed(digest, publicRandomness, oneTimeCode),
    publicRandomness,
    ...(oneTimeCode === undefined ? {} : { oneTimeCode }),
    derived: true,
  });
}

/** design.json: the contract's design, no member it does not know. */
export async function readDesign(path: string): Promise<DrawDesign> {
  let content: unknown;
  try {
    content = JSON.parse((await readBytes(path)).toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    if (error instanceof CommandRefusal) throw error;
    throw new CommandRefusal('design-unreadable', '方案文件不是完整的JSON，写法见 pingyi draw --help');
  }
  const design = z.strictObject(drawDesignSchema.shape).safeParse(content, { error: z.locales.zhCN().localeError });
  if (design.success) return design.data;
  throw new CommandRefusal(
    design.error.issues.map(({ path: place, message }) => ({
      code: 'design-malformed',
      message: `方案${place.length === 0 ? '' : `的“${place.join('.')}”`}不对：${message}`,
    })),
    2,
  );
}

export async function readKey(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  const key = parseUnitKey((await readBytes(path)).toString('utf8'));
  if (!key) throw new CommandRefusal('key-unreadable', '编号密钥文件应是64位十六进制数字，请用平台下载的原件');
  return key;
}

/** The value, or a refusal with the island's words. */
export function must<T>(outcome: Outcome<T>, exit: 1 | 2): T {
  if (outcome.ok) return outcome.value;
  throw new CommandRefusal(outcome.refusals, exit);
}

function refuseReturned(lists: readonly CheckedList[], allowed: boolean): void {
  const returned = lists.filter(({ verdict }) => verdict === 'returned');
  if (allowed || returned.length === 0) return;
  throw new CommandRefusal(
    returned.map((list) => ({
      code: 'frame-returned',
      message: `名单“${listLabel(list)}”未通过审核（${list.reasons.slice(0, 3).join('；')}${list.reasons.length > 3 ? '等' : ''}）；请退回部门改正，确要照用请加 --allow-returned，证书上会写明`,
    })),
    1,
  );
}

function titleOf({ values }: ParsedArguments, lists: readonly CheckedList[]): string {
  const departments = new Set(lists.map(({ department }) => department));
  const of = departments.size === 1 ? lists[0]!.department : '';
  const made = lists.length === 1 ? `${listLabel(lists[0]!)}抽样` : `${of}${lists.length}份名单抽样`;
  const title = values.get('title')?.trim() ?? made.slice(0, 80);
  if (title.length < 2 || title.length > 80 || /[\p{Cc}\p{Cs}]/u.test(title))
    throw new CommandRefusal('bad-usage', '--title 应为2到80个字，不能换行');
  return title;
}

interface Results {
  readonly manifest: DrawManifest;
  readonly plan: PlannedDraw;
  readonly personOf: FiledUnits['personOf'];
}

/** Writes aside and renames, the manifest last: a folder with a manifest is complete. */
async function writeResults(out: string, { manifest, plan, personOf }: Results, force: boolean): Promise<void> {
  const text = formatManifest(manifest);
  if (!force) await refuseOtherDraw(out, text);
  const labels = new Map(plan.strata.map(({ code, label }) => [code, label]));
  const entries = manifest.units.map((unit): CallListEntry => {
    const person = personOf.get(unit.id);
    if (!person) throw new Error('a drawn unit is not in its frame');
    return { ...unit, stratumLabel: labels.get(unit.stratum) ?? unit.stratum, person };
  });
  const book = await writeCallList(entries, { title: manifest.title, manifestDigest: manifest.digest });
  const files: readonly (readonly [string, string | Buffer, number])[] = [
    ['call-list.xlsx', book, 0o600],
    ['frame-ids.csv', formatFrameIds(plan.units, plan.design.sortBy), 0o644],
    ['certificate.html', renderCertificate({ manifest, strataLabels: Object.fromEntries(labels) }), 0o644],
    ['verify_draw.py', checkScript, 0o644],
    ['manifest.json', text, 0o644],
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
}

async function refuseOtherDraw(out: string, text: string): Promise<void> {
  const present = await readFile(join(out, 'manifest.json'), 'utf8').catch(() => undefined);
  if (present === text) return;
  const stray =
    present === undefined &&
    (await access(join(out, 'call-list.xlsx')).then(
      () => true,
      () => false,
    ));
  if (present === undefined && !stray) return;
  throw new CommandRefusal('out-occupied', `${out}: 里面已有另一次抽样的结果，请换一个文件夹，确要覆盖请加 --force`);
}

function documentOf(out: string, manifest: DrawManifest, plan: PlannedDraw, lists: readonly CheckedList[]): string {
  const { title, frame, seed, unitIds, digest } = manifest;
  return `${JSON.stringify({
    ok: true,
    out,
    title,
    frame,
    seed,
    unitIds,
    manifestDigest: digest,
    strata: plan.strata,
    warnings: plan.warnings,
    lists: lists.map((list) => ({
      label: listLabel(list),
      list: list.list,
      attachment: list.attachment,
      department: list.department,
      usable: list.persons.length,
      verdict: list.verdict,
    })),
  })}\n`;
}

function summaryOf(out: string, manifest: DrawManifest, plan: PlannedDraw, lists: readonly CheckedList[]): string {
  const sum = (part: 'main' | 'reserve') => plan.strata.reduce((all, stratum) => all + stratum[part], 0);
  return [
    manifest.title,
    ...lists.map(
      (list) =>
        `  名单 ${listLabel(list)}：可用${list.persons.length}人${list.verdict === 'returned' ? '（审核未通过，照用）' : ''}`,
    ),
    `抽样框${manifest.frame.size}人，主样本${sum('main')}人，备用样本${sum('reserve')}人`,
    ...plan.strata.map(
      ({ label, population, main, reserve, probability }) =>
        `  ${label}：${population}人，主样本${main}，备用${reserve}，入样概率${(probability * 100).toFixed(2)}%`,
    ),
    `抽样框摘要 ${manifest.frame.digest}`,
    `种子 ${manifest.seed.value}`,
    `抽样清单摘要 ${manifest.digest}`,
    `已写入 ${out}：call-list.xlsx（含个人信息，只有本人可读）、manifest.json、frame-ids.csv、certificate.html、verify_draw.py`,
    `复核：pingyi verify ${join(out, 'manifest.json')} --frame 名单文件…`,
    '',
  ].join('\n');
}
