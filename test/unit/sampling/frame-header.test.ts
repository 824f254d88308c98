import { describe, expect, test } from 'vitest';
import {
  asCadres,
  book,
  cadre,
  cadreHeader,
  cadres,
  found,
  finding,
  header,
  judge,
  list,
  person,
  reportLine,
  sheet,
  title,
  topics,
  type Cells,
} from './frame.support.ts';
import { judgeFrames } from '#sampling';

const people = [person(1), person(2), person(3)];
const first = (document: ReturnType<typeof judge>) => document.files[0]?.sheets[0];

describe('where the header is', () => {
  test.each([
    ['no title', [header, ...people], 1, 2],
    ['blank rows above', [null, [title], null, [reportLine], null, header, ...people], 6, 7],
    ['row 40', [...Array.from({ length: 39 }, () => null), header, ...people], 40, 41],
  ] as const)('%s', (_, rows, headerRow, firstDataRow) => {
    const document = judge(sheet(rows));
    expect(first(document)).toMatchObject({ state: 'read', headerRow, firstDataRow, rows: 3 });
  });

  test('row 41 is too far down', () => {
    const document = judge(sheet([...Array.from({ length: 40 }, () => null), header, ...people]));
    expect(first(document)).toMatchObject({ state: 'skipped', reason: 'no-header', headerRow: null, rows: 0 });
    expect(found(document)).toEqual(['- header-not-found']);
    expect(document.verdict).toBe('returned');
    expect(finding(document, 'header-not-found')).toMatchObject({ file: '附件3.xlsx', sheet: null, row: null });
  });

  test('姓名 alone is no header, nor 姓名 and one more', () => {
    expect(
      found(
        judge(
          sheet([
            ['姓名', '手机'],
            ['张三', '13800000001'],
          ]),
        ),
      ),
    ).toEqual(['- header-not-found']);
  });

  test('a header of two rows, by merges or by group labels alone', () => {
    const upper: Cells = ['序号', '姓名', '性别', '单位', '职务', '联系方式', null, null, '备注'];
    const lower: Cells = [null, null, null, null, null, '区号', '办公电话', '手机号码', null];
    const merged = sheet([[title], [reportLine], upper, lower, ...people], {
      merges: [
        { top: 3, left: 6, bottom: 3, right: 8 },
        ...[1, 2, 3, 4, 5, 9].map((left) => ({ top: 3, left, bottom: 4, right: left })),
      ],
    });
    for (const one of [merged, sheet([[title], [reportLine], upper, lower, ...people])]) {
      const document = judge(one);
      expect(found(document)).toEqual([]);
      expect(first(document)).toMatchObject({ headerRow: 4, firstDataRow: 5, rows: 3, title });
      expect(first(document)?.columns).toMatchObject({ area: 'F', office: 'G', mobile: 'H', remark: 'I' });
    }
  });

  test('姓名 stands in the lower row, under 基本情况', () => {
    const upper: Cells = ['序号', '基本情况', null, '单位', '职务', '联系方式', null, null, '备注'];
    const lower: Cells = [null, '姓名', '性别', null, null, '区号', '办公电话', '手机', null];
    const merges = [1, 4, 5, 9].map((left) => ({ top: 3, left, bottom: 4, right: left }));
    for (const one of [
      sheet([[title], [reportLine], upper, lower, ...people], { merges }),
      sheet([[title], [reportLine], upper, lower, ...people]),
    ]) {
      const document = judge(one);
      expect(found(document)).toEqual([]);
      expect(first(document)).toMatchObject({ headerRow: 4, firstDataRow: 5, rows: 3, title });
    }
  });

  test('a header drawn two rows high', () => {
    const merges = header.map((_, at) => ({ top: 3, left: at + 1, bottom: 4, right: at + 1 }));
    expect(first(judge(sheet([[title], [reportLine], header, null, ...people], { merges })))).toMatchObject({
      headerRow: 4,
      firstDataRow: 5,
    });
  });
});

