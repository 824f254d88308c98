/**
 * The public manifest of a draw, format `pingyi-draw-manifest/1`: all that an outsider needs besides the list of ids.
 *
 * Promise: a pure function of frame, design and seed, so two runs give the same bytes; any edit of a manifest is named by
 * `parseManifest` or `verifyManifest`. It never holds personal data, times or names of machines.
 */
import { draw, type Draw, type DrawMethod, type DrawUnit } from './draw.ts';
import { canonicalJson, readJson, type JsonPlace } from './json.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { sha256Hex } from './sha256.ts';
import {
  checkCode,
  checkScope,
  checkSeed,
  checkUnitId,
  deriveSeed,
  drawRule,
  frameDigest,
  isTicket,
} from './ticket.ts';

export const manifestFormat = 'pingyi-draw-manifest/1';

/** How unit ids were made: from the filed frame, or handed over by the centre. */
const unitIdRules = ['frame-key/1', 'centre-key/1'] as const;
export type UnitIdRule = (typeof unitIdRules)[number];

export interface ManifestSeed {
  readonly value: string;
  readonly publicRandomness?: string;
  readonly oneTimeCode?: string;
  /** True: `value` is derived from the frame digest, the public randomness and the one-time code. */
  readonly derived: boolean;
}

export interface ManifestUnit {
  readonly id: string;
  readonly stratum: string;
  /** From 1 in each stratum. */
  readonly rank: number;
  readonly ticket: string;
  readonly replicate: number;
  readonly part: 'main' | 'reserve';
}

export interface ManifestStratum {
  readonly code: string;
  readonly population: number;
  readonly main: number;
  readonly reserve: number;
  readonly start: string;
}

/** What the frame was made of, for whoever repeats the draw from the filed lists. No names of files or persons. */
export interface ManifestSource {
  /** The attribute whose values are the strata: `none`, `department`, `list`, `city` or `gender`. */
  readonly stratifyBy: string;
  /** The area code that was at home when numbers were read. */
  readonly homeArea: string;
  readonly lists: readonly ManifestList[];
  /** Usable persons of the lists that are not in the frame, in numbers; absent when everybody is. */
  readonly leftOut?: ManifestLeftOut;
}

interface ManifestLeftOut {
  /** Named by several departments and kept with another one. */
  readonly heldOut: number;
  /** Given out for calls in the last `restMonths` months. */
  readonly rested: number;
  readonly restMonths: number;
}

export interface ManifestList {
  readonly department: string;
  readonly list: string;
  readonly attachment?: number;
  readonly usable: number;
  /** What the check said of the list; a returned one was drawn from by express wish. */
  readonly verdict: 'accepted' | 'returned';
  /** SHA-256 of the filed files, in filed order. */
  readonly files: readonly string[];
  /** Checks the list was exempted from; who agreed is not published. */
  readonly exemptions?: readonly string[];
}

export interface DrawManifest {
  readonly format: typeof manifestFormat;
  readonly rule: typeof drawRule;
  readonly unitIds: UnitIdRule;
  readonly title: string;
  readonly frame: { readonly digest: string; readonly size: number };
  readonly seed: ManifestSeed;
  readonly design: {
    readonly method: DrawMethod;
    readonly scope: string;
    readonly replicateSize: number;
    readonly sortBy?: readonly string[];
  };
  readonly strata: readonly ManifestStratum[];
  readonly units: readonly ManifestUnit[];
  readonly source?: ManifestSource;
  /** SHA-256 of the canonical JSON of everything else. */
  readonly digest: string;
}

export interface ManifestInput {
  readonly title: string;
  readonly unitIds: UnitIdRule;
  readonly frameIds: Iterable<string>;
  readonly seed: ManifestSeed;
  readonly draw: Draw;
  readonly source?: ManifestSource;
}

/** Puts a draw into a manifest. Cost: one sort of the frame's ids, one hash of the text. */
export function buildManifest({ title, unitIds, frameIds, seed, draw, source }: ManifestInput): DrawManifest {
  const ids = [...frameIds];
  const { method, scope, replicateSize, sortBy } = draw;
  const content = {
    format: manifestFormat,
    rule: drawRule,
    unitIds,
    // Half a surrogate pair has no UTF-8.
    title: title.replace(/\p{Surrogate}/gu, '\ufffd'),
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
    units: draw.strata.flatMap(({ units }) => units.map(listedUnit)),
    ...(source ? { source } : {}),
  } as const;
  return { ...content, digest: manifestDigest(content) };
}

