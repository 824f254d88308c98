import * as XLSX from '@e965/xlsx';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import type { FiledCell } from '#sampling';
import { readFiled } from '../../../../server/frames/read/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const corpus = fileURLToPath(new URL('../../../reference/cases/corpus', import.meta.url));

function files(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}

/** A cell as SheetJS tells it: error cells by their text, formula or not. */
function opinion(cell: XLSX.CellObject | undefined): unknown {
  if (cell === undefined || cell.t === 'z') return undefined;
  return cell.t === 'e' ? cell.w : cell.v;
}

function value(cell: FiledCell): unknown {
  if (typeof cell !== 'object') return cell;
  return cell.error ?? cell.value ?? undefined;
}

it('reads every cell of the messy workbooks as SheetJS does', async () => {
  let compared = 0;
  for (const path of files(corpus, /\.(xlsx|xlsm|xls|et)$/)) {
    const bytes = readFileSync(path);
    const { workbooks } = await readFiled([{ name: basename(path), bytes }]).catch(() => ({ workbooks: [] }));
    if (workbooks.length === 0) continue; // those that are to be refused are judged by the reference runner
    const book = XLSX.read(bytes, { cellDates: false });
    expect(
      workbooks[0]!.sheets.map(({ name }) => name),
      path,
    ).toEqual(book.SheetNames);
    for (const sheet of workbooks[0]!.sheets) {
      const theirs = book.Sheets[sheet.name]!;
      const left = new Set(Object.keys(theirs).filter((key) => !key.startsWith('!')));
      for (const row of sheet.rows) {
        for (const [i, cell] of row.cells.entries()) {
          const address = XLSX.utils.encode_cell({ r: row.number - 1, c: i });
          left.delete(address);
          const their: XLSX.CellObject | undefined = theirs[address];
          if (value(cell) !== opinion(their))
            expect.soft([path, sheet.name, address, value(cell)]).toEqual(opinion(their));
          compared += 1;
        }
      }
      const missed = [...left].filter((address) => (opinion(theirs[address]) ?? '') !== '');
      expect(missed, path).toEqual([]);
    }
  }
  expect(compared).toBeGreaterThan(50_000);
});
