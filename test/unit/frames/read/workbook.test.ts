import * as XLSX from '@e965/xlsx';
import { readXlsx } from 'hucre';
import { describe, expect, it } from 'vitest';
import type { FiledCell, FiledRow, FiledSheet } from '../../../../sampling/frame/filed.ts';
import { readFiled } from '../../../../server/frames/read/index.ts';
import { link, relationships, sheetOf, writeWorkbook } from '../../../support/frames/workbook.ts';
import { writeZip, type ZipPart } from '../../../support/frames/zip.ts';

const STRICT = 'http://purl.oclc.org/ooxml';

async function read(bytes: Buffer) {
  return readFiled([{ name: '名单.xlsx', bytes }]);
}

async function sheets(bytes: Buffer): Promise<FiledSheet[]> {
  return [...(await read(bytes)).workbooks[0]!.sheets];
}

async function rows(bytes: Buffer): Promise<FiledRow[]> {
  return [...(await sheets(bytes))[0]!.rows];
}

async function row(content: string, more: Parameters<typeof writeWorkbook>[0] = {}): Promise<readonly FiledCell[]> {
  const found = await rows(writeWorkbook({ sheets: [`<sheetData><row r="1">${content}</row></sheetData>`], ...more }));
  return found[0]?.cells ?? [];
}

/** Values as two other readers see them: an independent opinion on the same bytes. */
async function others(bytes: Buffer, name = 'Sheet1') {
  const sheetJs = XLSX.utils.sheet_to_json<unknown[]>(XLSX.read(bytes, { cellText: false }).Sheets[name]!, {
    header: 1,
    raw: true,
    blankrows: true,
  });
  const hucre = (await readXlsx(new Uint8Array(bytes))).sheets.find((sheet) => sheet.name === name)!.rows;
  return { sheetJs, hucre };
}

const plain = (found: readonly FiledRow[]) =>
  found.map(({ cells }) => cells.map((cell) => (typeof cell === 'object' ? cell.value : cell)));

const isBook = ({ name }: ZipPart) => name === 'xl/workbook.xml';

const LIST = [
  ['序号', '姓 名', '手机号码'],
  [1, '韦小宝', '013800000001'],
  [2, '覃𠮷娜', '013800000002'],
];

