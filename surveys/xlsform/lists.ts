/**
 * Choice lists of an XLSForm, and the texts of its rows.
 *
 * Promise: a choice that says 不了解 or 拒答 is no option; codes that ours cannot be are changed, and said.
 */
import { questionnaireLimits, type AnswerOption } from '../questionnaire/schema.ts';
import { specialChoices, type Form, type FormFinding, type FormRow } from './form.ts';

/** Never options of ours. */
const dontKnowLabel = '不了解';
/** On a scale these say the same; among other options 不知道 may be an answer like any other. */
const dontKnowLabels: ReadonlySet<string> = new Set(['不了解', '不清楚', '说不清', '不知道']);
const refusalLabels: ReadonlySet<string> = new Set(['拒答', '不愿回答', '拒绝回答']);
/** Before the Chinese label, a plain one; then whatever label there is. */
const chinese = /中文|chinese|\(zh|::zh/i;

export interface ChoiceList {
  readonly options: readonly (AnswerOption & { readonly standard?: string })[];
  readonly noOpinion: boolean;
  readonly refusal: boolean;
  /** Codes are 1, 2, … and the labels say how good something is: a scale, whatever the form calls it. Ages and sexes are not. */
  readonly rated: boolean;
  /** The form's 1 was the best: codes were turned round, so that the highest number is. */
  readonly turned: boolean;
  /** Codes as the form writes them, to ours. */
  readonly codes: ReadonlyMap<string, string>;
}

export function textOf(row: FormRow | undefined, column: string): string {
  return (row && Object.hasOwn(row.cells, column) ? (row.cells[column] ?? '') : '').trim();
}

/** The text of a column in Chinese: `label::中文`, else `label`, else the first `label::…`. */
export function wordsOf(row: FormRow, column: 'label' | 'hint'): string {
  const columns = Object.keys(row.cells).filter((key) => key === column || key.startsWith(`${column}::`));
  const best = columns.find((key) => chinese.test(key)) ?? columns.find((key) => key === column) ?? columns[0];
  return best === undefined ? '' : textOf(row, best);
}

export function shortened(
  findings: FormFinding[],
  sheet: FormFinding['sheet'],
  row: number,
  text: string,
  most: number,
): string {
  const one = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  if (one.length <= most) return one;
  findings.push({ sheet, row, severity: 'warning', message: `文字有${one.length}个字，超过${most}个字的部分没有读入` });
  return one.slice(0, most);
}

/** `asIs`: lists whose codes are never turned round. */
export function listsOf(
  { choices }: Form,
  asIs: ReadonlySet<string>,
  findings: FormFinding[],
): ReadonlyMap<string, ChoiceList> {
  const rows = new Map<string, FormRow[]>();
  for (const row of choices) {
    const name = textOf(row, 'list_name') || textOf(row, 'list name');
    if (name === '')
      findings.push({ sheet: 'choices', row: row.row, severity: 'error', message: '没有填list_name，这一行没有读入' });
    else rows.set(name, [...(rows.get(name) ?? []), row]);
  }
  return new Map(
    [...rows].map(([name, own]) => {
      const list = { ...listFrom(own, findings), turned: false };
      return [name, asIs.has(name) ? list : turnedBestLast(list, name, own, findings)];
    }),
  );
}

function listFrom(rows: readonly FormRow[], findings: FormFinding[]): Omit<ChoiceList, 'turned'> {
  const options: (AnswerOption & { standard?: string })[] = [];
  const codes = new Map<string, string>();
  const special = { noOpinion: false, refusal: false };
  const onScale = areSteps(
    rows.flatMap((row) => (isSpecialLabel(wordsOf(row, 'label').trim()) ? [] : [textOf(row, 'name')])),
  );
  for (const row of rows) {
    const name = textOf(row, 'name');
    const label = shortened(findings, 'choices', row.row, wordsOf(row, 'label') || name, 200);
    if (name === specialChoices['~dk'] || (onScale ? dontKnowLabels.has(label) : label === dontKnowLabel)) {
      special.noOpinion = true;
      codes.set(name, '~dk');
      continue;
    }
    if (name === specialChoices['~rf'] || refusalLabels.has(label)) {
      special.refusal = true;
      codes.set(name, '~rf');
      continue;
    }
    if (name === '' || codes.has(name) || options.length >= questionnaireLimits.options) {
      const why = name === '' ? '没有填name' : codes.has(name) ? `name“${name.slice(0, 40)}”重复` : '选项太多';
      findings.push({ sheet: 'choices', row: row.row, severity: 'error', message: `${why}，这一行没有读入` });
      continue;
    }
    const code = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(name) ? name : freeName(new Set(codes.values()), 'o');
    if (code !== name)
      findings.push({
        sheet: 'choices',
        row: row.row,
        severity: 'warning',
        message: `编码“${name.slice(0, 40)}”改成了${code}`,
      });
    const standard = textOf(row, 'pingyi_standard').slice(0, 300);
    codes.set(name, code);
    options.push({ code, label, ...(standard === '' ? {} : { standard }) });
  }
  const says = options.filter(({ label }) => judgementOf(label) !== undefined).length;
  const rated =
    options.length <= 11 && areSteps(options.map(({ code }) => code)) && says >= 2 && says * 2 >= options.length;
  return { options, codes, rated, ...special };
}

/** With our codes the highest number is the best; where a form's labels say the opposite, its codes are turned round. */
function turnedBestLast(list: ChoiceList, name: string, rows: readonly FormRow[], findings: FormFinding[]): ChoiceList {
  const count = list.options.length;
  const judged = (code: number) => judgementOf(list.options.find((one) => one.code === String(code))?.label ?? '');
  if (!areSteps(list.options.map(({ code }) => code)) || judged(1) !== 'good' || judged(count) !== 'bad') return list;
  findings.push({
    sheet: 'choices',
    row: rows[0]?.row ?? 1,
    severity: 'warning',
    message: `“${name.slice(0, 40)}”里1是最好的；这里数字越大越好，编码已经反过来（1改成${count}），请核对`,
  });
  const turn = (code: string): string => (code.startsWith('~') ? code : String(count + 1 - Number(code)));
  return {
    ...list,
    options: list.options.map((option) => ({ ...option, code: turn(option.code) })),
    codes: new Map(Array.from(list.codes, ([given, code]) => [given, turn(code)])),
    turned: true,
  };
}

const bad = /不(?:太|大|很)?(?:满意|同意|赞|认可|信任|合格|称职|好|行)|差|坏|糟|dissatisf|unsatisf|disagree|bad|poor/i;
const good = /满意|同意|赞[同成]|认可|信任|优|良|好|合格|称职|satisf|agree|good|excellent/i;
const middling = /一般|尚可|还行|中等|^中$|neither|neutral|average|^fair$/i;

/** How good the words of an answer say something is; undefined: they say nothing of the kind. */
function judgementOf(label: string): 'good' | 'middling' | 'bad' | undefined {
  if (bad.test(label)) return 'bad';
  if (middling.test(label)) return 'middling';
  return good.test(label) ? 'good' : undefined;
}

export function freeName(taken: ReadonlySet<string>, stem: string): string {
  let n = taken.size + 1;
  while (taken.has(`${stem}${n}`)) n += 1;
  return `${stem}${n}`;
}

const isSpecialLabel = (label: string): boolean => dontKnowLabels.has(label) || refusalLabels.has(label);

/** Whether codes are 1, 2, … up to their number, in any order. */
function areSteps(codes: readonly string[]): boolean {
  const numbers = codes.map(Number).toSorted((a, b) => a - b);
  return numbers.length >= 2 && numbers.every((number, i) => number === i + 1);
}
