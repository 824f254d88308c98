/**
 * Reading manifests of both formats: text in, a manifest or the first place that is not as it should be out.
 *
 * Promise: every member has the shape its format and design ask for and nothing else is there. Whether values are right is
 * for `verifyManifest`. Never throws for what a file holds.
 */
import type { DialBlock } from './dial-blocks.ts';
import { checkDecimal, checkFraction } from './fraction.ts';
import { readJson, type JsonPlace } from './json.ts';
import {
  firstFormat,
  isBySize,
  manifestFormat,
  unitIdRules,
  type DrawManifest,
  type ManifestBeside,
  type ManifestCluster,
  type ManifestDesign,
  type ManifestSeed,
  type ManifestSizes,
  type ManifestSource,
  type ManifestStratum,
  type ManifestUnit,
  type UnitIdRule,
} from './manifest.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { selectionMethods, type ExcludedNumbers, type SelectionMethod } from './selection.ts';
import { checkCode, checkScope, checkSeed, checkUnitId, drawRule, isTicket } from './ticket.ts';

/**
 * Reads a manifest file that anybody may have touched. Refusal codes: `manifest-unreadable`, `manifest-format`.
 */
export function parseManifest(text: string): Outcome<DrawManifest> {
  const read = readJson(text, readManifest);
  if ('value' in read) return accept(read.value);
  return refuse({
    code: read.misshapen.startsWith('format') ? 'manifest-format' : 'manifest-unreadable',
    message: `这不是一份完好的抽样清单：${read.misshapen}；请从公开证据页重新下载原件`,
  });
}

const members = ['format', 'rule', 'unitIds', 'title', 'frame', 'seed', 'design', 'strata', 'units', 'digest'] as const;

function readManifest(root: JsonPlace): DrawManifest {
  const top = root.object(members, ['source', 'clusters']);
  const format = top.format.oneOf(manifestFormat, firstFormat);
  const first = format === firstFormat;
  const design = readDesign(top.design, first);
  const { method } = design;
  if (method === 'two-stage') root.object([...members, 'clusters'], ['source']);
  else root.object(members, ['source']);
  return {
    format,
    rule: top.rule.oneOf(drawRule),
    unitIds: top.unitIds.oneOf(...idRules(method, first)),
    title: top.title.text(),
    frame: readFrame(top.frame, first || method === 'random-digits'),
    seed: readSeed(top.seed, first),
    design,
    strata: top.strata.list((place) => readStratum(place, method, first)),
    ...(top.clusters ? { clusters: top.clusters.list(readCluster) } : {}),
    units: top.units.list((place) => readUnit(place, method, first)),
    ...(top.source ? { source: readSource(top.source, first) } : {}),
    digest: top.digest.text(checkHex),
  };
}

/** Ids from numbers are for random digits, and these have no others; format 1 knew two rules. */
function idRules(method: SelectionMethod, first: boolean): readonly UnitIdRule[] {
  if (first) return unitIdRules.slice(0, 2);
  return unitIdRules.filter((rule) => (rule === 'dial-number/1') === (method === 'random-digits'));
}

function readFrame(place: JsonPlace, plain: boolean): DrawManifest['frame'] {
  if (plain) place.object(['digest', 'size']);
  else place.object(['digest', 'size', 'table']);
  const frame = place.object(['digest', 'size'], ['table']);
  return {
    digest: frame.digest.text(checkHex),
    size: frame.size.count(),
    ...(frame.table ? { table: frame.table.text(checkHex) } : {}),
  };
}

function readSeed(place: JsonPlace, first: boolean): ManifestSeed {
  const { commitment } = place.object([], ['value', 'derived', 'commitment', 'publicRandomness', 'oneTimeCode']);
  if (commitment && !first) {
    const sealed = place.object(['commitment', 'derived']);
    return { commitment: sealed.commitment.text(checkHex), derived: sealed.derived.isFalse() };
  }
  const open = place.object(['value', 'derived'], ['publicRandomness', 'oneTimeCode']);
  return {
    value: open.value.text(checkSeed),
    ...(open.publicRandomness ? { publicRandomness: open.publicRandomness.text() } : {}),
    ...(open.oneTimeCode ? { oneTimeCode: open.oneTimeCode.text() } : {}),
    derived: open.derived.boolean(),
  };
}

