/**
 * Leaders voting, all at once: form, sealing, signing, casting, board, against sealing and signing alone. PINGYI_LEADERS=1000 for the whole of H1
 * (a thousand leaders in ten minutes); one error ends the run.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Hono } from 'hono';
import * as ballots from '#ballots';
import * as client from '#ballot-client';
import * as cycles from '#cycles';
import { connect, migrate } from '#db';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import type { Services } from '../../server/http/services.ts';
import { openVault } from '../../server/vault.ts';
import type { Benchmark } from './ratio.ts';

const LEADERS = Number(process.env['PINGYI_LEADERS'] ?? 150);
const AT_ONCE = 30;
const UNITS = 99;
const random: client.Random = (length) => Uint8Array.from(randomBytes(length));

interface Polling {
  readonly app: Hono;
  readonly form: client.BallotForm;
  readonly codes: readonly string[];
  readonly end: () => Promise<void>;
}

async function open(): Promise<Polling> {
  const dataDir = join('.cache', 'bench-ballots');
  mkdirSync(dataDir, { recursive: true });
  const server = await startEmbedded({ dataDir, log: () => {}, disposable: true });
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const admin = connect(server.connection, { max: 1 });
  await admin.unsafe(`create database ${name}`);
  const sql = connect({ ...server.connection, database: name });
  await migrate(sql);
  const config = readConfig({ PINGYI_DATA: dataDir });
  const services: Services = { sql, config, vault: openVault(config.kekFile), now: () => new Date(), log: () => {} };
  const ctx: Context = {
    sql,
    config,
    vault: services.vault,
    actor: { kind: 'system', name: 'bench' },
    now: new Date(),
    requestId: 'bench',
  };
  const { id: cycleId } = await cycles.create(ctx, {
    name: randomUUID(),
    year: 2026,
    homeArea: '0771',
    frameDeadlineOn: '2026-11-30',
  });
  const units: string[] = [];
  for (let i = 0; i < UNITS; i += 1)
    units.push((await cycles.createDepartment(ctx, { name: `第${i + 1}厅`, category: 'economic' })).id);
  await cycles.addAppraisees(ctx, cycleId, { departmentIds: units, frames: [] });
  await ballots.set(ctx, cycleId, {
    title: 'bench',
    units,
    groups: [{ code: 'a', name: 'a', weight: null, best: 0, worst: 0, perCategory: false }],
    styles: [{ code: 'A', group: 'a', name: 'A', excluded: [] }],
    closesAt: new Date(Date.now() + 86_400_000).toISOString(),
    noOpinion: true,
    uniform: 'count',
    blank: 'abstain',
    revisions: true,
    phone: '-',
  });
  const raters = Array.from({ length: LEADERS }, (_, i) => ({ name: `领导${i}`, unit: '', post: '', style: 'A' }));
  await ballots.setRaters(ctx, cycleId, { raters });
  await ballots.closeRoll(ctx, cycleId, { merges: [] });
  const key = await client.createPollKey(random);
  await ballots.setKey(ctx, cycleId, { publicKey: key.publicKey, holders: ['a', 'b', 'c'] });
  const cards = client.makeCards(random, cycleId, LEADERS);
  await ballots.registerCards(ctx, cycleId, { style: 'A', spare: 0, cardHashes: cards.map(({ hash }) => hash) });
  await ballots.start(ctx, cycleId);
  const app = createApp(services, { webRoot: undefined, docsRoot: undefined }) as unknown as Hono;
  return {
    app,
    form: await ballots.form(ctx, cycleId),
    codes: cards.map(({ code }) => code),
    end: async () => {
      await sql.end();
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
      await server.stop();
    },
  };
}

const polling = await open();
const { app, form, codes } = polling;
const transport = client.createTransport((async (path: string, init: RequestInit) =>
  app.request(`http://127.0.0.1${path}`, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), 'sec-fetch-site': 'same-origin' },
  })) as typeof fetch);
const storages = codes.map(() => new Map<string, string>());
const draft: client.Draft = {
  grades: Object.fromEntries(form.poll.units.map(({ id }, i) => [id, String(1 + (i % 5))])),
  best: [],
  worst: [],
};

async function leader(i: number): Promise<void> {
  const storage = storages[i]!;
  const own = (await transport.get(`/api/ballot-forms/${form.poll.cycleId}`)).body as client.BallotForm;
  const voter = client.createVoter({
    form: own,
    seed: client.parseCode(codes[i]!)!,
    storage: { get: (key) => storage.get(key) ?? null, set: (key, value) => void storage.set(key, value) },
    transport,
    random,
    pause: async () => {},
    longestDelayMs: 0,
  });
  if (typeof voter === 'string') throw new Error(voter);
  const outcome = await voter.cast(draft, { replace: storage.size > 0 });
  if (outcome.kind !== 'received') throw new Error(JSON.stringify(outcome));
  const state = await voter.check();
  if (state.kind !== 'waiting' && state.kind !== 'counted') throw new Error(state.kind);
}

async function everybody(one: (i: number) => Promise<void> | void): Promise<void> {
  let next = 0;
  const line = async () => {
    while (next < codes.length) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: `${LEADERS} leaders fetch the form, vote and look at the board, ${AT_ONCE} at once`,
    // Everybody looks at the whole board, so the ratio grows with the leaders: about 11 for a thousand.
    gate: LEADERS > 200 ? 20 : 8,
    run: () => everybody(leader),
    baseline: {
      name: 'sealing and signing the ballots alone',
      run: () =>
        everybody((i) => {
          const card = client.cardOf(client.parseCode(codes[i]!)!, form.poll.cycleId);
          const answers = client.encodeAnswers(
            form.poll.units.map(({ id }) => id),
            draft,
          );
          client.makeBallot(card, { style: 'A', revision: 1, answers }, client.mustHex(form.poll.publicKey), random);
        }),
    },
  },
];

export const end = polling.end;
