/** The field for a code of 26 characters: in groups of four as on paper, with a count of what is typed. */
import { groupsOf } from '#ballot-client';
import { h } from './dom.ts';

const HELP = '26个字符，不分大小写；空格可输可不输。';

/** With the id `code`: the caller labels it. */
export function codeField(): { readonly field: HTMLInputElement; readonly help: HTMLElement } {
  const field = h('input', {
    id: 'code',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: 60,
    'aria-describedby': 'code-help',
  });
  const help = h('p', { id: 'code-help', class: 'soft' }, HELP);
  field.addEventListener('input', () => {
    const plain = field.value.toUpperCase().replace(/[^0-9A-Z]/g, '');
    const atEnd = field.selectionStart === field.value.length;
    // Left alone while somebody mends the middle.
    if (atEnd) field.value = groupsOf(plain);
    help.textContent = plain.length === 0 ? HELP : `已输入${plain.length}个，共26个。`;
  });
  return { field, help };
}
