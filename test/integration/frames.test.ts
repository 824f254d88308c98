import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { onePersonPlace } from '../../server/frames/places.ts';
import { seal } from '../../server/vault.ts';
import { campaign, workbook } from '../support/campaign.ts';

describe('a department files its frame', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');

  it('sees duties by its class and downloads its own template', async () => {
    const frames = (await mzt.liaison.must(contract.listFrames)).items;
    expect(frames.map(({ attachment, minimum, state }) => [attachment, minimum, state])).toEqual([
      [2, 0, 'awaited'],
      [3, 500, 'awaited'],
    ]);
    const book = await mzt.liaison.call(contract.downloadTemplate, { params: { frameId: frames[1]!.id } });
    expect(book.headers.get('content-disposition')).toContain(encodeURIComponent('附件3-自治区民政厅.xlsx'));
  });

  it('gets findings by its own row numbers, files again, and is accepted', async () => {
    const short = await mzt.file(3, workbook('clean-299/附件5.xlsx'));
    expect(short.verdict).toBe('returned');
    expect((await mzt.frame(3)).state).toBe('returned');
    const { items, codes } = await mzt.liaison.must(contract.listFindings, {
      params: { submissionId: short.id },
      query: {},
    });
    expect(codes.map(({ code }) => code)).toContain('template-mismatch');
    expect(items.find(({ code }) => code === 'template-mismatch')?.message).toContain('不符');

    const messy = await mzt.file(3, workbook('c01-mzt/附件3.xlsx'));
    expect(messy).toMatchObject({
      number: 2,
      verdict: 'accepted',
      counts: { rows: 520, persons: 508, usable: 504, duplicates: 12, rejected: 4 },
    });
    const duplicate = await mzt.liaison.must(contract.listFindings, {
      params: { submissionId: messy.id },
      query: { code: 'duplicate-row', limit: 5 },
    });
    expect(duplicate.total).toBe(12);
    expect(duplicate.items[0]).toMatchObject({ sheet: 'Sheet1', row: 38, severity: 'warning' });
    const second = await mzt.liaison.must(contract.listFindings, {
      params: { submissionId: messy.id },
      query: { code: 'duplicate-row', limit: 5, cursor: duplicate.next! },
    });
    expect(second.items[0]!.row).toBeGreaterThan(duplicate.items[4]!.row!);

    const outdated = await running.operator.call(contract.acceptFrame, {
      params: { frameId: messy.frameId },
      body: { submissionId: short.id },
    });
    expect(outdated.body.code).toBe('submission-outdated');
    const accepted = await running.operator.must(contract.acceptFrame, {
      params: { frameId: messy.frameId },
      body: { submissionId: messy.id },
    });
    expect(accepted.state).toBe('accepted');
    const again = await mzt.liaison.call(contract.fileSubmission, {
      params: { frameId: messy.frameId },
      files: [workbook('clean-3/附件3.xlsx')],
    });
    expect(again.body.code).toBe('frame-accepted');
  });

  it('is returned with a reason it can read', async () => {
    const frame = await mzt.frame(3);
    await running.operator.must(contract.returnFrame, {
      params: { frameId: frame.id },
      body: { submissionId: frame.latest!.id, reason: '请补充企业类服务对象' },
    });
    expect(await mzt.frame(3)).toMatchObject({
      state: 'returned',
      returnReason: '请补充企业类服务对象',
      acceptedAt: null,
    });
  });

  it('gets a receipt with the file digest', async () => {
    const frame = await mzt.frame(3);
    const receipt = await mzt.liaison.raw('GET', `/api/submissions/${frame.latest!.id}/receipt`);
    const page = await receipt.text();
    expect(page.replaceAll('</span><span>', '')).toContain(frame.latest!.files[0]!.sha256);
    expect(page).toContain('自治区民政厅');
  });
});

