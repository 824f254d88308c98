import officeCrypto from 'officecrypto-tool';
import { describe, expect, it, vi } from 'vitest';
import { readFiled } from '../../../../server/frames/read/index.ts';
import { sheetOf, writeWorkbook } from '../../../support/frames/workbook.ts';

// Generous: these tests prove that something ends, on machines that are busy with others.
vi.setConfig({ testTimeout: 60_000 });

const BOOK = writeWorkbook({
  sheets: [sheetOf([['姓名'], ...Array.from({ length: 3_000 }, (_, i) => [`受访者${i}`])])],
});

async function read(bytes: Buffer, password?: string, name = '名单.xlsx') {
  const { workbooks, remarks } = await readFiled([{ name, bytes }], password === undefined ? {} : { password });
  expect([...workbooks[0]!.sheets[0]!.rows].at(-1)).toEqual({ number: 3_001, cells: ['受访者2999'] });
  return remarks;
}

const encrypt = (password: string, type: 'agile' | 'standard') =>
  officeCrypto.encrypt(BOOK, type === 'standard' ? { password, type } : { password });

describe.each(['agile', 'standard'] as const)('%s encryption', (type) => {
  it('opens with the password, and only with it', async () => {
    const bytes = encrypt('桂绩2015', type);
    expect(await read(bytes, '桂绩2015')).toEqual([]);
    await expect(read(bytes, '桂绩2016')).rejects.toMatchObject({ code: 'wrong-password', file: '名单.xlsx' });
    await expect(read(bytes)).rejects.toMatchObject({ code: 'password-required', file: '名单.xlsx' });
  });

  it('opens without asking what Office opens without asking', async () => {
    expect(await read(encrypt('VelvetSweatshop', type))).toEqual([]);
  });

  it('notices what is inside under another name', async () => {
    const bytes = encrypt('a', type);
    expect(await read(bytes, 'a', '名单.xls')).toEqual([{ code: 'extension-mismatch', file: '名单.xls', raw: 'xlsx' }]);
  });
});

it('refuses to count to a number that only a hostile file asks for', async () => {
  const bytes = encrypt('a', 'agile');
  const at = bytes.indexOf('spinCount="100000"');
  expect(at).toBeGreaterThan(0);
  bytes.write('spinCount="9e9999"', at, 'latin1');
  await expect(read(bytes, 'a')).rejects.toMatchObject({ code: 'unsupported-encryption' });
});
