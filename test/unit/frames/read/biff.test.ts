import * as XLSX from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import type { FiledRow } from '../../../../sampling/frame/filed.ts';
import { readFiled } from '../../../../server/frames/read/index.ts';

async function read(bytes: Buffer, name = '名单.xls') {
  const { workbooks, remarks } = await readFiled([{ name, bytes }]);
  return { sheets: workbooks[0]!.sheets, remarks };
}

function write(book: XLSX.WorkBook, options: XLSX.WritingOptions = {}): Buffer {
  const bytes: Buffer = XLSX.write(book, { type: 'buffer', bookType: 'biff8', bookSST: true, ...options });
  return bytes;
}

function book(...sheets: [string, XLSX.WorkSheet][]): XLSX.WorkBook {
  const made = XLSX.utils.book_new();
  for (const [name, sheet] of sheets) XLSX.utils.book_append_sheet(made, sheet, name);
  return made;
}

const VALUES = [
  ['序号', '姓 名', '单位', '数', ''],
  [1, '韦小宝', 'Ascii only', -0.25, ''],
  [2, '覃𠮷娜', '南宁市'.repeat(900), 13_800_000_001, '备注'],
  [536_870_911, 'ü', 'a\nb', 1e300, ''],
  [-5, '', 'x', 12.34, 'y'],
];

const plain = (rows: Iterable<FiledRow>) =>
  [...rows].map(({ cells }) => cells.map((cell) => (typeof cell === 'object' ? cell.value : (cell ?? ''))));

describe('cells of an .xls', () => {
  it.each([true, false])('reads texts and numbers of every kind (shared texts: %s)', async (bookSST) => {
    const bytes = write(book(['名单', XLSX.utils.aoa_to_sheet(VALUES)]), { bookSST });
    const { sheets, remarks } = await read(bytes);
    expect(remarks).toEqual([]);
    const found = plain(sheets[0]!.rows);
    const expected = VALUES.map((row) => row.slice(0, row.findLastIndex((value) => value !== '') + 1));
    if (!bookSST)
      for (const row of expected)
        for (const [i, value] of row.entries()) if (typeof value === 'string') row[i] = value.slice(0, 255);
    if (!bookSST)
      for (const row of found)
        for (const [i, value] of row.entries()) if (typeof value === 'string') row[i] = value.slice(0, 255);
    expect(found).toEqual(expected);
  });

  it('reads thousands of shared texts across record boundaries', async () => {
    const values = Array.from({ length: 4_000 }, (_, i) => [i % 3 ? `受访者第${i}号` : `plain ${i}`]);
    const { sheets } = await read(write(book(['名单', XLSX.utils.aoa_to_sheet(values)])));
    expect(plain(sheets[0]!.rows)).toEqual(values);
  });

  it('reads truth values, errors, dates, merges and states of sheets', async () => {
    const sheet: XLSX.WorkSheet = {
      A1: { t: 'b', v: true },
      B1: { t: 'e', v: 0x17 },
      C1: { t: 'n', v: 42_318, z: 'yyyy"年"m"月"d"日"' },
      D1: { t: 'n', v: 42_318, z: '14' },
      A2: { t: 'n', v: 3 },
      '!ref': 'A1:D3',
      '!merges': [{ s: { r: 0, c: 0 }, e: { r: 1, c: 9 } }],
    };
    const made = book(
      ['一', sheet],
      ['二', XLSX.utils.aoa_to_sheet([['x']])],
      ['三', XLSX.utils.aoa_to_sheet([['y']])],
    );
    made.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }, { Hidden: 2 }] };
    const { sheets } = await read(write(made));
    expect(sheets.map(({ name, state }) => [name, state])).toEqual([
      ['一', 'visible'],
      ['二', 'hidden'],
      ['三', 'veryHidden'],
    ]);
    const [first] = [...sheets[0]!.rows];
    expect(first!.cells.slice(0, 3)).toEqual([
      { value: true },
      { value: null, error: '#REF!' },
      { value: 42_318, date: '2015-11-10' },
    ]);
    expect(sheets[0]!.merges).toEqual([{ top: 1, left: 1, bottom: 2, right: 4 }]);
  });

  it('tells an older format and a strange compound file from a damaged one', async () => {
    const made = book(['名单', XLSX.utils.aoa_to_sheet(VALUES)]);
    await expect(read(write(made, { bookType: 'biff5' }))).rejects.toMatchObject({ code: 'unsupported-format' });
    await expect(read(Buffer.from('0904060000000200', 'hex'))).rejects.toMatchObject({ code: 'unsupported-format' });
    await expect(read(contain('WordDocument', Buffer.from('x')))).rejects.toMatchObject({ code: 'unsupported-format' });
    await expect(read(write(made).subarray(0, 700))).rejects.toMatchObject({ code: 'corrupt-file' });
  });
});

