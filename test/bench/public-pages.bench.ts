/**
 * The public survey by HTTP, as phones meet it: pages and durable answers a second from one server process, beside bare inserts of one
 * row into the same PostgreSQL in the same run; and how long the 99th of a hundred waits at 70 % of the full rate.
 *
 * The phones run in this process and take processor time of their own: on a small machine the server gets about half of it.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '#db';
import { open, save } from '#responses';
import { shippedQuestionnaires } from '#surveys';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { openVault } from '../../server/vault.ts';
import type { Benchmark } from './ratio.ts';

const CONNECTIONS = 10;
/** Phones that talk at a time, each on a connection of its own. */
const PHONES = 40;
const ANSWERS = 1500;

const folder = mkdtempSync(join(tmpdir(), 'pingyi-bench-pages-'));
const server = spawn(process.execPath, [join(process.cwd(), 'server', 'bin.mjs'), 'serve'], {
  env: { ...process.env, PINGYI_DATA: folder, PINGYI_PROXY: '127.0.0.1', PORT: '0', DATABASE_URL: '' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise<void>((resolve) => server.on('close', () => resolve()));
// Whatever becomes of the benchmark, nothing of it stays.
process.on('exit', () => server.kill('SIGTERM'));
const base = await new Promise<URL>((resolve, reject) => {
  let said = '';
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const found = /已启动：(http:\S+)/.exec(said)?.[1];
    if (found !== undefined) resolve(new URL(found));
  });
  void ended.then(() => reject(new Error(said)));
});

// The server's own database, adopted.
const embedded = await startEmbedded({ dataDir: folder, log: () => {} });
const sql = connect(embedded.connection, { max: CONNECTIONS });
const config = readConfig({ PINGYI_DATA: folder });
const vault = openVault(config.kekFile);
const now = new Date();
const ctx: Context = { sql, config, vault, now, actor: { kind: 'system', name: 'bench' }, requestId: 'bench' };
const [cycleId, departmentId, questionnaireId, versionId] = Array.from({ length: 4 }, () => randomUUID());
await sql.begin(async (tx) => {
  await tx`
    insert into cycles (id, name, year, state, home_area, frame_deadline_on, created_at)
    values (${cycleId!}, 'bench', 2026, 'fieldwork', '0771', '2026-12-01', ${now})`;
  await vault.createCycleKeys(tx, cycleId!);
  await tx`insert into departments (id, name, category, created_at) values (${departmentId!}, 'd', 'economic', ${now})`;
  await tx`insert into appraisees (cycle_id, department_id, category) values (${cycleId!}, ${departmentId!}, 'economic')`;
  await tx`insert into questionnaires (id, cycle_id, kind, created_at) values (${questionnaireId!}, ${cycleId!}, 'public', ${now})`;
  await tx`
    insert into questionnaire_versions (id, questionnaire_id, number, state, revision, content, digest, created_at, created_by,
      changed_at, changed_by, reviewed_at, published_at)
    values (${versionId!}, ${questionnaireId!}, 1, 'published', 1, ${tx.json(shippedQuestionnaires.public)}, 'x', ${now}, 'b', ${now},
      'b', ${now}, ${now})`;
});
await save(ctx, cycleId!, {
  slug: 'bench',
  title: '评议',
  organiser: '绩效办',
  hotline: '0771-2811111',
  notice: '',
  verifyText: '由民调中心进行',
  opensAt: new Date(now.getTime() - 60_000).toISOString(),
  closesAt: new Date(now.getTime() + 86_400_000).toISOString(),
  links: [],
});
await open(ctx, cycleId!);
await sql`create table bare_answers (id uuid primary key, department_id uuid, received_at timestamptz, codes text[], digest bytea)`;

const agent = new Agent({ keepAlive: true, maxSockets: PHONES });
let phones = 0;

/** One exchange from a network of its own: speed limits are tested elsewhere. */
function talk(path: string, form?: Readonly<Record<string, string>>) {
  phones += 1;
  const body = form && new URLSearchParams(form).toString();
  return new Promise<{ status: number; location: string; text: string }>((resolve, reject) => {
    const asking = request(
      {
        agent,
        host: base.hostname,
        port: base.port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          'sec-fetch-site': 'same-origin',
          'x-forwarded-for': `${10 + ((phones >> 16) & 63)}.${phones & 255}.${(phones >> 8) & 255}.1`,
          ...(body === undefined
            ? {}
            : {
                'content-type': 'application/x-www-form-urlencoded',
                'content-length': String(Buffer.byteLength(body)),
              }),
        },
      },
      (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, location: reply.headers.location ?? '', text }));
        reply.on('error', reject);
      },
    );
    asking.on('error', reject);
    asking.end(body);
  });
}

