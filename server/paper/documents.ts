/**
 * What a batch is printed as: the forms, each with its number and QR code, and labels for the envelopes.
 *
 * Promise: a form carries no name. Labels carry names and addresses and nothing else: who makes them notes it.
 */
import type { Block, PrintedDocument } from '#documents';
import { describeCondition } from '#questionnaire';
import {
  fillTexts,
  itemsOfQuestion,
  optionsOf,
  scaleOf,
  specialCodes,
  type Question,
  type Questionnaire,
} from '#surveys';

export interface PrintedForm {
  readonly number: string;
  readonly questionnaire: Questionnaire;
  readonly texts: Readonly<Record<string, string>>;
}

export interface Addressee {
  readonly number: string;
  readonly name: string;
  readonly organisation: string;
  readonly post: string;
  readonly address: string;
  readonly postcode: string;
}

const box = '□';

export function formsDocument(title: string, forms: readonly PrintedForm[]): PrintedDocument {
  return {
    title,
    blocks: forms.flatMap((form, index): Block[] => [
      ...(index === 0 ? [] : [{ kind: 'page' } as const]),
      ...formBlocks(form),
    ]),
  };
}

function formBlocks({ number, questionnaire, texts }: PrintedForm): Block[] {
  const say = (text: string): string => fillTexts(text, texts);
  let asked = 0;
  return [
    { kind: 'qr', text: number, size: 20, align: 'right' },
    { kind: 'paragraph', text: `问卷编号：${number}`, align: 'right', size: 10.5 },
    { kind: 'title', lines: [say(questionnaire.title)] },
    ...say(questionnaire.intro)
      .split('\n')
      .filter((line) => line !== '')
      .map((text): Block => ({ kind: 'paragraph', text, indent: true, size: 11 })),
    ...questionnaire.questions.flatMap((question) => {
      if (question.kind !== 'note') asked += 1;
      return questionBlocks(questionnaire, question, say, asked);
    }),
    ...say(questionnaire.closing)
      .split('\n')
      .filter((line) => line !== '')
      .map((text): Block => ({ kind: 'paragraph', text, indent: true, size: 11 })),
  ];
}

function questionBlocks(
  questionnaire: Questionnaire,
  question: Question,
  say: (text: string) => string,
  number: number,
): Block[] {
  if (question.kind === 'note') return [{ kind: 'paragraph', text: say(question.title), size: 11 }];
  const choose =
    question.kind === 'multiple'
      ? question.max === undefined
        ? '（可选多项）'
        : `（可选多项，最多${question.max}项）`
      : '';
  const skip = question.showIf ? `（只在${describeCondition(questionnaire, question.showIf)}时回答）` : '';
  return [
    { kind: 'paragraph', text: `${number}．${say(question.title)}${choose}${skip}`, bold: true, size: 11.5 },
    ...(question.hint ? [{ kind: 'paragraph', text: say(question.hint), size: 10.5 } as const] : []),
    ...answerBlocks(questionnaire, question, say),
  ];
}

function answerBlocks(
  questionnaire: Questionnaire,
  question: Exclude<Question, { kind: 'note' }>,
  say: (text: string) => string,
): Block[] {
  const options = [
    ...optionsOf(questionnaire, question),
    ...(question.noOpinion ? [{ code: specialCodes.noOpinion, label: '不了解' }] : []),
    ...(question.refusal ? [{ code: specialCodes.refused, label: '不愿回答' }] : []),
  ].map(({ label }) => say(label));
  switch (question.kind) {
    case 'matrix':
      return [
        {
          kind: 'table',
          widths: [5, ...options.map(() => 1.2)],
          headRows: 1,
          rowHeight: 8,
          rows: [
            [
              { text: '评价内容', bold: true, align: 'center' },
              ...options.map((text) => ({ text, bold: true, align: 'center' }) as const),
            ],
            ...itemsOfQuestion(question).map(({ row }) => [
              say(row?.label ?? ''),
              ...options.map(() => ({ text: box, align: 'center', size: 14 }) as const),
            ]),
          ],
        },
      ];
    case 'scale':
    case 'single':
    case 'multiple': {
      const standards =
        question.kind === 'scale'
          ? (scaleOf(questionnaire, question.scale)?.points.flatMap(({ label, standard }) =>
              standard ? [`${say(label)}：${say(standard)}`] : [],
            ) ?? [])
          : [];
      return [
        ...standards.map((text): Block => ({ kind: 'paragraph', text, size: 10.5 })),
        { kind: 'paragraph', text: inLines(options), size: 12 },
      ];
    }
    case 'number':
      return [{ kind: 'paragraph', text: `＿＿＿＿＿＿＿＿${question.unit ?? ''}`, size: 12 }];
    case 'text':
      return [{ kind: 'table', widths: [1], rowHeight: 28, rows: [['']] }];
  }
}

/** Options beside each other when they fit on a line, else one below the other: a box is never parted from its words. */
function inLines(options: readonly string[]): string {
  const boxes = options.map((label) => `${box}\u00a0${label}`);
  const together = boxes.join('　　');
  return together.length <= 38 ? together : boxes.join('\n');
}

/** Labels three across, eight down. */
export function labelsDocument(title: string, addressees: readonly Addressee[]): PrintedDocument {
  const rows: string[][] = [];
  for (let i = 0; i < addressees.length; i += 3) rows.push([0, 1, 2].map((k) => labelOf(addressees[i + k])));
  return { title, blocks: [{ kind: 'table', widths: [1, 1, 1], rowHeight: 28, rows }] };
}

function labelOf(addressee: Addressee | undefined): string {
  if (!addressee) return '';
  const { number, name, organisation, post, address, postcode } = addressee;
  return [
    [postcode, address].filter((part) => part !== '').join('　'),
    organisation,
    `${name}${post === '' ? '' : `　${post}`}（收）`,
    number,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