describe('bad files', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  const fileIt = async (file: File, password?: string) =>
    mzt.liaison.call(contract.fileSubmission, {
      params: { frameId: (await mzt.frame(3)).id },
      files: [file],
      ...(password === undefined ? {} : { form: { password } }),
    });

  it.each([
    ['s44-pdf', '附件3.pdf', 'file-unreadable'],
    ['s48-no-password', undefined, 'password-required'],
    ['x-truncated', undefined, 'file-unreadable'],
    ['x-bomb-1g', undefined, 'file-unreadable'],
    ['x-dtd', undefined, 'file-unreadable'],
  ])('%s is refused in words', async (folder, _name, code) => {
    const { readdirSync } = await import('node:fs');
    const { join } = await import('node:path');
    const { root } = await import('../support/cache.ts');
    const [file] = readdirSync(join(root, 'test/reference/cases/corpus', folder));
    const started = Date.now();
    const reply = await fileIt(workbook(`${folder}/${file}`));
    expect(reply.body.code).toBe(code);
    expect(reply.body.detail).toMatch(/[\u4e00-\u9fff]/);
    expect(reply.body.detail).not.toMatch(/[\u4e00-\u9fff][,:;]/);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect((await mzt.frame(3)).state).toBe('awaited');
  });

  it('nothing at all is refused', async () => {
    const frame = await mzt.frame(3);
    expect((await mzt.liaison.call(contract.fileSubmission, { params: { frameId: frame.id } })).body.code).toBe(
      'no-file',
    );
    const broken = await mzt.liaison.raw('POST', `/api/frames/${frame.id}/submissions`, {
      body: '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nPK',
      headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    });
    expect([broken.status, await broken.json()]).toEqual([
      400,
      expect.objectContaining({ fields: [{ path: '', message: '上传的内容不完整，请重新选择文件再提交' }] }),
    ]);
    // An empty file is a file: its sender has chosen one, and is told what is wrong with it.
    expect((await fileIt(new File([], '空.xlsx'))).body.detail).toBe('空.xlsx：文件为空');
  });
});

describe('two lists of one department', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const nyt = await running.department('自治区农业厅', 'economic');

  it('may not share a person, and the first list is judged anew when the second changes', async () => {
    const cadres = await nyt.file(2, workbook('campaign/农业厅-附件2.xlsx'));
    expect(cadres.verdict).toBe('accepted');
    const topics = await nyt.file(3, workbook('campaign/农业厅-附件3.xlsx'));
    expect(topics).toMatchObject({ verdict: 'returned', counts: { usable: 507, rejected: 2 } });
    expect((await nyt.frame(2)).latest).toMatchObject({ verdict: 'returned', counts: { usable: 274, rejected: 2 } });
    expect((await nyt.frame(2)).state).toBe('returned');
    const { items } = await nyt.liaison.must(contract.listFindings, {
      params: { submissionId: cadres.id },
      query: { code: 'cross-list-duplicate' },
    });
    expect(items.map(({ row }) => row)).toContain(8);
    // The receipt of the first list goes on saying what was found when it was filed, and tells the later judging from it.
    const receiptOf = async (submissionId: string) =>
      (await (await nyt.liaison.raw('GET', `/api/submissions/${submissionId}/receipt`)).text()).replace(/<[^>]*>/g, '');
    const [filed, since] = (await receiptOf(cadres.id)).split('最近一次审核报送之后又审核过');
    expect(filed).toContain('报送时的审核结果自动审核通过');
    expect(filed).toContain(`可用人数${cadres.counts.usable}`);
    expect(since).toContain('自动审核未通过');
    expect(since).toContain('可用人数274');
    expect(await receiptOf(topics.id)).not.toContain('最近一次审核');
    // Another list without the two persons: both are fine again.
    await nyt.file(3, workbook('s42-512/附件3.xlsx'));
    expect((await nyt.frame(2)).state).toBe('filed');
  });
});

