import { describe, expect, test } from 'vitest';
import { dial, judgeArea, judgePhone, type PhoneContext } from '#sampling';
import { areaOfPlace } from '../../../sampling/frame/places.ts';
import { plainLocal, plainMobile } from '../../../sampling/numbering.ts';

type Row = readonly [raw: string | number, expected: string, area?: string];

/** `verdict numbers ISSUES`: numbers as e164 without +86, extension behind x, a declared 0 in brackets. */
function judged(raw: string | number, column: PhoneContext['column'], area: string | null = null): string {
  const { verdict, numbers, issues } = judgePhone({ value: raw }, { column, area, homeArea: '0771' });
  const words = numbers.map((number) =>
    number.type === 'mobile'
      ? `${number.nonlocalDeclared ? '(0)' : ''}${number.national}`
      : `${number.e164.slice(3)}${number.ext === undefined ? '' : `x${number.ext}`}`,
  );
  return [verdict, ...words, ...issues.toSorted()].join(' ');
}

const mobiles: readonly Row[] = [
  ['13800000001', 'ok 13800000001'],
  ['16200000001', 'ok 16200000001 MVNO'],
  ['013800000001', 'ok (0)13800000001 NONLOCAL_PREFIX'],
  ['138-0000-0001', 'fixed 13800000001 SEPARATORS'],
  ['138.0000.0001', 'fixed 13800000001 SEPARATORS'],
  ['138 00000001', 'fixed 13800000001 SEPARATORS'],
  ['（138）00000001', 'fixed 13800000001 FULLWIDTH SEPARATORS'],
  ['’13800000001', 'fixed 13800000001 APOSTROPHE'],
  ['\t13800000001 ', 'fixed 13800000001 WHITESPACE'],
  ['13800000001；', 'fixed 13800000001 PUNCTUATION'],
  ['13800000001#', 'fixed 13800000001 PUNCTUATION'],
  ['*013800000001？', 'fixed (0)13800000001 NONLOCAL_PREFIX PUNCTUATION'],
  ['+8613800000001', 'fixed 13800000001 COUNTRY_CODE'],
  ['+86 138 0000 0001', 'fixed 13800000001 COUNTRY_CODE SEPARATORS'],
  ['86-13800000001', 'fixed 13800000001 COUNTRY_CODE SEPARATORS'],
  ['008613800000001', 'fixed 13800000001 COUNTRY_CODE'],
  ['+86 (0) 138 0000 0001', 'fixed 13800000001 COUNTRY_CODE SEPARATORS'],
  ['0-13800000001', 'fixed (0)13800000001 NONLOCAL_PREFIX SEPARATORS'],
  ['(0)13800000001', 'fixed (0)13800000001 NONLOCAL_PREFIX SEPARATORS'],
  ['0775 13800000001', 'fixed (0)13800000001 AREA_BEFORE_MOBILE NONLOCAL_PREFIX'],
  ['="013800000001"', 'fixed (0)13800000001 FORMULA_TEXT NONLOCAL_PREFIX'],
  ['1.38E+10', 'unrecoverable SCIENTIFIC_LOST'],
  ['1.38e10', 'unrecoverable SCIENTIFIC_LOST'],
  ['1.3800000001E10', 'fixed 13800000001 SCIENTIFIC_EXACT'],
  ['13800000001、13900000002', 'multi 13800000001 13900000002 SEVERAL_NUMBERS'],
  ['13800000001，13900000002', 'multi 13800000001 13900000002 SEVERAL_NUMBERS'],
  ['13800000001\n13900000002', 'multi 13800000001 13900000002 SEVERAL_NUMBERS'],
  ['13800000001 或 13900000002', 'multi 13800000001 13900000002 SEVERAL_NUMBERS'],
  ['13800000001 13900000002', 'multi 13800000001 13900000002 SEVERAL_NUMBERS'],
  ['138-0000-0001/139-0000-0002', 'multi 13800000001 13900000002 SEPARATORS SEVERAL_NUMBERS'],
  ['13800000001、13900000002、13700000003', 'multi 13800000001 13900000002 13700000003 SEVERAL_NUMBERS'],
  ['13800000001/39', 'review 13800000001 ABBREVIATED_SEQUENCE'],
  ['手机:13800000001', 'fixed 13800000001 LABEL'],
  ['13800000001(微信同号)', 'fixed 13800000001 LABEL'],
  ['TEL：13800000001', 'fixed 13800000001 LABEL'],
  ['13800000001(空号)', 'reject DECLARED_DEAD'],
  ['空号', 'reject DECLARED_DEAD'],
  ['13800000001(已停机)/13900000002', 'fixed 13900000002 DECLARED_DEAD'],
  ['本人13800000001 儿子:13900000002', 'review 13800000001 13900000002 LABEL SEVERAL_NUMBERS THIRD_PARTY'],
  ['/', 'empty DECLARED_EMPTY'],
  ['——', 'empty DECLARED_EMPTY'],
  ['〃', 'reject DITTO'],
  ['涉密', 'reject WITHHELD'],
  ['138xxxx0001', 'reject MASKED'],
  ['1380000****', 'reject MASKED'],
  ['137000001021', 'reject LENGTH'],
  ['1380000000', 'reject LENGTH'],
  ['7712811111', 'reject LENGTH'],
  ['10086', 'reject SERVICE_NUMBER'],
  ['95588', 'reject SERVICE_NUMBER'],
  ['400-800-1234', 'reject SERVICE_NUMBER'],
  ['110', 'reject SERVICE_NUMBER'],
  ['1440000000001', 'reject IOT'],
  ['1069012345678', 'reject SERVICE_NUMBER'],
  ['13490000001', 'reject SATELLITE'],
  ['17400000001', 'reject SATELLITE'],
  ['13812345678', 'review 13812345678 PLACEHOLDER'],
  ['13888888888', 'review 13888888888 REPEATED_DIGITS'],
  ['+1 212 555 1234', 'review FOREIGN'],
  ['0085291234567', 'review FOREIGN'],
  ['二八一一一一一', 'review 7712811111 AREA_ASSUMED_HOME CHINESE_DIGITS WRONG_COLUMN'],
  ['#REF!', 'reject FORMULA_ERROR'],
  ['张三', 'reject NOT_A_PHONE'],
  [13800000001, 'fixed 13800000001 NUMERIC_CELL'],
  [13800100000, 'review 13800100000 NUMERIC_CELL SUSPECT_ROUNDED'],
  [8613800000001, 'fixed 13800000001 COUNTRY_CODE NUMERIC_CELL'],
  [1380000000.5, 'reject NOT_INTEGER'],
];

