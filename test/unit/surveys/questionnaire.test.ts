/** Questionnaires by example: the shipped ones, each finding, each way an answer can come in or be wrong. */
import { describe, expect, it } from 'vitest';
import {
  answerScales,
  checkQuestionnaire,
  differenceOf,
  fillTexts,
  questionnaireDigest,
  questionnaireKinds,
  questionnaireSchema,
  readAnswers,
  readForm,
  shippedQuestionnaires,
  shownQuestions,
  textsFor,
  writeForm,
  type Channel,
  type Condition,
  type Question,
  type Questionnaire,
} from '#surveys';
import { emptyQuestionnaire } from './questionnaire.support.ts';
import { sha256 } from './surveys.support.ts';

const rules = { required: true, noOpinion: false, refusal: false };
const rated = (id: string, more: object = {}): Question => ({
  id,
  kind: 'scale',
  title: `题目${id}`,
  scale: 's',
  scored: true,
  ...rules,
  ...more,
});
const choice = (id: string, more: object = {}): Question => ({
  id,
  kind: 'single',
  title: `题目${id}`,
  options: [
    { code: 'yes', label: '是' },
    { code: 'no', label: '否' },
  ],
  ...rules,
  ...more,
});
const made = (questions: readonly Question[], more: Partial<Questionnaire> = {}): Questionnaire => ({
  ...emptyQuestionnaire,
  ...more,
  questions: [...questions],
});
const codesOf = (questionnaire: Questionnaire, departments?: { id: string; name: string }[]) =>
  checkQuestionnaire(questionnaire, departments).map(({ code, question }) => (question ? `${question} ${code}` : code));
const when = (...tests: Condition['tests']) => ({ showIf: { match: 'all' as const, tests } });

describe('shipped questionnaires', () => {
  it.each(questionnaireKinds)('%s has the shape, and needs nothing but its named texts', (kind) => {
    const shipped = shippedQuestionnaires[kind];
    expect(questionnaireSchema.parse(shipped)).toEqual(shipped);
    expect(shipped.kind).toBe(kind);
    expect(new Set(codesOf(shipped).filter((code) => code !== 'text-missing'))).toEqual(new Set());
    const texts = shipped.texts.map((text) => ({ ...text, preset: '0771-2811111' }));
    expect(codesOf({ ...shipped, texts })).toEqual([]);
  });

  it('ask at least five questions on hot topics, and may be filled to the end', () => {
    expect(shippedQuestionnaires['hot-topics'].questions.length).toBeGreaterThanOrEqual(5);
    const read = readAnswers(
      shippedQuestionnaires['hot-topics'],
      { q1: 'yes', q2: '5', q3: '4', q4: '3', q5: '2', q6: '1', q7: '不了解', opinion: '多设几个窗口', consent: 'yes' },
      { channel: 'telephone' },
    );
    expect(read).toMatchObject({ ok: true, answers: { q7: { said: 'no-opinion' }, steered: { said: 'blank' } } });
  });

  it('print the five levels of the leader form with 5 to 1', () => {
    expect(answerScales.leader5.points.map(({ code, label }) => `${label}${code}`)).toEqual([
      '优秀5',
      '良好4',
      '一般3',
      '差2',
      '很差1',
    ]);
    expect(
      answerScales.leader5.points.every(({ standard }) =>
        (standard ?? '').includes('自治区党委、政府部署的重点工作任务'),
      ),
    ).toBe(true);
    expect(shippedQuestionnaires.leader.channels).toEqual(['ballot', 'paper']);
    expect(shippedQuestionnaires.leader.questions[0]).toMatchObject({ noOpinion: false, required: false });
  });
});

