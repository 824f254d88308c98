import { describe, expect, test } from 'vitest';
import { asCadres, cadre, cadres, finding, found, judge, person, topics, type Cells } from './frame.support.ts';
import { divideUnitCell, gradeAddress } from '../../../sampling/frame/addresses.ts';
import { saysGone } from '../../../sampling/frame/fields.ts';
import { judgeName, variantKeyOf } from '../../../sampling/frame/names.ts';

describe('names', () => {
  test.each<readonly [raw: string, name: string, key: string, ...codes: string[]]>([
    ['张三', '张三', '张三'],
    [' 张三　', '张三', '张三'],
    ['张 三', '张 三', '张三', 'name-spaces'],
    ['张　　三', '张　　三', '张三', 'name-spaces'],
    ['阿卜杜拉·买买提', '阿卜杜拉·买买提', '阿卜杜拉买买提'],
    ['阿卜杜拉•买买提', '阿卜杜拉·买买提', '阿卜杜拉买买提', 'name-dot-normalised'],
    ['阿卜杜拉。买买提', '阿卜杜拉·买买提', '阿卜杜拉买买提', 'name-dot-normalised'],
    ['阿卜杜拉 . 买买提', '阿卜杜拉·买买提', '阿卜杜拉买买提', 'name-dot-normalised'],
    ['罗䶮', '罗䶮', '罗䶮'],
    ['覃𬭊', '覃𬭊', '覃𬭊'],
    ['罗?', '罗?', '罗?', 'name-character-lost'],
    ['罗？华', '罗？华', '罗？华', 'name-character-lost'],
    ['罗□', '罗□', '罗□', 'name-character-lost'],
    ['罗\ufffd', '罗\ufffd', '罗\ufffd', 'name-character-lost'],
    ['罗\ue123', '罗\ue123', '罗\ue123', 'name-character-lost'],
    ['陆(龙天)', '陆(龙天)', '陆(龙天)', 'name-character-lost'],
    ['陆（龙天）华', '陆（龙天）华', '陆（龙天）华', 'name-character-lost'],
    ['陆(上龙下天)', '陆(上龙下天)', '陆(上龙下天)', 'name-character-lost'],
    ['欧阳(龙天)', '欧阳(龙天)', '欧阳(龙天)', 'name-character-lost'],
    ['陆⿱龙天', '陆⿱龙天', '陆⿱龙天', 'name-character-lost'],
    ['黄志强(主任)', '黄志强', '黄志强', 'name-extra-text'],
    ['李秀英（女）', '李秀英', '李秀英', 'name-extra-text'],
    ['李四【壮族】', '李四', '李四', 'name-extra-text'],
    ['覃文斌科长', '覃文斌', '覃文斌', 'name-extra-text'],
    ['覃文斌副局长', '覃文斌', '覃文斌', 'name-extra-text'],
    ['王小明老师', '王小明', '王小明', 'name-extra-text'],
    ['王五科长', '王五', '王五', 'name-extra-text'],
    ['王书记', '王书记', '王书记'],
    ['韦主席', '韦主席', '韦主席'],
    ['覃永生', '覃永生', '覃永生'],
    ['黄', '黄', '黄', 'name-suspicious'],
    ['张3', '张3', '张3', 'name-suspicious'],
    ['张(经理)', '张', '张', 'name-extra-text', 'name-suspicious'],
    ['张'.repeat(31), '张'.repeat(31), '张'.repeat(31), 'name-suspicious'],
    ['张'.repeat(30), '张'.repeat(30), '张'.repeat(30)],
    ['张建华、李志明', '张建华、李志明', '张建华、李志明', 'name-two-persons'],
    ['张建华/李志明', '张建华/李志明', '张建华/李志明', 'name-two-persons'],
    ['张建华，李志明', '张建华，李志明', '张建华，李志明', 'name-two-persons'],
    ['张建华;李志明', '张建华;李志明', '张建华;李志明', 'name-two-persons'],
    ['张\u200b三', '张\u200b三', '张三'],
  ])('%j', (raw, name, key, ...codes) => {
    const judged = judgeName(raw);
    expect([judged.name, judged.key, judged.findings.map(({ code }) => code)]).toEqual([name, key, codes]);
  });

  test.each(['', ' ', '保密', '略', '无', '不详', '某某', '张某', '×××', '张**', '张XX', '李xx', '/', '—', '同上'])(
    '%j is no name',
    (raw) => {
      expect(judgeName(raw)).toMatchObject({ key: '', findings: [{ code: 'name-missing' }] });
      const document = judge(topics([person(1, { 1: raw })]));
      expect(found(document, 'name-missing')).toEqual(['4 name-missing']);
      expect(document.counts).toEqual({ rows: 1, persons: 1, usable: 0, duplicates: 0, rejected: 1 });
    },
  );

  test('an error value is said, then the name is missing', () => {
    expect(found(judge(topics([person(1, { 1: { value: null, error: '#REF!' } })])))).toEqual([
      '4 error-cell',
      '4 name-missing',
    ]);
  });

  test('two persons in a cell are proposed as two, counted as one', () => {
    const document = judge(topics([person(1, { 1: '张建华/李志明', 7: '13800000001、13900000002' })]));
    expect(finding(document, 'name-two-persons')).toMatchObject({ repaired: '张建华、李志明' });
    expect(finding(document, 'phone-multiple')).toMatchObject({ message: '一格有2个号码,第一个为首选' });
    expect(document.counts).toMatchObject({ persons: 1, usable: 1 });
  });

  test.each([
    ['國強', '国强'],
    ['於麗華', '于丽华'],
    ['李昇', '李升'],
    ['李峯', '李峰'],
    ['李羣', '李群'],
    ['李喆', '李哲'],
    ['李堃', '李坤'],
    ['甯静', '宁静'],
  ])('%s and %s are variants', (a, b) => {
    expect(variantKeyOf(a)).toBe(variantKeyOf(b));
  });
});

