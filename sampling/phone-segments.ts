/**
 * Cuts the text of a phone cell into segments: digits, labels, brackets, separators, extensions.
 *
 * Promise: every digit of the text ends in exactly one segment, in order; nothing here knows what a valid number is.
 */
import { isAreaCode } from './numbering.ts';

/** Digits between two strong separators, split at the weak ones. */
export interface Segment {
  runs: string[];
  plus: boolean;
  /** Number of weak separators (space, hyphen, dot, bracket) around or between the runs. */
  separators: number;
  /** Extension after a word or sign that says so. */
  ext: string | undefined;
  label: 'none' | 'label' | 'dead' | 'third';
}

const deadWords = /停机|空号|销号|作废|注销|欠费|停用|已换号|有误|错误|打不通|无法接通/;
const thirdWords =
  /^(?:父|母|爸|妈|妻|夫|兄|弟|哥|姐|妹|嫂|子)$|子女|孩子|儿子|女儿|儿媳|女婿|父亲|母亲|爸爸|妈妈|家属|家人|爱人|配偶|妻子|丈夫|老公|老婆|哥哥|弟弟|姐姐|妹妹|亲戚|亲属|朋友|邻居|同事|转告|转交|代接|代收|秘书/;
const joiningWords = /^(?:或者?|和|及|以及|与|or|and)$/i;
const extensionWords = /^(?:转|分机号?|内线|ext|x)$/i;

const digit = /[0-9０-９]/;
const strong = /[/／、,，;；|｜&＆\r\n]/;
const opening = /[([（【［]/;
const closing = /[)\]）】］]/;
const extensionSign = /[#＃*＊]/;
const weak = /[\s\-‐‑‒–—―−－─_.．·・~～]/;
const wordCharacter = /[A-Za-zＡ-Ｚａ-ｚ\u3400-\u9fff]/;
const fullwidth = /[０-９（）－＋．＃＊［］]/;
/** 0771/2811111: a segment that is nothing but an area code belongs to the next one. */
export function joinAreas(segments: Segment[]): void {
  for (let at = 0; at + 1 < segments.length; at += 1) {
    const [first, second] = [segments[at], segments[at + 1]];
    if (!first || !second || first.runs.length !== 1 || first.label === 'dead') continue;
    if (!isAreaCode(first.runs[0] ?? '') || second.runs.length === 0) continue;
    second.runs.unshift(...first.runs);
    second.separators += 1;
    if (second.label === 'none') second.label = first.label;
    segments.splice(at, 1);
  }
}

export function segmentsOf(text: string): { segments: Segment[]; fullwidthUsed: boolean } {
  const segments: Segment[] = [];
  let current: Segment = newSegment();
  let fullwidthUsed = false;
  let extension = false;
  /** Weak separators since the last digits: they count only when more digits follow. */
  let pending = 0;
  let at = 0;
  const close = () => {
    if (current.runs.length > 0 || current.label !== 'none') segments.push(current);
    current = newSegment();
    extension = false;
    pending = 0;
  };
  /** A label belongs to the number before it when one stands there (unless a colon follows), else to the next one. */
  const label = (words: string, end: number) => {
    const kind = deadWords.test(words) ? 'dead' : thirdWords.test(words) ? 'third' : 'label';
    const backward = current.runs.length > 0 && !/^\s*[:：]/.test(text.slice(end));
    if (!backward) close();
    current.label = stronger(current.label, kind);
    if (backward) close();
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (digit.test(character)) {
      let end = at;
      while (end < text.length && digit.test(text.charAt(end))) end += 1;
      const run = text.slice(at, end);
      const ascii = run.replace(/[０-９]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
      if (ascii !== run) fullwidthUsed = true;
      // Behind an extension nothing belongs to the number any more.
      if (current.ext !== undefined) close();
      if (current.runs.length > 0) current.separators += pending;
      pending = 0;
      if (extension && current.runs.length > 0 && current.ext === undefined) current.ext = ascii;
      else current.runs.push(ascii);
      at = end;
      continue;
    }
    if (strong.test(character)) close();
    else if (character === '+' || character === '＋') {
      if (current.runs.length > 0) close();
      current.plus = true;
      if (character === '＋') fullwidthUsed = true;
    } else if (opening.test(character)) {
      const end = closingAt(text, at);
      const inside = text.slice(at + 1, end);
      if (wordCharacter.test(inside) && !/^[^\d０-９]*\d{7,}/.test(inside)) {
        const spoken = /^(?:转|分机号?|ext\.?)\s*(\d{1,6})$/i.exec(inside.trim());
        if (spoken && current.runs.length > 0) current.ext = spoken[1];
        else label(inside, end + 1);
        at = end + 1;
        continue;
      }
      current.separators += 1;
      if (fullwidth.test(character)) fullwidthUsed = true;
    } else if (closing.test(character)) {
      if (fullwidth.test(character)) fullwidthUsed = true;
    } else if (extensionSign.test(character)) {
      extension = true;
    } else if (weak.test(character)) {
      if (fullwidth.test(character)) fullwidthUsed = true;
      if (!extension || character !== '.') pending += 1;
    } else if (wordCharacter.test(character)) {
      let end = at;
      while (end < text.length && wordCharacter.test(text.charAt(end))) end += 1;
      const words = text.slice(at, end);
      if (joiningWords.test(words)) close();
      else if (extensionWords.test(words) && current.runs.length > 0) extension = true;
      else label(words, end);
      at = end;
      continue;
    }
    at += 1;
  }
  close();
  return { segments, fullwidthUsed };
}

function newSegment(): Segment {
  return { runs: [], plus: false, separators: 0, ext: undefined, label: 'none' };
}

function stronger(a: Segment['label'], b: Segment['label']): Segment['label'] {
  const order = ['none', 'label', 'third', 'dead'] as const;
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

function closingAt(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) if (closing.test(text.charAt(at))) return at;
  return text.length;
}
const chineseDigits = '〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖';
const asciiDigits = '0001234567891123456789';

export function chineseDigitsToAscii(text: string): string {
  return text.replace(/[〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]/g, (character) =>
    asciiDigits.charAt(chineseDigits.indexOf(character)),
  );
}

/** O for 0 and l or I for 1, when nothing but such letters stands among the digits. */
export function lettersToDigits(text: string): { text: string; o: boolean; l: boolean } | undefined {
  if (!/[oOlI]/.test(text) || !/^[\doOlI\s+()-]+$/.test(text) || !/\d/.test(text)) return undefined;
  const o = /[oO]/.test(text);
  const l = /[lI]/.test(text);
  return { text: text.replace(/[oO]/g, '0').replace(/[lI]/g, '1'), o, l };
}
