import { describe, expect, test } from 'vitest';
import {
  asCadres,
  book,
  cadre,
  cadres,
  finding,
  found,
  header,
  judge,
  list,
  person,
  reportLine,
  sheet,
  topics,
  type Cells,
} from './frame.support.ts';
import { judgeFrames } from '#sampling';

const only = (at: number, text: string): Cells => header.map((_, index) => (index === at ? text : null));
/** One title over the whole table. */
const over = (row: number) => ({ top: row, left: 1, bottom: row, right: 9 });

describe('rows that are no data rows', () => {
  test.each<readonly [string, Cells, string]>([
    ['dots', ['……', '……', '……', null, '……'], 'template-filler-row'],
    ['ASCII dots', ['...', '...'], 'template-filler-row'],
    ['one ellipsis a cell', ['…', '…', '…'], 'template-filler-row'],
    ['the printed sample', [1, null, null, 'xx市xx路xx号 Xxxx单位'], 'template-filler-row'],
    ['a serial alone', [3], 'template-filler-row'],
    ['a serial alone as text', ['3、'], 'template-filler-row'],
    ['a sum', ['合计', '12人'], 'footer-row'],
    ['a sum in the name column', [null, '小 计', null, null, null, null, null, '12'], 'footer-row'],
    ['the clerk', ['填表人:', '韦彩云', null, '审核人:陆建国', null, null, '联系电话:', '13800007766'], 'footer-row'],
    [
      'the clerk in the name column',
      [null, '经办人:韦彩云', null, null, null, null, null, '13800007766'],
      'footer-row',
    ],
    ['a note', ['注:请按上述格式用Excel建立工作表'], 'footer-row'],
    ['a long text', ['以上人员均为本年度到我单位办理过业务的群众代表，请以适当方式联系'], 'footer-row'],
    ['填报要求', ['填报要求：1.请按上述格式用Excel建立工作表;'], 'footer-row'],
    ['a city', ['柳州市'], 'sub-heading-row'],
    ['a note in another column', only(3, '注：本页共12人'), 'footer-row'],
  ])('%s', (_, row, code) => {
    const document = judge(topics([person(1), person(2), row, person(3)]));
    expect(found(document).filter((one) => !one.includes('serial-'))).toEqual([`6 ${code}`]);
    expect(document.counts).toMatchObject({ rows: 3, usable: 3, rejected: 0 });
    expect(JSON.stringify(document)).not.toMatch(/13800007766|韦彩云/);
  });

  test('merged over the table: short is a sub-heading, long is a note', () => {
    const rows = [
      person(1),
      only(1, '来宾市兴宾区'),
      person(2),
      only(1, '以下人员由来宾市兴宾区民政局提供,联系人见附表,请知悉'),
      person(3),
    ];
    const document = judge(
      topics(
        rows.map((cells) => cells),
        {
          merges: [
            { ...over(5), left: 2 },
            { ...over(7), left: 2 },
          ],
        },
      ),
    );
    expect(found(document)).toEqual(['5 sub-heading-row', '7 footer-row']);
  });

  test('a lone name is a person without anything else', () => {
    const document = judge(topics([person(1), only(1, '欧阳修远')]));
    expect(document.counts).toEqual({ rows: 2, persons: 2, usable: 1, duplicates: 0, rejected: 1 });
    expect(found(document, 'no-callable-number')).toEqual(['5 no-callable-number']);
  });

  test('a sum does not end the table, a sub-heading keeps the place', () => {
    const document = judge(topics([person(1), ['小计', '1人'], person(2)]));
    expect(document.counts.rows).toBe(2);
  });

  test('blank rows are told only between data rows, one finding a run', () => {
    const document = judge(topics([null, person(1), null, person(2), [], [null, ' '], null, person(3), null, null]));
    expect(document.findings.map(({ row, code, raw }) => [row, code, raw])).toEqual([
      [6, 'blank-row', '1'],
      [8, 'blank-row', '3'],
    ]);
  });

  test('a forbidden column alone makes no person', () => {
    const rows = [
      [...person(1), '459999198805257275'],
      [null, null, null, null, null, null, null, null, null, '459999198805257275'],
    ];
    const document = judge(sheet([[reportLine], [...header, '身份证号'], ...rows]));
    expect(document.counts.rows).toBe(1);
    expect(JSON.stringify(document)).not.toContain('4599991988');
  });
});

