/**
 * A draw from filed lists: checked, made into units, drawn; the call list for the telephone room, the evidence for everybody.
 *
 * Promise: lists that stand beside (`--beside`) are judged with the others and not drawn from, and the manifest names them.
 */
import { basename } from 'node:path';
import { z } from 'zod';
import {
  buildManifest,
  frameDigest,
  selectSample,
  type DrawManifest,
  type FrameUnit,
  type PackedSegments,
  type SelectionDesign,
} from '#sampling';
import { drawDesignSchema, type DrawDesign } from '#contract';
import { writeCallList, type CallListEntry } from '../draws/call-list.ts';
import { planDraw, unitsAsDrawn, type PlannedUnit } from '../draws/design.ts';
import { unitsOfLists, type FiledUnits } from '../draws/filed-units.ts';
import { CommandRefusal, type ParsedArguments } from './draw-arguments.ts';
import { checkDesignFile, designProblems, readDesignJson, type DesignFile } from './draw-design-file.ts';
import { planSelection } from './draw-plan.ts';
import { chooseSeed } from './draw-seed.ts';
import { startsOf } from './draw-starts.ts';
import { privately, summaryLines, writeResults, type ResultFile } from './draw-write.ts';
import { homeAreaOf, must, readKey, required, scopeOf, titleOf } from './draw.ts';
import { announceLarge, checkLists, listLabel, sourceOf, type CheckedList } from './filed-lists.ts';
import { withProgress, type CommandIo } from './io.ts';
import { loadSegments, remarkOn } from './segments-file.ts';

const attributes = ['department', 'list', 'city', 'gender'] as const;
type Attribute = (typeof attributes)[number];

/** A draw over the units of lists, ready to be made. */
interface PlannedLists {
  readonly design: SelectionDesign;
  readonly units: readonly FrameUnit[];
  readonly labels: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  readonly stratifyBy: string;
  readonly clusterBy?: string;
}

/** The number-segment table: what the call list dials by. It is no part of the manifest, since it changes nobody's place in it. */
async function segmentsOf({ values }: ParsedArguments, io: CommandIo): Promise<PackedSegments | undefined> {
  const path = values.get('segments');
  if (path === undefined) return undefined;
  const loaded = await loadSegments(path);
  if (!('table' in loaded)) throw new CommandRefusal(loaded.code, `${basename(path)}: ${loaded.message}`);
  const remark = remarkOn(loaded);
  if (remark !== null) io.stderr(`pingyi: 提醒: ${remark}\n`);
  return loaded.table;
}

export async function drawFromLists(parsed: ParsedArguments, io: CommandIo): Promise<number> {
  const out = required(parsed, 'out', '请用 --out 写明结果放在哪个文件夹');
  const seedOf = await chooseSeed(parsed.values);
  const plan = plannerOf(
    await readDesignJson(required(parsed, 'design', '请用 --design 写明方案文件，写法见 --help')),
    scopeOf(parsed),
  );
  const key = await readKey(parsed.values.get('id-key'));
  const homeArea = homeAreaOf(parsed);

  const segments = await segmentsOf(parsed, io);
  await announceLarge(parsed.groups, io);
  const all = await withProgress(io, '正在审核名单', checkLists(parsed.groups, homeArea, segments));
  const lists = all.filter(({ beside }) => !beside);
  refuseReturned(lists, parsed.flags.has('allow-returned'));
  const { units, personOf } = must(unitsOfLists(lists, key), 2);
  const planned = plan(units, lists);
  const seed = seedOf(frameDigest(planned.units.map(({ id }) => id)));
  const design = await startsOf(parsed, planned.design, seed);
  const selection = must(selectSample({ units: planned.units }, design, seed.value), 1);
  const manifest = buildManifest({
    title: titleOf(parsed, titleOfLists(lists)),
    unitIds: key ? 'centre-key/1' : 'frame-key/1',
    units: planned.units,
    seed: seed.published,
    selection,
    source: {
      ...sourceOf(all, planned.stratifyBy, homeArea),
      ...(planned.clusterBy === undefined ? {} : { clusterBy: planned.clusterBy }),
    },
  });
  const { labels, warnings } = planned;
  const force = parsed.flags.has('force');
  const files = await withProgress(
    io,
    '正在写呼叫清单',
    callListOf(manifest, personOf, labels).then((personal) =>
      writeResults(out, { manifest, units: planned.units, labels, personal }, force),
    ),
  );
  for (const warning of warnings) io.stderr(`pingyi: 提醒: ${warning}\n`);
  const said = { out, files, manifest, labels, warnings, lists };
  io.stdout(parsed.flags.has('json') ? documentOf(said) : summaryOf(said));
  return 0;
}

