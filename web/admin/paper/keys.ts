/**
 * What a clerk types for an item, by the places of the boxes on paper, and what it means.
 *
 * Promise: pure. Nothing is guessed: what names no box is told at the field before it is sent.
 */
import { optionsOf, specialCodes, type Item, type Questionnaire } from '#surveys';

export interface Choice {
  /** What is typed: the place of the box, from 1. */
  readonly key: string;
  readonly code: string;
  readonly label: string;
}

/** The boxes of an item in the order they are printed. */
export function choicesOf(questionnaire: Questionnaire, { question }: Item): readonly Choice[] {
  return [
    ...optionsOf(questionnaire, question),
    ...(question.noOpinion ? [{ code: specialCodes.noOpinion, label: '不了解' }] : []),
    ...(question.refusal ? [{ code: specialCodes.refused, label: '不愿回答' }] : []),
  ].map(({ code, label }, index) => ({ key: String(index + 1), code, label }));
}

export type Typed =
  | { readonly kind: 'blank' }
  | { readonly kind: 'void' }
  | { readonly kind: 'chosen'; readonly choices: readonly Choice[] }
  | { readonly kind: 'wrong'; readonly message: string };

/** Reads what was typed for an item with boxes: places, several of a multiple choice; `x`: cannot be read; nothing: left empty. */
export function readTyped(text: string, choices: readonly Choice[], several: boolean): Typed {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  if (plain === '') return { kind: 'blank' };
  if (/^[x*?]+$/.test(plain)) return { kind: 'void' };
  // Up to nine boxes need no separator: 135 is 1, 3 and 5.
  const keys = several && choices.length <= 9 ? (plain.match(/\d|[^\d\s,，、.]+/g) ?? []) : plain.split(/[\s,，、.]+/);
  const chosen = keys.map((key) => choices.find((choice) => choice.key === key));
  const unknown = keys.find((_, index) => chosen[index] === undefined);
  if (unknown !== undefined) return { kind: 'wrong', message: `没有第${unknown}项，可填1到${choices.length}` };
  const found = chosen.filter((choice) => choice !== undefined);
  if (new Set(found).size < found.length) return { kind: 'wrong', message: '同一项填了两次' };
  if (!several && found.length > 1) return { kind: 'wrong', message: '只能填一项；原件选了几项的，填x' };
  return { kind: 'chosen', choices: found };
}

/** As the server takes it; undefined: left empty. */
export function rawOf(typed: Typed, several: boolean): string | string[] | undefined {
  switch (typed.kind) {
    case 'blank':
    case 'wrong':
      return undefined;
    case 'void':
      return '?';
    case 'chosen':
      return several ? typed.choices.map(({ code }) => code) : typed.choices[0]?.code;
  }
}