describe('hidden rows', () => {
  test('are counted, not judged, and take part in the serials', () => {
    const document = judge(topics([person(1), person(2), person(3), person(4), person(5)], { hiddenRows: [5, 7] }));
    expect(document.counts.rows).toBe(3);
    expect(found(document)).toEqual(['5 hidden-rows']);
    expect(finding(document, 'hidden-rows')).toMatchObject({
      raw: '2',
      related: [{ file: '附件3.xlsx', sheet: 'Sheet1', row: 7 }],
    });
  });

  test('blank rows beside hidden ones: only the visible are told', () => {
    const rows = [person(1), null, person(2), [], person(3)];
    const document = judge(topics(rows, { hiddenRows: [6, 7] }));
    expect(found(document)).toEqual(['5 blank-row', '6 hidden-rows']);
    expect(finding(document, 'blank-row')?.raw).toBe('1');
  });

  test('a hidden footer, blank or filler is not worth a word', () => {
    const rows = [person(1), ['合计', '1人'], null, ['……', '……'], ['柳州市']];
    expect(found(judge(topics(rows, { hiddenRows: [5, 6, 7, 8] })))).toEqual([]);
  });
});

describe('serials', () => {
  const serials = (values: readonly (string | number | null)[], more: Readonly<Record<number, Cells>> = {}) => {
    const rows: Cells[] = [];
    for (const [at, value] of values.entries()) {
      const before = more[at];
      if (before) rows.push(before);
      rows.push(person(at + 1, { 0: value }));
    }
    return judge(topics(rows));
  };

  test.each<readonly [readonly (string | number | null)[], readonly string[]]>([
    [[1, 2, 3], []],
    [[2, 3, 4], ['4 serial-gap']],
    [[1, 2, 4, 5], ['6 serial-gap']],
    [[1, 2, 2, 3], ['6 serial-duplicate']],
    [
      [1, 2, 4, 3, 5],
      ['6 serial-gap', '7 serial-order'],
    ],
    [
      [1, 2, 5, 3, 4, 6],
      ['6 serial-gap', '7 serial-order', '8 serial-order'],
    ],
    [[1, 2, 3, 1, 2, 3], ['7 serial-restart']],
    [[1, 2, 3, 1, 4], ['7 serial-duplicate']],
    [[1, 2, 3, 1], ['7 serial-duplicate']],
    [
      [1, null, 3, null, 5],
      ['5 serial-missing', '7 serial-missing'],
    ],
    [[1, '甲', 3], ['5 serial-invalid']],
    [[1, 1.5, 3], ['5 serial-invalid']],
    [[1, '二', 3], ['5 serial-invalid']],
    [['1', '2', '3'], []],
    [
      ['1、', '(2)', '③', '４', '5.', '第6号', '（7）', '8.0', '⑼', '010'],
      '456789'
        .split('')
        .map((row) => `${row} serial-normalised`)
        .concat('10 serial-normalised', '11 serial-normalised', '12 serial-normalised', '13 serial-normalised'),
    ],
  ])('%j', (values, codes) => {
    expect(found(serials(values))).toEqual(codes);
  });

  test('says what was expected, and the integer', () => {
    expect(finding(serials([1, 2, 4]), 'serial-gap')).toMatchObject({
      column: 'serial',
      raw: '4',
      repaired: '3',
      message: '序号应为3,实为4',
    });
    expect(serials(['1、', '⑵']).persons.map(({ serial }) => serial)).toEqual([1, 2]);
    expect(serials([1, '甲']).persons[1]?.serial).toBeNull();
    expect(finding(serials([1, 2, 2]), 'serial-duplicate')?.related).toEqual([
      { file: '附件3.xlsx', sheet: 'Sheet1', row: 5 },
    ]);
  });

  test('back to 1 after a sub-heading is a restart even when nothing follows', () => {
    expect(found(serials([1, 2, 1], { 2: ['柳州市'] }), 'serial-restart', 'serial-duplicate')).toEqual([
      '7 serial-restart',
    ]);
  });

  test('a formula is not executed; without a result it is blank', () => {
    const rows = [person(1, { 0: { value: 1, formula: true } }), person(2, { 0: { value: null, formula: true } })];
    expect(found(judge(topics(rows)))).toEqual(['4 formula-cell', '5 formula-without-value', '5 serial-missing']);
  });

  test('each sheet begins at 1; going on from the sheet before is its own warning', () => {
    const one = topics([person(1), person(2)], { name: '甲' });
    const fresh = topics([person(1, { 1: '欧阳甲', 7: '13700000001' })], { name: '乙' });
    const goingOn = topics([person(3)], { name: '乙' });
    const jumping = topics([person(5)], { name: '乙' });
    expect(found(judgeFrames([list(book([one, fresh]))]))).toEqual([]);
    expect(found(judgeFrames([list(book([one, goingOn]))]))).toEqual(['4 serial-continued']);
    expect(found(judgeFrames([list(book([one, jumping]))]))).toEqual(['4 serial-gap']);
  });

  test('service-users are not checked', () => {
    const rows: Cells[] = [header, person(7, { 0: '甲' }), person(7, { 0: 7, 1: '李四', 7: '13700000002' })];
    expect(found(judge(sheet(rows), { kind: 'service-users', attachment: null }))).toEqual([]);
  });
});

