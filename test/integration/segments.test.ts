import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { openPersons } from '#frames';
import { read } from '#db';
import { testApp } from '../support/app.ts';
import { campaign, workbook } from '../support/campaign.ts';

const csv = (name: string, ...lines: readonly string[]) => new File([`\ufeff${lines.join('\r\n')}\r\n`], name);

describe('the number-segment table', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const { office, operator } = running;
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  const importing = (file: File | readonly File[], sourceNote = '移动公司2026年11月提供') =>
    office.call(contract.importSegmentTable, {
      form: { sourceNote },
      files: Array.isArray(file) ? file : [file as File],
    });
  const dials = async (submissionId: string) =>
    new Map(
      (await read(app.system(), (tx) => openPersons(tx, app.system(), running.cycleId, submissionId))).map(
        ({ person }) => [person.row, person.numbers[0]?.dial],
      ),
    );

  it('none is shipped: mobiles are dialled as the department wrote them', async () => {
    expect((await operator.must(contract.listSegmentTables)).items).toEqual([]);
    const submission = await mzt.file(3, workbook('clean-3/附件3.xlsx'));
    expect(submission.segments).toBeNull();
  });

  it('is imported by the office, with what was left out told by row', async () => {
    const reply = await importing(
      csv(
        '号段.csv',
        '号段,区号,城市',
        '1380001,0771,南宁',
        '1380001,0771,南宁',
        '138000,0771,南宁',
        '1390000,0772,南宁',
      ),
    );
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ version: 1, segments: 1, state: 'in-force', fileName: '号段.csv' });
    expect(reply.body.findings.map(({ row, problem, other }) => [row, problem, other])).toEqual([
      [3, 'duplicate', 2],
      [4, 'segment-invalid', null],
      [5, 'home-conflict', null],
    ]);
    expect(reply.body.problems).toContainEqual({ problem: 'duplicate', message: expect.any(String), count: 1 });
    const [entry] = (await office.must(contract.listAuditEntries, { query: { action: 'segments.import' } })).items;
    expect(entry?.detail).toMatchObject({
      version: 1,
      digest: reply.body.digest,
      sourceNote: '移动公司2026年11月提供',
    });
  });

  it('refuses a file that is no table, several files, and the same table again', async () => {
    expect((await importing(csv('名单.csv', '姓名,手机', '张三,13800000001'))).body).toMatchObject({
      code: 'segments-unusable',
      detail: expect.stringContaining('没有找到表头'),
    });
    expect((await importing(csv('号段.csv', '号段,区号', '138,0771'))).body.detail).toContain('1行里没有一行能用');
    expect((await importing([csv('甲.csv', 'x'), csv('乙.csv', 'x')])).body.code).toBe('segments-unusable');
    expect((await importing(new File([], '空.csv'))).body.code).toBe('no-file');
    expect((await importing(new File(['%PDF-1.7'], '号段.pdf'))).body.code).toBe('file-unreadable');
    expect((await importing(csv('又.csv', '城市,手机号段', '南宁市,1380001'))).body.code).toBe('segments-unchanged');
    expect((await importing(csv('号段.csv', '号段,区号', '1380001,0771'), ' ')).body.code).toBe('invalid-request');
  });

  it('is replaced by a workbook; the newest judges what is filed from then on', async () => {
    const people = await dials((await mzt.frame(3)).latest!.id);
    const [first, second] = [...people].slice(0, 2);
    const segmentOf = (dial: string | undefined) => dial?.replace(/^0/, '').slice(0, 7) ?? '';
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('号段');
    sheet.addRow(['2026年号段归属']);
    sheet.addRow(['号段', '归属城市']);
    const homes = new Map([
      [segmentOf(first![1]), '柳州市'],
      [segmentOf(second![1]), '崇左'],
    ]);
    for (const [segment, city] of homes) sheet.addRow([Number(segment), city]);
    const table = (await importing(new File([Buffer.from(await book.xlsx.writeBuffer())], '号段.xlsx'))).body;
    expect(table).toMatchObject({ version: 2, state: 'in-force', findings: [] });
    const { items } = await operator.must(contract.listSegmentTables);
    expect(items.map(({ version, state }) => [version, state])).toEqual([
      [2, 'in-force'],
      [1, 'replaced'],
    ]);
    // What was judged before keeps what it was told.
    expect((await mzt.frame(3)).latest?.segments).toBeNull();

    const submission = await mzt.file(3, workbook('clean-3/附件3.xlsx'));
    expect(submission).toMatchObject({ verdict: 'accepted', segments: { version: 2, digest: table.digest } });
    const dialled = await dials(submission.id);
    expect(dialled.get(first![0])).toBe(`0${first![1]!.replace(/^0/, '')}`);
    expect(dialled.get(second![0])).toBe(second![1]!.replace(/^0/, ''));
    const { prefixMissing, prefixNotNeeded, unknown } = submission.segments!;
    expect(prefixMissing + prefixNotNeeded).toBeGreaterThan(0);
    expect(unknown).toBeGreaterThan(0);
    expect([...dialled.keys()]).toEqual([...people.keys()]);
    const receipt = await mzt.liaison.raw('GET', `/api/submissions/${submission.id}/receipt`);
    expect(await receipt.text()).toContain('号段表第2版');
  });

  it('can be downloaded, and read back is the same table', async () => {
    const [current] = (await office.must(contract.listSegmentTables)).items;
    const file = await office.call(contract.downloadSegmentTable, { params: { tableId: current!.id } });
    const text = (file.body as unknown as Buffer).toString('utf8');
    expect(text).toMatch(/^\ufeff号段,区号,城市\r\n1\d{6},077\d,\r\n/);
    expect((await importing(new File([text], '下载.csv'))).body.code).toBe('segments-unchanged');
  });

  it('is removed by the office: from then on as without one', async () => {
    const [current, older] = (await office.must(contract.listSegmentTables)).items;
    const refused = await office.call(contract.removeSegmentTable, { params: { tableId: older!.id } });
    expect(refused.body.code).toBe('segments-not-in-force');
    const removed = await office.must(contract.removeSegmentTable, { params: { tableId: current!.id } });
    expect(removed).toMatchObject({ state: 'removed', removed: { by: '测试office' } });
    expect((await mzt.file(3, workbook('clean-3/附件3.xlsx'))).segments).toBeNull();
    expect((await importing(csv('号段.csv', '号段,区号', '1380001,0771'))).body).toMatchObject({ version: 3 });
  });
});
