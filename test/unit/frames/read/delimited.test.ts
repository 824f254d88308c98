import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { fc } from '../../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { records } from '../../../../server/frames/read/delimited.ts';
import { readFiled } from '../../../../server/frames/read/index.ts';

async function read(bytes: Buffer, name = '名单.csv') {
  const { workbooks, remarks } = await readFiled([{ name, bytes }]);
  return { sheet: workbooks[0]!.sheets[0]!, rows: [...workbooks[0]!.sheets[0]!.rows], remarks };
}

const cells = (rows: { cells: readonly unknown[] }[]) => rows.map((row) => row.cells);

const LIST = '序号,姓名,手机号码\r\n1,覃㑇䶮,013800000001\r\n';
const CELLS = [
  ['序号', '姓名', '手机号码'],
  ['1', '覃㑇䶮', '013800000001'],
];

describe('encodings', () => {
  it.each([
    ['UTF-8', Buffer.from(LIST), undefined],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${LIST}`), undefined],
    ['UTF-16 LE', Buffer.from(`\ufeff${LIST}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE', Buffer.from(`\ufeff${LIST}`, 'utf16le').swap16(), 'utf-16be'],
    ['GB18030', iconv.encode(LIST, 'gb18030'), 'gb18030'],
  ])('reads %s', async (_, bytes, raw) => {
    const { rows, sheet, remarks } = await read(bytes);
    expect(sheet).toMatchObject({ name: 'CSV', state: 'visible', merges: [], hiddenColumns: [] });
    expect(cells(rows)).toEqual(CELLS);
    expect(remarks).toEqual(raw ? [{ code: 'encoding-detected', file: '名单.csv', raw }] : []);
  });

  it('names the records with broken bytes, in GB18030 and in UTF-8', async () => {
    const gbk = iconv.encode(LIST + '2,覃', 'gb18030');
    const { rows } = await read(Buffer.concat([gbk, Buffer.from([0xff]), iconv.encode('小宝,1\n3,李,2\n', 'gb18030')]));
    expect(rows.map(({ number, undecodable }) => [number, undecodable])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, true],
      [4, undefined],
    ]);
    const line = '单位名称是南宁市第一中学,姓名\n'.repeat(30);
    const broken = await read(Buffer.concat([Buffer.from(line), Buffer.from([0xe4, 0xb8]), Buffer.from(`\n${line}`)]));
    expect(broken.remarks).toEqual([]);
    expect(broken.rows.filter((row) => row.undecodable).map((row) => row.number)).toEqual([31]);
  });

  it('leaves a replacement character that was in the text alone', async () => {
    const { rows } = await read(Buffer.from('姓名,单位\n李\ufffd,学校\n'));
    expect(rows[1]).toEqual({ number: 2, cells: ['李\ufffd', '学校'] });
  });
});

describe('records', () => {
  it('counts blank lines but not quoted line breaks, whatever the line ends', async () => {
    const { rows } = await read(
      Buffer.from('姓名,单位,电话\r\n\n\r李,"第一行\r\n第二行\n第三行",1\r王,"说""好""",2\n\n赵,,3'),
    );
    expect(rows).toEqual([
      { number: 1, cells: ['姓名', '单位', '电话'] },
      { number: 4, cells: ['李', '第一行\r\n第二行\n第三行', '1'] },
      { number: 5, cells: ['王', '说"好"', '2'] },
      { number: 7, cells: ['赵', undefined, '3'] },
    ]);
  });

  it('takes a quotation mark that is never closed, or stands inside a field, as a character', async () => {
    const { rows } = await read(Buffer.from('姓名,单位,电话\n李,"学校,1\n王,5"管厂,2\n赵,"厂"二,3\n'));
    expect(cells(rows)).toEqual([
      ['姓名', '单位', '电话'],
      ['李', '"学校', '1'],
      ['王', '5"管厂', '2'],
      ['赵', '厂二', '3'],
    ]);
  });

  it.each([
    [',', '报送单位:民政厅;时间:2015;;;;;;;\n序号,姓 名,单位\n1,李,甲;乙;丙;丁\n'],
    ['\t', '标题,有,很,多,逗,号\n序号\t姓名\t单位\n1\t李\t甲,乙,丙,丁\n'],
    [';', '序号;姓名*;单位\n1;李;甲,乙,丙,丁\n'],
    ['\t', '甲\t乙\t丙,丁\n'],
    [',', '只有一栏\n'],
  ])('divides by %j, which divides the header', async (delimiter, text) => {
    const { rows } = await read(Buffer.from(text));
    expect(cells(rows)).toEqual(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(delimiter).map((field) => field || undefined))
        .map(trimEnd),
    );
  });

  it('reads what another parser reads, however the text is cut', () => {
    const field = fc.oneof(
      fc.constantFrom('', 'a', '南宁', ' x ', 'a"b', 'a,b', '甲\n乙', '"', '\r\n'),
      fc.string({ maxLength: 6 }),
    );
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, fc.array(fc.nat(40)), fc.constantFrom('\n', '\r\n'), (rows, cuts, newline) => {
        const text = Papa.unparse(rows, { newline, quotes: true });
        const pieces: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(text.slice(at, at + cut));
          at += cut;
        }
        pieces.push(text.slice(at));
        expect([...records(pieces, ',')]).toEqual(Papa.parse<string[]>(text, { newline, delimiter: ',' }).data);
      }),
      { seed: 35, numRuns: 300 },
    );
  });
});

