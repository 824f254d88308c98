/**
 * The public manifest of a draw: all that an outsider needs besides the list of ids. Format `pingyi-draw-manifest/2` for
 * every design; `/1` (simple, stratified, systematic, without probabilities) is read and verified for ever.
 *
 * Promise: a pure function of frame, design and seed, so two runs give the same bytes; any edit of a manifest is named by
 * `parseManifest` or `verifyManifest`. It never holds personal data, telephone numbers, times or names of machines.
 */
import type { DialBlock } from './dial-blocks.ts';
import type { Draw } from './draw.ts';
import { canonicalJson } from './json.ts';
import { countNumbers } from './dial-blocks.ts';
import { blocksDigest } from './select-numbers.ts';
import {
  isOverWholeFrame,
  type ClusterMethod,
  type ExcludedNumbers,
  type FrameUnit,
  type SelectedCluster,
  type SelectedStratum,
  type SelectedUnit,
  type Selection,
  type SelectionDesign,
  type SelectionMethod,
} from './selection.ts';
import { hexOfWords, Sha256, sha256Hex } from './sha256.ts';
import { drawRule, frameDigest } from './ticket.ts';

export const manifestFormat = 'pingyi-draw-manifest/2';
export const firstFormat = 'pingyi-draw-manifest/1';

/**
 * How unit ids were made: from the filed frame; with the centre's key; given with a plain table; by the seed, from the
 * numbers of a random-digit draw.
 */
export const unitIdRules = ['frame-key/1', 'centre-key/1', 'given/1', 'dial-number/1'] as const;
export type UnitIdRule = (typeof unitIdRules)[number];

export interface ManifestSeed {
  /** Absent as long as a committed seed has not been revealed. */
  readonly value?: string;
  /** SHA-256 of a permanent seed, in place of its value. */
  readonly commitment?: string;
  readonly publicRandomness?: string;
  readonly oneTimeCode?: string;
  /** True: `value` is derived from the frame digest, the public randomness and the one-time code. */
  readonly derived: boolean;
}

/** In format 2 always with `probability` and `weight`. */
export type ManifestUnit = Omit<SelectedUnit, 'probability' | 'weight'> &
  Partial<Pick<SelectedUnit, 'probability' | 'weight'>>;
export type ManifestStratum = SelectedStratum;
export type ManifestCluster = SelectedCluster;

/** What the frame was made of, for whoever repeats the draw from the filed lists. No names of files or persons. */
export interface ManifestSource {
  /** The attribute whose values are the strata: `none`, `department`, `list`, `city` or `gender`. */
  readonly stratifyBy: string;
  /** Two stages: the attribute whose values are the clusters. */
  readonly clusterBy?: string;
  /** The clusters are those inside each stratum: one value in two strata is two clusters. */
  readonly clustersInStrata?: true;
  /** By size: whose sizes were given, and whether each person has the group's size or all of the group share it equally. */
  readonly sizes?: ManifestSizes;
  /** The area code that was at home when numbers were read. */
  readonly homeArea: string;
  readonly lists: readonly ManifestList[];
  /** Lists that were judged beside these and hold persons back from them (named on both), without being drawn from. */
  readonly beside?: readonly ManifestBeside[];
  /** Usable persons of the lists that are not in the frame, in numbers; absent when everybody is. */
  readonly leftOut?: ManifestLeftOut;
}

export interface ManifestSizes {
  readonly by: string;
  readonly meaning: 'each' | 'group';
  /** Sizes as decimal text. */
  readonly groups: readonly { readonly group: string; readonly size: string }[];
}

export interface ManifestLeftOut {
  /** Named by several departments and kept with another one. */
  readonly heldOut: number;
  /** Given out for calls in the last `restMonths` months. */
  readonly rested: number;
  readonly restMonths: number;
}

export interface ManifestBeside {
  readonly department: string;
  readonly list: string;
  readonly attachment?: number;
  /** SHA-256 of the filed files, in filed order. */
  readonly files: readonly string[];
  /** Checks the list was exempted from; who agreed is not published. */
  readonly exemptions?: readonly string[];
}

export interface ManifestList extends ManifestBeside {
  readonly usable: number;
  /** What the check said of the list; a returned one was drawn from by express wish. */
  readonly verdict: 'accepted' | 'returned';
}

export interface ManifestDesign {
  readonly method: SelectionMethod;
  /** Random digits: `rdd`. */
  readonly scope: string;
  readonly replicateSize: number;
  readonly sortBy?: readonly string[];
  /** Two stages. */
  readonly clusterMethod?: ClusterMethod;
  /** Random digits. */
  readonly blocks?: readonly DialBlock[];
  readonly excluded?: ExcludedNumbers;
}

export interface DrawManifest {
  readonly format: typeof manifestFormat | typeof firstFormat;
  readonly rule: typeof drawRule;
  readonly unitIds: UnitIdRule;
  readonly title: string;
  readonly frame: {
    /** SHA-256 of the ids (random digits: of the blocks). */
    readonly digest: string;
    readonly size: number;
    /** SHA-256 of the whole table: ids with strata, clusters, sizes and sort values. Not for random digits. */
    readonly table?: string;
  };
  readonly seed: ManifestSeed;
  readonly design: ManifestDesign;
  readonly strata: readonly ManifestStratum[];
  /** Two stages: the drawn clusters. */
  readonly clusters?: readonly ManifestCluster[];
  readonly units: readonly ManifestUnit[];
  readonly source?: ManifestSource;
  /** SHA-256 of the canonical JSON of everything else. */
  readonly digest: string;
}

interface Titled {
  readonly title: string;
  readonly unitIds: UnitIdRule;
  readonly seed: ManifestSeed;
  readonly source?: ManifestSource;
}

