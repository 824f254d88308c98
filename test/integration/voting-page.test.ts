/** What the voting page gets from the platform: the same for everybody, without a session, accepted texts only. */
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { prepareElection } from '../support/election.ts';

const app = await testApp();
const office = await app.person('office', 'office');

it('publishes the accepted analyses with the form, in its order, and nothing before the poll is open', async () => {
  const election = await prepareElection(app, office, { raters: { A1: 12 }, units: 3 });
  const params = { cycleId: election.cycleId };
  const write = async (unit: string, state: string) => app.sql`
    insert into analyses (cycle_id, department_id, revision, state, tasks, innovations, difficulties, saved_at,
      approved_by, approved_on, filed_at, scan_sha256)
    values (${election.cycleId}, ${unit}, 1, ${state}, ${`${state}的任务`}, '亮点', '难点', now(), '厅党组会议', '2026-11-01', now(), 'x')`;
  await write(election.units[2]!, 'accepted');
  await write(election.units[0]!, 'accepted');
  await write(election.units[1]!, 'filed');
  const nobody = app.visitor();
  expect((await nobody.call(contract.listBallotAnalyses, { params })).status).toBe(404);
  await election.start();
  const { items } = await nobody.must(contract.listBallotAnalyses, { params });
  expect(items).toEqual(
    [election.units[0]!, election.units[2]!].map((unit) => ({
      unit,
      tasks: 'accepted的任务',
      innovations: '亮点',
      difficulties: '难点',
    })),
  );
});

it('serves one page for everybody, with scripts of its own only, and sets no cookie', async () => {
  const one = await app.visitor().raw('GET', '/b');
  const policy = one.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("connect-src 'self'");
  expect(one.headers.get('referrer-policy')).toBe('no-referrer');
  expect(one.headers.get('set-cookie')).toBeNull();
  const plain = (html: string) => html.replace(/nonce="[^"]+"/g, '');
  const html = plain(await one.text());
  // Who is signed in sees the same bytes as nobody.
  expect(plain(await (await office.raw('GET', '/b')).text())).toBe(html);
  expect(html).toContain('改用纸质评价表');
});
