import { describe, expect, test } from 'vitest';
import { judgeFrames, type FrameDocument } from '#sampling';
import type { FiledList } from '../../../sampling/frame/judge.ts';
import {
  asCadres,
  book,
  cadre,
  cadres,
  finding,
  found,
  judge,
  list,
  person,
  topics,
  type Cells,
} from './frame.support.ts';

/** name, gender, organisation, post, landline, mobile */
type Who = readonly [string, string | null, string | null, string | null, string | null, string | null];

const row = (serial: number, [name, gender, organisation, post, office, mobile]: Who): Cells =>
  person(serial, { 1: name, 2: gender, 3: organisation, 4: post, 6: office, 7: mobile });
const people = (...who: readonly Who[]) => judge(topics(who.map((one, at) => row(at + 1, one))));
const summary = ({ counts }: FrameDocument) => [counts.persons, counts.usable, counts.duplicates, counts.rejected];

const a = '13800000011';
const b = '13800000033';
const unit = '宾阳县第一中学';
const other = '上林县人民医院';

describe('within one list', () => {
  test('I1: one name and a shared mobile are one person, whatever the organisation', () => {
    const document = people(
      ['张三', '男', unit, '教师', null, a],
      ['张 三', '男', other, '医生', null, a],
      ['张三', '男', unit, '教师', null, a],
    );
    expect(found(document, 'duplicate-row')).toEqual(['5 duplicate-row', '6 duplicate-row']);
    expect(
      document.findings.filter(({ code }) => code === 'duplicate-row').map(({ related }) => related?.[0]?.row),
    ).toEqual([4, 4]);
    expect(summary(document)).toEqual([1, 1, 2, 0]);
    expect(document.persons[0]?.rows?.map(({ row: number }) => number)).toEqual([4, 5, 6]);
  });

  test('I1: the mobile may stand in another column or cell', () => {
    expect(
      summary(people(['张三', '男', unit, '教师', null, `${b}、${a}`], ['张三', '男', other, '教师', `0${a}`, null])),
    ).toEqual([1, 1, 1, 0]);
  });

  test('I2: one name, one organisation, a shared landline or no number', () => {
    expect(
      found(people(['张三', '男', unit, '教师', '2811111', a], ['张三', '男', unit, '校长', '2811111', null])),
    ).toEqual(['5 duplicate-row']);
    expect(
      found(people(['张三', '男', unit, '教师', '2811111', null], ['张三', '男', unit, '教师', '2811111', null])),
    ).toEqual(['5 duplicate-row']);
    const none = people(['张三', '男', unit, '教师', null, a], ['张三', '女', unit, '校长', null, null]);
    expect(found(none)).toEqual(['5 no-callable-number', '5 duplicate-row'].toSorted((x, y) => (x < y ? -1 : 1)));
    expect(summary(none)).toEqual([1, 1, 1, 1]);
  });

  test('I2: organisations are compared without white space and punctuation', () => {
    expect(
      found(
        people(
          ['张三', '男', '宾阳县(第一)中学', '教师', '2811111', a],
          ['张三', '男', '宾阳县（第一） 中学', '教师', '2811111', null],
        ),
      ),
    ).toEqual(['5 duplicate-row']);
  });

  test('I3: two mobiles, the same post: one person with both', () => {
    const document = people(['张三', '男', unit, '教师', null, a], ['张三', null, unit, '教师', null, b]);
    expect(found(document, 'same-person-two-phones')).toEqual(['5 same-person-two-phones']);
    expect(document.persons[0]?.numbers.map(({ e164 }) => e164)).toEqual([`+86${a}`, `+86${b}`]);
    expect(summary(document)).toEqual([1, 1, 1, 0]);
  });

  test.each<readonly [string, Who]>([
    ['another post', ['张三', '男', unit, '校长', null, b]],
    ['another gender', ['张三', '女', unit, '教师', null, b]],
  ])('I3: %s: asked, counted as two', (_, second) => {
    const document = people(['张三', '男', unit, '教师', null, a], second);
    expect(found(document)).toEqual(['5 possible-same-person']);
    expect(finding(document, 'possible-same-person')).toMatchObject({
      related: [{ row: 4 }],
      message: '与第4行同名同单位,是否同一人',
    });
    expect(summary(document)).toEqual([2, 2, 0, 0]);
  });

  test('I3: a mobile against a landline of its own', () => {
    expect(found(people(['张三', '男', unit, '教师', null, a], ['张三', '男', unit, '教师', '2811111', null]))).toEqual(
      ['5 same-person-two-phones'],
    );
  });

  test('I4: one mobile, two names: both are held back', () => {
    const document = people(
      ['张三', '男', unit, '教师', null, a],
      ['李四', '男', other, '医生', null, a],
      ['王五', '男', unit, '教师', null, b],
    );
    expect(found(document)).toEqual(['4 mobile-two-names', '5 mobile-two-names']);
    expect(finding(document, 'mobile-two-names')).toMatchObject({
      column: 'mobile',
      related: [{ row: 5 }],
      message: `手机${a}登记在张三、李四两个姓名下,均暂不计入`,
    });
    expect(summary(document)).toEqual([3, 1, 0, 2]);
  });

  test('I4: a row without a usable name holds nobody back', () => {
    expect(found(people(['张三', '男', unit, '教师', null, a], ['某某', '男', other, '医生', null, a]))).toEqual([
      '5 name-missing',
    ]);
  });

  test('I4: names that differ by variants only are one person', () => {
    const document = people(['张國强', '男', unit, '教师', null, a], ['张国強', '男', other, '教师', null, a]);
    expect(found(document)).toEqual(['5 variant-name']);
    expect(finding(document, 'variant-name')?.message).toBe('张国強与第4行张國强可能是同一人(异体或繁简字)');
    expect(summary(document)).toEqual([1, 1, 1, 0]);
  });

  test('I5: variants in one organisation without a shared mobile are two', () => {
    const document = people(['周于杰', '男', unit, '教师', null, a], ['周於杰', '男', unit, '教师', null, b]);
    expect(found(document)).toEqual(['5 variant-name']);
    expect(summary(document)).toEqual([2, 2, 0, 0]);
    expect(found(people(['周于杰', '男', unit, '教师', null, a], ['周於杰', '男', other, '教师', null, b]))).toEqual(
      [],
    );
  });

  test('I6: namesakes elsewhere are nobody’s business, a shared landline or not', () => {
    expect(
      found(people(['张三', '男', unit, '教师', '2811111', null], ['张三', '男', other, '教师', '2811111', null])),
    ).toEqual([]);
    expect(
      found(people(['张三', '男', null, '教师', null, a], ['张三', '男', null, '教师', null, b]), 'duplicate-row'),
    ).toEqual([]);
    expect(
      found(
        people(['张三', '男', '同上', '教师', '2811111', a], ['张三', '男', '同上', '教师', '2811111', null]),
        'duplicate-row',
      ),
    ).toEqual([]);
  });

  test('a third row that joins two makes the later of them a repetition', () => {
    const document = people(
      ['张三', '男', unit, '教师', null, a],
      ['张三', '男', other, '医生', null, b],
      ['张三', '男', unit, '教师', null, `${a}、${b}`],
    );
    expect(summary(document)).toEqual([1, 1, 2, 0]);
    expect(found(document, 'duplicate-row')).toEqual(['5 duplicate-row', '6 duplicate-row']);
  });

  test('over all sheets and files of the list', () => {
    const twice: Who = ['张三', '男', unit, '教师', null, a];
    const document = judgeFrames([
      list([
        book(
          [
            topics([row(1, twice)], { name: '甲' }),
            topics([row(1, twice), person(2), person(5, { 0: 3 })], { name: '乙' }),
          ],
          'a.xlsx',
        ),
        book(topics([person(3, { 0: 1 }), person(4, { 0: 2 }), row(3, twice)]), 'b.xlsx'),
      ]),
    ]);
    expect(document.findings.map(({ file, sheet, message }) => [file, sheet, message])).toEqual([
      ['a.xlsx', '乙', '与“甲”第4行是同一人,计一人'],
      ['b.xlsx', 'Sheet1', '与“a.xlsx”“甲”第4行是同一人,计一人'],
    ]);
    expect(document.persons[0]?.rows?.map(({ file, sheet }) => `${file} ${sheet}`)).toEqual([
      'a.xlsx 甲',
      'a.xlsx 乙',
      'b.xlsx Sheet1',
    ]);
  });

  test('a person counts while one row does', () => {
    const document = judge(
      topics([
        row(1, ['张三', '男', unit, '教师', null, a]),
        person(2),
        person(3, { 1: '张三', 3: unit, 7: `0${a}`, 8: '已退休' }),
      ]),
    );
    expect(summary(document)).toEqual([2, 2, 1, 1]);
    expect(document.persons.map(({ row: number, rows }) => [number, rows])).toEqual([
      [4, undefined],
      [5, undefined],
    ]);
    const first = judge(topics([person(1, { 8: '停机' }), person(2), person(1, { 0: 3 })]));
    expect(first.persons.map(({ row: number }) => number)).toEqual([5, 6]);
  });
});