/** SHA-256 of the canonical JSON of a manifest without its own digest. */
export function manifestDigest(manifest: Omit<DrawManifest, 'digest'> & { readonly digest?: string }): string {
  return sha256Hex(canonicalJson({ ...manifest, digest: undefined }));
}

/** The manifest's file: canonical JSON and a line feed. */
export function formatManifest(manifest: DrawManifest): string {
  return `${canonicalJson({ ...manifest })}\n`;
}

/**
 * Reads a manifest file that anybody may have touched. Checks the shape of every value and nothing more: whether the
 * values are right is for `verifyManifest`. Refusal codes: `manifest-unreadable`, `manifest-format`.
 */
export function parseManifest(text: string): Outcome<DrawManifest> {
  const read = readJson(text, readManifest);
  if ('value' in read) return accept(read.value);
  return refuse({
    code: read.misshapen.startsWith('format') ? 'manifest-format' : 'manifest-unreadable',
    message: `这不是一份完好的抽样清单：${read.misshapen}；请从公开证据页重新下载原件`,
  });
}

function readManifest(root: JsonPlace): DrawManifest {
  const top = root.object(
    ['format', 'rule', 'unitIds', 'title', 'frame', 'seed', 'design', 'strata', 'units', 'digest'],
    ['source'],
  );
  const frame = top.frame.object(['digest', 'size']);
  const seed = top.seed.object(['value', 'derived'], ['publicRandomness', 'oneTimeCode']);
  const design = top.design.object(['method', 'scope', 'replicateSize'], ['sortBy']);
  return {
    format: top.format.oneOf(manifestFormat),
    rule: top.rule.oneOf(drawRule),
    unitIds: top.unitIds.oneOf(...unitIdRules),
    title: top.title.text(),
    frame: { digest: frame.digest.text(checkHex), size: frame.size.count() },
    seed: {
      value: seed.value.text(checkSeed),
      ...(seed.publicRandomness ? { publicRandomness: seed.publicRandomness.text() } : {}),
      ...(seed.oneTimeCode ? { oneTimeCode: seed.oneTimeCode.text() } : {}),
      derived: seed.derived.boolean(),
    },
    design: {
      method: design.method.oneOf('simple', 'stratified', 'systematic'),
      scope: design.scope.text(checkScope),
      replicateSize: design.replicateSize.count(),
      ...(design.sortBy ? { sortBy: design.sortBy.list((name) => name.text()) } : {}),
    },
    strata: top.strata.list((place) => {
      const stratum = place.object(['code', 'population', 'main', 'reserve', 'start']);
      return {
        code: stratum.code.text(checkCode),
        population: stratum.population.count(),
        main: stratum.main.count(),
        reserve: stratum.reserve.count(),
        start: stratum.start.text(checkHex),
      };
    }),
    units: top.units.list((place) => {
      const unit = place.object(['id', 'stratum', 'rank', 'ticket', 'replicate', 'part']);
      return {
        id: unit.id.text(checkUnitId),
        stratum: unit.stratum.text(checkCode),
        rank: unit.rank.count(),
        ticket: unit.ticket.text(checkHex),
        replicate: unit.replicate.count(),
        part: unit.part.oneOf('main', 'reserve'),
      };
    }),
    ...(top.source ? { source: readSource(top.source) } : {}),
    digest: top.digest.text(checkHex),
  };
}

function readSource(place: JsonPlace): ManifestSource {
  const source = place.object(['stratifyBy', 'homeArea', 'lists'], ['leftOut']);
  const leftOut = source.leftOut?.object(['heldOut', 'rested', 'restMonths']);
  return {
    stratifyBy: source.stratifyBy.text(),
    homeArea: source.homeArea.text(),
    lists: source.lists.list((item) => {
      const list = item.object(['department', 'list', 'usable', 'verdict', 'files'], ['attachment', 'exemptions']);
      return {
        department: list.department.text(),
        list: list.list.text(),
        ...(list.attachment ? { attachment: list.attachment.count() } : {}),
        usable: list.usable.count(),
        verdict: list.verdict.oneOf('accepted', 'returned'),
        files: list.files.list((file) => file.text(checkHex)),
        ...(list.exemptions ? { exemptions: list.exemptions.list((name) => name.text()) } : {}),
      };
    }),
    ...(leftOut
      ? {
          leftOut: {
            heldOut: leftOut.heldOut.count(),
            rested: leftOut.rested.count(),
            restMonths: leftOut.restMonths.count(),
          },
        }
      : {}),
  };
}

