/** Exemptions by consultation, versions compared, and cells mended on the page, with real workbooks. */
import { createHash } from 'node:crypto';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { openPersons } from '#frames';
import { checkFrames } from '../../server/frames/check.ts';
import { testApp } from '../support/app.ts';
import { campaign, workbook, type Participant } from '../support/campaign.ts';

async function findingsOf(who: Participant, submissionId: string, code?: string) {
  const query = code === undefined ? { limit: 500 } : { limit: 500, code };
  return (await who.liaison.must(contract.listFindings, { params: { submissionId }, query })).items;
}

describe('exemptions by consultation', async () => {
  const app = await testApp();
  const { office, operator, ...running } = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  const nyt = await running.department('自治区农业厅', 'economic');
  const agreed = { agreedBy: '绩效办王处长', date: '2015-11-02', reason: '该厅服务对象只有9家' };

  it('let a returned list pass as soon as they are recorded, say so in the findings, and end when withdrawn', async () => {
    const short = await mzt.file(3, workbook('s55-exempt-minimum/附件3.xlsx'));
    expect(short.verdict).toBe('returned');
    const added = await office.must(contract.addExemption, {
      params: { frameId: short.frameId },
      body: { check: 'minimum', minimum: 9, ...agreed },
    });
    expect(added).toMatchObject({ check: 'minimum', minimum: 9, places: null, recordedBy: 'office', withdrawn: null });
    const passed = await mzt.frame(3);
    expect(passed).toMatchObject({
      minimum: 500,
      agreedMinimum: 9,
      state: 'filed',
      latest: { id: short.id, verdict: 'accepted' },
    });
    const [said] = await findingsOf(mzt, short.id, 'exempted');
    expect(said).toMatchObject({
      severity: 'info',
      raw: 'minimum',
      message: '“最低人数”已由绩效办王处长于2015-11-02同意调整：该厅服务对象只有9家',
    });
    // Whoever reports upwards reports the number that was agreed.
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await (await office.raw('GET', `/api/cycles/${running.cycleId}/frames.xlsx`)).arrayBuffer());
    expect(JSON.stringify(book.getWorksheet('总览')!.getSheetValues())).toContain('附件3 已报待审，可用9/9人');
    const [head, ...details] = book.getWorksheet('明细')!.getRows(3, 5)!;
    const cellOf = (row: ExcelJS.Row | undefined, header: string) =>
      row?.getCell((head!.values as unknown[]).indexOf(header)).value;
    const told = details.find((row) => cellOf(row, '附件') === '附件3' && cellOf(row, '部门') === '自治区民政厅');
    expect(['可用人数', '至少人数', '尚缺', '协商调整'].map((header) => cellOf(told, header))).toEqual([
      9,
      9,
      0,
      '最低人数9人',
    ]);
    // The next filing is judged by it too.
    expect(await mzt.file(3, workbook('s55-exempt-minimum/附件3.xlsx'))).toMatchObject({
      number: 2,
      verdict: 'accepted',
    });

    const twice = await office.call(contract.addExemption, {
      params: { frameId: short.frameId },
      body: { check: 'minimum', minimum: 8, ...agreed },
    });
    expect(twice.body.code).toBe('exemption-exists');
    const withdrawn = await office.must(contract.withdrawExemption, {
      params: { frameId: short.frameId, exemptionId: added.id },
    });
    expect(withdrawn.withdrawn).toMatchObject({ by: 'office' });
    expect(await mzt.frame(3)).toMatchObject({ state: 'returned', latest: { number: 2, verdict: 'returned' } });
    const { items } = await office.must(contract.listExemptions, { params: { frameId: short.frameId } });
    expect(items).toHaveLength(1);
    const again = await office.call(contract.withdrawExemption, {
      params: { frameId: short.frameId, exemptionId: added.id },
    });
    expect(again.status).toBe(404);
    const trail = await office.must(contract.listAuditEntries, { query: { subject: `frame:${short.frameId}` } });
    expect(trail.items.slice(0, 4).map(({ action }) => action)).toEqual([
      'frame.exempt-withdraw',
      'frame.submit',
      'frame.exempt',
      'frame.submit',
    ]);
    expect(trail.items[2]!.detail).toMatchObject({ check: 'minimum', minimum: 9, ...agreed });
  });

  it('count rows whose names are withheld by agreement', async () => {
    const frame = await nyt.frame(3);
    await office.must(contract.changeFrameDuty, {
      params: { frameId: frame.id },
      body: { minimum: 8, agreedBy: '绩效办', reason: '只有十来家服务对象' },
    });
    const before = await nyt.file(3, workbook('s55-withheld/附件3.xlsx'));
    expect(before.verdict).toBe('returned'); // the list names another department
    await office.must(contract.addExemption, {
      params: { frameId: frame.id },
      body: { check: 'department', ...agreed, reason: '由民政厅代为报送' },
    });
    expect((await findingsOf(nyt, before.id, 'name-missing')).length).toBeGreaterThan(0);
    await office.must(contract.addExemption, {
      params: { frameId: frame.id },
      body: { check: 'withheld', ...agreed, reason: '涉密岗位，不报姓名' },
    });
    expect(await findingsOf(nyt, before.id, 'name-missing')).toEqual([]);
    expect((await nyt.frame(3)).latest!.counts.usable).toBe(10);
    expect((await nyt.frame(3)).latest!.verdict).toBe('accepted');
  });

  it('are asked for in words and only of places that exist', async () => {
    const { id: frameId } = await mzt.frame(2);
    const add = (body: object) => office.call(contract.addExemption, { params: { frameId }, body: body as never });
    expect((await add({ check: 'minimum', ...agreed })).body.fields?.[0]?.path).toContain('minimum');
    expect((await add({ check: 'address', places: ['横县'], ...agreed })).status).toBe(400);
    expect((await add({ check: 'coverage', places: ['横县', '某某县'], ...agreed })).body).toMatchObject({
      code: 'exemption-place-unknown',
      detail: expect.stringContaining('某某县'),
    });
    expect((await add({ check: 'coverage', places: ['横县'], ...agreed, reason: '' })).status).toBe(400);
    expect((await add({ check: 'coverage', places: ['横县'], ...agreed })).status).toBe(201);
    // Several agreements about coverage stand side by side.
    expect((await add({ check: 'coverage', places: ['邕宁区'], ...agreed })).status).toBe(201);
  });

  it('are the office’s alone, and a locked or accepted frame keeps its verdict', async () => {
    const { id: frameId } = await mzt.frame(3);
    for (const stranger of [operator, mzt.liaison]) {
      const reply = await stranger.call(contract.addExemption, {
        params: { frameId },
        body: { check: 'minimum', minimum: 1, ...agreed },
      });
      expect(reply.status).toBe(403);
    }
    const full = await mzt.file(3, workbook('c01-mzt/附件3.xlsx'));
    await operator.must(contract.acceptFrame, { params: { frameId }, body: { submissionId: full.id } });
    await office.must(contract.changeFrameDuty, {
      params: { frameId },
      body: { minimum: 600, agreedBy: '绩效办', reason: '核定人数有误' },
    });
    expect(await mzt.frame(3)).toMatchObject({ state: 'accepted', minimum: 600, latest: { verdict: 'accepted' } });
    await app.sql`update frames set state = 'locked' where id = ${frameId}`;
    const locked = await office.call(contract.addExemption, {
      params: { frameId },
      body: { check: 'minimum', minimum: 1, ...agreed },
    });
    expect(locked.body.code).toBe('frame-locked');
  });

  it('a duty that changes is judged at once, and late receipt stays a matter of each list', async () => {
    const messy = await nyt.file(3, workbook('c01-mzt/附件3.xlsx'));
    expect(messy.verdict).toBe('accepted'); // by the agreement about the department's name
    await office.must(contract.changeFrameDuty, {
      params: { frameId: messy.frameId },
      body: { minimum: 505, agreedBy: '绩效办', reason: '恢复原定人数' },
    });
    expect(await nyt.frame(3)).toMatchObject({ state: 'returned', latest: { verdict: 'returned' } });
    expect(await findingsOf(nyt, messy.id, 'received-late')).toEqual([]);
    await office.must(contract.changeFrameDuty, {
      params: { frameId: (await nyt.frame(2)).id },
      body: { deadlineOn: '2026-11-20', agreedBy: '绩效办', reason: '该表要求提前报送' },
    });
    const cadres = await nyt.file(2, workbook('campaign/农业厅-附件2.xlsx'));
    expect(await findingsOf(nyt, cadres.id, 'received-late')).toHaveLength(1);
    expect(await findingsOf(nyt, messy.id, 'received-late')).toEqual([]);
  });
});

