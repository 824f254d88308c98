/** The demo's files are what the readers of departments' files read. */
import { describe, expect, test } from 'vitest';
import { departmentNamed } from '../../../server/demo/departments.ts';
import { PACKAGE_PASSWORD, writeFiles, type FileFormat } from '../../../server/demo/files.ts';
import { makeList } from '../../../server/demo/lists.ts';
import { readFiled } from '../../../server/frames/read/index.ts';
import type { FiledCell } from '../../../sampling/frame/filed.ts';

const entries = makeList({ department: departmentNamed('妇联'), list: 'hot-topics', year: 2018, size: 12 });
const request = {
  department: '妇联',
  list: 'hot-topics',
  attachment: 5,
  year: 2018,
  reportedOn: '2026-11-09',
  entries,
} as const;

async function rowsOf(format: FileFormat, changes: object = {}): Promise<(readonly FiledCell[])[]> {
  const { workbooks } = await readFiled(await writeFiles({ ...request, ...changes }, format), {
    password: PACKAGE_PASSWORD,
  });
  expect(workbooks).toHaveLength(1);
  return [...workbooks[0]!.sheets[0]!.rows].map((row) => row.cells);
}

describe('files', () => {
  test.each(['xlsx', 'csv-gb18030', 'zip-aes'] as const)('%s carries title, header and people', async (format) => {
    const rows = await rowsOf(format);
    expect(rows[0]?.[0]).toContain('2018年度妇联');
    expect(rows[1]?.filter(Boolean)).toEqual(['报送单位：妇联', '报送时间：2026年11月9日']);
    expect(rows[2]).toEqual(['序号', '姓 名', '性别', '单位', '职务', '区号', '办公电话', '手机号码', '备注']);
    expect(rows.slice(3).map((cells) => [Number(cells[0]), cells[1], cells[7]])).toEqual(
      entries.map(({ name, mobile }, i) => [i + 1, name, mobile]),
    );
  });

  test('the CSV is GB18030 and the package wants its password', async () => {
    const csv = await readFiled(await writeFiles(request, 'csv-gb18030'));
    expect(csv.remarks.map(({ code, raw }) => `${code} ${raw}`)).toContain('encoding-detected gb18030');
    const zip = await writeFiles(request, 'zip-aes');
    expect((await readFiled(zip, { password: PACKAGE_PASSWORD })).remarks).toEqual([]);
    await expect(readFiled(zip)).rejects.toMatchObject({ code: 'password-required' });
  });

  test('a cadre’s cell holds address and organisation; 附件6 keeps the address in the remark', async () => {
    const [cadre] = makeList({ department: departmentNamed('供销社'), list: 'system-cadres', year: 2018 });
    const changes = { list: 'system-cadres', entries: [cadre] };
    const second = await rowsOf('xlsx', { ...changes, attachment: 2 });
    expect(second[3]?.[3]).toBe(`${cadre?.address} ${cadre?.organisation}`);
    const sixth = await rowsOf('xlsx', { ...changes, attachment: 6 });
    expect([sixth[3]?.[3], sixth[3]?.[8]]).toEqual([cadre?.organisation, `地址：${cadre?.address}`]);
  });

  test('numbers stay numbers, extra columns and footers are added', async () => {
    const rows = await rowsOf('xlsx', {
      entries: [{ ...entries[0], mobile: 13800000001 }],
      extraColumn: { header: '身份证号', value: (row: number) => `x${row}` },
      footer: [['合计', '1人']],
    });
    expect(rows[2]?.[9]).toBe('身份证号');
    expect([rows[3]?.[7], rows[3]?.[9]]).toEqual([13800000001, 'x0']);
    expect(rows[4]?.slice(0, 2)).toEqual(['合计', '1人']);
  });
});
