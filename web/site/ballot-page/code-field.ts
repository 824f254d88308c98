/** The field for a code of 26 characters: in groups of four as on paper, with a count of what is typed and what is wrong with it. */
import { groupsOf } from '#ballot-client';
import { h } from './dom.ts';

const LENGTH = 26;
const HELP = '26个字符，不分大小写；空格可输可不输。';

/** As people type it: full-width letters of a Chinese keyboard are letters. */
const plainOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');

/** Why this cannot be a code, for whoever compares it with the paper group by group. */
export function whatIsWrong(text: string): string {
  const plain = plainOf(text);
  const shown = groupsOf(plain);
  if (plain.length !== LENGTH) return `码应为${LENGTH}个字符，现在是${plain.length}个：${shown}。请与纸上逐组核对。`;
  // O, I and L are read as the digits they look like; U stands in no code.
  const at = plain.indexOf('U');
  if (at >= 0) return `第${Math.floor(at / 4) + 1}组有“U”，码里没有这个字母，可能是V或0。请与纸上核对：${shown}。`;
  return `码里有输错或颠倒的字符：${shown}。请与纸上逐组核对，改好再进入。`;
}

/** With the id `code`: the caller labels it. `typed` comes back after a refusal, so that one wrong letter is not 26 to type again. */
export function codeField(typed = ''): { readonly field: HTMLInputElement; readonly help: HTMLElement } {
  const field = h('input', {
    id: 'code',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: 60,
    'aria-describedby': 'code-help',
  });
  const help = h('p', { id: 'code-help', class: 'soft' }, HELP);
  const regroup = () => {
    const plain = plainOf(field.value);
    const atEnd = field.selectionStart === field.value.length;
    // Left alone while somebody mends the middle.
    if (atEnd) field.value = groupsOf(plain);
    help.textContent = plain.length === 0 ? HELP : `已输入${plain.length}个，共${LENGTH}个。`;
  };
  field.addEventListener('input', (event) => {
    // A Chinese keyboard composes: what it holds must not be changed under its hands.
    if (!event.isComposing) regroup();
  });
  field.addEventListener('compositionend', regroup);
  if (typed !== '') {
    field.value = typed;
    regroup();
  }
  return { field, help };
}
