import { describe, expect, it } from 'vitest';
import type { FiledFinding, Mending } from '#contract';
import { Problem } from '#problem';
import { mendGrid } from '../../../server/frames/mending.ts';
import type { StoredDocument } from '../../../server/frames/stored.ts';

const finding = (row: number, code = 'phone-rejected', sheet = '表1'): FiledFinding => ({
  file: '名单.xlsx',
  sheet,
  row,
  column: 'mobile',
  columnLabel: '手机号码',
  code,
  severity: 'warning',
  message: '',
  raw: null,
  repaired: null,
});
const document: StoredDocument = {
  findings: [finding(4), finding(6), finding(7), finding(9, 'footer-row')],
  labels: {},
  sheets: [{ file: '名单.xlsx', sheet: '表1', firstDataRow: 4, columns: { name: 'B', mobile: 'AB' } }],
};
const filed = {
  remarks: [],
  workbooks: [
    {
      name: '名单.xlsx',
      sha256: 'a',
      sheets: ['表1', '表2'].map((name) => ({
        name,
        state: 'visible' as const,
        merges: [{ top: 6, left: 2, bottom: 7, right: 2 }],
        hiddenColumns: [],
        rows: [3, 4, 5, 6, 7, 9].map((number) => ({ number, cells: [number, '甲'] })),
      })),
    },
  ],
};
const cell = (row: number, column: Mending['column'], value: string): Mending => ({
  file: '名单.xlsx',
  sheet: '表1',
  row,
  column,
  value,
});
const rowsOf = (grid: ReturnType<typeof mendGrid>, sheet: number) => [...grid.workbooks[0]!.sheets[sheet]!.rows];
const reasonOf = (mendings: readonly Mending[]): unknown => {
  try {
    mendGrid(filed, document, mendings);
  } catch (error) {
    if (error instanceof Problem) return error.values['reason'];
    throw error;
  }
  return null;
};

describe('mending a grid', () => {
  it('replaces the named cells and nothing else, beyond the row’s end too', () => {
    const mended = mendGrid(filed, document, [cell(4, 'mobile', '=13800000000'), cell(4, 'name', '')]);
    const [, fourth, fifth] = rowsOf(mended, 0);
    expect(fourth!.cells).toHaveLength(28);
    expect([fourth!.cells[0], fourth!.cells[1], fourth!.cells[27]]).toEqual([4, undefined, '=13800000000']);
    expect(fifth).toBe(filed.workbooks[0]!.sheets[0]!.rows[2]);
    expect(mended.workbooks[0]!.sheets[1]).toBe(filed.workbooks[0]!.sheets[1]);
    expect(filed.workbooks[0]!.sheets[0]!.rows[1]!.cells).toEqual([4, '甲']);
  });

  it.each([
    ['a row without a finding', cell(5, 'mobile', '1'), '这一行没有需要改的问题'],
    ['a row that is no data row', cell(9, 'mobile', '1'), '这一行没有需要改的问题'],
    ['the header', cell(3, 'mobile', '1'), '这一行没有需要改的问题'],
    ['a column the sheet lacks', cell(4, 'postcode', '1'), '这个工作表没有这一栏'],
    ['a merged cell', cell(6, 'name', '乙'), '是合并单元格，请在自己的表里改好后重报'],
    ['a sheet that was not judged', { ...cell(4, 'name', '乙'), sheet: '表2' }, '没有这个工作表，或者它没有被审核'],
  ])('refuses %s', (_name, mending, reason) => {
    expect(reasonOf([cell(4, 'mobile', '1'), mending])).toBe(reason);
  });

  it('tells apart two files of one name by refusing', () => {
    const twice = { ...document, sheets: [...document.sheets!, ...document.sheets!] };
    expect(() => mendGrid(filed, twice, [cell(4, 'mobile', '1')])).toThrow(Problem);
  });
});
