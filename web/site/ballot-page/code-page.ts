/** The page on which a code comes in, typed or by its QR code: why one is not taken, the field, and what to do otherwise. */
import { parseFragment } from '#ballot-client';
import { codeField, whatIsWrong } from './code-field.ts';
import { h, show, statement } from './dom.ts';

export interface CodePageWords {
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly after?: HTMLElement;
}

export interface CodePageState {
  /** The paragraphs that say why, or null when nobody was refused yet. */
  readonly refused: readonly string[] | null;
  /** What was typed, when that was refused; never what a QR code said. */
  readonly typed?: string | undefined;
}

export function showCodePage(
  words: CodePageWords,
  { refused, typed }: CodePageState,
  enter: (code: string) => void,
): void {
  const { field, help } = codeField(typed);
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
        answer.textContent = whatIsWrong(field.value);
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
