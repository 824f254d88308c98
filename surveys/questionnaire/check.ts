/**
 * Whether a questionnaire can be asked: structure, routing, wording, what its kind demands.
 *
 * Promise: findings are data, each at its question, in words that say what to change; an `error` keeps a version from being
 * published, a `warning` does not. The same questionnaire always has the same findings, in the order of its questions.
 */
import { compare, parseNumber } from '../exact.ts';
import {
  itemsOf,
  itemsOfQuestion,
  optionsOf,
  scaleOf,
  specialCodes,
  type ConditionTest,
  type Item,
  type Question,
  type Questionnaire,
} from './schema.ts';
import { builtInTexts, placesIn, wordingsOf } from './texts.ts';

export interface QuestionnaireFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The question it is about; without: the questionnaire as a whole. */
  readonly question?: string;
  readonly message: string;
}

/** R32: a department's hot-topic questionnaire asks at least five questions. */
const leastHotTopics = 5;
/** More options than this do not fit on the screen of a phone. */
const manyOptions = 20;
/** Longer questions cannot be read out on the telephone in one breath. */
const longTitle = 120;

type Say = (code: string, message: string, question?: string, severity?: QuestionnaireFinding['severity']) => void;

/**
 * Findings of a questionnaire. `departments`: those it will be asked about, to see that each has its texts. Cost: linear in
 * questions, options and tests; departments × named texts.
 */
export function checkQuestionnaire(
  questionnaire: Questionnaire,
  departments: readonly { readonly id: string; readonly name: string }[] = [],
): readonly QuestionnaireFinding[] {
  const findings: QuestionnaireFinding[] = [];
  const say: Say = (code, message, question, severity = 'error') =>
    findings.push({ code, severity, message, ...(question === undefined ? {} : { question }) });
  checkWhole(questionnaire, say);
  checkTexts(questionnaire, departments, say);
  questionnaire.questions.forEach((question, at) => {
    checkQuestion(questionnaire, question, at, say);
    checkCondition(questionnaire, question, at, say);
  });
  const order = new Map(questionnaire.questions.map(({ id }, i) => [id, i]));
  const placeOf = ({ question }: QuestionnaireFinding) => (question === undefined ? -1 : (order.get(question) ?? -1));
  return findings.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function checkWhole(questionnaire: Questionnaire, say: Say): void {
  const { title, channels, questions, kind, scales } = questionnaire;
  if (title === '') say('title-missing', '请填写问卷名称');
  if (channels.length === 0) say('channel-missing', '请至少选一种答卷方式（电话、纸质、个人链接、网上）');
  if (new Set(channels).size < channels.length) say('channel-repeated', '答卷方式重复，请删去一个');
  if (kind === 'leader' && channels.some((channel) => channel !== 'ballot' && channel !== 'paper'))
    say('channel-not-anonymous', '领导评价表是无记名的，只能用评价卡和纸质表');
  if (kind !== 'leader' && channels.includes('ballot'))
    say('channel-not-fitting', '评价卡只用于领导评价表，请改选其他答卷方式');
  const answerable = questions.filter((question) => question.kind !== 'note');
  if (answerable.length === 0) say('no-questions', '还没有题目，请先添加题目');
  if (kind === 'hot-topics' && answerable.length < leastHotTopics)
    say('too-few-questions', `热点、难点工作问卷的题目不少于${leastHotTopics}个，现在有${answerable.length}个`);
  const scored = questions.filter((question) => 'scored' in question && question.scored);
  if (scored.length === 0)
    say(
      'no-scored-question',
      '没有一道题计入满意度得分，请在评分题上勾选“计入得分”',
      undefined,
      kind === 'public' ? 'warning' : 'error',
    );
  for (const [id, { label, points }] of Object.entries(scales)) {
    const name = label === '' ? id : label;
    if (points.length < 2) say('scale-short', `量表“${name}”至少要有两级`);
    const codes = new Set(points.map(({ code }) => code));
    if (codes.size < points.length) say('scale-code-repeated', `量表“${name}”有两级用了同一个编码，请改成不同的`);
    if (points.some((point) => point.label === '')) say('scale-label-missing', `量表“${name}”有一级没有名称`);
    if (new Set(points.map((point) => point.label)).size < points.length)
      say('scale-label-repeated', `量表“${name}”有两级名称相同，答的人分不清`);
    if (!questions.some((question) => 'scale' in question && question.scale === id))
      say('scale-unused', `量表“${name}”没有题目使用，可以删去`, undefined, 'warning');
  }
}

function checkTexts(
  questionnaire: Questionnaire,
  departments: readonly { id: string; name: string }[],
  say: Say,
): void {
  const { texts, departmentTexts } = questionnaire;
  const names = texts.map(({ name }) => name);
  const known = new Set<string>([...builtInTexts, ...names]);
  if (new Set(names).size < names.length) say('text-repeated', '有两个替换文字用了同一个名称，请改成不同的');
  for (const name of names.filter((text) => builtInTexts.some((builtIn) => builtIn === text)))
    say('text-built-in', `“${name}”是系统自带的，不用另设；请换一个名称或删去`);
  const used = new Set<string>();
  for (const { text, question } of wordingsOf(questionnaire)) {
    const places = placesIn(text);
    places.forEach((name) => used.add(name));
    for (const name of places.filter((place) => !known.has(place)))
      say('text-unknown', `{${name}} 没有设定；请在“各单位不同的文字”里添加，或改成{单位}、{年度}`, question);
    if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) say('braces-unpaired', '花括号不成对，请检查', question);
  }
  for (const { name, label, preset } of texts) {
    if (!used.has(name)) say('text-unused', `“${label || name}”没有在任何题目里用到`, undefined, 'warning');
    if (preset || !used.has(name)) continue;
    const missing = departments.filter(
      ({ id }) => !(Object.hasOwn(departmentTexts, id) && departmentTexts[id]?.[name]),
    );
    if (missing.length === departments.length)
      say('text-missing', `“${label || name}”还没有填；请在“名称与开头语”里填写`);
    else if (missing.length > 0)
      say(
        'text-missing',
        `“${label || name}”还有${missing.length}个单位没有填：${missing
          .slice(0, 5)
          .map((department) => department.name)
          .join('、')}${missing.length > 5 ? '等' : ''}；请补填，或填一个通用的文字`,
      );
  }
}

