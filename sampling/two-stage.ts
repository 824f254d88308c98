/**
 * Two stages: clusters (villages, enterprises, service windows) first, people inside them second.
 *
 * Promise: clusters are ordered by their own tickets and people by theirs, so a person keeps the same number whichever
 * cluster is drawn; probabilities of both stages are returned. It never draws a third stage.
 */
import { draw, type DrawnUnit } from './draw.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { drawUnequal } from './unequal.ts';
import { compareText } from './order.ts';
import { checkCode, checkSeed, TicketMaker } from './ticket.ts';

export interface ClusteredUnit {
  readonly id: string;
  readonly cluster: string;
}

export interface TwoStageDesign {
  /** Clusters to take: all equally likely (`simple`), or in proportion to their people (`pareto`). */
  readonly clusters: { readonly method: 'simple' | 'pareto'; readonly n: number };
  /** People to take in each cluster; all of them where there are no more. */
  readonly within: number;
  readonly scope: string;
}

export interface DrawnCluster {
  readonly code: string;
  readonly population: number;
  readonly inclusionProbability: number;
  /** `inclusionProbability` and `designWeight` are of the person over both stages. */
  readonly units: readonly DrawnUnit[];
}

/** All clusters in the order of T(psu, code); the first n are a simple draw. Source: rule `prn-hmac-sha256/1`. */
export function orderClusters(codes: readonly string[], seed: string): string[] {
  const maker = new TicketMaker(seed, 'psu');
  const tickets = new Map(codes.map((code) => [code, maker.hex(code)]));
  return codes.toSorted((a, b) => compareText(tickets.get(a)!, tickets.get(b)!) || compareText(a, b));
}

/**
 * Draws clusters by T(psu, code), then the first people of each by T(unit, id). With `pareto` and the same number within
 * each cluster everybody has nearly the same probability. p = p(cluster) x taken / people of the cluster.
 * Source: rule `prn-hmac-sha256/1`; Särndal, Swensson and Wretman 1992, 4.3. Cost: that of the draws.
 */
export function drawTwoStage(
  units: readonly ClusteredUnit[],
  { clusters, within, scope }: TwoStageDesign,
  seed: string,
): Outcome<readonly DrawnCluster[]> {
  const populations = new Map<string, number>();
  for (const { cluster } of units) populations.set(cluster, (populations.get(cluster) ?? 0) + 1);
  const codes = [...populations.keys()].toSorted(compareText);
  const refusals: Refusal[] = [checkSeed(seed), ...codes.map(checkCode)].filter((refusal) => refusal !== undefined);
  if (!Number.isSafeInteger(clusters.n) || clusters.n < 1 || !Number.isSafeInteger(within) || within < 1)
    refusals.push({
      code: 'size-malformed',
      message: `群数和每群人数应是1以上的整数，现在是${clusters.n}个群、每群${within}人；请修改`,
    });
  else if (clusters.n > codes.length)
    refusals.push({
      code: 'draw-larger-than-frame',
      message: `抽样框里只有${codes.length}个群，却要抽${clusters.n}个；请减少群数`,
    });
  if (refusals.length > 0) return refuse(...refusals);

  const first = firstStage(populations, codes, clusters, seed);
  if (!first.ok) return first;
  const probability = new Map(first.value);
  const second = draw(
    units.filter(({ cluster }) => probability.has(cluster)).map(({ id, cluster }) => ({ id, stratum: cluster })),
    {
      method: 'stratified',
      scope,
      replicateSize: within,
      strata: first.value.map(([code]) => ({ code, main: Math.min(within, populations.get(code)!), reserve: 0 })),
    },
    seed,
  );
  if (!second.ok) return second;
  return accept(
    second.value.strata.map(({ code, population, units: drawn }): DrawnCluster => {
      const ofCluster = probability.get(code)!;
      return {
        code,
        population,
        inclusionProbability: ofCluster,
        units: drawn.map((unit) => {
          const inclusionProbability = ofCluster * unit.inclusionProbability;
          return { ...unit, inclusionProbability, designWeight: 1 / inclusionProbability };
        }),
      };
    }),
  );
}

function firstStage(
  populations: ReadonlyMap<string, number>,
  codes: readonly string[],
  { method, n }: TwoStageDesign['clusters'],
  seed: string,
): Outcome<readonly (readonly [string, number])[]> {
  if (method === 'simple')
    return accept(
      orderClusters(codes, seed)
        .slice(0, n)
        .map((code) => [code, n / codes.length] as const),
    );
  const sized = codes.map((id) => ({ id, size: populations.get(id)! }));
  const drawn = drawUnequal(sized, { method: 'pareto', n, scope: 'psu' }, seed);
  if (!drawn.ok) return drawn;
  return accept(
    [...drawn.value.certain, ...drawn.value.rest].map(
      ({ id, inclusionProbability }) => [id, inclusionProbability] as const,
    ),
  );
}
