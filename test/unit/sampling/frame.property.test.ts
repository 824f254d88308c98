import { fc } from '../../support/properties.ts';
import { expect, test } from 'vitest';
import { judgeFrames, redactWorkbook, type FrameDocument } from '#sampling';
import type { FiledCell } from '../../../sampling/frame/filed.ts';
import {
  asCadres,
  book,
  cadreHeader,
  cadreTitle,
  header,
  list,
  reportLine,
  sheet,
  title,
  topics,
  type Cells,
} from './frame.support.ts';

const names = fc.constantFrom(
  '张三',
  '李四',
  '张 三',
  '国强',
  '國強',
  '罗?',
  '阿卜杜拉.买买提',
  '某某',
  '',
  '王',
  '覃文斌科长',
  '张三、李四',
);
const organisations = fc.constantFrom(
  '宾阳县第一中学',
  '上林县医院',
  '同上',
  '',
  '宾阳县教育路3号 宾阳县民政局',
  '自治区民政厅',
);
const mobiles = fc.constantFrom(
  '13800000011',
  '013800000011',
  '13900000022',
  '13700000033',
  '1.38E+10',
  '138****0001',
  '',
  '13800000011/13900000022',
);
const offices = fc.constantFrom('', '2811111', '0771-2811111', '8012', '2811111转8012');
const remarks = fc.constantFrom('', '', '', '已调离', '未退休', '=1+1', '45010219880525727X');
const genders = fc.constantFrom<FiledCell[]>('男', '女', 'M', 1, '', '未知');

/** A row without serial; the serial is its place. */
const body = fc.tuple(
  names,
  genders,
  organisations,
  fc.constantFrom('教师', '校长', ''),
  fc.constantFrom('', '0771', '771', '火星'),
  offices,
  mobiles,
  remarks,
);
const rows = fc.array(body, { minLength: 1, maxLength: 14 });
type Body = readonly FiledCell[];

const numbered = (bodies: readonly Body[]): Cells[] =>
  bodies.map((cells, at) => [at + 1, ...cells].map((cell) => (cell === '' ? null : (cell ?? null))));
const check = (bodies: readonly Body[]): FrameDocument => judgeFrames([list(book(topics(numbered(bodies))))]);

test('counts add up, and persons are those that count', () => {
  fc.assert(
    fc.property(rows, (bodies) => {
      const { counts, persons, findings } = check(bodies);
      expect(counts.rows).toBe(counts.persons + counts.duplicates);
      expect(counts.usable).toBe(persons.length);
      const rejects = new Set(['name-missing', 'no-callable-number', 'mobile-two-names', 'not-callable-remark']);
      expect(new Set(findings.filter(({ code }) => rejects.has(code)).map(({ row }) => row)).size).toBe(
        counts.rejected,
      );
      expect(counts.usable).toBeLessThanOrEqual(counts.rows - counts.rejected);
    }),
    { numRuns: 200 },
  );
});

test('the order of rows does not change who counts, nor what is wrong with a row by itself', () => {
  const identity = (document: FrameDocument) => [
    document.counts,
    document.persons
      .map(({ numbers }) =>
        numbers
          .map(({ e164 }) => e164)
          .toSorted()
          .join(','),
      )
      .toSorted(),
    document.findings.filter(({ code }) => code === 'mobile-two-names' || code.endsWith('-missing')).length,
  ];
  fc.assert(
    fc.property(
      rows.chain((bodies) => fc.tuple(fc.constant(bodies), fc.shuffledSubarray(bodies, { minLength: bodies.length }))),
      ([bodies, shuffled]) => {
        expect(identity(check(shuffled))).toEqual(identity(check(bodies)));
      },
    ),
    { numRuns: 200 },
  );
});

/** A number as a department would write it. */
const printed = ({ dial, ext }: { readonly dial: string; readonly ext?: string }) =>
  `${dial.length === 7 ? `0771-${dial}` : dial}${ext === undefined ? '' : `转${ext}`}`;