export interface ManifestInput extends Titled {
  /** The frame; for random digits none. */
  readonly units: readonly FrameUnit[];
  readonly selection: Selection;
}

/** What format 1 was made of. */
interface FirstManifestInput extends Titled {
  readonly frameIds: Iterable<string>;
  readonly draw: Draw;
}

/** Puts a draw into a manifest. Cost: one sort of the frame's ids, two hashes of the frame and one of the text. */
export function buildManifest(input: ManifestInput | FirstManifestInput): DrawManifest {
  const content = 'selection' in input ? contentOf(input) : firstContentOf(input);
  return { ...content, digest: manifestDigest(content) };
}

function contentOf({ title, unitIds, units, seed, selection, source }: ManifestInput): Omit<DrawManifest, 'digest'> {
  const { design, strata, clusters, units: drawn } = selection;
  return {
    format: manifestFormat,
    rule: drawRule,
    unitIds,
    title: writable(title),
    frame: frameOf(units, design),
    seed,
    design: describeDesign(selection),
    strata,
    ...(design.method === 'two-stage' ? { clusters } : {}),
    units: drawn,
    ...(source ? { source } : {}),
  };
}

/** The frame of a design as the manifest names it, known before anything is drawn. Cost: two sorts of the ids, two hashes. */
export function frameOf(units: readonly FrameUnit[], design: SelectionDesign): DrawManifest['frame'] {
  if (design.method === 'random-digits')
    return { digest: blocksDigest(design.blocks), size: countNumbers(design.blocks) };
  const codes = design.strata.map(({ code }) => code);
  return {
    digest: frameDigest(units.map(({ id }) => id)),
    size: units.length,
    table: tableDigest(units, {
      whole: isOverWholeFrame(design.method, codes),
      clusters: design.method === 'two-stage',
      sizes: isBySize(design.method),
      sortBy: ('sortBy' in design ? design.sortBy : undefined) ?? [],
    }),
  };
}

function describeDesign({ design, excluded }: Selection): ManifestDesign {
  if (design.method === 'random-digits') {
    const { method, replicateSize, blocks } = design;
    return { method, scope: 'rdd', replicateSize, blocks, excluded: excluded ?? { count: 0, met: 0 } };
  }
  const sortBy = 'sortBy' in design ? (design.sortBy ?? []) : [];
  return {
    method: design.method,
    scope: design.scope,
    replicateSize: design.replicateSize,
    ...(sortBy.length > 0 ? { sortBy } : {}),
    ...(design.method === 'two-stage' ? { clusterMethod: design.clusterMethod } : {}),
  };
}

/** Whether the design looks at sizes of the units. */
export function isBySize(method: SelectionMethod): boolean {
  return method === 'poisson' || method === 'pareto' || method === 'sequential-poisson' || method === 'pps-systematic';
}

export interface TableColumns {
  /** One stratum over the whole frame: `all` stands in the place of every stratum. */
  readonly whole: boolean;
  readonly clusters: boolean;
  readonly sizes: boolean;
  readonly sortBy: readonly string[];
}

/**
 * Digest of a frame with all that its design looks at: SHA-256 of one canonical JSON list a line, first the names of the
 * columns (`id`, `stratum`, `cluster`, `size`, sort columns; those that the design has), then the units sorted by id. Whoever
 * moves a person to another stratum or edits a size changes it. Cost: one sort, one hash.
 */
export function tableDigest(units: readonly FrameUnit[], { whole, clusters, sizes, sortBy }: TableColumns): string {
  const hash = new Sha256();
  const names = ['id', 'stratum', ...(clusters ? ['cluster'] : []), ...(sizes ? ['size'] : []), ...sortBy];
  hash.update(`${JSON.stringify(names)}\n`);
  const sorted = units.toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
  for (const { id, stratum, cluster = '', size = '', sort = [] } of sorted)
    hash.update(
      `${JSON.stringify([
        id,
        whole ? 'all' : stratum,
        ...(clusters ? [cluster] : []),
        ...(sizes ? [size] : []),
        ...sortBy.map((_, i) => sort[i] ?? ''),
      ])}\n`,
    );
  return hexOfWords(hash.digest());
}

function firstContentOf({ title, unitIds, frameIds, seed, draw, source }: FirstManifestInput) {
  const ids = [...frameIds];
  const { method, scope, replicateSize, sortBy } = draw;
  return {
    format: firstFormat,
    rule: drawRule,
    unitIds,
    title: writable(title),
    frame: { digest: frameDigest(ids), size: ids.length },
    seed,
    design: { method, scope, replicateSize, ...(sortBy.length > 0 ? { sortBy } : {}) },
    strata: draw.strata.map(({ code, population, main, reserve, start }) => ({
      code,
      population,
      main,
      reserve,
      start,
    })),
    units: draw.strata.flatMap(({ units }) => units.map(firstUnit)),
    ...(source ? { source } : {}),
  } as const;
}

/** A unit as format 1 lists it. */
export function firstUnit({ id, stratum, rank, ticket, replicate, part }: ManifestUnit): ManifestUnit {
  return { id, stratum, rank, ticket, replicate, part };
}

/** Half a surrogate pair has no UTF-8. */
function writable(title: string): string {
  return title.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** SHA-256 of the canonical JSON of a manifest without its own digest. */
export function manifestDigest(manifest: Omit<DrawManifest, 'digest'> & { readonly digest?: string }): string {
  return sha256Hex(canonicalJson({ ...manifest, digest: undefined }));
}

/** The manifest's file: canonical JSON and a line feed. */
export function formatManifest(manifest: DrawManifest): string {
  return `${canonicalJson({ ...manifest })}\n`;
}
