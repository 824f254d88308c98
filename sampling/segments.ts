/**
 * The number-segment table (号段表): where the first seven digits of a mobile are at home. Read from a filed table, packed.
 *
 * Promise: a row that cannot be read, or that contradicts another one, is left out and said; nothing is guessed. Pure. The
 * table says what to dial; it never changes who is usable, whose number it is, or the id of a unit.
 */
import { guangxiAreaCodes, isAreaCode } from './numbering.ts';
import { isBlank, textOf } from './frame/cells.ts';
import type { FiledRow, FiledWorkbook } from './frame/filed.ts';

/** First and last segment a mobile can have: 1[3-9] and five digits. */
const first = 1_300_000;
const last = 1_999_999;

/** A table ready for looking up: `places[segment - 1300000]` is 1 + the index of its home, 0 where the table says nothing. */
export interface PackedSegments {
  /** Area codes with their 0, or names of cities outside Guangxi without 市. */
  readonly homes: readonly string[];
  readonly places: Uint16Array;
}

export const segmentProblems = {
  'segment-invalid': '号段应为1开头的七位数字（手机号码的前七位）',
  'home-missing': '区号和城市都是空的',
  'area-unknown': '没有这个区号',
  'city-unknown': '城市看不懂，请写成“南宁”这样的市名',
  'home-conflict': '区号与城市不一致',
  duplicate: '与前面一行重复，只算一行',
  contradiction: '同一号段在前面写的是别的地方，两行都不用',
  'no-header': '没有找到表头：要有“号段”一栏，以及“区号”或“城市”一栏',
} as const;
export type SegmentProblem = keyof typeof segmentProblems;

export interface SegmentFinding {
  readonly file: string;
  readonly sheet: string;
  /** The user's own row number; null: about the whole sheet. */
  readonly row: number | null;
  readonly problem: SegmentProblem;
  /** What stood in the row. */
  readonly raw: string;
  /** duplicate, contradiction: the earlier row. */
  readonly other: number | null;
}

export interface SegmentReading {
  readonly table: PackedSegments;
  /** Segments with a home. */
  readonly segments: number;
  /** Rows below the headers that are not blank. */
  readonly rows: number;
  /** How many rows have each problem. */
  readonly counts: Readonly<Partial<Record<SegmentProblem, number>>>;
  /** At most `most` of each problem, by row. */
  readonly findings: readonly SegmentFinding[];
}

const headerRows = 20;
const columnWords = {
  segment: /^(?:手机)?(?:号码?段|号码前[7七]位|前[7七]位|手机号码?前[7七]位|segment|prefix|phone(?:_?prefix)?)$/i,
  area: /^(?:(?:电话|长途|归属地)?区号|area_?code)$/i,
  city: /^(?:(?:归属|所在)?(?:城市|地市|市)|(?:号码)?归属地|city)$/i,
} as const;

interface Columns {
  readonly segment: number;
  readonly area: number | undefined;
  readonly city: number | undefined;
}

/** Reads the visible sheets of a filed table. Linear in the cells; 0.7 million places of two bytes and four. */
export function readSegments(workbooks: readonly FiledWorkbook[], most = 100): SegmentReading {
  const homes: string[] = [];
  const indexOf = new Map<string, number>();
  const places = new Uint16Array(last - first + 1);
  const seenAt = new Uint32Array(last - first + 1);
  const contradicted = new Set<number>();
  const counts: Partial<Record<SegmentProblem, number>> = {};
  const findings: SegmentFinding[] = [];
  let rows = 0;
  for (const { name: file, sheets } of workbooks) {
    for (const sheet of sheets) {
      if (sheet.state !== 'visible') continue;
      const say = (problem: SegmentProblem, row: number | null, raw: string, other: number | null = null) => {
        const count = (counts[problem] ?? 0) + 1;
        counts[problem] = count;
        if (count <= most) findings.push({ file, sheet: sheet.name, row, problem, raw: shortened(raw), other });
      };
      let columns: Columns | undefined;
      let looked = 0;
      for (const row of sheet.rows) {
        if (row.cells.every(isBlank)) continue;
        if (!columns) {
          columns = columnsOf(row);
          looked += 1;
          if (!columns && looked >= headerRows) break;
          continue;
        }
        const cell = (at: number | undefined) => (at === undefined ? '' : squeezed(textOf(row.cells[at])));
        const [written, area, city] = [cell(columns.segment), cell(columns.area), cell(columns.city)];
        if (written === '' && area === '' && city === '') continue;
        rows += 1;
        const segment = /^1[3-9]\d{5}$/.test(written) ? Number(written) : undefined;
        if (segment === undefined) {
          say('segment-invalid', row.number, written);
          continue;
        }
        const home = homeOf(area, city);
        if ('problem' in home) {
          say(home.problem, row.number, [written, area, city].filter((text) => text !== '').join(' '));
          continue;
        }
        const at = segment - first;
        const earlier = seenAt[at] ?? 0;
        if (earlier !== 0) {
          const same = !contradicted.has(segment) && homes[(places[at] ?? 0) - 1] === home.home;
          say(
            same ? 'duplicate' : 'contradiction',
            row.number,
            [written, area, city].filter(Boolean).join(' '),
            earlier,
          );
          if (!same) {
            contradicted.add(segment);
            places[at] = 0;
          }
          continue;
        }
        seenAt[at] = row.number;
        let index = indexOf.get(home.home);
        if (index === undefined) {
          index = homes.push(home.home);
          indexOf.set(home.home, index);
        }
        places[at] = index;
      }
      if (!columns && looked > 0) say('no-header', null, '');
    }
  }
  let segments = 0;
  for (const place of places) if (place !== 0) segments += 1;
  return { table: { homes, places }, segments, rows, counts, findings };
}