describe('what the columns are', () => {
  test.each([
    ['姓\n名', 'name'],
    ['＊姓　名：', 'name'],
    ['姓名(必填)', 'name'],
    ['受访人', 'name'],
    ['办事人姓名', 'name'],
    ['申请人/办事人姓名', 'name'],
  ])('%s is %s', (word, key) => {
    const words: Cells = header.map((one, at) => (at === 1 ? word : one));
    expect(first(judge(sheet([words, ...people])))?.columns).toMatchObject({ [key]: 'B' });
  });

  test('every synonym of the contract', () => {
    const words: Cells = ['NO.', '名字', '男/女', '企业名称', '职务/职称', '长途区号', '固话', '移动电话', '说明'];
    const document = judge(sheet([[reportLine], words, ...people]));
    expect(found(document)).toEqual([]);
    expect(Object.keys(first(document)?.columns ?? {})).toHaveLength(9);
  });

  test.each([
    ['身份证号', '身份证号'],
    ['居民身份证号码(18位)', '居民身份证号码'],
    ['公民身份号码', '公民身份号码'],
    ['证 件 号 码', '证件号码'],
    ['护照号', '护照号'],
    ['社保卡号', '社保卡号'],
    ['社会保障号', '社会保障号'],
    ['银行卡号', '银行卡号'],
    ['银行账号', '银行账号'],
  ])('%s is forbidden, its content appears nowhere', (word, raw) => {
    const rows = people.map((cells, at) => [...cells, `45999919880525727${at}`]);
    const document = judge(sheet([[reportLine], [...header, word], ...rows]));
    expect(found(document)).toEqual(['2 forbidden-column']);
    expect(finding(document, 'forbidden-column')).toMatchObject({ column: 'J', raw, severity: 'warning' });
    expect(JSON.stringify(document)).not.toContain('4599991988');
  });

  test('an unknown column is named, its content is not; a column without header is neither', () => {
    const rows = people.map((cells) => [...cells.slice(0, 4), '仫佬族', ...cells.slice(4), '私注']);
    const words: Cells = [...header.slice(0, 4), '民族', ...header.slice(4), null];
    const document = judge(sheet([[reportLine], words, ...rows]));
    expect(found(document)).toEqual(['2 unknown-column']);
    expect(finding(document, 'unknown-column')).toMatchObject({ column: 'E', raw: '民族' });
    expect(JSON.stringify(document)).not.toMatch(/仫佬|私注/);
  });

  test.each([
    [0, 'serial'],
    [2, 'gender'],
    [3, 'organisation'],
    [4, 'post'],
  ])('without column %i the sheet is not judged', (at, column) => {
    const document = judge(topics([]), {}, {});
    expect(document.verdict).toBe('returned');
    const words = header.map((word, index) => (index === at ? null : word));
    const lacking = judge(sheet([[title], [reportLine], words, ...people]), { minimum: 10 });
    expect(found(lacking)).toEqual(['3 missing-column']);
    expect(finding(lacking, 'missing-column')).toMatchObject({ column, row: 3 });
    expect(first(lacking)).toMatchObject({ state: 'skipped', reason: 'missing-column', rows: 0 });
    expect(lacking.counts.rows).toBe(0);
  });

  test('one finding for each column missing; no telephone at all', () => {
    const document = judge(sheet([[reportLine], ['姓名', '单位', '备注'], ['张三', '宾阳县第一中学', null]]));
    expect(document.findings.map(({ column }) => column)).toEqual(['serial', 'gender', 'post', 'mobile']);
  });

  test('a key twice, two keys twice', () => {
    const document = judge(sheet([[reportLine], [...header, '手机', '备注'], ...people]));
    expect(found(document)).toEqual(['2 duplicate-column', '2 duplicate-column']);
    expect(document.findings.map(({ column, message }) => [column, message])).toEqual([
      ['mobile', '“手机号码”出现两栏(H、J),请只保留一栏'],
      ['remark', '“备注”出现两栏(I、K),请只保留一栏'],
    ]);
    expect(first(document)).toMatchObject({ state: 'skipped', reason: 'duplicate-column' });
  });

  test.each([
    [[5], 'area'],
    [[5, 6], 'office'],
    [[7], 'mobile'],
  ])('optional columns %j', (dropped, column) => {
    const keep = (cells: Cells) => cells.filter((_, at) => !dropped.includes(at));
    const rows = people.map((cells) => keep(cells.map((cell, at) => (at === 6 ? '2811111' : cell))));
    const document = judge(sheet([[reportLine], keep(header), ...rows]));
    expect(document.findings.map((one) => [one.code, one.column])).toEqual([['optional-column-missing', column]]);
    expect(document.verdict).toBe('accepted');
  });

  test('附件2 without postcode', () => {
    const rows = [cadre(1), cadre(2)].map((cells) => cells.slice(0, 8));
    const document = judge(sheet([[reportLine], cadreHeader.slice(0, 8), ...rows]), asCadres);
    expect(document.findings.map((one) => [one.code, one.column])).toEqual([['optional-column-missing', 'postcode']]);
  });

  test('a mixed phone column is said, and needs no other', () => {
    const words: Cells = ['序号', '姓名', '性别', '单位', '职务', '联系电话', '备注'];
    const rows = people.map((cells) => [...cells.slice(0, 5), cells[7] ?? null, null]);
    const document = judge(sheet([[reportLine], words, ...rows]));
    expect(found(document)).toEqual(['2 ambiguous-phone-column']);
    expect(finding(document, 'ambiguous-phone-column')).toMatchObject({ column: 'phone', raw: '联系电话' });
  });

  test('service-users: a name and one phone column do', () => {
    const rows: Cells[] = [
      ['编号', '办事人', '手机', '受理事项', '日期'],
      [null, '张三', '13800000001', '养老机构许可', '2015-03-15'],
      ['甲', '李四', '13900000002', null, null],
    ];
    const document = judge(sheet(rows, { name: 'CSV' }), { kind: 'service-users', attachment: null });
    expect(found(document)).toEqual([]);
    expect(document.persons[0]).toMatchObject({ serial: null, gender: null, organisation: null, post: null });
  });
});

