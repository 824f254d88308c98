import { describe, expect, it } from 'vitest';
import { problemOf, satisfaction, valueOf } from './surveys.support.ts';

const group = (more: object = {}) => ({ id: 'g', questions: [{ id: 'q' }], ...more });
const cell = (counts: object, more: object = {}) => ({
  appraisee: 'A',
  raterGroup: 'g',
  question: 'q',
  counts,
  ...more,
});
const ask = (more: object = {}) => ({
  table: 'over5',
  raterGroups: [group()],
  appraisees: [{ id: 'A' }],
  cells: [cell({ 5: 100 })],
  ...more,
});
const panel = (marks: readonly unknown[], of: object = {}, more: object = {}) =>
  ask({
    raterGroups: [group({ kind: 'panel', ...of })],
    cells: [],
    ballots: [{ appraisee: 'A', raterGroup: 'g', question: 'q', marks }],
    ...more,
  });
const resultOf = (input: unknown) => valueOf(satisfaction(input)).results[0]!;
const questionOf = (input: unknown) => resultOf(input).raterGroups[0]!.questions[0]!;

describe('ballots', () => {
  it.each([
    ['5', { valid: 1 }],
    [5, { valid: 1 }],
    ['５', { valid: 1 }],
    ['①', { valid: 1 }],
    [['4', null, ' '], { valid: 1 }],
    ['', { abstained: 1 }],
    ['　', { abstained: 1 }],
    [null, { abstained: 1 }],
    [[], { abstained: 1 }],
    [['', null], { abstained: 1 }],
    ['不了解', { noOpinion: 1 }],
    [[' 不了解'], { noOpinion: 1 }],
    ['不 了解', { void: 1 }],
    ['6', { void: 1 }],
    [0, { void: 1 }],
    [4.5, { void: 1 }],
    ['4.0', { void: 1 }],
    ['优秀', { void: 1 }],
    ['4分', { void: 1 }],
    [true, { void: 1 }],
    [{ mark: 5 }, { void: 1 }],
    [['5', '5'], { void: 1 }],
    [['不了解', '5'], { void: 1 }],
    [[['5']], { void: 1 }],
  ])('%j', (mark, counted) => {
    const { valid, abstained, noOpinion, void: spoilt, returned } = questionOf(panel([mark]));
    expect({ valid, abstained, noOpinion, void: spoilt, returned }).toEqual({
      valid: 0,
      abstained: 0,
      noOpinion: 0,
      void: 0,
      returned: 1,
      ...counted,
    });
  });

  it('find an option that is itself written in full width', () => {
    const table = { id: 'own', version: '1', points: { '好（A）': '100', '差（B）': '0' } };
    const marks = ['好（A）', '好(A)', '差（B）', '好（A）', '差(B)', '坏'];
    expect(questionOf(panel(marks, {}, { table }))).toMatchObject({ valid: 5, void: 1, score: { exact: '60' } });
  });
});

describe('a cell', () => {
  it.each([
    [29, 'below-min-base'],
    [30, 'small-base'],
    [99, 'small-base'],
  ])('of %i answers: %s', (count, flag) => {
    expect(questionOf(ask({ cells: [cell({ 5: count })] }))).toMatchObject({ flags: [flag], valid: count });
  });

  it('of 100 answers needs no flag, of none says so', () => {
    expect(questionOf(ask()).flags).toEqual([]);
    expect(questionOf(ask({ cells: [] }))).toMatchObject({
      flags: ['no-valid-answers'],
      counts: { 5: 0, 1: 0 },
      eligible: null,
      noOpinionShare: null,
      score: null,
    });
  });

  it('warns of 不了解 above the limit only, and blocks where asked', () => {
    const half = ask({ cells: [cell({ 5: 100 }, { noOpinion: 100 })] });
    expect(questionOf(half).flags).toEqual([]);
    const more = { cells: [cell({ 5: 100 }, { noOpinion: 101, void: 0 })] };
    expect(questionOf(ask(more)).flags).toEqual(['no-opinion-high']);
    const blocked = questionOf(ask({ ...more, settings: { noOpinionEffect: 'block' } }));
    expect(blocked).toMatchObject({
      flags: ['no-opinion-high', 'not-assessable'],
      score: null,
      denominator: null,
      mean: null,
      shares: { 5: '1' },
    });
  });

  it('is trimmed by points, never in rate and shares', () => {
    const trim = { high: 2, low: 1, minBallots: 4 };
    const found = questionOf(panel([5, 5, 5, 4, 1, 2], { trim }, { satisfied: ['5'] }));
    expect(found).toMatchObject({
      trimmed: { high: 2, low: 1 },
      denominator: '3',
      score: { exact: '220/3' },
      mean: { exact: '11/3' },
      rate: { exact: '1/2' },
      flags: ['trimmed'],
    });
    const table = { id: 'up', version: '1', points: { 1: '100', 5: '0' } };
    expect(questionOf(panel([1, 1, 1, 5, 5, 5, 5], { trim: { high: 1 } }, { table })).score?.exact).toBe('100/3');
  });

  it('over returned or eligible loses its trimmed ballots there too', () => {
    const marks = [5, 5, 5, 4, 3, 2, 1, ''];
    const settings = { scoreDenominator: 'returned' };
    expect(questionOf(panel(marks, { trim: { high: 1, low: 1 } }, { settings })).denominator).toBe('6');
  });

  it('with design weights keeps its numbers and changes its figures', () => {
    const cells = [cell({ 5: 60, 1: 60 }, { weightedCounts: { 5: '1', 1: '3' } })];
    expect(questionOf(ask({ cells, satisfied: ['5'] }))).toMatchObject({
      valid: 120,
      denominator: '4',
      shares: { 5: '1/4', 1: '3/4', 3: '0' },
      score: { exact: '40' },
      rate: { exact: '1/4', percent: '25.00' },
      mean: { exact: '2' },
    });
  });
});

