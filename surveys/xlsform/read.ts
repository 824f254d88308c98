/**
 * Questions from an XLSForm.
 *
 * Promise: what cannot be read is left out with a finding at its row, never approximated; ids and codes that ours cannot have are
 * changed, everywhere alike, and said. What a form does not know (kind, channels, texts of departments) stays as in `base`.
 */
import {
  questionnaireLimits,
  type AnswerOption,
  type Condition,
  type Question,
  type Questionnaire,
  type QuestionnaireScale,
} from '../questionnaire/schema.ts';
import { decimalsOf, isLikert, isNoRating, isRated, saysYes, typeOf, unreadOf } from './cells.ts';
import { boundsFrom, conditionFrom, parseExpression } from './expression.ts';
import { specialChoices, wordNotes, type Form, type FormFinding, type FormRow } from './form.ts';
import { type ChoiceList, freeName, listsOf, shortened, textOf, wordsOf } from './lists.ts';

/** What collectors record by themselves; a questionnaire has no use for it. */
const recorded: ReadonlySet<string> = new Set(
  'start end today deviceid username phonenumber email audit simserial subscriberid start-geopoint background-audio'.split(
    ' ',
  ),
);

interface Reader {
  readonly base: Questionnaire;
  readonly lists: ReadonlyMap<string, ChoiceList>;
  readonly findings: FormFinding[];
  readonly questions: Question[];
  readonly scales: Map<string, QuestionnaireScale>;
  /** Names of the form to item ids, with the list a condition may name; whole: answers are whole numbers. */
  readonly names: Map<string, { readonly item: string; readonly list?: ChoiceList; readonly whole?: boolean }>;
  intro: string;
  closing: string;
}

type Sheet = FormFinding['sheet'];

/** Content and findings of a form. Cost: linear in its rows. */
export function readForm(
  form: Form,
  base: Questionnaire,
): { readonly content: Questionnaire; readonly findings: readonly FormFinding[] } {
  const findings: FormFinding[] = [];
  const asIs = new Set(form.survey.filter(isNoRating).flatMap((row) => typeOf(row)[1] ?? []));
  const reader: Reader = {
    base,
    lists: listsOf(form, asIs, findings),
    findings,
    questions: [],
    scales: new Map(),
    names: new Map(),
    intro: '',
    closing: '',
  };
  readRows(reader, form.survey, undefined);
  if (reader.questions.length === 0) add(reader, 'survey', 1, 'error', '没有读到题目；survey表要有type、name、label列');
  if (!reader.questions.some((question) => 'scored' in question && question.scored))
    add(reader, 'survey', 1, 'warning', '没有标明哪道题计入得分（pingyi_scored列填yes），请在编辑器里勾选');
  const title = textOf(form.settings[0], 'form_title');
  return {
    content: {
      ...base,
      title: title === '' ? base.title : shortened(reader.findings, 'settings', form.settings[0]?.row ?? 2, title, 120),
      intro: reader.intro,
      closing: reader.closing,
      scales: Object.fromEntries(reader.scales),
      questions: reader.questions,
    },
    findings,
  };
}

function add(
  { findings }: Reader,
  sheet: Sheet,
  row: number,
  severity: FormFinding['severity'],
  message: string,
): void {
  findings.push({ sheet, row, severity, message });
}

function prose(reader: Reader, row: number, text: string, most: number): string {
  const clean = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replace(/\p{Cc}/gu, ' '))
    .join('\n')
    .trim();
  if (/\$\{/.test(clean)) add(reader, 'survey', row, 'warning', '题目里引用了别的答案（${…}），这里不支持，请改写');
  if (clean.length <= most) return clean;
  add(reader, 'survey', row, 'warning', `文字有${clean.length}个字，超过${most}个字的部分没有读入`);
  return clean.slice(0, most);
}