function plannerOf(
  content: unknown,
  scope: string,
): (units: readonly PlannedUnit[], lists: readonly CheckedList[]) => PlannedLists {
  const method = typeof content === 'object' && content !== null && 'method' in content ? content.method : undefined;
  if (method === 'bernoulli' || method === 'two-stage') {
    const file = checkDesignFile(content);
    return (units) => planByAttributes(file, units, scope);
  }
  if (method === 'random-digits')
    throw new CommandRefusal('design-malformed', '随机拨号从号段抽，不用名单；请把名单换成 --blocks 号段文件');
  if (['poisson', 'pareto', 'sequential-poisson', 'pps-systematic'].includes(String(method)))
    throw new CommandRefusal('design-malformed', '名单里没有“规模”这一栏；按规模抽样请用 --table 给出带规模的编号表');
  const design = checkListDesign(content);
  return (units, lists) => {
    const plan = must(planDraw({ design, units, lists, scope }), 1);
    return {
      ...plan,
      labels: new Map(plan.strata.map(({ code, label }) => [code, label])),
      stratifyBy: design.stratifyBy,
    };
  };
}

/** design.json of the platform's own designs: the contract's members, no others. */
function checkListDesign(content: unknown): DrawDesign {
  const design = z.strictObject(drawDesignSchema.shape).safeParse(content, { error: z.locales.zhCN().localeError });
  if (!design.success) throw new CommandRefusal(designProblems(design.error), 2);
  if (design.data.restMonths > 0)
    throw new CommandRefusal(
      'design-malformed',
      '方案的“restMonths”（间隔期）要用平台上以往抽样的记录，离线抽样没有；请改为0或去掉，或在平台上抽样',
    );
  return design.data;
}

function planByAttributes(file: DesignFile, units: readonly PlannedUnit[], scope: string): PlannedLists {
  const stratifyBy = 'stratifyBy' in file ? (file.stratifyBy ?? 'none') : 'none';
  const clusterBy = file.method === 'two-stage' ? (file.clusterBy ?? '') : undefined;
  if (stratifyBy !== 'none' && !isAttribute(stratifyBy))
    throw new CommandRefusal('design-malformed', `方案的“stratifyBy”应是 none、${attributes.join('、')} 中的一个`);
  if (clusterBy !== undefined && !isAttribute(clusterBy))
    throw new CommandRefusal(
      'design-malformed',
      `两阶段抽样要在方案里写“clusterBy”：${attributes.join('、')} 中的一个`,
    );
  const coded = must(unitsAsDrawn(units, { stratifyBy, clusterBy }), 2);
  const { design, warnings } = planSelection(file, coded, { scope });
  return {
    design,
    units: coded,
    labels: new Map(),
    warnings,
    stratifyBy,
    ...(clusterBy === undefined ? {} : { clusterBy }),
  };
}

export function isAttribute(name: string): name is Attribute {
  return attributes.some((attribute) => attribute === name);
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

function titleOfLists(lists: readonly CheckedList[]): string {
  const departments = new Set(lists.map(({ department }) => department));
  const of = departments.size === 1 ? lists[0]!.department : '';
  return lists.length === 1 ? `${listLabel(lists[0]!)}抽样` : `${of}${lists.length}份名单抽样`;
}

/** The call list of drawn persons. */
export async function callListOf(
  manifest: DrawManifest,
  personOf: FiledUnits['personOf'],
  labels: ReadonlyMap<string, string>,
): Promise<readonly ResultFile[]> {
  const entries = manifest.units.map((unit): CallListEntry => {
    const person = personOf.get(unit.id);
    if (!person) throw new Error('a drawn unit is not in its frame');
    return { ...unit, stratumLabel: labels.get(unit.stratum) ?? unit.stratum, person };
  });
  const book = await writeCallList(entries, { title: manifest.title, manifestDigest: manifest.digest });
  return [['call-list.xlsx', book, privately]];
}

interface Said {
  readonly out: string;
  readonly files: readonly string[];
  readonly manifest: DrawManifest;
  readonly labels: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  readonly lists: readonly CheckedList[];
}

function documentOf({ out, manifest, labels, warnings, lists }: Said): string {
  const { title, frame, seed, unitIds, digest, strata } = manifest;
  return `${JSON.stringify({
    ok: true,
    out,
    title,
    frame,
    seed,
    unitIds,
    manifestDigest: digest,
    strata: strata.map((stratum) => ({
      label: labels.get(stratum.code) ?? stratum.code,
      ...stratum,
      probability: stratum.main / stratum.population,
    })),
    warnings,
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

function summaryOf({ out, files, manifest, labels, lists }: Said): string {
  return [
    manifest.title,
    ...lists.map(
      (list) =>
        `  名单 ${listLabel(list)}：可用${list.persons.length}人${list.verdict === 'returned' ? '（审核未通过，照用）' : ''}`,
    ),
    ...summaryLines(out, files, manifest, labels),
    `复核：pingyi verify ${out}/manifest.json --frame 名单文件…`,
    '',
  ].join('\n');
}
