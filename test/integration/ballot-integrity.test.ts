/** Attacks on the count: many at once, forged, replayed, late, lost in a crash, changed in the database by the operator. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { checkBallots, tick } from '#ballots';
import * as client from '#ballot-client';
import * as contract from '#contract';
import type { BallotBoard } from '#contract';
import { connect, migrate, type Sql } from '#db';
import { createApp } from '../../server/app.ts';
import { type EmbeddedServer, startEmbedded } from '../../server/db/embedded.ts';
import type { Services } from '../../server/http/services.ts';
import { testApp, type TestApp, type Visitor } from '../support/app.ts';
import {
  bytesOf,
  device,
  memory,
  numbersOf,
  prepareElection,
  someDraft,
  transportTo,
  type Election,
} from '../support/election.ts';

const app = await testApp();
const { sql } = app;
let office: Visitor;
let election: Election;
let form: client.BallotForm;
let pollKey: Uint8Array;
const codes = () => election.codes['A1']!;
beforeAll(async () => {
  office = await app.person('office', 'office');
  election = await prepareElection(app, office, { name: 'integrity', raters: { A1: 60, B1: 12 } });
  await election.start();
  form = await election.form();
  pollKey = client.mustHex(form.poll.publicKey);
});

const post = (ballot: Uint8Array) => transportTo(app).post('/api/ballots', { ballot: client.toBase64(ballot) });
const codeOf = (reply: client.Reply) => (reply.body as { code?: string }).code;
const random = bytesOf('integrity');
const units = () => form.poll.units.map(({ id }) => id);

/** A ballot of a card with some answers, whatever the client would say to it. */
function ballotOf(
  code: string,
  { style = 'A1', revision = 1, cycleId = election.cycleId, key = pollKey } = {},
): Uint8Array {
  const answers = client.encodeAnswers(units(), someDraft(form, 'A1', numbersOf(`${code} ${random(4).join()}`)));
  return client.makeBallot(client.cardOf(client.parseCode(code)!, cycleId), { style, revision, answers }, key, random);
}

async function standing(code: string): Promise<Buffer[]> {
  const hash = client.cardOf(client.parseCode(code)!, election.cycleId).hash;
  const rows = await sql<{ ballot: Buffer }[]>`
    select ballot from ballot.inbox where encode(card_hash, 'hex') = ${hash}
    union all select ballot from ballot.box where encode(card_hash, 'hex') = ${hash}`;
  return rows.map(({ ballot }) => ballot);
}

describe('B1: many ballots of one card at once', () => {
  it.each([1, 2, 3, 4, 5])('exactly one of thirty is taken (round %i)', async (round) => {
    const code = codes()[round]!;
    const ballots = Array.from({ length: 30 }, () => ballotOf(code));
    const replies = await Promise.all(ballots.map(post));
    const taken = replies.map(({ status }) => status).filter((status) => status === 200);
    expect(taken).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 200).map(codeOf))).toEqual(new Set(['ballot-superseded']));
    const [kept, ...more] = await standing(code);
    expect(more).toEqual([]);
    const winner = replies.findIndex(({ status }) => status === 200);
    expect(kept!.equals(ballots[winner]!)).toBe(true);
  });

  it('fifty times the same ballot is one ballot, and each is told so', async () => {
    const ballot = ballotOf(codes()[6]!);
    const replies = await Promise.all(Array.from({ length: 50 }, () => post(ballot)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await standing(codes()[6]!)).toHaveLength(1);
  });

  it('while ballots are being moved, none is lost and none doubled', async () => {
    const many = codes().slice(8, 52);
    const ballots = many.map((code) => ballotOf(code));
    // More than a batch at once: moves happen in the middle.
    const replies = await Promise.all([...ballots, ...ballots].map(post));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const [boxed] = await sql<
      { n: number }[]
    >`select count(*)::int as n from ballot.box where cycle_id = ${election.cycleId}`;
    expect(boxed!.n).toBeGreaterThanOrEqual(20);
    for (const [i, code] of many.entries()) {
      const kept = await standing(code);
      expect(kept).toHaveLength(1);
      expect(kept[0]!.equals(ballots[i]!)).toBe(true);
    }
  });
});

