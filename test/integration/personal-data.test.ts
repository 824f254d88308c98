/** Personal data: masked until revealed, and gone for good after two people have erased a cycle, also from copies of the database. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { FiledFinding } from '#contract';
import { openPersons } from '#frames';
import { openVault } from '../../server/vault.ts';
import { PASSWORD, testApp } from '../support/app.ts';
import { acceptedDepartment } from '../support/campaign.ts';

const wordsOf = ({ message, raw, repaired }: FiledFinding): string => [message, raw, repaired].join('\n');

const messy = (): File =>
  new File(
    [
      [
        '序号,姓名,性别,单位,职务,联系电话,备注',
        '1,张建华,男,南宁市人社局,局长,13877100001,',
        '2,李志明,男,南宁市人社局,副局长,138 7710 0001,找王小二要 13877109999',
        '3,欧阳修远,女,柳州市人社局,局长,１３８７７１００００３,',
        '4,欧阳修远,女,柳州市人社局,局长,13877100004,',
        '5,赵（男）,男,桂林市人社局,局长,1387710,已退休 周小川',
        '6,韦 春 花,女,桂林市人社局,局长,0771-5551234转802,',
      ].join('\r\n'),
    ],
    '名单.csv',
  );
/** What nobody may read without a reason. */
const secrets = [
  '张建华',
  '李志明',
  '欧阳修',
  '修远',
  '王小二',
  '周小川',
  '春 花',
  '春花',
  '13877100001',
  '138 7710 0001',
  '13877109999',
  '１３８７７１００００３',
  '13877100003',
  '13877100004',
  '5551234',
];

describe('findings', async () => {
  const app = await testApp();
  const { campaign } = await acceptedDepartment(app);
  const department = await campaign.department('自治区人社厅', 'economic');
  const submission = await department.file(3, messy());
  const asked = { params: { submissionId: submission.id } };
  const another = await app.person('operator', 'operator-2');

  it('are shown in full to the department they are about', async () => {
    const { items, masked, revealedUntil } = await department.liaison.must(contract.listFindings, asked);
    expect({ masked, revealedUntil }).toEqual({ masked: false, revealedUntil: null });
    const words = items.map(wordsOf).join('\n');
    for (const shown of ['张建华、李志明', '13877100001', '欧阳修远', '5551234']) expect(words).toContain(shown);
  });

  it('hide names and numbers from staff, and keep what the rows need', async () => {
    for (const person of [campaign.office, campaign.operator]) {
      const { items, masked } = await person.must(contract.listFindings, asked);
      expect(masked).toBe(true);
      const words = items.map(wordsOf).join('\n');
      for (const secret of secrets) expect(words).not.toContain(secret);
      expect(words).toContain('手机138****0001登记在张**、李**两个姓名下');
      expect(words).toContain('欧阳**');
    }
    const own = await department.liaison.must(contract.listFindings, asked);
    const masked = await campaign.operator.must(contract.listFindings, asked);
    const place = ({ row, code, severity }: FiledFinding) => ({ row, code, severity });
    expect(masked.items.map(place)).toEqual(own.items.map(place));
  });

  it('are revealed to one person for a quarter of an hour, with a reason in the trail', async () => {
    const refused = await campaign.operator.call(contract.revealFindings, {
      ...asked,
      body: { reason: '核对13877100001' },
    });
    expect(refused.status).toBe(400);
    const start = app.clock.now;
    const { endsAt } = await campaign.operator.must(contract.revealFindings, {
      ...asked,
      body: { reason: '电话核实登记情况' },
    });
    expect(Date.parse(endsAt) - start.getTime()).toBe(15 * 60_000);
    const seen = await campaign.operator.must(contract.listFindings, asked);
    expect(seen).toMatchObject({ masked: false, revealedUntil: endsAt });
    expect(seen.items.map(wordsOf).join('\n')).toContain('13877100001');
    expect((await another.must(contract.listFindings, asked)).masked).toBe(true);
    const { items } = await campaign.office.must(contract.listAuditEntries, { query: { action: 'finding.reveal' } });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      actor: 'operator',
      actionLabel: '查看完整内容',
      subject: `frame:${submission.frameId}`,
      detail: { reason: '电话核实登记情况', number: 1 },
    });
    app.clock.now = new Date(start.getTime() + 15 * 60_000);
    expect((await campaign.operator.must(contract.listFindings, asked)).masked).toBe(true);
    app.clock.now = start;
  });

  it('can be revealed so many times a day, also by clicks side by side', async () => {
    const replies = await Promise.all(
      Array.from({ length: contract.revealsPerDay + 5 }, () =>
        another.call(contract.revealFindings, { ...asked, body: { reason: '核对登记情况' } }),
      ),
    );
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(contract.revealsPerDay);
    const refused = replies.find(({ status }) => status !== 201)!;
    expect(refused.body).toMatchObject({ status: 429, code: 'reveals-spent' });
    app.clock.now = new Date('2026-11-22T16:00:01Z'); // the next day in Beijing, after a new sign-in
    await another.must(contract.openSession, { body: { login: 'operator-2', password: PASSWORD } });
    expect((await another.call(contract.revealFindings, { ...asked, body: { reason: '核对登记情况' } })).status).toBe(
      201,
    );
  });
});