function checkHex(text: string): Refusal | undefined {
  return isTicket(text) ? undefined : { code: 'hex-malformed', message: '应是64位小写十六进制数字' };
}

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
  /** The first rank where the lists part; `stated` or `found` is null where one list has ended. */
  readonly firstDifference?: {
    readonly rank: number;
    readonly stated: ManifestUnit | null;
    readonly found: ManifestUnit | null;
  };
}

export interface ManifestVerdict {
  readonly agrees: boolean;
  readonly manifestDigest: ManifestCheck<string>;
  readonly frameDigest: ManifestCheck<string>;
  readonly frameSize: ManifestCheck<number>;
  /** Absent when the seed is stated not to be derived. */
  readonly seedDerivation?: ManifestCheck<string>;
  readonly strata: readonly StratumVerdict[];
  /** Listed units that belong to none of the listed strata. */
  readonly strayUnits: readonly ManifestUnit[];
  /** Why the draw could not be repeated at all with this frame. */
  readonly refusals: readonly Refusal[];
}

/**
 * Repeats the draw a manifest describes from the frame's units and compares everything the manifest says. The order of
 * the units does not matter. Cost: that of the draw.
 */
export function verifyManifest(manifest: DrawManifest, units: readonly DrawUnit[]): ManifestVerdict {
  const repeated = draw(units, { ...manifest.design, strata: manifest.strata }, manifest.seed.value);
  const drawn = new Map(repeated.ok ? repeated.value.strata.map((stratum) => [stratum.code, stratum]) : []);
  const populations = new Map<string, number>();
  for (const { stratum } of units) populations.set(stratum, (populations.get(stratum) ?? 0) + 1);

  const listed = new Map<string, ManifestUnit[]>();
  for (const unit of manifest.units) {
    const list = listed.get(unit.stratum);
    if (list) list.push(unit);
    else listed.set(unit.stratum, [unit]);
  }
  const strata = manifest.strata.map(({ code, population }): StratumVerdict => {
    const again = drawn.get(code);
    const counted = check(population, again?.population ?? populations.get(code) ?? 0);
    const difference = firstDifference(listed.get(code) ?? [], again?.units.map(listedUnit) ?? []);
    return {
      code,
      agrees: repeated.ok && counted.agrees && !difference,
      population: counted,
      ...(difference ? { firstDifference: difference } : {}),
    };
  });
  const codes = new Set(manifest.strata.map(({ code }) => code));
  const strayUnits = manifest.units.filter(({ stratum }) => !codes.has(stratum));
  const { value, publicRandomness = '', oneTimeCode, derived } = manifest.seed;
  const checks = {
    manifestDigest: check(manifest.digest, manifestDigest(manifest)),
    frameDigest: check(manifest.frame.digest, frameDigest(units.map(({ id }) => id))),
    frameSize: check(manifest.frame.size, units.length),
    ...(derived
      ? { seedDerivation: check(value, deriveSeed(manifest.frame.digest, publicRandomness, oneTimeCode)) }
      : {}),
  };
  return {
    agrees:
      repeated.ok &&
      strayUnits.length === 0 &&
      Object.values(checks).every(({ agrees }) => agrees) &&
      strata.every(({ agrees }) => agrees),
    ...checks,
    strata,
    strayUnits,
    refusals: repeated.ok ? [] : repeated.refusals,
  };
}

function firstDifference(stated: readonly ManifestUnit[], found: readonly ManifestUnit[]) {
  for (let r = 0; r < Math.max(stated.length, found.length); r += 1) {
    const ours = found[r] ?? null;
    const theirs = stated[r] ?? null;
    if (!ours || !theirs || canonicalJson({ ...ours }) !== canonicalJson({ ...theirs }))
      return { rank: r + 1, stated: theirs, found: ours };
  }
  return undefined;
}

function listedUnit({ id, stratum, rank, ticket, replicate, part }: ManifestUnit): ManifestUnit {
  return { id, stratum, rank, ticket, replicate, part };
}

function check<T>(stated: T, found: T): ManifestCheck<T> {
  return { agrees: stated === found, stated, found };
}
