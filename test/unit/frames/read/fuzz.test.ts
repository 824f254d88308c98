import * as XLSX from '@e965/xlsx';
import iconv from 'iconv-lite';
import officeCrypto from 'officecrypto-tool';
import { describe, expect, it, vi } from 'vitest';
import { readFiled, ReadRefusal } from '../../../../server/frames/read/index.ts';
import { link, sheetOf, writeWorkbook } from '../../../support/frames/workbook.ts';
import { writeZip } from '../../../support/frames/zip.ts';

// Generous: these tests prove that something ends, on machines that are busy with others.
vi.setConfig({ testTimeout: 60_000 });

const ROWS = [
  ['序号', '姓名', '单位', '手机号码'],
  ...Array.from({ length: 20 }, (_, i) => [i + 1, `受访者${i}`, '南宁市第一中学', `1380000000${i}`]),
];
const CSV = ROWS.map((row) => row.join(',')).join('\r\n');

/** Something of everything a workbook may hold. */
const BOOK = {
  sheets: [
    `<cols><col min="2" max="2" hidden="1"/></cols>${sheetOf(ROWS)}<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`,
    '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f>1</f><v>42318</v></c></row></sheetData>',
  ],
  strings: '<si><r><rPr><strike/></rPr><t>甲_x000D_</t></r></si>',
  styles: '<fonts><font><strike/></font></fonts><cellXfs><xf fontId="0"/><xf numFmtId="14"/></cellXfs>',
  sheetLinks: link('rId1', 'comments', '../comments1.xml'),
  more: { 'xl/comments1.xml': '<comments><comment ref="A1"><text><t>批注</t></text></comment></comments>' },
};
const XLSX_BYTES = writeWorkbook({ ...BOOK, reorder: (parts) => parts.map((part) => ({ ...part, stored: true })) });

function xls(): Buffer {
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(ROWS), '名单');
  const bytes: Buffer = XLSX.write(book, { type: 'buffer', bookType: 'biff8', bookSST: true });
  return bytes;
}

type Pick = (below: number) => number;

const damaging = (bytes: Buffer) => (pick: Pick) => mutate(bytes, pick);

/** One part damaged before it is packed, so that no checksum gives it away. */
function damagedPart(pick: Pick): Buffer {
  return writeWorkbook({
    ...BOOK,
    reorder: (parts) => {
      const chosen = pick(parts.length);
      return parts.map((part, i) =>
        i === chosen ? { ...part, content: mutate(Buffer.from(part.content), pick) } : part,
      );
    },
  });
}

const KINDS: [string, (pick: Pick) => Buffer, number][] = [
  ['xlsx', damaging(XLSX_BYTES), 1_000],
  ['xlsx with one damaged part', damagedPart, 700],
  ['xls', damaging(xls()), 1_500],
  ['csv', damaging(iconv.encode(CSV, 'gb18030')), 300],
  [
    'zip',
    damaging(
      writeZip([
        { name: '名单.xlsx', content: XLSX_BYTES },
        { name: '附件.csv', content: CSV, stored: true },
      ]),
    ),
    500,
  ],
  ['agile encryption', damaging(officeCrypto.encrypt(XLSX_BYTES, { password: 'VelvetSweatshop' })), 25],
  [
    'standard encryption',
    damaging(officeCrypto.encrypt(XLSX_BYTES, { password: 'VelvetSweatshop', type: 'standard' })),
    25,
  ],
];

/** xorshift32: the same mutations on every run. */
function stream(seed: number): Pick {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes changed, cut off, cut out or doubled; half of the time near the ends, where containers keep their tables. */
function mutate(bytes: Buffer, pick: Pick): Buffer {
  let changed = Buffer.from(bytes);
  for (let left = 1 + pick(4); left > 0 && changed.length > 0; left -= 1) {
    const near = pick(4);
    const room = Math.min(changed.length, 700);
    const at = near === 0 ? pick(room) : near === 1 ? changed.length - 1 - pick(room) : pick(changed.length);
    const length = Math.min(changed.length - at, 1 + pick(64));
    switch (pick(8)) {
      case 0:
        changed = changed.subarray(0, at);
        break;
      case 1:
        changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + length)]);
        break;
      case 2:
        changed = Buffer.concat([changed.subarray(0, at + length), changed.subarray(at)]);
        break;
      case 3:
        changed.fill([0, 0xff, 0x3c, 0x22][pick(4)]!, at, at + length);
        break;
      default:
        changed[at] = pick(256);
    }
  }
  return changed;
}

describe('damaged files end in sheets or in a refusal', () => {
  it.each(KINDS)('%s', async (name, make, count) => {
    const pick = stream(0x9e3779b9);
    const ends = new Map<string, number>();
    for (let i = 0; i < count; i += 1) {
      const damaged = make(pick);
      let end = 'read';
      try {
        const { workbooks } = await readFiled([{ name: '名单', bytes: damaged }]);
        for (const { sheets } of workbooks)
          for (const sheet of sheets) for (const row of sheet.rows) expect(row.number).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof ReadRefusal)) throw new Error(`mutation ${i} of ${name}`, { cause: error });
        end = error.code;
      }
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    // A generator that breaks nothing, or nothing but the first bytes, would prove nothing.
    expect(ends.size).toBeGreaterThan(1);
  });
});