describe('checking', () => {
  const first = choice('q1');
  it.each<[string, Questionnaire, string[]]>([
    ['no questions', made([]), ['no-questions', 'no-scored-question', 'scale-unused']],
    ['a name missing', made([rated('q1')], { title: '' }), ['title-missing']],
    ['no channel', made([rated('q1')], { channels: [] }), ['channel-missing']],
    [
      'leaders asked by telephone',
      made([rated('q1')], { kind: 'leader', channels: ['ballot', 'telephone'] }),
      ['channel-not-anonymous'],
    ],
    ['a card for the public', made([rated('q1')], { channels: ['web', 'ballot'] }), ['channel-not-fitting']],
    [
      'four questions on hot topics',
      made(
        ['q1', 'q2', 'q3', 'q4'].map((id) => rated(id)),
        { kind: 'hot-topics' },
      ),
      ['too-few-questions'],
    ],
    ['an id twice', made([rated('q1'), rated('q1')]), ['q1 question-repeated']],
    ['no title', made([rated('q1', { title: '' })]), ['q1 question-title-missing']],
    ['an unknown scale', made([rated('q1', { scale: 'other' })]), ['scale-unused', 'q1 scale-unknown']],
    [
      'a scale named like a part of objects',
      made([rated('q1', { scale: 'constructor' })]),
      ['scale-unused', 'q1 scale-unknown'],
    ],
    ['one option', made([rated('q2'), choice('q1', { options: [{ code: 'a', label: '甲' }] })]), ['q1 options-few']],
    [
      'options alike',
      made([
        rated('q2'),
        choice('q1', {
          options: [
            { code: 'a', label: '甲' },
            { code: 'a', label: '甲' },
          ],
        }),
      ]),
      ['q1 option-code-repeated', 'q1 option-label-repeated'],
    ],
    [
      '不了解 as an option',
      made([
        rated('q2'),
        choice('q1', {
          options: [
            { code: 'a', label: '甲' },
            { code: 'b', label: '不了解' },
          ],
        }),
      ]),
      ['q1 option-is-special'],
    ],
    ['a condition on nothing', made([rated('q1', when({ item: 'q9', answered: true }))]), ['q1 condition-unknown']],
    ['a condition on itself', made([rated('q1', when({ item: 'q1', answered: true }))]), ['q1 condition-forward']],
    [
      'a condition on a later one',
      made([rated('q1', when({ item: 'q2', is: ['yes'] })), choice('q2')]),
      ['q1 condition-forward'],
    ],
    [
      'a condition on an unknown option',
      made([first, rated('q2', when({ item: 'q1', is: ['maybe'] }))]),
      ['q2 condition-option'],
    ],
    [
      'a size of what is no number',
      made([first, rated('q2', when({ item: 'q1', atLeast: '1' }))]),
      ['q2 condition-not-number'],
    ],
    [
      'conditions that exclude each other',
      made([first, rated('q2', when({ item: 'q1', is: ['yes'] }, { item: 'q1', isNot: ['yes', 'no'] }))]),
      ['q2 condition-never'],
    ],
    ['an unknown text', made([rated('q1', { title: '您对{地方}满意吗？' })]), ['q1 text-unknown']],
    ['braces left open', made([rated('q1', { title: '您对{单位满意吗？' })]), ['q1 braces-unpaired']],
    ['a text nobody uses', made([rated('q1')], { texts: [{ name: '事项', label: '' }] }), ['text-unused']],
    [
      'a text like a built-in one',
      made([rated('q1')], { texts: [{ name: '单位', label: '', preset: '厅' }] }),
      ['text-built-in'],
    ],
  ])('finds %s', (_name, questionnaire, expected) => {
    expect(codesOf(questionnaire)).toEqual(expected);
  });

  it('wants a text of every department, or one for all', () => {
    const questionnaire = made([rated('q1', { title: '您对{事项}满意吗？' })], {
      texts: [{ name: '事项', label: '工作' }],
    });
    const departments = [
      { id: 'a', name: '民政厅' },
      { id: 'b', name: '农业厅' },
    ];
    expect(codesOf(questionnaire, departments)).toEqual(['text-missing']);
    const one = { ...questionnaire, departmentTexts: { a: { 事项: '低保' } } };
    expect(checkQuestionnaire(one, departments)[0]?.message).toBe(
      '“工作”还有1个单位没有填：农业厅；请补填，或填一个通用的文字',
    );
    const both = { ...one, departmentTexts: { ...one.departmentTexts, b: { 事项: '种粮补贴' } } };
    expect(codesOf(both, departments)).toEqual([]);
    expect(fillTexts('您对{单位}的{事项}{别的}满意吗？', textsFor(both, departments[1]!, 2026))).toBe(
      '您对农业厅的种粮补贴{别的}满意吗？',
    );
  });

  it('allows a contradiction where several answers may stand together', () => {
    const several: Question = {
      id: 'q1',
      kind: 'multiple',
      title: '哪些？',
      options: [
        { code: 'a', label: '甲' },
        { code: 'b', label: '乙' },
      ],
      ...rules,
    };
    expect(codesOf(made([several, rated('q2', when({ item: 'q1', is: ['a'] }, { item: 'q1', is: ['b'] }))]))).toEqual(
      [],
    );
  });
});