const formPath = `/s/bench/${departmentId!}`;

async function page(): Promise<string> {
  const { status, text } = await talk(formPath);
  const ticket = /name="_ticket" value="([^"]*)"/.exec(text)?.[1];
  if (status !== 200 || ticket === undefined) throw new Error(`no form: ${status}`);
  return ticket;
}

/** Durable when this returns: the server says so after its commit. */
async function submit(ticket: string): Promise<void> {
  const { status, location } = await talk(formPath, { q1: 'policy', q2: '5', q4: '5', _ticket: ticket, _go: 'submit' });
  if (status !== 303 || !location.includes('/thanks/')) throw new Error(`not stored: ${status} ${location}`);
}

async function many(work: (n: number) => Promise<unknown>, count: number, at = PHONES): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: at }, async () => {
      while (next < count) {
        next += 1;
        await work(next - 1);
      }
    }),
  );
}

/** Forms as served; each is one answer. */
async function forms(count: number): Promise<string[]> {
  const tickets: string[] = [];
  await many(async (n) => (tickets[n] = await page()), count);
  return tickets;
}

const insert = (): Promise<unknown> => sql`
  insert into bare_answers (id, department_id, received_at, codes, digest)
  values (${randomUUID()}, ${departmentId!}, ${now}, ${['policy', '4', '3', 'resident']}, ${Buffer.alloc(16)})`;

async function perSecond(work: (n: number) => Promise<unknown>, count: number): Promise<number> {
  const started = performance.now();
  await many(work, count);
  return (count / (performance.now() - started)) * 1000;
}

/** At 70 % of the full rate, by the clock and not by each other: how long the 99th of a hundred waits, to 100 ms. */
async function p99(work: (n: number) => Promise<unknown>, rate: number, count: number): Promise<number> {
  const waits: number[] = [];
  const pending: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; n < count;) {
    const due = Math.min(count, ((performance.now() - begun) / 1000) * rate * 0.7);
    for (; n < due; n += 1) {
      const at = performance.now();
      pending.push(work(n).then(() => void waits.push(performance.now() - at)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  return (waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Infinity) / 100;
}

const say = (what: string, rate: number) => process.stdout.write(`        ${what}: ${Math.round(rate)} a second\n`);
let answerRate = 0;
let pageRate = 0;

export async function end(): Promise<void> {
  agent.destroy();
  server.kill('SIGTERM');
  await ended;
  await sql.end();
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: `${ANSWERS} durable answers by HTTP, to bare inserts over ${CONNECTIONS} connections`,
    gate: 8,
    figure: async () => {
      await many(insert, ANSWERS, 200);
      const bare = await perSecond(insert, ANSWERS);
      await many(async () => submit(await page()), 200);
      const tickets = await forms(ANSWERS);
      answerRate = await perSecond((n) => submit(tickets[n]!), ANSWERS);
      const [stored] = await sql<
        { count: number }[]
      >`select count(*)::int as count from answer_sheets where state = 'counted'`;
      if (stored?.count !== ANSWERS + 200) throw new Error(`${stored?.count} answers are stored`);
      say('bare inserts', bare);
      say('answers by HTTP', answerRate);
      return bare / answerRate;
    },
  },
  {
    name: 'p99 of an answer by HTTP at 70 % load, to 100 ms',
    gate: 1,
    figure: async () => {
      const count = Math.min(4000, Math.ceil(answerRate * 0.7 * 4));
      const tickets = await forms(count);
      return p99((n) => submit(tickets[n]!), answerRate, count);
    },
  },
  {
    name: `${ANSWERS} pages of the form by HTTP, to answers by HTTP`,
    gate: 3,
    figure: async () => {
      await many(page, 200);
      pageRate = await perSecond(page, ANSWERS);
      say('pages by HTTP', pageRate);
      return answerRate / pageRate;
    },
  },
  {
    name: 'p99 of a page by HTTP at 70 % load, to 100 ms',
    gate: 1,
    figure: () => p99(page, pageRate, Math.min(4000, Math.ceil(pageRate * 0.7 * 4))),
  },
];
