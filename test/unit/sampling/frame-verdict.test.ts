import { describe, expect, test } from 'vitest';
import { findingCatalogue, judgeFrames, readExemptions, redactWorkbook } from '#sampling';
import { placeIn } from '../../../sampling/frame/places.ts';
import { divisions } from '../../../sampling/frame/tables/divisions.ts';
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
  title,
  topics,
  type Cells,
} from './frame.support.ts';

const agreed = { agreedBy: '二处', date: '2015-11-06', reason: '涉密' };

describe('the minimum', () => {
  test.each([
    ['hot-topics', 3, 500],
    ['hot-topics', 5, 300],
    ['hot-topics', 7, 300],
    ['system-cadres', 2, 0],
    ['service-users', null, 0],
  ] as const)('%s 附件%s: %i', (kind, attachment, minimum) => {
    const document = judge(sheet([[reportLine], header, person(1)]), { kind, attachment, minimum: undefined });
    expect(document.lists[0]?.minimum).toBe(minimum);
    expect(found(document, 'below-minimum')).toHaveLength(minimum > 1 ? 1 : 0);
  });

  test('says what is missing and why', () => {
    const document = judge(topics([person(1), person(1, { 0: 2 }), person(3, { 8: '停机' })]), { minimum: 3 });
    expect(finding(document, 'below-minimum')).toMatchObject({
      file: null,
      sheet: null,
      row: null,
      detail: { minimum: 3, usable: 1, duplicates: 1, rejected: 1 },
      message: '可用1人,不足3人,还差2人(重复1行,不计1行)',
    });
  });

  test('the agreed number takes its place', () => {
    const rows = topics([person(1), person(2)]);
    const enough = judge(rows, { minimum: 500, exemptions: [{ check: 'minimum', minimum: 2, ...agreed }] });
    expect(found(enough)).toEqual(['- exempted']);
    expect(finding(enough, 'exempted')).toMatchObject({
      raw: 'minimum',
      message: '“最低人数”已由二处于2015-11-06同意调整:涉密',
    });
    const short = judge(rows, { minimum: 500, exemptions: [{ check: 'minimum', minimum: 3, ...agreed }] });
    expect(finding(short, 'below-minimum')?.detail).toMatchObject({ minimum: 3 });
    const unneeded = judge(rows, { minimum: 2, exemptions: [{ check: 'minimum', minimum: 1, ...agreed }] });
    expect(found(unneeded)).toEqual([]);
    expect(unneeded.lists[0]?.exemptions[0]?.used).toBe(false);
  });

  test('withheld names count with a post and a number, each as a person', () => {
    const rows = [
      person(1, { 1: '略', 7: null, 6: '2811111' }),
      person(2, { 1: null, 7: null, 6: '2811111' }),
      person(3, { 1: '略', 7: null }),
      person(4, { 1: '略', 4: null }),
    ];
    const document = judge(topics(rows), { exemptions: [{ check: 'withheld', ...agreed }] });
    expect(found(document, 'name-missing', 'exempted')).toEqual(['- exempted', '6 name-missing', '7 name-missing']);
    expect(document.counts).toEqual({ rows: 4, persons: 4, usable: 2, duplicates: 0, rejected: 2 });
  });
});

describe('receipt', () => {
  test.each([
    ['2015-11-13T23:59:59+08:00', false],
    ['2015-11-14T00:00:00+08:00', true],
    ['2015-11-13T16:10:00Z', true],
    ['2015-11-13T15:59:00Z', false],
    ['2015-11-13T09:00:00-08:00', true],
  ])('%s against 2015-11-13: late %s', (received, late) => {
    const document = judge(topics([person(1)]), {}, { received, deadline: '2015-11-13' });
    expect(found(document)).toEqual(late ? ['- received-late'] : []);
  });

  test('the words are of Beijing', () => {
    const document = judge(topics([person(1)]), {}, { received: '2015-11-13T16:10:00Z', deadline: '2015-11-13' });
    expect(finding(document, 'received-late')?.message).toBe('2015-11-14 00:10收到,截止2015-11-13');
  });
});

