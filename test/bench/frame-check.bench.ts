/**
 * Checking big lists: a workbook of 200,000 rows beside a bare read of it, a delimited text of 1,000,000 records of nine
 * fields beside papaparse alone. The files are invented, written once into .cache.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamXlsxRows, writeXlsxStream } from 'hucre';
import Papa from 'papaparse';
import { checkFrames, type FrameCheckGroup } from '../../server/frames/check.ts';
import type { Benchmark } from './ratio.ts';

const ROWS = 200_000;
const RECORDS = 1_000_000;
const cache = join(process.cwd(), '.cache', 'bench-frames');
const surnames =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞';
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉玲红玉建国海燕春梅兰凤';
const cities = ['南宁市', '柳州市', '桂林市', '百色市', '河池市', '玉林市', '钦州市', '北海市'];
const kinds = ['宏泰商贸有限公司', '第三中学', '人民医院', '村村民委员会', '九洲木业有限公司', '百川物流有限公司'];
const posts = ['教师', '总经理', '村委会主任', '护士长', '会计', '社员'];

function* people(count: number): Generator<{
  serial: number;
  name: string;
  gender: string;
  unit: string;
  post: string;
  office: string;
  mobile: string;
}> {
  for (let serial = 1; serial <= count; serial += 1) {
    const r = (serial * 2654435761) >>> 0;
    const pick = <T>(from: ArrayLike<T>, shift: number): T => from[(r >>> shift) % from.length]!;
    yield {
      serial,
      name: pick(surnames, 0) + pick(given, 7) + (serial % 3 === 0 ? '' : pick(given, 17)),
      gender: serial % 2 === 0 ? '男' : '女',
      unit: `${pick(cities, 4)}${pick(surnames, 9)}${pick(kinds, 11)}`,
      post: pick(posts, 6),
      office: serial % 3 === 0 ? String(2_000_001 + (r % 5_000_000)) : '',
      mobile: `${serial % 2 === 0 ? '0' : ''}13${r % 4}${String(serial).padStart(8, '0')}`,
    };
  }
}

async function cached(name: string, write: () => Promise<Uint8Array>): Promise<Buffer> {
  const file = join(cache, name);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, await write());
  }
  return readFileSync(file);
}

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
const text = await cached('topics-1m.csv', async () => {
  const lines = ['序号,姓名,性别,单位,职务,区号,办公电话,手机号码,备注'];
  for (const { serial, name, gender, unit, post, office, mobile } of people(RECORDS)) {
    lines.push(`${serial},${name},${gender},${unit},${post},${office && '0771'},${office},${mobile},`);
  }
  return Buffer.from(lines.join('\n'));
});

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
