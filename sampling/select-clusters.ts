/**
 * Two stages in strata: clusters first, people inside the drawn clusters second.
 *
 * Promise: clusters are drawn by their own tickets and people by theirs; the probabilities of both stages and their product
 * are exact fractions. A cluster lies in one stratum. It never draws a third stage.
 */
import { fraction, fractionText, inverse, times, type Fraction } from './fraction.ts';
import { compareText, findRepeats, firstFrom, keyAll, type Keyed } from './order.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { selectBySize } from './select-sizes.ts';
import {
  isOverWholeFrame,
  type ClusterDesign,
  type ClustersOfStratum,
  type FrameUnit,
  type SelectedCluster,
  type SelectedStratum,
  type SelectedUnit,
  type Selection,
} from './selection.ts';
import { emptyStratum, groupByStratum, isCount, listed, optional, repeatedId } from './strata.ts';
import { checkCode, TicketMaker, zeroStart } from './ticket.ts';

interface Cluster {
  readonly code: string;
  /** Places of its people among the units. */
  readonly members: Int32Array;
}

interface DrawnCluster extends Cluster {
  readonly ticket: string;
  readonly certain: boolean;
  readonly probability: Fraction;
}

/**
 * Draws clusters by T(psu, code), simply or in proportion to their people, then the first people of each by T(unit, id).
 * p = p(cluster) x taken / people of the cluster. The design's seed, scope and strata have been checked by the caller.
 * Source: rule `prn-hmac-sha256/1`; Särndal, Swensson and Wretman 1992, 4.3. Cost: a ticket a person and a cluster.
 */
export function selectInClusters(units: readonly FrameUnit[], design: ClusterDesign, seed: string): Outcome<Selection> {
  const wrong = [...design.strata.flatMap(checkCounts), ...checkClusterCodes(units)];
  if (wrong.length > 0) return refuse(...wrong);
  const codes = design.strata.map(({ code }) => code);
  const whole = isOverWholeFrame('two-stage', codes);
  const grouped = groupByStratum(units, {
    codes,
    whole,
    sortLength: 0,
    checkFit: (h, population) => (population === 0 ? emptyStratum(codes[h]!, '群') : undefined),
  });
  if (!grouped.ok) return grouped;
  const frame = keyAll(
    units.map(({ id }) => id),
    new TicketMaker(seed, design.scope),
  );
  const repeats = findRepeats(frame);
  if (repeats.length > 0) return refuse(...listed(repeats, (i) => repeatedId(units[i]!.id)));
  const clusters = grouped.value.map((places) => clustersOf(units, places));
  const split = splitClusters(clusters, codes);
  if (split.length > 0) return refuse(...split);

  const strata: SelectedStratum[] = [];
  const drawnClusters: SelectedCluster[] = [];
  const selected: SelectedUnit[] = [];
  for (const [h, stratum] of design.strata.entries()) {
    const drawn = drawClusters(clusters[h]!, stratum, design, seed);
    if (!drawn.ok) return drawn;
    const own = drawn.value.map((cluster, r) => {
      const people = cluster.members.length;
      const main = Math.min(stratum.main, people);
      const reserve = Math.min(stratum.reserve, people - main);
      return { ...cluster, rank: r + 1, main, reserve };
    });
    for (const cluster of own) {
      const { code, rank, ticket, main, reserve, certain, probability, members } = cluster;
      drawnClusters.push({
        code,
        stratum: stratum.code,
        rank,
        ticket,
        population: members.length,
        main,
        reserve,
        ...(certain ? { certain } : {}),
        probability: fractionText(probability),
      });
      for (const unit of peopleOf(cluster, stratum.code, frame, design)) selected.push(unit);
    }
    strata.push({
      code: stratum.code,
      population: grouped.value[h]!.length,
      main: own.reduce((sum, { main }) => sum + main, 0),
      reserve: own.reduce((sum, { reserve }) => sum + reserve, 0),
      ...(stratum.rested === undefined ? {} : { rested: stratum.rested }),
      ...(design.clusterMethod === 'simple' ? {} : { certain: own.filter(({ certain }) => certain).length }),
      clusterPopulation: clusters[h]!.length,
      clusters: own.length,
      withinMain: stratum.main,
      withinReserve: stratum.reserve,
    });
  }
  return accept({ design, strata, clusters: drawnClusters, units: selected });
}