describe('places', () => {
  test.each([
    ['南宁市民政局', '南宁市', 'city'],
    ['南宁市兴宁区民政局', '兴宁区', 'county'],
    ['武鸣县民政局', '武鸣区', 'county'],
    ['武鸣民政局', '武鸣区', 'county'],
    ['靖西县民政局', '靖西市', 'county'],
    ['柳江区民政局', '柳江县', 'county'],
    ['宜州区民政局', '宜州市', 'county'],
    ['荔浦市民政局', '荔浦县', 'county'],
    ['临桂县民政局', '临桂区', 'county'],
    ['横州市民政局', '横县', 'county'],
    ['平果市民政局', '平果县', 'county'],
    ['田阳区民政局', '田阳县', 'county'],
    ['福绵管理区民政局', '福绵区', 'county'],
    ['平乐民政局', '平乐县', 'county'],
    ['桂林市荔浦民政局', '荔浦县', 'county'],
    ['融水县民政局', '融水苗族自治县', 'county'],
    ['融水民政局', '融水苗族自治县', 'county'],
    ['中共平乐县委组织部', '平乐县', 'county'],
    ['广西壮族自治区凭祥市民政局', '凭祥市', 'county'],
    ['防城港市防城区民政局', '防城区', 'county'],
    ['防城港市民政局', '防城港市', 'city'],
    ['柳州民政局', '柳州市', 'city'],
  ])('%s is of %s', (text, name, level) => {
    expect(placeIn(text, 'guangxi-2015')).toMatchObject({ name, level, listed: true });
  });

  test.each([
    '直属第三救助站',
    '南宁市人力资源和社会保障局',
    '自治区自然资源厅',
    '东环大道66号',
    '兴业银行南湖支行',
    '容民政局',
    '',
  ])('%s names no county', (text) => {
    expect(placeIn(text, 'guangxi-2015')?.level).not.toBe('county');
  });

  test('平桂 is a place in both years, demanded only in 2018', () => {
    expect(placeIn('贺州市平桂管理区民政局', 'guangxi-2015')).toMatchObject({ level: 'county', listed: false });
    expect(placeIn('贺州市平桂管理区民政局', 'guangxi-2018')).toMatchObject({ name: '平桂区', listed: true });
  });

  test('the lists', () => {
    const count = (key: keyof typeof divisions) => [
      divisions[key].length,
      divisions[key].flatMap(({ units }) => units).length,
    ];
    expect(count('guangxi-2015')).toEqual([14, 110]);
    expect(count('guangxi-2018')).toEqual([14, 111]);
  });
});

