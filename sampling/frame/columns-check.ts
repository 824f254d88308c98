/**
 * Whether a header has the columns the list needs, and what it has beyond.
 *
 * Promise: speaks of columns by key and letter; never of what stands below them.
 */
import { columnLetter } from './cells.ts';
import { columnLabels } from './columns.ts';
import type { Header } from './header.ts';
import type { FrameList } from './list.ts';
import { namesAreEnough, type ColumnKey, type SkipReason } from './report.ts';

const required: readonly ColumnKey[] = ['serial', 'name', 'gender', 'organisation', 'post'];

/**
 * Says what is wrong with the columns; the reason why the sheet is not judged, if there is one.
 * `wrongSheet`: the sheet is another list's, so that only what must never be filed is worth saying.
 */
export function checkHeader(
  list: FrameList,
  sheet: number,
  header: Header,
  wrongSheet: boolean,
): 'missing-column' | 'duplicate-column' | undefined {
  const at = { sheet, row: header.bottom };
  const { findings, kind } = list;
  const served = namesAreEnough(kind);
  for (const { index, word } of header.forbidden) {
    findings.add('forbidden-column', { ...at, column: columnLetter(index) }, { raw: word });
  }
  if (wrongSheet) return undefined;
  let reason: SkipReason | undefined;
  for (const { key, first, second } of header.duplicates) {
    const values = { column: columnLabels[key], first: columnLetter(first), second: columnLetter(second) };
    findings.add('duplicate-column', { ...at, column: key }, { values });
    reason = 'duplicate-column';
  }
  for (const key of missingColumns(header, served)) {
    findings.add('missing-column', { ...at, column: key }, { values: { column: columnLabels[key] } });
    reason = 'missing-column';
  }
  if (!served) {
    for (const { index, text } of header.unknown) {
      findings.add(
        'unknown-column',
        { ...at, column: columnLetter(index) },
        { raw: text.replace(/\s*[\r\n]+\s*/g, '') },
      );
    }
    for (const key of missingOptional(header, list.attachment)) {
      findings.add('optional-column-missing', { ...at, column: key }, { values: { column: columnLabels[key] } });
    }
  }
  const phone = header.texts.get('phone');
  if (phone !== undefined) findings.add('ambiguous-phone-column', { ...at, column: 'phone' }, { raw: phone });
  return reason === 'missing-column' || reason === 'duplicate-column' ? reason : undefined;
}

function hasPhone(header: Header): boolean {
  return header.columns.has('office') || header.columns.has('mobile') || header.columns.has('phone');
}

function missingColumns(header: Header, served: boolean): ColumnKey[] {
  const missing: ColumnKey[] = (served ? ['name' as const] : required).filter((key) => !header.columns.has(key));
  return hasPhone(header) ? missing : [...missing, 'mobile'];
}

function missingOptional(header: Header, attachment: number | null): ColumnKey[] {
  const has = (key: ColumnKey) => header.columns.has(key);
  const missing: ColumnKey[] = [];
  if (has('office') && !has('area')) missing.push('area');
  if (!has('phone') && has('office') !== has('mobile')) missing.push(has('office') ? 'mobile' : 'office');
  if ((attachment === 2 || attachment === 4) && !has('postcode')) missing.push('postcode');
  return missing;
}

/** Tables beside the one that is read. */
export function sayBeside(list: FrameList, sheet: number, header: Header): void {
  for (const index of header.beside) {
    list.findings.add(
      'two-tables',
      { sheet, row: header.bottom, column: columnLetter(index) },
      { values: { row: header.bottom } },
    );
  }
}
