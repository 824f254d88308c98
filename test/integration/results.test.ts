/** From inputs to a published result, under every shipped scheme; who sees what, when; races; what changes after a review. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { recompute } from '#results';
import { shippedSchemes } from '#surveys';
import { scoreCommand } from '../../server/cli/score.ts';
import { testApp, type TestApp, type Visitor } from '../support/app.ts';
import { root } from '../support/cache.ts';
import { commandRun } from '../support/command-run.ts';
import { freezeAndPublish, grounds, scoredCycle } from '../support/scoring.ts';
import { temporaryFile } from '../support/temporary.ts';

const score = commandRun(scoreCommand);

async function officials(app: TestApp) {
  return { office: await app.person('office', 'office1'), deputy: await app.person('office', 'office2') };
}

const codeOf = ({ body }: { readonly body: unknown }): unknown => (body as { code?: string }).code;

const textOf = async (visitor: Visitor, path: string): Promise<string> => (await visitor.raw('GET', path)).text();

describe('every shipped scheme', async () => {
  const app = await testApp();
  const people = await officials(app);

  it.each(shippedSchemes.map(({ id }) => [id] as const))(
    '%s: computed, frozen, published; the frozen package recomputes byte for byte',
    async (schemeId) => {
      const scored = await scoredCycle(people, schemeId);
      const params = { cycleId: scored.cycleId };
      await scored.close();
      const published = await freezeAndPublish(scored);
      const [pack, input, output] = await Promise.all(
        ['package', 'input', 'output'].map((what) =>
          textOf(people.office, `/api/result-packages/${published.id}/${what}.json`),
        ),
      );
      expect(`sha256:${createHash('sha256').update(pack!).digest('hex')}`).toBe(published.digest);
      const verdict = recompute(pack!);
      expect(verdict).toMatchObject({ kind: 'same', digest: published.digest });
      // As another machine would: the command on the package's input gives the package's output.
      const run = await score('--scheme', schemeId, '--input', temporaryFile(input!), '--json');
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toBe(output);
      const again = await score('--package', temporaryFile(pack!));
      expect(again.code).toBe(0);
      expect(again.stdout).toContain(published.digest);

      const { table } = await people.office.must(contract.getClassTable, { params });
      expect(table.groups.map(({ id }) => id).toSorted()).toEqual(scored.groups.map(({ id }) => id).toSorted());
      const first = scored.departments[0]!;
      const { result } = await people.office.must(contract.getResult, {
        params: { ...params, departmentId: first.id },
      });
      expect(result.total).toBe(
        table.groups.flatMap(({ rows }) => rows).find(({ departmentId }) => departmentId === first.id)!.total,
      );
      const sheet = await people.office.raw('GET', `/api/cycles/${scored.cycleId}/results/${first.id}/feedback.docx`);
      expect(sheet.status).toBe(200);
      const page = await people.office.raw('GET', `/api/cycles/${scored.cycleId}/results/${first.id}/feedback.html`);
      expect(page.status).toBe(200);
      const [, nonce] = (await page.text()).match(/<style nonce="([^"]+)">/) ?? [];
      expect(page.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
      const book = await people.office.raw('GET', `/api/cycles/${scored.cycleId}/results.xlsx`);
      expect(book.status).toBe(200);
    },
    60_000,
  );

  it('the built command line agrees on another machine’s terms: a file in, the same bytes out', async () => {
    const scored = await scoredCycle(people, 'dsq2017-town');
    await scored.close();
    const published = await freezeAndPublish(scored);
    const [pack, input, output] = await Promise.all(
      ['package', 'input', 'output'].map((what) =>
        textOf(people.office, `/api/result-packages/${published.id}/${what}.json`),
      ),
    );
    const built = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, [join(root, 'server/bin.mjs'), 'score', ...args], { maxBuffer: 1e8 });
    expect((await built('--scheme', 'dsq2017-town', '--input', temporaryFile(input!), '--json')).stdout).toBe(output);
    expect((await built('--package', temporaryFile(pack!))).stdout).toContain('逐字节相同');
  }, 60_000);

  it('a package in which one digit was changed is told from the one that was frozen', async () => {
    const scored = await scoredCycle(people, 'js2013');
    await scored.close();
    const published = await freezeAndPublish(scored);
    const pack = await textOf(people.office, `/api/result-packages/${published.id}/package.json`);
    const total = /"total":"([0-9.]+)"/.exec(pack)![1]!;
    const forged = pack.replace(`"total":"${total}"`, `"total":"${(Number(total) + 1).toFixed(2)}"`);
    expect(recompute(forged)).toMatchObject({ kind: 'different', places: ['output'] });
    const run = await score('--package', temporaryFile(forged));
    expect(run.code).toBe(1);
  });

  it('a package whose facts lost their shape is said to be none, whatever it is that was broken', async () => {
    const scored = await scoredCycle(people, 'gx2018-city');
    await scored.close();
    const published = await freezeAndPublish(scored);
    const pack = await textOf(people.office, `/api/result-packages/${published.id}/package.json`);
    const broken = (change: (body: { facts: Record<string, unknown>; derived: Record<string, unknown> }) => void) => {
      const body = JSON.parse(pack);
      change(body);
      return JSON.stringify(body);
    };
    const cell = { appraisee: 'a', raterGroup: 'g', question: 'q', counts: {}, strata: [{}] };
    for (const forged of [
      broken(({ facts }) => (facts['components'] = 'x')),
      broken(({ facts }) => (facts['cycle'] = null)),
      broken(({ facts }) => (facts['appraisees'] = [null])),
      broken(({ facts }) => (facts['entries'] = [{}])),
      broken(({ facts }) => (facts['satisfaction'] = [{ leaf: 'my1', name: '满意度', plan: {}, cells: [] }])),
      broken(({ facts }) => (facts['satisfaction'] = [{ leaf: 'my1', name: '满意度', plan: {}, cells: [cell] }])),
      broken(({ derived }) => delete derived['output']),
    ]) {
      const run = await score('--package', temporaryFile(forged));
      expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('不是冻结包') });
    }
  });
});

describe('what blocks', async () => {
  const app = await testApp();
  const people = await officials(app);

  it('nothing the document leaves open is filled in', async () => {
    const cycle = await people.office.must(contract.createCycle, {
      body: { name: '江苏', year: 2013, homeArea: '025', frameDeadlineOn: '2013-11-30' },
    });
    const params = { cycleId: cycle.id };
    const bare = await people.office.must(contract.getComputation, { params });
    expect(bare.blocking.map(({ code }) => code)).toEqual(['cycle-not-closed', 'no-scheme']);
    await people.office.must(contract.chooseScheme, { params, body: { reference: 'js2013@1' } });
    const codes = (await people.office.must(contract.getComputation, { params })).blocking.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining([
        'no-appraisees',
        'setting:level1Weights',
        'setting:managementWeights',
        'setting:totalDecimals',
      ]),
    );
    // Low certainty: not with others, and not with something that is not offered.
    const together = {
      items: [
        { key: 'level1Weights', value: '40/30' },
        { key: 'totalDecimals', value: 2 },
      ],
      ...grounds,
    };
    expect(codeOf(await people.office.call(contract.decideScore, { params, body: together }))).toBe('confirm-apart');
    const wrong = { items: [{ key: 'level1Weights', value: '45/25' }], ...grounds };
    expect(codeOf(await people.office.call(contract.decideScore, { params, body: wrong }))).toBe('decision-invalid');
    await people.office.must(contract.decideScore, {
      params,
      body: { items: [{ key: 'level1Weights', value: '50/20' }], ...grounds },
    });
    await people.office.must(contract.decideScore, {
      params,
      body: { items: [{ key: 'level1Weights', value: null }], ...grounds },
    });
    expect((await people.office.must(contract.getComputation, { params })).blocking.map(({ code }) => code)).toContain(
      'setting:level1Weights',
    );
    const { items } = await people.office.must(contract.listScoreDecisions, { params });
    expect(items.map(({ value }) => value)).toEqual([null, '50/20']);
    expect(items[1]).toMatchObject({ ...grounds, enteredBy: 'office1' });
  });

  it('a missing score names its department, an appeal and an unjudged unit wait', async () => {
    const scored = await scoredCycle(people, 'yinhai2016');
    const params = { cycleId: scored.cycleId };
    const [first, second] = scored.departments;
    await people.office.must(contract.enterComponents, {
      params,
      body: { items: [{ departmentId: first!.id, leaf: 'gz', value: null }], document: '撤回' },
    });
    const add = (body: object) =>
      people.office.call(contract.addScoreEntry, {
        params,
        body: {
          departmentId: second!.id,
          side: 'deduction',
          kind: 'chk',
          points: '1.5',
          matter: '察访核验发现台账不实',
          document: '核验通报2号',
          ...body,
        } as never,
      });
    expect((await add({})).status).toBe(201);
    expect(codeOf(await add({ kind: 'event', points: '3' }))).toBe('entry-invalid');
    expect(codeOf(await add({ side: 'bonus', kind: 'city', points: null }))).toBe('entry-invalid');
    expect(codeOf(await add({ side: 'bonus', kind: 'nobody' }))).toBe('entry-invalid');
    const liaison = await app.person('liaison', 'second', second!.id);
    expect((await liaison.call(contract.listScoreEntries, { params })).status).toBe(404);
    await scored.close();
    const { items } = await liaison.must(contract.listScoreEntries, { params });
    expect(items).toHaveLength(1);
    await liaison.must(contract.appealScoreEntry, {
      params: { entryId: items[0]!.id },
      body: { appeal: '台账已补齐，有照片为证' },
    });
    const blocked = async () => (await people.office.must(contract.getComputation, { params })).blocking;
    expect(await blocked()).toEqual([expect.objectContaining({ code: 'entry-appealed', departments: [second!.name] })]);
    await people.office.must(contract.decideScoreEntry, {
      params: { entryId: items[0]!.id },
      body: { revoke: false, decision: '补齐在核验之后', decidedBy: '核验组' },
    });
    expect(await blocked()).toEqual([expect.objectContaining({ code: 'missing:gz', departments: [first!.name] })]);
  });

  it('refuses what the scheme would refuse, by name', async () => {
    const scored = await scoredCycle(people, 'gx2018-dept', { perGroup: 1 });
    const params = { cycleId: scored.cycleId };
    const of = (group: string) => scored.departments.find((one) => one.group === group)!;
    const enter = (departmentId: string, leaf: string, value: string) =>
      people.office.call(contract.enterComponents, {
        params,
        body: { items: [{ departmentId, leaf, value }], document: '测试' },
      });
    expect((await enter(of('g1').id, 'zn', '700.01')).body.detail).toContain('超过满分700');
    expect((await enter(of('g3').id, 'zn', '600.01')).body.detail).toContain('超过满分600');
    expect((await enter(of('g7').id, 'zn', '1')).body.detail).toContain('人工评定');
    expect((await enter(of('g1').id, 'qq', '1')).body.detail).toContain('没有“qq”');
    expect((await enter(of('g1').id, 'my1', '100.5')).body.detail).toContain('超过满分100');
    const over = (group: string, kind: 'promote' | 'demote') =>
      people.office.call(contract.addScoreOverride, { params, body: { departmentId: of(group).id, kind, ...grounds } });
    expect(codeOf(await over('g7', 'demote'))).toBe('override-invalid');
    expect((await over('g1', 'promote')).status).toBe(201);
  });
});

describe('before the close and before publication', async () => {
  const app = await testApp();
  const people = await officials(app);
  const scored = await scoredCycle(people, 'gx2018-dept', { perGroup: 2 });
  const params = { cycleId: scored.cycleId };
  const [mine, other] = scored.departments;
  const liaison = await app.person('liaison', 'mine', mine!.id);
  const foreign = await app.person('liaison', 'other', other!.id);
  const observer = await app.person('observer', 'observer');
  const operator = await app.person('operator', 'operator');

  const closedTo = async () => {
    for (const who of [liaison, observer, operator])
      expect((await who.call(contract.getResult, { params: { ...params, departmentId: mine!.id } })).status).toBe(404);
    expect((await observer.call(contract.getClassTable, { params })).status).toBe(404);
    expect((await operator.call(contract.getClassTable, { params })).status).toBe(404);
    expect((await observer.call(contract.downloadResults, { params })).status).toBe(404);
    expect((await liaison.must(contract.listOwnResults)).items).toEqual([]);
    expect(
      (await liaison.call(contract.downloadFeedback, { params: { ...params, departmentId: mine!.id } })).status,
    ).toBe(404);
    for (const route of [
      contract.getComputation,
      contract.listPackages,
      contract.listComponentInputs,
      contract.getScoring,
    ])
      for (const who of [liaison, observer, operator]) expect((await who.call(route, { params })).status).toBe(403);
  };

  it('shows nobody a figure before the close', async () => {
    await closedTo();
    const computed = await people.office.must(contract.getComputation, { params });
    expect(computed).toMatchObject({ table: null, inputDigest: null });
    expect(computed.blocking.map(({ code }) => code)).toEqual(['cycle-not-closed']);
    const early = await people.office.call(contract.freezeResults, {
      params,
      body: { reason: '太早', inputDigest: 'x' },
    });
    expect(early.body.code).toBe('cycle-not-closed');
    expect(codeOf(await people.office.call(contract.previewTables, { params: { ...params, leaf: 'my1' } }))).toBe(
      'cycle-not-closed',
    );
  });

  it('shows departments nothing before publication, and each its own after it', async () => {
    await scored.close();
    const computed = await people.office.must(contract.getComputation, { params });
    const frozen = await people.office.must(contract.freezeResults, {
      params,
      body: { reason: '汇总', inputDigest: computed.inputDigest! },
    });
    await closedTo();
    // Who froze does not publish; not with another digest either.
    const publish = (who: Visitor, digest = frozen.digest) =>
      who.call(contract.publishResults, { params: { packageId: frozen.id }, body: { digest } });
    expect(codeOf(await publish(people.office))).toBe('publish-same-person');
    expect(codeOf(await publish(people.deputy, 'sha256:other'))).toBe('publish-outdated');
    // Two at once: one publishes.
    const replies = await Promise.all([publish(people.deputy), publish(people.deputy), publish(people.deputy)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect(replies.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual([
      'publish-done',
      'publish-done',
    ]);

    const own = await liaison.must(contract.getResult, { params: { ...params, departmentId: mine!.id } });
    expect(own.result.department.name).toBe(mine!.name);
    expect(own.result.parts.map(({ id }) => id)).toEqual(['zn', 'gx', 'cx', 'my']);
    expect(JSON.stringify(own)).not.toContain(other!.name);
    expect((await foreign.call(contract.getResult, { params: { ...params, departmentId: mine!.id } })).status).toBe(
      404,
    );
    expect(
      (await foreign.call(contract.downloadFeedback, { params: { ...params, departmentId: mine!.id } })).status,
    ).toBe(404);
    expect((await observer.must(contract.getClassTable, { params })).table.groups).toHaveLength(7);
  });

  it('keeps packages out of a department transaction even without a where', async () => {
    const { read } = await import('#db');
    const account = (await app.sql<{ id: string }[]>`select id from accounts where login = 'mine'`)[0]!;
    const seen = await read(
      {
        ...app.system(),
        actor: {
          kind: 'account',
          accountId: account.id,
          login: 'mine',
          displayName: 'x',
          role: 'liaison',
          departmentId: mine!.id,
          departmentName: null,
          sessionHash: null,
        },
      },
      async (tx) => [
        (await tx`select 1 from result_packages`).length,
        new Set((await tx<{ d: string }[]>`select department_id as d from department_results`).map(({ d }) => d)).size,
        new Set((await tx<{ d: string }[]>`select department_id as d from component_inputs`).map(({ d }) => d)).size,
      ],
    );
    expect(seen).toEqual([0, 1, 1]);
  });

  it('freezes only what was looked at, and not the same twice', async () => {
    const computed = await people.office.must(contract.getComputation, { params });
    const again = await people.office.call(contract.freezeResults, {
      params,
      body: { reason: '再来', inputDigest: computed.inputDigest! },
    });
    expect(again.body.code).toBe('results-same');
    await people.office.must(contract.enterComponents, {
      params,
      body: { items: [{ departmentId: mine!.id, leaf: 'zn', value: '600.5' }], document: '更正函' },
    });
    const stale = await people.office.call(contract.freezeResults, {
      params,
      body: { reason: '再来', inputDigest: computed.inputDigest! },
    });
    expect(stale.body.code).toBe('score-changed');
    const fresh = await people.office.must(contract.getComputation, { params });
    expect(fresh.changes.map(({ what }) => what)).toEqual(expect.arrayContaining(['总分', '职能目标']));
    const second = await people.office.must(contract.freezeResults, {
      params,
      body: { reason: '更正', inputDigest: fresh.inputDigest! },
    });
    expect(second.number).toBe(2);
    // The published one stays until somebody else publishes the new one.
    expect((await observer.must(contract.getClassTable, { params })).package.number).toBe(1);
    const replaced = await people.office.call(contract.chooseScheme, { params, body: { reference: 'js2013@1' } });
    expect(codeOf(replaced)).toBe('results-frozen');
  });
});
