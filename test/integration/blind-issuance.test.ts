/** Blind issuance on a real PostgreSQL: the phase, one signature a place, attacks on linking and on minting, and both verifiers. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBallots, tick } from '#ballots';
import * as client from '#ballot-client';
import * as contract from '#contract';
import type { BallotBoard, BallotPackage, BallotTallyFile } from '#contract';
import { canonicalJson } from '../../server/audit-append.ts';
import { publicModulus, signBlinded } from '../../server/ballots/blind-signing.ts';
import { chance } from '../../server/ballots/chance.ts';
import { rootOfSet } from '../../web/site/ballot-client/merkle.ts';
import { type BlindElection, invitationHex, prepareBlindElection } from '../support/blind-election.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { tallyBallots } from '#surveys';
import { holdWal, readServerLog, readWal, walPosition } from '../support/database-files.ts';
import { bytesOf, numbersOf, pollOf, someDraft, transportTo } from '../support/election.ts';
import { verifyInPython } from '../support/verify-ballots.ts';

const app = await testApp();
const { sql } = app;
const through = transportTo(app);
let office: Visitor;
beforeAll(async () => {
  office = await app.person('office', 'office');
});
const codeOf = (reply: client.Reply) => (reply.body as { code?: string }).code;
const at = (election: BlindElection) => ({ params: { cycleId: election.cycleId } });

/** A request for a place, as its device makes it of this seed. */
async function requestFor(election: BlindElection, place: number, seed: Uint8Array) {
  const style = election.styleOf(place);
  const { styles } = await election.issuingForm();
  const { issuingKey } = styles.find(({ code }) => code === style)!;
  return client.requestOf(seed, { cycleId: election.cycleId, style, issuingKey })!;
}
const ask = (election: BlindElection, place: number, blinded: Uint8Array) =>
  through.post('/api/credentials', {
    cycleId: election.cycleId,
    invitation: invitationHex(election.invitations.get(place)!),
    blinded: client.toBase64(blinded),
  });