const landlines: readonly Row[] = [
  ['2811111', 'ok 7712811111 AREA_ASSUMED_HOME'],
  ['2811111', 'ok 7712811111', '0771'],
  ['2100001', 'ok 7722100001', '0772'],
  ['66660001', 'ok 1066660001', '010'],
  ['(0771)2811111', 'fixed 7712811111 SEPARATORS'],
  ['（0771）2811111', 'fixed 7712811111 FULLWIDTH SEPARATORS'],
  ['0771—2811111', 'fixed 7712811111 SEPARATORS'],
  ['0771/2811111', 'fixed 7712811111 SEPARATORS'],
  ['0771-281-1111', 'fixed 7712811111 SEPARATORS'],
  ['+867712811111', 'fixed 7712811111 COUNTRY_CODE'],
  ['771-2811111', 'fixed 7712811111 SEPARATORS ZERO_RESTORED'],
  ['0772-2100001', 'fixed 7722100001 AREA_CONFLICT SEPARATORS', '0771'],
  ['07722100001', 'fixed 7722100001 AREA_CONFLICT AREA_IN_NUMBER', '0771'],
  ['2811111转8012', 'fixed 7712811111x8012 EXTENSION', '0771'],
  ['2811111-8012', 'fixed 7712811111x8012 EXTENSION SEPARATORS', '0771'],
  ['0771-2811111-8012', 'fixed 7712811111x8012 EXTENSION SEPARATORS'],
  ['2811111(转8012)', 'fixed 7712811111x8012 EXTENSION', '0771'],
  ['2811111-2', 'review 7712811111 EXT_OR_SEQUENCE', '0771'],
  ['3转0772-2100001', 'review LENGTH LENGTH_FOR_AREA', '010'],
  ['2811111/12', 'review 7712811111 ABBREVIATED_SEQUENCE', '0771'],
  ['8012', 'reject INTERNAL_EXTENSION'],
  ['0771-28111111', 'review LENGTH_FOR_AREA'],
  ['010-6666001', 'review LENGTH_FOR_AREA'],
  ['0771-281111', 'reject LENGTH'],
  ['9811111', 'reject FIRST_DIGIT'],
  ['0781-2811111', 'reject AREA_UNKNOWN'],
  ['0000000', 'reject REPEATED_DIGITS'],
  ['2811111', 'review AREA_UNUSABLE', ''],
  ['0771-2811111', 'fixed 7712811111 SEPARATORS', ''],
  ['0771-2811111/2855114', 'multi 7712811111 7712855114 SEPARATORS SEVERAL_NUMBERS'],
  ['0772-2100001、2100002', 'multi 7722100001 7722100002 SEPARATORS SEVERAL_NUMBERS'],
  ['2811111(办)13800000001(手)', 'multi 7712811111 13800000001 LABEL SEVERAL_NUMBERS WRONG_COLUMN', '0771'],
  [7712811111, 'fixed 7712811111 NUMERIC_CELL ZERO_RESTORED'],
  [2811111, 'fixed 7712811111 NUMERIC_CELL', '0771'],
];