/** Rows until the group ends; `within`: the condition of the groups around. */
function readRows(reader: Reader, rows: readonly FormRow[], within: Condition | undefined): void {
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const type = textOf(row, 'type').replace(/\s+/g, ' ').toLowerCase();
    if (type === '') {
      if (Object.keys(row.cells).length > 0) add(reader, 'survey', row.row, 'error', '没有填type，这一行没有读入');
    } else if (/^begin[ _]group$/.test(type)) {
      const end = endOf(rows, at);
      if (end === rows.length)
        add(reader, 'survey', row.row, 'warning', '这一组没有结束（缺end_group），后面的题都算在组里，请核对');
      const inside = rows.slice(at + 1, end);
      if (!readMatrix(reader, row, inside, within)) readGroup(reader, row, inside, within);
      at = end;
    } else if (/^begin[ _]repeat$/.test(type)) {
      const end = endOf(rows, at);
      add(reader, 'survey', row.row, 'error', `不支持重复组，到第${rows[end]?.row ?? rows.at(-1)!.row}行为止没有读入`);
      at = end;
    } else if (!/^end[ _](group|repeat)$/.test(type)) readQuestion(reader, row, type, within);
  }
}

/** Place of the row that ends what begins at `at`. */
function endOf(rows: readonly FormRow[], at: number): number {
  let depth = 0;
  for (let i = at; i < rows.length; i += 1) {
    const type = textOf(rows[i], 'type').toLowerCase();
    if (/^begin[ _](group|repeat)$/.test(type)) depth += 1;
    if (/^end[ _](group|repeat)$/.test(type)) depth -= 1;
    if (depth === 0) return i;
  }
  return rows.length;
}

function readGroup(reader: Reader, row: FormRow, inside: readonly FormRow[], within: Condition | undefined): void {
  const own = relevant(reader, row);
  const condition = own.ok ? bothOf(reader, row, within, own.condition) : within;
  const label = prose(reader, row.row, wordsOf(row, 'label'), 500);
  if (label !== '') {
    const id = idOf(reader, row);
    reader.questions.push({ id, kind: 'note', title: label, ...(condition ? { showIf: condition } : {}) });
  }
  readRows(reader, inside, condition);
}

/** Two conditions at once; only conjunctions can be joined. */
function bothOf(
  reader: Reader,
  row: FormRow,
  outer: Condition | undefined,
  inner: Condition | undefined,
): Condition | undefined {
  if (!outer || !inner) return outer ?? inner;
  const plain = (condition: Condition) => condition.match === 'all' || condition.tests.length === 1;
  if (plain(outer) && plain(inner)) return { match: 'all', tests: [...outer.tests, ...inner.tests] };
  add(reader, 'survey', row.row, 'warning', '组的条件和题目的条件合在一起太复杂，只保留了题目自己的条件，请检查');
  return inner;
}

const specialOf: ReadonlyMap<string, string> = new Map(
  Object.entries(specialChoices).map(([code, name]) => [name, code]),
);

type Relevant = { readonly ok: true; readonly condition: Condition | undefined } | { readonly ok: false };

function relevant(reader: Reader, row: FormRow): Relevant {
  const source = textOf(row, 'relevant') || textOf(row, 'relevance');
  if (source === '') return { ok: true, condition: undefined };
  const expression = parseExpression(source);
  const read = expression && conditionFrom(expression, (name) => reader.names.get(name)?.whole ?? false);
  if (!read) {
    add(reader, 'survey', row.row, 'warning', `条件“${source.slice(0, 60)}”太复杂，没有读入，请在编辑器里重新设定`);
    return { ok: false };
  }
  const unknown = read.condition.tests.find(({ item }) => !reader.names.has(item));
  if (unknown) {
    add(reader, 'survey', row.row, 'warning', `条件里的题目“${unknown.item.slice(0, 40)}”不在前面，条件没有读入`);
    return { ok: false };
  }
  if (read.loose)
    add(reader, 'survey', row.row, 'warning', '条件“不是”在这里只指回答了、但不是这些选项，没有回答的不算，请检查');
  return {
    ok: true,
    condition: {
      ...read.condition,
      tests: read.condition.tests.map((test) => {
        const { item, list } = reader.names.get(test.item)!;
        const codes = (all: readonly string[]) =>
          all.map((code) => list?.codes.get(code) ?? specialOf.get(code) ?? code);
        if ('is' in test) return { item, is: codes(test.is) };
        if ('isNot' in test) return { item, isNot: codes(test.isNot) };
        if (!list?.turned) return { ...test, item };
        const turn = (bound: string) => String(list.options.length + 1 - Number(bound));
        if ('atLeast' in test) return { item, atMost: turn(test.atLeast) };
        if ('atMost' in test) return { item, atLeast: turn(test.atMost) };
        return { ...test, item };
      }),
    },
  };
}