describe('hidden columns', () => {
  test('are not read, and named when they hold something', () => {
    const words: Cells = [...header.slice(0, 7), '手机号码', ...header.slice(7)];
    const rows = people.map((cells) => [...cells.slice(0, 7), '13700006789', ...cells.slice(7)]);
    const document = judge(sheet([[reportLine], words, ...rows], { hiddenColumns: [8] }));
    expect(document.findings.map((one) => [one.code, one.column, one.row])).toEqual([['hidden-columns', 'H', null]]);
    expect(JSON.stringify(document)).not.toContain('13700006789');
  });

  test('a hidden last column with a header counts, an empty one does not', () => {
    const rows = people.map((cells) => [...cells, 'x']);
    const parts = { hiddenColumns: [10, 11, 16384] };
    expect(found(judge(sheet([[reportLine], [...header, '旧号码'], ...rows], parts)))).toEqual(['- hidden-columns']);
    const empty = judge(sheet([[reportLine], header, ...people], { hiddenColumns: [10] }));
    expect(found(empty)).toEqual([]);
  });

  test('a required column that is hidden is missing', () => {
    const document = judge(sheet([[reportLine], header, ...people], { hiddenColumns: [3] }));
    expect(found(document, 'missing-column')).toEqual(['2 missing-column']);
  });
});