describe('phone cells', () => {
  for (const [raw, expected] of mobiles) {
    test(`mobile column: ${JSON.stringify(raw)}`, () => expect(judged(raw, 'mobile')).toBe(expected));
  }

  for (const [raw, expected, area = null] of landlines) {
    const cells = `${JSON.stringify(raw)} beside area ${JSON.stringify(area)}`;
    test(`office column: ${cells}`, () => expect(judged(raw, 'office', area)).toBe(expected));
  }

  test.each([
    ['2811111', 'ok 7712811111 AREA_ASSUMED_HOME'],
    ['13800000001', 'ok 13800000001'],
    ['7712811111', 'fixed 7712811111 ZERO_RESTORED'],
    ['0771-2811111、13800000001', 'multi 7712811111 13800000001 SEPARATORS SEVERAL_NUMBERS'],
  ] as const)('a mixed column never has a wrong one: %j', (raw, expected) => {
    expect(judged(raw, 'phone')).toBe(expected);
  });

  test('cells that are no text', () => {
    const context: PhoneContext = { column: 'mobile', area: null, homeArea: '0771' };
    expect(judgePhone({ value: null }, context)).toMatchObject({ verdict: 'empty', issues: ['BLANK'] });
    expect(judgePhone({ value: null, error: '#N/A' }, context)).toMatchObject({ issues: ['FORMULA_ERROR'] });
    expect(judgePhone({ value: 42318, date: '2015-11-10' }, context)).toMatchObject({ issues: ['DATE_COERCED'] });
    expect(judgePhone({ value: true }, context)).toMatchObject({ issues: ['NOT_A_PHONE'] });
    expect(judgePhone({ value: '13800000001', formula: true }, context)).toMatchObject({
      verdict: 'fixed',
      issues: ['FORMULA_TEXT'],
    });
  });

  test('a 号段 table speaks against the statement', () => {
    const context: PhoneContext = { column: 'mobile', area: null, homeArea: '0771', cityOfSegment: () => '柳州' };
    const { verdict, numbers, issues } = judgePhone({ value: '13800000001' }, context);
    expect([verdict, numbers[0]?.dial, issues]).toEqual(['ok', '013800000001', ['PREFIX_MISSING']]);
  });

  test('the extension is not dialled, the home area neither', () => {
    expect(dial({ type: 'fixed', area: '0772', local: '2100001' }, '0772').digits).toBe('2100001');
    expect(dial({ type: 'fixed', area: '0771', local: '2811111' }, '0772').digits).toBe('07712811111');
  });
});

describe('area cells', () => {
  test.each([
    ['0771', 'ok', '0771', ''],
    ['0772-', 'fixed', '0772', 'SEPARATORS'],
    ['（0771）', 'fixed', '0771', 'FULLWIDTH SEPARATORS'],
    [10, 'fixed', '010', 'ZERO_RESTORED'],
    ['771.0', 'fixed', '0771', 'TRAILING_DOT_ZERO ZERO_RESTORED'],
    ['柳州市', 'fixed', '0772', 'AREA_FROM_NAME'],
    ['武鸣县', 'fixed', '0771', 'AREA_FROM_NAME'],
    ['无', 'empty', null, 'DECLARED_EMPTY'],
    ['同上', 'reject', null, 'DITTO'],
    ['535000', 'reject', null, 'POSTCODE_IN_AREA'],
    ['0026', 'reject', null, 'AREA_UNKNOWN'],
    ['026', 'reject', null, 'AREA_UNKNOWN'],
    ['火星', 'reject', null, 'AREA_UNKNOWN'],
  ])('%j', (value, verdict, area, issues) => {
    const judgedArea = judgeArea({ value }, areaOfPlace);
    expect([judgedArea.verdict, judgedArea.area, judgedArea.issues.toSorted().join(' ')]).toEqual([
      verdict,
      area,
      issues,
    ]);
  });
});

test('the short way round agrees with the judge', () => {
  for (const [raw] of mobiles) {
    if (typeof raw !== 'string' || plainMobile(raw) === 0) continue;
    const { verdict, numbers } = judgePhone({ value: raw }, { column: 'mobile', area: null, homeArea: '0771' });
    expect([verdict, numbers.map(({ e164 }) => e164)]).toEqual(['ok', [`+86${plainMobile(raw)}`]]);
  }
  expect(plainMobile('13800138000') + plainMobile('15400000001') + plainMobile('13490000001')).toBe(0);
  expect(plainMobile('13888888888') + plainMobile('23800000001') + plainMobile('1138000000001')).toBe(0);
  expect([plainLocal('2811111'), plainLocal('9811111'), plainLocal('2222222'), plainLocal('281111')]).toEqual([
    2811111, 0, 0, 0,
  ]);
});
