/** `frame-ids.csv`: every id of a frame with its stratum and control values. Public, and all that the outside check needs. */
import { checkUnitId, type DrawUnit, type Outcome } from '#sampling';

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * UTF-8 CSV, marked as such because Excel takes it for GBK otherwise. In the order of the ids, because the order of filing
 * would say something of persons. `sortBy` as in the manifest.
 */
export function formatFrameIds(units: readonly DrawUnit[], sortBy: readonly string[] = []): string {
  const lines = units
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((unit) => [unit.id, unit.stratum, ...sortBy.map((_, index) => unit.sort?.[index] ?? '')].map(quote).join(','));
  return `\ufeff${[['id', 'stratum', ...sortBy].map(quote).join(','), ...lines, ''].join('\r\n')}`;
}

/**
 * Reads a `frame-ids.csv` that anybody may have sorted or saved again, with or without a byte order mark. `sortBy` from the
 * manifest: their columns must be there. Refusal code: `ids-unreadable`.
 */
export function parseFrameIds(text: string, sortBy: readonly string[] = []): Outcome<DrawUnit[]> {
  const [header = [], ...records] = recordsOf(text.replace(/^\ufeff/, '')) ?? [];
  const columns = ['id', 'stratum', ...sortBy].map((name) => header.indexOf(name));
  if (columns.includes(-1)) return unreadable(`第一行应有 ${['id', 'stratum', ...sortBy].join('、')} 各栏`);
  const units: DrawUnit[] = [];
  for (const [n, record] of records.entries()) {
    const [id = '', stratum = '', ...sort] = columns.map((column) => record[column] ?? '');
    if (record.length !== header.length || checkUnitId(id))
      return unreadable(`第${n + 2}行不完整，或编号被改成了别的写法`);
    units.push({ id, stratum, ...(sortBy.length > 0 ? { sort } : {}) });
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
