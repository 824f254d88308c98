/**
 * The design of a survey from the columns the user names.
 *
 * Promise: the island lays it out; a gap, a negative weight or a column too many is refused before. Chooses nothing.
 */
import { createSurvey, type LonelyPolicy, type Survey } from '#sampling';
import { CommandRefusal } from './draw-arguments.ts';
import type { Options } from './option-words.ts';
import type { Table } from './table.ts';

export interface Design {
  readonly survey: Survey;
  /** Rows of a first stage that was taken whole: they have no sampling error. */
  readonly whole: Uint8Array;
  readonly remarks: readonly string[];
}

const lonelyPolicies: readonly LonelyPolicy[] = ['fail', 'remove', 'certainty', 'adjust', 'average'];

export function layOutDesign(table: Table, options: Options): Design {
  const strataNames = table.names(options.list('strata'));
  const clusterNames = table.names(options.list('clusters'));
  const populationNames = table.names(options.list('fpc'));
  const stages = Math.max(1, clusterNames.length);
  for (const [option, names] of [
    ['strata', strataNames],
    ['fpc', populationNames],
  ] as const)
    if (names.length > stages)
      throw new CommandRefusal('bad-usage', `设计有${stages}级，--${option} 却写了${names.length}列；每级一列`);
  if (options.has('nest') && (clusterNames.length === 0 || strataNames.length === 0))
    throw new CommandRefusal('bad-usage', '--nest 要与 --strata 和 --clusters 同用');

  const strata = strataNames.map((name) => table.labels(name));
  const clusters = clusterNames.map((name) => table.labels(name));
  const populations = populationNames.map((name) => Array.from(table.figures(name)));
  const weightName = options.text('weights');
  const weights = weightName === undefined ? undefined : weightsOf(table, weightName);
  const lonely = options.choice('lonely', lonelyPolicies) ?? 'fail';
  const outcome = createSurvey({
    size: table.size,
    lonely,
    ...(clusters.length > 0 ? { clusters } : {}),
    ...(strata.length > 0 ? { strata } : {}),
    ...(weights ? { weights } : {}),
    ...(populations.length > 0 ? { populations } : {}),
    ...(options.has('nest') ? { nest: true } : {}),
  });
  if (!outcome.ok)
    throw new CommandRefusal(
      outcome.refusals.map(({ code, message }) => ({
        code,
        message: `${message}${code === 'stratum-lonely' ? '（--lonely）' : code === 'cluster-in-two-strata' ? '（--nest）' : ''}`,
      })),
      1,
    );
  const remarks: string[] = [];
  if (!weights && populations.length === 0) remarks.push('没有权数也没有总体数，每行按1计，总量只是样本合计');
  if (lonely !== 'fail') remarks.push(`只抽中一个单位的层按 ${lonely} 处理`);
  return { survey: outcome.value, whole: wholeRows(table.size, strata[0], clusters, populations), remarks };
}

function weightsOf(table: Table, name: string): number[] {
  const weights = Array.from(table.figures(name));
  const bad = weights.findIndex((weight) => weight < 0);
  if (bad >= 0)
    throw new CommandRefusal('weights-malformed', `${table.file}: 第${table.rowNumber(bad)}行“${name}”小于0`);
  if (weights.every((weight) => weight === 0))
    throw new CommandRefusal('weights-malformed', `${table.file}: “${name}”全是0`);
  return weights;
}

function wholeRows(
  size: number,
  strata: readonly string[] | undefined,
  clusters: readonly (readonly string[])[],
  populations: readonly (readonly number[])[],
): Uint8Array {
  const whole = new Uint8Array(size);
  const [population] = populations;
  // Where people were drawn inside the clusters, taking all clusters is not taking everybody.
  if (!population || clusters.length > 1) return whole;
  const units = new Map<string, Set<string | number>>();
  const stratumOf = (row: number) => strata?.[row] ?? '';
  for (let row = 0; row < size; row += 1) {
    const sampled = units.get(stratumOf(row)) ?? new Set();
    units.set(stratumOf(row), sampled.add(clusters[0]?.[row] ?? row));
  }
  return whole.map((_, row) => (units.get(stratumOf(row))!.size === population[row] ? 1 : 0));
}
