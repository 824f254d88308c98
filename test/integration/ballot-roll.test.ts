/** The roll as a workbook: the template, reading a filled one by its own rows, the difference, closing with the digest. */
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { PollSettings, RollCheck } from '#contract';
import { testApp, type Visitor } from '../support/app.ts';
import { pollOf } from '../support/election.ts';

const app = await testApp();
let office: Visitor;
let cycleId: string;
let settings: PollSettings;
const params = () => ({ cycleId });

beforeAll(async () => {
  office = await app.person('office', 'office');
  const cycle = await office.must(contract.createCycle, {
    body: { name: '名册 2026', year: 2026, homeArea: '0771', frameDeadlineOn: '2026-11-30' },
  });
  cycleId = cycle.id;
  const units: string[] = [];
  for (const name of ['发改委', '财政厅', '民政厅']) {
    const { id } = await office.must(contract.createDepartment, { body: { name, category: 'economic' } });
    units.push(id);
  }
  await office.must(contract.addAppraisees, { params: params(), body: { departmentIds: units, frames: [] } });
  settings = pollOf(units, { raters: { A1: 1, A2: 1, B1: 1 }, excluded: { A2: [1] } });
  await office.must(contract.setPoll, { params: params(), body: settings });
});

async function bookFrom(path: string): Promise<ExcelJS.Workbook> {
  const reply = await office.raw('GET', `/api/cycles/${cycleId}/ballot/raters/${path}`);
  expect(reply.status).toBe(200);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await reply.arrayBuffer());
  return book;
}
const textsOf = (sheet: ExcelJS.Worksheet) => {
  const rows: string[][] = [];
  sheet.eachRow((row) => rows.push((row.values as unknown[]).slice(1).map((value) => String(value ?? ''))));
  return rows;
};
async function fileOf(book: ExcelJS.Workbook): Promise<File> {
  return new File([new Uint8Array(await book.xlsx.writeBuffer())], '名册.xlsx');
}
async function check(file: File) {
  return office.call(contract.checkRoll, { params: params(), files: [file] });
}
const csv = (text: string) => new File([text], '名册.csv');

describe('the template', () => {
  it('says who rates whom, and holds no name', async () => {
    const book = await bookFrom('template.xlsx');
    expect(book.worksheets.map(({ name }) => name)).toEqual(['名册', '票种', '评价对象']);
    expect(textsOf(book.getWorksheet('票种')!).slice(2)).toEqual([
      ['票种', '名称', '评价主体类别', '权重', '评几个单位', '回避', '名册现有人数'],
      ['A1', '票种A1', '第a类领导', '未设定', '3', '', '0'],
      ['A2', '票种A2', '第a类领导', '未设定', '2', '财政厅', '0'],
      ['B1', '票种B1', '第b类领导', '未设定', '3', '', '0'],
    ]);
    expect(textsOf(book.getWorksheet('评价对象')!).slice(3)).toEqual([
      ['1', '发改委', '经济管理类', '评', '评', '评'],
      ['2', '财政厅', '经济管理类', '评', '回避', '评'],
      ['3', '民政厅', '经济管理类', '评', '评', '评'],
    ]);
    const roll = book.getWorksheet('名册')!;
    expect(textsOf(roll)[2]).toEqual(['姓名', '单位', '职务', '票种', '人数']);
    expect(roll.getCell('D9').dataValidation.formulae).toEqual(['票种!$A$4:$A$6']);
    // As it comes, it is an empty roll, and says so.
    const { body } = await check(await fileOf(book));
    expect((body as RollCheck).findings).toMatchObject([{ code: 'empty', message: '名册是空的，没有读到人' }]);
  });
});