function readDesign(place: JsonPlace, first: boolean): ManifestDesign {
  const base = ['method', 'scope', 'replicateSize'] as const;
  const any = place.object(base, ['sortBy', 'clusterMethod', 'blocks', 'excluded']);
  const method = any.method.oneOf(...(first ? firstMethods : selectionMethods));
  const replicateSize = any.replicateSize.count();
  if (method === 'random-digits') {
    const own = place.object([...base, 'blocks', 'excluded']);
    return {
      method,
      scope: own.scope.oneOf('rdd'),
      replicateSize,
      blocks: own.blocks.list(readBlock),
      excluded: readExcluded(own.excluded),
    };
  }
  const scope = any.scope.text(checkScope);
  if (method === 'two-stage') {
    const { clusterMethod } = place.object([...base, 'clusterMethod']);
    return { method, scope, replicateSize, clusterMethod: clusterMethod.oneOf(...clusterMethods) };
  }
  const { sortBy } = place.object(base, first || sorted.includes(method) ? ['sortBy'] : []);
  return {
    method,
    scope,
    replicateSize,
    ...(sortBy ? { sortBy: sortBy.list((name) => name.text()) } : {}),
  };
}

const firstMethods = ['simple', 'stratified', 'systematic'] as const;
const clusterMethods = ['simple', 'pareto', 'sequential-poisson', 'pps-systematic'] as const;
const sorted: readonly SelectionMethod[] = ['systematic', 'pps-systematic'];

function readBlock(place: JsonPlace): DialBlock {
  const block = place.object(['prefix', 'digits']);
  return { prefix: block.prefix.text(checkDigits), digits: block.digits.count() };
}

function readExcluded(place: JsonPlace): ExcludedNumbers {
  const excluded = place.object(['count', 'met'], ['digest']);
  return {
    count: excluded.count.count(),
    met: excluded.met.count(),
    ...(excluded.digest ? { digest: excluded.digest.text(checkHex) } : {}),
  };
}

type StratumKey = Exclude<keyof ManifestStratum, 'code' | 'population' | 'main' | 'reserve'>;

interface Members<K> {
  readonly must: readonly K[];
  readonly may: readonly K[];
}

/** What a stratum says beyond code, population, main and reserve. */
const stratumMembers: Readonly<Record<SelectionMethod, Members<StratumKey>>> = {
  simple: { must: ['start'], may: ['nextStart', 'rested'] },
  stratified: { must: ['start'], may: ['nextStart', 'rested'] },
  systematic: { must: [], may: ['rested'] },
  bernoulli: { must: ['start', 'rate', 'reserveRate'], may: ['nextStart', 'rested'] },
  poisson: { must: ['start', 'expectedMain', 'totalSize', 'certain'], may: ['rested'] },
  pareto: { must: ['start', 'totalSize', 'certain'], may: ['rested'] },
  'sequential-poisson': { must: ['start', 'totalSize', 'certain'], may: ['rested'] },
  'pps-systematic': { must: ['totalSize', 'certain'], may: ['rested'] },
  'two-stage': { must: ['clusterPopulation', 'clusters', 'withinMain', 'withinReserve'], may: ['certain', 'rested'] },
  'random-digits': { must: [], may: [] },
};

const stratumBase = ['code', 'population', 'main', 'reserve'] as const;
const inTexts = ['start', 'nextStart', 'rate', 'reserveRate', 'totalSize'] as const;
const inCounts = [
  'rested',
  'expectedMain',
  'certain',
  'clusterPopulation',
  'clusters',
  'withinMain',
  'withinReserve',
] as const;

function readStratum(place: JsonPlace, method: SelectionMethod, first: boolean): ManifestStratum {
  const { must, may } = first ? { must: ['start'] as const, may: [] } : stratumMembers[method];
  place.object<string, string>([...stratumBase, ...must], may);
  const stratum = place.object(stratumBase, [...inTexts, ...inCounts]);
  const check = (key: (typeof inTexts)[number]) => (key.endsWith('tart') ? checkHex : checkDecimal);
  return {
    code: stratum.code.text(checkCode),
    population: stratum.population.count(),
    main: stratum.main.count(),
    reserve: stratum.reserve.count(),
    ...present(inTexts, (key) => stratum[key]?.text(check(key))),
    ...present(inCounts, (key) => stratum[key]?.count()),
  };
}

