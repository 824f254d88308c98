import { describe, expect, it, vi } from 'vitest';
import { readFiled } from '../../../../server/frames/read/index.ts';
import type { ReadLimits } from '../../../../server/frames/read/limits.ts';
import { sheetOf, writeWorkbook } from '../../../support/frames/workbook.ts';
import { deflateRepeated, writeZip, type ZipPart } from '../../../support/frames/zip.ts';

// Generous: these tests prove that something ends, on machines that are busy with others.
vi.setConfig({ testTimeout: 60_000 });

const SHEET = 'xl/worksheets/sheet1.xml';
const HEAD = '<?xml version="1.0"?><worksheet><sheetData>';
const TAIL = '</sheetData></worksheet>';

function read(bytes: Buffer, limits: Partial<ReadLimits> = {}, name = '名单.xlsx') {
  return readFiled([{ name, bytes }], { limits });
}

/** A good workbook in which one part is replaced by bytes deflated elsewhere. */
function withPart(name: string, packed: Buffer, more: Partial<ZipPart> = {}): Buffer {
  return writeWorkbook({
    strings: '',
    reorder: (parts) => [...parts.filter((part) => part.name !== name), { name, content: '', packed, ...more }],
  });
}

const refusal = (code: string, item: string) => ({
  name: 'ReadRefusal',
  code,
  file: '名单.xlsx',
  message: `超过处理上限(${item})`,
});

describe('bombs', () => {
  it.each([
    ['a gigabyte of blanks in a sheet', SHEET, [HEAD, ' '.repeat(1_000), 1_000_000, TAIL]],
    ['a gigabyte of zero bytes', SHEET, ['', '\0'.repeat(1_000), 1_000_000, '']],
    ['20 million shared strings', 'xl/sharedStrings.xml', ['<sst>', '<si><t/></si>', 20_000_000, '</sst>']],
    ['a cell of 300 MB', SHEET, [`${HEAD}<row><c t="str"><v>`, '甲'.repeat(100), 1_000_000, `</v></c></row>${TAIL}`]],
    ['a comment that never ends', SHEET, [`${HEAD}<!--`, '-'.repeat(1_000), 300_000, '']],
    ['an attribute that never ends', SHEET, ['<worksheet a="', 'x'.repeat(1_000), 300_000, '']],
    ['a gigabyte in a part that nobody reads', 'xl/media/image1.png', ['', '\0'.repeat(1_000), 1_000_000, '']],
    ['a gigabyte in XML that nobody reads', 'docProps/app.xml', ['<a>', ' '.repeat(1_000), 1_000_000, '</a>']],
  ] as [string, string, [string, string, number, string]][])(
    'stops at %s',
    async (_, name, [head, unit, times, tail]) => {
      const bytes = withPart(name, deflateRepeated(head, unit, times, tail), { declaredSize: 1_000, crc: 0 });
      await expect(read(bytes)).rejects.toMatchObject(refusal('limit-ratio', '压缩比'));
    },
  );

  it('believes no declared size, small or large', async () => {
    const bytes = writeWorkbook({
      sheets: [sheetOf([['姓名']])],
      reorder: (parts) => parts.map((part, i) => ({ ...part, declaredSize: i % 2 ? 1 : 0x7fffffff })),
    });
    expect([...(await read(bytes)).workbooks[0]!.sheets[0]!.rows]).toHaveLength(1);
  });

  it('stops at too much in all, over several files', async () => {
    const bytes = writeWorkbook({ sheets: [sheetOf(Array.from({ length: 2_000 }, (_, i) => [`受访者${i}`]))] });
    await expect(
      readFiled(
        [
          { name: '一.xlsx', bytes },
          { name: '名单.xlsx', bytes },
        ],
        { limits: { totalBytes: 200_000 } },
      ),
    ).rejects.toMatchObject(refusal('limit-size', '解压后的总大小'));
  });

  it('takes a cell of megabytes for damage, if it packs too badly for the ratio', async () => {
    const packed = deflateRepeated(`${HEAD}<row><c t="str"><v>`, '甲'.repeat(100), 50_000, `</v></c></row>${TAIL}`);
    await expect(read(withPart(SHEET, packed), { ratio: 1e9 })).rejects.toMatchObject({ code: 'corrupt-file' });
  });

  it.each([
    ['merged range', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'],
    [
      'data validation',
      '<dataValidations><dataValidation sqref="A1:XFD1048576"><formula1>1</formula1></dataValidation></dataValidations>',
    ],
    ['conditional format', '<conditionalFormatting sqref="A1:XFD1048576"><cfRule/></conditionalFormatting>'],
    ['dimension', '<dimension ref="A1:XFD1048576"/>'],
    ['column style', '<cols><col min="1" max="16384" style="1"/></cols>'],
  ])('makes nothing of a %s over the whole sheet', async (_, content) => {
    const { workbooks } = await read(
      writeWorkbook({ sheets: [`<sheetData><row r="3"><c r="B3"><v>1</v></c></row></sheetData>${content}`] }),
    );
    const sheet = workbooks[0]!.sheets[0]!;
    expect([...sheet.rows]).toEqual([{ number: 3, cells: [undefined, 1] }]);
    expect(sheet.merges.every(({ bottom, right }) => bottom <= 3 && right <= 2)).toBe(true);
  });

  it('reads the last cell of a sheet, and refuses the row after the last', async () => {
    const at = (cell: string, row: number) =>
      writeWorkbook({ sheets: [`<sheetData><row r="${row}"><c r="${cell}"><v>1</v></c></row></sheetData>`] });
    const [row] = [...(await read(at('XFD1048576', 1_048_576))).workbooks[0]!.sheets[0]!.rows];
    expect(row).toMatchObject({ number: 1_048_576 });
    expect(row!.cells).toHaveLength(16_384);
    await expect(read(at('A2147483647', 2_147_483_647))).rejects.toMatchObject({ code: 'corrupt-file' });
  });

  it('refuses rows whose emptiness would take forever to walk', async () => {
    const rows = Array.from({ length: 3_700 }, (_, i) => `<row><c r="XFD${i + 1}"><v>1</v></c></row>`).join('');
    await expect(read(writeWorkbook({ sheets: [`<sheetData>${rows}</sheetData>`] }))).rejects.toMatchObject(
      refusal('limit-size', '表格的行列总数'),
    );
  });

  it('stops at too many rows long before the end', async () => {
    const packed = deflateRepeated(HEAD, '<row><c><v>1</v></c></row>', 5_000_000, TAIL);
    await expect(read(withPart(SHEET, packed), { rows: 1_000, ratio: 1e9 })).rejects.toMatchObject(
      refusal('limit-rows', '行数'),
    );
  });

  it('stops at too many merged ranges and too much held', async () => {
    const merges = deflateRepeated(
      '<worksheet><sheetData/><mergeCells>',
      '<mergeCell ref="A1:B2"/>',
      2_000_000,
      '</mergeCells></worksheet>',
    );
    await expect(read(withPart(SHEET, merges), { ratio: 1e9 })).rejects.toMatchObject(
      refusal('limit-size', '合并单元格个数'),
    );
    const cells = deflateRepeated(HEAD, `<row>${'<c><v>1</v></c>'.repeat(50)}</row>`, 100_000, TAIL);
    await expect(read(withPart(SHEET, cells), { ratio: 1e9, heldBytes: 1e6 })).rejects.toMatchObject(
      refusal('limit-size', '单元格与文字的总量'),
    );
  });
});

describe('delimited text', () => {
  it('refuses a line of millions of characters before it becomes a labour', async () => {
    await expect(read(Buffer.from('序号,姓名,'.repeat(3_000_000)), {}, '名单.csv')).rejects.toMatchObject({
      code: 'corrupt-file',
    });
  });

  it('reads on behind quotation marks that are never closed', async () => {
    const { workbooks } = await read(Buffer.from('姓名,电话\n' + '"李,1\n'.repeat(100_000)), {}, '名单.csv');
    expect([...workbooks[0]!.sheets[0]!.rows].length).toBeGreaterThan(90_000);
  });
});

describe('counts and sizes', () => {
  it('refuses a file that is too large', async () => {
    await expect(read(Buffer.from('姓名\n'), { fileBytes: 5 })).rejects.toMatchObject(
      refusal('limit-file-size', '文件大小'),
    );
    const entry = writeZip([{ name: 'a.csv', content: '姓名\n'.repeat(1_000) }]);
    await expect(read(entry, { fileBytes: 1_000 }, '名单.zip')).rejects.toMatchObject({
      code: 'limit-file-size',
      file: '名单.zip/a.csv',
    });
  });

  it('counts the files of a package, not its folders and litter', async () => {
    const files = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `${i}.csv`, content: '姓名,电话\n', stored: true }));
    const litter = Array.from({ length: 50 }, (_, i) => ({ name: `__MACOSX/${i}`, content: '', stored: true }));
    const { workbooks } = await read(writeZip([...files(200), ...litter]), {}, '名单.zip');
    expect(workbooks).toHaveLength(200);
    await expect(read(writeZip(files(201)))).rejects.toMatchObject(refusal('limit-entries', '文件个数'));
  });

  it('refuses 100,000 entries without listing them', async () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => ({ name: `${i}.csv`, content: '', stored: true }));
    await expect(read(writeZip(entries))).rejects.toMatchObject(refusal('limit-entries', '文件个数'));
    const parts = writeWorkbook({ reorder: (parts) => [...parts, ...entries.slice(0, 5_001)] });
    await expect(read(parts)).rejects.toMatchObject(refusal('limit-entries', '文件个数'));
  });
});

