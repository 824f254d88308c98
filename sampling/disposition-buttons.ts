/**
 * The buttons of a telephone room (话务结果): what each stands for among AAPOR's outcomes, what is done next, and how words in
 * a file are read.
 *
 * Promise: a button that covers several outcomes says which, and the two choices that move a response rate, a switched-off
 * phone and a broken-off interview, are asked for, never assumed. Nothing unknown is guessed. Who dials when is for fieldwork.
 */
import { dispositions, type DispositionClass } from './disposition.ts';

/** The outcome of a call: an AAPOR code, or the class itself where only that is known. */
export interface CallOutcome {
  readonly code: string;
  readonly class: DispositionClass;
}

/** What has to be fixed before fieldwork and printed with every rate; a choice left out is 未设定. */
export interface OutcomeChoices {
  /** A switched-off phone (关机): NC where numbers are known to be the person's own, UH where they are not. */
  readonly switchedOff?: 'NC' | 'UH';
  /** An interview that broke off and was not resumed (中途终止): P partial, where enough is answered, or R break-off. */
  readonly brokenOff?: 'P' | 'R';
}

/** One thing a button can stand for. */
export interface ButtonMeaning {
  readonly label: string;
  /** The AAPOR code, or the name of the choice that decides it. */
  readonly code: string;
}

/** What a room does after a button unless it has set something else. Minutes and counts are proposals. */
export interface ButtonRule {
  /** `none`: the case is closed. `other-day-part`: recall in another part of the day than before. */
  readonly next: 'none' | 'resume' | 'appointment' | 'recall' | 'other-day-part' | 'supervisor';
  readonly afterMinutes?: number;
  /** So many in a row at most, then the next wait is an ordinary recall (`recall`) or the supervisor decides. */
  readonly most?: { readonly times: number; readonly next: 'other-day-part' | 'supervisor' | 'none' };
  /** The number goes on the centre's do-not-call list. */
  readonly doNotCall?: true;
  /** Counts against the quality of the filed list. */
  readonly listQuality?: true;
  /** The words for people. */
  readonly label: string;
}

export interface DispositionButton {
  readonly number: string;
  readonly label: string;
  /** The first is what the button counts as when nothing more is said. */
  readonly meanings: readonly ButtonMeaning[];
  /** The case is closed with it. */
  readonly final: boolean;
  readonly rule: ButtonRule;
}

const day = 24 * 60;
const closed = { next: 'none', label: '结案' } as const;

/** What a button means when it means one thing. */
function only(label: string, code: string): readonly ButtonMeaning[] {
  return [{ label, code }];
}

/**
 * The buttons by number. 2.34 and 3.91 (supervisor) and 2.12, 2.13 (appointments) of queXS are that program's own numbers: in
 * AAPOR 2.12 is a break-off, an appointment nobody kept is 2.21, and a case left with the supervisor or given up is 3.90 unless
 * its earlier calls say more (`closeCase`). Source: AAPOR Standard Definitions, 10th edition 2023; the waits are proposals from
 * practice. Cost: data.
 */
