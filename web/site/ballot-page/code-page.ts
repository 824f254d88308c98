/** The page on which a code comes in, typed or by its QR code: why one is not taken, the field, and what to do otherwise. */
import { parseFragment } from '#ballot-client';
import { codeField } from './code-field.ts';
import { h, show, statement } from './dom.ts';

export interface CodePageWords {
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  /** For a code that cannot be one. */
  readonly noCode: readonly string[];
  readonly after?: HTMLElement;
}

/** `refused` are the paragraphs that say why, or null when nobody was refused yet. */
export function showCodePage(
  words: CodePageWords,
  refused: readonly string[] | null,
  enter: (code: string) => void,
): void {
  const { field, help } = codeField();
  const answer = h('div', { id: 'refusal', role: 'alert', class: refused === null ? '' : 'notice bad' });
  for (const line of refused ?? []) answer.append(h('p', {}, line));
  const form = h(
    'form',
    {
      class: 'card',
      onsubmit: (event) => {
        event.preventDefault();
        if (parseFragment(field.value)) return enter(field.value);
        answer.className = 'notice bad';
        answer.textContent = words.noCode.join('');
        field.focus();
      },
    },
    h('label', { for: 'code' }, words.label),
    field,
    help,
    h('button', { type: 'submit', class: 'primary wide' }, '进入'),
  );
  show(
    h('h1', {}, words.title),
    answer,
    h('p', { class: 'lead' }, words.lead),
    form,
    ...(words.after ? [words.after] : []),
    statement(),
  );
}
