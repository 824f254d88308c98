/**
 * What stands above a table: title, year, 报送单位, 报送时间; and whether it contradicts what was asked for.
 *
 * Promise: reads words only; says what it found, the verdict is made elsewhere.
 */
import { isBlank, squeeze, textOf, trim } from './cells.ts';
import type { FiledCell, FiledRow } from './filed.ts';

export interface Heading {
  readonly title: string | null;
  readonly year: number | null;
  readonly reportedBy: string | null;
  /** YYYY-MM-DD. */
  readonly reportedOn: string | null;
}

const label = /(报送单位|填报单位|报送部门|报送时间|填报时间|报送日期|填报日期)(?:\s*[(（][^()（）]*[)）])?\s*[:：]?/g;

/** Reads the rows above the header. */
export function readHeading(rows: Iterable<FiledRow>): Heading {
  const titles: string[] = [];
  let reportedBy: string | null = null;
  let reportedOn: string | null = null;
  for (const row of rows) {
    const cells = row.cells.filter((cell) => !isBlank(cell));
    for (const [at, cell] of cells.entries()) {
      const text = trim(textOf(cell));
      const parts = labelled(text);
      if (parts.length === 0) {
        const before = cells[at - 1];
        const answersLabel = before !== undefined && labelled(trim(textOf(before))).at(-1)?.value === '';
        if (!answersLabel && !/^附(?:件|表)\s*[0-9一二三四五六七]*[:：]?$/.test(text)) titles.push(text);
        continue;
      }
      for (const [index, part] of parts.entries()) {
        const next = index === parts.length - 1 ? cells[at + 1] : undefined;
        const follows = next !== undefined && labelled(textOf(next)).length === 0 ? next : undefined;
        if (part.kind === 'by')
          reportedBy ??= departmentIn(part.value) ?? departmentIn(follows === undefined ? undefined : textOf(follows));
        else reportedOn ??= dayIn(part.value) ?? (part.value === '' ? dayOfCell(follows) : null);
      }
    }
  }
  const title = titles.length === 0 ? null : titles.map((line) => line.replace(/\s*[\r\n]+\s*/g, '')).join('');
  return { title, year: title === null ? null : yearIn(title), reportedBy, reportedOn };
}

function labelled(text: string): { kind: 'by' | 'on'; value: string }[] {
  const found = [...text.matchAll(label)];
  return found.map((match, at) => ({
    kind: /单位|部门/.test(match[1] ?? '') ? 'by' : 'on',
    value: trim(text.slice(match.index + match[0].length, found[at + 1]?.index ?? text.length)),
  }));
}

function departmentIn(value: string | undefined): string | null {
  const name = trim((value ?? '').replace(/[(（]?\s*(?:盖章|公章|签章)\s*[)）]?/g, ''));
  return name === '' || /^[_\s..\-—]*$/.test(name) ? null : name;
}

/** The year a title speaks of. */
export function yearIn(title: string): number | null {
  const plain = squeeze(title.normalize('NFKC'));
  const arabic = /(\d{4})年/.exec(plain)?.[1];
  if (arabic) return Number(arabic);
  const chinese = /([〇○零一二三四五六七八九]{4})年/.exec(plain)?.[1];
  return chinese ? Number(chineseDigits(chinese)) : null;
}

function chineseDigits(text: string): string {
  return text.replace(/[〇○零一二三四五六七八九]/g, (digit) => String('一二三四五六七八九'.indexOf(digit) + 1));
}

function dayOfCell(cell: FiledCell): string | null {
  if (cell === undefined) return null;
  if (typeof cell === 'object' && cell.date !== undefined) return cell.date.slice(0, 10);
  const value = typeof cell === 'object' ? cell.value : cell;
  if (typeof value === 'number' && value >= 20_000 && value < 80_000) return excelDay(value);
  return value === null ? null : dayIn(String(value));
}

function excelDay(serial: number): string {
  return new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000).toISOString().slice(0, 10);
}

/** 2015年11月10日, 2015.11.10, 2015-11-10, 20151110 as a day, or null when it is none. */
export function dayIn(text: string): string | null {
  const plain = chineseDay(squeeze(text.normalize('NFKC')));
  const match =
    /(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})(?!\d)/.exec(plain) ?? /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/.exec(plain);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1900) return null;
  return date.toISOString().slice(0, 10);
}

/** 二〇一五年十一月十日 with Arabic digits. */
function chineseDay(text: string): string {
  if (!/[〇○零一二三四五六七八九]{4}年/.test(text)) return text;
  return text
    .replace(/[〇○零一二三四五六七八九]{4}(?=年)/, chineseDigits)
    .replace(/[一二三四五六七八九十]{1,3}(?=[月日])/g, (number) => {
      const [tens = '', ones = ''] = number.includes('十') ? number.split('十') : ['', number];
      const ten = number.includes('十') ? (tens === '' ? 1 : Number(chineseDigits(tens))) : 0;
      return String(ten * 10 + (ones === '' ? 0 : Number(chineseDigits(ones))));
    });
}

/** Words of a title and the attachments they belong to. */
const titleWords: readonly (readonly [pattern: RegExp, attachments: readonly number[]])[] = [
  [/人民政府直属|政府部门/, [2, 3]],
  [/党委群团|党群/, [4, 5]],
  [/参照公务员|参公/, [6, 7]],
  [/两级干部/, [2, 4, 6]],
  [/工作评价抽样框/, [3, 5, 7]],
];

/** Do the words of the title contradict the attachment? */
export function contradicts(title: string, attachment: number): boolean {
  const plain = squeeze(title.normalize('NFKC'));
  return titleWords.some(([pattern, attachments]) => pattern.test(plain) && !attachments.includes(attachment));
}

/** A department's name as it is compared: without 广西壮族自治区, 自治区, 广西 and 盖章. */
export function departmentKey(name: string): string {
  return squeeze(name.normalize('NFKC')).replace(/广西壮族自治区|自治区|广西|\(?盖章\)?/g, '');
}

/** Equality of departments: one name contains the other. */
export function sameDepartment(a: string, b: string): boolean {
  const [first, second] = [departmentKey(a), departmentKey(b)];
  return first === second || (first !== '' && second !== '' && (first.includes(second) || second.includes(first)));
}