export const dispositionButtons: readonly DispositionButton[] = [
  {
    number: '11',
    label: '成功完成',
    meanings: only('成功完成', '1.1'),
    final: true,
    rule: { next: 'none', label: '结案，进入复核回访库' },
  },
  {
    number: '12',
    label: '中途终止（可续访）',
    meanings: only('中途终止', 'brokenOff'),
    final: false,
    rule: { next: 'resume', label: '当天回拨，从中断的题续访' },
  },
  {
    number: '21',
    label: '本人拒访（可再试）',
    meanings: only('本人拒访', '2.112'),
    final: false,
    rule: {
      next: 'recall',
      afterMinutes: 3 * day,
      most: { times: 1, next: 'none' },
      label: '至少隔3天，由资深访问员再试一次',
    },
  },
  {
    number: '22',
    label: '坚决拒访 / 要求不再来电',
    meanings: [...only('坚决拒访', '2.112'), ...only('要求不再来电', '2.112')],
    final: true,
    rule: { next: 'none', doNotCall: true, label: '结案，号码列入不再来电名单' },
  },
  {
    number: '23',
    label: '预约回拨（本人 / 他人）',
    meanings: only('预约回拨', '2.21'),
    final: false,
    rule: { next: 'appointment', label: '按预约时间前后10分钟内回拨，优先于其他号码' },
  },
  {
    number: '31',
    label: '无人接听',
    meanings: only('无人接听', '3.13'),
    final: false,
    rule: { next: 'other-day-part', label: '换一个时段再拨' },
  },
  {
    number: '32',
    label: '占线',
    meanings: only('占线', '3.12'),
    final: false,
    rule: {
      next: 'recall',
      afterMinutes: 15,
      most: { times: 2, next: 'other-day-part' },
      label: '15分钟后再拨，连续最多2次',
    },
  },
  {
    number: '33',
    label: '关机 / 停机 / 无法接通',
    meanings: [...only('关机', 'switchedOff'), ...only('停机', '4.33'), ...only('无法接通', '3.16')],
    final: false,
    rule: {
      next: 'recall',
      afterMinutes: 180,
      most: { times: 3, next: 'supervisor' },
      label: '3小时后再拨，3次后转督导',
    },
  },
  {
    number: '34',
    label: '语音信箱 / 智能助理代接',
    meanings: [...only('智能助理代接', '2.22'), ...only('语音信箱', '3.14')],
    final: false,
    rule: { next: 'recall', afterMinutes: 180, label: '3小时后再拨，不留言' },
  },
  {
    number: '41',
    label: '空号 / 错号',
    meanings: [...only('错号', '4.32'), ...only('空号', '4.31')],
    final: true,
    rule: { next: 'none', listQuality: true, label: '结案，计入报送单位的名单质量' },
  },
  {
    number: '42',
    label: '非本人（不认识 / 已调离 / 未办过此事）',
    meanings: only('非本人', '4.7'),
    final: true,
    rule: { next: 'none', listQuality: true, label: '结案，计入报送单位的名单质量' },
  },
  {
    number: '43',
    label: '不符合条件（未满18、语言、身体）',
    meanings: [
      ...only('不符合条件', '4.7'),
      ...only('未满18', '4.7'),
      ...only('语言', '2.33'),
      ...only('身体', '2.32'),
    ],
    final: true,
    rule: closed,
  },
  { number: '51', label: '配额已满', meanings: only('配额已满', '4.8'), final: true, rule: closed },
  {
    number: '61',
    label: '转督导（怀疑诱导、投诉、辱骂）',
    meanings: only('转督导', '3.90'),
    final: false,
    rule: { next: 'supervisor', label: '进入督导队列' },
  },
  {
    number: '71',
    label: '达到最多次数',
    meanings: only('达到最多次数', '3.90'),
    final: true,
    rule: { next: 'none', label: '自动结案，按此前的拨打结果归类' },
  },
];

/** What a cell to choose from offers, number and words: every button, and each of its meanings where it has several. */
export const offeredOutcomes: readonly string[] = dispositionButtons.flatMap(({ number, label, meanings }) => [
  `${number} ${label}`,
  ...(meanings.length > 1 ? meanings.map((meaning) => `${number} ${meaning.label}`) : []),
]);

/** Codes a choice stands for. */
const chosenCodes = {
  switchedOff: { NC: '2.20', UH: '3.16' },
  brokenOff: { P: '1.2', R: '2.12' },
} as const;

/** Why each choice has to be made, and the words that are printed with the rates. */
export const outcomeChoiceWords = {
  switchedOff: {
    question: '关机算什么：号码确知是本人的算未接触（NC），不确知的算不明（UH）；访问开始前定好',
    NC: '关机算未接触（NC）',
    UH: '关机算不明（UH）',
  },
  brokenOff: {
    question: '中途终止、没有续访成的算什么：答够规定题数的算部分完成（P），不够的算拒访（R）；访问开始前定好',
    P: '中途终止算部分完成（P）',
    R: '中途终止算拒访（R）',
  },
} as const;

/** What a word or a number in a file stands for. */
export type OutcomeReading =
  | { readonly kind: 'known'; readonly outcome: CallOutcome; readonly button?: DispositionButton }
  /** It depends on a choice that has not been made. */
  | { readonly kind: 'unsettled'; readonly choice: keyof OutcomeChoices; readonly button: DispositionButton }
  | { readonly kind: 'unknown' };

