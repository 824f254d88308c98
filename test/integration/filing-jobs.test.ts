/** A large list filed as a job: chunks in any order, broken off and gone on with, judged in the background, cancelled, refused. */
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { afterEach, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { openPersons, startFilingWorker, workNextFiling } from '#frames';
import { testApp } from '../support/app.ts';
import { campaign } from '../support/campaign.ts';
import { beginFiling, chunkOf, largeList, sendChunk, uploadList } from '../support/filing.ts';

const ROWS = 60_000;
const list = { name: '办事人员.csv', bytes: largeList(ROWS, { note: '到窗口办理过事项的人员' }) };
const small = { name: '名单.csv', bytes: largeList(600) };

describe('a filing job', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  const nyt = await running.department('自治区农业厅', 'economic');
  const frame = await mzt.frame(3);
  const frameId = frame.id;
  const { liaison } = mzt;
  const jobNow = async () => (await liaison.must(contract.getFilingJob, { params: { frameId } })).job;
  const count = async (table: string) =>
    (await app.sql<{ n: number }[]>`select count(*)::int as n from ${app.sql(table)}`)[0]!.n;
  const work = () => workNextFiling(app.services);

  afterEach(async () => {
    const job = await jobNow();
    if (job && !['done', 'failed', 'cancelled'].includes(job.phase))
      await liaison.must(contract.cancelFilingJob, { params: { jobId: job.id } });
    expect(app.log).toEqual([]);
  });

  it('goes from chunks in the wrong order, sent twice, to one submission equal to a small filing', async () => {
    expect(await jobNow()).toBeNull();
    let job = await beginFiling(liaison, frameId, [list]);
    const { chunks } = job.files[0]!;
    expect(chunks).toBeGreaterThanOrEqual(2);
    expect(job).toMatchObject({
      phase: 'uploading',
      receivedBytes: 0,
      bytes: list.bytes.length,
      startedBy: '测试liaison-1',
    });
    expect(await work()).toBe(false);
    for (let chunk = chunks; chunk > 1; chunk -= 1) job = await sendChunk(liaison, job, [list], 1, chunk);
    job = await sendChunk(liaison, job, [list], 1, 2);
    expect(job).toMatchObject({ phase: 'uploading', files: [{ received: [2, ...(chunks > 2 ? [3] : [])] }] });
    // The page was reloaded: the same file goes on with the same job.
    expect((await beginFiling(liaison, frameId, [list])).id).toBe(job.id);
    expect(await work()).toBe(false);
    expect(await sendChunk(liaison, job, [list], 1, 1)).toMatchObject({ phase: 'queued' });
    expect((await running.office.must(contract.getFrame, { params: { frameId } })).processing).toBe('queued');

    expect(await work()).toBe(true);
    const done = await jobNow();
    expect(done).toMatchObject({ phase: 'done', rowsRead: ROWS, rowsChecked: ROWS, persons: ROWS, personsSaved: ROWS });
    const after = await running.office.must(contract.getFrame, { params: { frameId } });
    expect(after).toMatchObject({
      state: 'filed',
      processing: null,
      submissions: [{ id: done!.submissionId, number: 1 }],
    });
    expect(after.latest).toMatchObject({ submittedBy: '测试liaison-1', counts: { usable: ROWS }, verdict: 'accepted' });
    expect(await count('filing_chunks')).toBe(0);
    expect(await work()).toBe(false);

    // The same list in one request has the same digest, persons and findings.
    const again = await mzt.file(3, new File([new Uint8Array(list.bytes)], list.name));
    expect(again.files).toEqual(after.latest!.files);
    expect(again.counts).toEqual(after.latest!.counts);
    const opened = await app.sql.begin((tx) => openPersons(tx, app.system(), running.cycleId, again.id));
    expect(opened).toHaveLength(ROWS);
    expect(opened[ROWS - 1]!.person).toMatchObject({
      row: ROWS + 1,
      numbers: [{ e164: `+8613${String(ROWS).padStart(9, '0')}` }],
    });
    const difference = await liaison.must(contract.getDifference, { params: { submissionId: again.id } });
    expect(difference.counts).toEqual({ added: 0, removed: 0, changed: 0, unchanged: ROWS });
    const { items } = await running.office.must(contract.listAuditEntries, { query: { limit: 50 } });
    expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(['frame.filing-begin', 'frame.submit']));
  });

  it('takes several files, an encrypted package among them, and another password when the first was wrong', async () => {
    const zip = new ZipWriter(new Uint8ArrayWriter(), { password: '8848', encryptionStrength: 3 });
    await zip.add('名单/乙.csv', new TextReader(largeList(700).toString().replaceAll(',130', ',139')));
    const files = [small, { name: '乙.zip', bytes: Buffer.from(await zip.close()) }];
    await uploadList(liaison, frameId, files, '1234');
    expect(await work()).toBe(true);
    const refused = await jobNow();
    expect(refused).toMatchObject({ phase: 'failed', canRetry: true, problem: { code: 'password-required' } });
    expect((await mzt.frame(3)).latest!.number).toBe(2);
    const again = await liaison.must(contract.retryFilingJob, {
      params: { jobId: refused!.id },
      body: { password: '8848' },
    });
    expect(again).toMatchObject({ phase: 'queued', problem: null });
    expect(await work()).toBe(true);
    expect(await jobNow()).toMatchObject({ phase: 'done' });
    expect((await mzt.frame(3)).latest!.files.map(({ name }) => name)).toEqual(['名单.csv', '乙.zip']);
    expect(await count('filing_chunks')).toBe(0);
    const [{ passwords } = { passwords: -1 }] = await app.sql<{ passwords: number }[]>`
      select count(password_sealed)::int as passwords from filing_jobs`;
    expect(passwords).toBe(0);
    const marked = await liaison.call(contract.downloadMarkedWorkbook, {
      params: { submissionId: (await mzt.frame(3)).latest!.id },
    });
    expect(marked.status).toBe(200);
  });

  it('says what is wrong before, while and after uploading', async () => {
    const begin = (files: { name: string; bytes: number }[]) =>
      liaison.call(contract.startFilingJob, { params: { frameId }, body: { files } });
    expect((await begin([{ name: '甲.csv', bytes: 201 * 1024 * 1024 }])).body).toMatchObject({
      code: 'upload-too-large',
    });
    expect((await begin([])).body.code).toBe('no-file');
    expect((await begin([{ name: '空.csv', bytes: 0 }])).status).toBe(400);
    const job = await beginFiling(liaison, frameId, [list]);
    expect((await begin([{ name: '别的.csv', bytes: 10 }])).body.code).toBe('filing-in-progress');
    const send = (chunk: number, file: File, number = 1) =>
      liaison.call(contract.uploadChunk, { params: { jobId: job.id, file: number, chunk }, files: [file] });
    const first = chunkOf(job, [list], 1, 1);
    expect((await send(9, first)).body.code).toBe('chunk-not-planned');
    expect((await send(1, first, 2)).body.code).toBe('chunk-not-planned');
    expect((await send(1, new File(['short'], 'chunk'))).body.code).toBe('chunk-not-planned');
    expect((await send(1, first)).status).toBe(200);
    const other = new Uint8Array(await first.arrayBuffer());
    other[99] = 7;
    expect((await send(1, new File([other], 'chunk'))).body.code).toBe('chunk-differs');
    await liaison.must(contract.cancelFilingJob, { params: { jobId: job.id } });
    expect((await send(2, chunkOf(job, [list], 1, 2))).body.code).toBe('filing-not-uploading');
    expect((await liaison.call(contract.cancelFilingJob, { params: { jobId: job.id } })).body.code).toBe(
      'filing-finished',
    );
    expect((await liaison.call(contract.retryFilingJob, { params: { jobId: job.id }, body: {} })).body.code).toBe(
      'filing-not-retryable',
    );

    await uploadList(liaison, frameId, [{ name: '附件3.pdf', bytes: Buffer.from('%PDF-1.7 nothing') }]);
    expect(await work()).toBe(true);
    expect(await jobNow()).toMatchObject({
      phase: 'failed',
      problem: { code: 'file-unreadable', detail: '附件3.pdf：不支持的格式，请用附件模板另存为xlsx' },
    });
  });

  it('is nobody else’s: another department meets 404 everywhere, staff may look', async () => {
    const job = await beginFiling(liaison, frameId, [list]);
    await sendChunk(liaison, job, [list], 1, 1);
    const jobId = job.id;
    const foreign = await Promise.all([
      nyt.liaison.call(contract.getFilingJob, { params: { frameId } }),
      nyt.liaison.call(contract.startFilingJob, { params: { frameId }, body: { files: [{ name: 'a', bytes: 1 }] } }),
      nyt.liaison.call(contract.uploadChunk, {
        params: { jobId, file: 1, chunk: 1 },
        files: [chunkOf(job, [list], 1, 1)],
      }),
      nyt.liaison.call(contract.cancelFilingJob, { params: { jobId } }),
      nyt.liaison.call(contract.retryFilingJob, { params: { jobId }, body: {} }),
    ]);
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const seen = await running.operator.must(contract.getFilingJob, { params: { frameId } });
    expect(seen.job).toMatchObject({ id: jobId, phase: 'uploading' });
    expect((await running.operator.call(contract.cancelFilingJob, { params: { jobId } })).status).toBe(403);
  });

  it('opens only as the chunk it was sealed as', async () => {
    await uploadList(liaison, frameId, [list]);
    await app.sql`update filing_chunks set ordinal = ordinal + 10`;
    await app.sql`update filing_chunks set ordinal = case ordinal when 11 then 2 when 12 then 1 else ordinal - 10 end`;
    expect(await work()).toBe(true);
    expect(await jobNow()).toMatchObject({ phase: 'queued' });
    expect(app.log.splice(0).join('\n')).toContain('filing');
  });

  it('is cancelled while it is worked on, in each phase, and leaves nothing behind', async () => {
    const before = (await mzt.frame(3)).latest!.number;
    const worker = startFilingWorker(app.services);
    try {
      for (const phase of ['reading', 'checking', 'saving'] as const) {
        const job = await uploadList(liaison, frameId, [list]);
        const atPhase = async () => {
          const now = await jobNow();
          return now?.phase === phase || now?.phase === 'done';
        };
        await expect.poll(atPhase, { interval: 5, timeout: 30_000 }).toBe(true);
        const reply = await liaison.call(contract.cancelFilingJob, { params: { jobId: job.id } });
        // A phase of milliseconds may have passed: then the whole is there.
        if (reply.status === 200) expect(reply.body).toMatchObject({ phase: 'cancelled', submissionId: null });
        else expect(reply.body.code).toBe('filing-finished');
      }
    } finally {
      await worker.stop();
    }
    const jobs = await app.sql<{ phase: string; n: number }[]>`
      select phase, count(*)::int as n from filing_jobs where created_at is not null group by phase`;
    const cancelled = jobs.find(({ phase }) => phase === 'cancelled')!.n;
    expect(cancelled).toBeGreaterThanOrEqual(2);
    const after = (await mzt.frame(3)).latest!;
    const finished = (await app.sql`select 1 from filing_jobs where phase = 'done'`).length;
    expect(await count('filing_chunks')).toBe(0);
    expect(after.number - before).toBe(finished - 2);
    const [{ stray } = { stray: -1 }] = await app.sql<{ stray: number }[]>`
      select count(*)::int as stray from frame_units u where not exists (
        select from frames f where f.latest_submission_id = u.submission_id)`;
    expect(stray).toBe(0);
  });

  it('is let go of when the server stops, and goes on with the next', async () => {
    await uploadList(liaison, frameId, [list]);
    const worker = startFilingWorker(app.services);
    await expect.poll(async () => (await jobNow())?.phase, { interval: 5, timeout: 30_000 }).not.toBe('queued');
    await worker.stop();
    const [{ attempts, phase } = { attempts: -1, phase: '' }] = await app.sql<{ attempts: number; phase: string }[]>`
      select attempts, phase from filing_jobs order by number desc limit 1`;
    if (phase !== 'done') expect({ attempts, phase }).toEqual({ attempts: 0, phase: 'queued' });
    const before = (await mzt.frame(3)).latest!.number;
    await work();
    expect(await jobNow()).toMatchObject({ phase: 'done' });
    expect((await mzt.frame(3)).latest!.number).toBe(before + (phase === 'done' ? 0 : 1));
  });

  it('ends with words after the third death', async () => {
    await uploadList(liaison, frameId, [small]);
    await app.sql`update filing_jobs set attempts = 3, phase = 'checking', worker = gen_random_uuid(),
      lease_until = clock_timestamp() - interval '1 second' where phase = 'queued'`;
    expect(await work()).toBe(false);
    expect(await jobNow()).toMatchObject({ phase: 'failed', canRetry: true, problem: { code: 'filing-died' } });
    const again = await liaison.must(contract.retryFilingJob, { params: { jobId: (await jobNow())!.id }, body: {} });
    expect(again.phase).toBe('queued');
    expect(await work()).toBe(true);
    expect(await jobNow()).toMatchObject({ phase: 'done' });
  });

  it('is forgotten a day after it was broken off', async () => {
    const job = await beginFiling(liaison, frameId, [list]);
    await sendChunk(liaison, job, [list], 1, 1);
    const sweepAt = async (hours: number) => {
      app.clock.now = new Date(app.clock.now.getTime() + hours * 3600_000);
      await startFilingWorker(app.services).stop();
    };
    const start = app.clock.now;
    await sweepAt(23);
    expect(await count('filing_chunks')).toBe(1);
    await sweepAt(2);
    expect(await count('filing_chunks')).toBe(0);
    app.clock.now = start;
    expect(await jobNow()).toMatchObject({ phase: 'failed', canRetry: false, problem: { code: 'filing-abandoned' } });
  });

  it('is refused when the frame was accepted meanwhile', async () => {
    await uploadList(liaison, frameId, [small]);
    const { latest } = await mzt.frame(3);
    await running.operator.must(contract.acceptFrame, { params: { frameId }, body: { submissionId: latest!.id } });
    expect(await work()).toBe(true);
    expect(await jobNow()).toMatchObject({ phase: 'failed', problem: { code: 'frame-accepted' } });
    expect((await mzt.frame(3)).latest!.id).toBe(latest!.id);
  });
});
