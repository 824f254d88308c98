/**
 * Attacks on the secrecy of the ballot, by somebody who has all of PostgreSQL: superuser, every table, physical order, write-ahead log, heap
 * files, dumps, both logs. Chance is held still, so a run gives the same figures every time.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import * as client from '#ballot-client';
import * as contract from '#contract';
import { chance } from '../../server/ballots/chance.ts';
import { listRoutes } from '../../server/routes.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { holdWal, readEverything, readHeap, readServerLog, readWal, walPosition } from '../support/database-files.ts';
import { numbersOf, prepareElection, someDraft, transportTo, type Election } from '../support/election.ts';

const app = await testApp();
const { sql } = app;
let office: Visitor;
beforeAll(async () => {
  office = await app.person('office', 'office');
  const letGo = await holdWal(sql);
  return letGo;
});

const hashOf = (election: Election, code: string) => client.cardOf(client.parseCode(code)!, election.cycleId).hash;
const RUNS = Number(process.env['PINGYI_A1_RUNS'] ?? 10);

describe('A1: sixty leaders vote in an order the attacker knows', () => {
  interface Attack {
    readonly name: string;
    /** Card hashes in the order in which the attacker thinks they voted. */
    readonly guess: readonly string[];
  }

  async function physicalOrder(cycleId: string, order: string): Promise<string[]> {
    const rows = await sql.unsafe<{ hash: string }[]>(
      `select encode(card_hash, 'hex') as hash from ballot.box where cycle_id = '${cycleId}' order by ${order}`,
    );
    return rows.map(({ hash }) => hash);
  }

  /** Where each ballot first stands in the log; a page's header may cut a piece in two, hence three. */
  function orderInWal(wal: Buffer, ballots: readonly { hash: string; bytes: Buffer }[]): string[] {
    return ballots
      .map(({ hash, bytes }) => {
        const places = [70, 110, bytes.length - 40]
          .map((at) => wal.indexOf(bytes.subarray(at, at + 16)))
          .filter((at) => at >= 0);
        expect(places).not.toEqual([]);
        return { hash, at: Math.min(...places) };
      })
      .toSorted((a, b) => a.at - b.at)
      .map(({ hash }) => hash);
  }

  /** Everything an attacker can put in order; the longest-lived evidence last. */
  async function runOnce(run: number): Promise<Attack[]> {
    const below = numbersOf(`A1 run ${run}`);
    chance.below = below;
    const election = await prepareElection(app, office, { name: `A1-${run}`, raters: { A1: 60 }, units: 20 });
    await election.start();
    const form = await election.form();
    const from = await walPosition(sql);
    // Leaders come in their own order with cards that were shuffled before they were handed out.
    const order = Array.from({ length: 60 }, (_, i) => i);
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const codes = order.map((card) => election.codes['A1']![card]!);
    const appeared: string[] = [];
    for (const code of codes) {
      const voter = await election.voter(code);
      expect((await voter.cast(someDraft(form, 'A1', below))).kind).toBe('received');
      // Whoever dumps the box after every single vote sees when a ballot comes to stand in it.
      for (const hash of await physicalOrder(election.cycleId, 'ctid'))
        if (!appeared.includes(hash)) appeared.push(hash);
    }
    const before = {
      xmin: await physicalOrder(election.cycleId, 'xmin::text::bigint, ctid'),
      ctid: await physicalOrder(election.cycleId, 'ctid'),
    };
    await election.close();
    const to = await walPosition(sql);
    const boxed = await sql<{ hash: string; ballot: Buffer }[]>`
      select encode(card_hash, 'hex') as hash, ballot from ballot.box where cycle_id = ${election.cycleId}`;
    expect(boxed).toHaveLength(60);
    const after = await physicalOrder(election.cycleId, 'ctid');
    for (const hash of after) if (!appeared.includes(hash)) appeared.push(hash);
    const wal = await readWal(sql, from, to);
    const cards = await sql<{ hash: string }[]>`
      select encode(card_hash, 'hex') as hash from ballot.cards where cycle_id = ${election.cycleId} order by ctid`;
    const voted = new Set(after);
    const [xmins] = await sql<{ n: number }[]>`
      select count(distinct xmin::text)::int as n from ballot.box where cycle_id = ${election.cycleId}`;
    expect(xmins!.n).toBe(1);
    const truth = codes.map((code) => hashOf(election, code));
    const attacks: Attack[] = [
      { name: 'xmin before close', guess: [...before.xmin, ...after.filter((hash) => !before.xmin.includes(hash))] },
      { name: 'ctid before close', guess: [...before.ctid, ...after.filter((hash) => !before.ctid.includes(hash))] },
      { name: 'order of a dump after close', guess: after },
      { name: 'dumps after every vote', guess: appeared },
      {
        name: 'write-ahead log',
        guess: orderInWal(
          wal,
          boxed.map(({ hash, ballot }) => ({ hash, bytes: ballot })),
        ),
      },
      { name: 'order of the cards table', guess: cards.map(({ hash }) => hash).filter((hash) => voted.has(hash)) },
      {
        name: 'order of printing',
        guess: election.codes['A1']!.map((code) => hashOf(election, code)).filter((hash) => voted.has(hash)),
      },
      {
        name: 'order of the leaves',
        guess: boxed
          .toSorted((a, b) => (client.leafOf(a.ballot) < client.leafOf(b.ballot) ? -1 : 1))
          .map(({ hash }) => hash),
      },
    ];
    return attacks.map(({ name, guess }) => {
      expect(new Set(guess)).toEqual(voted);
      return { name, guess: guess.filter((hash, i) => hash === truth[i]) };
    });
  }

  it(
    `links at most two of them on average over ${RUNS} runs, never more than five`,
    { timeout: 60_000 + RUNS * 20_000 },
    async () => {
      const links = new Map<string, number[]>();
      const genuine = chance.below;
      try {
        for (let run = 0; run < RUNS; run += 1)
          for (const { name, guess } of await runOnce(run)) links.set(name, [...(links.get(name) ?? []), guess.length]);
      } finally {
        chance.below = genuine;
      }
      const summary = Object.fromEntries(
        [...links].map(([name, counts]) => [
          name,
          `${counts.join(' ')}: ${counts.reduce((a, b) => a + b) / counts.length}`,
        ]),
      );
      if (process.env['PINGYI_SHOW']) console.log(summary);
      for (const [name, counts] of links) {
        expect(Math.max(...counts), `${name}: ${summary[name]}`).toBeLessThanOrEqual(5);
        expect(counts.reduce((a, b) => a + b) / counts.length, `${name}: ${summary[name]}`).toBeLessThanOrEqual(2);
      }
      // Nothing was written about single ballots.
      expect(app.log).toEqual([]);
    },
  );
});