describe('composition', () => {
  const two = [
    { id: 'g', weight: '0.25', questions: [{ id: 'q' }] },
    { id: 'h', weight: '0.75', questions: [{ id: 'q' }], table: 'tableF', satisfied: ['3'] },
  ];
  const full = [cell({ 5: 100 }), cell({ 1: 100 }, { raterGroup: 'h' })];

  it('uses the table and the satisfied options of each group', () => {
    const input = ask({ raterGroups: two, cells: full, satisfied: ['5', '4'] });
    expect(resultOf(input)).toMatchObject({ score: { exact: '25' }, rate: { exact: '1/4' } });
    expect(valueOf(satisfaction(input)).tables).toMatchObject({ over5: { version: '1' }, tableF: { version: '1' } });
  });

  it('has no rate where one of its parts has none', () => {
    expect(resultOf(ask({ raterGroups: two, cells: full }))).toMatchObject({ score: { exact: '25' }, rate: null });
  });

  it('blocks, or hands the weight of an empty group to the others', () => {
    const input = { raterGroups: two, cells: [cell({ 4: 100 })] };
    expect(resultOf(ask(input))).toMatchObject({ score: null, flags: ['incomplete'] });
    const settings = { emptyCell: 'redistribute' };
    expect(resultOf(ask({ ...input, settings }))).toMatchObject({
      score: { exact: '80' },
      flags: ['redistributed:h'],
      raterGroups: [{ flags: [] }, { flags: ['incomplete'] }],
    });
    expect(resultOf(ask({ raterGroups: two, cells: [], settings })).flags).toEqual(['incomplete']);
  });

  it('notices equal weights and high floors', () => {
    const table = { id: 'high', version: '2', points: { a: '100', b: '40.01' } };
    const raterGroups = [group({ questions: [{ id: 'q' }, { id: 'r' }] })];
    expect(valueOf(satisfaction(ask({ table, raterGroups, cells: [] }))).notices).toEqual([
      'equal-question-weights:g',
      'table-floor-high:high',
    ]);
    const at40 = { ...table, points: { a: '100', b: '40' } };
    expect(valueOf(satisfaction(ask({ table: at40, cells: [] }))).notices).toEqual([]);
  });
});

