/**
 * Filing a list of 1,000,000 persons as a liaison does: a real server with its own PostgreSQL, the file in sealed chunks, read,
 * judged, sealed and kept by the worker; beside papaparse alone on the same file. Memory and the patience of others are gated too.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import Papa from 'papaparse';
import type { FilingJob } from '#contract';
import type { Benchmark } from './ratio.ts';
import { listOfAMillion, RECORDS } from './people.ts';

const PASSWORD = 'a password for tests';
const RUNS = 2;

const text = await listOfAMillion();
const folder = mkdtempSync(join(tmpdir(), 'pingyi-bench-'));
const server = await startServer();
process.on('exit', () => {
  server.child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  readonly office: Caller;
}

type Caller = <T>(method: string, path: string, body?: object | FormData) => Promise<T>;

function callerOf(url: string): Caller {
  let cookie = '';
  return async <T>(method: string, path: string, body?: object | FormData): Promise<T> => {
    const form = body instanceof FormData;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        cookie,
        ...(form || !body ? {} : { 'content-type': 'application/json' }),
      },
      ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
}

async function startServer(): Promise<Server> {
  const child = spawn(process.execPath, ['server/bin.mjs', 'serve'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PINGYI_DATA: join(folder, 'data'), PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const [, url, token] = /(http:\/\/[^/\s]+)\/app\/set-password#token=(\S+)/.exec(said) ?? [];
    if (!url || !token) continue;
    child.stdout.resume();
    const office = callerOf(url);
    await office('POST', '/api/password-links/redemptions', {
      token,
      password: PASSWORD,
      login: 'office',
      displayName: '绩效办',
    });
    return { child, url, office };
  }
  throw new Error(`the server did not start\n${said}`);
}

let departments = 0;

/** A department that has not filed yet, its liaison and the frame of 附件3. */
async function newDepartment(cycleId: string): Promise<{ liaison: Caller; frameId: string }> {
  departments += 1;
  const { office, url } = server;
  const name = `自治区第${departments}厅`;
  const { id } = await office<{ id: string }>('POST', '/api/departments', { name, category: 'economic' });
  const frames = [{ list: 'hot-topics', attachment: 3, minimum: 500, coverage: 'none' }];
  await office('POST', `/api/cycles/${cycleId}/appraisees`, { departmentIds: [id], frames });
  const login = `liaison-${departments}`;
  const { passwordLink } = await office<{ passwordLink: string }>('POST', '/api/accounts', {
    login,
    displayName: login,
    role: 'liaison',
    departmentId: id,
  });
  const liaison = callerOf(url);
  await liaison('POST', '/api/password-links/redemptions', {
    token: passwordLink.split('token=')[1],
    password: PASSWORD,
  });
  const { items } = await liaison<{ items: { id: string }[] }>('GET', '/api/frames');
  return { liaison, frameId: items[0]!.id };
}

const cycle = await server.office<{ id: string }>('POST', '/api/cycles', {
  name: '2015年度社会评价',
  year: 2015,
  homeArea: '0771',
  frameDeadlineOn: '2099-11-30',
});

async function upload(liaison: Caller, frameId: string): Promise<FilingJob> {
  const files = [{ name: '附件3.csv', bytes: text.length }];
  let job = await liaison<FilingJob>('POST', `/api/frames/${frameId}/filing-jobs`, { files });
  for (let chunk = 1; chunk <= job.files[0]!.chunks; chunk += 1) {
    const form = new FormData();
    const bytes = text.subarray((chunk - 1) * job.chunkBytes, chunk * job.chunkBytes);
    form.append('file', new File([new Uint8Array(bytes)], 'chunk'));
    job = await liaison<FilingJob>('POST', `/api/filing-jobs/${job.id}/files/1/chunks/${chunk}`, form);
  }
  return job;
}

interface Watched {
  readonly highestMb: Map<string, number>;
  readonly cpuSeconds: Map<string, number>;
}

/** Peak memory and processor time of the server, its child and its database, by what the kernel says. */
function look({ highestMb, cpuSeconds }: Watched): void {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      const parent = Number(/PPid:\s+(\d+)/.exec(status)?.[1]);
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      const who =
        Number(entry) === server.child.pid
          ? 'server'
          : parent === server.child.pid && command.includes('frame-worker')
            ? 'child'
            : command.startsWith('postgres') && command.includes('pingyi')
              ? 'database'
              : undefined;
      if (!who) continue;
      const highest = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
      highestMb.set(who, Math.max(highestMb.get(who) ?? 0, highest));
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      cpuSeconds.set(`${who} ${entry}`, (Number(fields[11]) + Number(fields[12])) / 100);
    } catch {
      // It ended while being looked at.
    }
  }
}