describe('personal data', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');

  it('never reaches PostgreSQL in clear, nor the log', async () => {
    await mzt.file(3, workbook('clean-3/附件3.xlsx'));
    const tables = await app.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public'`;
    for (const { name } of tables) {
      const rows = await app.sql`select t::text as line from ${app.sql(name)} t`;
      const text = rows.map((row) => String(row['line'])).join('\n');
      for (const secret of ['甘金花', '13500001716', '鑫源药业'])
        expect(text.includes(secret), `${secret} in ${name}`).toBe(false);
      // bytea prints as hex: look for the bytes too.
      for (const secret of ['甘金花', '13500001716'])
        expect(text.includes(Buffer.from(secret).toString('hex')), `${secret} in ${name}`).toBe(false);
    }
    expect(app.log.join('\n')).toBe('');
  });

  it('is read as the first release kept it too: one row a person', async () => {
    const { openPersons, openPersonsAt, unitAttributes, unitPlace } = await import('#frames');
    const submissionId = (await mzt.frame(3)).latest!.id;
    const look = () =>
      app.sql.begin(async (tx) => {
        const persons = await openPersons(tx, app.system(), running.cycleId, submissionId);
        const places = [1, 257, persons.length, persons.length + 1].map((ordinal) => ({ submissionId, ordinal }));
        return {
          persons,
          some: await openPersonsAt(tx, app.system(), running.cycleId, places),
          attributes: await unitAttributes(tx, [submissionId]),
          indexes: [...(await tx`select * from frame_unit_indexes order by ordinal, person_index`)],
        };
      });
    const before = await look();
    expect(before.persons.length).toBeGreaterThan(257);
    expect(before.indexes.length).toBeGreaterThan(0);
    expect(before.attributes.map(({ unitId }) => unitId)).toEqual(before.persons.map(({ unitId }) => unitId));
    expect([...before.some.keys()]).toHaveLength(3);
    expect(before.some.get(unitPlace({ submissionId, ordinal: 257 }))).toEqual(before.persons[256]!.person);
    await app.sql.begin(async (tx) => {
      const { dataKey } = await app.system().vault.cycleKeys(tx, running.cycleId);
      for (const { ordinal, person } of before.persons)
        await tx`
          insert into frame_unit_rows (frame_id, submission_id, department_id, ordinal, unit_id, gender, city, person_sealed)
          select frame_id, submission_id, department_id, ordinal, unit_id, gender, city,
            ${seal(dataKey, onePersonPlace(submissionId, ordinal), JSON.stringify(person))}
          from frame_units where submission_id = ${submissionId} and ordinal = ${ordinal}`;
      await tx`create temporary table earlier on commit drop as select * from frame_unit_indexes`;
      await tx`delete from frame_unit_slices where submission_id = ${submissionId}`;
      await tx`
        insert into frame_unit_index_rows (submission_id, ordinal, person_index, department_id)
        select submission_id, ordinal, person_index, department_id from earlier`;
    });
    expect((await app.sql`select 1 from frame_unit_blocks where submission_id = ${submissionId}`).count).toBe(0);
    expect(await look()).toEqual(before);
    // The next filing takes them away.
    await mzt.file(3, workbook('clean-3/附件3.xlsx'));
    expect((await app.sql`select 1 from frame_unit_rows`).count).toBe(0);
    expect((await app.sql`select 1 from frame_unit_index_rows`).count).toBe(0);
  });

  it('is unreadable when a sealed block of persons is moved to another row', async () => {
    const { openPersons } = await import('#frames');
    const frame = await mzt.frame(3);
    await app.sql`
      update frame_unit_blocks a set persons_sealed = b.persons_sealed
      from frame_unit_blocks b
      where a.submission_id = ${frame.latest!.id} and b.submission_id = a.submission_id
        and a.first_ordinal = 1 and b.first_ordinal = 257`;
    await expect(
      app.sql.begin((tx) => openPersons(tx, app.system(), running.cycleId, frame.latest!.id)),
    ).rejects.toThrow();
  });
});