describe('refusals', () => {
  const at = 'cells.A/g/q';
  const trim = { high: 1, low: 1 };
  const own = { id: 'own', version: '1', points: { a: '100', b: '0' } };
  it.each<[string, object, string[]]>([
    ['unknown key', { tables: [] }, ['input-malformed', '']],
    ['no rater groups', { raterGroups: [] }, ['input-malformed', 'raterGroups']],
    ['unknown kind', { raterGroups: [group({ kind: 'leader' })] }, ['input-malformed', 'raterGroups.0.kind']],
    ['unknown setting', { settings: { round: 2 } }, ['setting-unknown', 'settings.round']],
    [
      'settings',
      { settings: { decimals: 5, noOpinionLimit: '1.1', emptyCell: 'zero' } },
      ['setting-invalid', 'settings.decimals', 'settings.emptyCell', 'settings.noOpinionLimit'],
    ],
    [
      'group settings',
      { raterGroups: [group({ minBase: 0, warnBase: -1, weight: '0' })] },
      ['setting-invalid', 'raterGroups.g.minBase', 'raterGroups.g.warnBase', 'raterGroups.g.weight'],
    ],
    [
      'trim settings',
      { raterGroups: [group({ kind: 'panel', trim: { high: 4, low: 3 } })] },
      ['setting-invalid', 'raterGroups.g.trim.minBallots'],
    ],
    [
      'question weight',
      { raterGroups: [group({ questions: [{ id: 'q', weight: 1 }] })] },
      ['setting-invalid', 'raterGroups.g.questions.q.weight'],
    ],
    [
      'unknown tables',
      { table: 'x', raterGroups: [group({ table: 'y' })] },
      ['table-unknown', 'raterGroups.g.table', 'table'],
    ],
    ['one option', { table: { ...own, points: { a: '1' } } }, ['table-invalid', 'table']],
    ['points above 100', { table: { ...own, points: { a: '100.1', b: '0' } } }, ['table-invalid', 'table']],
    ['points as numbers', { table: { ...own, points: { a: 100, b: 0 } } }, ['table-invalid', 'table']],
    ['the id of a shipped table', { table: { ...own, id: 'over5' } }, ['table-invalid', 'table']],
    [
      'one id, two tables',
      { table: own, raterGroups: [group({ table: { ...own, version: '2' } })] },
      ['table-invalid', 'raterGroups.g.table'],
    ],
    ['satisfied options', { satisfied: ['6'] }, ['satisfied-invalid', 'satisfied']],
    [
      'satisfied of a group',
      { raterGroups: [group({ satisfied: ['5', '5'] })] },
      ['satisfied-invalid', 'raterGroups.g.satisfied'],
    ],
    [
      'ids twice',
      { raterGroups: [group({ questions: [{ id: 'q' }, { id: 'q' }] })], appraisees: [{ id: 'A' }, { id: 'A' }] },
      ['duplicate-id', 'appraisees.A', 'raterGroups.g.questions.q'],
    ],
    [
      'some question weights',
      { raterGroups: [group({ questions: [{ id: 'q', weight: '1' }, { id: 'r' }] })] },
      ['settings-required', 'raterGroups.g.questions.r.weight'],
    ],
    [
      'question weights',
      { raterGroups: [group({ questions: [{ id: 'q', weight: '0.5' }] })] },
      ['weights-sum', 'raterGroups.g.questions'],
    ],
    ['the weight of a single group', { raterGroups: [group({ weight: '0.5' })] }, ['weights-sum', 'raterGroups']],
    ['trimming a sample', { raterGroups: [group({ trim })] }, ['trim-not-allowed', 'raterGroups.g.trim']],
    [
      'trimming weighted counts',
      { raterGroups: [group({ kind: 'panel', trim })], cells: [cell({ 5: 9 }, { weightedCounts: { 5: '9' } })] },
      ['trim-not-allowed', at],
    ],
    [
      'unknown references',
      {
        cells: [cell({ 5: 1 }, { question: 'x' })],
        ballots: [{ appraisee: 'B', raterGroup: 'g', question: 'q', marks: [] }],
      },
      ['reference-unknown', 'cells.A/g/x', 'cells.B/g/q'],
    ],
    [
      'a cell counted twice',
      { ballots: [{ appraisee: 'A', raterGroup: 'g', question: 'q', marks: [5] }] },
      ['cell-duplicate', at],
    ],
    ['weighted option', { cells: [cell({ 5: 1 }, { weightedCounts: { 6: '1' } })] }, ['option-unknown', at]],
    ['counts', { cells: [cell({ 5: -1 })] }, ['count-invalid', at]],
    ['half a person', { cells: [cell({ 5: 1 }, { void: 0.5 })] }, ['count-invalid', at]],
    [
      'ballots beyond the invited',
      { cells: [], ballots: [{ appraisee: 'A', raterGroup: 'g', question: 'q', marks: [5, ''], eligible: 1 }] },
      ['counts-inconsistent', at],
    ],
    ['eligible', { settings: { scoreDenominator: 'eligible' } }, ['eligible-required', at]],
    [
      'a weight without answers',
      { cells: [cell({ 5: 1 }, { weightedCounts: { 5: '1', 4: '1' } })] },
      ['weighted-invalid', at],
    ],
    [
      'answers without a weight',
      { cells: [cell({ 5: 1, 4: 1 }, { weightedCounts: { 5: '1' } })] },
      ['weighted-invalid', at],
    ],
    [
      'weights over returned',
      { settings: { rateDenominator: 'returned' }, cells: [cell({ 5: 1 }, { weightedCounts: { 5: '2' } })] },
      ['weighted-invalid', at],
    ],
  ])('%s', (_, more, problem) => {
    expect(problemOf(satisfaction(ask(more)))).toEqual(problem);
  });
});
