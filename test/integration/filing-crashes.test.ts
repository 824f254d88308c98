/** Servers killed in the middle of a large list: the job goes on, by another server or after the next start, and ends in one submission. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { FilingJob, FilingPhase } from '#contract';
import { freshDatabase } from '../support/database.ts';
import { largeList, uploadList } from '../support/filing.ts';
import { start, type Started } from '../support/process.ts';
import { remoteCampaign, type Remote } from '../support/remote.ts';

const ROWS = 60_000;
const list = { name: '办事人员.csv', bytes: largeList(ROWS, { note: '到窗口办理过事项' }) };
const PATIENCE = { timeout: 120_000, interval: 100 };

const folder = mkdtempSync(join(tmpdir(), 'pingyi-crashes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers of the processes that read lists for a server. */
function childrenOf({ child }: Started): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      return new RegExp(`PPid:\\s+${child.pid}\\n`).test(status) ? [Number(entry)] : [];
    } catch {
      return [];
    }
  });
}

describe.runIf(process.platform === 'linux')('a server killed while a large list is worked on', async () => {
  const { sql, url: database } = await freshDatabase();
  const serve = () => start(['serve'], { DATABASE_URL: database, PINGYI_DATA: folder, PORT: '0' });
  const addressOf = async (server: Started) => (await server.until(/评议平台已启动：(http:\/\/\S+)/))[1]!;
  const first = serve();
  const { liaison, frameId } = await remoteCampaign(first);
  let servers = [first];
  afterAll(async () => {
    for (const { child } of servers) child.kill('SIGTERM');
    await Promise.all(servers.map(({ ended }) => ended));
  });

  const jobAt = async (person: Remote): Promise<FilingJob> =>
    (await person.must(contract.getFilingJob, { params: { frameId } })).job!;
  const phaseOf = async () =>
    (await sql<{ phase: FilingPhase }[]>`select phase from filing_jobs order by number desc limit 1`)[0]!.phase;

  async function expectOneMore(person: Remote, number: number): Promise<void> {
    await expect.poll(async () => (await jobAt(person)).phase, PATIENCE).toBe('done');
    const frame = await person.must(contract.getFrame, { params: { frameId } });
    expect(frame.submissions.map((submission) => submission.number)).toEqual(
      Array.from({ length: number }, (_, at) => number - at),
    );
    expect(frame.latest).toMatchObject({ id: (await jobAt(person)).submissionId, counts: { usable: ROWS } });
    const [kept] = await sql`
      select (select count(*)::int from frame_units) as units,
        (select count(distinct submission_id)::int from frame_units) as lists,
        (select count(*)::int from frame_unit_indexes) as indexes,
        (select count(*)::int from filing_chunks) as chunks,
        (select count(distinct submission_id)::int from submission_pieces) as grids`;
    expect(kept).toEqual({ units: ROWS, lists: 1, indexes: ROWS, chunks: 0, grids: number });
  }

  it.each(['checking', 'saving'] as const)(
    'in %s: goes on after the next start',
    { timeout: 300_000 },
    async (phase) => {
      const [server] = servers;
      const before = (await sql`select 1 from submissions`).length;
      await uploadList(liaison.at(await addressOf(server!)), frameId, [list]);
      await expect.poll(phaseOf, { ...PATIENCE, interval: 2 }).toBe(phase);
      const children = childrenOf(server!);
      expect(children.length).toBeGreaterThan(0);
      server!.child.kill('SIGKILL');
      await server!.ended;
      expect((await sql`select 1 from submissions`).length).toBe(before);
      // Its child has nobody to talk to.
      await expect
        .poll(() => children.filter((pid) => readdirSync('/proc').includes(String(pid))), PATIENCE)
        .toEqual([]);
      servers = [serve()];
      await expectOneMore(liaison.at(await addressOf(servers[0]!)), before + 1);
    },
  );

  it(
    'with two servers on one database: the other goes on, and both together file once',
    { timeout: 300_000 },
    async () => {
      servers = [servers[0]!, serve()];
      const people = await Promise.all(servers.map(async (server) => liaison.at(await addressOf(server))));
      const before = (await sql`select 1 from submissions`).length;
      await uploadList(people[0]!, frameId, [list]);
      await expect.poll(phaseOf, { ...PATIENCE, interval: 2 }).toBe('saving');
      const working = servers.findIndex((server) => childrenOf(server).length > 0);
      servers[working]!.child.kill('SIGKILL');
      await servers[working]!.ended;
      await expectOneMore(people[1 - working]!, before + 1);
      servers = [servers[1 - working]!];
    },
  );

  it('racing for many jobs: each is worked on by one', { timeout: 300_000 }, async () => {
    servers = [servers[0]!, serve()];
    const people = await Promise.all(servers.map(async (server) => liaison.at(await addressOf(server))));
    const small = { name: '名单.csv', bytes: largeList(600) };
    for (let round = 0; round < 6; round += 1) {
      const before = (await sql`select 1 from submissions`).length;
      await uploadList(people[round % 2]!, frameId, [small]);
      await expect.poll(async () => (await jobAt(people[0]!)).phase, PATIENCE).toBe('done');
      expect((await sql`select 1 from submissions`).length).toBe(before + 1);
    }
    const [{ most } = { most: -1 }] = await sql<{ most: number }[]>`
      select max(attempts)::int as most from filing_jobs where (files -> 0 ->> 'name') = '名单.csv'`;
    expect(most).toBe(1);
  });
});
