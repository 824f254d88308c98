/**
 * Checking big lists: a workbook of 200,000 rows beside a bare read of it, a delimited text of 1,000,000 records of nine
 * fields beside papaparse alone. The files are invented, written once into .cache.
 */
import { streamXlsxRows, writeXlsxStream } from 'hucre';
import Papa from 'papaparse';
import { checkFrames, type FrameCheckGroup } from '../../server/frames/check.ts';
import { cached, listOfAMillion, people, RECORDS } from './people.ts';
import type { Benchmark } from './ratio.ts';

const ROWS = 200_000;

function* sheetRows(): Generator<(string | number | null)[]> {
  yield ['2015年度自治区民政厅社会救助工作评价抽样框(政府部门)'];
  yield ['报送单位:自治区民政厅   报送时间:2015年11月10日'];
  yield ['序号', '姓 名', '性别', '单位', '职务', '区号', '办公电话', '手机号码', '备注'];
  for (const one of people(ROWS)) {
    const { serial, name, gender, unit, post, office, mobile } = one;
    yield [serial, name, gender, unit, post, office === '' ? null : '0771', office || null, mobile, null];
  }
}

const workbook = await cached('frame-200k.xlsx', async () => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeXlsxStream(sheetRows(), { name: 'Sheet1' })) chunks.push(chunk);
  return Buffer.concat(chunks);
});
const text = await listOfAMillion();

async function check(group: Omit<FrameCheckGroup, 'department'>, noPersons: boolean, rows: number): Promise<void> {
  const { document } = await checkFrames({ groups: [{ ...group, department: '自治区民政厅' }], noPersons });
  if (document.counts.usable !== rows) throw new Error(`${document.counts.usable} of ${rows} persons are usable`);
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'check of a workbook of 200,000 rows, all persons listed',
    gate: 1.6,
    run: () =>
      check({ kind: 'hot-topics', attachment: 3, files: [{ name: '附件3.xlsx', bytes: workbook }] }, false, ROWS),
    baseline: {
      name: 'a bare read with hucre',
      run: async () => {
        let cells = 0;
        for await (const row of streamXlsxRows(workbook)) cells += row.values.length;
        if (cells < ROWS) throw new Error('the bare read missed rows');
      },
    },
  },
  {
    name: 'check of a delimited text of 1,000,000 records of nine fields, persons counted but not listed',
    gate: 3,
    run: () => check({ kind: 'hot-topics', attachment: 3, files: [{ name: '附件3.csv', bytes: text }] }, true, RECORDS),
    baseline: {
      name: 'papaparse alone',
      run: () => {
        let fields = 0;
        Papa.parse<string[]>(text.toString('utf8'), { step: ({ data }) => void (fields += data.length) });
        if (fields < RECORDS) throw new Error('papaparse missed records');
      },
    },
  },
];