function checkQuestion(questionnaire: Questionnaire, question: Question, at: number, say: Say): void {
  const { id, title } = question;
  const wrong = (code: string, message: string) => say(code, message, id);
  const unhappy = (code: string, message: string) => say(code, message, id, 'warning');
  if (questionnaire.questions.findIndex((other) => other.id === id) < at)
    wrong('question-repeated', `题号 ${id} 用了两次，请改成不同的`);
  if (title === '') wrong('question-title-missing', question.kind === 'note' ? '请填写说明文字' : '请填写题目');
  if (title.length > longTitle && question.kind !== 'note')
    unhappy('question-long', `题目有${title.length}个字，电话里念不清楚，建议不超过${longTitle}个字`);
  switch (question.kind) {
    case 'scale':
    case 'matrix':
      if (!scaleOf(questionnaire, question.scale)) wrong('scale-unknown', '请为这道题选一个量表');
      if (question.kind === 'matrix')
        checkChoices(
          question.rows.map(({ id: code, label }) => ({ code, label })),
          '行',
          1,
          wrong,
        );
      break;
    case 'single':
    case 'multiple':
      checkChoices(question.options, '选项', 2, wrong);
      if (question.options.length > manyOptions)
        unhappy('options-many', `有${question.options.length}个选项，手机上难选，建议不超过${manyOptions}个`);
      if (question.kind === 'multiple') checkMultiple(question, wrong);
      break;
    case 'number': {
      const [min, max] = [parseNumber(question.min), parseNumber(question.max)];
      if (min && max && compare(min, max) > 0) wrong('number-range', '最小值大于最大值，请改正');
      break;
    }
    case 'text':
    case 'note':
      break;
  }
}

function checkChoices(
  choices: readonly { code: string; label: string }[],
  word: string,
  least: number,
  wrong: (code: string, message: string) => void,
): void {
  if (choices.length < least) wrong('options-few', `至少要有${least}个${word}`);
  if (new Set(choices.map(({ code }) => code)).size < choices.length)
    wrong('option-code-repeated', `有两个${word}用了同一个编码，请改成不同的`);
  const labels = choices.map(({ label }) => label.normalize('NFKC'));
  if (labels.includes('')) wrong('option-label-missing', `有${word}没有填文字`);
  if (new Set(labels).size < labels.length) wrong('option-label-repeated', `有两个${word}文字相同，答的人分不清`);
  const taken = ['不了解', '拒答'].find((label) => labels.includes(label));
  if (taken !== undefined)
    wrong(
      'option-is-special',
      `“${taken}”不要当作${word}，请删去，并勾选本题的“${taken === '拒答' ? '可以不愿回答' : '可以不了解'}”，它不计入得分`,
    );
}

