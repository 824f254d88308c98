/**
 * Verification: the draw a manifest describes, repeated from the frame, beside everything the manifest says.
 *
 * Promise: trusts nothing but the rule; whatever differs is named. It never mends and never guesses: what cannot be repeated
 * (no seed revealed, another frame) is said and does not agree.
 */
import { commitSeed } from './commitment.ts';
import { canonicalJson } from './json.ts';
import {
  firstFormat,
  firstUnit,
  frameOf,
  manifestDigest,
  type DrawManifest,
  type ManifestCluster,
  type ManifestStratum,
  type ManifestUnit,
} from './manifest.ts';
import { refuse, type Outcome, type Refusal } from './refusal.ts';
import { passedOver, selectNumbers } from './select-numbers.ts';
import { selectSample } from './select.ts';
import type { FrameUnit, Selection, SelectionDesign } from './selection.ts';
import { deriveSeed } from './ticket.ts';

/** One thing recomputed beside what the manifest says. */
export interface ManifestCheck<T> {
  readonly agrees: boolean;
  readonly stated: T;
  readonly found: T;
}

export interface StratumVerdict {
  readonly code: string;
  readonly agrees: boolean;
  readonly population: ManifestCheck<number>;
  /** Other figures of the stratum that differ: their names in the manifest. */
  readonly facts: readonly {
    readonly name: string;
    readonly stated: string | number | null;
    readonly found: string | number | null;
  }[];
  /** The first rank where the lists part; `stated` or `found` is null where one list has ended. */
  readonly firstDifference?: Difference<ManifestUnit>;
}

interface Difference<T> {
  readonly rank: number;
  readonly stated: T | null;
  readonly found: T | null;
}

export interface ManifestVerdict {
  readonly agrees: boolean;
  readonly manifestDigest: ManifestCheck<string>;
  readonly frameDigest: ManifestCheck<string>;
  readonly frameSize: ManifestCheck<number>;
  /** Format 2 except random digits. */
  readonly tableDigest?: ManifestCheck<string>;
  /** Absent when the seed is stated not to be derived. */
  readonly seedDerivation?: ManifestCheck<string>;
  /** A committed seed that was revealed. */
  readonly seedCommitment?: ManifestCheck<string>;
  /** Two stages. */
  readonly clusters?: { readonly agrees: boolean; readonly firstDifference?: Difference<ManifestCluster> };
  /** Random digits: what the list of excluded numbers came to, or what the counters show when there was no list. */
  readonly excluded?: ManifestCheck<string>;
  /** Random digits: the list of excluded numbers was not at hand, so nobody has looked whether it had these numbers. */
  readonly excludedUnseen?: true;
  /** Resting persons of the strata against those of the source, where both are told. */
  readonly rested?: ManifestCheck<number>;
  readonly strata: readonly StratumVerdict[];
  /** Listed units that belong to none of the listed strata. */
  readonly strayUnits: readonly ManifestUnit[];
  /** Why the draw could not be repeated at all with this frame. */
  readonly refusals: readonly Refusal[];
}

export interface VerificationInput {
  /** A committed seed, revealed. */
  readonly seed?: string;
  /** Random digits: the excluded numbers. */
  readonly excluded?: readonly string[];
}

/**
 * Repeats the draw a manifest describes from the frame's units (random digits: from nothing) and compares everything the
 * manifest says. The order of the units does not matter. Cost: that of the draw.
 */