describe('where things stand in the file', () => {
  const strings = LIST.flat()
    .filter((value) => typeof value === 'string')
    .map((value) => `<si><t>${value}</t></si>`)
    .join('');
  const sheet =
    '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>' +
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>3</v></c><c r="C2" t="s"><v>4</v></c></row>' +
    '<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="s"><v>5</v></c><c r="C3" t="s"><v>6</v></c></row></sheetData>';

  it.each<[string, (parts: ZipPart[]) => ZipPart[]]>([
    ['in the usual order', (parts) => parts],
    ['with the workbook part last', (parts) => parts.toSorted((a, b) => Number(isBook(a)) - Number(isBook(b)))],
    ['with the sheets first', (parts) => parts.toReversed()],
  ])('reads parts %s', async (_, reorder) => {
    const bytes = writeWorkbook({ sheets: [sheet], strings, reorder });
    expect(plain(await rows(bytes))).toEqual(LIST);
    const opinions = await others(bytes);
    expect(opinions.sheetJs).toEqual(LIST);
    expect(opinions.hucre).toEqual(LIST);
  });

  it('follows swapped and absolute relationship targets', async () => {
    const bytes = writeWorkbook({
      sheets: [sheetOf([['甲']]), sheetOf([['乙']])],
      more: {
        'xl/_rels/workbook.xml.rels': relationships(
          link('rId1', 'worksheet', '/xl/worksheets/sheet2.xml') + link('rId2', 'worksheet', 'worksheets/./sheet1.xml'),
        ),
      },
    });
    const found = await sheets(bytes);
    expect(found.map((sheet) => [sheet.name, plain([...sheet.rows])])).toEqual([
      ['Sheet1', [['乙']]],
      ['Sheet2', [['甲']]],
    ]);
    expect((await others(bytes)).sheetJs).toEqual([['乙']]);
  });

  it('reads prefixed elements and single quotes', async () => {
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
    const bytes = writeWorkbook({
      sheets: [
        `<?xml version='1.0'?><x:worksheet xmlns:x='${main}'><x:sheetData><x:row r='1' ><x:c r='A1' t='s'><x:v>0</x:v></x:c>` +
          `<x:c\n r='B1'\n t='inlineStr'><x:is><x:t>行 &amp; 列</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`,
      ],
      strings: '<si><t>甲</t></si>',
      more: {
        'xl/sharedStrings.xml': `<?xml version="1.0"?><x:sst xmlns:x="${main}"><x:si><x:t>甲</x:t></x:si></x:sst>`,
      },
    });
    expect(plain(await rows(bytes))).toEqual([['甲', '行 & 列']]);
    expect((await others(bytes)).hucre).toEqual([['甲', '行 & 列']]);
  });

  it('reads strict Open XML with its dates', async () => {
    const bytes = writeWorkbook({
      sheets: [
        `<?xml version="1.0"?><worksheet xmlns="${STRICT}/spreadsheetml/main"><sheetData><row r="1"><c r="A1" t="d"><v>2015-11-10</v></c>` +
          `<c r="B1" t="d"><v>2015-11-10T12:00:00</v></c></row></sheetData></worksheet>`,
      ],
      more: {
        '_rels/.rels': relationships(
          `<Relationship Id="rId1" Type="${STRICT}/officeDocument/relationships/officeDocument" Target="/xl/workbook.xml"/>`,
        ),
        'xl/_rels/workbook.xml.rels': relationships(
          `<Relationship Id="rId1" Type="${STRICT}/officeDocument/relationships/worksheet" Target="worksheets/sheet1.xml"/>`,
        ),
      },
    });
    expect((await rows(bytes))[0]!.cells).toEqual([
      { value: 42_318, date: '2015-11-10' },
      { value: 42_318.5, date: '2015-11-10' },
    ]);
  });

  it('counts on where rows and cells have no address', async () => {
    const content =
      '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>';
    const bytes = writeWorkbook({ sheets: [`<sheetData>${content}</sheetData>`] });
    expect(await rows(bytes)).toEqual([
      { number: 1, cells: [1, 2] },
      { number: 5, cells: [undefined, undefined, 3, 4] },
      { number: 6, cells: [5] },
    ]);
    expect((await others(bytes)).hucre.filter((cells) => cells.some((cell) => cell !== null))).toEqual([
      [1, 2, null, null],
      [null, null, 3, 4],
      [5, null, null, null],
    ]);
  });

  it('puts rows in order that are not, and joins the pieces of one', async () => {
    const bytes = writeWorkbook({
      sheets: [
        '<sheetData><row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="3" hidden="1"><c r="B3"><v>4</v></c></row></sheetData>',
      ],
    });
    expect(await rows(bytes)).toEqual([
      { number: 1, cells: [1] },
      { number: 3, hidden: true, cells: [3, 4] },
    ]);
  });

  it('finds part names whatever their case, and needs no styles or strings', async () => {
    const bytes = writeWorkbook({
      sheets: [sheetOf([[7]])],
      more: { 'xl/_rels/workbook.xml.rels': relationships(link('rId1', 'worksheet', 'Worksheets/SHEET1.xml')) },
    });
    expect(plain(await rows(bytes))).toEqual([[7]]);
  });

  it('reads sheets in the order of the workbook, with their states, and leaves charts out', async () => {
    const bytes = writeWorkbook({
      sheets: [sheetOf([['a']]), sheetOf([['b']]), sheetOf([['c']]), '<chart/>'],
      names: ['甲&amp;乙', '旧', '代码', '图'],
      states: ['', ' state="hidden"', ' state="veryHidden"', ''],
      more: {
        'xl/_rels/workbook.xml.rels': relationships(
          [1, 2, 3].map((n) => link(`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`)).join('') +
            link('rId4', 'chartsheet', 'worksheets/sheet4.xml'),
        ),
      },
    });
    expect((await sheets(bytes)).map(({ name, state }) => [name, state])).toEqual([
      ['甲&乙', 'visible'],
      ['旧', 'hidden'],
      ['代码', 'veryHidden'],
    ]);
  });

  it('reads parts in UTF-16 and GB18030', async () => {
    const xml = '<worksheet><sheetData><row><c t="inlineStr"><is><t>韦小宝</t></is></c></row></sheetData></worksheet>';
    const utf16 = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${xml}`, 'utf16le');
    const gbk = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="GBK"?><worksheet><sheetData><row><c t="inlineStr"><is><t>'),
      Buffer.from('cea4d0a1b1a6', 'hex'),
      Buffer.from('</t></is></c></row></sheetData></worksheet>'),
    ]);
    for (const part of [utf16, utf16.swap16(), gbk]) {
      const bytes = writeWorkbook({ more: { 'xl/worksheets/sheet1.xml': Buffer.from(part) } });
      expect(plain(await rows(bytes))).toEqual([['韦小宝']]);
    }
  });
});

const run = (text: string, properties: string) => `<r><rPr>${properties}</rPr><t>${text}</t></r>`;

describe('texts', () => {
  it('joins rich text, drops phonetic hints and decodes what XML cannot say', async () => {
    const strings =
      '<si><r><t>韦</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 小宝</t></r><rPh sb="0" eb="1"><t>wei</t></rPh></si>' +
      '<si><t>一行_x000D_二行_x005F_x000D_</t></si><si><t/></si><si><t>&lt;甲&gt; &#38; &#x4E59;</t></si>';
    const content =
      '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c>';
    expect(await row(content, { strings })).toEqual(['韦 小宝', '一行\r二行_x000D_', undefined, '<甲> & 乙']);
    const bytes = writeWorkbook({ sheets: [`<sheetData><row r="1">${content}</row></sheetData>`], strings });
    expect((await others(bytes)).hucre[0]).toEqual(['韦 小宝', '一行\r二行_x000D_', '', '<甲> & 乙']);
  });

  it('reads inline texts, plain, rich and in pieces', async () => {
    const content =
      '<c r="A1" t="inlineStr"><is><r><t>第一</t></r><r><t>第二</t></r></is></c>' +
      '<c r="B1" t="inlineStr"><is><t>有<!-- 注 -->注<![CDATA[<&>]]></t></is></c>' +
      '<c r="C1" t="str"><v>文字_x0041_</v></c>';
    expect(await row(content)).toEqual(['第一第二', '有注<&>', '文字A']);
    const careless =
      '<c t="inlineStr"><v>在值里</v></c><c><is><t>没有类型</t></is></c><c t="inlineStr"><is><t></t></is></c><c t="inlineStr"/>';
    expect(await row(careless)).toEqual(['在值里', '没有类型']);
  });

  it('reads numbers as stored', async () => {
    const content =
      '<c r="A1"><v>13800000001</v></c><c r="B1"><v>1.38E+10</v></c><c r="C1" t="n"><v>-0.5</v></c><c r="D1"><v>0771</v></c><c r="E1"><v>1<!-- -->2</v></c>';
    expect(await row(content)).toEqual([13_800_000_001, 13_800_000_000, -0.5, 771, 12]);
  });

  it('knows struck-through text by the style of the cell or by every run', async () => {
    const styles =
      '<fonts><font><strike val="0"/></font><font><strike/></font></fonts><cellXfs><xf fontId="0" numFmtId="0"/><xf fontId="1" numFmtId="0"/></cellXfs>' +
      '<dxfs><dxf><font><strike/></font></dxf></dxfs>';
    const strings =
      `<si><t>甲</t></si><si>${run('乙', '<strike/>')}${run(' ', '')}${run('丙', '<strike val="1"/>')}</si>` +
      `<si>${run('丁', '<strike/>')}${run('戊', '<b/>')}</si><si><r><t>己</t></r>${run('庚', '<strike/>')}</si>`;
    const cells = [0, 1, 2, 3].flatMap((text) => [0, 1].map((style) => `<c s="${style}" t="s"><v>${text}</v></c>`));
    const found = await row(`${cells.join('')}<c s="1"><v>5</v></c><c s="1"/>`, { strings, styles });
    expect(found.map((cell) => typeof cell === 'object' && cell.struck === true)).toEqual(
      // each text in the plain style, then in the struck one
      [false, true, true, true, false, false, false, true, true],
    );
  });
});

const showing = (code: string) =>
  `<numFmts><numFmt numFmtId="200" formatCode="${code}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>`;

describe('formulas, errors, truth values, dates', () => {
  it('gives the cached result of a formula and tells that it is one', async () => {
    const content =
      '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>2x</v></c><c r="C1"><f>1/0</f></c><c r="D1" t="str"><f>""</f><v></v></c>' +
      '<c r="E1" t="e"><f>#REF!</f><v>#REF!</v></c><c r="F1"><f t="shared" si="0"/><v/></c><c r="G1" t="b"><f>TRUE()</f><v>1</v></c><c r="H1" t="s"><f>A9</f><v>0</v></c>';
    const formula = true;
    expect(await row(content, { strings: '<si><t>甲</t></si>' })).toEqual([
      { value: 2, formula },
      { value: '2x', formula },
      { value: null, formula },
      { value: '', formula },
      { value: null, formula, error: '#REF!' },
      { value: null, formula },
      { value: true, formula },
      { value: '甲', formula },
    ]);
  });

  it('gives errors and truth values', async () => {
    expect(await row('<c t="e"><v>#N/A</v></c><c t="b"><v>0</v></c><c t="b"/><c t="e"/>')).toEqual([
      { value: null, error: '#N/A' },
      { value: false },
    ]);
  });

  it.each([
    ['yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;', true],
    ['[$-804]aaaa;@', false],
    ['m/d', true],
    ['[DBNum1][$-804]yyyy\\.mm;@', true],
    ['[红色]0.00', false],
    ['[Red]#,##0', false],
    ['h:mm:ss', false],
    ['[h]:mm', false],
    ['mm:ss.0', false],
    ['0.00E+00', false],
    ['General', false],
    ['G/通用格式', false],
    ['&quot;day&quot;0', false],
    ['000000000000', false],
    ['0_);[d]', false],
  ])('sees whether %s shows a date', async (code, dated) => {
    const [cell] = await row('<c s="0"><v>42318</v></c>', { styles: showing(code) });
    expect(cell).toEqual(dated ? { value: 42_318, date: '2015-11-10' } : 42_318);
  });

  it.each([
    [1, '1900-01-01', '1904-01-02'],
    [59, '1900-02-28', '1904-02-29'],
    [60, undefined, '1904-03-01'],
    [61, '1900-03-01', '1904-03-02'],
    [42_318.99, '2015-11-10', '2019-11-11'],
    [-1, undefined, undefined],
    [3_000_000, undefined, undefined],
  ])('turns serial %s into a day of either calendar', async (serial, day1900, day1904) => {
    for (const [date1904, date] of [
      [false, day1900],
      [true, day1904],
    ] as const) {
      const [cell] = await row(`<c s="0"><v>${serial}</v></c>`, {
        styles: '<cellXfs><xf numFmtId="14"/></cellXfs>',
        date1904,
      });
      expect(cell).toEqual({ value: serial, ...(date ? { date } : {}) });
    }
  });
});

describe('what surrounds the cells', () => {
  it('marks rows that are hidden, of no height or filtered out', async () => {
    const bytes = writeWorkbook({
      sheets: [
        '<sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" ht="0" customHeight="1"><c r="A2"><v>2</v></c></row>' +
          '<row r="3" hidden="true"><c r="A3"/></row><row r="4" ht="15"><c r="A4"><v>4</v></c></row></sheetData>',
      ],
    });
    expect(await rows(bytes)).toEqual([
      { number: 1, hidden: true, cells: [1] },
      { number: 2, hidden: true, cells: [2] },
      { number: 4, cells: [4] },
    ]);
  });

  it('cuts hidden columns and merged ranges to the area with cells', async () => {
    const bytes = writeWorkbook({
      sheets: [
        '<cols><col min="2" max="2" width="0" customWidth="1"/><col min="4" max="16384" hidden="1"/></cols>' +
          '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="E1"><v>1</v></c></row><row r="9"><c r="A9"><v>9</v></c></row></sheetData>' +
          '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="$C$3:B2"/><mergeCell ref="A20:A30"/><mergeCell ref="rubbish"/></mergeCells>',
      ],
    });
    const [sheet] = await sheets(bytes);
    expect(sheet!.hiddenColumns).toEqual([2, 4, 5]);
    expect(sheet!.merges).toEqual([
      { top: 1, left: 1, bottom: 9, right: 5 },
      { top: 2, left: 2, bottom: 3, right: 3 },
    ]);
  });

  it('hangs comments on their cells, threads in place of their notes', async () => {
    const bytes = writeWorkbook({
      sheets: [
        '<sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2"><f>1</f><v>1</v></c></row></sheetData>',
      ],
      sheetLinks:
        link('rId1', 'comments', '../comments1.xml') + link('rId2', 'threadedComment', '../threadedComments/t.xml'),
      more: {
        'xl/comments1.xml':
          '<comments><commentList><comment ref="A2"><text><t>[线程批注]</t></text></comment>' +
          '<comment ref="B2"><text><r><rPr><b/></rPr><t>王:\n</t></r><r><t>已换号</t></r><rPh><t>x</t></rPh></text></comment>' +
          '<comment ref="D2"><text><t>空格上的批注</t></text></comment><comment ref="A99"><text><t>远处</t></text></comment></commentList></comments>',
        'xl/threadedComments/t.xml':
          '<ThreadedComments><threadedComment ref="A2" id="1"><text>已调离</text></threadedComment><threadedComment ref="A2" id="2" parentId="1"><text>收到</text></threadedComment></ThreadedComments>',
      },
    });
    expect(await rows(bytes)).toEqual([
      {
        number: 2,
        cells: [
          { value: '甲', comment: '已调离\n收到' },
          { value: 1, formula: true, comment: '王:\n已换号' },
          undefined,
          { value: null, comment: '空格上的批注' },
        ],
      },
    ]);
  });

  it('notices macros and external links', async () => {
    const bytes = writeWorkbook({
      more: { 'xl/vbaProject.bin': 'x', 'xl/externalLinks/externalLink1.xml': '<externalLink/>' },
    });
    expect((await read(bytes)).remarks).toEqual([
      { code: 'macros-ignored', file: '名单.xlsx' },
      { code: 'external-links-ignored', file: '名单.xlsx' },
    ]);
  });

  it('can be walked more than once', async () => {
    const [sheet] = await sheets(writeWorkbook({ sheets: [sheetOf(LIST)] }));
    expect([...sheet!.rows]).toEqual([...sheet!.rows]);
  });
});

describe('documents that are no workbooks', () => {
  it.each([
    [
      'a Word document',
      {
        '_rels/.rels': relationships(link('rId1', 'officeDocument', 'word/document.xml')),
        'word/document.xml': '<w:document/>',
      },
    ],
    ['a binary workbook', { '_rels/.rels': relationships(link('rId1', 'officeDocument', 'xl/workbook.bin')) }],
  ])('refuses %s', async (_, more) => {
    await expect(read(writeWorkbook({ more }))).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('refuses an OpenDocument spreadsheet', async () => {
    const ods = writeZip([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', stored: true },
      { name: 'content.xml', content: '<office:document-content/>' },
      { name: 'META-INF/manifest.xml', content: '<manifest:manifest/>' },
    ]);
    await expect(read(ods)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: '不支持的格式,请用附件模板另存为xlsx',
    });
  });
});

describe('damage', () => {
  it('refuses a part that would lie outside', async () => {
    await expect(read(writeWorkbook({ more: { 'xl/../../evil.xml': '<a/>' } }))).rejects.toMatchObject({
      code: 'unsafe-entry',
    });
  });

  it.each([
    [
      'a text that is not there',
      { sheets: ['<sheetData><row><c t="s"><v>9</v></c></row></sheetData>'], strings: '<si><t>a</t></si>' },
    ],
    [
      'a sheet part that is not there',
      { more: { 'xl/_rels/workbook.xml.rels': relationships(link('rId1', 'worksheet', 'nowhere.xml')) } },
    ],
    ['a sheet that stops in the middle', { more: { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' } }],
    ['elements that do not close', { sheets: ['<sheetData></row></sheetData></a></b>'] }],
    ['an unknown entity', { sheets: ['<sheetData><row><c t="str"><v>&nbsp;</v></c></row></sheetData>'] }],
    ['a column beyond the last', { sheets: ['<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>'] }],
    ['a row beyond the last', { sheets: ['<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>'] }],
    ['a row without a number', { sheets: ['<sheetData><row r="x"><c><v>1</v></c></row></sheetData>'] }],
  ])('refuses %s', async (_, parts) => {
    await expect(read(writeWorkbook(parts))).rejects.toMatchObject({
      code: 'corrupt-file',
      file: '名单.xlsx',
      message: '文件损坏或不完整',
    });
  });

  it('refuses a part whose checksum is wrong, and two parts of one name', async () => {
    const wrong = writeWorkbook({
      sheets: [sheetOf(LIST)],
      reorder: (parts) => parts.map((part) => ({ ...part, crc: 1 })),
    });
    await expect(read(wrong)).rejects.toMatchObject({ code: 'corrupt-file' });
    const twice = writeWorkbook({
      reorder: (parts) => [...parts, { name: 'XL/WORKBOOK.XML', content: '<workbook/>' }],
    });
    await expect(read(twice)).rejects.toMatchObject({ code: 'corrupt-file' });
  });
});