describe('what lies around', async () => {
  let election: Election;
  let form: client.BallotForm;
  let grades: readonly number[];
  let waiting: { wal: Buffer; bytes: Buffer };
  let everything: Buffer;
  let logs = '';
  const voted: string[] = [];

  beforeAll(async () => {
    election = await prepareElection(app, office, { name: 'planted', raters: { A1: 50, B1: 12 }, units: 24 });
    await election.start();
    form = await election.form();
    const below = numbersOf('planted grades');
    // A pattern that stands nowhere by chance: 24 levels in a row.
    grades = election.units.map(() => 1 + below(5));
    const draft: client.Draft = {
      grades: Object.fromEntries(election.units.map((unit, i) => [unit, String(grades[i])])),
      best: [election.units[5]!],
      worst: [election.units[9]!],
    };
    const from = await walPosition(sql);
    const [code] = election.codes['A1']!;
    const first = await election.voter(code!);
    await first.save(draft);
    await first.cast(draft);
    voted.push(code!);
    const [row] = await sql<{ ballot: Buffer }[]>`select ballot from ballot.inbox where cycle_id = ${election.cycleId}`;
    waiting = { bytes: row!.ballot, wal: await readWal(sql, from, await walPosition(sql)) };
    for (const other of election.codes['A1']!.slice(1, 42)) {
      const voter = await election.voter(other);
      await voter.cast(draft);
      voted.push(other);
    }
    everything = Buffer.concat([await readWal(sql, from, await walPosition(sql)), await readHeap(sql)]);
    logs = `${await readServerLog(sql)}\n${app.log.join('\n')}`;
  });

  it('A2: a planted pattern of grades, a code, a seed, a name of the roll stand nowhere in heap, log or write-ahead log', () => {
    const answers = Buffer.from(grades);
    expect(everything.includes(answers)).toBe(false);
    expect(logs.includes(grades.join(''))).toBe(false);
    for (const code of voted) {
      const seed = Buffer.from(client.parseCode(code)!);
      for (const trace of [Buffer.from(code), seed, Buffer.from(seed.toString('hex'))])
        expect(everything.includes(trace)).toBe(false);
    }
    expect(everything.includes(Buffer.from('领导A1-1'))).toBe(false);
    // The search finds what is there: a department's name, and ballots that were moved.
    expect(everything.includes(Buffer.from('第1厅'))).toBe(true);
  });

  it('A2: a waiting ballot has left nothing in the write-ahead log, a moved one has', async () => {
    const piece = waiting.bytes.subarray(30, 50);
    expect(waiting.wal.includes(piece)).toBe(false);
    expect(waiting.wal.includes(waiting.bytes.subarray(-30))).toBe(false);
    const [moved] = await sql<
      { ballot: Buffer }[]
    >`select ballot from ballot.box where cycle_id = ${election.cycleId} limit 1`;
    expect(everything.includes(moved!.ballot.subarray(80, 110))).toBe(true);
  });

  it('A3: the box has these columns and nothing else', async () => {
    const columns = await sql<{ name: string; type: string }[]>`
      select table_name || '.' || column_name as name, data_type as type from information_schema.columns
      where table_schema = 'ballot' and table_name in ('inbox', 'box', 'drafts') order by 1`;
    const ballot = (table: string) => [
      [`${table}.ballot`, 'bytea'],
      [`${table}.card_hash`, 'bytea'],
      [`${table}.cycle_id`, 'uuid'],
      [`${table}.revision`, 'integer'],
      [`${table}.style`, 'text'],
    ];
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ...ballot('box'),
      ['drafts.cycle_id', 'uuid'],
      ['drafts.draft', 'bytea'],
      ['drafts.draft_id', 'bytea'],
      ...ballot('inbox'),
    ]);
    const attached = await sql`
      select conname as name from pg_constraint
      where conrelid in ('ballot.inbox'::regclass, 'ballot.box'::regclass, 'ballot.drafts'::regclass) and contype in ('f', 't')
      union all select tgname from pg_trigger
      where tgrelid in ('ballot.inbox'::regclass, 'ballot.box'::regclass, 'ballot.drafts'::regclass)
      union all select conname from pg_constraint
      where confrelid in ('ballot.inbox'::regclass, 'ballot.box'::regclass, 'ballot.drafts'::regclass)
      union all select column_name from information_schema.columns
      where table_schema = 'ballot' and table_name in ('inbox', 'box', 'drafts') and (column_default is not null or is_generated = 'ALWAYS' or is_identity = 'YES')`;
    expect(attached).toEqual([]);
    const kept = await sql<{ name: string; kind: string }[]>`
      select relname as name, relpersistence as kind from pg_class
      where relnamespace = 'ballot'::regnamespace and relname in ('inbox', 'box', 'drafts') order by 1`;
    expect(kept.map(({ name, kind }) => [name, kind])).toEqual([
      ['box', 'p'],
      ['drafts', 'u'],
      ['inbox', 'u'],
    ]);
    const [setting] = await sql<{ value: string }[]>`select current_setting('track_commit_timestamp') as value`;
    expect(setting!.value).toBe('off');
  });

  it('A3: the house cannot read the box, nor the box the house', async () => {
    const may = await sql<{ role: string; what: string }[]>`
      select r.rolname as role, format('%I.%I', n.nspname, c.relname) as what
      from pg_roles r, pg_class c join pg_namespace n on n.oid = c.relnamespace
      where r.rolname in ('pingyi_app', 'pingyi_ballot') and c.relkind in ('r', 'v', 'm') and n.nspname in ('public', 'ballot')
        and (has_any_column_privilege(r.oid, c.oid, 'select') or has_table_privilege(r.oid, c.oid, 'insert, update, delete, truncate'))`;
    const of = (role: string) =>
      may
        .filter((one) => one.role === role)
        .map(({ what }) => what)
        .toSorted();
    expect(of('pingyi_ballot')).toEqual([
      'ballot.boards',
      'ballot.box',
      'ballot.cards',
      'ballot.drafts',
      'ballot.inbox',
      'ballot.issuing_keys',
      'ballot.polls',
      'ballot.void_cards',
    ]);
    for (const table of ['ballot.box', 'ballot.inbox', 'ballot.drafts']) expect(of('pingyi_app')).not.toContain(table);
    const [role] = await sql`
      select rolsuper, rolbypassrls, rolcanlogin,
        (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
      from pg_roles where rolname = 'pingyi_ballot'`;
    expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, rolcanlogin: false, owned: 0 });
  });

  it('A4: around one vote below the batch size, nothing differs in the whole database but the inbox', async () => {
    const before = await readEverything(sql, ['ballot.inbox']);
    const voter = await election.voter(election.codes['B1']![0]!);
    expect((await voter.cast(someDraft(form, 'B1', numbersOf('A4')))).kind).toBe('received');
    const after = await readEverything(sql, ['ballot.inbox']);
    expect(Object.keys(after).length).toBeGreaterThan(30);
    expect(after['ballot.box']!.length).toBeGreaterThanOrEqual(20);
    expect(after).toEqual(before);
    // The same look sees a difference where there is one.
    const [inbox] = await sql<{ n: number }[]>`
      select count(*)::int as n from ballot.inbox where cycle_id = ${election.cycleId} and style = 'B1'`;
    expect(inbox!.n).toBe(1);
  });

  it('A5: every ballot goes the same way, has one length, and gets the same answer', async () => {
    const sent: { path: string; body: string }[] = [];
    const answers = new Set<string>();
    const through = transportTo(app);
    const spy: client.Transport = {
      get: through.get,
      post: async (path, body) => {
        sent.push({ path, body: JSON.stringify(body) });
        const reply = await app.app.request(`http://127.0.0.1${path}`, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        });
        const headers = [...reply.headers].filter(
          ([name]) => name !== 'x-request-id' && name !== 'content-security-policy',
        );
        answers.add(`${reply.status} ${JSON.stringify(headers)} ${await reply.clone().text()}`);
        return { status: reply.status, body: (await reply.json()) as unknown };
      },
    };
    const drafts = [
      client.emptyDraft,
      someDraft(form, 'A1', numbersOf('A5')),
      { grades: {}, best: [election.units[1]!], worst: [] },
    ];
    for (const [i, draft] of drafts.entries())
      for (const style of ['A1', 'B1']) {
        const code = election.codes[style]![style === 'A1' ? 43 + i : 1 + i]!;
        expect((await (await election.voter(code, { transport: spy })).cast(draft)).kind).toBe('received');
      }
    expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(['/api/ballots']));
    expect(new Set(sent.map(({ body }) => body.length)).size).toBe(1);
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('{"received":true}');
  });

  it('A6: no cookie is read or set on the ballot’s paths, and the client sends none', async () => {
    const seen = await sql`select token_hash, last_seen_at from sessions order by 1`;
    app.clock.now = new Date(app.clock.now.getTime() + 120_000);
    for (const path of [
      '/api/ballot-forms',
      `/api/ballot-forms/${election.cycleId}`,
      `/api/boards/${election.cycleId}`,
      `/board/${election.cycleId}`,
    ]) {
      const reply = await office.raw('GET', path);
      expect(reply.status, path).toBe(200);
      expect(reply.headers.getSetCookie()).toEqual([]);
      expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect(
      (
        await office.raw('POST', '/api/ballots', {
          body: '{"ballot":""}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(422);
    expect(await sql`select token_hash, last_seen_at from sessions order by 1`).toEqual(seen);
    const asked: RequestInit[] = [];
    const transport = client.createTransport((async (_path: string, init: RequestInit) => {
      asked.push(init);
      return new Response('{}');
    }) as typeof fetch);
    await transport.get('/x');
    await transport.post('/x', {});
    for (const init of asked) {
      expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
      expect(Object.keys(init.headers ?? {})).toEqual(init.method === 'POST' ? ['content-type'] : []);
    }
  });

  it('A7: the client refuses a second key', async () => {
    const other = await client.createPollKey((length) => new Uint8Array(length).fill(7));
    const seed = client.parseCode(election.codes['A1']![49]!)!;
    const options = {
      seed,
      storage: { get: () => null, set: () => {} },
      transport: transportTo(app),
      random: () => new Uint8Array(32),
      pause: async () => {},
    };
    const printed = client.fingerprintOf(client.mustHex(form.poll.publicKey)).slice(0, 20);
    const forged = { ...form, poll: { ...form.poll, publicKey: other.publicKey } };
    expect(client.createVoter({ ...options, form: forged, keyFingerprint: printed })).toBe('other-key');
    expect(client.createVoter({ ...options, form, keyFingerprint: printed })).toBeTypeOf('object');
    expect(client.createVoter({ ...options, form, seed: new Uint8Array(16) })).toBe('not-a-card-of-this-poll');
  });

  it('A8: there is no result, package or tally before the close', async () => {
    const params = { cycleId: election.cycleId };
    expect((await office.call(contract.getBallotResults, { params })).body.code).toBe('poll-state');
    expect((await office.call(contract.downloadBallotPackage, { params })).status).toBe(409);
    const { tallies } = await import('#ballots');
    const { read } = await import('#db');
    await expect(read(app.system(), (tx) => tallies(tx, election.cycleId))).rejects.toThrow('poll-state');
  });

  it('A9: no view, table or answer of the platform tells who has voted', async () => {
    const views = await sql`
      select relname from pg_class where relnamespace = 'ballot'::regnamespace and relkind in ('v', 'm')`;
    expect(views).toEqual([]);
    const withCards = await sql<{ name: string }[]>`
      select table_name as name from information_schema.columns where column_name = 'card_hash' order by 1`;
    expect(withCards.map(({ name }) => name)).toEqual(['box', 'cards', 'inbox', 'void_cards']);
    const roll = await sql<{ name: string }[]>`
      select column_name as name from information_schema.columns where table_schema = 'ballot' and table_name = 'raters' order by 1`;
    expect(roll.map(({ name }) => name)).toEqual(['cycle_id', 'ordinal', 'person_sealed', 'style']);
    // What the office sees of the poll does not change with a single vote.
    const params = { cycleId: election.cycleId };
    const look = async () => [
      await office.must(contract.getPoll, { params }),
      await office.must(contract.listRaters, { params }),
      (await transportTo(app).get(`/api/boards/${election.cycleId}`)).body,
    ];
    const before = await look();
    await (await election.voter(election.codes['B1']![6]!)).cast(client.emptyDraft);
    expect(await look()).toEqual(before);
    const words = JSON.stringify(
      listRoutes()
        .filter(({ route }) => /ballot|board/.test(route.path))
        .map(({ route }) => route.summary),
    );
    expect(words).not.toMatch(/未投|已投名单|催/);
  });

  it('A10: whatever goes wrong on the ballot’s paths, no value is logged', async () => {
    const through = transportTo(app);
    const ballot = client.toBase64(waiting.bytes);
    const before = (await readServerLog(sql)).length;
    const sent = [
      ballot,
      client.toBase64(waiting.bytes.subarray(0, 200)),
      client.toBase64(Uint8Array.from(waiting.bytes).fill(65, 60, 70)),
      'not base64 at all',
      '',
    ];
    for (const one of sent) await through.post('/api/ballots', { ballot: one });
    for (const body of [
      {},
      { ballot: 5 },
      { ballot: 'x'.repeat(9000) },
      { ballot: 'x'.repeat(50_000) },
      { extra: 'geheim-4711' },
    ]) {
      const reply = await through.post('/api/ballots', body);
      expect(reply.status).toBe(422);
      expect(JSON.stringify(reply.body)).not.toMatch(/geheim|xxx/);
    }
    expect(app.log).toEqual([]);
    // Even a fault of ours, in the middle of the box.
    await sql`alter table ballot.inbox rename to inbox_away`;
    try {
      expect((await through.post('/api/ballots', { ballot })).status).toBe(500);
    } finally {
      await sql`alter table ballot.inbox_away rename to inbox`;
    }
    expect(app.log).toHaveLength(1);
    const said = `${app.log.join('\n')}\n${(await readServerLog(sql)).slice(before)}`;
    const hash = hashOf(election, voted[0]!);
    for (const trace of [
      ballot.slice(60, 80),
      hash.slice(0, 16),
      waiting.bytes.subarray(28, 60).toString('hex').slice(0, 16),
      election.cycleId,
    ])
      expect(said).not.toContain(trace);
    expect(said).not.toMatch(/duplicate key|Key \(|insert into/);
  });
});
