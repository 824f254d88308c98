import { describe, expect, test } from 'vitest';
import { judgeFrames, lookUpSegments, readSegments, segmentLines, type FiledCell } from '#sampling';
import type { FiledWorkbook } from '../../../sampling/frame/filed.ts';
import { book, list, person, topics } from './frame.support.ts';

function table(...rows: readonly (readonly FiledCell[])[]): FiledWorkbook[] {
  const sheet = {
    name: 'CSV',
    state: 'visible',
    merges: [],
    hiddenColumns: [],
    rows: rows.map((cells, at) => ({ number: at + 1, cells })),
  } as const;
  return [{ name: '号段.csv', sha256: '', sheets: [sheet] }];
}
const lines = (workbooks: FiledWorkbook[]) => [...segmentLines(readSegments(workbooks).table)].join('');
const said = (workbooks: FiledWorkbook[]) =>
  readSegments(workbooks).findings.map(({ row, problem, other }) => [row, problem, other]);

describe('reading a number-segment table', () => {
  test('finds 号段 with 区号 or 城市 on any of the first rows, numbers or text', () => {
    expect(
      lines(table(['号段表'], [], ['省份', '号段', '区号'], ['广西', '1380771', '0771'], ['广西', 1380772, 772])),
    ).toBe('1380771,0771\n1380772,0772\n');
    expect(lines(table(['手机号段', '归属城市'], ['1380771', '南宁市'], ['1380772', '广西壮族自治区来宾市']))).toBe(
      '1380771,0771\n1380772,0772\n',
    );
    expect(lines(table(['前7位', '归属地'], ['1390731', '长沙'], ['1390010', '北京市']))).toBe(
      '1390010,北京\n1390731,长沙\n',
    );
  });

  test('an area code wins over a city of which the table cannot tell the code, and must agree with one it can', () => {
    const rows = [
      ['号段', '区号', '城市'],
      ['1380771', '0771', '崇左'],
      ['1390731', '0731', '长沙'],
      ['1380773', '0773', '南宁'],
      ['1380774', '0774', '长沙'],
    ];
    expect(lines(table(...rows))).toBe('1380771,0771\n1390731,0731\n');
    expect(said(table(...rows))).toEqual([
      [4, 'home-conflict', null],
      [5, 'home-conflict', null],
    ]);
  });

  test('names what it leaves out by row; a repeated row counts once, contradicting rows not at all', () => {
    const rows = table(
      ['号段', '城市'],
      ['138077', '南宁'],
      ['2380771', '南宁'],
      ['13807711234', '南宁'],
      ['1380770', ''],
      ['1380779', '南宁武鸣'],
      ['1380771', '南宁'],
      ['1380771', '崇左市'],
      ['1380772', '柳州'],
      ['1380772', '南宁'],
      ['1380772', '柳州'],
      ['', ''],
      ['1380773', '桂林'],
    );
    const reading = readSegments(rows);
    expect(said(rows)).toEqual([
      [2, 'segment-invalid', null],
      [3, 'segment-invalid', null],
      [4, 'segment-invalid', null],
      [5, 'home-missing', null],
      [6, 'city-unknown', null],
      [8, 'duplicate', 7],
      [10, 'contradiction', 9],
      [11, 'contradiction', 9],
    ]);
    expect([reading.rows, reading.segments]).toEqual([11, 2]);
    expect(lines(rows)).toBe('1380771,0771\n1380773,0773\n');
    // A whole number is not kept, should somebody send a list of people.
    expect(JSON.stringify(reading.findings)).not.toContain('13807711234');
  });

  test('a table without its header says so', () => {
    expect(said(table(['1380771', '南宁'], ['1380772', '柳州']))).toEqual([[null, 'no-header', null]]);
    expect(said(table(['号段', '省份'], ['1380771', '广西']))).toEqual([[null, 'no-header', null]]);
  });
});

describe('a frame judged with a table', () => {
  const look = lookUpSegments(
    readSegments(table(['号段', '区号'], ['1380000', '0772'], ['1390000', '0771'], ['1370000', '0731'])).table,
  );
  const filed = () =>
    topics([
      person(1, { 7: '13800000011' }),
      person(2, { 7: '013800000022' }),
      person(3, { 7: '13900000033' }),
      person(4, { 7: '013900000044' }),
      person(5, { 7: '15000000055' }),
      person(6, { 7: '015000000066', 6: '2811111' }),
      person(7, { 7: '137-0000-0077' }),
    ]);
  const judged = (homeArea: string, cityOfSegment?: typeof look) =>
    judgeFrames([list(book(filed()))], { homeArea, cityOfSegment });
  const dials = (document: ReturnType<typeof judged>) =>
    document.persons.map(({ numbers }) => numbers.map(({ dial }) => dial).join(' '));

  test('dials by the table, and as the department wrote where the table is silent', () => {
    expect(dials(judged('0771', look))).toEqual([
      '013800000011',
      '013800000022',
      '13900000033',
      '13900000044',
      '15000000055',
      '015000000066 2811111',
      '013700000077',
    ]);
    expect(judged('0771', look).lists[0]?.segments).toEqual({ prefixMissing: 2, prefixNotNeeded: 1, unknown: 2 });
  });

  test('at another call site the 0 of the notice is no mistake', () => {
    expect(dials(judged('0772', look)).slice(0, 4)).toEqual([
      '13800000011',
      '13800000022',
      '013900000033',
      '013900000044',
    ]);
    expect(judged('0772', look).lists[0]?.segments).toEqual({ prefixMissing: 2, prefixNotNeeded: 0, unknown: 2 });
  });

  test('changes nothing but what is dialled', () => {
    const bare = (document: ReturnType<typeof judged>) =>
      JSON.stringify(document, (key, value: unknown) =>
        key === 'dial' || key === 'segments' || key === 'issues' ? undefined : value,
      );
    expect(bare(judged('0771', look))).toBe(bare(judged('0771')));
    expect(judged('0771').lists[0]).not.toHaveProperty('segments');
    expect(dials(judged('0771'))[0]).toBe('13800000011');
  });
});