describe('unsafe XML', () => {
  const doctype = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>';
  const sheet = `${doctype}<worksheet><sheetData><row><c t="str"><v>&lol2;</v></c></row></sheetData></worksheet>`;

  it.each<[string, Record<string, string | Buffer>]>([
    ['billion laughs in a sheet', { [SHEET]: `<?xml version="1.0"?>${sheet}` }],
    ['an external entity', { [SHEET]: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet/>` }],
    ['UTF-16 without a mark', { [SHEET]: Buffer.from(sheet, 'utf16le') }],
    ['UTF-16 with a mark', { [SHEET]: Buffer.from(`\ufeff${sheet}`, 'utf16le').swap16() }],
    ['the list of relationships', { '_rels/.rels': `${doctype}<Relationships/>` }],
    ['a part nobody reads', { 'docProps/core.xml': `<?xml version="1.0"?><!-- x -->${doctype}<a/>` }],
    ['the middle of a document', { [SHEET]: `<worksheet><!ENTITY x "y"></worksheet>` }],
  ])('refuses %s', async (_, more) => {
    await expect(read(writeWorkbook({ more }))).rejects.toMatchObject({
      code: 'unsafe-xml',
      message: '文件内有外部实体或DTD',
    });
  });

  it('lets a comment mention one', async () => {
    const more = { [SHEET]: `<worksheet><!-- ${doctype.replaceAll('-', '')} --><sheetData/></worksheet>` };
    expect((await read(writeWorkbook({ more }))).workbooks).toHaveLength(1);
  });
});
