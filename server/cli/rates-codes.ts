/**
 * What an outcome in a file means: a code of AAPOR, one of its classes, a usual Chinese name, or a button of the telephone room.
 *
 * Promise: nothing is guessed; what is not known here has to be named with `--map`.
 */
import { dispositions, type DispositionClass } from '#sampling';

export interface Outcome {
  /** The code it counts as; the class itself when only that is known. */
  readonly code: string;
  readonly class: DispositionClass;
}

/** Buttons of the telephone room by number and name; where a button covers several codes, the one that claims least. */
const buttons: readonly (readonly [number: string, names: readonly string[], code: string])[] = [
  ['11', ['成功完成'], '1.1'],
  ['12', ['中途终止', '中途终止（可续访）'], '1.2'],
  ['21', ['本人拒访（可再试）'], '2.112'],
  ['22', ['坚决拒访', '要求不再来电', '坚决拒访 / 要求不再来电'], '2.112'],
  ['23', ['预约回拨', '预约回拨（本人 / 他人）'], '2.21'],
  ['31', [], '3.13'],
  ['32', [], '3.12'],
  ['33', ['关机', '无法接通', '关机 / 停机 / 无法接通'], '3.16'],
  ['34', ['智能助理代接', '语音信箱 / 智能助理代接'], '2.22'],
  ['41', ['错号', '空号 / 错号'], '4.32'],
  ['42', ['非本人', '非本人（不认识 / 已调离 / 未办过此事）'], '4.7'],
  ['43', ['不符合条件', '不符合条件（未满18、语言、身体）'], '4.7'],
  ['51', [], '4.8'],
  ['61', ['转督导', '转督导（怀疑诱导、投诉、辱骂）'], '3.90'],
  ['71', ['达到最多次数'], '3.90'],
];

/** The classes of AAPOR's numbering: a code that subdivides another belongs to the same class. */
const groups: readonly (readonly [start: RegExp, kind: DispositionClass])[] = [
  [/^1\.?1/, 'I'],
  [/^1\.?2/, 'P'],
  [/^2\.1/, 'R'],
  [/^2\.2/, 'NC'],
  [/^2\.3/, 'O'],
  [/^3\.1/, 'UH'],
  [/^3\.2/, 'UR'],
  [/^3\.[39]/, 'UO'],
  [/^4\./, 'NE'],
];

const classes: readonly DispositionClass[] = ['I', 'P', 'R', 'NC', 'O', 'UH', 'UR', 'UO', 'NE'];

/** The meaning of each word, by the word as it is compared. */
const known = new Map<string, Outcome>();
for (const [number, names, code] of buttons) {
  const found = dispositions.find((one) => one.code === code)!;
  for (const word of [number, ...names]) known.set(plain(word), { code, class: found.class });
}
for (const { code, class: kind, label } of dispositions) {
  known.set(plain(code), { code, class: kind });
  if (!known.has(plain(label))) known.set(plain(label), { code, class: kind });
}
for (const kind of classes) known.set(plain(kind), { code: kind, class: kind });

/** The outcome a cell stands for; undefined when nobody knows. */
export function readOutcome(text: string): Outcome | undefined {
  const word = plain(text);
  const exact = known.get(word);
  if (exact) return exact;
  // 2.111a, 2.112b: the letter says how hard, not what.
  const bare = /^\d\.\d{1,4}[a-z]?$/.test(word) ? word.replace(/[a-z]$/, '') : undefined;
  if (bare === undefined) return undefined;
  const listed = known.get(bare);
  if (listed) return listed;
  const group = groups.find(([start]) => start.test(bare));
  return group && { code: bare, class: group[1] };
}

/** Full-width and case apart; a spreadsheet has taken the last zero of 4.10. */
function plain(text: string): string {
  const bare = text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  return /^\d\.\d+$/.test(bare) ? bare.replace(/0+$/, '').replace(/\.$/, '') : bare;
}
