/** The call list, read back by a reader that is not the writer. */
import { read, utils, type WorkSheet } from '@e965/xlsx';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { writeCallList, type CallListEntry, type CallListPerson } from '../../../server/draws/call-list.ts';

const about = { title: '2026年热点难点工作评价抽样', manifestDigest: 'ab'.repeat(32) };

function person(more: Partial<CallListPerson> = {}): CallListPerson {
  return {
    name: '韦小兰',
    gender: '女',
    organisation: '柳州市民政局',
    post: '科长',
    numbers: [{ dial: '018300004552' }, { dial: '07725100280', ext: '801' }],
    department: '自治区民政厅',
    list: 'hot-topics',
    ...more,
  };
}

function entry(n: number, more: Partial<CallListEntry> = {}): CallListEntry {
  return {
    id: `id${n}`,
    stratum: 'A',
    stratumLabel: '南宁市',
    rank: n,
    ticket: createHash('sha256').update(String(n)).digest('hex'),
    replicate: 1,
    part: 'main',
    person: person(),
    ...more,
  };
}

async function open(entries: readonly CallListEntry[]) {
  const bytes = await writeCallList(entries, about);
  const workbook = read(bytes, { cellFormula: true, cellNF: true });
  const cases: WorkSheet = workbook.Sheets['呼叫清单']!;
  const rows = utils.sheet_to_json<Record<string, string | number>>(cases, { defval: '' });
  return { bytes, workbook, cases, rows };
}

describe('the call list', () => {
  it('has one row a case, with everything an interviewer needs as filed', async () => {
    const { rows } = await open([entry(1, { chance: 0.3 })]);
    expect(rows).toEqual([
      {
        案例号: '000001',
        批次: 1,
        样本: '主样本',
        层: '南宁市',
        层内序号: 1,
        拨号串: '018300004552',
        分机: '',
        其他号码: '07725100280转801',
        姓名: '韦小兰',
        称呼: '女士',
        单位: '柳州市民政局',
        职务: '科长',
        名单: '热点难点工作',
        报送部门: '自治区民政厅',
        入样概率: '0.3',
        设计权重: '3.33333333',
        话务结果: '',
        通话时间: '',
        备注: '',
        样本编号: 'id1',
      },
    ]);
  });

  it('goes by replicate, then by ticket, so that strata do not show; a part of it numbers the cases alike', async () => {
    const entries = Array.from({ length: 40 }, (_, i) =>
      entry(i, { stratum: i < 20 ? 'A' : 'B', stratumLabel: i < 20 ? '甲' : '乙', replicate: i % 20 < 10 ? 1 : 2 }),
    );
    const all = (await open(entries)).rows;
    expect(all.map((row) => row['批次'])).toEqual([...Array(20).fill(1), ...Array(20).fill(2)]);
    const ticketOf = new Map(entries.map(({ id, ticket }) => [id, ticket]));
    const first = all.slice(0, 20).map((row) => ticketOf.get(String(row['样本编号']))!);
    expect(first).toEqual(first.toSorted());
    expect(new Set(all.slice(0, 10).map((row) => row['层'])).size).toBe(2);
    const released = (await open(entries.filter(({ replicate }) => replicate === 1).toReversed())).rows;
    expect(released).toEqual(all.slice(0, 20));
  });

  it('keeps numbers as text and texts inert', async () => {
    const { cases, rows } = await open([
      entry(1, {
        person: person({
          name: '=HYPERLINK("http://x","点")',
          organisation: '@SUM(1+1)*cmd|calc',
          post: '-',
          gender: null,
          numbers: [{ dial: '5100280', ext: '0801' }],
        }),
      }),
      entry(2, { person: person({ name: '张\u0001三_x0041_𠮷<&>"', post: null, organisation: null }) }),
    ]);
    for (const [address, cell] of Object.entries(cases)) {
      if (address.startsWith('!')) continue;
      expect(cell.f, address).toBeUndefined();
      if (['F2', 'G2', 'H3', 'I2', 'A2'].includes(address)) expect([cell.t, cell.z], address).toEqual(['s', '@']);
    }
    const dangerous = rows.find((row) => row['样本编号'] === 'id1')!;
    expect(dangerous['姓名']).toBe(`'=HYPERLINK("http://x","点")`);
    expect(dangerous['单位']).toBe(`'@SUM(1+1)*cmd|calc`);
    expect(dangerous['职务']).toBe('-');
    expect(dangerous['称呼']).toBe('');
    expect(dangerous['拨号串']).toBe('5100280');
    expect(dangerous['分机']).toBe('0801');
    expect(rows.find((row) => row['样本编号'] === 'id2')!['姓名']).toBe('张三_x0041_𠮷<&>"');
  });

  it('says on a second sheet what it is, how to use it, and which manifest it belongs to', async () => {
    const { workbook } = await open([entry(1), entry(2, { part: 'reserve', replicate: 2 })]);
    expect(workbook.SheetNames).toEqual(['呼叫清单', '说明', '话务结果']);
    const guide = new Map(
      utils.sheet_to_json<[string, string]>(workbook.Sheets['说明']!, { header: 1, blankrows: false }),
    );
    expect(guide.get('呼叫清单')).toBe(about.title);
    expect(guide.get('抽样清单摘要')).toBe(about.manifestDigest);
    expect([guide.get('清单人数'), guide.get('其中主样本'), guide.get('其中备用样本')]).toEqual(['2', '1', '1']);
    expect(guide.get('所含批次')).toBe('第1批至第2批');
    expect(guide.get('保密')).toContain('不得转发');
    expect(guide.get('拨号串')).toContain('外地手机已加0');
  });

  it('is the same bytes for the same draw, and names neither machine nor moment', async () => {
    const entries = Array.from({ length: 300 }, (_, i) => entry(i));
    const first = await writeCallList(entries, about);
    await new Promise((resolve) => setTimeout(resolve, 2100)); // archives count time in steps of two seconds
    const second = await writeCallList(entries.toReversed(), about);
    expect(second.equals(first)).toBe(true);
    const { Props } = read(first, { bookProps: true });
    expect(Props).toMatchObject({ Author: 'Pingyi', LastAuthor: 'Pingyi', CreatedDate: new Date(0) });
  });

  it('is an empty list of cases when there is none', async () => {
    const { rows, workbook } = await open([]);
    expect(rows).toEqual([]);
    expect(workbook.SheetNames).toHaveLength(3);
  });
});