describe('shared landlines and consecutive mobiles', () => {
  const office = (n: number) => judge(topics(Array.from({ length: n }, (_, at) => person(at + 1, { 6: '2811111' }))));

  test('more than five persons', () => {
    expect(found(office(5))).toEqual([]);
    const document = office(6);
    expect(found(document)).toEqual(['4 shared-landline']);
    expect(finding(document, 'shared-landline')).toMatchObject({
      column: 'office',
      raw: '+867712811111',
      message: '6人共用0771-2811111',
    });
    expect(finding(document, 'shared-landline')?.related).toHaveLength(5);
  });

  test('persons, not rows', () => {
    const rows = Array.from({ length: 5 }, (_, at) => person(at + 1, { 6: '2811111' }));
    expect(found(judge(topics([...rows, person(1, { 0: 6, 6: '2811111' })])), 'shared-landline')).toEqual([]);
  });

  const run = (n: number, step: number) =>
    judge(topics(Array.from({ length: n }, (_, at) => person(at + 1, { 7: String(13_800_010_050 + at * step) }))));

  test.each([
    [9, 1, []],
    [10, 1, ['4 consecutive-mobiles']],
    [12, -1, ['4 consecutive-mobiles']],
    [12, 2, []],
  ])('%i mobiles by %i', (n, step, codes) => {
    expect(found(run(n, step))).toEqual(codes);
  });

  test('names the first row and the others', () => {
    const rows = Array.from({ length: 14 }, (_, at) =>
      person(at + 1, at < 2 ? {} : { 7: String(13_800_010_050 + at) }),
    );
    expect(finding(judge(topics(rows)), 'consecutive-mobiles')).toMatchObject({
      row: 6,
      message: '第6行起12个手机号连号',
    });
  });

  test('up and down again is two runs', () => {
    const mobiles = [
      ...Array.from({ length: 10 }, (_, at) => 50 + at),
      ...Array.from({ length: 9 }, (_, at) => 58 - at),
    ];
    const rows = mobiles.map((last, at) =>
      person(at + 1, { 1: `韦${String.fromCharCode(0x4e10 + at)}`, 7: String(13_800_010_000 + last) }),
    );
    expect(found(judge(topics(rows)), 'consecutive-mobiles')).toEqual([
      '4 consecutive-mobiles',
      '13 consecutive-mobiles',
    ]);
  });
});