/** Enough to find the row again; whoever sends a list of people by mistake does not get their numbers kept. */
const shortened = (raw: string): string => raw.slice(0, 40).replace(/(\d{7})\d+/g, '$1…');

function columnsOf(row: FiledRow): Columns | undefined {
  const words = row.cells.map((cell) => squeezed(textOf(cell)).replace(/[（(].*$/, ''));
  const find = (pattern: RegExp) => {
    const at = words.findIndex((word) => pattern.test(word));
    return at < 0 ? undefined : at;
  };
  const [segment, area, city] = [find(columnWords.segment), find(columnWords.area), find(columnWords.city)];
  if (segment === undefined || (area === undefined && city === undefined)) return undefined;
  return { segment, area, city };
}

const squeezed = (text: string): string => text.normalize('NFKC').replace(/[\s\p{Cf}*:：]/gu, '');

const areaOfCity = new Map(
  Object.entries(guangxiAreaCodes).flatMap(([code, cities]) => cities.map((city) => [city, code] as const)),
);

/** The area code where there is one; else, for a city outside Guangxi whose code the table does not say, the city. */
function homeOf(area: string, city: string): { readonly home: string } | { readonly problem: SegmentProblem } {
  if (area === '' && city === '') return { problem: 'home-missing' };
  const named = city === '' ? undefined : cityNamed(city);
  if (city !== '' && named === undefined) return { problem: 'city-unknown' };
  const known = named === undefined ? undefined : areaOfCity.get(named);
  if (area === '') return { home: known ?? named ?? '' };
  const code = isAreaCode(area) ? area : isAreaCode(`0${area}`) ? `0${area}` : undefined;
  if (code === undefined) return { problem: 'area-unknown' };
  const guangxi = code in guangxiAreaCodes;
  if (named !== undefined && (known !== undefined || guangxi) && known !== code) return { problem: 'home-conflict' };
  return { home: code };
}

/** 广西壮族自治区南宁市, 广西 南宁, 南宁市 -> 南宁; a text that only holds a city of Guangxi somewhere is not guessed at. */
function cityNamed(text: string): string | undefined {
  const bare = text.replace(/^广西(?:壮族自治区|省)?[-—·,，/]?/, '').replace(/(?:市|地区)$/, '');
  if (areaOfCity.has(bare)) return bare;
  if (!/^\p{Script=Han}{2,12}$/u.test(bare) || text.startsWith('广西')) return undefined;
  for (const city of areaOfCity.keys()) if (bare.includes(city)) return undefined;
  return bare;
}

/** The home of a mobile's first seven digits; undefined where the table says nothing. Constant time. */
export function lookUpSegments({ homes, places }: PackedSegments): (segment: string) => string | undefined {
  return (segment) => homes[(places[Number(segment) - first] ?? 0) - 1];
}

/** The table as text, one segment a line in ascending order: the same table always gives the same text. */
export function* segmentLines({ homes, places }: PackedSegments): Generator<string, void, void> {
  for (const [at, place] of places.entries()) if (place !== 0) yield `${first + at},${homes[place - 1] ?? ''}\n`;
}
