/**
 * Start points taken from an earlier draw: `--start-after` to avoid its people, `--start-as` to keep them.
 *
 * Promise: only with the seed and scope of that draw, since under another seed start points mean nothing; the earlier
 * manifest's digest must be sound. Refuses strata the earlier draw took whole.
 */
import { join } from 'node:path';
import { commitSeed, manifestDigest, parseManifest, type DrawManifest, type SelectionDesign } from '#sampling';
import { CommandRefusal, type ParsedArguments } from './draw-arguments.ts';
import type { ChosenSeed } from './draw-seed.ts';
import { must } from './draw.ts';
import { readBytes } from './filed-lists.ts';

export async function startsOf(
  { values }: ParsedArguments,
  design: SelectionDesign,
  seed: ChosenSeed,
): Promise<SelectionDesign> {
  const [after, as] = [values.get('start-after'), values.get('start-as')];
  const path = after ?? as;
  if (path === undefined) return design;
  if (after !== undefined && as !== undefined)
    throw new CommandRefusal('bad-usage', '--start-after（避开上次的人）与 --start-as（沿用上次的人）只能用一种');
  const earlier = await readManifestFile(path);
  refuseOtherSeed(earlier, design, seed);
  switch (design.method) {
    case 'simple':
    case 'stratified':
    case 'poisson':
    case 'pareto':
    case 'sequential-poisson':
      return { ...design, strata: design.strata.map((stratum) => turned(stratum, earlier, after !== undefined)) };
    case 'bernoulli':
      return { ...design, strata: design.strata.map((stratum) => turned(stratum, earlier, after !== undefined)) };
    case 'systematic':
    case 'pps-systematic':
    case 'two-stage':
    case 'random-digits':
      throw new CommandRefusal(
        'start-not-systematic',
        '这种抽样方法没有起点，不能按起点与上次协调；请去掉 --start-after 或 --start-as',
      );
  }
}

/** A manifest in a file or in the folder of a draw, with a sound digest. */
export async function readManifestFile(path: string): Promise<DrawManifest> {
  const file = path.endsWith('.json') ? path : join(path, 'manifest.json');
  const manifest = must(parseManifest((await readBytes(file)).toString('utf8')), 2);
  if (manifestDigest(manifest) === manifest.digest) return manifest;
  throw new CommandRefusal('manifest-differs', `${file}: 清单内容与其摘要不符，被改动过；请用原件`, 1);
}

function refuseOtherSeed(earlier: DrawManifest, design: SelectionDesign, { value }: ChosenSeed): void {
  const same = earlier.seed.value === value || earlier.seed.commitment === commitSeed(value);
  if (!same)
    throw new CommandRefusal(
      'start-other-seed',
      '上次抽样用的是另一个种子，起点只在同一个长期种子下才有意义；请用 --seed-file 给出上次的长期种子，或去掉起点',
    );
  const scope = design.method === 'random-digits' ? 'rdd' : design.scope;
  if (earlier.design.scope !== scope)
    throw new CommandRefusal(
      'start-other-scope',
      `上次抽样的范围是“${earlier.design.scope}”，这次是“${scope}”，随机序号不同；请用相同的 --draw-code`,
    );
}

function turned<T extends { readonly code: string }>(stratum: T, earlier: DrawManifest, after: boolean): T {
  const before = earlier.strata.find(({ code }) => code === stratum.code);
  if (!before)
    throw new CommandRefusal('start-missing', `上次抽样没有层“${stratum.code}”，不知道从哪里起；请核对层，或去掉起点`);
  const start = after ? before.nextStart : before.start;
  if (start === undefined)
    throw new CommandRefusal(
      'start-missing',
      after
        ? `上次抽样没有留下层“${stratum.code}”的下一起点（整层都抽了，或那种方法没有），避不开；请去掉 --start-after`
        : `上次抽样的层“${stratum.code}”没有起点；请去掉 --start-as`,
    );
  return { ...stratum, start };
}