describe('reading answers', () => {
  const number: Question = {
    id: 'n',
    kind: 'number',
    title: '几次',
    decimals: 1,
    min: '0',
    max: '10',
    ...rules,
    required: false,
  };
  const several: Question = {
    id: 'm',
    kind: 'multiple',
    title: '哪些',
    options: [
      { code: 'a', label: '服务态度' },
      { code: 'b', label: '办事效率' },
      { code: 'none', label: '都没有' },
    ],
    exclusive: ['none'],
    max: 2,
    ...rules,
    required: false,
  };
  const text: Question = { id: 't', kind: 'text', title: '意见', maxLength: 5, ...rules, required: false };
  const all = made([rated('q1', { noOpinion: true }), number, several, text]);
  const read = (raw: Record<string, unknown>, channel: Channel = 'web') => readAnswers(all, raw, { channel });
  const of = (raw: Record<string, unknown>, channel?: Channel) => {
    const result = read({ q1: '5', ...raw }, channel);
    return result.ok ? result.answers : result.findings.map(({ item, code }) => `${item} ${code}`);
  };

  it.each<[unknown, object]>([
    ['5', { said: 'option', code: '5' }],
    [5, { said: 'option', code: '5' }],
    [' ５ ', { said: 'option', code: '5' }],
    ['很满意', { said: 'option', code: '5' }],
    [['', '5'], { said: 'option', code: '5' }],
    ['~dk', { said: 'no-opinion' }],
    ['不了解', { said: 'no-opinion' }],
  ])('takes %j for a scale', (value, answer) => {
    expect(of({ q1: value })).toMatchObject({ q1: answer });
  });

  it.each<[unknown, string]>([
    ['6', 'answer-unknown'],
    ['4.5', 'answer-unknown'],
    [['5', '4'], 'answers-several'],
    [['5', '5'], 'answers-several'],
    ['~rf', 'answer-unknown'],
    ['__proto__', 'answer-unknown'],
    [{}, 'answer-unknown'],
    [true, 'answer-unknown'],
    ['', 'answer-required'],
    [null, 'answer-required'],
  ])('refuses %j for a scale', (value, code) => {
    expect(of({ q1: value })).toEqual([`q1 ${code}`]);
  });

  it('lets an interviewer record 拒答 at every question', () => {
    expect(of({ q1: '~rf' }, 'telephone')).toMatchObject({ q1: { said: 'refused' } });
    expect(of({ q1: '拒答' }, 'telephone')).toMatchObject({ q1: { said: 'refused' } });
  });

  it.each<[unknown, unknown]>([
    ['3', '3'],
    ['003.50', '3.5'],
    ['-0', '0'],
    ['10.0', '10'],
    ['10.01', 'number-decimals'],
    ['11', 'number-large'],
    ['-1', 'number-small'],
    ['1e1', 'number-malformed'],
    ['三', 'number-malformed'],
  ])('reads %j as a number', (value, expected) => {
    const got = of({ n: value });
    if (Array.isArray(got)) expect(got).toEqual([`n ${String(expected)}`]);
    else expect(got['n']).toEqual({ said: 'number', number: expected });
  });

  it.each<[Record<string, unknown>, unknown]>([
    [{ m: ['b', 'a'] }, ['a', 'b']],
    [{ m: 'b a' }, ['a', 'b']],
    [{ m: '服务态度、办事效率' }, ['a', 'b']],
    [{ 'm/a': '1', 'm/b': '0', 'm/none': '' }, ['a']],
    [{ 'm/a': '是', 'm/b': '√' }, ['a', 'b']],
    [{ m: ['none'] }, ['none']],
    [{ m: ['a', 'none'] }, 'answers-exclusive'],
    [{ m: ['a', 'a'] }, 'answer-repeated'],
    [{ m: ['a', 'x'] }, 'answer-unknown'],
    [{ 'm/a': '也许' }, 'answer-unknown'],
  ])('reads %j as several options', (raw, expected) => {
    const got = of(raw);
    if (Array.isArray(got)) expect(got).toEqual([`m ${String(expected)}`]);
    else expect(got['m']).toEqual({ said: 'options', codes: expected });
  });

  it('counts characters of a text as people do, and keeps words that look like a special answer', () => {
    expect(of({ t: '一二三四五' })).toMatchObject({ t: { said: 'text', text: '一二三四五' } });
    expect(of({ t: '𠮷𠮷𠮷𠮷𠮷' })).toMatchObject({ t: { said: 'text' } });
    expect(of({ t: '一二三四五六' })).toEqual(['t text-long']);
    expect(of({ t: '不了解' })).toMatchObject({ t: { said: 'text', text: '不了解' } });
    expect(of({ t: 'a\u0000b' })).toEqual(['t text-malformed']);
    expect(of({ t: '好\r\n的' })).toMatchObject({ t: { text: '好\n的' } });
  });

  it('finds keys that are no question, passes over those of the form itself', () => {
    expect(of({ q9: '1' })).toEqual(['q9 item-unknown']);
    expect(of({ toString: '1' })).toEqual(['toString item-unknown']);
    expect(of({ _token: 'x' })).toMatchObject({ q1: { said: 'option' } });
  });

  it('makes 废 of what cannot be read on paper, and 弃权 of what is empty, each with a notice', () => {
    const result = read({ q1: ['5', '4'], n: '很多' }, 'paper');
    expect(result).toMatchObject({
      ok: true,
      answers: { q1: { said: 'void' }, n: { said: 'void' }, m: { said: 'blank' }, t: { said: 'blank' } },
      notices: [
        { item: 'q1', code: 'mark-void' },
        { item: 'n', code: 'mark-void' },
      ],
    });
    expect(read({}, 'paper')).toMatchObject({ ok: true, notices: [{ item: 'q1', code: 'answer-blank' }] });
  });

  it('drops answers to what was not asked, with a notice, and routes on what remains', () => {
    const chain = made([
      choice('q1'),
      choice('q2', when({ item: 'q1', is: ['yes'] })),
      rated('q3', when({ item: 'q2', is: ['yes'] })),
      rated('q4', {
        showIf: {
          match: 'any',
          tests: [
            { item: 'q2', answered: false },
            { item: 'q1', is: ['yes'] },
          ],
        },
      }),
    ]);
    const result = readAnswers(chain, { q1: 'no', q2: 'yes', q3: '5', q4: '4' }, { channel: 'web' });
    expect(result).toMatchObject({
      ok: true,
      answers: { q1: { code: 'no' }, q4: { code: '4' } },
      notices: [
        { item: 'q2', code: 'answer-not-asked' },
        { item: 'q3', code: 'answer-not-asked' },
      ],
    });
    // Going back and forth on a page: what was said before does not lead further.
    const said = { q1: { said: 'option', code: 'no' }, q2: { said: 'option', code: 'yes' } } as const;
    expect(shownQuestions(chain, said).map(({ id }) => id)).toEqual(['q1', 'q4']);
  });

  it('asks by size of a number and of a step of the scale', () => {
    const sized = made([
      rated('q1', { noOpinion: true }),
      number,
      choice('low', when({ item: 'q1', atMost: '2' })),
      choice('often', when({ item: 'n', atLeast: '2.5' })),
    ]);
    const shown = (raw: Record<string, unknown>) => {
      const result = readAnswers(sized, raw, { channel: 'web', incomplete: 'accept' });
      return result.ok
        ? shownQuestions(sized, result.answers)
            .map(({ id }) => id)
            .slice(2)
        : [];
    };
    expect(shown({ q1: '2', n: '2.5' })).toEqual(['low', 'often']);
    expect(shown({ q1: '3', n: '2.4' })).toEqual([]);
    expect(shown({ q1: '~dk', n: '10' })).toEqual(['often']);
  });
});

