/** `frame-ids.csv`: every id of a frame with all that its design looks at. Public, and all that the outside check needs. */
import { checkUnitId, type DrawManifest, type FrameUnit, type Outcome } from '#sampling';

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Columns beside id and stratum. */
export interface FrameColumns {
  readonly sortBy?: readonly string[];
  readonly clusters?: boolean;
  readonly sizes?: boolean;
}

/** The columns that a manifest's design looks at. */
export function columnsOf({ design, strata }: Pick<DrawManifest, 'design' | 'strata'>): FrameColumns {
  return {
    sortBy: design.sortBy ?? [],
    clusters: design.method === 'two-stage',
    sizes: strata.some(({ totalSize }) => totalSize !== undefined),
  };
}

function namesOf({ sortBy = [], clusters = false, sizes = false }: FrameColumns): string[] {
  return ['id', 'stratum', ...(clusters ? ['cluster'] : []), ...(sizes ? ['size'] : []), ...sortBy];
}

/**
 * UTF-8 CSV, marked as such because Excel takes it for GBK otherwise. In the order of the ids, because the order of filing
 * would say something of persons. Columns as in the manifest; a list of names is taken for sort variables.
 */
export function formatFrameIds(units: readonly FrameUnit[], columns: FrameColumns | readonly string[] = {}): string {
  const wanted = 'length' in columns ? { sortBy: columns } : columns;
  const { sortBy = [], clusters = false, sizes = false } = wanted;
  const lines = units
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((unit) =>
      [
        unit.id,
        unit.stratum,
        ...(clusters ? [unit.cluster ?? ''] : []),
        ...(sizes ? [unit.size ?? ''] : []),
        ...sortBy.map((_, index) => unit.sort?.[index] ?? ''),
      ]
        .map(quote)
        .join(','),
    );
  return `\ufeff${[namesOf(wanted).map(quote).join(','), ...lines, ''].join('\r\n')}`;
}

/**
 * Reads a `frame-ids.csv` that anybody may have sorted or saved again, with or without a byte order mark. Columns from the
 * manifest: they must be there. Refusal code: `ids-unreadable`.
 */
export function parseFrameIds(text: string, columns: FrameColumns | readonly string[] = {}): Outcome<FrameUnit[]> {
  const wanted = 'length' in columns ? { sortBy: columns } : columns;
  const { sortBy = [], clusters = false, sizes = false } = wanted;
  const [header = [], ...records] = recordsOf(text.replace(/^\ufeff/, '')) ?? [];
  const names = namesOf(wanted);
  const places = names.map((name) => header.indexOf(name));
  if (places.includes(-1)) return unreadable(`第一行应有 ${names.join('、')} 各栏`);
  const units: FrameUnit[] = [];
  for (const [n, record] of records.entries()) {
    const [id = '', stratum = '', ...rest] = places.map((place) => record[place] ?? '');
    if (record.length !== header.length || checkUnitId(id))
      return unreadable(`第${n + 2}行不完整，或编号被改成了别的写法`);
    const cluster = clusters ? rest.shift() : undefined;
    const size = sizes ? rest.shift() : undefined;
    units.push({
      id,
      stratum,
      ...(cluster === undefined ? {} : { cluster }),
      ...(size === undefined ? {} : { size }),
      ...(sortBy.length > 0 ? { sort: rest } : {}),
    });
  }
  return { ok: true, value: units };
}

function unreadable(what: string): Outcome<never> {
  const message = `这不是一份完好的编号表：${what}；请从公开证据页重新下载 frame-ids.csv`;
  return { ok: false, refusals: [{ code: 'ids-unreadable', message }] };
}

/** Records of a CSV text (RFC 4180), undefined when it is none; blank lines are no records. */
function recordsOf(text: string): string[][] | undefined {
  const records: string[][] = [];
  let record: string[] = [];
  let read = 0;
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/gy)) {
    read += whole.length;
    record.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return read === text.length ? records : undefined;
}