export function verifyManifest(
  manifest: DrawManifest,
  units: readonly FrameUnit[],
  more: VerificationInput = {},
): ManifestVerdict {
  const repeated = repeat(manifest, units, more);
  const selection = repeated.ok ? repeated.value : undefined;
  const checks = {
    manifestDigest: check(manifest.digest, manifestDigest(manifest)),
    ...frameChecks(manifest, units),
    ...seedChecks(manifest, more.seed),
    ...(manifest.design.excluded && selection
      ? { excluded: check(canonicalJson(manifest.design.excluded), canonicalJson(selection.excluded)) }
      : {}),
    ...restedCheck(manifest),
  };
  const clusters = manifest.clusters && {
    clusters: clusterVerdict(manifest.clusters, selection?.clusters),
  };
  const strata = strataVerdicts(manifest, selection, units);
  const codes = new Set(manifest.strata.map(({ code }) => code));
  const strayUnits = manifest.units.filter(({ stratum }) => !codes.has(stratum));
  return {
    agrees:
      repeated.ok &&
      strayUnits.length === 0 &&
      Object.values(checks).every(({ agrees }) => agrees) &&
      (clusters?.clusters.agrees ?? true) &&
      strata.every(({ agrees }) => agrees),
    ...checks,
    ...clusters,
    ...((manifest.design.excluded?.count ?? 0) > 0 && more.excluded === undefined ? { excludedUnseen: true } : {}),
    strata,
    strayUnits,
    refusals: repeated.ok ? [] : repeated.refusals,
  };
}

/** The design a manifest describes, for drawing it again. */
export function designOf({ design, strata }: Pick<DrawManifest, 'design' | 'strata'>): SelectionDesign {
  const { scope, replicateSize, sortBy } = design;
  const common = { scope, replicateSize };
  switch (design.method) {
    case 'simple':
    case 'stratified':
    case 'systematic':
      return { method: design.method, ...common, strata: strata.map(sizesOf), ...(sortBy ? { sortBy } : {}) };
    case 'bernoulli':
      return {
        method: design.method,
        ...common,
        strata: strata.map((stratum) => ({
          ...turnOf(stratum),
          rate: stratum.rate ?? '0',
          reserveRate: stratum.reserveRate ?? '0',
        })),
      };
    case 'poisson':
      return {
        method: design.method,
        ...common,
        strata: strata.map((stratum) => ({
          ...turnOf(stratum),
          main: stratum.expectedMain ?? 0,
          reserve: 0,
        })),
      };
    case 'two-stage':
      return {
        method: design.method,
        ...common,
        clusterMethod: design.clusterMethod ?? 'simple',
        strata: strata.map((stratum) => ({
          ...turnOf(stratum),
          clusters: stratum.clusters ?? 0,
          main: stratum.withinMain ?? 0,
          reserve: stratum.withinReserve ?? 0,
        })),
      };
    case 'random-digits': {
      const { main, reserve } = strata[0] ?? { main: 0, reserve: 0 };
      return { method: design.method, replicateSize, main, reserve, blocks: design.blocks ?? [] };
    }
    case 'pareto':
    case 'sequential-poisson':
    case 'pps-systematic':
      return { method: design.method, ...common, strata: strata.map(sizesOf), ...(sortBy ? { sortBy } : {}) };
  }
}

function turnOf({ code, start, rested }: ManifestStratum) {
  return { code, ...(start === undefined ? {} : { start }), ...(rested === undefined ? {} : { rested }) };
}

function sizesOf(stratum: ManifestStratum) {
  return { ...turnOf(stratum), main: stratum.main, reserve: stratum.reserve };
}

function repeat(
  manifest: DrawManifest,
  units: readonly FrameUnit[],
  { seed: revealed, excluded }: VerificationInput,
): Outcome<Selection> {
  const seed = manifest.seed.value ?? revealed;
  if (seed === undefined)
    return refuse({
      code: 'seed-not-revealed',
      message: '这次抽样用的是长期种子，只公布了承诺值，还不能重抽；请在种子公开后，给出种子公开文件再核对',
    });
  const design = designOf(manifest);
  if (design.method !== 'random-digits') return selectSample({ units }, design, seed);
  const stated = manifest.design.excluded ?? { count: 0, met: 0 };
  if (excluded !== undefined || stated.count === 0) return selectNumbers(design, seed, excluded ?? []);
  const counters = manifest.units.map(({ counter }) => counter ?? 0);
  const passed = passedOver(design.blocks, counters, seed);
  if (!passed || passed.length > stated.count)
    return refuse({
      code: 'counters-wrong',
      message: '清单里的计数器跳过的号码比排除的还多，清单被改动过，或号段不是抽样时的号段',
    });
  return selectNumbers(design, seed, passed, stated);
}