describe('digest', () => {
  it('is the same whatever the order of keys, another when a word changes', () => {
    const questionnaire = made([rated('q1')]);
    const turned = Object.fromEntries(Object.entries(questionnaire).toReversed()) as Questionnaire;
    expect(questionnaireDigest(turned, sha256)).toBe(questionnaireDigest(questionnaire, sha256));
    const other = made([rated('q1', { title: '题目q1。' })]);
    expect(questionnaireDigest(other, sha256)).not.toBe(questionnaireDigest(questionnaire, sha256));
    expect(differenceOf(questionnaire, other)).toEqual([
      { change: 'changed', question: 'q1', part: 'title', before: '题目q1', after: '题目q1。' },
    ]);
  });
});

describe('XLSForm expressions', () => {
  const form = (relevant: string) => ({
    survey: [
      { row: 2, cells: { type: 'select_one yn', name: 'a', label: '甲' } },
      { row: 3, cells: { type: 'integer', name: 'b', label: '乙' } },
      { row: 4, cells: { type: 'text', name: 'c', label: '丙', relevant } },
    ],
    choices: [
      { row: 2, cells: { list_name: 'yn', name: 'y', label: '是' } },
      { row: 3, cells: { list_name: 'yn', name: 'n', label: '否' } },
    ],
    settings: [],
  });
  const conditionOf = (relevant: string) =>
    readForm(form(relevant), emptyQuestionnaire).content.questions[2]?.showIf ?? null;

  it.each<[string, unknown]>([
    ["${a} = 'y'", { match: 'all', tests: [{ item: 'a', is: ['y'] }] }],
    [
      "selected(${a}, 'y') or ${b}>=3",
      {
        match: 'any',
        tests: [
          { item: 'a', is: ['y'] },
          { item: 'b', atLeast: '3' },
        ],
      },
    ],
    [
      '(${a}=\'y\' or ${a}="n") and ${b} <= -1.5',
      {
        match: 'all',
        tests: [
          { item: 'a', is: ['y', 'n'] },
          { item: 'b', atMost: '-1.5' },
        ],
      },
    ],
    ["${a} != '' and not(selected(${a}, 'y'))", { match: 'all', tests: [{ item: 'a', isNot: ['y'] }] }],
    ["${b} = ''", { match: 'all', tests: [{ item: 'b', answered: false }] }],
    ['${b} > 3', { match: 'all', tests: [{ item: 'b', atLeast: '4' }] }],
    ['${b} < -3', { match: 'all', tests: [{ item: 'b', atMost: '-4' }] }],
    ['${b} > 2.5', null],
    ['${a} > 3', null],
    ["${a} = 'y' and (${b} >= 1 or ${b} <= 0)", null],
    ['if(${a}, 1, 2)', null],
    ["${z} = 'y'", null],
    ["${a} = 'y", null],
    ["not(${a} = 'y'", null],
    ['('.repeat(5000), null],
  ])('%s', (relevant, expected) => {
    expect(conditionOf(relevant)).toEqual(expected);
  });

  const listed = (name: string, labels: readonly string[]) =>
    labels.map((label, i) => ({ row: i + 2, cells: { list_name: name, name: String(i + 1), label } }));

  it('takes numbered choices for a rating only when they sound like one', () => {
    const read = readForm(
      {
        survey: [
          { row: 2, cells: { type: 'select_one sex', name: 'sex', label: '性别' } },
          { row: 3, cells: { type: 'select_one age', name: 'age', label: '年龄', appearance: 'minimal' } },
          { row: 4, cells: { type: 'select_one how', name: 'how', label: '满意吗' } },
        ],
        choices: [
          ...listed('sex', ['男', '女']),
          ...listed('age', ['18—34岁', '35—59岁', '60岁以上']),
          ...listed('how', ['差', '一般', '好']),
        ],
        settings: [],
      },
      emptyQuestionnaire,
    );
    expect(read.content.questions.map(({ kind }) => kind)).toEqual(['single', 'single', 'scale']);
    expect(read.content.questions[1]).toMatchObject({
      options: [
        { code: '1', label: '18—34岁' },
        { code: '2', label: '35—59岁' },
        { code: '3', label: '60岁以上' },
      ],
    });
  });

  it('turns a rating round whose 1 is the best, with the conditions on it, and says so', () => {
    const read = readForm(
      {
        survey: [
          { row: 2, cells: { type: 'select_one how', name: 'how', label: '满意吗' } },
          { row: 3, cells: { type: 'text', name: 'why', label: '为什么', relevant: "${how} >= 3 or ${how} = '2'" } },
        ],
        choices: listed('how', ['很满意', '满意', '一般', '不满意', '很不满意']),
        settings: [],
      },
      emptyQuestionnaire,
    );
    expect(read.content.scales['how']?.points.map(({ code, label }) => code + label)).toEqual([
      '5很满意',
      '4满意',
      '3一般',
      '2不满意',
      '1很不满意',
    ]);
    expect(read.content.questions[1]?.showIf).toEqual({
      match: 'any',
      tests: [
        { item: 'how', atMost: '3' },
        { item: 'how', is: ['4'] },
      ],
    });
    expect(read.findings[0]).toMatchObject({ sheet: 'choices', row: 2, severity: 'warning' });
  });

  it('gives back a choice numbered like a rating as the choice it was', () => {
    const questionnaire = made([
      choice('q1', {
        options: ['满意', '一般', '不满意'].map((label, i) => ({ code: String(i + 1), label })),
      }),
    ]);
    const { content } = readForm(writeForm(questionnaire, 'x', '1'), emptyQuestionnaire);
    expect(content.questions).toEqual(questionnaire.questions);
  });

  it('drops nothing without a word', () => {
    const row = (n: number, cells: Record<string, string>) => ({ row: n, cells });
    const { findings } = readForm(
      {
        survey: [
          row(2, { type: 'select_one yn', name: 'a', label: '甲', choice_filter: 'x = ${b}', required: "${b} = '1'" }),
          row(3, { type: 'text', name: 'c', label: '丙', default: '无', read_only: 'no' }),
          row(4, { type: 'select_one yn or_other', name: 'd', label: '丁' }),
          row(5, { type: 'begin_group', name: 'g', label: '组' }),
          row(6, { type: 'text', name: 'e', label: '戊', 'media::image': 'a.png' }),
        ],
        choices: [
          row(2, { list_name: 'yn', name: 'y', label: '是' }),
          row(3, { list_name: 'yn', name: 'n', label: '否' }),
        ],
        settings: [],
      },
      emptyQuestionnaire,
    );
    const said = findings.map(({ row: n, message }) => `${n} ${message}`);
    for (const [n, words] of [
      [2, 'choice_filter'],
      [2, '必答的条件'],
      [3, 'default'],
      [4, '“其他”'],
      [5, 'end_group'],
      [6, 'media::image'],
    ] as const)
      expect(said.some((one) => one.startsWith(`${n} `) && one.includes(words))).toBe(true);
    expect(said.filter((one) => one.includes('read_only'))).toEqual([]);
  });

  it('writes conditions others read the same way', () => {
    const questionnaire = made([
      choice('q1'),
      rated('q2', {
        showIf: {
          match: 'any',
          tests: [
            { item: 'q1', is: ['yes', 'no'] },
            { item: 'q1', isNot: ['no', '~rf'] },
          ],
        },
      }),
    ]);
    expect(
      writeForm(questionnaire, 'f', '1').survey.find(({ cells }) => cells['name'] === 'q2')?.cells['relevant'],
    ).toBe("(${q1} = 'yes' or ${q1} = 'no') or (${q1} != '' and ${q1} != 'no' and ${q1} != '_rf')");
  });
});
