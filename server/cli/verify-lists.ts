/**
 * The units of a draw made before, from the lists it was made from: what `verify` and `draw --extend` start from.
 *
 * Promise: lists are recognised by the digests in the manifest, those that stood beside too; what is missing is named.
 */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DrawManifest, FrameUnit, ManifestSizes, ManifestSource } from '#sampling';
import { clusterBySchema, stratifyBySchema, type DrawDesign } from '#contract';
import { unitsAsDrawn } from '../draws/design.ts';
import { unitsOfLists, type FiledUnits } from '../draws/filed-units.ts';
import { CommandRefusal, type ParsedArguments } from './draw-arguments.ts';
import { isAttribute } from './draw-lists.ts';
import { readDesignJson } from './draw-design-file.ts';
import { homeAreaOf, must, readKey } from './draw.ts';
import { checkLists, checkListsAgain, listLabel, type CheckedList } from './filed-lists.ts';

export interface GatheredLists {
  readonly units: readonly FrameUnit[];
  /** How many of the lists are not in the frame. */
  readonly leftOut: number;
  readonly personOf: FiledUnits['personOf'];
  readonly remarks: readonly string[];
}

/** `frame-ids.csv` in the folder of a manifest, when there is one. */
export async function idsBeside(path: string): Promise<string | undefined> {
  const beside = join(dirname(path), 'frame-ids.csv');
  return access(beside).then(
    () => beside,
    () => undefined,
  );
}

/** `findLocked`: who of the lists is in the frame, asked once the lists are there. Before the sizes: what a group shares, those left out do not. */
export async function unitsOfDrawnLists(
  manifest: DrawManifest,
  parsed: ParsedArguments,
  findLocked: () => Promise<(id: string) => boolean> = async () => () => true,
): Promise<GatheredLists> {
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
  const { units: all, personOf } = must(unitsOfLists(lists, key), 2);
  const isLocked = await findLocked();
  const units = all.filter(({ id }) => isLocked(id));
  const clusterBy = manifest.source?.clusterBy;
  if (clusterBy !== undefined && !isAttribute(clusterBy))
    throw new CommandRefusal('manifest-unreadable', '抽样清单里的分群依据不认识，请换用新版程序');
  const drawnBy = {
    stratifyBy,
    clusterBy,
    clustersInStrata: manifest.source?.clustersInStrata,
    sizes: sizesOf(manifest.source?.sizes),
    sortBy: manifest.design.sortBy,
  };
  return { units: must(unitsAsDrawn(units, drawnBy), 2), leftOut: all.length - units.length, personOf, remarks };
}

/** The table of sizes the draw was made by. */
function sizesOf(stated: ManifestSizes | undefined): DrawDesign['sizes'] {
  if (stated === undefined) return undefined;
  const { by, meaning, groups } = stated;
  const known = clusterBySchema.safeParse(by);
  if (!known.success) throw new CommandRefusal('manifest-unreadable', '抽样清单里规模的依据不认识，请换用新版程序');
  return {
    by: known.data,
    meaning,
    values: Object.fromEntries(groups.map(({ group, size }) => [group, Number(size)])),
  };
}

async function stratifiedBy({ source, design }: DrawManifest, { values }: ParsedArguments) {
  const given = values.get('design');
  if (given !== undefined) return stratifyByOf(await readDesignJson(given));
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
    const all = await checkLists(parsed.groups, homeArea);
    return { lists: all.filter(({ beside }) => !beside), remarks: [] };
  }
  const { lists: all, strangers } = await checkListsAgain(parsed.groups, source);
  const lists = all.filter(({ beside }) => !beside);
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

/** What a design file says of the strata. */
function stratifyByOf(content: unknown) {
  const said = typeof content === 'object' && content !== null && 'stratifyBy' in content ? content.stratifyBy : 'none';
  const stratifyBy = stratifyBySchema.safeParse(said);
  if (stratifyBy.success) return stratifyBy.data;
  throw new CommandRefusal('design-malformed', '方案的“stratifyBy”应是 none、department、list、city、gender 中的一个');
}