describe('across lists', () => {
  const both = (change: Partial<FiledList> = {}, topicsChange: Partial<FiledList> = {}) =>
    judgeFrames([
      list(book(cadres([cadre(1), cadre(2)]), '附件2.xlsx'), { ...asCadres, ...change }),
      list(book(topics([person(3, { 0: 1 }), person(1, { 0: 2 })]), '附件3.xlsx'), topicsChange),
    ]);

  test('one department: both rows are held back, both lists returned', () => {
    const document = both();
    expect(
      document.findings.map(({ list: index, row: number, code, related }) => [index, number, code, related?.[0]]),
    ).toEqual([
      [0, 4, 'cross-list-duplicate', { list: 1, file: '附件3.xlsx', sheet: 'Sheet1', row: 5 }],
      [1, 5, 'cross-list-duplicate', { list: 0, file: '附件2.xlsx', sheet: 'Sheet1', row: 4 }],
    ]);
    expect(document.findings[0]?.message).toBe('韦凤娇同时在附件3第5行,请选择保留在哪一份');
    expect(document.lists.map(({ verdict, counts }) => [verdict, counts.usable, counts.rejected])).toEqual([
      ['returned', 1, 1],
      ['returned', 1, 1],
    ]);
    expect(document.counts).toEqual({ rows: 4, persons: 4, usable: 2, duplicates: 0, rejected: 2 });
  });

  test('without --department the lists form one department', () => {
    expect(found(both({ department: undefined }, { department: undefined }), 'cross-list-duplicate')).toHaveLength(2);
  });

  test('two departments: told, nothing held back', () => {
    const document = both({}, { department: '自治区农业厅' });
    expect(document.verdict).toBe('returned');
    expect(found(document, 'department-mismatch')).toHaveLength(1);
    const agreed = judgeFrames([
      list(book(topics([person(1)]), 'a.xlsx'), { department: undefined }),
      list(book(topics([person(1)]), 'b.xlsx'), { department: '自治区民政厅' }),
    ]);
    expect(agreed.findings.map(({ list: index, code, message }) => [index, code, message])).toEqual([
      [0, 'cross-department-duplicate', '韦凤娇也在自治区民政厅的名单'],
      [1, 'cross-department-duplicate', '韦凤娇也在另一部门的名单'],
    ]);
    expect(agreed.verdict).toBe('accepted');
    expect(agreed.counts.usable).toBe(2);
  });

  test('an agreed overlap counts on both lists', () => {
    const document = both({
      exemptions: [{ check: 'disjoint', agreedBy: '二处', date: '2015-11-05', reason: '人员少' }],
    });
    expect(found(document)).toEqual(['- exempted']);
    expect(document.counts.usable).toBe(4);
  });

  test('I2 across lists: same organisation and landline', () => {
    const document = judgeFrames([
      list(book(topics([person(1, { 6: '2811111' })]), 'a.xlsx')),
      list(book(topics([person(1, { 6: '2811111', 7: null })]), 'b.xlsx')),
    ]);
    expect(found(document)).toEqual(['4 cross-list-duplicate', '4 cross-list-duplicate']);
  });

  test('one mobile under two names on two lists of a department', () => {
    const document = judgeFrames([
      list(book(topics([person(1)]), 'a.xlsx')),
      list(book(topics([person(2, { 0: 1, 7: '13800000017' })]), 'b.xlsx')),
    ]);
    expect(found(document)).toEqual(['4 mobile-two-names', '4 mobile-two-names']);
    expect(document.counts.usable).toBe(0);
    expect(document.findings[0]?.related).toEqual([{ list: 1, file: 'b.xlsx', sheet: 'Sheet1', row: 4 }]);
  });
});

describe('versions', () => {
  test('two files of one list that share half of the smaller', () => {
    const files = (shared: number) =>
      judgeFrames([
        list([
          book(topics([person(1), person(2), person(3), person(4)]), '最终版.xlsx'),
          book(
            topics(Array.from({ length: 6 }, (_, at) => person(at < shared ? at + 1 : at + 10, { 0: at + 1 }))),
            '最终版2.xlsx',
          ),
        ]),
      ]);
    expect(found(files(1), 'several-versions')).toEqual([]);
    const document = files(2);
    expect(finding(document, 'several-versions')).toMatchObject({ file: '最终版2.xlsx', sheet: null, row: null });
    expect(document.verdict).toBe('returned');
  });
});