describe('two versions of a list', async () => {
  const app = await testApp();
  const { office, operator, ...running } = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  const nyt = await running.department('自治区农业厅', 'economic');

  it('are compared row by row, by the row numbers of each', async () => {
    const first = await mzt.file(3, workbook('s49-difference/抽样框最终版.xlsx'));
    const get = (submissionId: string) => mzt.liaison.must(contract.getDifference, { params: { submissionId } });
    expect(await get(first.id)).toMatchObject({ previous: null, compared: false, added: [] });
    const second = await mzt.file(3, workbook('s49-difference/抽样框最终版2.xlsx'));
    const difference = await get(second.id);
    expect(difference).toMatchObject({ previous: { id: first.id, number: 1 }, compared: true });
    const expected = (await import('../reference/cases/corpus/expected.json')).default.cases.find(
      ({ id }) => id === 's49-difference',
    )!.expect as unknown as { difference: Pick<contract.SubmissionDifference, 'added'> & { unchanged: number } };
    const { unchanged, ...lists } = expected.difference;
    expect(difference).toMatchObject(lists);
    expect(difference.counts).toEqual({
      unchanged,
      added: difference.added.length,
      removed: difference.removed.length,
      changed: difference.changed.length,
    });
    expect(difference.added.length + difference.removed.length + difference.changed.length).toBeGreaterThan(2);
    // An adjustment judges anew, and compares anew.
    await office.must(contract.changeFrameDuty, {
      params: { frameId: second.frameId },
      body: { minimum: 10, agreedBy: '绩效办', reason: '只有十来家服务对象' },
    });
    expect(await get(second.id)).toEqual(difference);
    const same = await mzt.file(3, workbook('s49-difference/抽样框最终版2.xlsx'));
    expect(await findingsOf(mzt, same.id, 'unchanged-resubmission')).toMatchObject([
      { severity: 'warning', message: '与上一版完全相同' },
    ]);
    expect((await get(same.id)).counts).toMatchObject({ added: 0, removed: 0, changed: 0 });
  });

  it('are nobody else’s to see', async () => {
    const { latest } = await mzt.frame(3);
    const ask = { params: { submissionId: latest!.id } };
    expect((await nyt.liaison.call(contract.getDifference, ask)).status).toBe(404);
    const observer = await app.person('observer', 'observer');
    expect((await observer.call(contract.getDifference, ask)).status).toBe(403);
    for (const staff of [office, operator])
      expect(await staff.must(contract.getDifference, ask)).toMatchObject({ masked: true, compared: true });
    const { submissions } = await mzt.liaison.must(contract.getFrame, { params: { frameId: latest!.frameId } });
    const changing = { params: { submissionId: submissions.find(({ number }) => number === 2)!.id } };
    const own = await mzt.liaison.must(contract.getDifference, changing);
    const masked = await operator.must(contract.getDifference, changing);
    expect(own.masked).toBe(false);
    expect(masked.changed.map(({ row }) => row)).toEqual(own.changed.map(({ row }) => row));
    for (const { name } of [...own.added, ...own.removed, ...own.changed])
      expect(JSON.stringify(masked)).not.toContain(name);
    for (const { fields } of own.changed)
      for (const { field, to } of fields) if (field === 'numbers') expect(JSON.stringify(masked)).not.toContain(to);
  });

  it('are sealed in the database', async () => {
    const rows = await app.sql<{ sealed: Buffer }[]>`
      select difference_sealed as sealed from submissions where difference_sealed is not null`;
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed } of rows) expect(sealed.toString('utf8')).not.toMatch(/Sheet1|unchanged/);
  });
});

