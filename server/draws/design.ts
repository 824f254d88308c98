/**
 * From what the office designs to what the island draws: strata with codes and labels, sizes of main and reserve, warnings.
 *
 * Promise: pure; the same units in any order give the same plan. Whatever cannot be met is refused in words that say what to
 * change; what can be met but surprises is warned about. It sees of a person the id, department, list, city and gender only.
 */
import { stratifyByLabels, listKindLabels, type DrawDesign, type DrawStratum, type ListKind } from '#contract';
import {
  allocate,
  type AllocatedStratum,
  type AllocationRule,
  type DrawDesign as IslandDesign,
  type DrawUnit,
  type Outcome,
  type Refusal,
  wholeFrame,
} from '#sampling';

export interface PlannedUnit {
  readonly id: string;
  readonly department: string;
  readonly list: ListKind;
  readonly city: string | null;
  readonly gender: string | null;
}

export interface PlanRequest {
  readonly design: DrawDesign;
  readonly units: readonly PlannedUnit[];
  /** The lists the frame is made of, when some may hold no usable person. */
  readonly lists?: readonly { readonly department: string; readonly list: ListKind }[];
  /** `unit:` and a draw code, for a draw that must be independent of others with the same seed. */
  readonly scope?: string;
}

export interface PlannedDraw {
  readonly strata: readonly DrawStratum[];
  readonly design: IslandDesign;
  readonly units: readonly DrawUnit[];
  readonly warnings: readonly string[];
}

/** Control variables of a systematic draw, in this order, without the one that makes the strata. */
const controls = ['department', 'list', 'city'] as const;
type Control = (typeof controls)[number];

interface Stratum {
  readonly code: string;
  readonly label: string;
  readonly population: number;
}

/** Plans a draw. Cost: linear in the units, and the allocation. */
export function planDraw({ design, units, lists = [], scope = 'unit' }: PlanRequest): Outcome<PlannedDraw> {
  const wrong = checkRules(design);
  if (wrong.length > 0) return { ok: false, refusals: wrong };
  if (units.length === 0) return no('frame-empty', '抽样框里一个可用的人也没有，无法抽样；请先让部门补报名单');

  const { strata, codeOf, empty } = stratify(design, units, lists);
  if (empty.length > 0)
    return {
      ok: false,
      refusals: empty.map((label) => ({
        code: 'stratum-empty',
        message: `层“${label}”里没有可用的人，抽不出样本；请先让部门补报名单，或不要把这份名单放进这次抽样`,
        stratum: label,
      })),
    };
  const asked = design.main + design.reserve;
  if (asked > units.length)
    return no(
      'draw-larger-than-frame',
      `抽样框共有${units.length}人，主样本${design.main}人加备用样本${design.reserve}人是${asked}人，多出${asked - units.length}人；请减少样本量或补报名单`,
    );
  const main = allocateMain(design, strata);
  if (!main.ok) return main;
  const reserve = allocateReserve(design, strata, main.value);
  if (!reserve.ok) return reserve;

  const planned = strata.map((stratum, h): DrawStratum => ({
    ...stratum,
    main: main.value[h]!.size,
    reserve: reserve.value[h]!.size,
    probability: main.value[h]!.size / stratum.population,
  }));
  const sortBy = design.method === 'systematic' ? controls.filter((name) => name !== design.stratifyBy) : [];
  return {
    ok: true,
    value: {
      strata: planned,
      design: {
        method: design.method,
        scope,
        replicateSize: design.replicateSize,
        strata: planned.map(({ code, main, reserve }) => ({ code, main, reserve })),
        ...(sortBy.length > 0 ? { sortBy } : {}),
      },
      units: units.map((unit) => ({
        id: unit.id,
        stratum: codeOf(unit),
        ...(sortBy.length > 0 ? { sort: sortBy.map((name) => sortValue(unit, name)) } : {}),
      })),
      warnings: warnings(design, planned),
    },
  };
}

/**
 * Units as a known manifest's design sees them: for repeating a draw from the filed lists. `sortBy` as in the manifest.
 */
export function unitsForDesign(
  units: readonly PlannedUnit[],
  stratifyBy: DrawDesign['stratifyBy'],
  sortBy: readonly string[],
): readonly DrawUnit[] {
  const { codeOf } = stratumCodes(stratifyBy, units);
  const names = controls.filter((name) => sortBy.includes(name));
  return units.map((unit) => ({
    id: unit.id,
    stratum: codeOf(unit),
    ...(sortBy.length > 0 ? { sort: names.map((name) => sortValue(unit, name)) } : {}),
  }));
}

