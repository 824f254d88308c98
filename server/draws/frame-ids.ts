/** `frame-ids.csv`: every id of a frame with its stratum and control values. Public, and all that the outside check needs. */
import type { DrawUnit } from '#sampling';

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** UTF-8 CSV in the order of the ids, because the order of filing would say something of persons. `sortBy` as in the manifest. */
export function formatFrameIds(units: readonly DrawUnit[], sortBy: readonly string[] = []): string {
  const lines = units
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((unit) => [unit.id, unit.stratum, ...sortBy.map((_, index) => unit.sort?.[index] ?? '')].map(quote).join(','));
  return [['id', 'stratum', ...sortBy].map(quote).join(','), ...lines, ''].join('\r\n');
}