describe('gender', () => {
  const genders = (...values: (string | number | null)[]) =>
    judge(topics(values.map((value, at) => person(at + 1, { 2: value }))));

  test('words', () => {
    const document = genders('M', 'female', 'Ｆ', '男性', '女士', '小姐', '男 ', '先生');
    expect(document.persons.map(({ gender }) => gender).join('')).toBe('男女女男女女男男');
    expect(found(document)).toEqual([4, 5, 6, 7, 8, 9, 11].map((row) => `${row} gender-normalised`));
  });

  test.each<readonly [readonly (string | number)[], string, number]>([
    [[1, 2, 1], '男女男', 0],
    [[1, 0, 1], '男女男', 0],
    [['1', '0'], '男女', 0],
    [[0, 1, 2], '-男女', 1],
    [[0, 0], '--', 2],
    [[1, 1], '男男', 0],
    [['男', 1, 0], '男男女', 0],
  ])('codes %j', (values, expected, unknown) => {
    const document = genders(...values);
    expect(document.persons.map(({ gender }) => gender ?? '-').join('')).toBe(expected);
    expect(found(document, 'gender-unknown')).toHaveLength(unknown);
  });

  test('blank and unknown', () => {
    expect(found(genders(null, '未知', '3'))).toEqual(['4 gender-missing', '5 gender-unknown', '6 gender-unknown']);
  });
});

