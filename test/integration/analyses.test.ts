/** 绩效分析表: drafted by the department, whole before it is filed, accepted by the office, bound for the leaders. */
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { campaign as start } from '../support/campaign.ts';

const app = await testApp();
const campaign = await start(app);
const { cycleId, office, operator } = campaign;
const mzt = await campaign.department('自治区民政厅', 'public-affairs');
const nyt = await campaign.department('自治区农业厅', 'economic');
const tzb = await campaign.department('自治区党委统战部', 'party-and-mass');
const of = (department: { departmentId: string }) => ({ params: { cycleId, departmentId: department.departmentId } });

const texts = {
  tasks: '完成社区养老服务中心200个，覆盖率92.5%。\n救助困难群众38万人次。',
  innovations: '推行“一次办”改革。',
  difficulties: '基层力量仍然薄弱。',
};
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64, 7)]);
const scan = (bytes: Uint8Array = png, name = '盖章件.png') => [new File([Buffer.from(bytes)], name)];
const decided = { body: '厅党组会议', decidedOn: '2026-11-20' };

type Department = typeof mzt;
async function saved(department: Department, changed: Partial<typeof texts> = {}): Promise<contract.Analysis> {
  const { revision } = await department.liaison.must(contract.getAnalysis, of(department));
  return department.liaison.must(contract.saveAnalysis, {
    ...of(department),
    body: { ...texts, ...changed, revision },
  });
}
const file = (department: Department, revision: number, files = scan()) =>
  department.liaison.call(contract.fileAnalysis, { ...of(department), form: { revision, ...decided }, files });

describe('drafting', () => {
  it('starts unwritten and keeps what is saved, counted as word processors count', async () => {
    expect((await mzt.liaison.must(contract.listOwnAnalyses)).items).toMatchObject([
      { state: 'awaited', words: 0, deadlineOn: null },
    ]);
    const analysis = await saved(mzt);
    expect(analysis).toMatchObject({ state: 'draft', texts, revision: 1, words: 48, approval: null, scan: null });
  });

  it('does not overwrite what somebody else has saved since', async () => {
    const { status, body } = await mzt.liaison.call(contract.saveAnalysis, {
      ...of(mzt),
      body: { ...texts, tasks: '另一个人写的', revision: 0 },
    });
    expect([status, body.code]).toEqual([409, 'analysis-changed']);
    expect((await mzt.liaison.must(contract.getAnalysis, of(mzt))).texts.tasks).toBe(texts.tasks);
  });

  it('is the own department’s only', async () => {
    for (const route of [contract.getAnalysis, contract.printAnalysis, contract.downloadAnalysisScan])
      expect((await nyt.liaison.call(route, of(mzt))).status).toBe(404);
    const stolen = await nyt.liaison.call(contract.saveAnalysis, { ...of(mzt), body: { ...texts, revision: 1 } });
    expect(stolen.status).toBe(404);
  });
});

describe('filing', () => {
  it('says everything that is missing at once', async () => {
    const { revision } = await saved(mzt, { innovations: '', difficulties: '长'.repeat(1400) });
    const { status, body } = await file(mzt, revision);
    expect([status, body.code]).toEqual([422, 'analysis-incomplete']);
    expect(body.detail).toContain('“工作创新和亮点”还没有写');
    expect(body.detail).toMatch(/三栏合计14\d\d字，超过1400字，请删减\d+字/);
  });

  it('refuses what does not fit on two sides of A4 though it is short', async () => {
    const { revision } = await saved(mzt, { tasks: '一行。\n'.repeat(120) });
    const { body } = await file(mzt, revision);
    expect(body.code).toBe('analysis-incomplete');
    expect(body.detail).toContain('超过A4正反两面');
  });

  it('takes 1,400 characters in ordinary paragraphs on two sides', async () => {
    const paragraph = `${'完成自治区党委政府部署的重点工作任务'.repeat(6)}。`;
    const { revision, words } = await saved(nyt, {
      tasks: Array.from({ length: 6 }, () => paragraph).join('\n'),
      innovations: Array.from({ length: 4 }, () => paragraph).join('\n'),
      difficulties: Array.from({ length: 2 }, () => paragraph).join('\n'),
    });
    expect(words).toBeGreaterThan(1300);
    expect((await file(nyt, revision)).status).toBe(201);
  });

  it('looks into the sealed paper, not at its name; a day to come decides nothing', async () => {
    const { revision } = await saved(mzt);
    const cases: readonly [readonly File[], string][] = [
      [[], 'no-file'],
      [scan(Buffer.from('<html>盖章</html>'), '盖章件.pdf'), 'scan-unreadable'],
      [[...scan(), ...scan()], 'scan-unreadable'],
      [scan(Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)])), 'upload-too-large'],
    ];
    for (const [files, code] of cases) expect((await file(mzt, revision, [...files])).body.code).toBe(code);
    const early = await mzt.liaison.call(contract.fileAnalysis, {
      ...of(mzt),
      form: { revision, ...decided, decidedOn: '2026-11-23' },
      files: scan(),
    });
    expect(early.body.detail).toContain('审定日期在今天之后');
    expect((await mzt.liaison.must(contract.getAnalysis, of(mzt))).state).toBe('draft');
  });

  it('files once; what is filed is not changed but withdrawn first', async () => {
    const { revision } = await mzt.liaison.must(contract.getAnalysis, of(mzt));
    const both = await Promise.all([file(mzt, revision), file(mzt, revision)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const filed = await mzt.liaison.must(contract.getAnalysis, of(mzt));
    expect(filed).toMatchObject({ state: 'filed', late: false, approval: decided, scan: { bytes: png.length } });
    const again = await mzt.liaison.call(contract.saveAnalysis, {
      ...of(mzt),
      body: { ...texts, revision: filed.revision },
    });
    expect(again.body).toMatchObject({ code: 'analysis-filed', detail: '绩效分析表已经报送；要修改请先撤回' });
    await mzt.liaison.must(contract.withdrawAnalysis, { ...of(mzt), body: {} });
    expect((await file(mzt, (await saved(mzt)).revision)).status).toBe(201);
  });

  it('keeps the paper sealed and gives it back byte by byte', async () => {
    expect(Buffer.from((await mzt.liaison.must(contract.downloadAnalysisScan, of(mzt))) as unknown as Buffer)).toEqual(
      png,
    );
    const [row] = await app.sql<{ scanSealed: Buffer }[]>`
      select scan_sealed from analyses where department_id = ${mzt.departmentId}`;
    expect(row!.scanSealed.includes(png.subarray(8))).toBe(false);
  });

  it('is late by the day of Beijing', async () => {
    await office.must(contract.setAnalysisDeadline, { params: { cycleId }, body: { deadlineOn: '2026-11-21' } });
    expect((await mzt.liaison.must(contract.getAnalysis, of(mzt))).late).toBe(true);
    await office.must(contract.setAnalysisDeadline, { params: { cycleId }, body: { deadlineOn: '2026-11-22' } });
    expect((await mzt.liaison.must(contract.getAnalysis, of(mzt))).late).toBe(false);
  });
});