function trimEnd(fields: (string | undefined)[]) {
  while (fields.length > 0 && fields.at(-1) === undefined) fields.pop();
  return fields;
}

describe('walks', () => {
  it('gives the same rows every time, to several at once, whoever changes what was given', async () => {
    const unit = '南宁市青秀区民族大道的一个很长的单位名称';
    const text = `姓名,单位,电话\n${'李,' + unit + ',1\n王,"' + unit + '",\n\n'}`.repeat(5_000);
    const { sheet, rows } = await read(Buffer.from(text));
    expect(rows).toHaveLength(15_000);
    for (const row of sheet.rows) (row.cells as unknown[]).fill('x');
    const second = sheet.rows[Symbol.iterator]();
    let at = 0;
    for (const row of sheet.rows) {
      if (at < 100) expect(second.next().value).toEqual(row);
      expect(row).toEqual(rows[at]);
      at += 1;
    }
    expect(at).toBe(15_000);
  });

  it('refuses a column behind the last while the file can be named', async () => {
    const wide = (columns: number) => read(Buffer.from(`姓名,电话\n${','.repeat(columns - 1)}1,,\n`));
    expect((await wide(16_384)).rows[1]!.cells).toHaveLength(16_384);
    await expect(wide(16_385)).rejects.toMatchObject({ code: 'corrupt-file', file: '名单.csv' });
  });
});

describe('names and contents', () => {
  it.each([
    ['名单.txt', []],
    ['名单.TSV', []],
    ['名单.xls', [{ code: 'extension-mismatch', file: '名单.xls', raw: 'csv' }]],
    ['名单', [{ code: 'extension-mismatch', file: '名单', raw: 'csv' }]],
  ])('reads text named %s', async (name, remarks) => {
    expect((await read(Buffer.from(LIST), name)).remarks).toEqual(remarks);
  });

  it.each([
    ['a web page', '<html><table><tr><td>姓名</td></tr></table></html>', 'unsupported-format'],
    ['a web page behind a mark', '\ufeff  <!DOCTYPE html><table></table>', 'unsupported-format'],
    [
      'an XML spreadsheet',
      '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
      'unsupported-format',
    ],
    ['rich text', '{\\rtf1 姓名}', 'unsupported-format'],
    ['a PDF', '%PDF-1.7\n', 'unsupported-format'],
    ['bytes of no format', '\u0001\u0002\u0003\u0000\u0005abc', 'unsupported-format'],
    ['nothing', '', 'empty-file'],
  ])('refuses %s', async (_, text, code) => {
    await expect(read(Buffer.from(text))).rejects.toMatchObject({ code, file: '名单.csv' });
  });

  it('refuses a web page in UTF-16', async () => {
    await expect(read(Buffer.from('\ufeff<html></html>', 'utf16le'))).rejects.toMatchObject({
      code: 'unsupported-format',
    });
  });

  it.each([
    ['rar', 'Rar!\x1a\x07\x01\0'],
    ['7z', '7z\xbc\xaf\x27\x1c'],
    ['gz', '\x1f\x8b\x08'],
    ['tar', `${'名单.xlsx'.padEnd(256, '\0')}\0`.slice(0, 257).padEnd(257, '\0') + 'ustar'],
  ])('refuses %s', async (_, head) => {
    await expect(read(Buffer.from(head, 'latin1'))).rejects.toMatchObject({
      code: 'unsupported-archive',
      message: '请用zip',
    });
  });
});