/** The id of a question, ours where the form's name cannot be one. */
function idOf(
  reader: Reader,
  row: FormRow,
  { list, whole = false }: { list?: ChoiceList; whole?: boolean } = {},
): string {
  const name = textOf(row, 'name');
  const taken = new Set(reader.questions.map(({ id }) => id));
  const wanted = /^[a-z][a-z0-9_]{0,31}$/.test(name) && !taken.has(name) ? name : freeName(taken, 'q');
  if (wanted !== name)
    add(
      reader,
      'survey',
      row.row,
      'warning',
      `题号“${name.slice(0, 40)}”${taken.has(name) ? '重复，' : ''}改成了${wanted}`,
    );
  if (name !== '') reader.names.set(name, { item: wanted, whole, ...(list ? { list } : {}) });
  return wanted;
}

/** A group of select_one with one list is a matrix, when its rows are named after it. */
function readMatrix(reader: Reader, row: FormRow, inside: readonly FormRow[], within: Condition | undefined): boolean {
  const name = textOf(row, 'name');
  const types = new Set(inside.map((one) => textOf(one, 'type').replace(/\s+/g, ' ')));
  const [type = ''] = types;
  const list = reader.lists.get(type.replace(/^select_one /, ''));
  const rows = inside.map((one) => ({ row: one, id: textOf(one, 'name').slice(name.length + 1) }));
  const fits =
    types.size === 1 &&
    type.startsWith('select_one ') &&
    list !== undefined &&
    rows.every(({ row: one }) => list.rated || isLikert(one)) &&
    name !== '' &&
    rows.length <= questionnaireLimits.rows &&
    rows.every(
      ({ row: one, id }) =>
        textOf(one, 'name').startsWith(`${name}.`) &&
        /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(id) &&
        textOf(one, 'relevant') === '',
    );
  if (!fits) return false;
  const condition = relevant(reader, row);
  const showIf = condition.ok ? bothOf(reader, row, within, condition.condition) : within;
  const id = idOf(reader, row);
  for (const one of rows)
    reader.names.set(textOf(one.row, 'name'), { item: `${id}.${one.id}`, list, whole: list.rated });
  const hint = prose(reader, row.row, wordsOf(row, 'hint'), 500);
  reader.questions.push({
    id,
    kind: 'matrix',
    title: prose(reader, row.row, wordsOf(row, 'label'), 500),
    ...(hint === '' ? {} : { hint }),
    ...(showIf ? { showIf } : {}),
    required: rows.some(({ row: one }) => saysYes(one, 'required')),
    noOpinion: list.noOpinion,
    refusal: list.refusal,
    scale: scaleFor(reader, type.replace(/^select_one /, ''), list),
    scored: saysYes(row, 'pingyi_scored'),
    rows: rows.map(({ row: one, id: rowId }) => ({
      id: rowId,
      label: shortened(reader.findings, 'survey', one.row, wordsOf(one, 'label'), 200),
    })),
  });
  return true;
}