function frameChecks(manifest: DrawManifest, units: readonly FrameUnit[]) {
  const { design, frame } = manifest;
  const found = frameOf(units, designOf(manifest));
  return {
    frameDigest: check(frame.digest, found.digest),
    frameSize: check(frame.size, found.size),
    ...(manifest.format === firstFormat || design.method === 'random-digits'
      ? {}
      : { tableDigest: check(frame.table ?? '', found.table ?? '') }),
  };
}

function seedChecks({ seed, frame }: DrawManifest, revealed: string | undefined) {
  const { value, commitment, publicRandomness = '', oneTimeCode, derived } = seed;
  return {
    ...(derived ? { seedDerivation: check(value ?? '', deriveSeed(frame.digest, publicRandomness, oneTimeCode)) } : {}),
    ...(commitment !== undefined && revealed !== undefined
      ? { seedCommitment: check(commitment, commitSeed(revealed)) }
      : {}),
  };
}

/** Strata that say how many of their people rest must together say what the source says. */
function restedCheck({ strata, source }: DrawManifest) {
  const told = strata.some(({ rested }) => rested !== undefined);
  if (!told || source === undefined) return {};
  const sum = strata.reduce((all, { rested = 0 }) => all + rested, 0);
  return { rested: check(sum, source.leftOut?.rested ?? 0) };
}

function strataVerdicts(
  manifest: DrawManifest,
  selection: Selection | undefined,
  units: readonly FrameUnit[],
): StratumVerdict[] {
  const first = manifest.format === firstFormat;
  const drawn = new Map(selection?.strata.map((stratum) => [stratum.code, stratum]));
  const found = byStratum(selection?.units ?? []);
  const stated = byStratum(manifest.units);
  const populations = new Map<string, number>();
  for (const { stratum } of units) populations.set(stratum, (populations.get(stratum) ?? 0) + 1);
  return manifest.strata.map((stratum): StratumVerdict => {
    const { code } = stratum;
    const again = drawn.get(code);
    const population = check(stratum.population, again?.population ?? populations.get(code) ?? 0);
    const facts = again && !first ? differingFacts(stratum, again) : [];
    const list = found.get(code) ?? [];
    const difference = firstDifference(stated.get(code) ?? [], first ? list.map(firstUnit) : list);
    return {
      code,
      agrees: again !== undefined && population.agrees && facts.length === 0 && !difference,
      population,
      facts,
      ...(difference ? { firstDifference: difference } : {}),
    };
  });
}

function differingFacts(stated: ManifestStratum, found: ManifestStratum): StratumVerdict['facts'] {
  const values = new Map<string, (string | number | null)[]>();
  for (const [side, stratum] of [stated, found].entries())
    for (const [name, value] of Object.entries<string | number>({ ...stratum })) {
      const pair = values.get(name) ?? [null, null];
      pair[side] = value;
      values.set(name, pair);
    }
  return [...values]
    .filter(([name, [a, b]]) => a !== b && name !== 'population')
    .map(([name, [a = null, b = null]]) => ({ name, stated: a, found: b }));
}

function clusterVerdict(stated: readonly ManifestCluster[], found: readonly ManifestCluster[] | undefined) {
  const difference = firstDifference(stated, found ?? []);
  return { agrees: found !== undefined && !difference, ...(difference ? { firstDifference: difference } : {}) };
}

function byStratum<T extends { readonly stratum: string }>(units: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const unit of units) {
    const list = lists.get(unit.stratum);
    if (list) list.push(unit);
    else lists.set(unit.stratum, [unit]);
  }
  return lists;
}

function firstDifference<T extends object>(stated: readonly T[], found: readonly T[]): Difference<T> | undefined {
  for (let r = 0; r < Math.max(stated.length, found.length); r += 1) {
    const ours = found[r] ?? null;
    const theirs = stated[r] ?? null;
    if (!ours || !theirs || canonicalJson(ours) !== canonicalJson(theirs))
      return { rank: r + 1, stated: theirs, found: ours };
  }
  return undefined;
}

function check<T>(stated: T, found: T): ManifestCheck<T> {
  return { agrees: stated === found, stated, found };
}