describe('the office', () => {
  it('returns with a reason; the department mends and files again', async () => {
    const filed = await operator.must(contract.getAnalysis, of(mzt));
    await operator.must(contract.returnAnalysis, { ...of(mzt), body: { reason: '请补充乡村振兴的情况' } });
    expect(await mzt.liaison.must(contract.getAnalysis, of(mzt))).toMatchObject({
      state: 'returned',
      returnReason: '请补充乡村振兴的情况',
    });
    const { revision } = await saved(mzt, { tasks: `${texts.tasks}\n推进乡村振兴。` });
    await file(mzt, revision);
    const unseen = await operator.call(contract.acceptAnalysis, { ...of(mzt), body: { revision: filed.revision } });
    expect(unseen.body.code).toBe('analysis-changed');
  });

  it('accepts what it saw, and binds the accepted ones by class', async () => {
    expect((await office.call(contract.printAnalysisVolume, { params: { cycleId } })).body.code).toBe(
      'nothing-accepted',
    );
    await file(tzb, (await saved(tzb)).revision);
    for (const department of [tzb, mzt, nyt]) {
      const { revision } = await operator.must(contract.getAnalysis, of(department));
      await operator.must(contract.acceptAnalysis, { ...of(department), body: { revision } });
    }
    const word = await office.must(contract.writeAnalysisVolume, { params: { cycleId } });
    const zip = new ZipReader(new Uint8ArrayReader(new Uint8Array(word as unknown as Buffer)));
    const entry = (await zip.getEntries()).find(({ filename }) => filename === 'word/document.xml');
    if (!entry || entry.directory) throw new Error('no document in the Word file');
    const body = (await entry.getData(new TextWriter())).replaceAll(/<[^>]*>/g, '');
    const titles = [...body.matchAll(/自治区[^自]*?年度绩效分析/g)].map(([title]) => title);
    expect(titles).toEqual([
      '自治区农业厅2015年度绩效分析',
      '自治区民政厅2015年度绩效分析',
      '自治区党委统战部2015年度绩效分析',
    ]);
    expect(body).toContain('推进乡村振兴。');
    const printed = await office.call(contract.printAnalysisVolume, { params: { cycleId } });
    expect(
      Buffer.from(printed.body as unknown as Buffer)
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(decodeURIComponent(printed.headers.get('content-disposition') ?? '')).toMatch(/绩效分析汇编\.pdf$/);
    expect((await mzt.liaison.call(contract.printAnalysisVolume, { params: { cycleId } })).status).toBe(403);
  });

  it('leaves a trail without the texts', async () => {
    const entries = await app.sql<
      { payload: string }[]
    >`select payload from audit_entries where action like 'analysis.%'`;
    expect(entries.length).toBeGreaterThan(8);
    for (const { payload } of entries) expect(payload).not.toContain('养老服务');
  });

  it('changes nothing once the cycle is closed', async () => {
    await office.must(contract.changeCycle, { params: { cycleId }, body: { state: 'closed' } });
    expect((await mzt.liaison.call(contract.withdrawAnalysis, { ...of(mzt), body: {} })).body.code).toBe(
      'cycle-closed',
    );
    expect((await operator.call(contract.returnAnalysis, { ...of(mzt), body: { reason: '重写一遍' } })).body.code).toBe(
      'cycle-closed',
    );
  });
});
