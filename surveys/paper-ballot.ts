/**
 * A leader's form on paper: what a clerk types for it, how two clerks' readings are compared, and which marks it comes to.
 *
 * Promise: nothing is guessed. What the form could not say is a finding at its field; a row that cannot be read, or has more than one mark, is
 * void, an empty one an abstention. Never sees who filled in or who typed.
 */
import type { BallotRules, FiledMark } from './leader-ballot.ts';

/** Why a whole form is void: it could be told whose it is, it cannot be read, or it is no form of this pile. */
export const paperFaults = ['signed', 'unreadable', 'foreign'] as const;
export type PaperFault = (typeof paperFaults)[number];

/**
 * By field: `form` a fault, `u1` to `un` the units by their number on the form, `best`, `worst`. A field that is absent is blank.
 * A unit: `1` to `5`, `0` 不了解, `x` not to be read or more than one. Nominations: numbers in order with commas, or `x`.
 */
export type PaperBallot = Readonly<Record<string, string>>;

export interface PaperFinding {
  readonly field: string;
  readonly message: string;
}

interface PaperForm {
  readonly style: BallotRules['styles'][number];
  readonly best: number;
  readonly worst: number;
}

function formOf(rules: BallotRules, code: string): PaperForm {
  const style = rules.styles.find((one) => one.code === code);
  const group = rules.groups.find((one) => one.code === style?.group);
  if (!style || !group) throw new Error('a form of no style');
  return { style, best: group.best, worst: group.worst };
}

/** The fields of a form in the order they are printed. Cost: units. */
export function paperFields(rules: BallotRules, styleCode: string): string[] {
  const { style, best, worst } = formOf(rules, styleCode);
  return [
    'form',
    ...style.units.map((_, index) => `u${index + 1}`),
    ...(best > 0 ? ['best'] : []),
    ...(worst > 0 ? ['worst'] : []),
  ];
}

type Read = { readonly value: string } | { readonly message: string };

/** One typed field, read: half-width and full-width alike; the value as it is compared, or what is wrong with it. */
export function readPaperField(rules: BallotRules, styleCode: string, field: string, typed: string): Read {
  const plain = typed.normalize('NFKC').trim().toLowerCase();
  if (plain === '') return { value: '' };
  if (field === 'form')
    return paperFaults.some((fault) => fault === plain) ? { value: plain } : { message: '没有这种整张无效的原因' };
  if (/^[x*?]$/.test(plain)) return { value: 'x' };
  if (field !== 'best' && field !== 'worst') {
    if (/^[1-5]$/.test(plain)) return { value: plain };
    if (plain === '0') return rules.noOpinion ? { value: '0' } : { message: '表上没有“不了解”，写了的填x' };
    return { message: `只填1到5${rules.noOpinion ? '、0（不了解）' : ''}，看不清或多于一个的填x` };
  }
  const most = formOf(rules, styleCode).style.units.length;
  const parts = plain.split(/[\s,，、.;；]+/).filter((part) => part !== '');
  const wrong = parts.find((part) => !/^\d{1,3}$/.test(part) || Number(part) < 1 || Number(part) > most);
  if (wrong !== undefined) return { message: `没有第${wrong}号，可填1到${most}；认不出是哪个单位的，这一栏填x` };
  return { value: [...new Set(parts.map(Number))].toSorted((a, b) => a - b).join(',') };
}

/** A whole entry, read. A void form has nothing else in it. Cost: units. */
export function readPaperBallot(
  rules: BallotRules,
  styleCode: string,
  typed: PaperBallot,
): { readonly entry: PaperBallot; readonly findings: readonly PaperFinding[] } {
  const fields = paperFields(rules, styleCode);
  const findings: PaperFinding[] = Object.keys(typed)
    .filter((field) => !fields.includes(field))
    .map((field) => ({ field, message: '表上没有这一栏' }));
  const entry: Record<string, string> = {};
  for (const field of fields) {
    const read = readPaperField(rules, styleCode, field, typed[field] ?? '');
    if ('message' in read) findings.push({ field, message: read.message });
    else if (read.value !== '') entry[field] = read.value;
  }
  return { entry: entry['form'] === undefined ? entry : { form: entry['form'] }, findings };
}

/** Fields two readings of one form do not agree on, in the order of the form. A form void to one only is one difference. */
export function paperDifferences(rules: BallotRules, style: string, one: PaperBallot, other: PaperBallot): string[] {
  if (one['form'] !== other['form']) return ['form'];
  return paperFields(rules, style).filter((field) => (one[field] ?? '') !== (other[field] ?? ''));
}

/** Codes of `FiledMark` that no form could say: `judgeBallot` takes them for void. */
const VOID_GRADE = 8;
const VOID_NOMINATION = 3;

/**
 * The marks of a form by place in the poll's units, for `judgeBallot`; undefined: the whole form is void. A unit named on both lists, or a
 * list that cannot be read, makes the nominations void and nothing else. Source: form of 附件9–11, practice.md 6.5. Cost: units.
 */
export function marksOfPaper(
  rules: BallotRules,
  styleCode: string,
  entry: PaperBallot,
): readonly FiledMark[] | undefined {
  if (entry['form'] !== undefined) return undefined;
  const { style } = formOf(rules, styleCode);
  const marks = rules.units.map(() => ({ grade: 0, nomination: 0 }));
  style.units.forEach((place, index) => {
    const said = entry[`u${index + 1}`] ?? '';
    marks[place]!.grade = said === '' ? 0 : said === '0' ? 9 : said === 'x' ? VOID_GRADE : Number(said);
  });
  for (const [field, nomination] of [
    ['best', 1],
    ['worst', 2],
  ] as const) {
    const said = entry[field] ?? '';
    if (said === 'x') marks[style.units[0]!]!.nomination = VOID_NOMINATION;
    else
      for (const number of said === '' ? [] : said.split(',')) {
        const mark = marks[style.units[Number(number) - 1]!]!;
        mark.nomination = mark.nomination === 0 ? nomination : VOID_NOMINATION;
      }
  }
  return marks;
}
