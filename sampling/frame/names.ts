/**
 * Judges the name cell: the name as printed, the key names are compared by, and what is wrong with it.
 *
 * Promise: a name is never completed or corrected; only text around it is taken off, and that is said.
 */
import { lengthOf, squeeze, trim } from './cells.ts';
import type { FindingCode } from './catalogue.ts';
import { variantPairs } from './tables/variants.ts';

export interface JudgedName {
  /** As printed: outer space trimmed, dot variants as `·`, inner space kept. Empty when there is no usable name. */
  readonly name: string;
  /** NFC without white space, invisible characters and dots. */
  readonly key: string;
  readonly findings: readonly NameFinding[];
}

export interface NameFinding {
  readonly code: FindingCode;
  readonly repaired?: string;
}

const missing: JudgedName = { name: '', key: '', findings: [{ code: 'name-missing' }] };

/** First and last characters that send a name of plain Chinese characters to the slow path. */
const suspiciousFirst = '保略无不未某匿同暂空合总小共填制审经负联注说姓名受申办';
const suspiciousLast = '任长记席理师生士志';
const asFirst = 1;
const asLast = 2;
const suspicious = new Uint8Array(0x10000);
for (const character of suspiciousFirst) suspicious[character.charCodeAt(0)] = asFirst;
for (const character of suspiciousLast) {
  suspicious[character.charCodeAt(0)] = (suspicious[character.charCodeAt(0)] ?? 0) | asLast;
}

/**
 * Is this a name of two to four plain characters about which there is nothing to say? Constant time; most rows of most
 * lists end here.
 */
export function isPlainName(text: string): boolean {
  const { length } = text;
  if (length < 2 || length > 4) return false;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x4e00 || code > 0x9fff || code === 0x67d0) return false;
  }
  if (((suspicious[text.charCodeAt(0)] ?? 0) & asFirst) !== 0) return false;
  return length === 2 || ((suspicious[text.charCodeAt(length - 1)] ?? 0) & asLast) === 0;
}

const withheld = /^(?:保密|略|无|不详|不明|未知|暂无|暂缺|空|匿名|同上|〃|″|"|”|[-/\\—–_―.。…·*]+)$/;
const hidden = /某|[×✕*＊]|xx|XX|ｘｘ|ＸＸ/;
const lost = /[?？□\ufffd\ue000-\uf8ff]|[\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}]|[\u2ff0-\u2fff]/u;
const dots = /[•・‧．.。∙⋅●˙﹒｡･᛫]/;
const dotBetween = /(?<=[\p{Script=Han}\p{L}])\s*[•・‧．.。∙⋅●˙﹒｡･᛫]\s*(?=[\p{Script=Han}\p{L}])/gu;
const bracketed = /\s*[(（[【〔〈<《]([^()（）[\]【】〔〕〈〉<>《》]*)[)）\]】〕〉>》]\s*/g;
const title =
  /(?:副?(?:总经理|主任|科长|处长|局长|院长|书记|县长|市长|主席|经理|站长|所长|校长)|老师|医生|先生|女士|同志)$/;
const knownRemark =
  /^(?:男|女|[男女]性|先生|女士|主任|.{0,6}(?:长|书记|主席|经理|主任|员|师|医生|老师|同志)|回族|.{1,4}族|党员|兼|代|借调|返聘|退休|已.*|原.*|曾用名.*|原名.*|又名.*|小名.*|[A-Za-z\d\s.]+)$/;
const compoundSurnames = new Set([
  '欧阳',
  '司徒',
  '上官',
  '司马',
  '诸葛',
  '夏侯',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
]);
const describedParts = /^(?:[⿰-⿿].*|左.+右.+|上.+下.+|.*字旁.*|.*旁.*|.+[加+].+|内.+外.+|外.+内.+)$/;

/** Judges one name. Linear in its length. */
export function judgeName(raw: string): JudgedName {
  const text = trim(raw);
  const bare = squeeze(text);
  if (bare === '' || withheld.test(bare) || hidden.test(bare)) return missing;
  const findings: NameFinding[] = [];

  const parts = twoNames(text);
  if (parts) {
    findings.push({ code: 'name-two-persons', repaired: parts.join('、') });
    return { name: text, key: nameKeyOf(text), findings };
  }

  const described = isDescribed(text);
  let name = text;
  if (described || lost.test(bare)) findings.push({ code: 'name-character-lost' });
  if (!described) {
    const stripped = withoutExtras(name);
    if (stripped !== name && squeeze(stripped) !== '') {
      findings.push({ code: 'name-extra-text', repaired: withDots(stripped) });
      name = stripped;
    }
  }
  if (dots.test(name)) {
    const dotted = withDots(name);
    if (dotted !== name) {
      findings.push({ code: 'name-dot-normalised', repaired: dotted });
      name = dotted;
    }
  }
  if (/\s/.test(name)) findings.push({ code: 'name-spaces' });
  const key = nameKeyOf(name);
  if (key === '') return missing;
  const length = lengthOf(key);
  if (length === 1 || length > 30 || /[0-9０-９]/.test(key)) findings.push({ code: 'name-suspicious' });
  return { name, key, findings };
}

/** The key names are compared by. */
export function nameKeyOf(name: string): string {
  return squeeze(name.normalize('NFC')).replace(/[·•・‧．.。∙⋅●˙﹒｡･᛫]/g, '');
}

function withDots(name: string): string {
  return name.replace(dotBetween, '·');
}

/** 张建华、李志明: each part could be a name on its own. */
function twoNames(text: string): string[] | undefined {
  if (!/[、/／,，;；]/.test(text)) return undefined;
  const parts = text
    .split(/[、/／,，;；]/)
    .map((part) => trim(part))
    .filter((part) => part !== '');
  if (parts.length < 2) return undefined;
  return parts.every((part) => /^[\p{Script=Han}·\s]{2,12}$/u.test(part)) ? parts : undefined;
}

/** 陆(龙天): a character nobody could type, written by its parts. */
function isDescribed(text: string): boolean {
  const match = /^(.*?)[(（[【〔]([^()（）[\]【】〔〕]+)[)）\]】〕](.*)$/s.exec(text);
  if (!match) return false;
  const [before, inside, after] = [squeeze(match[1] ?? ''), squeeze(match[2] ?? ''), squeeze(match[3] ?? '')];
  if (describedParts.test(inside)) return true;
  if (knownRemark.test(inside) || !/^[\p{Script=Han}]{2,4}$/u.test(inside)) return false;
  return lengthOf(before + after) === 1 || (after === '' ? compoundSurnames.has(before) : before !== '');
}

function withoutExtras(text: string): string {
  let name = trim(text.replace(bracketed, ''));
  const ending = title.exec(name)?.[0];
  if (ending && lengthOf(squeeze(name.slice(0, -ending.length))) >= 2) name = trim(name.slice(0, -ending.length));
  return name;
}

const variants = new Map<string, string>();
const hasVariant = new Uint8Array(0x10000);
for (let at = 0; at < variantPairs.length; at += 2) {
  variants.set(variantPairs.charAt(at), variantPairs.charAt(at + 1));
  hasVariant[variantPairs.charCodeAt(at)] = 1;
}

/** The name key with every variant or traditional character in its plain form. */
export function variantKeyOf(key: string): string {
  for (let at = 0; at < key.length; at += 1) {
    if (hasVariant[key.charCodeAt(at)] !== 1) continue;
    return key.replace(/[\u3400-\u9fff]/g, (character) => variants.get(character) ?? character);
  }
  return key;
}