/** The members that are there. */
function present<K extends string, V>(keys: readonly K[], of: (key: K) => V | undefined): { [key in K]?: V } {
  const found: { [key in K]?: V } = {};
  for (const key of keys) {
    const value = of(key);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

function readCluster(place: JsonPlace): ManifestCluster {
  const cluster = place.object(
    ['code', 'stratum', 'rank', 'ticket', 'population', 'main', 'reserve', 'probability'],
    ['certain'],
  );
  return {
    code: cluster.code.text(checkCode),
    stratum: cluster.stratum.text(checkCode),
    rank: cluster.rank.count(),
    ticket: cluster.ticket.text(checkHex),
    population: cluster.population.count(),
    main: cluster.main.count(),
    reserve: cluster.reserve.count(),
    ...(cluster.certain ? { certain: cluster.certain.isTrue() } : {}),
    probability: cluster.probability.text(checkFraction),
  };
}

const firstUnitMembers = ['id', 'stratum', 'rank', 'ticket', 'replicate', 'part'] as const;
const inFractions = ['probability', 'weight', 'withinProbability'] as const;

/** What a unit says beyond what it says in format 1. */
function unitMembers(method: SelectionMethod): Members<string> {
  const chances = ['probability', 'weight'];
  if (method === 'two-stage') return { must: [...chances, 'cluster', 'withinProbability'], may: [] };
  if (method === 'random-digits') return { must: [...chances, 'counter'], may: [] };
  return { must: chances, may: isBySize(method) ? ['certain'] : [] };
}

function readUnit(place: JsonPlace, method: SelectionMethod, first: boolean): ManifestUnit {
  const { must, may } = first ? { must: [], may: [] } : unitMembers(method);
  place.object<string, string>([...firstUnitMembers, ...must], may);
  const unit = place.object(firstUnitMembers, [...inFractions, 'cluster', 'counter', 'certain']);
  return {
    id: unit.id.text(checkUnitId),
    stratum: unit.stratum.text(checkCode),
    rank: unit.rank.count(),
    ticket: unit.ticket.text(checkHex),
    replicate: unit.replicate.count(),
    part: unit.part.oneOf('main', 'reserve'),
    ...(unit.cluster ? { cluster: unit.cluster.text(checkCode) } : {}),
    ...(unit.counter ? { counter: unit.counter.count() } : {}),
    ...(unit.certain ? { certain: unit.certain.isTrue() } : {}),
    ...present(inFractions, (key) => unit[key]?.text(checkFraction)),
  };
}

function readSource(place: JsonPlace, first: boolean): ManifestSource {
  const source = place.object(
    ['stratifyBy', 'homeArea', 'lists'],
    first ? ['leftOut'] : ['leftOut', 'clusterBy', 'clustersInStrata', 'sizes', 'beside'],
  );
  const leftOut = source.leftOut?.object(['heldOut', 'rested', 'restMonths']);
  return {
    stratifyBy: source.stratifyBy.text(),
    ...(source.clusterBy ? { clusterBy: source.clusterBy.text() } : {}),
    ...(source.clustersInStrata ? { clustersInStrata: source.clustersInStrata.isTrue() } : {}),
    ...(source.sizes ? { sizes: readSizes(source.sizes) } : {}),
    homeArea: source.homeArea.text(),
    lists: source.lists.list((item) => {
      const list = item.object([...besideMembers, 'usable', 'verdict'], ['attachment', 'exemptions']);
      return {
        ...readBeside(list),
        usable: list.usable.count(),
        verdict: list.verdict.oneOf('accepted', 'returned'),
      };
    }),
    ...(source.beside
      ? { beside: source.beside.list((item) => readBeside(item.object(besideMembers, ['attachment', 'exemptions']))) }
      : {}),
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

function readSizes(place: JsonPlace): ManifestSizes {
  const sizes = place.object(['by', 'meaning', 'groups']);
  return {
    by: sizes.by.text(),
    meaning: sizes.meaning.oneOf('each', 'group'),
    groups: sizes.groups.list((item) => {
      const one = item.object(['group', 'size']);
      return { group: one.group.text(), size: one.size.text(checkDecimal) };
    }),
  };
}

const besideMembers = ['department', 'list', 'files'] as const;
type BesidePlaces = Record<(typeof besideMembers)[number], JsonPlace> &
  Record<'attachment' | 'exemptions', JsonPlace | undefined>;

function readBeside(list: BesidePlaces): ManifestBeside {
  return {
    department: list.department.text(),
    list: list.list.text(),
    ...(list.attachment ? { attachment: list.attachment.count() } : {}),
    files: list.files.list((file) => file.text(checkHex)),
    ...(list.exemptions ? { exemptions: list.exemptions.list((name) => name.text()) } : {}),
  };
}

function checkHex(text: string): Refusal | undefined {
  return isTicket(text) ? undefined : { code: 'hex-malformed', message: '应是64位小写十六进制数字' };
}

function checkDigits(text: string): Refusal | undefined {
  return /^\d{1,12}$/.test(text) ? undefined : { code: 'block-malformed', message: '应是1到12位数字' };
}