/** The scale a list becomes; one list is one scale, however many questions use it. */
function scaleFor(reader: Reader, name: string, list: ChoiceList): string {
  const wanted = name
    .replace(/^scale_/, '')
    .replace(/(?:_dk)?(?:_rf)?$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_');
  const id = /^[a-z][a-z0-9_]{0,31}$/.test(wanted) ? wanted : freeName(new Set(reader.scales.keys()), 's');
  if (!reader.scales.has(id)) {
    const before = reader.base.scales[id];
    // Best first, whatever order the form has: the highest number is the best point.
    const points = list.rated ? list.options.toSorted((a, b) => Number(b.code) - Number(a.code)) : list.options;
    reader.scales.set(id, {
      label: before?.label ?? name.slice(0, 40),
      points: points.map(({ code, label, standard }) => ({
        code,
        label: label.slice(0, 40),
        ...(standard === undefined ? {} : { standard }),
      })),
    });
  }
  return id;
}

function readQuestion(reader: Reader, row: FormRow, type: string, within: Condition | undefined): void {
  if (recorded.has(type)) {
    add(reader, 'survey', row.row, 'warning', `“${type}”由采集软件自动记录，这里不需要，没有读入`);
    return;
  }
  if (reader.questions.length >= questionnaireLimits.questions) {
    add(reader, 'survey', row.row, 'error', `题目超过${questionnaireLimits.questions}个，没有读入`);
    return;
  }
  const title = prose(reader, row.row, wordsOf(row, 'label'), 500);
  const name = textOf(row, 'name');
  if (type === 'note' && (name === wordNotes.intro || name === wordNotes.closing)) {
    reader[name] = prose(reader, row.row, wordsOf(row, 'label'), name === 'intro' ? 2000 : 1000);
    return;
  }
  const [kind, listName] = typeOf(row);
  const list = listName === undefined ? undefined : reader.lists.get(listName);
  if (listName !== undefined && !list) {
    add(reader, 'survey', row.row, 'error', `choices表里没有“${listName.slice(0, 40)}”，这道题没有读入`);
    return;
  }
  if (kind === undefined) {
    const why = type.endsWith(' or_other') ? '；请把“其他”写成一个选项，后面加一道填空题' : '';
    add(reader, 'survey', row.row, 'error', `不支持“${type.slice(0, 40)}”这种题，没有读入${why}`);
    return;
  }
  for (const message of unreadOf(row)) add(reader, 'survey', row.row, 'warning', message);
  const condition = relevant(reader, row);
  const showIf = condition.ok ? bothOf(reader, row, within, condition.condition) : within;
  const rated = kind === 'select_one' && list !== undefined && isRated(row, list);
  const id = idOf(reader, row, {
    ...(list ? { list } : {}),
    whole: kind === 'integer' || (rated && list.rated),
  });
  const hint = prose(reader, row.row, wordsOf(row, 'hint'), 500);
  const asked = { id, title, ...(hint === '' ? {} : { hint }), ...(showIf ? { showIf } : {}) };
  if (kind === 'note') {
    reader.questions.push({ kind, ...asked });
    return;
  }
  const specials = textOf(row, 'pingyi_special').split(/\s+/);
  const answerable = {
    ...asked,
    required: saysYes(row, 'required'),
    noOpinion: list?.noOpinion ?? specials.includes('dk'),
    refusal: list?.refusal ?? specials.includes('rf'),
  };
  const bounds = constraint(reader, row, kind === 'integer');
  const scored = saysYes(row, 'pingyi_scored');
  switch (kind) {
    case 'select_one':
      if (list && rated) {
        reader.questions.push({ kind: 'scale', ...answerable, scale: scaleFor(reader, listName ?? '', list), scored });
      } else {
        reader.questions.push({ kind: 'single', ...answerable, options: optionsFrom(list) });
      }
      return;
    case 'select_multiple': {
      const alone = bounds?.alone.map((code) => list?.codes.get(code) ?? code) ?? [];
      reader.questions.push({
        kind: 'multiple',
        ...answerable,
        options: optionsFrom(list),
        ...(bounds?.fewest === undefined ? {} : { min: bounds.fewest }),
        ...(bounds?.most === undefined ? {} : { max: bounds.most }),
        ...(alone.length === 0 ? {} : { exclusive: alone }),
      });
      return;
    }
    case 'integer':
    case 'decimal':
      reader.questions.push({
        kind: 'number',
        ...answerable,
        decimals: kind === 'decimal' ? decimalsOf(row) : 0,
        ...(textOf(row, 'pingyi_unit') === '' ? {} : { unit: textOf(row, 'pingyi_unit').slice(0, 20) }),
        ...(bounds?.min === undefined ? {} : { min: bounds.min }),
        ...(bounds?.max === undefined ? {} : { max: bounds.max }),
      });
      return;
    case 'text':
      reader.questions.push({
        kind: 'text',
        ...answerable,
        maxLength: Math.min(2000, Math.max(1, bounds?.longest ?? 500)),
      });
  }
}

const optionsFrom = (list: ChoiceList | undefined): AnswerOption[] =>
  (list?.options ?? []).map(({ code, label }) => ({ code, label }));

function constraint(reader: Reader, row: FormRow, whole: boolean) {
  const source = textOf(row, 'constraint');
  if (source === '') return undefined;
  const expression = parseExpression(source);
  const bounds = expression && boundsFrom(expression, whole);
  const fits = bounds && [bounds.min, bounds.max].every((n) => n === undefined || /^-?\d{1,12}(?:\.\d{1,6})?$/.test(n));
  if (fits) return bounds;
  add(reader, 'survey', row.row, 'warning', `限制“${source.slice(0, 60)}”没有读入，请在编辑器里重新设定`);
  return undefined;
}
