/**
 * Which city or county a text names, by full, former, later and short names.
 *
 * Promise: a place is only what the text says; an area code never proves a city.
 */
import { districtsWithShortName, divisions, sameUnit, type CoverageList } from './tables/divisions.ts';

export interface Place {
  readonly level: 'city' | 'county';
  /** Name in the list asked for; a known place that is not on that list keeps its own name. */
  readonly name: string;
  readonly city: string;
  /** The name as it stands in the text. */
  readonly written: string;
  /** Is the place one the list demands? */
  readonly listed: boolean;
}

interface Known {
  readonly level: 'city' | 'county';
  readonly name: string;
  readonly city: string;
  readonly listed: boolean;
}

interface Gazetteer {
  /** Names that may stand anywhere, longest first. */
  readonly full: readonly string[];
  readonly known: ReadonlyMap<string, Known>;
  /** Short names: only at the head of a name, where they cannot be part of another word. */
  readonly short: readonly string[];
  readonly fullPattern: RegExp;
}

const ethnic = /(?:壮族|瑶族|苗族|侗族|仫佬族|毛南族|回族|彝族|各族)+自治县$/;

function build(list: CoverageList): Gazetteer {
  const known = new Map<string, Known>();
  const short: string[] = [];
  const addShort = (name: string, place: Known) => {
    if (name.length < 2 || known.has(name)) return;
    known.set(name, place);
    short.push(name);
  };
  for (const city of divisions[list]) {
    known.set(city.name, { level: 'city', name: city.name, city: city.name, listed: true });
    for (const name of city.units) known.set(name, { level: 'county', name, city: city.name, listed: true });
  }
  // Units of the other list (平桂区 in 2015) are places, but not demanded ones.
  for (const other of ['guangxi-2015', 'guangxi-2018'] as const) {
    for (const city of divisions[other]) {
      for (const unit of city.units) {
        const names = sameUnit.find((group) => group.includes(unit)) ?? [unit];
        const listed = names.map((name) => known.get(name)).find((place) => place?.listed);
        const place = listed ?? { level: 'county' as const, name: unit, city: city.name, listed: false };
        for (const name of names) if (!known.has(name)) known.set(name, place);
      }
    }
  }
  const full = [...known.keys()];
  for (const name of full) {
    const place = known.get(name);
    if (!place) continue;
    const stem = name.replace(ethnic, '');
    if (stem !== name) {
      if (!known.has(`${stem}县`)) known.set(`${stem}县`, place);
      addShort(stem, place);
    } else if (place.level === 'county' && /[县市]$/.test(name)) addShort(name.slice(0, -1), place);
    else if (place.level === 'county' && districtsWithShortName.includes(name.slice(0, -1))) {
      addShort(name.slice(0, -1), place);
    }
  }
  // 设区市 by their short names come last: a county's short name is never shadowed by them.
  for (const city of divisions[list]) {
    addShort(city.name.slice(0, -1), { level: 'city', name: city.name, city: city.name, listed: true });
  }
  const anywhere = [...known.keys()].filter((name) => !short.includes(name)).toSorted((a, b) => b.length - a.length);
  return {
    full: anywhere,
    known,
    short: short.toSorted((a, b) => b.length - a.length),
    fullPattern: new RegExp(anywhere.join('|'), 'g'),
  };
}

const gazetteers = new Map<CoverageList, Gazetteer>();

function gazetteer(list: CoverageList): Gazetteer {
  let found = gazetteers.get(list);
  if (!found) {
    found = build(list);
    gazetteers.set(list, found);
  }
  return found;
}

const region = /^(?:中共|中国共产党|共青团|政协|中国)?(?:广西壮族自治区|广西|自治区)?(?:中共|中国共产党|共青团|政协)?/;

/**
 * The place a text names: a county where one is named, else a city.
 * Linear in the length of the text times a pattern of some 150 names.
 */
export function placeIn(text: string, list: CoverageList): Place | undefined {
  if (text === '') return undefined;
  const { known, short, fullPattern } = gazetteer(list);
  let city: Place | undefined;
  let end = 0;
  fullPattern.lastIndex = 0;
  for (const match of text.matchAll(fullPattern)) {
    const written = match[0];
    const found = known.get(written);
    if (!found) continue;
    if (found.level === 'county') return { ...found, written };
    if (!city) {
      city = { ...found, written };
      end = match.index + written.length;
    }
  }
  const head = text.slice(city ? end : (region.exec(text)?.[0].length ?? 0));
  const written = short.find((name) => head.startsWith(name) && !startsOtherWord(head, name));
  const found = written === undefined ? undefined : known.get(written);
  if (written !== undefined && found && (found.level === 'county' || !city)) {
    if (!city || city.name === found.city) {
      if (found.level === 'city') return inCity({ ...found, written }, head.slice(written.length), known, short);
      return { ...found, written };
    }
  }
  return city;
}

/** 桂林荔浦民政局: a county's short name behind a city's. */
function inCity(city: Place, rest: string, known: ReadonlyMap<string, Known>, short: readonly string[]): Place {
  const written = short.find((name) => rest.startsWith(name) && !startsOtherWord(rest, name));
  const found = written === undefined ? undefined : known.get(written);
  return written !== undefined && found?.level === 'county' && found.city === city.name ? { ...found, written } : city;
}

/** 资源 begins 资源环境, 兴业 begins 兴业银行, and a road may be called after a county. */
function startsOtherWord(text: string, name: string): boolean {
  const rest = text.slice(name.length);
  if (/^(?:路|街|大道|大厦|村|镇|乡|街道|小区|银行|公司|盟)/.test(rest)) return true;
  return name === '资源' && /^(?:环境|综合|开发|管理|保护|利用|节约|和|与|规划)/.test(rest);
}

/** The area code of a city or county, for a 区号 cell with a name in it. */
export function areaOfPlace(name: string): string | undefined {
  const place = placeIn(name, 'guangxi-2018');
  if (!place || name.replace(region, '').length > place.written.length + place.city.length) return undefined;
  return divisions['guangxi-2018'].find((city) => city.name === place.city)?.area;
}
