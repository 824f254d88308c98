import { configure, TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import iconv from 'iconv-lite';
import { crc32 } from 'node:zlib';
import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { readFiled } from '../../../../server/frames/read/index.ts';
import { sheetOf, writeWorkbook } from '../../../support/frames/workbook.ts';
import { writeZip, type ZipPart } from '../../../support/frames/zip.ts';

// Generous: these tests prove that something ends, on machines that are busy with others.
vi.setConfig({ testTimeout: 60_000 });

configure({ useWebWorkers: false });

const BOOK = writeWorkbook({
  sheets: [
    sheetOf([
      ['序号', '姓名', '手机号码'],
      [1, '韦小宝', '013800000001'],
    ]),
  ],
});
const LIST = '序号,姓名,手机号码\n1,韦小宝,013800000001\n';

async function read(bytes: Buffer, password?: string, name = '民政厅.zip') {
  const { workbooks, remarks, packages } = await readFiled(
    [{ name, bytes }],
    password === undefined ? {} : { password },
  );
  return { names: workbooks.map((workbook) => workbook.name), workbooks, remarks, packages };
}

const open = { code: 'package-not-encrypted', file: '民政厅.zip' };

async function encrypted(
  content: Record<string, Buffer | string>,
  options: {
    password?: string;
    rawPassword?: Uint8Array;
    zipCrypto?: boolean;
    encryptionStrength?: 1 | 2 | 3;
    level?: number;
  },
): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), options);
  for (const [name, bytes] of Object.entries(content)) {
    await writer.add(name, typeof bytes === 'string' ? new TextReader(bytes) : new Uint8ArrayReader(bytes));
  }
  return Buffer.from(await writer.close());
}

