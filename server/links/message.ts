/**
 * The text message a person gets, and what it costs: characters and parts.
 *
 * Promise: pure. With one character outside GSM 7-bit, which every Chinese message has, a single message holds 70 and each part of a
 * longer one 67; otherwise 160 and 153. Source: 3GPP TS 23.038 and 23.040.
 */

export const linkPlace = '{链接}';
const departmentPlace = '{单位}';

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Take two places each. */
const extended = '\f^{}\\[~]|€';

export interface MessageSize {
  /** As a gateway counts them. */
  readonly characters: number;
  readonly parts: number;
}

export function sizeOf(text: string): MessageSize {
  const letters = Array.from(text);
  const isBasic = letters.every((letter) => basic.includes(letter) || extended.includes(letter));
  // Outside of GSM 7-bit: UTF-16 units, as UCS-2 counts them.
  const characters = isBasic
    ? letters.reduce((sum, letter) => sum + (extended.includes(letter) ? 2 : 1), 0)
    : text.length;
  const [single, part] = isBasic ? [160, 153] : [70, 67];
  return { characters, parts: characters <= single ? 1 : Math.ceil(characters / part) };
}

/** What is wrong with a message's words; undefined: nothing. */
export function messageProblem(message: string): string | undefined {
  if (message.split(linkPlace).length !== 2) return `短信要写明一处${linkPlace}，每人的链接放在那里`;
  const rest = message.replaceAll(linkPlace, '').replaceAll(departmentPlace, '');
  if (/[{}]/.test(rest)) return `短信里只能用${linkPlace}和${departmentPlace}，不能有别的花括号`;
  if (/\n|\r/.test(message)) return '短信不能换行';
  if (/https?:|www\./i.test(rest)) return '短信里不要再写别的网址，免得被当成诈骗';
  return undefined;
}

/** One person's message. A space after the link, so that phones do not take the next words into it. */
export function compose(message: string, values: { readonly link: string; readonly department: string }): string {
  const [before = '', after = ''] = message.split(linkPlace);
  const gap = after === '' || /^\s/.test(after) ? '' : ' ';
  return `${before}${values.link}${gap}${after}`.replaceAll(departmentPlace, () => values.department);
}

export const linkOf = (base: string, code: string): string => `${base}/l/${code}`;