describe('B2: cards registered twice at once', () => {
  it('are registered once', async () => {
    const other = await prepareElection(app, office, { name: 'twice', raters: { C1: 40 } });
    const cards = client.makeCards(bytesOf('twice'), other.cycleId, 2).map(({ hash }) => hash);
    const replies = await Promise.all(
      Array.from({ length: 8 }, () =>
        office.call(contract.registerCards, {
          params: { cycleId: other.cycleId },
          body: { style: 'C1', spare: 0, cardHashes: cards },
        }),
      ),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const [row] = await sql<
      { n: number }[]
    >`select count(*)::int as n from ballot.cards where cycle_id = ${other.cycleId}`;
    expect(row!.n).toBe(44);
    // More cards than raters and a tenth over could vote for nobody: refused.
    const many = client.makeCards(bytesOf('many'), other.cycleId, 3).map(({ hash }) => hash);
    const refused = await office.call(contract.registerCards, {
      params: { cycleId: other.cycleId },
      body: { style: 'C1', spare: 3, cardHashes: many },
    });
    expect(refused.body.code).toBe('too-many-cards');
  });

  it('and none after voting has begun', async () => {
    const hashes = client.makeCards(bytesOf('late cards'), election.cycleId, 1).map(({ hash }) => hash);
    const reply = await office.call(contract.registerCards, {
      params: { cycleId: election.cycleId },
      body: { style: 'A1', spare: 0, cardHashes: hashes },
    });
    expect(reply.body.code).toBe('poll-state');
  });
});

describe('B3: paper and screen', () => {
  it('a card that was changed to paper votes no more, and does not count if it had', async () => {
    const [before, after] = [codes()[53]!, codes()[54]!];
    expect((await post(ballotOf(before))).status).toBe(200);
    const hashes = [before, after].map((code) => client.cardOf(client.parseCode(code)!, election.cycleId).hash);
    const answers = await Promise.all(
      hashes.map((hash) =>
        office.must(contract.voidCards, {
          params: { cycleId: election.cycleId },
          body: { reason: 'paper', cardHashes: [hash] },
        }),
      ),
    );
    // The same answer, whether the card has voted or not.
    expect(answers).toEqual([{ voided: 1 }, { voided: 1 }]);
    for (const code of [before, after])
      expect(codeOf(await post(ballotOf(code, { revision: 2 })))).toBe('ballot-card-void');
    const strange = await office.call(contract.voidCards, {
      params: { cycleId: election.cycleId },
      body: { reason: 'paper', cardHashes: ['00'.repeat(32)] },
    });
    expect(strange.body.code).toBe('cards-unknown');
  });
});

describe('B4: what is no ballot of this poll', () => {
  const forged: readonly (readonly [string, () => Uint8Array])[] = [
    ['of a card that was never printed', () => ballotOf(client.codeOf(random(16)))],
    ['of a card of another style', () => ballotOf(election.codes['B1']![0]!)],
    ['under another style than its card', () => ballotOf(codes()[55]!, { style: 'B1' })],
    ['of another cycle', () => ballotOf(codes()[55]!, { cycleId: '0b6f6c1e-4a8a-4f0e-9d53-3f1f6f0a1c11' })],
    ['with a touched signature', () => touched(ballotOf(codes()[55]!), -5)],
    ['with touched answers', () => touched(ballotOf(codes()[55]!), 100)],
    [
      'with somebody else’s key',
      () => {
        const bytes = ballotOf(codes()[55]!);
        bytes.set(client.cardOf(client.parseCode(codes()[56]!)!, election.cycleId).publicKey, 28);
        return bytes;
      },
    ],
    ['cut short', () => ballotOf(codes()[55]!).slice(0, -1)],
    ['with a tail', () => Uint8Array.of(...ballotOf(codes()[55]!), 0)],
    [
      'with the same signature written otherwise (s + L)',
      () => {
        const bytes = ballotOf(codes()[55]!);
        const order = 2n ** 252n + 27742317777372353535851937790883648493n;
        let s = order;
        for (let i = 0; i < 32; i += 1) s += BigInt(bytes.at(-32 + i)!) << BigInt(8 * i);
        for (let i = 0; i < 32; i += 1) bytes[bytes.length - 32 + i] = Number((s >> BigInt(8 * i)) & 255n);
        return bytes;
      },
    ],
    ['with revision 0', () => ballotOf(codes()[55]!, { revision: 0 })],
    [
      'with more answers than the poll has units',
      () => {
        const answers = new Uint8Array(client.answersLength(7));
        answers[0] = 1;
        return client.makeBallot(
          client.cardOf(client.parseCode(codes()[55]!)!, election.cycleId),
          { style: 'A1', revision: 1, answers },
          pollKey,
          random,
        );
      },
    ],
    ['of nothing', () => new Uint8Array()],
  ];
  const touched = (bytes: Uint8Array, at: number) => {
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return bytes;
  };
  it.each(forged)('%s: refused', async (_name, make) => {
    const reply = await post(make());
    expect([reply.status, codeOf(reply)]).toEqual([422, 'ballot-refused']);
    expect(await standing(codes()[55]!)).toEqual([]);
  });

  it('a genuine one of the same card is then taken', async () => {
    expect((await post(ballotOf(codes()[55]!))).status).toBe(200);
  });

  it('somebody else’s sealed answers under an own card are taken as sealed, and open as void', async () => {
    const foreign = client.readBallot(ballotOf(codes()[57]!))!;
    const card = client.cardOf(client.parseCode(codes()[56]!)!, election.cycleId);
    const own = ballotOf(codes()[56]!);
    own.set(foreign.sealed, 62);
    const body = own.slice(0, -64);
    own.set(card.sign(Uint8Array.of(...new TextEncoder().encode('pingyi-ballot/1 sign\n'), ...body)), body.length);
    expect((await post(own)).status).toBe(200);
    const joined = await client.joinShares([election.key.shares[0]!, election.key.shares[1]!], pollKey);
    expect(joined.ok && client.openBallot(own, joined.privateKey)).toBeUndefined();
  });
});

describe('B7: a vote that was changed', () => {
  it('cannot be changed back by a replay, in the inbox or in the box', async () => {
    const code = codes()[58]!;
    const [first, second, third] = [1, 2, 3].map((revision) => ballotOf(code, { revision }));
    expect((await post(first!)).status).toBe(200);
    expect((await post(second!)).status).toBe(200);
    expect(codeOf(await post(first!))).toBe('ballot-superseded');
    // Midnight comes: everything is moved.
    await tick({ ...app.system(), now: new Date(app.clock.now.getTime() + 86_400_000) });
    const [inbox] = await sql<
      { n: number }[]
    >`select count(*)::int as n from ballot.inbox where cycle_id = ${election.cycleId}`;
    expect(inbox!.n).toBe(0);
    for (const old of [first!, ballotOf(code, { revision: 2 })])
      expect(codeOf(await post(old))).toBe('ballot-superseded');
    expect((await post(second!)).status).toBe(200);
    expect((await post(third!)).status).toBe(200);
    expect(await standing(code)).toHaveLength(2);
    expect((await standing(code))[1]!.equals(second!)).toBe(true);
  });

  it('by the client: asks first, replaces then, and the receipt changes', async () => {
    const kept = { storage: memory() };
    const voter = device(app, form, codes()[59]!, kept);
    const one = await voter.cast(client.emptyDraft);
    const draft = someDraft(form, 'A1', numbersOf('again'));
    expect(await voter.cast(draft)).toEqual({ kind: 'voted-before' });
    expect(await voter.check()).toMatchObject({ kind: 'waiting', receipt: one.kind === 'received' ? one.receipt : '' });
    const two = await voter.cast(draft, { replace: true });
    expect(two.kind).toBe('received');
    expect(two).not.toEqual(one);
    // Another device knows nothing of it, and can replace as well.
    const other = device(app, form, codes()[59]!);
    expect((await other.cast(client.emptyDraft, { replace: true })).kind).toBe('received');
  });

  it('is refused where the poll does not allow it', async () => {
    const once = await prepareElection(app, office, {
      name: 'once',
      raters: { A1: 10 },
      settings: { revisions: false },
    });
    await once.start();
    const own = await once.form();
    const voter = device(app, own, once.codes['A1']![0]!);
    expect((await voter.cast(client.emptyDraft)).kind).toBe('received');
    expect(await voter.cast(client.emptyDraft, { replace: true })).toMatchObject({
      kind: 'refused',
      code: 'ballot-refused',
    });
    // The ballot that was taken is still the one that is looked for.
    expect((await voter.check()).kind).toBe('waiting');
  });
});

describe('the client, when the network fails', () => {
  const failing = (fails: number, answer: 'before' | 'after', at = '/api/ballots'): client.Transport => {
    const through = transportTo(app);
    let left = fails;
    return {
      get: through.get,
      post: async (path, body) => {
        if (path === at && (left -= 1) >= 0) {
          // Lost on the way there, or on the way back.
          if (answer === 'after') await through.post(path, body);
          throw new TypeError('network');
        }
        return through.post(path, body);
      },
    };
  };

  it.each(['before', 'after'] as const)('lost %s it arrived: tried again, one ballot', async (answer) => {
    const code = election.codes['B1']![answer === 'before' ? 1 : 2]!;
    const voter = device(app, form, code, { transport: failing(2, answer) });
    expect((await voter.cast(client.emptyDraft)).kind).toBe('received');
    expect(await standing(code)).toHaveLength(1);
  });

  it('says so after four tries, keeps the ballot, and sends the very same one later', async () => {
    const code = election.codes['B1']![3]!;
    const storage = memory();
    const voter = device(app, form, code, { storage, transport: failing(4, 'after') });
    const outcome = await voter.cast(someDraft(form, 'B1', numbersOf('kept')));
    expect(outcome.kind).toBe('unreachable');
    // The page was closed; the same phone opens it again.
    const again = device(app, form, code, { storage });
    const sent = await again.resend();
    expect(sent).toEqual({ kind: 'received', receipt: outcome.kind === 'unreachable' ? outcome.receipt : '' });
    expect(await standing(code)).toHaveLength(1);
  });

  it('finds its draft on another device, and nobody else does', async () => {
    const code = election.codes['B1']![4]!;
    const draft = someDraft(form, 'B1', numbersOf('draft'));
    const phone = device(app, form, code);
    expect(await phone.save({ ...draft, worst: [] })).toBe(true);
    expect(await phone.save(draft)).toBe(true);
    expect(await device(app, form, code).load()).toEqual(draft);
    expect(await device(app, form, election.codes['B1']![5]!).load()).toEqual(client.emptyDraft);
    const rows = await sql<{ draft: Buffer }[]>`select draft from ballot.drafts where cycle_id = ${election.cycleId}`;
    expect(rows).toHaveLength(1);
  });

  it('leaves nothing to read once the ballot has arrived, also with a later visit or after a wiping that was lost', async () => {
    const code = election.codes['B1']![6]!;
    const draft = someDraft(form, 'B1', numbersOf('wiped'));
    const storage = memory();
    const phone = device(app, form, code, { storage, transport: failing(4, 'before') });
    expect(await phone.save(draft)).toBe(true);
    expect((await phone.cast(draft)).kind).toBe('unreachable');
    // Whoever holds the card finds the draft, as long as the ballot has not arrived.
    expect(await device(app, form, code).load()).toEqual(draft);
    const again = device(app, form, code, { storage, transport: failing(9, 'before', '/api/ballot-drafts') });
    expect((await again.resend())?.kind).toBe('received');
    await again.forget();
    expect(
      await device(app, form, code, { storage, transport: failing(9, 'before', '/api/ballot-drafts') }).load(),
    ).toEqual(client.emptyDraft);
    // The platform was not reached: the next visit brings it there.
    expect(await device(app, form, code).load()).toEqual(draft);
    expect(await device(app, form, code, { storage }).load()).toEqual(client.emptyDraft);
    expect(await device(app, form, code).load()).toEqual(client.emptyDraft);
    // Another device’s newer draft, for a vote that is changed, is not wiped by this one.
    const other = device(app, form, code);
    await other.load();
    await other.save(draft);
    const visited = device(app, form, code, { storage });
    expect(await visited.load()).toEqual(draft);
    await visited.forget();
    expect(await device(app, form, code).load()).toEqual(draft);
  });

  it('keeps no more drafts than cards could have', async () => {
    const through = transportTo(app);
    const draft = client.toBase64(new Uint8Array(24 + 16 + 4 + client.answersLength(6)));
    const [cards] = await sql<
      { n: number }[]
    >`select count(*)::int as n from ballot.cards where cycle_id = ${election.cycleId}`;
    const replies = [];
    for (let i = 0; i < 4 * cards!.n + 3; i += 1)
      replies.push(
        (
          await through.post('/api/ballot-drafts', {
            cycleId: election.cycleId,
            id: i.toString(16).padStart(32, '0'),
            draft,
          })
        ).status,
      );
    expect(replies.filter((status) => status === 422).length).toBeGreaterThan(0);
    expect(
      (
        await through.post('/api/ballot-drafts', {
          cycleId: election.cycleId,
          id: 'f'.repeat(32),
          draft: client.toBase64(new Uint8Array(9)),
        })
      ).status,
    ).toBe(422);
  });
});

describe('B8: late', () => {
  it('is refused by the state and not by any clock, and by the clock before the state has turned', async () => {
    const small = await prepareElection(app, office, {
      name: 'late',
      raters: { A1: 12 },
      settings: { closesAt: '2026-11-22T05:00:00.000Z' },
    });
    await small.start();
    const own = await small.form();
    const [a, b, c] = small.codes['A1']!;
    expect((await device(app, own, a!).cast(client.emptyDraft)).kind).toBe('received');
    const open = app.clock.now;
    app.clock.now = new Date('2026-11-22T05:00:00.000Z');
    expect(await device(app, own, b!).cast(client.emptyDraft)).toMatchObject({ kind: 'refused', code: 'ballot-late' });
    const listed = (await transportTo(app).get('/api/ballot-forms')).body as { items: { cycleId: string }[] };
    expect(listed.items.map(({ cycleId }) => cycleId)).not.toContain(small.cycleId);
    expect(listed.items.map(({ cycleId }) => cycleId)).toContain(election.cycleId);
    await tick({ ...app.system(), now: app.clock.now });
    // A server whose clock is an hour behind still takes nothing.
    app.clock.now = new Date('2026-11-22T04:00:00.000Z');
    expect(await device(app, own, c!).cast(client.emptyDraft)).toMatchObject({ kind: 'refused', code: 'ballot-late' });
    app.clock.now = open;
    const board = (await transportTo(app).get(`/api/boards/${small.cycleId}`)).body as BallotBoard;
    expect(board).toMatchObject({ final: true, size: 1, state: 'closed' });
    // And what comes while it is being closed is in or out, never lost: the two at once.
    const both = await prepareElection(app, office, { name: 'at the bell', raters: { A1: 30 } });
    await both.start();
    const bell = await both.form();
    const voters = both.codes['A1']!.slice(0, 30).map((code) => device(app, bell, code));
    const [, ...outcomes] = await Promise.all([
      new Promise((resolve) => setTimeout(resolve, 5)).then(() => both.close()),
      ...voters.map((voter) => voter.cast(client.emptyDraft)),
    ]);
    const states = await Promise.all(voters.map((voter) => voter.check()));
    outcomes.forEach((outcome, i) => {
      if (outcome.kind === 'received') expect(states[i]).toMatchObject({ kind: 'counted', final: true });
      else expect(outcome).toMatchObject({ kind: 'refused', code: 'ballot-late' });
    });
  });
});

describe('B5 and B9: after the close', () => {
  it('what the operator does in the database is found, and cards must balance', async () => {
    const params = { cycleId: election.cycleId };
    await election.close();
    const board = (await transportTo(app).get(`/api/boards/${election.cycleId}`)).body as BallotBoard;
    expect(checkBallots({ pack: await election.pack(), board })).toEqual([]);

    // B9: hand-outs not noted, then wrong, then right.
    const tally = await election.tally();
    const file = () => office.call(contract.fileOpening, { params, body: tally });
    expect((await file()).body).toMatchObject({ code: 'cards-do-not-balance' });
    const over = await office.call(contract.noteHandOut, { params, body: { batch: 1, handedOut: 63 } });
    expect(over.body.code).toBe('cards-do-not-balance');
    await office.must(contract.noteHandOut, { params, body: { batch: 1, handedOut: 61 } });
    expect((await file()).body.detail).toContain('对不上');
    await election.handOutAll();

    // B5: each change of the box by hand, undone again.
    const changes: readonly [string, string][] = [
      [
        'delete',
        `delete from ballot.box where ctid = (select min(ctid) from ballot.box where cycle_id = '${election.cycleId}')`,
      ],
      [
        'edit',
        `update ballot.box set ballot = set_byte(ballot, 100, get_byte(ballot, 100) # 1) where ctid = (select min(ctid) from ballot.box where cycle_id = '${election.cycleId}')`,
      ],
      [
        'insert',
        `insert into ballot.box select cycle_id, sha256(card_hash), style, revision, set_byte(ballot, 40, 7) from ballot.box where cycle_id = '${election.cycleId}' limit 1`,
      ],
      [
        'restyle',
        `update ballot.box set style = 'B1', ballot = overlay(ballot placing '\\x4231' from 21) where cycle_id = '${election.cycleId}' and style = 'A1'`,
      ],
      ['board', `update ballot.boards set size = size - 1 where cycle_id = '${election.cycleId}'`],
      ['card', `insert into ballot.cards values ('${election.cycleId}', sha256('x'), 1, 'A1')`],
      [
        'rules',
        `update ballot.polls set poll = replace(poll, '"best":2', '"best":5') where cycle_id = '${election.cycleId}'`,
      ],
    ];
    for (const [name, change] of changes) {
      const faults = await sql
        .begin(async (tx) => {
          await tx.unsafe(change);
          throw Object.assign(new Error('undo'), { faults: await faultsWithin(tx) });
        })
        .catch((error: unknown) => (error as { faults: string[] }).faults);
      expect(faults, name).not.toEqual([]);
    }
    // B9: once everything balances, the count is taken.
    expect((await file()).status).toBe(201);
    expect((await file()).body.code).toBe('poll-state');
    const { accounting } = await office.must(contract.getBallotResults, { params });
    for (const line of accounting) expect(line.printed).toBe(line.handedOut + line.unused);

    async function faultsWithin(tx: unknown): Promise<string[]> {
      const { packageWithin } = await import('../../server/ballots/results.ts');
      return checkBallots({ pack: await packageWithin(tx as never, election.cycleId), board });
    }
  });

  it('a tally that is not of this box is not taken', async () => {
    const other = await prepareElection(app, office, { name: 'tallies', raters: { A1: 10 } });
    await other.start();
    const own = await other.form();
    for (const code of other.codes['A1']!.slice(0, 10))
      await device(app, own, code).cast(someDraft(own, 'A1', numbersOf(code)));
    await other.handOutAll();
    await other.close();
    const tally = await other.tally();
    const wrong = { ...tally, groups: tally.groups.map((group) => ({ ...group, returned: 11, valid: 11 })) };
    const refused = await office.call(contract.fileOpening, { params: { cycleId: other.cycleId }, body: wrong });
    expect(refused.body.code).toBe('tally-does-not-match');
    expect((await office.call(contract.fileOpening, { params: { cycleId: other.cycleId }, body: tally })).status).toBe(
      201,
    );
  });
});

describe('B6: kill -9 of the database between inbox and box', () => {
  let dataDir = '';
  let running: EmbeddedServer;
  let pool: Sql;
  // Not while tests are collected: a run that leaves this one out must leave no server behind.
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'pingyi-crash-'));
    running = await startEmbedded({ dataDir, log: () => {} });
    pool = connect(running.connection);
    return async () => {
      await pool.end({ timeout: 5 });
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
  });

  /** The application on this server; after a crash the same data with a new pool. */
  function onThisServer(): TestApp {
    const services: Services = { ...app.services, sql: pool };
    const own = createApp(services, { webRoot: undefined, docsRoot: undefined }) as unknown as Hono;
    return { ...app, sql: pool, services, app: own, system: () => ({ ...app.system(), sql: pool }) };
  }

  it(
    'loses nothing that the board shows, and what it does not show yet the devices bring again',
    { timeout: 120_000 },
    async () => {
      await migrate(pool);
      let here = onThisServer();
      const accounts = await import('#accounts');
      const { PASSWORD } = await import('../support/app.ts');
      const { Visitor } = await import('../support/app.ts');
      await accounts.create(here.system(), { login: 'crash', displayName: '测试', role: 'office', departmentId: null });
      await accounts.setPassword(here.system(), 'crash', PASSWORD);
      const staff = new Visitor(here.app, here.log);
      await staff.raw('POST', '/api/sessions', {
        body: JSON.stringify({ login: 'crash', password: PASSWORD }),
        headers: { 'content-type': 'application/json' },
      });
      const crashing = await prepareElection(here, staff, { name: 'crash', raters: { A1: 60 } });
      await crashing.start();
      const own = await crashing.form();
      const phones = crashing.codes['A1']!.slice(0, 55).map((code) => ({ code, storage: memory() }));
      for (const { code, storage } of phones)
        expect((await device(here, own, code, { storage }).cast(someDraft(own, 'A1', numbersOf(code)))).kind).toBe(
          'received',
        );
      const states = async () => {
        const all = await Promise.all(phones.map(({ code, storage }) => device(here, own, code, { storage }).check()));
        return all.map(({ kind }) => kind);
      };
      const before = await states();
      expect(before.filter((kind) => kind === 'counted')).toHaveLength(20);
      expect(before.filter((kind) => kind === 'waiting')).toHaveLength(35);

      const [pid] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await pool.end({ timeout: 1 });
      await running.stop();
      running = await startEmbedded({ dataDir, log: () => {} });
      pool = connect(running.connection);
      here = onThisServer();
      const [inbox] = await pool<{ n: number }[]>`select count(*)::int as n from ballot.inbox`;
      // PostgreSQL empties unlogged tables in its recovery: this is what is being survived.
      expect(inbox!.n).toBe(0);
      // What was acknowledged by the board is there, with its proof.
      expect(await states()).toEqual(before);
      for (const { code, storage } of phones)
        expect((await device(here, own, code, { storage }).resend())?.kind).toBe('received');
      await tick({ ...here.system(), now: new Date('2026-12-20T10:00:00.000Z') });
      expect(new Set(await states())).toEqual(new Set(['counted']));
      const [boxed] = await pool<{ n: number }[]>`select count(*)::int as n from ballot.box`;
      expect(boxed!.n).toBe(55);
    },
  );
});