describe('cells mended on the page', async () => {
  const app = await testApp();
  const { office, operator, ...running } = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  const nyt = await running.department('自治区农业厅', 'economic');
  const mend = (who: Participant, submissionId: string, cells: readonly contract.Mending[]) =>
    who.liaison.call(contract.mendSubmission, { params: { submissionId }, body: { cells: [...cells] } });

  it('become a new submission, judged anew, with a workbook of its own', async () => {
    const messy = await mzt.file(3, workbook('c01-mzt/附件3.xlsx'));
    const gone = await findingsOf(mzt, messy.id, 'not-callable-remark');
    expect(gone).toHaveLength(messy.counts.rejected);
    const cells = gone.map(({ file, sheet, row }, index): contract.Mending => ({
      file: file!,
      sheet: sheet!,
      row: row!,
      column: 'remark',
      value: index === 0 ? '' : '仍可联系',
    }));
    const { body: mended, status } = await mend(mzt, messy.id, cells);
    expect(status).toBe(201);
    expect(mended).toMatchObject({
      number: 2,
      files: [{ name: '附件3-自治区民政厅-第2次报送（网上修改）.xlsx' }],
      mended: { from: 1, cells: cells.length },
      counts: { rejected: 0, rows: messy.counts.rows },
    });
    expect(mended.counts.usable).toBe(messy.counts.usable + cells.length);
    expect(mended.receiptDigest).not.toBe(messy.receiptDigest);
    expect((await mzt.frame(3)).latest!.id).toBe(mended.id);
    expect(await findingsOf(mzt, mended.id, 'not-callable-remark')).toEqual([]);
    const difference = await mzt.liaison.must(contract.getDifference, { params: { submissionId: mended.id } });
    expect(difference.counts).toMatchObject({ added: cells.length, removed: 0, changed: 0 });
    const receipt = await (await mzt.liaison.raw('GET', `/api/submissions/${mended.id}/receipt`)).text();
    expect(receipt).toContain('网上修改');

    const trail = await office.must(contract.listAuditEntries, { query: { action: 'frame.mend' } });
    const [entry] = trail.items;
    expect(entry).toMatchObject({ actionLabel: '网上修改抽样框', detail: { from: 1, number: 2 } });
    expect(entry!.detail['places']).toEqual(cells.map(({ sheet, row, column }) => ({ sheet, row, column })));
    expect(JSON.stringify(entry)).not.toMatch(/仍可联系/);
  });

  it('hand over a workbook in which whoever checks it finds the same persons', async () => {
    const { latest } = await mzt.frame(3);
    const file = await mzt.liaison.call(contract.downloadFiledFile, { params: { submissionId: latest!.id, file: 1 } });
    const bytes = file.body as unknown as Buffer;
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(latest!.files[0]!.sha256);
    const { document } = await checkFrames({
      groups: [
        {
          kind: 'hot-topics',
          attachment: 3,
          department: '自治区民政厅',
          files: [{ name: latest!.files[0]!.name, bytes: new Uint8Array(bytes) }],
        },
      ],
    });
    expect(document.counts).toEqual(latest!.counts);
    const ctx = app.system();
    const kept = await app.sql.begin((tx) => openPersons(tx, ctx, running.cycleId, latest!.id));
    const bare = (person: object) => ({ ...person, list: 0, city: undefined });
    expect(kept.map(({ person }) => bare(person))).toEqual(document.persons.map(bare));
    // The first filing is there as it came.
    const { submissions } = await mzt.liaison.must(contract.getFrame, { params: { frameId: latest!.frameId } });
    const original = await mzt.liaison.call(contract.downloadFiledFile, {
      params: { submissionId: submissions.at(-1)!.id, file: 1 },
    });
    expect(
      createHash('sha256')
        .update(original.body as unknown as Buffer)
        .digest('hex'),
    ).toBe(submissions.at(-1)!.files[0]!.sha256);
    const asked = { params: { submissionId: latest!.id, file: 1 } };
    expect((await operator.call(contract.downloadFiledFile, asked)).body.code).toBe('reveal-needed');
    expect((await mzt.liaison.call(contract.downloadFiledFile, { params: { ...asked.params, file: 2 } })).status).toBe(
      404,
    );
    await operator.must(contract.revealFindings, {
      params: { submissionId: latest!.id },
      body: { reason: '审计核对名单' },
    });
    expect((await operator.call(contract.downloadFiledFile, asked)).status).toBe(200);
    const trail = await office.must(contract.listAuditEntries, { query: { action: 'frame.filed-file' } });
    expect(trail.items).toMatchObject([{ actor: 'operator', detail: { number: 2, file: latest!.files[0]!.sha256 } }]);
  });

  it('are only cells of rows in doubt, of columns the sheet has, and never formulas', async () => {
    const { latest } = await mzt.frame(3);
    const [doubt] = (await findingsOf(mzt, latest!.id, 'duplicate-row')) as [contract.FiledFinding];
    const cell = { file: doubt.file!, sheet: doubt.sheet!, row: doubt.row!, column: 'remark', value: '核实' } as const;
    const refused = async (change: Partial<contract.Mending>) =>
      (await mend(mzt, latest!.id, [{ ...cell, ...change }])).body.code;
    expect(await refused({ row: 1 })).toBe('cell-not-mendable');
    expect(await refused({ row: 99_999 })).toBe('cell-not-mendable');
    expect(await refused({ sheet: '没有' })).toBe('cell-not-mendable');
    expect(await refused({ column: 'postcode' })).toBe('cell-not-mendable');
    expect(await refused({ column: 'serial' as never })).toBe('invalid-request');
    expect(await refused({ value: '一\n二' })).toBe('invalid-request');
    const clean = new Set((await findingsOf(mzt, latest!.id)).map(({ row }) => row));
    const untouched = Array.from({ length: 500 }, (_, index) => index + 10).find((row) => !clean.has(row))!;
    expect(await refused({ row: untouched })).toBe('cell-not-mendable');
    expect((await mend(mzt, latest!.id, [])).body.code).toBe('nothing-to-mend');
    const { body } = await mend(mzt, latest!.id, [{ ...cell, value: '=1+1' }]);
    const formulaLike = await findingsOf(mzt, body.id, 'formula-like-text');
    expect(formulaLike.map(({ row }) => row)).toContain(cell.row);
  });

  it('keep out identity numbers as a file does', async () => {
    const { latest } = await mzt.frame(3);
    const [doubt] = (await findingsOf(mzt, latest!.id, 'duplicate-row')) as [contract.FiledFinding];
    const { body } = await mend(mzt, latest!.id, [
      { file: doubt.file!, sheet: doubt.sheet!, row: doubt.row!, column: 'remark', value: '450102198001011234' },
    ]);
    expect(await findingsOf(mzt, body.id, 'forbidden-value')).toHaveLength(1);
    expect(JSON.stringify(await findingsOf(mzt, body.id))).not.toContain('450102198001011234');
  });

  it('are refused of an older submission, of another department, and of an accepted frame', async () => {
    const frame = await mzt.frame(3);
    const { submissions } = await mzt.liaison.must(contract.getFrame, { params: { frameId: frame.id } });
    const [doubt] = (await findingsOf(mzt, frame.latest!.id, 'duplicate-row')) as [contract.FiledFinding];
    const cells = [{ file: doubt.file!, sheet: doubt.sheet!, row: doubt.row!, column: 'post', value: '经理' } as const];
    expect((await mend(mzt, submissions.at(-1)!.id, cells)).body.code).toBe('submission-outdated');
    expect((await mend(nyt, frame.latest!.id, cells)).body.code).toBe('not-found');
    await operator.must(contract.acceptFrame, {
      params: { frameId: frame.id },
      body: { submissionId: frame.latest!.id },
    });
    expect((await mend(mzt, frame.latest!.id, cells)).body.code).toBe('frame-accepted');
  });
});

describe('two filings of one department at the same moment', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const nyt = await running.department('自治区农业厅', 'economic');

  it('still see each other', async () => {
    await Promise.all([
      nyt.file(2, workbook('campaign/农业厅-附件2.xlsx')),
      nyt.file(3, workbook('campaign/农业厅-附件3.xlsx')),
    ]);
    for (const attachment of [2, 3])
      expect((await nyt.frame(attachment)).latest).toMatchObject({ verdict: 'returned', counts: { rejected: 2 } });
  });
});
