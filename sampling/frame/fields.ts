/**
 * Small judgements on single fields: gender, post, postcode, remark, organisation.
 *
 * Promise: each says what the text means and nothing about the row around it.
 */
import { squeeze } from './cells.ts';
import type { Gender } from './report.ts';

const genderWords: Readonly<Record<string, Gender>> = {
  男: '男',
  女: '女',
  M: '男',
  F: '女',
  MALE: '男',
  FEMALE: '女',
  男性: '男',
  女性: '女',
  先生: '男',
  女士: '女',
  小姐: '女',
};

/** The gender a word means; `code` when only the column can tell what 0, 1 and 2 stand for. */
export function genderOf(text: string): Gender | 'code' | undefined {
  const word = squeeze(text.normalize('NFKC')).toUpperCase();
  if (Object.hasOwn(genderWords, word)) return genderWords[word];
  return /^[012](?:\.0+)?$/.test(word) ? 'code' : undefined;
}

/** What 0, 1 and 2 mean in a column: 1 男 2 女; with 0 and 1 but no 2, 1 男 0 女. */
export function genderOfCode(
  digit: string,
  seen: { readonly zero: boolean; readonly one: boolean; readonly two: boolean },
) {
  if (digit === '1') return '男';
  if (digit === '2') return '女';
  return seen.zero && seen.one && !seen.two ? '女' : undefined;
}

const dittoWords = /^(?:同上|同前|〃|″|"|”|''|´´|〞|〟)$/;

/** 同上 and its signs. */
export function isDitto(text: string): boolean {
  return text.length <= 4 && dittoWords.test(squeeze(text));
}

/** Text organisations are compared by: NFKC without white space and punctuation. */
export function organisationKeyOf(text: string): string {
  let plain = true;
  for (let at = 0; at < text.length && plain; at += 1) {
    const code = text.charCodeAt(at);
    plain = code >= 0x4e00 && code <= 0x9fff;
  }
  return plain ? text : text.normalize('NFKC').replace(/[\s\p{P}\p{S}\p{Cf}]+/gu, '');
}

const outOfScope = /(?:科员|办事员|(?<!总)干事|文员|职工|工作人员|司机|驾驶员)$/;
const outOfScopeAnywhere = /聘用|实习/;

/** Is a post outside 班子成员 and 中层以上? At county level 股长 is too. */
export function isOutOfScope(post: string, county: boolean): boolean {
  if (outOfScopeAnywhere.test(post)) return true;
  return squeeze(post)
    .split(/[、,，;；/／()（）]+/)
    .some((part) => outOfScope.test(part) || (county && part.endsWith('股长')));
}

/** 邮编 of six digits, full-width digits included; undefined when it is not one. */
export function postcodeOf(text: string): string | undefined {
  const digits = squeeze(text.normalize('NFKC'));
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

const gone = /调离|调出|退休|离职|辞职|去世|病故|停机|空号|销号|(?:号码|电话|手机号?|联系方式)(?:已)?(?:有误|错误)/g;

/** Does a remark say that the person or the number is gone? Not 未…, not 返聘. */
export function saysGone(remark: string): boolean {
  const text = squeeze(remark);
  for (const match of text.matchAll(gone)) {
    const before = text.slice(0, match.index);
    if (/(?:未|没有?|尚未|不是|并非|非)[^,，。;；、]{0,4}$/.test(before)) continue;
    if (match[0] === '退休' && /返聘/.test(text)) continue;
    return true;
  }
  return false;
}

/** Text a spreadsheet would run: begins with = + - @ and is neither a phone number nor a lone sign. */
export function looksLikeFormula(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first !== 0x3d && first !== 0x2b && first !== 0x2d && first !== 0x40) return false;
  return !/^[=+\-@]+$/.test(text) && !/^[+-][\d\s()-]+$/.test(text);
}

const serialForm = /^(?:第)?\(?(\d{1,9})\)?(?:号)?[、.,，。)]?$/;

/** The integer a serial stands for: 1, 1.0, `1、`, `1.`, (1), ①, １, 第1号; null when it is none. */
export function serialOf(text: string): number | null {
  const plain = squeeze(text.normalize('NFKC'));
  const digits = serialForm.exec(plain)?.[1] ?? /^(\d{1,9})\.0+$/.exec(plain)?.[1];
  return digits === undefined ? null : Number(digits);
}