describe('the issuing phase', () => {
  let election: BlindElection;
  beforeAll(async () => {
    election = await prepareBlindElection(app, office, { name: 'issuing', raters: { A1: 20, B1: 12 } });
  });

  it('publishes one digest over all keys, and the keys stay as they are', async () => {
    const form = await election.issuingForm();
    expect(client.noticeDigest(form)).toBe(form.digest);
    expect(form.styles.map(({ code, raters }) => [code, raters])).toEqual([
      ['A1', 20],
      ['B1', 12],
    ]);
    const key = await client.createPollKey(bytesOf('another'));
    const again = await office.call(contract.openIssuing, {
      ...at(election),
      body: { closesAt: '2026-12-11T10:00:00.000Z' },
    });
    expect(again.body.code).toBe('poll-state');
    const other = await office.call(contract.setPollKey, {
      ...at(election),
      body: { publicKey: key.publicKey, holders: ['甲', '乙', '丙'] },
    });
    expect(other.body.code).toBe('poll-state');
    const plan = pollOf(election.units, { raters: { A1: 20, B1: 12 } });
    const cards = await office.call(contract.setPoll, { ...at(election), body: { ...plan, credentials: 'cards' } });
    expect(cards.body.code).toBe('poll-settings');
    const printed = await office.call(contract.registerCards, {
      ...at(election),
      body: { style: 'A1', spare: 0, cardHashes: ['00'.repeat(32)] },
    });
    expect(printed.body.code).toBe('poll-settings');
    const { items } = (await through.get('/api/credential-forms')).body as { items: { digest: string }[] };
    expect(items).toContainEqual(expect.objectContaining({ digest: form.digest }));
  });

  it('B2: of twenty different requests of one place at once, one is signed', async () => {
    const requests = await Promise.all(
      Array.from({ length: 20 }, (_, i) => requestFor(election, 1, bytesOf(`parallel ${i}`)(16))),
    );
    const replies = await Promise.all(requests.map(({ blinded }) => ask(election, 1, blinded)));
    const signed = replies.flatMap((reply, i) => (reply.status === 200 ? [i] : []));
    expect(signed).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 200).map(codeOf))).toEqual(new Set(['credential-taken']));
    // The same request again, also twenty at once: the same answer. And it is a signature.
    const { blinded, finish } = requests[signed[0]!]!;
    const resumed = await Promise.all(Array.from({ length: 20 }, () => ask(election, 1, blinded)));
    const answers = new Set([...resumed, replies[signed[0]!]!].map(({ body }) => JSON.stringify(body)));
    expect(answers.size).toBe(1);
    expect(finish(client.fromBase64((resumed[0]!.body as { signature: string }).signature)!)).toBeDefined();
  });

  it('signs nothing that is out of range, of another length or no number, and the place can still collect', async () => {
    const { styles } = await election.issuingForm();
    const modulus = client.mustHex(styles[0]!.issuingKey);
    for (const wrong of [modulus, new Uint8Array(384), new Uint8Array(384).fill(255)])
      expect(codeOf(await ask(election, 2, wrong))).toBe('blinded-refused');
    expect((await ask(election, 2, modulus.slice(1))).status).toBe(422);
    expect((await election.collect(2)).status).toBe(200);
  });

  it('knows no other code, and no code twice given', async () => {
    const stranger = bytesOf('stranger')(16);
    const { blinded } = await requestFor(election, 3, stranger);
    const asked = { cycleId: election.cycleId, blinded: client.toBase64(blinded) };
    const unknown = await through.post('/api/credentials', { ...asked, invitation: client.toHex(stranger) });
    expect(codeOf(unknown)).toBe('invitation-unknown');
    const fresh = await office.must(contract.makeInvitations, { ...at(election), body: { places: [3] } });
    expect(codeOf(await ask(election, 3, blinded))).toBe('invitation-unknown');
    const invitation = invitationHex(fresh.items[0]!.code);
    expect((await through.post('/api/credentials', { ...asked, invitation })).status).toBe(200);
    // A place that has collected gets no second invitation.
    const more = await office.call(contract.makeInvitations, { ...at(election), body: { places: [3, 4] } });
    expect(more).toMatchObject({ status: 409, body: { code: 'credential-collected' } });
    const state = await through.post('/api/credential-invitations', { cycleId: election.cycleId, invitation });
    expect(state.body).toEqual({ style: 'A1', state: 'collected' });
  });

  it('B3: paper and screen exclude each other, both ways', async () => {
    const paper = (places: number[], yes = true) =>
      office.call(contract.markPaper, { ...at(election), body: { places, paper: yes } });
    expect((await paper([5, 6])).status).toBe(200);
    expect((await election.collect(5)).body).toMatchObject({ code: 'invitation-unknown' });
    expect((await paper([2])).body.code).toBe('credential-collected');
    // A mistake is mended while the phase runs, with a new code.
    expect((await paper([6], false)).status).toBe(200);
    const { items } = await office.must(contract.listInvitations, at(election));
    expect(items.slice(4, 6)).toEqual([
      { place: 5, style: 'A1', state: 'paper', invited: false },
      { place: 6, style: 'A1', state: 'open', invited: false },
    ]);
  });

  it('keeps voting closed until it is closed itself, by state and by clock', async () => {
    // Three of A1 and two of B1 have collected, which is too few: neither the clock nor the office closes it like that.
    for (const place of [21, 22]) expect((await election.collect(place)).status).toBe(200);
    const state = async () => {
      const [row] = await sql<{ state: string }[]>`
        select state from ballot.issuings where cycle_id = ${election.cycleId}`;
      return row!.state;
    };
    const end = new Date('2026-12-10T10:00:00.000Z');
    for (let place = 10; place <= 16; place += 1) expect((await election.collect(place)).status).toBe(200);
    const close = (paper: string[]) => office.call(contract.closeIssuing, { ...at(election), body: { paper } });
    expect(await close(['A1'])).toMatchObject({ status: 422, body: { code: 'too-few-collected' } });
    await tick({ ...app.system(), now: end });
    expect(await state()).toBe('open');
    const start = await office.call(contract.startVoting, { ...at(election), body: {} });
    expect(start.body).toMatchObject({ code: 'poll-not-ready' });
    expect(start.body.detail).toContain('领取阶段还没有结束');
    expect(start.body.detail).toContain('票种B1只有2人领取');
    // Past its end nothing is signed, though it is not closed; the office may name a later end.
    const now = app.clock.now;
    try {
      app.clock.now = end;
      expect((await election.collect(7)).body).toMatchObject({ code: 'issuing-closed' });
    } finally {
      app.clock.now = now;
    }
    const later = await office.must(contract.extendIssuing, {
      ...at(election),
      body: { closesAt: '2026-12-11T10:00:00.000Z' },
    });
    expect(later.closesAt).toBe('2026-12-11T10:00:00.000Z');
    // Those of the small style change to paper: a state, whatever the clock says.
    expect((await close(['B1'])).status).toBe(201);
    expect(await state()).toBe('closed');
    expect((await election.collect(7)).body).toMatchObject({ code: 'issuing-closed' });
    const inviting = await office.call(contract.makeInvitations, { ...at(election), body: { places: [8] } });
    expect(inviting.body.code).toBe('poll-state');
    const late = await office.call(contract.extendIssuing, {
      ...at(election),
      body: { closesAt: '2026-12-12T10:00:00.000Z' },
    });
    expect(late.body.code).toBe('poll-state');
  });

  it('leaves counts: no key, no code, no place beside an answer', async () => {
    const keys = await sql`select private_sealed from ballot.issuing_keys where cycle_id = ${election.cycleId}`;
    expect(keys.map((key) => key['privateSealed'] as unknown)).toEqual([null, null]);
    const [places] = await sql`
      select count(code_hash)::int as codes, count(blinded_hash)::int as asked, count(blind_signature)::int as answers
      from ballot.invitations where cycle_id = ${election.cycleId}`;
    expect(places).toEqual({ codes: 0, asked: 0, answers: 0 });
    const standing = await office.must(contract.getPoll, at(election));
    expect(standing.issuing!.styles).toEqual([
      { code: 'A1', raters: 20, collected: 10, paper: 1 },
      { code: 'B1', raters: 12, collected: 0, paper: 12 },
    ]);
    // Somebody who did not collect may still take a paper form, and is booked.
    await office.must(contract.markPaper, { ...at(election), body: { places: [8], paper: true } });
    const booked = await office.must(contract.getPoll, at(election));
    expect(booked.issuing!.styles[0]).toMatchObject({ collected: 10, paper: 2 });
    expect(booked.batches.map(({ style, printed, handedOut }) => [style, printed, handedOut])).toEqual([
      ['A1', 10, 10],
      ['B1', 0, 0],
    ]);
    const trail = await sql<{ payload: string }[]>`
      select payload from audit_entries where action in ('ballot.invite', 'ballot.paper', 'ballot.issued', 'ballot.issuing')`;
    expect(trail.length).toBeGreaterThanOrEqual(4);
    for (const { payload } of trail) expect(payload).not.toMatch(/place|ordinal|领导/);
    await election.start();
    const form = await election.form();
    const seed = (place: number) => bytesOf(`seed issuing ${place}`)(16);
    expect(client.rightOf(form, seed(10))?.style.code).toBe('A1');
    expect(client.rightOf(form, seed(21))).toBeUndefined();
    await election.close();
    expect(await sql`select 1 from ballot.invitations where cycle_id = ${election.cycleId}`).toEqual([]);
    expect((await office.must(contract.listInvitations, at(election))).items).toEqual([]);
    expect((await office.must(contract.getPoll, at(election))).issuing!.styles[0]).toMatchObject({
      collected: 10,
      paper: 2,
    });
  });
});