/** Where the first row of the list stands: below title, report line and heading. */
const firstRow = 4;

test('a list made of the printed persons is accepted with the same persons', () => {
  fc.assert(
    fc.property(rows, (bodies) => {
      const { persons } = check(bodies);
      // One mobile joins rows of two organisations (I1). In one printed row the landline of the second would stand with
      // the first, where it may join a colleague (I2): such persons print as two rows, and are left out here.
      const organisationsOf = ({ row, rows: own }: (typeof persons)[number]) =>
        new Set(
          (own ?? [{ row }]).map((place) => {
            const written = bodies[place.row - firstRow]?.[2];
            return written === '同上' ? place.row : written;
          }),
        );
      fc.pre(persons.every((one) => organisationsOf(one).size === 1));
      // What a person still has to look at stays as it is.
      const again = persons.map((one): Body => [
        one.name,
        one.gender ?? '',
        one.organisation ?? '',
        one.post ?? '',
        '',
        '',
        one.numbers.map(printed).join('、'),
        one.remark ?? '',
      ]);
      const second = check(again);
      expect(second.counts.rejected).toBe(0);
      expect(second.persons.map(({ nameKey, numbers }) => [nameKey, numbers])).toEqual(
        persons.map(({ nameKey, numbers }) => [nameKey, numbers]),
      );
    }),
    { numRuns: 200 },
  );
});

test('no digit is invented, no identity number is printed, the document is JSON', () => {
  fc.assert(
    fc.property(rows, (bodies) => {
      const document = check(bodies);
      expect(JSON.parse(JSON.stringify(document))).toEqual(document);
      expect(JSON.stringify(document)).not.toContain('45010219880525727X');
      const filed = bodies.flat().join(' ');
      for (const { numbers } of document.persons)
        for (const { e164 } of numbers) expect(filed).toContain(e164.slice(-7));
    }),
    { numRuns: 300 },
  );
});

const anyCell = fc.oneof(
  fc.constantFrom<FiledCell[]>(
    undefined,
    '',
    ' ',
    '姓名',
    '序号',
    '手机号码',
    '合计',
    '……',
    '柳州市',
    '报送单位:',
    title,
    '1、',
    '张三',
    '13800000001',
    771,
    42318,
  ),
  fc.string({ maxLength: 12 }),
  fc.double({ noNaN: true }),
  fc.constantFrom<FiledCell[]>(
    { value: null, error: '#REF!' },
    { value: null, formula: true },
    { value: 3, formula: true },
    { value: 42318, date: '2015-11-10' },
    { value: true },
    { value: '王五', struck: true, comment: '注' },
  ),
);
const merges = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 10 }), fc.nat(4), fc.nat(4))
    .map(([top, left, down, right]) => ({ top, left, bottom: top + down, right: left + right })),
  { maxLength: 4 },
);

test('whatever a sheet holds, the judge answers; kept and judged again it answers the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyCell, { maxLength: 11 }), { maxLength: 12 }),
      merges,
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
      fc.boolean(),
      (cells, ranges, hidden, cadres) => {
        const above: Cells[] = [[cadres ? cadreTitle : title], [reportLine], cadres ? cadreHeader : header];
        const filed = book(
          sheet([...above, ...cells.map((line) => line.map((cell) => cell ?? null))], {
            merges: ranges,
            hiddenColumns: hidden,
            hiddenRows: hidden,
          }),
        );
        const asked = { ...(cadres ? asCadres : {}), coverage: 'guangxi-2018' } as const;
        const document = judgeFrames([list(filed, asked)]);
        const { counts } = document;
        expect(counts.rows).toBe(counts.persons + counts.duplicates);
        const kept = judgeFrames([list(redactWorkbook(filed), asked)]);
        expect(kept.counts).toEqual(counts);
        expect(kept.findings.map(({ code, row }) => [code, row])).toEqual(
          document.findings.map(({ code, row }) => [code, row]),
        );
      },
    ),
    { numRuns: 400 },
  );
});