function checkRules({ method, stratifyBy, allocation, fixed, floor, main, reserve }: DrawDesign): Refusal[] {
  const refusals: Refusal[] = [];
  const say = (message: string) => refusals.push({ code: 'draw-design', message });
  if (method === 'simple' && stratifyBy !== 'none')
    say(`简单随机抽样不分层，分层依据却是“${stratifyByLabels[stratifyBy]}”；请改为“不分层”，或改用分层抽样`);
  if (method === 'stratified' && stratifyBy === 'none')
    say('分层抽样要先选按什么分层；请选择分层依据，或改用简单随机抽样');
  if (stratifyBy === 'none' && allocation !== 'proportional')
    say('不分层时没有样本量可分配；请把分配方式改为“按比例”，或选择分层依据');
  if (allocation === 'fixed' && fixed === undefined) say('分配方式是“逐层指定”，却没有写各层的样本量；请逐层填写');
  if (allocation !== 'fixed' && fixed !== undefined)
    say('只有“逐层指定”才用各层样本量的表；请去掉这张表，或把分配方式改为“逐层指定”');
  if (allocation === 'fixed' && floor > 0) say('“逐层指定”时不用每层下限；请把下限改为0，在表里直接写各层的样本量');
  if (!Number.isSafeInteger(main + reserve)) say('样本量太大；请减少样本量');
  return refusals;
}

/** The strata of the frame, by code; and the labels of strata that ought to be there and hold nobody. */
function stratify({ stratifyBy }: DrawDesign, units: readonly PlannedUnit[], lists: NonNullable<PlanRequest['lists']>) {
  const { codeOf, labels } = stratumCodes(stratifyBy, units);
  const sizes = new Map<string, number>();
  for (const unit of units) sizes.set(codeOf(unit), (sizes.get(codeOf(unit)) ?? 0) + 1);
  const strata = [...sizes]
    .map(([code, population]): Stratum => ({ code, label: labels.get(code)!, population }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const found = new Set(units.map((unit) => attribute(unit, stratifyBy)));
  const expected =
    stratifyBy === 'department' || stratifyBy === 'list'
      ? lists.map((list) => attribute({ ...list, city: null, gender: null }, stratifyBy))
      : [];
  const empty = [...new Set(expected)].filter((value) => !found.has(value)).map((value) => labelOf(value, stratifyBy));
  return { strata, codeOf, empty };
}

/** A code for each value the units have. The values' order does not matter: codes that would coincide are told apart by rank. */
function stratumCodes(stratifyBy: DrawDesign['stratifyBy'], units: readonly PlannedUnit[]) {
  const values = [...new Set(units.map((unit) => attribute(unit, stratifyBy)))].toSorted();
  const codes = new Map<string, string>();
  const labels = new Map<string, string>();
  for (const value of values) {
    const plain =
      stratifyBy === 'none' ? wholeFrame : codeFor(stratifyBy === 'list' ? value : labelOf(value, stratifyBy));
    let code = plain;
    for (let n = 2; labels.has(code); n += 1) code = `${plain.slice(0, 60)}-${n}`;
    codes.set(value, code);
    labels.set(code, labelOf(value, stratifyBy));
  }
  return { labels, codeOf: (unit: PlannedUnit) => codes.get(attribute(unit, stratifyBy))! };
}

function attribute(unit: Omit<PlannedUnit, 'id'>, stratifyBy: DrawDesign['stratifyBy']): string {
  return stratifyBy === 'none' ? wholeFrame : (unit[stratifyBy] ?? '');
}

function labelOf(value: string, stratifyBy: DrawDesign['stratifyBy']): string {
  if (stratifyBy === 'none') return '全部';
  if (stratifyBy === 'list') return new Map<string, string>(Object.entries(listKindLabels)).get(value) ?? value;
  if (value !== '') return value;
  if (stratifyBy === 'gender') return '性别未填';
  return stratifyBy === 'city' ? '地点未识别' : '部门未写明';
}

/** A text as a stratum code: 1 to 60 characters, no "|" or control characters; all ASCII: `A-Z a-z 0-9 . _ : -` only. */
function codeFor(text: string): string {
  const clean = publicText(text);
  // oxlint-disable-next-line no-control-regex -- "not ASCII" is meant literally
  const code = /[^\x00-\x7f]/.test(clean) ? clean : clean.replace(/[^A-Za-z0-9._:-]/g, '-');
  const short = code.slice(0, 60).replace(/\p{Cs}$/u, '');
  return short === '' || short === wholeFrame ? `stratum-${short}` : short;
}

/** A text as it may stand in the public list of ids, which people open in a spreadsheet: nothing it would run. */
function publicText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[|\p{Cc}\p{Cs}]/gu, '-')
    .replace(/^[\s=+\-@]+/u, '')
    .trim();
}

