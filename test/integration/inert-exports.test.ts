/** Formula-like text that somebody filed, or typed as a name, is text in every file that leaves the platform. */
import { read as readBook } from '@e965/xlsx';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { FiledFinding, RouteRequest, RouteShape } from '#contract';
import { toTable } from '../../web/admin/frames/findings-table.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { campaign } from '../support/campaign.ts';

const attacks = [
  `=cmd|'/c calc'!A0`,
  '=HYPERLINK("http://127.0.0.1/?x="&A1,"点此")',
  '+86+1',
  '-2+3',
  '@SUM(A1:A9)',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
];
/** What Excel and WPS would compute when the cell comes from a CSV. */
const risky = /^[=+\-@\t\r\n＝＋－＠]/;

async function filedBook(): Promise<File> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('名单');
  sheet.addRow(['序号', '姓名', '性别', '单位', '职务', '联系电话', '备注']);
  for (let at = 0; at < 30; at += 1) {
    const attack = attacks[at % attacks.length]!;
    const name = `${'赵钱孙李周吴郑王冯陈'[at % 10]!}${'建志文德明永光国春秀'[(at * 3 + (at > 9 ? 1 : 0)) % 10]!}华`;
    // As text, as a real formula, and as text in the name.
    const organisation = at % 3 === 1 ? { formula: '"某公司"&1', result: '某公司1' } : `${attack}公司`;
    sheet.addRow([
      at + 1,
      at === 7 ? `=${name}` : name,
      '男',
      organisation,
      attack,
      String(13877200000 + at * 37),
      attack,
    ]);
  }
  return new File([await book.xlsx.writeBuffer()], '附件3.xlsx');
}

/** The texts of a workbook, and the places of its formulas. */
function lookThrough(bytes: Uint8Array): { texts: string[]; formulas: string[] } {
  const texts: string[] = [];
  const formulas: string[] = [];
  for (const [name, sheet] of Object.entries(readBook(bytes, { cellFormula: true }).Sheets))
    for (const [place, cell] of Object.entries(sheet)) {
      if (place.startsWith('!')) continue;
      const { f, v } = cell as { f?: string; v?: unknown };
      if (f !== undefined) formulas.push(`${name}!${place}`);
      if (typeof v === 'string') texts.push(v);
    }
  return { texts, formulas };
}

/** Every text of a workbook that was downloaded; it must have no formula. */
async function cellsOf<R extends RouteShape>(visitor: Visitor, route: R, request: RouteRequest<R>): Promise<string[]> {
  const reply = await visitor.call(route, request);
  expect(reply.status, route.path).toBe(200);
  const { texts, formulas } = lookThrough(reply.body as unknown as Buffer);
  expect(formulas).toEqual([]);
  expect(texts.length).toBeGreaterThan(10);
  return texts;
}

describe('formula-like text', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const department = await running.department(`=cmd|'/c calc'!A0厅`, 'economic');
  const { id: frameId } = await department.frame(3);
  await running.office.must(contract.changeFrameDuty, {
    params: { frameId },
    body: { minimum: 0, agreedBy: '绩效办', reason: '测试需要' },
  });
  const submission = await department.file(3, await filedBook());
  const asked = { params: { submissionId: submission.id } };

  it('is text in the matrix, also when it is saved as CSV', async () => {
    const cells = await cellsOf(running.office, contract.downloadFrameMatrix, { params: { cycleId: running.cycleId } });
    expect(cells.some((cell) => cell.includes('calc'))).toBe(true);
    expect(cells.filter((cell) => risky.test(cell))).toEqual([]);
  });

  it('is text in the marked workbook, where the department finds its own words again', async () => {
    const cells = await cellsOf(department.liaison, contract.downloadMarkedWorkbook, asked);
    expect(cells).toContain(attacks[0]);
  });

  it('is text in what is copied from the findings', async () => {
    const { items } = await department.liaison.must(contract.listFindings, { ...asked, query: { limit: 500 } });
    const quoted: FiledFinding[] = attacks.map((raw) => ({ ...items[0]!, raw, repaired: `\t${raw}`, message: raw }));
    for (const line of toTable([...items, ...quoted])
      .split('\n')
      .slice(1))
      for (const cell of line.split('\t')) if (!/^-?\d+$/.test(cell)) expect(cell).not.toMatch(risky);
  });

  it('is text in the call list, also when it is saved as CSV, and absent from the public files', async () => {
    await running.operator.must(contract.acceptFrame, { params: { frameId }, body: { submissionId: submission.id } });
    const draw = await running.operator.must(contract.designDraw, {
      body: contract.designDraw.body.parse({
        cycleId: running.cycleId,
        title: '=1+1 抽样',
        frameIds: [frameId],
        design: { method: 'simple', stratifyBy: 'none', main: 10, reserve: 5, replicateSize: 15 },
      }),
    });
    const params = { drawId: draw.id };
    await running.operator.must(contract.lockDraw, { params, body: { announcement: '双色球第135期' } });
    await running.operator.must(contract.selectDraw, {
      params,
      body: { publicRandomness: '03.08.11.19.25.30+07', oneTimeCode: 'K7Q2M5' },
    });
    await running.operator.must(contract.sealDraw, { params });
    await running.operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
    const cells = await cellsOf(running.operator, contract.downloadCallList, {
      params,
      query: { replicates: 'released' },
    });
    expect(cells.some((cell) => cell.startsWith(`'=`))).toBe(true);
    expect(cells.filter((cell) => risky.test(cell))).toEqual([]);
    const csv = await app.visitor().call(contract.publicFrameIds, { params });
    const lines = csv.body.toString().split(/\r?\n/);
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) for (const cell of line.split(',')) expect(cell).not.toMatch(risky);
  });

  it('is seen by this test where it is one', async () => {
    const { texts, formulas } = lookThrough(new Uint8Array(await (await filedBook()).arrayBuffer()));
    expect(formulas).toHaveLength(10);
    expect(texts.filter((text) => risky.test(text)).length).toBeGreaterThan(50);
    expect(attacks.every((attack) => risky.test(attack))).toBe(true);
  });
});