describe('coverage', () => {
  /** A person for every place of the list but those left out. */
  function everywhere(without: readonly string[] = [], change: (name: string) => string = (name) => name): Cells[] {
    const rows: Cells[] = [];
    for (const city of divisions['guangxi-2015']) {
      for (const name of [city.name, ...city.units]) {
        if (without.includes(name)) continue;
        const serial = rows.length + 1;
        rows.push(
          cadre(serial, {
            1: `韦${String.fromCharCode(0x4e10 + serial)}`,
            3: `教育路${serial}号 ${change(name)}民政局`,
          }),
        );
      }
    }
    return rows;
  }
  const cover = (rows: readonly Cells[], more = {}) =>
    judge(cadres(rows), { ...asCadres, coverage: 'guangxi-2015', ...more });

  test('complete', () => {
    expect(found(cover(everywhere()))).toEqual([]);
  });

  test('what is missing, by the names of the list', () => {
    const document = cover(everywhere(['贺州市', '昭平县']));
    expect(document.findings.map(({ code, raw, row }) => [code, raw, row])).toEqual([
      ['coverage-missing-city', '贺州市', null],
      ['coverage-missing-county', '昭平县', null],
    ]);
    expect(document.verdict).toBe('returned');
  });

  test('a district does not cover its city, a held-back row covers nothing', () => {
    const rows = everywhere().map((cells) =>
      cells[3]?.toString().includes('容县') ? cadre(Number(cells[0]), { 1: '韦甲乙', 3: '容县民政局' }) : cells,
    );
    expect(cover(rows).findings.map(({ code, raw }) => raw ?? code)).toEqual(['容县', 'address-missing']);
  });

  test('other names are told; a place nobody knows is', () => {
    const document = cover([
      ...everywhere([], (name) => (name === '平乐县' ? '平乐' : name)),
      cadre(125, { 1: '韦丙丁', 3: '东环大道66号 直属第三救助站' }),
    ]);
    expect(document.findings.map(({ code, raw, repaired }) => [code, raw, repaired])).toEqual([
      ['place-alias', '平乐', '平乐县'],
      ['coverage-unplaced', undefined, undefined],
    ]);
  });

  const missing = ({ findings }: ReturnType<typeof judge>) =>
    findings.filter(({ code }) => code === 'coverage-missing-city').map(({ raw }) => raw);

  test('sub-heading, sheet name and address stand in for the organisation, in that order', () => {
    const rows = [['来宾市'], cadre(1, { 3: '教育路1号 民政局' })];
    const inSheet = judge(cadres(rows, { name: '柳州市' }), { ...asCadres, coverage: 'guangxi-2015' });
    expect(missing(inSheet)).not.toContain('来宾市');
    const bySheet = judge(cadres([cadre(1, { 3: '教育路1号 民政局' })], { name: '柳州市' }), {
      ...asCadres,
      coverage: 'guangxi-2015',
    });
    expect(missing(bySheet)).not.toContain('柳州市');
    const byAddress = judge(cadres([cadre(1, { 3: '北海市教育路1号 民政局' })]), {
      ...asCadres,
      coverage: 'guangxi-2015',
    });
    expect(missing(byAddress)).not.toContain('北海市');
    expect(found(byAddress, 'coverage-unplaced')).toEqual([]);
  });

  test('a city is covered by its full name, or by a sheet called after it, not by a word that begins so', () => {
    const of = (organisation: string, name: string) =>
      judge(cadres([cadre(1, { 3: `教育路1号 ${organisation}` })], { name }), {
        ...asCadres,
        coverage: 'guangxi-2015',
      });
    const short = of('柳州铁路公安处', 'Sheet1');
    expect(missing(short)).toContain('柳州市');
    expect(found(short, 'coverage-unplaced')).toHaveLength(1);
    expect(missing(of('柳州市铁路公安处', 'Sheet1'))).not.toContain('柳州市');
    expect(missing(of('铁路公安处', '柳州'))).not.toContain('柳州市');
    expect(missing(of('铁路公安处', '柳州分局'))).toContain('柳州市');
  });

  test('agreed gaps: some places, or all', () => {
    const rows = everywhere(['贺州市', '昭平县']);
    const some = cover(rows, { exemptions: [{ check: 'coverage', places: ['昭平县'], ...agreed }] });
    expect(found(some)).toEqual(['- coverage-missing-city', '- exempted']);
    const all = cover(rows, { exemptions: [{ check: 'coverage', ...agreed }] });
    expect(found(all)).toEqual(['- exempted']);
  });

  test('is not asked of a list of which no row was judged', () => {
    expect(found(judge(cadres([]), { ...asCadres, coverage: 'guangxi-2015', minimum: 5 }))).toEqual(['- no-data-rows']);
  });
});

describe('difference', () => {
  const difference = (before: readonly Cells[], now: readonly Cells[]) => {
    const previous = { name: '上一版.xlsx', sha256: 'ab', workbooks: [book(topics(before))] };
    return judge(topics(now), { previous });
  };

  test('added, removed, changed, unchanged', () => {
    const document = difference(
      [person(1), person(2), person(3), person(4), person(5)],
      [
        person(1),
        person(2, { 4: '校长' }),
        person(4, { 0: 3, 7: '13700000009' }),
        person(5, { 0: 4, 1: '陈宗明生' }),
        person(9, { 0: 5 }),
      ],
    );
    expect(document.lists[0]?.difference).toEqual({
      previous: { name: '上一版.xlsx', sha256: 'ab' },
      added: [{ sheet: 'Sheet1', row: 8, serial: 5, name: '覃俊' }],
      removed: [{ sheet: 'Sheet1', row: 6, serial: 3, name: '陆丽娟' }],
      changed: [
        {
          sheet: 'Sheet1',
          row: 5,
          previousSheet: 'Sheet1',
          previousRow: 5,
          name: '廖亮',
          fields: [{ field: 'post', from: '教师', to: '校长' }],
        },
        {
          sheet: 'Sheet1',
          row: 6,
          previousSheet: 'Sheet1',
          previousRow: 7,
          name: '张宁',
          fields: [{ field: 'numbers', from: '13800000068', to: '13700000009' }],
        },
        {
          sheet: 'Sheet1',
          row: 7,
          previousSheet: 'Sheet1',
          previousRow: 8,
          name: '陈宗明生',
          fields: [{ field: 'name', from: '陈宗明', to: '陈宗明生' }],
        },
      ],
      unchanged: 1,
    });
  });

  test('nothing changed is a warning; findings of the earlier version are not printed', () => {
    const rows = [person(1), person(2, { 2: '未知' })];
    expect(found(difference(rows, rows))).toEqual(['- unchanged-resubmission', '5 gender-unknown']);
    expect(found(difference([person(1, { 2: '?' }), person(2)], [person(1), person(2)]))).toEqual([]);
  });
});