/** The classes of AAPOR's numbering: a code that subdivides another belongs to the same class. */
const groups: readonly (readonly [start: RegExp, kind: DispositionClass])[] = [
  [/^1\.?1/, 'I'],
  [/^1\.?2/, 'P'],
  [/^2\.1/, 'R'],
  [/^2\.2/, 'NC'],
  [/^2\.3/, 'O'],
  [/^3\.1/, 'UH'],
  [/^3\.2/, 'UR'],
  [/^3\.[39]/, 'UO'],
  [/^4\./, 'NE'],
];

interface Meaning {
  readonly code: string;
  readonly button?: DispositionButton;
}

const known = new Map<string, Meaning>();
for (const button of dispositionButtons) {
  const [first] = button.meanings;
  for (const word of [button.number, button.label]) known.set(plain(word), { code: first!.code, button });
  for (const { label, code } of button.meanings) known.set(plain(label), { code, button });
}
for (const { code, label } of dispositions) {
  known.set(plain(code), { code });
  if (!known.has(plain(label))) known.set(plain(label), { code });
}
for (const [, kind] of groups) known.set(plain(kind), { code: kind });

/**
 * Reads one outcome: an AAPOR code (also a subdivision such as 2.112a, 2.36, or 4.1 of a spreadsheet for 4.10), a class (I, NC),
 * a usual name or a button by number, label or one of its meanings; full-width or not. Source: `dispositionButtons`, AAPOR's
 * numbering. Cost: one look-up.
 */
export function readOutcome(text: string, choices: OutcomeChoices): OutcomeReading {
  const word = plain(text);
  const meaning = known.get(word);
  if (meaning) {
    const { code, button } = meaning;
    if (button && isChoice(code)) {
      const settled = settle(code, choices);
      return settled === undefined
        ? { kind: 'unsettled', choice: code, button }
        : { kind: 'known', outcome: { code: settled, class: classOf(settled)! }, button };
    }
    return { kind: 'known', outcome: { code, class: classOf(code)! }, ...(button ? { button } : {}) };
  }
  // 2.111a, 2.112b: the letter says how hard, not what.
  const bare = /^\d\.\d{1,4}[a-z]?$/.test(word) ? word.replace(/[a-z]$/, '') : '';
  const code = known.get(bare)?.code ?? bare;
  const found = classOf(code);
  return found === undefined ? { kind: 'unknown' } : { kind: 'known', outcome: { code, class: found } };
}

/** How telling a call is of its case: smaller is more. A number out of service for a time (4.33) says little when it rings later. */
function rankOf({ code, class: kind }: CallOutcome): number {
  if (code === '4.33') return 7;
  return { I: 0, P: 1, NE: 2, R: 3, O: 3, NC: 4, UR: 5, UO: 6, UH: 7 }[kind];
}

/**
 * The outcome a case is counted with, from its calls in order: the most telling one (interview, partial, not eligible, refusal
 * or other, non-contact, unknown), among equals the latest. So a refusal is not undone by a later unanswered call. No call at
 * all: 3.11, not dialled. "Given up" or "with the supervisor" (3.90) says nothing of its own and yields to any other call.
 * Source: AAPOR Standard Definitions, final disposition codes. Cost: linear.
 */
export function closeCase(calls: readonly CallOutcome[]): CallOutcome {
  const spoken = calls.filter(({ code }) => code !== '3.90');
  const among = spoken.length > 0 ? spoken : calls;
  return (
    among.reduce<CallOutcome | undefined>(
      (best, call) => (best === undefined || rankOf(call) <= rankOf(best) ? call : best),
      undefined,
    ) ?? { code: '3.11', class: 'UH' }
  );
}

function classOf(code: string): DispositionClass | undefined {
  return (
    groups.find(([, kind]) => kind === code)?.[1] ??
    dispositions.find((one) => one.code === code)?.class ??
    groups.find(([start]) => start.test(code))?.[1]
  );
}

function isChoice(code: string): code is keyof OutcomeChoices {
  return Object.hasOwn(chosenCodes, code);
}

function settle(choice: keyof OutcomeChoices, { switchedOff, brokenOff }: OutcomeChoices): string | undefined {
  if (choice === 'switchedOff') return switchedOff && chosenCodes.switchedOff[switchedOff];
  return brokenOff && chosenCodes.brokenOff[brokenOff];
}

/** Full-width and case apart; a spreadsheet has taken the last zero of 4.10. */
function plain(text: string): string {
  const bare = text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  return /^\d\.\d+$/.test(bare) ? bare.replace(/0+$/, '').replace(/\.$/, '') : bare;
}