/** A compound file with one stream. */
function contain(name: string, stream: Buffer): Buffer {
  const file = XLSX.CFB.utils.cfb_new();
  XLSX.CFB.utils.cfb_add(file, name, stream);
  const bytes: Buffer = Buffer.from(XLSX.CFB.write(file, { type: 'buffer' }));
  return bytes;
}

function record(type: number, ...values: (number | Buffer)[]): Buffer {
  const body = Buffer.concat(values.map((value) => (typeof value === 'number' ? u16(value) : value)));
  return Buffer.concat([u16(type), u16(body.length), body]);
}

function u16(value: number): Buffer {
  return Buffer.from([value & 0xff, value >> 8]);
}

function u32(value: number): Buffer {
  return Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
}

function f64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

/** Length in characters, width, characters. */
function wide(text: string): Buffer {
  return Buffer.concat([u16(text.length), Buffer.from([1]), Buffer.from(text, 'utf16le')]);
}

const begin = (kind: number) => record(0x0809, 0x0600, kind, 0, 0, u32(0), u32(0));
const end = record(0x000a);

/** Fonts 0 and 6 plain, 5 struck through; styles: plain, struck, a date. */
const LOOKS = [
  ...[0, 0, 0, 0].map((grbit) => record(0x0031, 220, grbit, Buffer.alloc(12))),
  record(0x0031, 220, 8, Buffer.alloc(12)),
  record(0x0031, 220, 0, Buffer.alloc(12)),
  record(0x041e, 200, wide('yyyy"年"m"月"d"日"')),
  record(0x00e0, 0, 0, Buffer.alloc(16)),
  record(0x00e0, 5, 0, Buffer.alloc(16)),
  record(0x00e0, 0, 200, Buffer.alloc(16)),
];

const place = (offset: number) => record(0x0085, u32(offset), 0, Buffer.from([2, 1]), Buffer.from('名单', 'utf16le'));

const special = (kind: number, value: number) => Buffer.concat([u16(kind), u16(value), u16(0), u16(0xffff)]);

const rk = (value: number) => u32(value >>> 0);

const rich = (text: string, runs: number[]) =>
  Buffer.concat([
    u16(text.length),
    Buffer.from([9]),
    u16(runs.length / 2),
    Buffer.from(text, 'utf16le'),
    ...runs.map(u16),
  ]);

/** A stream of one sheet named 名单. */
function stream(cells: Buffer[], globals: Buffer[] = []): Buffer {
  const before = Buffer.concat([begin(5), ...LOOKS, ...globals]);
  const offset = before.length + place(0).length + end.length;
  return Buffer.concat([before, place(offset), end, begin(0x10), ...cells, end]);
}

const written = async (cells: Buffer[], globals: Buffer[] = []) => {
  const { sheets, remarks } = await read(contain('Workbook', stream(cells, globals)));
  return { rows: [...sheets[0]!.rows], sheet: sheets[0]!, remarks };
};