describe('addresses', () => {
  test.each([
    ['南宁市友谊路115号', 'concrete'],
    ['南宁市民族大道115-1号', 'concrete'],
    ['南宁市友谊路一百一十五号', 'concrete'],
    ['城中区解放街东一巷3号', 'concrete'],
    ['合浦县廉州镇还珠村3组', 'concrete'],
    ['上林县大丰镇第五队', 'concrete'],
    ['南宁市金湖小区3栋2单元501室', 'concrete'],
    ['南宁市东盟大厦18楼', 'concrete'],
    ['南宁市金湖广场A座1201室', 'concrete'],
    ['县政府大院综合楼三层', 'concrete'],
    ['南宁市人民路', 'vague'],
    ['合浦县解放街', 'vague'],
    ['南宁市', 'missing'],
    ['南宁市民政局', 'missing'],
    ['城中街道办事处', 'missing'],
    ['南宁市公路管理局', 'missing'],
    ['南宁铁路局', 'missing'],
    ['第一中学', 'missing'],
    ['xx市xx路xx号 Xxxx单位', 'missing'],
    ['', 'missing'],
  ])('%s is %s', (text, grade) => {
    expect(gradeAddress(text)).toBe(grade);
  });

  test.each([
    ['南宁市友谊路115号 南宁市民政局', '南宁市民政局', '南宁市友谊路115号'],
    ['南宁市民政局 南宁市友谊路115号', '南宁市民政局', '南宁市友谊路115号'],
    ['南宁市民政局(南宁市友谊路115号)', '南宁市民政局', '南宁市友谊路115号'],
    ['南宁市民政局（地址：南宁市友谊路115号）', '南宁市民政局', '南宁市友谊路115号'],
    ['南宁市友谊路115号(南宁市民政局)', '南宁市民政局', '南宁市友谊路115号'],
    ['南宁市友谊路115号 3楼 南宁市民政局', '南宁市民政局', '南宁市友谊路115号 3楼'],
    ['南宁市友谊路115号\n南宁市民政局', '南宁市民政局', '南宁市友谊路115号'],
    ['南宁市友谊路115号南宁市民政局', '南宁市民政局', '南宁市友谊路115号'],
    ['合浦县人民路 合浦县民政局', '合浦县民政局', '合浦县人民路'],
    ['南宁市民政局', '南宁市民政局', ''],
    ['南宁市友谊路115号', '南宁市友谊路115号', ''],
  ])('%j', (text, organisation, address) => {
    expect(divideUnitCell(text)).toMatchObject({ organisation, address });
  });

  test('附件2: missing is an error, vague a review, an own column serves', () => {
    const document = judge(
      cadres([
        cadre(1, { 3: '宾阳县民政局' }),
        cadre(2, { 3: '宾阳县人民路 宾阳县民政局' }),
        cadre(3, { 3: null }),
        cadre(4),
      ]),
      asCadres,
    );
    expect(found(document)).toEqual([
      '4 address-missing',
      '5 address-vague',
      '6 address-missing',
      '6 organisation-missing',
    ]);
    expect(document.counts).toMatchObject({ rows: 4, usable: 2, rejected: 2 });
  });

  test('agreed, no address is asked for', () => {
    const exemptions = [{ check: 'address', agreedBy: '二处', date: '2015-11-05', reason: '集中送达' }] as const;
    const document = judge(cadres([cadre(1, { 3: '宾阳县民政局' })]), { ...asCadres, exemptions });
    expect(found(document)).toEqual(['- exempted']);
    expect(document.counts.usable).toBe(1);
  });

  test('附件6: one warning a sheet; 单位 or 备注 will do', () => {
    const rows = [
      person(1, { 4: '主任' }),
      person(2, { 4: '主任', 8: '宾阳县永武街3号' }),
      person(3, { 3: '宾阳县永武街3号宾阳县供销社', 4: '主任' }),
      person(4, { 4: '主任' }),
    ];
    const document = judge(topics(rows), { kind: 'system-cadres', attachment: 6 });
    // The title of 附件3 does not fit 附件6.
    expect(found(document)).toEqual(['- template-mismatch']);
    const untitled = judge(topics(rows.map((cells) => cells)), {
      kind: 'system-cadres',
      attachment: 6,
      exemptions: [{ check: 'template', agreedBy: '二处', date: '2015-11-05', reason: '旧表' }],
    });
    expect(found(untitled, 'address-advised')).toEqual(['4 address-advised']);
    expect(finding(untitled, 'address-advised')).toMatchObject({ raw: '2', related: [{ row: 7 }] });
  });
});

describe('posts, postcodes, remarks', () => {
  test.each([
    ['局长', false],
    ['办公室主任', false],
    ['党组成员、副局长', false],
    ['股长', false],
    ['科员', true],
    ['办公室科员', true],
    ['工作人员(聘用)', true],
    ['实习生', true],
    ['驾驶员', true],
    ['总干事', false],
    ['女职工委员会主任', false],
  ])('%s out of scope: %s', (post, out) => {
    const document = judge(cadres([cadre(1, { 3: '南宁市友谊路1号 南宁市民政局', 4: post })]), asCadres);
    expect(found(document)).toEqual(out ? ['4 post-out-of-scope'] : []);
  });

  test('股长 is out of scope at county level', () => {
    expect(found(judge(cadres([cadre(1, { 4: '办公室股长' })]), asCadres))).toEqual(['4 post-out-of-scope']);
  });

  test('a topic list has no scope of posts; 同上 is no post', () => {
    expect(found(judge(topics([person(1, { 4: '科员' }), person(2, { 4: '同上' })])))).toEqual(['5 post-missing']);
  });

  test.each<readonly [string | number | null, string[], string | undefined]>([
    ['530000', [], '530000'],
    [530000, [], '530000'],
    ['５３００００', [], '530000'],
    ['53000', ['4 postcode-invalid'], '53000'],
    ['53000O', ['4 postcode-invalid'], '53000O'],
    [null, ['4 postcode-missing'], undefined],
  ])('postcode %j', (value, codes, printed) => {
    const document = judge(cadres([cadre(1, { 8: value })]), asCadres);
    expect(found(document)).toEqual(codes);
    expect(document.persons[0]?.postcode).toBe(printed);
  });

  test.each([
    ['已调离', true],
    ['2015年8月退休', true],
    ['号码已停机', true],
    ['空号', true],
    ['手机号码有误', true],
    ['电话错误', true],
    ['病故', true],
    ['未退休', false],
    ['尚未办理退休', false],
    ['没有调离', false],
    ['退休返聘', false],
    ['退休返聘,号码已停机', true],
    ['人大代表', false],
  ])('备注 %s: gone %s', (remark, gone) => {
    expect(saysGone(remark)).toBe(gone);
    expect(found(judge(topics([person(1, { 8: remark })])))).toEqual(gone ? ['4 not-callable-remark'] : []);
  });

  test('organisations: blank, ditto, sample', () => {
    const rows: Cells[] = [
      person(1, { 3: null }),
      person(2, { 3: '同上' }),
      person(3, { 3: '〃' }),
      person(4, { 3: 'xx市xx路xx号 Xxxx单位' }),
    ];
    const document = judge(topics(rows));
    expect(found(document)).toEqual([
      '4 organisation-missing',
      '5 organisation-ditto',
      '6 organisation-ditto',
      '7 organisation-missing',
    ]);
    expect(document.persons.map(({ organisation }) => organisation)).toEqual([null, null, null, null]);
  });

  test.each([
    ['自治区民政厅办公室', true],
    ['广西壮族自治区民政厅', true],
    ['广西民政厅社会救助处', true],
    ['南宁市民政局', false],
    ['自治区农业厅', false],
  ])('own staff: %s %s', (organisation, own) => {
    expect(found(judge(topics([person(1, { 3: organisation })])))).toEqual(own ? ['4 own-staff'] : []);
    expect(found(judge(topics([person(1, { 3: organisation })]), { department: undefined }))).toEqual(
      own ? ['4 own-staff'] : [],
    );
  });
});