describe('entries', () => {
  it('reads lists in order by their paths, with the digest of each', async () => {
    const bytes = writeZip([
      { name: '二/b.csv', content: LIST },
      { name: '二/', content: '', stored: true },
      { name: 'a.xlsx', content: BOOK, stored: true },
    ]);
    const { names, workbooks, remarks, packages } = await read(bytes);
    expect(names).toEqual(['民政厅.zip/二/b.csv', '民政厅.zip/a.xlsx']);
    expect(workbooks[1]!.sha256).toBe(createHash('sha256').update(BOOK).digest('hex'));
    expect(packages).toEqual([{ name: '民政厅.zip', sha256: createHash('sha256').update(bytes).digest('hex') }]);
    expect(remarks).toEqual([open]);
  });

  it('ignores the litter of operating systems and tells about documents', async () => {
    const { names, remarks } = await read(
      writeZip([
        { name: '__MACOSX/._名单.xlsx', content: 'x' },
        { name: '内/__MACOSX/x', content: 'x' },
        { name: '.DS_Store', content: 'x' },
        { name: '内/Thumbs.db', content: 'x' },
        { name: '内/~$名单.xlsx', content: 'x' },
        { name: '内/名单.xlsx', content: BOOK },
        { name: '问卷.docx', content: 'PK' },
        { name: '说明.txt', content: '填表时请注意,序号要连续' },
        { name: '照片', content: '\x89PNG' },
      ]),
    );
    expect(names).toEqual(['民政厅.zip/内/名单.xlsx']);
    expect(remarks).toEqual([
      { code: 'entry-skipped', file: '民政厅.zip', raw: '问卷.docx' },
      { code: 'entry-skipped', file: '民政厅.zip', raw: '说明.txt' },
      { code: 'entry-skipped', file: '民政厅.zip', raw: '照片' },
      open,
    ]);
  });

  it('reads a list that is called a text, and a workbook that is called something else', async () => {
    const { names, remarks } = await read(
      writeZip([
        { name: '名单.txt', content: LIST },
        { name: '名单.dat', content: BOOK },
      ]),
    );
    expect(names).toEqual(['民政厅.zip/名单.txt', '民政厅.zip/名单.dat']);
    expect(remarks).toEqual([{ code: 'extension-mismatch', file: '民政厅.zip/名单.dat', raw: 'xlsx' }, open]);
  });

  it.each([
    ['in UTF-8 with the flag', { name: '附件3.xlsx' }],
    ['in UTF-8 without a flag', { name: Buffer.from('附件3.xlsx') }],
    ['in GB18030', { name: iconv.encode('附件3.xlsx', 'gb18030') }],
    ['in GB18030 with backslashes', { name: iconv.encode('目录\\附件3.xlsx', 'gb18030') }, '目录/附件3.xlsx'],
    ['in the Unicode field', { name: Buffer.from('??3.xlsx'), extra: unicodeField('??3.xlsx', '附件3.xlsx') }],
    [
      'in a Unicode field of another name',
      { name: Buffer.from('a.xlsx'), extra: unicodeField('b.xlsx', 'c.xlsx') },
      'a.xlsx',
    ],
  ])('reads names %s', async (_, part, name = '附件3.xlsx') => {
    expect((await read(writeZip([{ content: BOOK, ...part }]))).names).toEqual([`民政厅.zip/${name}`]);
  });

  it.each(['../名单.xlsx', '/名单.xlsx', 'a/../../名单.xlsx', '..\\名单.xlsx', 'C:\\名单.xlsx', 'a\0.xlsx'])(
    'refuses the path %j',
    async (name) => {
      await expect(read(writeZip([{ name, content: BOOK }]))).rejects.toMatchObject({
        code: 'unsafe-entry',
        file: '民政厅.zip',
      });
    },
  );

  it.each<[string, ZipPart, string, string?]>([
    ['a zip', { name: '内.zip', content: writeZip([{ name: 'a.xlsx', content: BOOK }]) }, 'nested-archive'],
    [
      'a zip under another name',
      { name: '内.xlsx', content: writeZip([{ name: 'a.xlsx', content: BOOK }]) },
      'nested-archive',
    ],
    ['a rar', { name: '内.rar', content: 'Rar!\x1a\x07' }, 'nested-archive'],
    [
      'a damaged workbook',
      { name: '名单.xlsx', content: BOOK.subarray(0, 300) },
      'corrupt-file',
      '民政厅.zip/名单.xlsx',
    ],
    ['a web page for a workbook', { name: '导出.xls', content: '<html>' }, 'unsupported-format', '民政厅.zip/导出.xls'],
    ['an empty workbook', { name: '空.xlsx', content: '', stored: true }, 'empty-file', '民政厅.zip/空.xlsx'],
    [
      'an unknown compression',
      { name: 'a.xlsx', content: BOOK, method: 14 },
      'unsupported-archive',
      '民政厅.zip/a.xlsx',
    ],
    ['only a document', { name: '问卷.pdf', content: '%PDF' }, 'no-workbook-in-package'],
  ])('refuses a package with %s', async (_, part, code, file = '民政厅.zip') => {
    await expect(read(writeZip([part]))).rejects.toMatchObject({ code, file });
  });

  it('notices a package under the name of a workbook', async () => {
    const { remarks } = await read(writeZip([{ name: 'a.csv', content: LIST }]), undefined, '名单.xlsx');
    expect(remarks[0]).toEqual({ code: 'extension-mismatch', file: '名单.xlsx', raw: 'zip' });
  });

  it('refuses a package of nothing, and one that is cut off', async () => {
    await expect(read(writeZip([]))).rejects.toMatchObject({ code: 'no-workbook-in-package' });
    const bytes = writeZip([{ name: 'a.xlsx', content: BOOK }]);
    await expect(read(bytes.subarray(0, bytes.length - 30))).rejects.toMatchObject({ code: 'corrupt-file' });
  });

  it('reads ZIP64', async () => {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { zip64: true });
    await writer.add('名单.xlsx', new Uint8ArrayReader(BOOK));
    expect((await read(Buffer.from(await writer.close()))).names).toEqual(['民政厅.zip/名单.xlsx']);
  });
});