describe('merged cells', () => {
  const merged = { top: 5, left: 4, bottom: 7, right: 4 };

  test('fill down inside their range only', () => {
    const rows = [person(1), person(2), person(3, { 3: null }), person(4, { 3: null }), person(5, { 3: null })];
    const document = judge(topics(rows, { merges: [merged] }));
    expect(found(document)).toEqual(['5 merged-filled', '8 organisation-missing']);
    expect(finding(document, 'merged-filled')).toMatchObject({
      column: 'organisation',
      related: [{ row: 6 }, { row: 7 }],
      message: '合并单元格“单位”适用于3行',
    });
    expect(document.persons[3]?.organisation).toBe('宾阳县第2中学');
  });

  test('a blank merged range is blank for all its rows', () => {
    const rows = [person(1), person(2, { 3: null }), person(3, { 3: null }), person(4, { 3: null })];
    expect(found(judge(topics(rows, { merges: [merged] })))).toEqual([
      '5 organisation-missing',
      '6 organisation-missing',
      '7 organisation-missing',
    ]);
  });

  test('blank rows inside a range stay blank; a comment is said once', () => {
    const rows = [person(1), person(2, { 3: { value: '宾阳县一中', comment: '分校' } }), null, person(3, { 3: null })];
    const document = judge(topics(rows, { merges: [merged] }));
    expect(found(document)).toEqual(['5 merged-filled', '5 cell-comment', '6 blank-row'].toSorted(order));
    expect(document.counts.rows).toBe(3);
  });

  const order = (a: string, b: string) => Number(a.split(' ')[0]) - Number(b.split(' ')[0]) || (a < b ? -1 : 1);
});

describe('cells with remarks', () => {
  test('comments, strike-through, error values, formulas', () => {
    const document = judge(
      topics([
        person(1, { 7: { value: '13800000017', comment: '已换号,新号13900008134' } }),
        person(2, { 1: { value: '廖亮', struck: true } }),
        person(3, { 4: { value: null, error: '#REF!' }, 2: '#N/A' }),
        person(4, { 8: { value: '已核', formula: true } }),
        person(5, { 1: { value: '黄志高', formula: true }, 8: { value: null, formula: true } }),
        person(6, { 7: { value: '13800000102', formula: true } }),
        person(7, { 7: { value: null, formula: true }, 6: '2811111' }),
        person(8, { 3: { value: '宾阳县第八中学', struck: true } }),
      ]),
    );
    expect(found(document)).toEqual([
      '4 cell-comment',
      '5 struck-through-row',
      '6 error-cell',
      '6 gender-missing',
      '6 error-cell',
      '6 post-missing',
      '7 formula-cell',
      '8 formula-cell',
      '8 formula-without-value',
      '9 phone-repaired',
      '10 formula-without-value',
    ]);
    expect(finding(document, 'cell-comment')).toMatchObject({ column: 'mobile', raw: '已换号,新号13900008134' });
    expect(finding(document, 'formula-cell')).toMatchObject({ column: 'remark', raw: '已核' });
    expect(document.counts).toMatchObject({ usable: 8 });
  });

  test('text a spreadsheet would run is kept as text and said; a phone or a lone sign is not', () => {
    const remarks = [
      "=cmd|' /C calc'!A0",
      '@SUM(1+1)',
      '+HYPERLINK("http://example.com")',
      '-经理',
      '-',
      '--',
      '+86 771 2811111',
    ];
    const document = judge(topics(remarks.map((text, at) => person(at + 1, { 8: text }))));
    expect(found(document)).toEqual(['4', '5', '6', '7'].map((row) => `${row} formula-like-text`));
    expect(document.persons[0]?.remark).toBe("=cmd|' /C calc'!A0");
  });

  test('identity numbers are masked wherever they stand, comments included', () => {
    const id = '45010219880525727X';
    const document = judge(
      topics([
        person(1, { 8: `证号${id}` }),
        person(2, { 1: `廖亮${id}` }),
        person(3, { 7: id }),
        person(4, { 8: { value: '见批注', comment: `张三 ${id}` } }),
        person(5, { 3: '４５０１０２１９８８０５２５７２７Ｘ' }),
        person(6, { 5: id }),
        person(7, { 8: '450102198813457271' }),
        person(8, { 8: '订单1450102198805257271' }),
        [`小组 ${id}`],
      ]),
    );
    const printed = JSON.stringify(document);
    expect(printed).not.toContain(id);
    expect(printed).not.toContain('４５０１０２');
    expect(printed).toContain('450102198813457271');
    expect(found(document, 'forbidden-value')).toEqual(
      ['4', '5', '6', '8', '9'].map((row) => `${row} forbidden-value`),
    );
    expect(document.persons[0]?.remark).toBe('证号〔证件号已屏蔽〕');
    expect(found(document, 'sub-heading-row', 'footer-row')).toHaveLength(1);
  });

  test('a record with bytes of no character', () => {
    expect(found(judge(topics([person(1), person(2)], { undecodable: [5] })))).toEqual(['5 undecodable-bytes']);
  });
});