describe('numbers of a row', () => {
  test('order: mobiles of mobile, phone, office, area, then landlines; the first is primary', () => {
    const document = judge(topics([person(1, { 5: '0772', 6: '2100001、13700000003', 7: '013800000001' })]));
    expect(document.persons[0]?.numbers).toEqual([
      { type: 'mobile', e164: '+8613800000001', dial: '013800000001', primary: true },
      { type: 'mobile', e164: '+8613700000003', dial: '13700000003', primary: false },
      { type: 'fixed', e164: '+867722100001', dial: '07722100001', primary: false },
    ]);
  });

  test('a whole number in the 区号 column counts, last of its kind', () => {
    const document = judge(topics([person(1, { 5: '0771-2811111', 7: '13800000001' })]));
    expect(found(document)).toEqual(['4 phone-repaired']);
    expect(document.persons[0]?.numbers.map(({ e164 }) => e164)).toEqual(['+8613800000001', '+867712811111']);
  });

  test('the same number twice in a row is one', () => {
    const document = judge(topics([person(1, { 6: '13800000001', 7: '13800000001' })]));
    expect(document.persons[0]?.numbers).toHaveLength(1);
  });

  test('an extension is printed, a review proposal is not', () => {
    const document = judge(topics([person(1, { 6: '0771-2811111转8012', 7: '13800138000' })]));
    expect(document.persons[0]?.numbers).toEqual([
      { type: 'fixed', e164: '+867712811111', dial: '2811111', ext: '8012', primary: true },
    ]);
  });

  test.each([
    ['hot-topics', 3, 'no-callable-number', 0],
    ['service-users', null, 'no-callable-number', 0],
  ] as const)('%s without a number do not count', (kind, attachment, code, usable) => {
    const document = judge(topics([person(1, { 7: '138****0001' })]), { kind, attachment });
    expect(found(document, code)).toEqual([`4 ${code}`]);
    expect(document.counts.usable).toBe(usable);
    expect(finding(document, 'phone-rejected')?.message).toBe('“138****0001”不是可拨打的号码(号码被遮盖)');
  });

  test('a cadre without a number counts', () => {
    const document = judge(cadres([cadre(1, { 7: null })]), asCadres);
    expect(found(document)).toEqual(['4 no-number-for-cadre']);
    expect(document.counts.usable).toBe(1);
  });

  test('more than a tenth of the numbers lost returns the list', () => {
    const rows = (lost: number) =>
      Array.from({ length: 20 }, (_, at) =>
        person(at + 1, at < lost ? { 7: '1.38E+10' } : { 7: `1390001${String(at * 13).padStart(4, '0')}` }),
      );
    expect(judge(topics(rows(2))).verdict).toBe('accepted');
    const document = judge(topics(rows(3)));
    expect(finding(document, 'digits-lost')).toMatchObject({ column: 'mobile', row: null, sheet: 'Sheet1', raw: '3' });
    expect(document.verdict).toBe('returned');
    const rounded = judge(topics([person(1, { 7: 13_800_100_000 }), person(2)]));
    expect(found(rounded)).toEqual(['- digits-lost', '4 no-callable-number', '4 phone-review']);
  });
});