function peopleOf(
  cluster: DrawnCluster & { readonly main: number; readonly reserve: number },
  stratum: string,
  frame: Keyed,
  { replicateSize }: ClusterDesign,
): SelectedUnit[] {
  const { code, members, main, reserve, probability } = cluster;
  return Array.from(firstFrom(frame, members, zeroStart, main + reserve), (place, r): SelectedUnit => {
    const part = r < main ? 'main' : 'reserve';
    const within = fraction(part === 'main' ? main : main + reserve, members.length);
    const overall = times(probability, within);
    const id = frame.ids[place]!;
    return {
      id,
      stratum,
      rank: r + 1,
      ticket: frame.maker.hex(id),
      replicate: Math.floor(r / replicateSize) + 1,
      part,
      cluster: code,
      withinProbability: fractionText(within),
      probability: fractionText(overall),
      weight: fractionText(inverse(overall)),
    };
  });
}

function drawClusters(
  clusters: readonly Cluster[],
  { code, clusters: n }: ClustersOfStratum,
  { clusterMethod }: ClusterDesign,
  seed: string,
): Outcome<readonly DrawnCluster[]> {
  if (n > clusters.length)
    return refuse({
      code: 'draw-larger-than-frame',
      message: `层“${code}”里只有${clusters.length}个群，却要抽${n}个；请减少群数`,
      stratum: code,
    });
  if (n === 0) return accept([]);
  const maker = new TicketMaker(seed, 'psu');
  if (clusterMethod === 'simple') {
    const probability = fraction(n, clusters.length);
    const drawn = clusters.map((cluster) => ({
      ...cluster,
      ticket: maker.hex(cluster.code),
      certain: false,
      probability,
    }));
    return accept(drawn.toSorted((a, b) => compareText(a.ticket, b.ticket) || compareText(a.code, b.code)).slice(0, n));
  }
  const sized = clusters.map((cluster) => ({ id: cluster.code, size: cluster.members.length }));
  const drawn = selectBySize(sized, { method: clusterMethod, main: n, reserve: 0, code, seed, scope: 'psu' });
  if (!drawn.ok) return drawn;
  return accept(
    drawn.value.map(({ place, ticket, certain, probability }) => ({
      ...clusters[place]!,
      ticket,
      certain,
      probability,
    })),
  );
}

/** Clusters of a stratum by code. */
function clustersOf(units: readonly FrameUnit[], places: Int32Array): Cluster[] {
  const of = new Map<string, number[]>();
  for (const place of places) {
    const code = units[place]!.cluster!;
    const members = of.get(code);
    if (members) members.push(place);
    else of.set(code, [place]);
  }
  return [...of]
    .map(([code, members]) => ({ code, members: Int32Array.from(members) }))
    .toSorted((a, b) => compareText(a.code, b.code));
}

function splitClusters(clusters: readonly (readonly Cluster[])[], codes: readonly string[]): Refusal[] {
  const home = new Map<string, string>();
  const refusals: Refusal[] = [];
  for (const [h, own] of clusters.entries())
    for (const { code } of own) {
      const other = home.get(code);
      home.set(code, codes[h]!);
      if (other !== undefined)
        refusals.push({
          code: 'cluster-in-two-strata',
          message: `群“${code}”的人分在层“${other}”和层“${codes[h]!}”里；一个群只能属于一个层，请改群代码或层`,
          stratum: code,
        });
    }
  return refusals;
}

function checkClusterCodes(units: readonly FrameUnit[]): Refusal[] {
  const without = units.flatMap(({ cluster }, i) => (cluster === undefined || cluster === '' ? [i] : []));
  const codes = new Set(units.flatMap(({ cluster }) => (cluster === undefined || cluster === '' ? [] : [cluster])));
  return [
    ...listed(without, (i) => ({
      code: 'cluster-missing',
      message: `第${i + 1}个样本没有写属于哪个群；两阶段抽样每个人都要有群代码`,
    })),
    ...[...codes].flatMap((code) => optional(checkCode(code))),
  ];
}

function checkCounts({ code, clusters, main, reserve }: ClustersOfStratum): Refusal[] {
  const wrong = !isCount(clusters) || !isCount(reserve) || !isCount(main) || (clusters > 0 && main === 0);
  if (!wrong) return [];
  return [
    {
      code: 'size-malformed',
      message: `层“${code}”的群数、每群主样本和备用样本应是整数，每群主样本至少1人，现在是${clusters}个群、每群${main}人、备用${reserve}人；请修改`,
      stratum: code,
    },
  ];
}