describe('exemption files', () => {
  test.each([
    [{}],
    [[{ check: 'minimum', minimum: 8, agreedBy: '二处', reason: '涉密' }]],
    [[{ check: 'minimum', minimum: 8, agreedBy: '二处', date: '2015-13-01', reason: '涉密' }]],
    [[{ check: 'minimum', agreedBy: '二处', date: '2015-11-01', reason: '涉密' }]],
    [[{ check: 'serial', agreedBy: '二处', date: '2015-11-01', reason: '涉密' }]],
    [[{ check: 'coverage', places: '南宁市', agreedBy: '二处', date: '2015-11-01', reason: '涉密' }]],
    [[{ check: 'address', agreedBy: ' ', date: '2015-11-01', reason: '涉密' }]],
    [[null]],
  ])('%j is refused', (content) => {
    expect(readExemptions(content)).toHaveProperty('problem');
  });

  test('all four fields, and what the check needs', () => {
    expect(readExemptions([{ check: 'coverage', places: ['昭平县'], ...agreed, note: 'x' }])).toEqual([
      { check: 'coverage', places: ['昭平县'], ...agreed },
    ]);
  });
});

describe('what may be kept', () => {
  test('a redacted workbook is judged alike, and holds nothing it should not', () => {
    const words: Cells = [...header, '身份证号', '民族', '手机'];
    const rows = [
      person(1),
      person(2, { 8: '证号45010219880525727X' }),
      person(3),
      person(4, { 6: { value: 450102198805257280, comment: '45010219880525727X' } }),
    ].map((cells) => [...cells, '459999198805257275', '仫佬族', '13700006789']);
    const one = book([
      sheet([[title], [reportLine], words, ...rows], { hiddenRows: [6], hiddenColumns: [12] }),
      sheet([header, person(7)], { name: '旧', state: 'hidden' }),
      sheet([person(8), person(9), person(10)], { name: '散' }),
    ]);
    const kept = redactWorkbook(one);
    const text = JSON.stringify(kept.sheets.map(({ rows, ...sheet }) => ({ ...sheet, rows: [...rows] })));
    expect(text).toContain('〔略〕');
    for (const secret of ['4599991988', '4501021988', '仫佬族', '13700006789', '陆丽娟', '李海燕', '莫玉芳'])
      expect(text).not.toContain(secret);
    const [before, after] = [judgeFrames([list(one)]), judgeFrames([list(kept)])];
    const plain = (document: typeof before) => document.findings.map((one) => ({ ...one, raw: '' }));
    expect(plain(after)).toEqual(plain(before));
    expect([after.counts, after.persons]).toEqual([before.counts, before.persons]);
  });
});

test('the catalogue: severities, labels, words without full stop', () => {
  for (const [code, entry] of Object.entries(findingCatalogue)) {
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(entry.label).not.toBe('');
    expect(entry.message).not.toMatch(/[。.]$/);
    if ('returnsList' in entry || 'rejectsRow' in entry) expect(entry.severity).toBe('error');
    else expect(entry.severity).not.toBe('error');
  }
  expect(Object.keys(findingCatalogue)).toHaveLength(97);
});