function cpuOf({ cpuSeconds }: Watched, who: string): number {
  let sum = 0;
  for (const [key, seconds] of cpuSeconds) if (key.startsWith(`${who} `)) sum += seconds;
  return sum;
}

interface Filed {
  /** From the last chunk to the commit. */
  readonly seconds: number;
  readonly childMb: number;
  readonly serverMb: number;
  /** What 95 of 100 requests of others waited at most, meanwhile. */
  readonly waitMs: number;
}

/** Files the list once; prints where the time went. */
async function fileAMillion(): Promise<Filed> {
  // Connections that ended while this process was busy are noticed first.
  await sleep(50);
  const { liaison, frameId } = await newDepartment(cycle.id);
  const uploading = performance.now();
  await upload(liaison, frameId);
  const started = performance.now();
  const watched: Watched = { highestMb: new Map(), cpuSeconds: new Map() };
  look(watched);
  const before = { server: cpuOf(watched, 'server'), database: cpuOf(watched, 'database') };
  const entered = new Map<string, number>();
  const waits: number[] = [];
  let job: FilingJob | null = null;
  while (job?.phase !== 'done') {
    const asked = performance.now();
    ({ job } = await liaison<{ job: FilingJob }>('GET', `/api/frames/${frameId}/filing-job`));
    waits.push(performance.now() - asked);
    if (!entered.has(job.phase)) entered.set(job.phase, asked - started);
    if (job.phase === 'failed') throw new Error(`the filing failed: ${job.problem?.detail}`);
    look(watched);
    await sleep(20);
  }
  if (job.persons !== RECORDS) throw new Error(`${job.persons} of ${RECORDS} persons are usable`);
  const at = (phase: string) => (entered.get(phase) ?? 0) / 1000;
  const share = (from: number, to: number) => `${(to - from).toFixed(1)} s`;
  const cpu = (who: 'server' | 'database' | 'child') =>
    `${(cpuOf(watched, who) - (who === 'child' ? 0 : before[who])).toFixed(1)} s`;
  const mb = (who: string) => Math.round(watched.highestMb.get(who) ?? 0);
  const wait = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)]!;
  process.stdout.write(
    `       upload ${share(uploading / 1000, started / 1000)}; wait and read ${share(0, at('checking'))}, check ` +
      `${share(at('checking'), at('saving'))}, pack, seal and insert ${share(at('saving'), at('done'))}\n` +
      `       processor time: child ${cpu('child')}, database ${cpu('database')}, server ${cpu('server')}; ` +
      `highest memory: child ${mb('child')} MB, server ${mb('server')} MB; others waited ${Math.round(wait)} ms at most ` +
      `(95 of 100; all: ${Math.round(Math.max(...waits))} ms)\n`,
  );
  return { seconds: at('done'), childMb: mb('child'), serverMb: mb('server'), waitMs: wait };
}

function papaparse(): number {
  const started = performance.now();
  let fields = 0;
  Papa.parse<string[]>(text.toString('utf8'), { step: ({ data }) => void (fields += data.length) });
  if (fields < RECORDS) throw new Error('papaparse missed records');
  return (performance.now() - started) / 1000;
}

async function fileAndCompare(): Promise<Filed & { readonly ratio: number }> {
  papaparse();
  const all: Filed[] = [];
  const alone: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    alone.push(papaparse());
    all.push(await fileAMillion());
    alone.push(papaparse());
  }
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  const most = (of: (one: Filed) => number) => Math.max(...all.map(of));
  return {
    ratio: mean(all.map(({ seconds }) => seconds)) / mean(alone),
    seconds: mean(all.map(({ seconds }) => seconds)),
    childMb: most(({ childMb }) => childMb),
    serverMb: most(({ serverMb }) => serverMb),
    waitMs: most(({ waitMs }) => waitMs),
  };
}

let filed: ReturnType<typeof fileAndCompare> | undefined;
const found = async (figure: 'ratio' | 'childMb' | 'serverMb' | 'waitMs') =>
  (await (filed ??= fileAndCompare()))[figure];

const job = 'a list of 1,000,000 records checked, sealed and kept in PostgreSQL';
export const benchmarks: readonly Benchmark[] = [
  { name: `${job}, to papaparse alone`, gate: 12, figure: () => found('ratio') },
  { name: `${job}: highest memory of the child, MB`, gate: 512, figure: () => found('childMb') },
  { name: `${job}: highest memory of the server, MB`, gate: 512, figure: () => found('serverMb') },
  { name: `${job}: what 95 of 100 other requests waited at most, ms`, gate: 200, figure: () => found('waitMs') },
];