function checkMultiple(
  { options, min, max, exclusive }: Extract<Question, { kind: 'multiple' }>,
  wrong: (code: string, message: string) => void,
): void {
  if (min !== undefined && max !== undefined && min > max) wrong('choices-range', '最少选几项大于最多选几项，请改正');
  if ((min ?? 0) > options.length) wrong('choices-out-of-reach', `最少要选${min}项，但只有${options.length}个选项`);
  if (exclusive?.some((code) => options.every((option) => option.code !== code)))
    wrong('exclusive-unknown', '“单独选”的选项已不存在，请重新指定');
}

function checkCondition(questionnaire: Questionnaire, question: Question, at: number, say: Say): void {
  if (!question.showIf) return;
  const wrong = (code: string, message: string) => say(code, message, question.id);
  const all = new Map(itemsOf(questionnaire).map((item) => [item.id, item]));
  const earlier = new Set(
    questionnaire.questions.slice(0, at).flatMap((other) => itemsOfQuestion(other).map(({ id }) => id)),
  );
  for (const test of question.showIf.tests) {
    const item = all.get(test.item);
    if (!item) wrong('condition-unknown', `显示条件里的题目 ${test.item} 不存在，请重新选择`);
    else if (!earlier.has(test.item))
      wrong(
        'condition-forward',
        item.question.id === question.id
          ? '显示条件不能看本题自己的回答'
          : `显示条件只能看前面的题目，${test.item} 在本题之后；请把它移到前面，或改条件`,
      );
    else checkTest(questionnaire, test, item, wrong);
  }
  if (question.showIf.match === 'all' && isContradictory(question.showIf.tests))
    wrong('condition-never', '这些条件不可能同时满足，这道题永远不会出现；请改条件');
}

function checkTest(
  questionnaire: Questionnaire,
  test: ConditionTest,
  { id, question }: Item,
  wrong: (code: string, message: string) => void,
): void {
  if ('answered' in test) return;
  const options = optionsOf(questionnaire, question).map(({ code }) => code);
  if ('atLeast' in test || 'atMost' in test) {
    if (question.kind === 'number') return;
    const rated =
      (question.kind === 'scale' || question.kind === 'matrix') && options.every((code) => parseNumber(code));
    if (!rated) wrong('condition-not-number', `${id} 不是数字题，不能比较大小；请改用“是”“不是”`);
    return;
  }
  if (question.kind === 'number' || question.kind === 'text') {
    wrong('condition-no-options', `${id} 没有选项；请改用“已回答”${question.kind === 'number' ? '或比较大小' : ''}`);
    return;
  }
  const known = new Set<string>([
    ...options,
    ...(question.noOpinion ? [specialCodes.noOpinion] : []),
    specialCodes.refused,
  ]);
  for (const code of 'is' in test ? test.is : test.isNot)
    if (!known.has(code)) wrong('condition-option', `${id} 没有选项 ${code}，显示条件请重新选择`);
}

/** Whether two tests on one answer exclude each other. Several options may be chosen at once only in a multiple choice: there, never. */
function isContradictory(tests: readonly ConditionTest[]): boolean {
  return tests.some((a, i) =>
    tests.slice(i + 1).some((b) => {
      if (a.item !== b.item) return false;
      if ('answered' in a || 'answered' in b) {
        const [first, second] = 'answered' in a ? [a, b] : [b, a];
        return 'answered' in first && !first.answered && ('answered' in second ? second.answered : true);
      }
      if ('is' in a && 'isNot' in b) return a.is.every((code) => b.isNot.includes(code));
      if ('isNot' in a && 'is' in b) return b.is.every((code) => a.isNot.includes(code));
      const least = 'atLeast' in a ? a.atLeast : 'atLeast' in b ? b.atLeast : undefined;
      const most = 'atMost' in a ? a.atMost : 'atMost' in b ? b.atMost : undefined;
      const [from, to] = [parseNumber(least), parseNumber(most)];
      return from !== undefined && to !== undefined && compare(from, to) > 0;
    }),
  );
}