describe('records of an .xls, written by hand', () => {
  it('gives the cached results of formulas', async () => {
    const formula = (column: number, style: number, result: Buffer) =>
      record(0x0006, 0, column, style, result, 0, u32(0), 0);
    const { rows } = await written([
      formula(0, 0, f64(7)),
      formula(1, 2, f64(42_318)),
      formula(2, 0, special(0, 0)),
      record(0x04bc, Buffer.alloc(10)),
      record(0x0207, wide('文字')),
      formula(3, 0, special(1, 1)),
      formula(4, 0, special(2, 0x2a)),
      formula(5, 0, special(3, 0)),
    ]);
    const f = { formula: true };
    expect(rows[0]!.cells).toEqual([
      { value: 7, ...f },
      { value: 42_318, date: '2015-11-10', ...f },
      { value: '文字', ...f },
      { value: true, ...f },
      { value: null, error: '#N/A', ...f },
      { value: '', ...f },
    ]);
  });

  it('reads packed numbers', async () => {
    const { rows } = await written([
      record(0x00bd, 0, 1, 0, rk((123 << 2) | 2), 0, rk((12_345 << 2) | 3), 0, rk((-7 << 2) | 2), 3),
      record(0x027e, 1, 0, 0, f64(1.5).subarray(4)),
      record(0x0203, 2, 0, 2, f64(42_318)),
    ]);
    expect(rows).toEqual([
      { number: 1, cells: [undefined, 123, 123.45, -7] },
      { number: 2, cells: [1.5] },
      { number: 3, cells: [{ value: 42_318, date: '2015-11-10' }] },
    ]);
  });

  it('knows struck-through text by cell and by runs', async () => {
    const texts = record(
      0x00fc,
      u32(4),
      u32(4),
      wide('甲'),
      rich('乙丙', [0, 5]),
      rich('丁戊', [1, 5]),
      rich('己庚', [0, 5, 1, 6]),
    );
    const cells = [0, 1, 2, 3].flatMap((text) =>
      [0, 1].map((style) => record(0x00fd, 0, text * 2 + style, style, u32(text))),
    );
    cells.push(record(0x00d6, 0, 8, 0, wide('辛'), 1, 0, 5), record(0x0204, 0, 9, 1, wide('壬')));
    const { rows } = await written(cells, [texts]);
    expect(rows[0]!.cells.map((cell) => typeof cell === 'object' && cell.struck === true)).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('reads texts cut at a record boundary, in the middle of characters of either width', async () => {
    const first = record(0x00fc, u32(2), u32(2), u16(6), Buffer.from([0]), Buffer.from('abc'));
    const second = record(
      0x003c,
      Buffer.from([1]),
      Buffer.from('名单表', 'utf16le'),
      u16(4),
      Buffer.from([1]),
      Buffer.from('南宁', 'utf16le'),
    );
    const third = record(0x003c, Buffer.from([0]), Buffer.from('ok'));
    const { rows } = await written(
      [record(0x00fd, 0, 0, 0, u32(0)), record(0x00fd, 0, 1, 0, u32(1))],
      [first, second, third],
    );
    expect(rows[0]!.cells).toEqual(['abc名单表', '南宁ok']);
  });

  it('marks hidden rows and columns, wherever their marks stand', async () => {
    const number = (row: number) => record(0x0203, row, 2, 0, f64(row));
    const height = (row: number, twips: number, flags: number) => record(0x0208, row, 0, 3, twips, 0, 0, u32(flags));
    const { rows, sheet } = await written([
      number(0),
      number(1),
      number(2),
      height(0, 300, 0x100),
      height(1, 300, 0x120),
      height(2, 0, 0x100),
      record(0x007d, 1, 1, 2_560, 0, 1, 0),
      record(0x007d, 2, 255, 0, 0, 0, 0),
    ]);
    expect(rows.map((row) => row.hidden)).toEqual([undefined, true, true]);
    expect(sheet.hiddenColumns).toEqual([2, 3]);
  });

  it('hangs comments on their cells', async () => {
    const object = (id: number) => record(0x005d, 0x15, 0x12, 0x19, id, Buffer.alloc(14));
    const text = (value: string) => [
      record(0x01b6, 0, 0, Buffer.alloc(6), value.length, 16, u32(0)),
      record(0x003c, Buffer.from([1]), Buffer.from(value, 'utf16le')),
      record(0x003c, Buffer.alloc(16)),
    ];
    const note = (row: number, column: number, id: number) => record(0x001c, row, column, 0, id, Buffer.alloc(4));
    const { rows } = await written([
      record(0x0203, 3, 0, 0, f64(1)),
      object(1),
      ...text('已换号'),
      object(2),
      ...text('空'),
      note(3, 0, 1),
      note(3, 2, 2),
    ]);
    expect(rows).toEqual([
      { number: 4, cells: [{ value: 1, comment: '已换号' }, undefined, { value: null, comment: '空' }] },
    ]);
  });

  it('notices other workbooks it leans on, and refuses old encryption', async () => {
    expect((await written([], [record(0x01ae, 1, 0x0401)])).remarks).toEqual([]);
    expect((await written([], [record(0x01ae, 1, 8, Buffer.alloc(8))])).remarks).toEqual([
      { code: 'external-links-ignored', file: '名单.xls' },
    ]);
    await expect(written([], [record(0x002f, 1, Buffer.alloc(52))])).rejects.toMatchObject({
      code: 'unsupported-encryption',
    });
  });

  it('refuses sheets that share their records', async () => {
    const one = stream([record(0x0203, 0, 0, 0, f64(1))]);
    const sheetAt = one.lastIndexOf(begin(0x10));
    const second = record(0x0085, u32(sheetAt), 0, Buffer.from([1, 0]), Buffer.from('b'));
    await expect(written([], [second, second])).rejects.toMatchObject({ code: 'corrupt-file' });
  });
});