function sortValue(unit: PlannedUnit, name: Control): string {
  return publicText(unit[name] ?? '');
}

function allocateMain(design: DrawDesign, strata: readonly Stratum[]): Outcome<readonly AllocatedStratum[]> {
  const rule: AllocationRule =
    design.allocation === 'fixed'
      ? { kind: 'fixed', sizes: byCode(design.fixed!, strata) }
      : { kind: design.allocation };
  return allocate({
    strata: strata.map(({ code, population }) => ({ code, population, floor: design.floor })),
    total: design.main,
    rule,
  });
}

/** A fixed table may name strata by code or by label; a name that is neither stays, and is refused as unknown. */
function byCode(fixed: Readonly<Record<string, number>>, strata: readonly Stratum[]): Record<string, number> {
  const codes = new Map(strata.map(({ code, label }) => [label, code]));
  for (const { code } of strata) codes.set(code, code);
  return Object.fromEntries(
    Object.entries(fixed).map(([name, size]) => [codes.get(name.normalize('NFC')) ?? name, size]),
  );
}

/**
 * Reserve in proportion to the main sample of each stratum, so that every stratum can replace the same share of it; a stratum
 * without main sample gets none, one that runs out leaves its part to the others.
 */
function allocateReserve(
  { reserve }: DrawDesign,
  strata: readonly Stratum[],
  main: readonly AllocatedStratum[],
): Outcome<readonly AllocatedStratum[]> {
  if (reserve === 0) return { ok: true, value: strata.map(({ code }) => ({ code, size: 0 })) };
  const left = strata.map(({ population }, h) => population - main[h]!.size);
  const available = left.reduce((sum, rest, h) => sum + (main[h]!.size > 0 ? rest : 0), 0);
  if (reserve > available)
    return no(
      'draw-larger-than-frame',
      `有主样本的各层除主样本外还剩${available}人，备用样本要${reserve}人，多出${reserve - available}人；请减少备用样本`,
    );
  // The island takes a stratum's weight from its population: main sizes are stretched until they exceed what is left.
  const stretch = main.reduce((most, { size }, h) => (size > 0 ? Math.max(most, Math.ceil(left[h]! / size)) : most), 1);
  return allocate({
    strata: strata.map(({ code }, h) => ({ code, population: main[h]!.size * stretch, ceiling: left[h]! })),
    total: reserve,
    rule: { kind: 'proportional' },
  });
}

function warnings(
  { stratifyBy, reserve: reserveTotal, main: mainTotal }: DrawDesign,
  strata: readonly DrawStratum[],
): string[] {
  const said: string[] = [];
  const name = ({ label }: DrawStratum) => (stratifyBy === 'none' ? '抽样框' : `层“${label}”`);
  for (const stratum of strata) {
    const { population, main, reserve } = stratum;
    if (main === 0) said.push(`${name(stratum)}有${population}人，没有分到样本，结果不能代表这一层；可以设每层下限`);
    else if (main === population) said.push(`${name(stratum)}的${population}人全部进入主样本，没有备用样本`);
    else if (main === 1 && strata.length > 1)
      said.push(`${name(stratum)}只抽1人，算不出这一层的抽样误差；每层至少抽2人为好`);
    const share = Math.floor((reserveTotal * main) / mainTotal);
    if (main > 0 && main < population && reserve < share && main + reserve === population)
      said.push(`${name(stratum)}抽完主样本后只剩${reserve}人作备用，按比例应有${share}人，差额由其他层补足`);
  }
  if (stratifyBy === 'city' || stratifyBy === 'gender') {
    const unknown = strata.find(({ label }) => label === labelOf('', stratifyBy));
    if (unknown)
      said.push(
        `有${unknown.population}人的${stratifyBy === 'city' ? '所在城市没有识别出来' : '性别没有填写'}，单独作为一层`,
      );
  }
  return said;
}

function no(code: string, message: string): { readonly ok: false; readonly refusals: readonly Refusal[] } {
  return { ok: false, refusals: [{ code, message }] };
}