function unicodeField(plain: string, unicode: string): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + Buffer.byteLength(unicode), 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(crc32(plain), 5);
  return Buffer.concat([head, Buffer.from(unicode)]);
}

describe('passwords', () => {
  const big = `${LIST}${'2,李四,013800000002\n'.repeat(9_000)}`;

  it.each([
    ['AES-256', { encryptionStrength: 3 as const }],
    ['AES-192', { encryptionStrength: 2 as const }],
    ['AES-128, stored', { encryptionStrength: 1 as const, level: 0 }],
    ['ZipCrypto', { zipCrypto: true }],
    ['ZipCrypto, stored', { zipCrypto: true, level: 0 }],
  ])('opens %s', async (_, options) => {
    for (const password of ['guangxi2015', '广西2015']) {
      const bytes = await encrypted(
        { '名单.xlsx': BOOK, '大.csv': big },
        { ...options, rawPassword: Buffer.from(password) },
      );
      const { names, workbooks, remarks } = await read(bytes, password);
      expect(names).toEqual(['民政厅.zip/名单.xlsx', '民政厅.zip/大.csv']);
      expect([...workbooks[1]!.sheets[0]!.rows]).toHaveLength(9_002);
      expect(remarks).toEqual([]);
      await expect(read(bytes, `${password}x`)).rejects.toMatchObject({
        code: 'wrong-password',
        file: '民政厅.zip',
        message: '密码不正确',
      });
      await expect(read(bytes)).rejects.toMatchObject({ code: 'password-required', file: '民政厅.zip' });
    }
  });

  it('tries a Chinese password in GBK', async () => {
    for (const zipCrypto of [false, true]) {
      const bytes = await encrypted({ 'a.xlsx': BOOK }, { zipCrypto, rawPassword: iconv.encode('绩效办', 'gb18030') });
      expect((await read(bytes, '绩效办')).names).toEqual(['民政厅.zip/a.xlsx']);
    }
  });

  it('never takes a wrong ZipCrypto password for a right one', async () => {
    const bytes = await encrypted({ 'a.csv': LIST }, { zipCrypto: true, rawPassword: Buffer.from('right') });
    for (let i = 0; i < 600; i += 1) {
      await expect(read(bytes, `wrong${i}`)).rejects.toMatchObject({ code: 'wrong-password' });
    }
  });

  it('notices an altered AES entry', async () => {
    const bytes = await encrypted({ 'a.xlsx': BOOK }, { rawPassword: Buffer.from('x') });
    bytes[200]! ^= 1;
    await expect(read(bytes, 'x')).rejects.toMatchObject({ code: 'corrupt-file' });
  });

  it('tells of an open list between encrypted documents, and of passwords sent along', async () => {
    const plain = writeZip([{ name: '名单.xlsx', content: BOOK }]);
    expect((await read(plain)).remarks).toEqual([open]);
    const told = { code: 'password-in-package', file: '民政厅.zip' };
    const commented = writeZip([{ name: '名单.xlsx', content: BOOK }], iconv.encode('口令:123', 'gb18030'));
    expect((await read(commented)).remarks).toEqual([told, open]);
    const named = writeZip([
      { name: 'Password.txt', content: '123' },
      { name: '名单.xlsx', content: BOOK },
    ]);
    expect((await read(named)).remarks).toContainEqual(told);
    expect((await read(plain, undefined, '密码123.zip')).remarks).toContainEqual({ ...told, file: '密码123.zip' });
  });

  it('refuses strong encryption of PKWARE', async () => {
    await expect(read(writeZip([{ name: 'a.xlsx', content: BOOK, flags: 0x41 }]), 'x')).rejects.toMatchObject({
      code: 'unsupported-encryption',
    });
  });
});
