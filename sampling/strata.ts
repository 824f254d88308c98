/**
 * A frame taken apart by strata, and what is wrong with it.
 *
 * Promise: every unit is in a stratum of the design or is refused by name; nobody is left out in silence.
 */
import { compareText } from './order.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { checkUnitId } from './ticket.ts';

interface Grouping {
  /** Codes of the design's strata. */
  readonly codes: readonly string[];
  /** One stratum over the whole frame: the units' own strata do not matter. */
  readonly whole: boolean;
  /** How many sort values each unit must have. */
  readonly sortLength: number;
  /** What is wrong with the size of a stratum, if anything. */
  readonly checkFit: (h: number, population: number) => Refusal | undefined;
}

interface Grouped {
  readonly id: string;
  readonly stratum: string;
  readonly sort?: readonly string[];
}

/** Members of each design stratum, as places in `units`; refuses what fits nowhere. Cost: linear. */
export function groupByStratum(
  units: readonly Grouped[],
  { codes, whole, sortLength, checkFit }: Grouping,
): Outcome<Int32Array[]> {
  if (units.length === 0)
    return refuse({ code: 'frame-empty', message: '抽样框里一个样本记录也没有，无法抽样；请先接收报送名单' });
  const places = new Map(codes.map((code, h) => [code, h]));
  const of = new Int32Array(units.length);
  const sizes = new Int32Array(codes.length);
  const strangers = new Map<string, number>();
  const malformed: number[] = [];
  const unsorted: number[] = [];
  for (let i = 0; i < units.length; i += 1) {
    const unit = units[i]!;
    const h = whole ? 0 : (places.get(unit.stratum) ?? -1);
    of[i] = h;
    if (h >= 0) sizes[h]! += 1;
    else strangers.set(unit.stratum, (strangers.get(unit.stratum) ?? 0) + 1);
    if (checkUnitId(unit.id)) malformed.push(i);
    if (sortLength > 0 && unit.sort?.length !== sortLength) unsorted.push(i);
  }
  const refusals: Refusal[] = [
    ...listed(malformed, (i) => {
      const { code, message } = checkUnitId(units[i]!.id)!;
      return { code, message: `第${i + 1}个样本：${message}` };
    }),
    ...listed(unsorted, (i) => ({
      code: 'sort-values-missing',
      message: `第${i + 1}个样本的排序值应有${sortLength}个，现在有${units[i]!.sort?.length ?? 0}个；请按设计的排序变量补齐`,
    })),
    ...[...strangers].toSorted(([a], [b]) => compareText(a, b)).map(([code, count]) => notInDesign(code, count)),
    ...codes.flatMap((_, h) => optional(checkFit(h, sizes[h]!))),
  ];
  if (refusals.length > 0) return refuse(...refusals);

  const members = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(sizes.length);
  for (let i = 0; i < of.length; i += 1) {
    const h = of[i]!;
    members[h]![filled[h]!++] = i;
  }
  return accept(members);
}

function notInDesign(code: string, count: number): Refusal {
  return {
    code: 'stratum-not-in-design',
    message: `抽样框里有${count}个样本记录属于层“${code}”，设计里没有这一层；请给它样本量，不抽就写0`,
    stratum: code,
  };
}

/** A stratum of the design that holds nobody, or fewer than are asked for. */
export function checkFitOf(code: string, main: number, reserve: number, population: number): Refusal | undefined {
  const asked = main + reserve;
  if (population === 0) return emptyStratum(code, `${asked}个`);
  if (asked > population)
    return {
      code: 'draw-larger-than-stratum',
      message: `层“${code}”只有${population}个样本记录，主样本${main}个加备用样本${reserve}个共${asked}个，多出${asked - population}个；请减少样本量或补报名单`,
      stratum: code,
    };
  return undefined;
}

export function emptyStratum(code: string, asked: string): Refusal {
  return {
    code: 'stratum-empty',
    message: `层“${code}”在抽样框里没有样本记录，设计要抽${asked}；请核对层代码，或补报名单，或从设计里去掉这一层`,
    stratum: code,
  };
}

export function repeatedId(id: string): Refusal {
  return { code: 'unit-id-repeated', message: `样本编号“${id}”在抽样框里不止一个；请先去重，一人一个编号` };
}

const LISTED = 20;

/** The first few refusals of a kind, and one that counts the rest. */
export function listed(places: readonly number[], say: (place: number) => Refusal): Refusal[] {
  const first = places.slice(0, LISTED).map(say);
  const rest = places.length - first.length;
  return rest === 0 ? first : [...first, { code: first[0]!.code, message: `还有${rest}个同样的问题没有列出` }];
}

export function optional(refusal: Refusal | undefined): Refusal[] {
  return refusal ? [refusal] : [];
}

export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