describe('what stands above', () => {
  test.each([
    ['报送单位:自治区民政厅 报送时间:2015.11.10', '自治区民政厅', '2015-11-10'],
    ['报送单位(盖章):自治区民政厅  报送时间:2015-11-8', '自治区民政厅', '2015-11-08'],
    ['填报单位：自治区民政厅（盖章）   填报时间：20151109', '自治区民政厅', '2015-11-09'],
    ['报送部门: 自治区民政厅   报送时间: 二〇一五年十一月十日', '自治区民政厅', '2015-11-10'],
    ['报送单位:   报送时间:2015年 月 日', null, null],
    ['报送单位:____  报送时间:2015年13月40日', null, null],
  ])('%s', (line, reportedBy, reportedOn) => {
    const document = judge(sheet([[title], [line], header, ...people]));
    expect(first(document)).toMatchObject({ title, year: 2015, reportedBy, reportedOn });
    expect(found(document)).toEqual([
      ...(reportedBy === null ? ['- department-blank'] : []),
      ...(reportedOn === null ? ['- report-date-missing'] : []),
    ]);
  });

  test.each([[{ value: 42318, date: '2015-11-10' } as const], [42318], ['2015/11/10'], [20151110]])(
    'a date in a cell of its own: %j',
    (cell) => {
      const line: Cells = ['报送单位:', '自治区民政厅', null, '报送时间:', cell];
      expect(first(judge(sheet([[title], line, header, ...people])))).toMatchObject({
        reportedBy: '自治区民政厅',
        reportedOn: '2015-11-10',
        title,
      });
    },
  );

  test('a title of two lines is one; 附件3 above it is no title', () => {
    const rows: Cells[] = [
      ['附件3'],
      ['2015年度自治区民政厅社会救助'],
      ['工作评价抽样框(政府部门)'],
      [reportLine],
      header,
      ...people,
    ];
    expect(first(judge(sheet(rows)))).toMatchObject({ title });
  });

  test.each([
    ['2015年度自治区民政厅社会救助工作评价抽样框(党群单位)', 3, false],
    ['2015年度自治区妇联妇女工作评价抽样框(党群单位)', 5, true],
    ['2015年度自治区参公单位XX工作评价抽样框(参公单位)', 7, true],
    ['2015年度自治区参公单位XX工作评价抽样框(参公单位)', 3, false],
    ['2015年度自治区人民政府直属行政机构系统市、县两级干部评价抽样框', 3, false],
    ['2015年度某某名单', 3, true],
  ])('%s against 附件%i', (words, attachment, right) => {
    const document = judge(sheet([[words], [reportLine], header, ...people]), { attachment });
    expect(document.verdict).toBe(right ? 'accepted' : 'returned');
    expect(found(document)).toEqual(right ? [] : ['- template-mismatch']);
    expect(first(document)?.state).toBe(right ? 'read' : 'skipped');
  });

  test.each([
    ['自治区民政厅', '广西壮族自治区民政厅', true],
    ['广西民政厅', '自治区民政厅', true],
    ['民政厅社会救助处', '自治区民政厅', true],
    ['自治区农业厅', '自治区民政厅', false],
  ])('报送单位 %s, department %s', (reported, department, same) => {
    const document = judge(sheet([[title], [`报送单位:${reported} 报送时间:2015年11月10日`], header, ...people]), {
      department,
    });
    expect(found(document)).toEqual(same ? [] : ['- department-mismatch']);
  });

  test('both may be agreed', () => {
    const agreed = { agreedBy: '二处', date: '2015-11-05', reason: '合并报送' };
    const other = sheet([
      ['2015年度系统市、县两级干部评价抽样框'],
      ['报送单位:自治区农业厅 报送时间:2015年11月10日'],
      header,
      ...people,
    ]);
    const document = judge(other, {
      exemptions: [
        { check: 'template', ...agreed },
        { check: 'department', ...agreed },
        { check: 'coverage', ...agreed },
      ],
    });
    expect(found(document)).toEqual(['- exempted', '- exempted']);
    expect(document.lists[0]?.exemptions.map(({ used }) => used)).toEqual([true, true, false]);
  });

  test.each([
    ['2014年度自治区民政厅社会救助工作评价抽样框(政府部门)', ['- title-year-mismatch'], 2014],
    ['二〇一四年度自治区民政厅社会救助工作评价抽样框(政府部门)', ['- title-year-mismatch'], 2014],
    ['自治区民政厅社会救助工作评价抽样框(政府部门)', [], null],
  ])('year: %s', (words, codes, year) => {
    const document = judge(sheet([[words], [reportLine], header, ...people]), {}, { year: 2015 });
    expect(found(document)).toEqual(codes);
    expect(first(document)).toMatchObject({ state: 'read', year, rows: 3 });
  });
});

