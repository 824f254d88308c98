/**
 * Planted persons go through a real server on a database of its own; then every byte it left anywhere is searched for them. And a
 * copy of the database made before an erasure, put back afterwards, stays closed.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { RouteReply, RouteRequest, RouteShape } from '#contract';
import { start, type Started } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-planted-'));
const servers: Started[] = [];
afterAll(async () => {
  // A server that is killed leaves its database behind.
  for (const { child } of servers) child.kill('SIGTERM');
  await Promise.all(servers.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

const PASSWORD = 'a password for tests';

/** A browser of one person at a server on a port. */
class Remote {
  cookie = '';
  constructor(private readonly url: string) {}
  async raw(route: RouteShape, request: RouteRequest<RouteShape> = {}): Promise<Response> {
    const params = (request.params ?? {}) as Record<string, string>;
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '');
    const query = new URLSearchParams((request.query ?? {}) as Record<string, string>).toString();
    const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin', cookie: this.cookie };
    let body: FormData | string | undefined;
    if (route.form) {
      body = new FormData();
      for (const file of request.files ?? []) body.append('file', file);
    } else if (route.method !== 'GET' && route.method !== 'DELETE') {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(request.body ?? {});
    }
    const init = { method: route.method, headers, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${this.url}${path}${query ? `?${query}` : ''}`, init);
    for (const cookie of response.headers.getSetCookie()) this.cookie = cookie.split(';')[0] ?? '';
    return response;
  }
  async must<R extends RouteShape>(route: R, request: RouteRequest<R> = {}): Promise<RouteReply<R>> {
    const response = await this.raw(route, request);
    if (!response.ok) throw new Error(`${route.path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as RouteReply<R>;
  }
  async bytes<R extends RouteShape>(route: R, request: RouteRequest<R> = {}): Promise<Buffer> {
    const response = await this.raw(route, request);
    if (!response.ok) throw new Error(`${route.path}: ${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }
}

const COUNT = 40;
const surnames = '岑覃韦蒙莫农陆闭劳甘';
const given = '璟翀昉翯懿璠翙砚筠';
/** Persons no list, page or program of ours knows. */
const planted = Array.from({ length: COUNT }, (_, at) => ({
  name: `${surnames[at % 10]!}${given[at % 9]!}${given[(at * 7 + 3) % 9]!}`,
  mobile: `1387${String(7_310_007 + at * 9_173).padStart(7, '0')}`,
  organisation: `桂林市漓翀${given[at % 9]!}${given[(at * 5 + 2) % 9]!}有限公司`,
}));
/** Filed with mistakes, so that findings quote them as well. */
const remark = '请找岑翀砚本人，勿扰其母';
const list = (): File =>
  new File(
    [
      `序号,姓名,性别,单位,职务,联系电话,备注\r\n${planted
        .map(
          ({ name, mobile, organisation }, at) =>
            `${at + 1},${at === 3 ? ` ${name} （女）` : name},男,${organisation},经理,${
              at % 4 === 1 ? `${mobile.slice(0, 3)} ${mobile.slice(3, 7)}-${mobile.slice(7)}` : mobile
            },${at === 5 ? remark : ''}`,
        )
        .join(
          '\r\n',
        )}\r\n${COUNT + 1},${planted[0]!.name},男,${planted[0]!.organisation},经理,${planted[1]!.mobile},\r\n`,
    ],
    '附件3.csv',
  );

const words = [
  ...new Set(planted.flatMap(({ name, mobile, organisation }) => [name, mobile, `+86${mobile}`, organisation])),
  remark,
];
const encodings: Readonly<Record<string, (word: string) => readonly Buffer[]>> = {
  utf8: (word) => [Buffer.from(word)],
  utf16: (word) => [Buffer.from(word, 'utf16le'), Buffer.from(word, 'utf16le').swap16()],
  gb18030: (word) => [iconv.encode(word, 'gb18030')],
  hex: (word) => {
    const hex = Buffer.from(word).toString('hex');
    return [Buffer.from(hex), Buffer.from(hex.toUpperCase())];
  },
  // At each of the three places within a group of four; the ends depend on the neighbours.
  base64: (word) =>
    [0, 1, 2].map((shift) => {
      const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64');
      return Buffer.from(text.slice(shift === 0 ? 0 : 4, -4));
    }),
  json: (word) => [
    Buffer.from(word.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)),
  ],
};
const needles = words.flatMap((word) =>
  Object.entries(encodings).flatMap(([encoding, encode]) =>
    encode(word)
      .filter((bytes) => bytes.length >= 6)
      .map((bytes) => ({ word, encoding, bytes })),
  ),
);

/** Needles by their first three bytes: one pass over the bytes, however many needles. */
const starts = new Map<number, typeof needles>();
const isStart = new Uint8Array(1 << 24);
for (const needle of needles) {
  const start = needle.bytes.readUIntBE(0, 3);
  isStart[start] = 1;
  starts.set(start, [...(starts.get(start) ?? []), needle]);
}

/** What of the planted is in the bytes, said without a screenful. */
function found(place: string, bytes: Buffer): string[] {
  const hits = new Set<string>();
  for (let at = 2, start = bytes.length > 1 ? bytes.readUInt16BE(0) : 0; at < bytes.length; at += 1) {
    start = ((start << 8) | bytes[at]!) & 0xffffff;
    if (isStart[start] !== 1) continue;
    for (const needle of starts.get(start) ?? [])
      if (bytes.subarray(at - 2, at - 2 + needle.bytes.length).equals(needle.bytes))
        hits.add(`${place}: ${needle.word} (${needle.encoding})`);
  }
  return [...hits];
}

function* filesOf(path: string): Generator<string> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* filesOf(inner);
    else if (entry.isFile()) yield inner;
  }
}
const foundUnder = (path: string): string[] => [...filesOf(path)].flatMap((file) => found(file, readFileSync(file)));

describe('planted persons', () => {
  const data = join(folder, 'data');
  const tmp = mkdtempSync(join(folder, 'tmp-'));
  const env = { PINGYI_DATA: data, PORT: '0', TMPDIR: tmp };
  const serve = async (): Promise<{ server: Started; url: string }> => {
    const server = start(['serve'], env);
    servers.push(server);
    const [, url] = await server.until(/评议平台已启动：(http:\/\/\S+)/);
    return { server, url: url! };
  };
  const stop = async ({ server }: { server: Started }): Promise<void> => {
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  };
  let cycleId = '';
  let submissionId = '';
  let frameId = '';

  async function enter(url: string, login: string): Promise<Remote> {
    const person = new Remote(url);
    await person.must(contract.openSession, { body: { login, password: PASSWORD } });
    return person;
  }

  it('the search finds what is there, in every encoding', () => {
    for (const { bytes, word, encoding } of needles.slice(0, 60)) {
      const hit = found('x', Buffer.concat([Buffer.from('abc'), bytes, Buffer.from('def')]));
      expect(hit).toContain(`x: ${word} (${encoding})`);
    }
    const around = Buffer.from(`{"name":"${words[0]!}","next":1}`).toString('base64');
    expect(found('x', Buffer.from(around))).not.toEqual([]);
  });

  it('leave nothing readable in files, logs and public pages', async () => {
    const running = await serve();
    const { url } = running;
    const [, token] = await running.server.until(/set-password#token=(\S+)/);
    const office = new Remote(url);
    await office.must(contract.redeemLink, {
      body: { token: token!, password: PASSWORD, login: 'office', displayName: '绩效办' },
    });
    const account = async (login: string, role: contract.Role, departmentId: string | null) => {
      const { passwordLink } = await office.must(contract.createAccount, {
        body: { login, displayName: login, role, departmentId },
      });
      const token = passwordLink.split('token=')[1]!;
      await new Remote(url).must(contract.redeemLink, { body: { token, password: PASSWORD } });
      return enter(url, login);
    };
    const cycle = await office.must(contract.createCycle, {
      body: { name: '2026年度社会评价', year: 2026, homeArea: '0771', frameDeadlineOn: '2099-11-30' },
    });
    cycleId = cycle.id;
    const department = await office.must(contract.createDepartment, {
      body: { name: '自治区商务厅', category: 'economic' },
    });
    await office.must(contract.addAppraisees, {
      params: { cycleId },
      body: {
        departmentIds: [department.id],
        frames: [{ list: 'hot-topics', attachment: 3, minimum: 0, coverage: 'none' }],
      },
    });
    const operator = await account('operator', 'operator', null);
    await account('office-2', 'office', null);
    const liaison = await account('liaison', 'liaison', department.id);
    const { items } = await liaison.must(contract.listFrames, { query: { cycleId } });
    frameId = items[0]!.id;
    const submission = await liaison.must(contract.fileSubmission, { params: { frameId }, files: [list()] });
    submissionId = submission.id;
    expect(submission).toMatchObject({ verdict: 'accepted' });
    // A large list on its way: its chunks and its password lie in the database meanwhile.
    const content = list();
    const job = await liaison.must(contract.startFilingJob, {
      params: { frameId },
      body: {
        files: [
          { name: content.name, bytes: content.size },
          { name: '另一份.csv', bytes: 1 },
        ],
        password: remark,
      },
    });
    const sent = await liaison.must(contract.uploadChunk, {
      params: { jobId: job.id, file: 1, chunk: 1 },
      files: [content],
    });
    expect(sent).toMatchObject({ phase: 'uploading', receivedBytes: content.size });
    expect(submission.counts.usable).toBeGreaterThanOrEqual(COUNT - 2);
    const own = await liaison.bytes(contract.listFindings, { params: { submissionId } });
    expect(found('own', own)).not.toEqual([]);
    const masked = await operator.bytes(contract.listFindings, { params: { submissionId } });
    expect(found('masked', masked).filter((hit) => !hit.includes('有限公司'))).toEqual([]);
    await operator.must(contract.revealFindings, { params: { submissionId }, body: { reason: '核对登记情况' } });
    expect(found('revealed', await operator.bytes(contract.listFindings, { params: { submissionId } }))).not.toEqual(
      [],
    );
    await operator.must(contract.acceptFrame, { params: { frameId }, body: { submissionId } });

    const draw = await operator.must(contract.designDraw, {
      body: contract.designDraw.body.parse({
        cycleId,
        title: '热点事项抽样',
        frameIds: [frameId],
        design: { method: 'simple', stratifyBy: 'none', main: 10, reserve: 5, replicateSize: 5 },
      }),
    });
    const params = { drawId: draw.id };
    await operator.must(contract.lockDraw, { params, body: { announcement: '双色球2026年第135期开奖号码' } });
    await operator.must(contract.selectDraw, {
      params,
      body: { publicRandomness: '03.08.11.19.25.30+07', oneTimeCode: 'K7Q2M5' },
    });
    await operator.must(contract.sealDraw, { params });
    await operator.must(contract.verifyDraw, { params, body: {} });
    await operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });

    const stranger = new Remote(url);
    const open = await Promise.all([
      stranger.bytes(contract.publicDrawPage, { params }),
      stranger.bytes(contract.publicManifest, { params }),
      stranger.bytes(contract.publicFrameIds, { params }),
      stranger.bytes(contract.publicCertificate, { params }),
      liaison.bytes(contract.getReceipt, { params: { submissionId } }),
      office.bytes(contract.listAuditEntries, { query: { limit: 500 } }),
      office.bytes(contract.getFrame, { params: { frameId } }),
      office.bytes(contract.getDraw, { params }),
    ]);
    for (const [at, bytes] of open.entries()) {
      expect(bytes.length).toBeGreaterThan(100);
      expect(found(`page ${at}`, bytes)).toEqual([]);
    }
    // The one file that is meant to hold them.
    const callList = await operator.bytes(contract.downloadCallList, { params, query: { replicates: 'released' } });
    expect(callList.subarray(0, 2).toString()).toBe('PK');

    // While it runs: temporary files, write-ahead log and heap as they are.
    expect(foundUnder(data)).toEqual([]);
    await stop(running);
    expect(foundUnder(data)).toEqual([]);
    expect(foundUnder(tmp)).toEqual([]);
    for (const { output } of servers) expect(found('output', Buffer.from(output.stdout + output.stderr))).toEqual([]);
    const searched = [...filesOf(data)].reduce((sum, file) => sum + statSync(file).size, 0);
    expect(searched).toBeGreaterThan(10_000_000);
  });

  it('cannot be opened from a copy of the database made before the erasure', async () => {
    cpSync(join(data, 'postgres'), join(folder, 'backup'), { recursive: true, preserveTimestamps: true });
    let running = await serve();
    const [office, second, liaison] = await Promise.all(
      ['office', 'office-2', 'liaison'].map((login) => enter(running.url, login)),
    );
    expect((await liaison!.raw(contract.listFindings, { params: { submissionId } })).status).toBe(200);
    for (const state of ['collecting', 'sampling', 'fieldwork', 'closed'] as const)
      await office!.must(contract.changeCycle, { params: { cycleId }, body: { state } });
    const asked = await office!.must(contract.requestErasure, { params: { cycleId }, body: { reason: '保存期满' } });
    await second!.must(contract.confirmErasure, {
      params: { cycleId },
      body: { requestId: asked.request!.id, cycleName: '2026年度社会评价' },
    });
    await stop(running);

    rmSync(join(data, 'postgres'), { recursive: true });
    cpSync(join(folder, 'backup'), join(data, 'postgres'), { recursive: true, preserveTimestamps: true });
    running = await serve();
    const restored = await enter(running.url, 'office');
    // The database knows nothing of the erasure; the keys do.
    expect((await restored.must(contract.getErasure, { params: { cycleId } })).state).toBe('kept');
    const again = await enter(running.url, 'liaison');
    const reply = await again.raw(contract.listFindings, { params: { submissionId } });
    expect(reply.status).toBe(409);
    expect(await reply.json()).toMatchObject({ code: 'keys-destroyed' });
    expect((await restored.raw(contract.getFrame, { params: { frameId } })).status).toBe(200);
    await stop(running);
  });
});
