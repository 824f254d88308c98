/** The same blocks as PDF, as Word and as a page: what an office prints has every page, every cell and its fonts. */
import { inflateSync } from 'node:zlib';
import { Uint8ArrayReader, ZipReader, TextWriter } from '@zip.js/zip.js';
import { expect, test } from 'vitest';
import { printPdf, writePage, writeWord, type PrintedDocument } from '#documents';

const head = (text: string) => ({ text, bold: true, align: 'center' }) as const;
const form: PrintedDocument = {
  title: '领导评价表',
  foot: '评议',
  blocks: [
    { kind: 'title', lines: ['2026年度自治区人民政府直属行政机构', '领导评价表'] },
    {
      kind: 'table',
      widths: [1, 5, 1, 1],
      headRows: 1,
      rows: [
        ['等级', '标准', '分值', '您的评价分'].map(head),
        ['优秀', '能出色完成重点工作任务', '5', { text: '', rows: 2 }],
        ['良好', '能较好完成重点工作任务', '4'],
        [{ text: '合计', columns: 2 }, '9', ''],
      ],
    },
    { kind: 'qr', text: 'https://example.org/b#ABCDEF', size: 28, align: 'right' },
    { kind: 'page' },
    { kind: 'heading', text: '一、重点工作任务完成情况' },
    { kind: 'paragraph', text: '完成重点项目12个。\n增长8.5%。', indent: true },
  ],
};

async function partOf(file: Uint8Array, name: string): Promise<string> {
  const zip = new ZipReader(new Uint8ArrayReader(file));
  const entry = (await zip.getEntries()).find(({ filename }) => filename === name);
  if (!entry || entry.directory) throw new Error(`no ${name}`);
  return entry.getData(new TextWriter());
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

test('PDF: as many pages as there are breaks, fonts inside, the file says what it is', async () => {
  const { bytes, pages } = await printPdf(form);
  const text = Buffer.from(bytes).toString('latin1');
  expect(text.slice(0, 5)).toBe('%PDF-');
  expect(pages).toBe(2);
  expect(count(text, /\/Type \/Page\b(?!s)/g)).toBe(2);
  // Regular and bold, each embedded as far as it is used.
  expect(count(text, /\/FontFile3/g)).toBe(2);
});

test('PDF: a last break is an empty page', async () => {
  const { pages } = await printPdf({ ...form, blocks: [...form.blocks, { kind: 'page' }] });
  expect(pages).toBe(3);
});

test('PDF: a gap takes its height and no line besides', async () => {
  const gaps = Array.from({ length: 80 }, () => ({ kind: 'gap', height: 2 }) as const);
  const { pages } = await printPdf({ title: '空', blocks: [...gaps, { kind: 'paragraph', text: '完' }] });
  expect(pages).toBe(1);
});

test('PDF: rows are as high as they say', async () => {
  // 28 rows of 8 mm: 224 mm of the page, 59 more with padding on top of them.
  const rows = Array.from({ length: 28 }, (_, i) => [String(i)]);
  const { pages } = await printPdf({ title: '格', blocks: [{ kind: 'table', widths: [1], rowHeight: 8, rows }] });
  expect(pages).toBe(1);
});

/** How many pieces of text stand on each page. */
async function shown(document: PrintedDocument): Promise<number[]> {
  const { bytes } = await printPdf(document);
  const streams = Buffer.from(bytes)
    .toString('latin1')
    .matchAll(/\/FlateDecode\s*>>\s*stream\r?\n([\s\S]*?)\r?\nendstream/g);
  return [...streams]
    .map(([, data]) => inflateSync(Buffer.from(data!, 'latin1')).toString('latin1'))
    .map((text) => count(text, /\] TJ\n/g))
    .filter((lines) => lines > 0);
}

test('a paragraph that keeps to the next block goes over with it', async () => {
  const lines = Array.from({ length: 33 }, () => ({ kind: 'paragraph', text: '行' }) as const);
  const seal = { kind: 'paragraph', text: '章', keepNext: true } as const;
  const sign = { kind: 'table', widths: [1], rowHeight: 40, rows: [['签']] } as const;
  const long: PrintedDocument = { title: '长', blocks: [...lines, seal, seal, sign] };
  expect((await printPdf({ ...long, blocks: lines })).pages).toBe(1);
  expect(await shown(long)).toEqual([lines.length, 3]);
  const { keepNext: _, ...loose } = seal;
  expect(await shown({ ...long, blocks: [...lines, loose, loose, sign] })).toEqual([lines.length + 2, 1]);
  expect(count(await partOf(await writeWord(long), 'word/document.xml'), /<w:keepNext\/>/g)).toBe(2);
});

test('PDF: a long document is set while the server does other things', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  const prose = { kind: 'paragraph', text: '完成重点项目12个，投资增长8.5%。'.repeat(60), indent: true } as const;
  const { pages } = await printPdf({ title: '长', blocks: Array.from({ length: 30 }, () => prose) });
  clearInterval(timer);
  expect(pages).toBeGreaterThan(10);
  expect(turns).toBeGreaterThan(10);
});

test('PDF: a document that cannot be set is an error, not a silence', async () => {
  const broken = { title: '坏', blocks: [{ kind: 'qr', text: '长'.repeat(5000), size: 20 }] } as const;
  await expect(printPdf(broken)).rejects.toThrow();
});

test('Word: the same texts, tables with repeated heads and merged cells, breaks, foot', async () => {
  const file = await writeWord(form);
  const body = await partOf(file, 'word/document.xml');
  for (const words of ['2026年度自治区人民政府直属行政机构', '能出色完成重点工作任务', '增长8.5%。'])
    expect(body).toContain(words);
  expect(count(body, /<w:tbl>/g)).toBe(1);
  expect(count(body, /<w:tblHeader\/>/g)).toBe(1);
  expect(count(body, /<w:vMerge/g)).toBe(2);
  expect(count(body, /<w:gridSpan w:val="2"/g)).toBe(1);
  expect(count(body, /<w:pageBreakBefore\/>/g)).toBe(1);
  expect(count(body, /<pic:pic/g)).toBe(1);
  expect(await partOf(file, 'word/footer1.xml')).toContain('评议　第');
});

test('page: the same texts and spans, nothing outside, nothing the policy forbids, every text escaped', async () => {
  const odd = '</style><script>alert(1)</script>"\\';
  const page = await writePage(
    { ...form, title: odd, foot: odd, blocks: [...form.blocks, { kind: 'paragraph', text: odd, keepNext: true }] },
    'the-nonce',
  );
  for (const words of ['2026年度自治区人民政府直属行政机构<br>领导评价表', '能出色完成重点工作任务'])
    expect(page).toContain(words);
  // A line of its own each, as in Word.
  expect(count(page, /<p class="r\d+ [^"]*">/g)).toBe(3);
  expect(count(page, /<th scope="col"/g)).toBe(4);
  expect(count(page, /<td rowspan="2"/g)).toBe(1);
  expect(count(page, /<td colspan="2"/g)).toBe(1);
  expect(count(page, /<svg/g)).toBe(1);
  expect(page).not.toContain('<script');
  expect(count(page, /<\/style>/g)).toBe(1);
  expect(page).toContain('<style nonce="the-nonce">');
  expect(page).not.toMatch(/ style="|src=|href=/);
  expect(page).toContain('break-before:page');
  expect(page).toContain(';break-after:avoid}');
  expect(page).toContain('size:A4;');
});