describe('several sheets and tables', () => {
  test('hidden sheets, empty sheets, notes, and a list without header', () => {
    const document = judgeFrames([
      list(
        book([
          sheet([['代码'], ['男'], ['女']], { name: '代码', state: 'hidden' }),
          sheet([header, ...people], { name: '2014', state: 'veryHidden' }),
          topics(people, { name: '名单' }),
          sheet([], { name: 'Sheet2' }),
          sheet([['填报要求:1.请按上述格式']], { name: '说明' }),
          sheet([person(15), person(16), person(17)], { name: '丙组' }),
          sheet([person(15), person(16)], { name: '丁组' }),
        ]),
      ),
    ]);
    expect(document.files[0]?.sheets.map(({ name, state, reason }) => [name, reason ?? state])).toEqual([
      ['代码', 'hidden'],
      ['2014', 'hidden'],
      ['名单', 'read'],
      ['Sheet2', 'empty'],
      ['说明', 'no-header'],
      ['丙组', 'no-header'],
      ['丁组', 'no-header'],
    ]);
    expect(document.findings.map(({ sheet: name, code }) => [name, code])).toEqual([
      ['2014', 'hidden-sheet'],
      ['丙组', 'sheet-without-header'],
    ]);
    expect(document.counts.rows).toBe(3);
  });

  test('tables side by side: the second is named by its first column', () => {
    const rows = people.map((cells) => [...cells, null, ...person(7)]);
    const document = judge(sheet([[reportLine], [...header, null, ...header], ...rows]));
    expect(document.findings.map((one) => [one.code, one.row, one.column])).toEqual([['two-tables', 2, 'K']]);
    expect(document.counts.rows).toBe(3);
    const close = people.map((cells) => [...cells, ...person(7)]);
    expect(judge(sheet([[reportLine], [...header, ...header], ...close])).findings.map((one) => one.column)).toEqual([
      'J',
    ]);
  });

  test('a table below with a new title, or with other columns', () => {
    const titled = judge(
      topics([...people, null, ['2015年度自治区民政厅养老服务工作评价抽样框(政府部门)'], header, person(9)]),
    );
    expect(found(titled)).toEqual(['9 two-tables']);
    expect(titled.counts.rows).toBe(3);
    const other = judge(topics([...people, ['序号', '姓名', '手机号码'], [1, '张三', '13800009999']]));
    expect(found(other)).toEqual(['7 two-tables']);
    expect(JSON.stringify(other)).not.toContain('13800009999');
  });

  test('the same header on every printed page, with and without the title', () => {
    const document = judge(topics([person(1), header, person(2), [title], [reportLine], header, person(3)]));
    expect(found(document)).toEqual(['5 repeated-header-row', '9 repeated-header-row']);
    expect(document.counts.rows).toBe(3);
  });

  test('a city above the repeated header is a sub-heading', () => {
    const document = judge(
      topics([person(1), person(2), ['柳州市'], header, person(1, { 1: '欧阳宁', 7: '13700000009' })]),
    );
    expect(found(document)).toEqual(['6 sub-heading-row', '7 repeated-header-row', '8 serial-restart']);
    expect(document.counts.rows).toBe(3);
  });

  test('a header and nothing below', () => {
    const document = judge(topics([]), { minimum: 10 });
    expect(found(document)).toEqual(['- no-data-rows']);
    expect(finding(document, 'no-data-rows')).toMatchObject({ sheet: 'Sheet1', row: null });
    expect(first(document)).toMatchObject({ state: 'read', firstDataRow: null, rows: 0 });
  });

  test('附件2 as printed', () => {
    const document = judge(cadres([cadre(1), cadre(2)]), asCadres);
    expect(found(document)).toEqual([]);
    expect(document.persons[0]).toMatchObject({
      organisation: '宾阳县民政局第1所',
      address: '宾阳县教育路1号',
      postcode: '530000',
    });
  });
});
