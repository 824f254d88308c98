/**
 * What every design of the island is described by, and what every draw gives back: types and names.
 *
 * Promise: the members of a selection are those of the manifest, so that what is drawn and what is published cannot differ.
 */
import type { DialBlock } from './dial-blocks.ts';
import type { DrawUnit } from './draw.ts';

/** Every design, with its Chinese name. */
export const methodLabels = {
  simple: '简单随机抽样',
  stratified: '分层随机抽样',
  systematic: '系统（等距）抽样',
  bernoulli: '伯努利抽样',
  poisson: '泊松抽样',
  pareto: '按规模抽样（帕累托）',
  'sequential-poisson': '按规模抽样（顺序泊松）',
  'pps-systematic': '按规模系统抽样',
  'two-stage': '两阶段整群抽样',
  'random-digits': '随机拨号抽样',
} as const;

export type SelectionMethod = keyof typeof methodLabels;
export const selectionMethods = [
  'simple',
  'stratified',
  'systematic',
  'bernoulli',
  'poisson',
  'pareto',
  'sequential-poisson',
  'pps-systematic',
  'two-stage',
  'random-digits',
] as const satisfies readonly SelectionMethod[];

/** Draws in proportion to size. */
export type SizeMethod = 'poisson' | 'pareto' | 'sequential-poisson' | 'pps-systematic';

/** How clusters are drawn: all equally likely, or in proportion to their people. */
export type ClusterMethod = 'simple' | 'pareto' | 'sequential-poisson' | 'pps-systematic';

/** A unit of the frame with what its design looks at. */
export interface FrameUnit extends DrawUnit {
  /** Two stages: the cluster the person is in. */
  readonly cluster?: string;
  /** Draws in proportion to size: an exact decimal, `12` or `3.5`. */
  readonly size?: string;
}

interface StratumOfDesign {
  readonly code: string;
  /** Persons of the stratum left out because they rest; for the weights of the whole list. */
  readonly rested?: number;
}

interface Turned {
  /** Where the circle of tickets starts; 64 zeros by default. */
  readonly start?: string;
}

export interface SizesOfStratum extends StratumOfDesign, Turned {
  /** Poisson: expected, and no reserve. */
  readonly main: number;
  readonly reserve: number;
}

export interface RatesOfStratum extends StratumOfDesign, Turned {
  /** Probability of the main sample, an exact decimal. */
  readonly rate: string;
  /** What the reserve adds to it; none by default. */
  readonly reserveRate?: string;
}

export interface ClustersOfStratum extends StratumOfDesign {
  /** Clusters to draw. */
  readonly clusters: number;
  /** People in each drawn cluster; all of them where there are fewer. */
  readonly main: number;
  readonly reserve: number;
}

interface Listed {
  /** `unit`, or `unit:` and a draw code for a draw that must be independent of others with the same seed. */
  readonly scope: string;
  readonly replicateSize: number;
}

export interface CountDesign extends Listed {
  readonly method: 'simple' | 'stratified' | 'systematic';
  readonly strata: readonly SizesOfStratum[];
  readonly sortBy?: readonly string[];
}

export interface RateDesign extends Listed {
  readonly method: 'bernoulli';
  readonly strata: readonly RatesOfStratum[];
}

export interface SizeDesign extends Listed {
  readonly method: SizeMethod;
  readonly strata: readonly SizesOfStratum[];
  /** `pps-systematic` only. */
  readonly sortBy?: readonly string[];
}

export interface ClusterDesign extends Listed {
  readonly method: 'two-stage';
  readonly clusterMethod: ClusterMethod;
  readonly strata: readonly ClustersOfStratum[];
}

export interface DialDesign {
  readonly method: 'random-digits';
  readonly replicateSize: number;
  readonly main: number;
  readonly reserve: number;
  readonly blocks: readonly DialBlock[];
}

export type SelectionDesign = CountDesign | RateDesign | SizeDesign | ClusterDesign | DialDesign;

export interface SelectedStratum {
  readonly code: string;
  /** People (random digits: numbers) that could be drawn. */
  readonly population: number;
  /** Listed; where the number is random, as it came out. */
  readonly main: number;
  readonly reserve: number;
  readonly rested?: number;
  readonly start?: string;
  /** Simple, stratified and Bernoulli: ticket of the first unit not taken; absent when none is left. */
  readonly nextStart?: string;
  readonly rate?: string;
  readonly reserveRate?: string;
  /** Poisson: expected number. */
  readonly expectedMain?: number;
  /** Sum of sizes, and how many units (or clusters) are so large that they are taken anyway. */
  readonly totalSize?: string;
  readonly certain?: number;
  /** Two stages: clusters there are, clusters drawn, people asked for in each. */
  readonly clusterPopulation?: number;
  readonly clusters?: number;
  readonly withinMain?: number;
  readonly withinReserve?: number;
}

export interface SelectedCluster {
  readonly code: string;
  readonly stratum: string;
  /** Place in the stratum's list of clusters, from 1. */
  readonly rank: number;
  /** T(psu, code). */
  readonly ticket: string;
  readonly population: number;
  readonly main: number;
  readonly reserve: number;
  readonly certain?: true;
  /** Of the cluster, as a fraction. */
  readonly probability: string;
}

export interface SelectedUnit {
  readonly id: string;
  readonly stratum: string;
  /** From 1 in the list of the stratum (two stages: of the cluster). */
  readonly rank: number;
  readonly ticket: string;
  /** floor((rank - 1) / replicate size) + 1. */
  readonly replicate: number;
  readonly part: 'main' | 'reserve';
  readonly cluster?: string;
  /** Taken whatever the tickets say. */
  readonly certain?: true;
  /** Random digits: the counter whose ticket gave the number. */
  readonly counter?: number;
  /** Two stages: of the person inside the cluster. */
  readonly withinProbability?: string;
  /** Main: as long as no reserve is given out. Reserve: once all of the list is. A fraction in lowest terms. */
  readonly probability: string;
  /** 1 / probability. */
  readonly weight: string;
}

export interface Selection {
  readonly design: SelectionDesign;
  readonly strata: readonly SelectedStratum[];
  /** Two stages only; otherwise none. */
  readonly clusters: readonly SelectedCluster[];
  readonly units: readonly SelectedUnit[];
  /** Random digits only: what was left out, and how often the draw met it. */
  readonly excluded?: ExcludedNumbers;
  /** Random digits only: the numbers, in the order of `units`. Personal data from here on: never part of a manifest. */
  readonly numbers?: readonly string[];
}

export interface ExcludedNumbers {
  /** Excluded numbers inside the blocks. */
  readonly count: number;
  /** How many of them the counters came upon. */
  readonly met: number;
  /** SHA-256 of them, sorted, each followed by a line feed; absent where it could be guessed. */
  readonly digest?: string;
}

/** Whether the design has the one stratum `all` over the whole frame. */
export function isOverWholeFrame(method: SelectionMethod, codes: readonly string[]): boolean {
  return method === 'simple' || (method !== 'stratified' && codes.length === 1 && codes[0] === 'all');
}