describe('voting with credentials', () => {
  let election: BlindElection;
  let form: client.BallotForm;
  const codes = new Map<number, string>();
  const random = bytesOf('blind voting');
  beforeAll(async () => {
    election = await prepareBlindElection(app, office, { name: 'blind voting', raters: { A1: 16, B1: 12 } });
    for (let place = 1; place <= 26; place += 1) codes.set(place, (await election.collect(place)).code);
    await election.closeIssuing();
    await election.start();
    form = await election.form();
  });
  const post = (ballot: Uint8Array) => through.post('/api/ballots', { ballot: client.toBase64(ballot) });
  const seedOf = (place: number) => client.parseCode(codes.get(place)!)!;
  const cardAt = (place: number) => client.cardOf(seedOf(place), election.cycleId);
  const answers = () => client.encodeAnswers(election.units, someDraft(form, 'A1', numbersOf('answers')));

  function ballotOf(
    place: number,
    change: { credential?: client.Credential | undefined; style?: string; revision?: number } = {},
  ): Uint8Array {
    const { style, credential } = client.rightOf(form, seedOf(place))!;
    const parts = { style: style.code, credential, revision: 1, answers: answers(), ...change };
    return client.makeBallot(cardAt(place), parts, client.mustHex(form.poll.publicKey), random);
  }

  it('takes the same code on any device, gives a receipt, replaces and does not go back', async () => {
    const first = await election.voter(codes.get(1)!);
    const outcome = await first.cast(someDraft(form, 'A1', numbersOf('one')));
    expect(outcome.kind).toBe('received');
    const other = await election.voter(codes.get(1)!);
    const draft = someDraft(form, 'A1', numbersOf('two'));
    expect((await other.cast(draft)).kind).toBe('voted-before');
    expect((await other.cast(draft, { replace: true })).kind).toBe('received');
    expect((await first.resend())?.kind).toBe('voted-before');
    await first.save(draft);
    expect(await (await election.voter(codes.get(1)!)).load()).toEqual(draft);
  });

  it('B1: of thirty different ballots of one credential at once, one is taken', async () => {
    const replies = await Promise.all(Array.from({ length: 30 }, () => ballotOf(2)).map(post));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 200).map(codeOf))).toEqual(new Set(['ballot-superseded']));
  });

  it('B4: takes no ballot without a signature of the style’s key for this very card', async () => {
    const own = client.rightOf(form, seedOf(3))!.credential!;
    const others = client.rightOf(form, seedOf(4))!.credential!;
    const foreign = client.rightOf(form, seedOf(20))!;
    expect(foreign.style.code).toBe('B1');
    const modulus = BigInt(`0x${form.poll.styles[0]!.issuingKey}`);
    const negated = (modulus - BigInt(`0x${client.toHex(own.signature)}`)).toString(16).padStart(768, '0');
    const touched = own.signature.slice();
    touched[200]! ^= 1;
    const forgeries: [string, Uint8Array][] = [
      ['none', ballotOf(3, { credential: undefined })],
      ['random', ballotOf(3, { credential: { prefix: random(32), signature: random(384) } })],
      ['another leader’s', ballotOf(3, { credential: others })],
      ['another style', ballotOf(3, { style: 'B1' })],
      ['of another style', ballotOf(3, { credential: foreign.credential! })],
      ['another prefix', ballotOf(3, { credential: { ...own, prefix: random(32) } })],
      ['n - s', ballotOf(3, { credential: { ...own, signature: client.mustHex(negated) } })],
      ['touched', ballotOf(3, { credential: { ...own, signature: touched } })],
      ['truncated', ballotOf(3).slice(0, -1)],
    ];
    for (const [name, ballot] of forgeries) expect(codeOf(await post(ballot)), name).toBe('ballot-refused');
    expect((await post(ballotOf(3))).status).toBe(200);
    // A second valid signature over the same card would be the same card: the box goes by the key.
    const [stored] = await sql<{ n: number }[]>`
      select count(*)::int as n from ballot.inbox where cycle_id = ${election.cycleId}
      and encode(card_hash, 'hex') = ${cardAt(3).hash}`;
    expect(stored!.n).toBe(1);
  });

  it('B4: takes no credential of another poll', async () => {
    const other = await prepareBlindElection(app, office, { name: 'another blind', raters: { A1: 12 } });
    const { code } = await other.collect(1);
    for (let place = 2; place <= 10; place += 1) await other.collect(place);
    // Closed by the clock.
    await tick({ ...app.system(), now: new Date('2026-12-10T10:00:00.000Z') });
    await other.start();
    const right = client.rightOf(await other.form(), client.parseCode(code)!)!;
    expect(client.rightOf(form, client.parseCode(code)!)).toBeUndefined();
    const card = client.cardOf(client.parseCode(code)!, election.cycleId);
    const forged = client.makeBallot(
      card,
      { style: 'A1', revision: 1, answers: answers(), credential: right.credential },
      client.mustHex(form.poll.publicKey),
      random,
    );
    expect(codeOf(await post(forged))).toBe('ballot-refused');
  });

  it('A5: every ballot has one length, whatever was answered', () => {
    expect(new Set([1, 2, 20].map((place) => ballotOf(place).length)).size).toBe(1);
    expect(ballotOf(1)).toHaveLength(
      client.ballotLength(client.answersLength(election.units.length), { issued: true }),
    );
  });

  it('A7: a list, a key or a root that is not the published one gives no right', () => {
    const shortened = { ...form, credentials: { ...form.credentials, A1: form.credentials!['A1']!.slice(0, -520) } };
    expect(client.rightOf(shortened, seedOf(5))).toBeUndefined();
    const key = client.toHex(
      publicModulus(generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 65537 }).publicKey),
    );
    const poll = { ...form.poll, styles: form.poll.styles.map((style) => ({ ...style, issuingKey: key })) };
    expect(client.rightOf({ ...form, poll }, seedOf(5))).toBeUndefined();
    expect(client.rightOf(form, seedOf(5))).toBeDefined();
  });

  it('A9: nothing that anybody can read joins a place of the roll to a ballot', async () => {
    const columns = await sql<{ name: string }[]>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'ballot' and table_name in ('issuings', 'issuing_keys', 'invitations', 'credentials') order by 1`;
    expect(columns.map(({ name }) => name)).toEqual([
      'credentials.blind_signature',
      'credentials.cycle_id',
      'credentials.locator',
      'credentials.style',
      'invitations.blind_signature',
      'invitations.blinded_hash',
      'invitations.code_hash',
      'invitations.cycle_id',
      'invitations.ordinal',
      'invitations.state',
      'invitations.style',
      'issuing_keys.cycle_id',
      'issuing_keys.modulus',
      'issuing_keys.private_sealed',
      'issuing_keys.style',
      'issuings.closes_at',
      'issuings.cycle_id',
      'issuings.digest',
      'issuings.on_paper',
      'issuings.state',
    ]);
    const [may] = await sql`
      select has_any_column_privilege('pingyi_ballot', 'ballot.invitations', 'select') as invitations,
        has_any_column_privilege('pingyi_ballot', 'ballot.credentials', 'select') as credentials,
        has_column_privilege('pingyi_ballot', 'ballot.issuing_keys', 'private_sealed', 'select') as keys`;
    expect(may).toEqual({ invitations: false, credentials: false, keys: false });
    const look = async () => [
      await office.must(contract.getPoll, at(election)),
      await office.must(contract.listInvitations, at(election)),
      (await through.get(`/api/ballot-forms/${election.cycleId}`)).body,
    ];
    const before = await look();
    expect((await (await election.voter(codes.get(6)!)).cast(client.emptyDraft)).kind).toBe('received');
    expect(await look()).toEqual(before);
  });

  it('A10: neither invitations nor credentials are logged, whatever goes wrong', async () => {
    const from = (await readServerLog(sql)).length;
    const invitation = invitationHex(election.invitations.get(1)!);
    const blinded = client.toBase64(random(384));
    await through.post('/api/credentials', { cycleId: election.cycleId, invitation, blinded });
    await through.post('/api/credentials', { cycleId: election.cycleId, invitation: 'geheim', blinded: 5 });
    await sql`alter table ballot.invitations rename to invitations_away`;
    try {
      const reply = await through.post('/api/credential-invitations', { cycleId: election.cycleId, invitation });
      // Closed is answered before the table is looked at.
      expect(codeOf(reply)).toBe('issuing-closed');
    } finally {
      await sql`alter table ballot.invitations_away rename to invitations`;
    }
    const said = `${app.log.join('\n')}\n${(await readServerLog(sql)).slice(from)}`;
    for (const trace of [invitation, blinded.slice(0, 20), 'geheim']) expect(said).not.toContain(trace);
  });
});

describe('A1: sixty leaders vote in the order in which they collected, and the attacker knows that order', () => {
  const RUNS = Number(process.env['PINGYI_A1_RUNS'] ?? 10);
  beforeAll(async () => holdWal(sql));

  async function physicalOrder(cycleId: string, order: string): Promise<string[]> {
    const rows = await sql.unsafe<{ hash: string }[]>(
      `select encode(card_hash, 'hex') as hash from ballot.box where cycle_id = '${cycleId}' order by ${order}`,
    );
    return rows.map(({ hash }) => hash);
  }

  async function runOnce(run: number): Promise<[string, number][]> {
    const below = numbersOf(`blind A1 ${run}`);
    chance.below = below;
    const election = await prepareBlindElection(app, office, { name: `blind A1 ${run}`, raters: { A1: 60 }, units: 8 });
    const order = Array.from({ length: 60 }, (_, i) => i + 1);
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const from = await walPosition(sql);
    const codes: string[] = [];
    for (const place of order) codes.push((await election.collect(place)).code);
    await election.closeIssuing();
    const [one] = await sql<{ n: number }[]>`
      select count(distinct xmin::text)::int as n from ballot.credentials where cycle_id = ${election.cycleId}`;
    expect(one!.n).toBe(1);
    await election.start();
    const form = await election.form();
    const appeared: string[] = [];
    for (const code of codes) {
      expect((await (await election.voter(code)).cast(someDraft(form, 'A1', below))).kind).toBe('received');
      for (const hash of await physicalOrder(election.cycleId, 'ctid'))
        if (!appeared.includes(hash)) appeared.push(hash);
    }
    const before = await physicalOrder(election.cycleId, 'xmin::text::bigint, ctid');
    await election.close();
    const boxed = await sql<{ hash: string; ballot: Buffer }[]>`
      select encode(card_hash, 'hex') as hash, ballot from ballot.box where cycle_id = ${election.cycleId}`;
    const after = await physicalOrder(election.cycleId, 'ctid');
    for (const hash of after) if (!appeared.includes(hash)) appeared.push(hash);
    const wal = await readWal(sql, from, await walPosition(sql));
    const inWal = boxed
      .map(({ hash, ballot }) => ({
        hash,
        at: Math.min(...[70, 110, 600].map((i) => wal.indexOf(ballot.subarray(i, i + 16))).filter((i) => i >= 0)),
      }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ hash }) => hash);
    // No signature on a ballot stands anywhere in what was written while credentials were issued, blinded or not.
    const stored = await sql<{ answer: Buffer }[]>`
      select blind_signature as answer from ballot.credentials where cycle_id = ${election.cycleId}`;
    const answers = new Set(stored.map(({ answer }) => answer.toString('hex')));
    expect(answers.size).toBe(60);
    for (const { ballot } of boxed)
      expect(answers.has(client.toHex(client.readBallot(ballot)!.credential!.signature))).toBe(false);
    const truth = codes.map((code) => client.cardOf(client.parseCode(code)!, election.cycleId).hash);
    const guesses: [string, string[]][] = [
      ['xmin before close', [...before, ...after.filter((hash) => !before.includes(hash))]],
      ['order of a dump after close', after],
      ['dumps after every vote', appeared],
      ['write-ahead log', inWal],
    ];
    return guesses.map(([name, guess]) => {
      expect(new Set(guess)).toEqual(new Set(truth));
      return [name, guess.filter((hash, i) => hash === truth[i]).length];
    });
  }

  it(
    `links at most two of them on average over ${RUNS} runs, never more than five`,
    { timeout: 60_000 + RUNS * 30_000 },
    async () => {
      const links = new Map<string, number[]>();
      const genuine = chance.below;
      try {
        for (let run = 0; run < RUNS; run += 1)
          for (const [name, n] of await runOnce(run)) links.set(name, [...(links.get(name) ?? []), n]);
      } finally {
        chance.below = genuine;
      }
      const mean = (counts: readonly number[]) => counts.reduce((a, b) => a + b) / counts.length;
      if (process.env['PINGYI_SHOW'])
        console.log(
          Object.fromEntries([...links].map(([name, counts]) => [name, `${counts.join(' ')}: ${mean(counts)}`])),
        );
      for (const [name, counts] of links) {
        expect(Math.max(...counts), name).toBeLessThanOrEqual(5);
        expect(mean(counts), name).toBeLessThanOrEqual(2);
      }
    },
  );
});

describe('both verifiers', () => {
  interface Evidence {
    pack: BallotPackage;
    board: BallotBoard;
    tally: BallotTallyFile;
  }
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-blind-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let genuine: Evidence;
  let shares: readonly string[] = [];
  let privateKey: Uint8Array;
  let election: BlindElection;
  let spare = '';
  /** What an operator could have minted before the phase closed. */
  const minted = generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 65537 });

  beforeAll(async () => {
    election = await prepareBlindElection(app, office, { name: 'blind verified', raters: { A1: 12, B1: 10 } });
    const codes: string[] = [];
    for (let place = 1; place <= 22; place += 1) codes.push((await election.collect(place)).code);
    await election.closeIssuing();
    await election.start();
    const form = await election.form();
    const below = numbersOf('blind verified');
    for (const [i, code] of codes.slice(0, 17).entries()) {
      const voter = await election.voter(code);
      await voter.cast(someDraft(form, voter.style.code, below));
      if (i === 3) await voter.cast(someDraft(form, voter.style.code, below), { replace: true });
    }
    spare = codes[18]!;
    await election.close();
    shares = election.key.shares;
    const joined = await client.joinShares([shares[0]!, shares[1]!], client.mustHex(election.key.publicKey));
    if (!joined.ok) throw new Error(joined.reason);
    privateKey = joined.privateKey;
    const board = (await through.get(`/api/boards/${election.cycleId}`)).body as BallotBoard;
    genuine = { pack: await election.pack(), board, tally: await election.tally() };
  });

  const inPython = (evidence: Evidence) =>
    verifyInPython(folder, {
      'ballots.json': JSON.stringify(evidence.pack),
      'board.json': JSON.stringify(evidence.board),
      'tally.json': JSON.stringify(evidence.tally),
      'share-1.txt': `${shares[1]}\n`,
      'share-2.txt': `${shares[2]}\n`,
    });

  it('verify a genuine poll with the same tally, and the office’s filing of it', async () => {
    expect(checkBallots({ ...genuine, privateKey })).toEqual([]);
    const other = await inPython(genuine);
    expect(other.lines.join('\n')).toContain('17 ballots');
    expect(other.lines.join('\n')).toContain('verified, counted again');
    expect(other.code).toBe(0);
    const filed = await office.must(contract.fileOpening, { ...at(election), body: genuine.tally });
    expect(filed.state).toBe('counted');
    const { accounting } = await office.must(contract.getBallotResults, at(election));
    expect(accounting.map(({ group, due, handedOut, returned }) => [group, due, handedOut, returned])).toEqual([
      ['a', 12, 12, 12],
      ['b', 10, 10, 5],
    ]);
    expect(genuine.board.styles.map(({ code, printed, boxed }) => [code, printed, boxed])).toEqual([
      ['A1', 12, 12],
      ['B1', 10, 5],
    ]);
  });

  const decode = (text: string) => client.fromBase64(text)!;
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  /** The tally that goes with a box, whoever may have put the ballots in. */
  function countedAnyway({ poll, ballots }: BallotPackage): Pick<BallotTallyFile, 'cells' | 'groups'> {
    const filed = ballots.map((text) => {
      const answers = client.openBallot(decode(text), privateKey);
      const marks = answers && client.decodeAnswers(answers, poll.units.length);
      return { style: client.readBallot(decode(text))!.style, marks };
    });
    const { cells, groups } = tallyBallots(poll, filed);
    return { cells: cells as BallotTallyFile['cells'], groups: [...groups] };
  }
  /** Everything mended that an operator with all files and the ballot key could mend. */
  function resealed(e: Evidence, changed: BallotPackage, { board = true } = {}): Evidence {
    const sorted = changed.ballots
      .map((text) => ({ text, leaf: client.leafOf(decode(text)) }))
      .toSorted((a, b) => (a.leaf < b.leaf ? -1 : 1));
    const root = client.toHex(client.merkleRoot(sorted.map(({ leaf }) => client.mustHex(leaf))));
    const pollDigest = sha256(canonicalJson(changed.poll));
    const pack = { ...changed, ballots: sorted.map(({ text }) => text), size: sorted.length, root, pollDigest };
    const boxed = (style: string) =>
      pack.ballots.filter((text) => client.readBallot(decode(text))!.style === style).length;
    const styles = e.board.styles.map((style) => ({ ...style, boxed: boxed(style.code) }));
    return {
      pack,
      board: board ? { ...e.board, root, size: pack.size, pollDigest, styles } : e.board,
      tally: { ...e.tally, ...countedAnyway(pack), root, size: pack.size, pollDigest },
    };
  }
  function forged(e: Evidence, code: string, credential: client.Credential | undefined, style = 'B1'): string {
    const { poll } = e.pack;
    const units = poll.units.map(({ id }) => id);
    return client.toBase64(
      client.makeBallot(
        client.cardOf(client.parseCode(code)!, poll.cycleId),
        { style, revision: 1, answers: client.encodeAnswers(units, client.emptyDraft), credential },
        client.mustHex(poll.publicKey),
        bytesOf('forger'),
      ),
    );
  }
  const stranger = client.codeOf(bytesOf('a stranger')(16));
  const requestUnder = (e: Evidence, code: string, issuingKey: string) =>
    client.requestOf(client.parseCode(code)!, { cycleId: e.pack.poll.cycleId, style: 'B1', issuingKey })!;
  const add = (e: Evidence, ballot: string) => ({ ...e.pack, ballots: [...e.pack.ballots, ballot] });
  const first = (e: Evidence) => client.readBallot(decode(e.pack.ballots[0]!))!;

  const manipulations: readonly (readonly [string, (e: Evidence) => Evidence])[] = [
    [
      'a ballot with an invented credential',
      (e) =>
        resealed(
          e,
          add(e, forged(e, stranger, { prefix: bytesOf('p')(32), signature: Uint8Array.of(1, ...bytesOf('s')(383)) })),
        ),
    ],
    ['a ballot without a credential', (e) => resealed(e, add(e, forged(e, stranger, undefined)))],
    [
      'a ballot with the credential of another ballot',
      (e) => resealed(e, add(e, forged(e, stranger, first(e).credential, first(e).style))),
    ],
    [
      'a ballot under a credential of the operator’s own key',
      (e) => {
        const request = requestUnder(e, stranger, client.toHex(publicModulus(minted.publicKey)));
        const credential = request.finish(signBlinded(minted.privateKey, request.blinded)!)!;
        return resealed(e, add(e, forged(e, stranger, credential)));
      },
    ],
    [
      'the issuing key exchanged for the operator’s own, with a ballot under it',
      (e) => {
        const issuingKey = client.toHex(publicModulus(minted.publicKey));
        const request = requestUnder(e, stranger, issuingKey);
        const credential = request.finish(signBlinded(minted.privateKey, request.blinded)!)!;
        const styles = e.pack.poll.styles.map((style) => (style.code === 'B1' ? { ...style, issuingKey } : style));
        const ballots = e.pack.ballots.filter((text) => client.readBallot(decode(text))!.style !== 'B1');
        const poll = { ...e.pack.poll, styles };
        return resealed(
          e,
          { ...e.pack, poll, ballots: [...ballots, forged(e, stranger, credential)] },
          { board: false },
        );
      },
    ],
    [
      'a byte of a credential is changed',
      (e) => {
        const bytes = decode(e.pack.ballots[2]!).slice();
        bytes[bytes.length - 200]! ^= 1;
        return resealed(e, { ...e.pack, ballots: e.pack.ballots.with(2, client.toBase64(bytes)) });
      },
    ],
    [
      'an answer is left out of the list of those issued',
      (e) => ({ ...e, pack: { ...e.pack, issued: { ...e.pack.issued, A1: e.pack.issued!['A1']!.slice(1) } } }),
    ],
    [
      'an answer is put into the list twice',
      (e) => {
        const A1 = [...e.pack.issued!['A1']!.slice(0, -1), e.pack.issued!['A1']![0]!];
        return { ...e, pack: { ...e.pack, issued: { ...e.pack.issued, A1 } } };
      },
    ],
    ['the list of those issued is missing', (e) => ({ ...e, pack: { ...e.pack, issued: {} } })],
    [
      'the number of those issued is lowered below the ballots, with list and root',
      (e) => {
        const A1 = e.pack.issued!['A1']!.slice(0, 5);
        const credentialsRoot = client.toHex(rootOfSet(A1.map(decode)));
        const styles = e.pack.poll.styles.map((style) =>
          style.code === 'A1' ? { ...style, cards: 5, credentialsRoot } : style,
        );
        return resealed(e, { ...e.pack, issued: { ...e.pack.issued, A1 }, poll: { ...e.pack.poll, styles } });
      },
    ],
    [
      'a credential that was issued votes after the board was saved',
      (e) => {
        const { issuingKey } = e.pack.poll.styles[1]!;
        const request = requestUnder(e, spare, issuingKey!);
        const credential = e.pack.issued!['B1']!.map((text) => request.finish(decode(text))).find(Boolean);
        return resealed(e, add(e, forged(e, spare, credential)), { board: false });
      },
    ],
    ['a ballot is put in twice', (e) => resealed(e, { ...e.pack, ballots: [...e.pack.ballots, e.pack.ballots[0]!] })],
  ];

  it.each(manipulations.slice(0, 6).filter(([name]) => !name.startsWith('the issuing key')))(
    '%s: both say that there is no credential',
    async (_name, change) => {
      const changed = change(structuredClone(genuine));
      expect(checkBallots(changed).join('\n')).toContain('没有对应的卡或签发的投票凭证');
      const other = await inPython(changed);
      if (_name !== 'a ballot without a credential')
        expect(other.lines.join('\n')).toContain('no credential of this style');
    },
  );

  it('an issuing key that is not on the invitations is found by their digest, whatever else was made to fit', async () => {
    const [, exchange] = manipulations.find(([name]) => name.startsWith('the issuing key'))!;
    const changed = exchange(structuredClone(genuine));
    const { pollDigest, size, root } = changed.pack;
    const boxed = (code: string) =>
      changed.pack.ballots.filter((text) => client.readBallot(decode(text))!.style === code).length;
    const styles = changed.board.styles.map((style) => ({ ...style, boxed: boxed(style.code) }));
    const leaves = changed.pack.ballots.map((text) => client.leafOf(decode(text)));
    const board = { ...changed.board, pollDigest, size, root, leaves, styles };
    expect(checkBallots({ ...changed, board })).toEqual(['签发公钥与领取前公布、印在邀请上的摘要不符']);
    const { code, lines } = await inPython({ ...changed, board });
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('WRONG'))).toEqual([
      'WRONG the issuing keys are not those of the invitations',
    ]);
  });

  it.each(manipulations)('%s: both say no', async (_name, change) => {
    const changed = change(structuredClone(genuine));
    expect(canonicalJson(changed)).not.toBe(canonicalJson(genuine));
    expect(checkBallots({ ...changed, privateKey })).not.toEqual([]);
    const other = await inPython(changed);
    expect(other.code, other.lines.join('\n')).toBe(1);
    expect(other.lines.join('\n')).toContain('WRONG');
  });
});