describe('several files', () => {
  test('findings in the order of files, sheets, rows, columns, codes', () => {
    const bad = topics([person(2, { 0: 5, 1: '王', 2: 'X', 3: '同上', 4: '' })], { name: '二' });
    const document = judgeFrames([
      list([book(topics([person(1, { 2: '' })]), 'z.xlsx'), book([topics([person(3, { 0: 1 })]), bad], 'a.xlsx')], {
        remarks: [{ code: 'macros-ignored', file: 'a.xlsx' }],
      }),
    ]);
    expect(document.findings.map(({ file, sheet: name, column, code }) => [file, name, column ?? '-', code])).toEqual([
      ['z.xlsx', 'Sheet1', 'gender', 'gender-missing'],
      ['a.xlsx', null, '-', 'macros-ignored'],
      ['a.xlsx', '二', 'serial', 'serial-gap'],
      ['a.xlsx', '二', 'name', 'name-suspicious'],
      ['a.xlsx', '二', 'gender', 'gender-unknown'],
      ['a.xlsx', '二', 'organisation', 'organisation-ditto'],
      ['a.xlsx', '二', 'post', 'post-missing'],
    ]);
  });

  test('a package stands before its entries', () => {
    const document = judgeFrames([
      list([book(topics([person(1, { 2: '' })]), '包.zip/a.xlsx')], {
        remarks: [
          { code: 'entry-skipped', file: '包.zip', raw: '问卷.docx' },
          { code: 'package-not-encrypted', file: '包.zip' },
        ],
      }),
    ]);
    expect(document.findings.map(({ file, code }) => [file, code])).toEqual([
      ['包.zip', 'entry-skipped'],
      ['包.zip', 'package-not-encrypted'],
      ['包.zip/a.xlsx', 'gender-missing'],
    ]);
    expect(document.findings[0]?.message).toBe('压缩包内“问卷.docx”不是名单,未读取');
  });

  test('of one code a thousand are printed, all are counted', () => {
    const rows = Array.from({ length: 1040 }, (_, at) =>
      person(at + 1, { 1: `韦${String.fromCharCode(0x4e10 + at)}`, 7: 13_800_010_001 + at * 7 }),
    );
    const document = judge(topics(rows), { minimum: 1000 });
    expect(document.truncated).toEqual([{ list: 0, code: 'phone-repaired', printed: 1000, total: 1040 }]);
    expect(document.findings).toHaveLength(1000);
    expect(document.counts).toMatchObject({ rows: 1040, usable: 1040 });
  });

  test('too many data rows are refused', () => {
    const rows = [person(1), person(2), person(3)];
    expect(() => judge(topics(rows), {}, { maxRows: 2 })).toThrow(
      expect.objectContaining({ name: 'TooManyRows', file: '附件3.xlsx' }),
    );
    expect(judge(topics(rows), {}, { maxRows: 3 }).counts.rows).toBe(3);
  });

  test('--no-persons prints none', () => {
    expect(judge(cadres([cadre(1)]), asCadres, { noPersons: true })).toMatchObject({
      persons: [],
      counts: { usable: 1 },
    });
  });
});