describe('erasure', async () => {
  const app = await testApp();
  const { campaign, topics, mzt } = await acceptedDepartment(app);
  const { cycleId, office } = campaign;
  await mzt.liaison.must(contract.fillContactForm, {
    params: { cycleId, departmentId: mzt.departmentId },
    body: {
      liaisonName: '覃小芳',
      liaisonPost: '办公室副主任',
      officePhone: '0771-5551234',
      mobilePhone: '',
      leaderName: '韦建国',
      leaderPost: '厅长',
    },
  });
  const second = await app.person('office', 'office-2');
  const observer = await app.person('observer', 'observer');
  const params = { cycleId };
  const keyFile = join(dirname(app.config.kekFile), 'cycles', cycleId);
  const submissionId = topics.latest!.id;
  const reason = '周期已结束，保存期满';
  const confirm = { cycleName: '2015年度社会评价', requestId: '' };

  it('keeps a key of its own for each cycle outside the database', async () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o400);
    await expect(app.sql.begin((tx) => openPersons(tx, app.system(), cycleId, submissionId))).resolves.not.toEqual([]);
  });

  it('says so when the key file is not there, and goes on when it is back', async () => {
    const { renameSync } = await import('node:fs');
    renameSync(keyFile, `${keyFile}.away`);
    const reply = await campaign.operator.call(contract.listFindings, { params: { submissionId } });
    expect(reply.body).toMatchObject({ status: 503, code: 'cycle-key-missing' });
    renameSync(`${keyFile}.away`, keyFile);
    expect((await campaign.operator.call(contract.listFindings, { params: { submissionId } })).status).toBe(200);
  });

  it('waits for the end of the cycle', async () => {
    expect((await office.must(contract.getErasure, { params })).state).toBe('kept');
    expect((await office.call(contract.requestErasure, { params, body: { reason } })).body.code).toBe(
      'cycle-not-closed',
    );
    for (const state of ['collecting', 'sampling', 'fieldwork', 'closed'] as const)
      await office.must(contract.changeCycle, { params, body: { state } });
  });

  it('needs two people, and the name of the cycle', async () => {
    const asked = await office.must(contract.requestErasure, { params, body: { reason } });
    expect(asked).toMatchObject({ state: 'requested', request: { own: true, requestedBy: 'office', reason } });
    expect((await second.call(contract.requestErasure, { params, body: { reason } })).body.code).toBe(
      'erasure-requested',
    );
    confirm.requestId = asked.request!.id;
    expect((await office.call(contract.confirmErasure, { params, body: confirm })).body.code).toBe(
      'erasure-same-person',
    );
    expect((await second.must(contract.getErasure, { params })).request?.own).toBe(false);
    const wrong = { ...confirm, cycleName: '2014年度社会评价' };
    expect((await second.call(contract.confirmErasure, { params, body: wrong })).body.code).toBe('erasure-wrong-name');
    expect((await second.must(contract.withdrawErasure, { params })).state).toBe('kept');
    expect((await second.call(contract.confirmErasure, { params, body: confirm })).body.code).toBe(
      'no-erasure-request',
    );
    expect((await observer.call(contract.getErasureCertificate, { params, query: {} })).status).toBe(404);
    expect(existsSync(keyFile)).toBe(true);
    confirm.requestId = (await office.must(contract.requestErasure, { params, body: { reason } })).request!.id;
  });

  it('refuses where another key folder is in use: the key would survive', async () => {
    const { renameSync } = await import('node:fs');
    renameSync(keyFile, `${keyFile}.away`);
    expect((await second.call(contract.confirmErasure, { params, body: confirm })).body.code).toBe('cycle-key-missing');
    renameSync(`${keyFile}.away`, keyFile);
    expect((await office.must(contract.getErasure, { params })).state).toBe('requested');
    const [{ n } = { n: 0 }] = await app.sql<{ n: number }[]>`select count(*)::int as n from frame_units`;
    expect(n).toBeGreaterThan(0);
  });

  it('leaves nothing to read, a certificate, and pages that work; a restored backup stays closed', async () => {
    const tables = ['cycle_keys', 'submissions', 'frame_unit_slices', 'submission_files', 'cycle_erasures'] as const;
    for (const table of tables) await app.sql.unsafe(`create table backup_${table} as select * from ${table}`);
    const kept = await office.must(contract.getFrame, { params: { frameId: topics.id } });

    // A large list that was being uploaded.
    await app.sql`
      insert into filing_jobs (id, frame_id, department_id, account_id, files, chunk_bytes, phase, created_at, touched_at)
      select gen_random_uuid(), f.id, f.department_id, (select id from accounts limit 1), '[]', 1, 'uploading', now(), now()
      from frames f where f.id = ${topics.id}`;
    await app.sql`
      insert into filing_chunks (job_id, department_id, file, ordinal, content_sealed)
      select id, department_id, 1, 1, 'x' from filing_jobs`;

    const done = await second.must(contract.confirmErasure, { params, body: confirm });
    expect(done).toMatchObject({ state: 'erased', confirmedBy: 'office-2', request: { requestedBy: 'office' } });
    expect(readdirSync(dirname(keyFile))).toEqual([`${cycleId}.destroyed`]);
    const [left] = await app.sql`
      select (select count(*)::int from frame_units) as units, (select count(*)::int from submission_files) as files,
        (select count(*)::int from frame_unit_blocks) + (select count(*)::int from frame_unit_indexes) as blocks,
        (select count(*)::int from submission_pieces) + (select count(*)::int from filing_jobs) +
          (select count(*)::int from filing_chunks) as pieces,
        (select count(*)::int from submissions where length(document_sealed) + length(filed_sealed) > 0) as documents,
        (select count(*)::int from cycle_keys where data_key_wrapped is not null or index_key_wrapped is not null) as keys`;
    expect(left).toEqual({ units: 0, files: 0, blocks: 0, pieces: 0, documents: 0, keys: 0 });
    expect((await office.call(contract.confirmErasure, { params, body: confirm })).body.code).toBe(
      'no-erasure-request',
    );
    expect((await office.call(contract.requestErasure, { params, body: { reason } })).body.code).toBe('keys-destroyed');

    const asked = { params: { submissionId } };
    const gone = await Promise.all([
      campaign.operator.call(contract.listFindings, asked),
      campaign.operator.call(contract.revealFindings, { ...asked, body: { reason: '核对登记情况' } }),
    ]);
    for (const { body } of gone) expect(body).toMatchObject({ status: 409, code: 'keys-destroyed' });
    expect(await office.must(contract.getFrame, { params: { frameId: topics.id } })).toEqual(kept);
    const pages = await Promise.all([
      office.call(contract.getCycle, { params }),
      office.call(contract.listFrames, { query: { cycleId } }),
      office.call(contract.getReceipt, asked),
      office.call(contract.downloadTemplate, { params: { frameId: topics.id } }),
    ]);
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);

    const { items } = await office.must(contract.listAuditEntries, { query: { action: 'cycle.erase' } });
    expect(items[0]).toMatchObject({ actor: 'office-2', detail: { certificate: done.certificateDigest } });
    const certificates = await Promise.all(
      [{}, { download: '1' as const }].map((query) => observer.call(contract.getErasureCertificate, { params, query })),
    );
    for (const { status, body } of certificates) {
      expect(status).toBe(200);
      const text = body.toString();
      expect(text.replaceAll(/<[^>]+>/g, '')).toContain(done.certificateDigest!);
      for (const word of [reason, 'office-2', items[0]!.detail['fingerprint'] as string]) expect(text).toContain(word);
      expect(text.replaceAll(/<[^>]+>/g, '')).toContain('情况表（附件8）1份');
    }
    expect(certificates[1]!.headers.get('content-disposition')).toContain('attachment');

    // Yesterday's backup comes back, and even the stone is gone: there is no key to open it with.
    await app.sql`update cycle_keys k set data_key_wrapped = b.data_key_wrapped, index_key_wrapped = b.index_key_wrapped,
      destroyed_at = null from backup_cycle_keys b where b.cycle_id = k.cycle_id`;
    await app.sql`update submissions s set document_sealed = b.document_sealed, filed_sealed = b.filed_sealed
      from backup_submissions b where b.id = s.id`;
    await app.sql`insert into frame_unit_slices select * from backup_frame_unit_slices`;
    await app.sql`delete from cycle_erasures`;
    await app.sql`insert into cycle_erasures select * from backup_cycle_erasures`;
    const open = () => app.sql.begin((tx) => openPersons(tx, app.system(), cycleId, submissionId));
    await expect(open()).rejects.toMatchObject({ code: 'keys-destroyed' });
    expect((await campaign.operator.call(contract.listFindings, asked)).body.code).toBe('keys-destroyed');
    // The erasure of a restored database is finished by confirming it again.
    expect((await office.must(contract.getErasure, { params })).state).toBe('requested');
    expect((await second.must(contract.confirmErasure, { params, body: confirm })).state).toBe('erased');
    await app.sql`update cycle_keys k set data_key_wrapped = b.data_key_wrapped, index_key_wrapped = b.index_key_wrapped,
      destroyed_at = null from backup_cycle_keys b where b.cycle_id = k.cycle_id`;
    rmSync(`${keyFile}.destroyed`);
    await expect(open()).rejects.toMatchObject({ code: 'cycle-key-missing' });
  });

  it('wraps keys of an older database anew at the start of a server', async () => {
    const { createCipheriv, randomBytes } = await import('node:crypto');
    const kek = Buffer.from(readFileSync(app.config.kekFile, 'utf8').trim(), 'hex');
    const keys = [randomBytes(32), randomBytes(32)].map((key) => {
      const cipher = createCipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6));
      return { key, wrapped: Buffer.concat([cipher.update(key), cipher.final()]) };
    });
    await app.sql`
      update cycle_keys set data_key_wrapped = ${keys[0]!.wrapped}, index_key_wrapped = ${keys[1]!.wrapped}, fingerprint = null
      where cycle_id = ${cycleId}`;
    const vault = openVault(app.config.kekFile);
    await Promise.all([vault.prove(app.sql, app.clock.now), vault.prove(app.sql, app.clock.now)]);
    const opened = await app.sql.begin((tx) => vault.cycleKeys(tx, cycleId));
    expect(opened).toEqual({ dataKey: keys[0]!.key, indexKey: keys[1]!.key });
    rmSync(keyFile);
    await expect(app.sql.begin((tx) => vault.cycleKeys(tx, cycleId))).rejects.toMatchObject({
      code: 'cycle-key-missing',
    });
  });
});