describe('a filled roll', () => {
  it('is read by its own rows, and what is wrong is told there', async () => {
    const book = await bookFrom('template.xlsx');
    const roll = book.getWorksheet('名册')!;
    const put = (row: number, values: readonly string[]) =>
      values.forEach((value, index) => (roll.getCell(row, index + 1).value = value));
    put(4, ['张一', '财政厅', '厅长', 'A2', '']);
    put(6, ['李二', '发改委', '主任', 'Z9', '']);
    put(7, ['张一', '财政厅', '厅长', 'A1', '']);
    put(9, ['', '民政厅', '', 'Ｂ１', '12']);
    put(10, ['', '民政厅', '处长', 'B1', '']);
    put(11, ['王三', '民政厅', '处长', 'B1', '3']);
    put(12, ['赵四', '民政厅', '处长', '票种 B1', '1']);
    const reply = await check(await fileOf(book));
    const { findings, raters, styles } = reply.body as RollCheck;
    expect(findings.map(({ sheet, row, column, code }) => [sheet, row, column, code])).toEqual([
      ['名册', 6, 'D', 'style-unknown'],
      ['名册', 7, 'A', 'person-twice'],
      ['名册', 10, 'E', 'count-wrong'],
      ['名册', 11, 'E', 'count-wrong'],
    ]);
    expect(findings[1]!.message).toContain('第4行');
    expect(raters).toHaveLength(14);
    expect(raters[1]).toEqual({ name: '不具名1', unit: '民政厅', post: '', style: 'B1' });
    expect(styles.find(({ code }) => code === 'B1')).toMatchObject({ before: 0, after: 13, tooSmall: false });
    // Nothing was changed by reading.
    expect((await office.must(contract.listRaters, { params: params() })).items).toEqual([]);
  });

  it('must not tie a person to a card, a form or an act', async () => {
    const { findings } = (
      await check(csv('序号,姓名,单位,职务,票种,卡号,手机号码,是否已投票,籍贯\n1,张一,财政厅,厅长,A1,7,138,是,南宁'))
    ).body as RollCheck;
    expect(findings.map(({ row, column, code }) => [row, column, code])).toEqual([
      [1, 'F', 'head-ties'],
      [1, 'G', 'head-ties'],
      [1, 'H', 'head-ties'],
      [1, 'I', 'head-unknown'],
    ]);
  });

  it('is compared with the roll as it stands', async () => {
    const before = ['张一', '李二', '王三'].map((name) => ({ name, unit: '财政厅', post: '处长', style: 'A1' }));
    await office.must(contract.setRaters, { params: params(), body: { raters: before } });
    const { findings, difference, styles } = (
      await check(csv('姓名,单位,职务,票种\n张一,财政厅,处长,A1\n李二,财政厅,处长,A2\n赵四,财政厅,处长,A1\n'))
    ).body as RollCheck;
    expect(findings).toEqual([]);
    expect(difference).toEqual({
      same: 1,
      added: [{ name: '赵四', unit: '财政厅', post: '处长', style: 'A1' }],
      removed: [{ name: '王三', unit: '财政厅', post: '处长', style: 'A1' }],
      moved: [{ name: '李二', unit: '财政厅', post: '处长', from: 'A1', to: 'A2' }],
    });
    expect(styles.find(({ code }) => code === 'A2')).toMatchObject({ before: 0, after: 1, tooSmall: true });
  });

  it('that was downloaded is read back without a difference, and closes with the digest of its lines', async () => {
    const raters = ['A1', 'A2', 'B1'].flatMap((style) =>
      Array.from({ length: 10 }, (_, i) => ({ name: `领导${style}${i}`, unit: '某市', post: '市长', style })),
    );
    await office.must(contract.setRaters, { params: params(), body: { raters } });
    const { findings, difference } = (await check(await fileOf(await bookFrom('roll.xlsx')))).body as RollCheck;
    expect(findings).toEqual([]);
    expect(difference).toEqual({ same: 30, added: [], removed: [], moved: [] });
    const noted = await app.sql`select 1 from audit_entries where action = 'ballot.raters-download'`;
    expect(noted).toHaveLength(1);
    const closed = await office.must(contract.closeRoll, { params: params(), body: {} });
    expect(closed.rollDigest).toMatch(/^[0-9a-f]{64}$/);
    expect((await check(csv('姓名,单位,职务,票种\n'))).body).toMatchObject({ code: 'poll-state' });
  });

  it('that is no list is one refusal, and nothing of a file is stored', async () => {
    const reply = await office.raw('POST', `/api/cycles/${cycleId}/ballot/raters/checks`, { body: new FormData() });
    expect(reply.status).toBe(422);
    const [names] = await app.sql<{ n: number }[]>`
      select count(*)::int as n from audit_entries where payload like '%赵四%' or payload like '%名册.csv%'`;
    expect(names!.n).toBe(0);
  });
});
