/**
 * What goes wrong in name lists every year, one function each: entries in, entries out, always at the same rows.
 *
 * Promise: pure; each leaves all other rows as they were. The figures say how many rows or persons are touched.
 */
import type { Entry } from './lists.ts';

export type Mistake = (entries: readonly Entry[]) => readonly Entry[];

/** Rows spread evenly over the list, from `offset` on. */
function spread(length: number, count: number, offset = 5): number[] {
  const step = Math.max(1, Math.floor((length - offset) / Math.max(1, count)));
  return Array.from({ length: count }, (_, i) => offset + i * step).filter((row) => row < length);
}

function changed(
  entries: readonly Entry[],
  rows: readonly number[],
  change: (entry: Entry, i: number) => Entry,
): Entry[] {
  const chosen = new Map(rows.map((row, i) => [row, i]));
  return entries.map((entry, row) => {
    const i = chosen.get(row);
    return i === undefined ? entry : change(entry, i);
  });
}

/** The same people again at the end, their names written with a space. */
export const repeat =
  (count: number): Mistake =>
  (entries) => [
    ...entries,
    ...spread(entries.length, count).map((row): Entry => {
      const entry = entries[row]!;
      return { ...entry, name: entry.name.split('').join(' ') };
    }),
  ];

/** The last people left out: too few remain. */
export const leaveOut =
  (count: number): Mistake =>
  (entries) =>
    entries.slice(0, Math.max(0, entries.length - count));

/** No address in some counties: nobody can deliver a questionnaire there. */
export const withoutAddress =
  (...places: readonly string[]): Mistake =>
  (entries) =>
    entries.map((entry) => {
      if (!places.includes(entry.place)) return entry;
      const { address: _, ...rest } = entry;
      return rest;
    });

/** One mobile under two names, as when a row is copied and half of it changed. */
export const borrowedMobile =
  (count: number): Mistake =>
  (entries) => {
    const rows = spread(entries.length, count, 12);
    return changed(entries, rows, (entry, i) => ({ ...entry, mobile: entries[rows[i]! - 1]!.mobile }));
  };

/** A number skipped, one used twice, and one written in words. */
export const wrongSerials: Mistake = (entries) =>
  entries.map((entry, row) => {
    const written = row + 1;
    if (row === 20) return { ...entry, serial: written - 1 };
    if (row === 41) return { ...entry, serial: '第42号' };
    if (row > 60) return { ...entry, serial: written + 1 };
    return entry;
  });

/** Excel took mobiles for numbers. No digit is lost yet. */
export const mobilesAsNumbers =
  (count: number): Mistake =>
  (entries) =>
    changed(entries, spread(entries.length, count, 2), (entry) => ({ ...entry, mobile: Number(entry.mobile) }));

/** … and was saved as text in between: only the first digits are left. */
export const digitsLost =
  (share: number): Mistake =>
  (entries) =>
    changed(entries, spread(entries.length, Math.ceil(entries.length * share), 1), (entry, i) => ({
      ...entry,
      mobile:
        i % 3 === 0
          ? Math.round(Number(entry.mobile) / 1e6) * 1e6
          : Number(entry.mobile).toExponential(2).replace('e', 'E'),
    }));

/** People who have left, as their remark says. */
export const departed =
  (count: number): Mistake =>
  (entries) =>
    changed(entries, spread(entries.length, count, 9), (entry, i) => ({
      ...entry,
      remark: ['退休', '调离', '空号', '离职'][i % 4]!,
    }));

/** No telephone at all. */
export const withoutTelephone =
  (count: number): Mistake =>
  (entries) =>
    changed(entries, spread(entries.length, count, 15), (entry) => ({ ...entry, mobile: '', office: '', area: '' }));

/** 同上 where the organisation belongs. */
export const ditto =
  (count: number): Mistake =>
  (entries) =>
    changed(entries, spread(entries.length, count, 30), (entry) => ({ ...entry, organisation: '同上' }));

/** Titles in the name column, and gender written otherwise. */
export const titlesInNames =
  (count: number): Mistake =>
  (entries) =>
    changed(entries, spread(entries.length, count, 7), (entry, i) => ({
      ...entry,
      name: i % 2 === 0 ? `${entry.name}(返聘)` : `${entry.name}主任`,
    }));

/** Names without their characters. */
export const withheldNames =
  (count: number): Mistake =>
  (entries) =>
    changed(entries, spread(entries.length, count, 25), (entry) => ({
      ...entry,
      name: `${entry.name.slice(0, 1)}某某`,
    }));

/** People of the department's other list, on this one too. */
export const alsoOn =
  (others: readonly Entry[]): Mistake =>
  (entries) => [
    ...entries,
    ...others.map((other): Entry => {
      const { address: _, ...rest } = other;
      return { ...rest, postcode: '' };
    }),
  ];
