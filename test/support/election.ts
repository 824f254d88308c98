/** A leader evaluation from settings to votes: the office's steps over HTTP, raters with the real client, no chance anywhere. */
import { createHash } from 'node:crypto';
import * as client from '#ballot-client';
import * as contract from '#contract';
import { write } from '#db';
import type { BallotPackage, BallotTallyFile, PollSettings } from '#contract';
import type { TestApp, Visitor } from './app.ts';

/** Bytes of a stream of its own for every name. */
export function bytesOf(name: string): client.Random {
  let block = 0;
  let left = Buffer.alloc(0);
  return (length) => {
    while (left.length < length)
      left = Buffer.concat([
        left,
        createHash('sha256')
          .update(`${name} ${(block += 1)}`)
          .digest(),
      ]);
    const bytes = Uint8Array.from(left.subarray(0, length));
    left = left.subarray(length);
    return bytes;
  };
}

/** Whole numbers below n, all alike enough for a test. */
export function numbersOf(name: string): (n: number) => number {
  const random = bytesOf(name);
  return (n) => Buffer.from(random(6)).readUIntBE(0, 6) % n;
}

export interface ElectionPlan {
  readonly name?: string;
  /** How many departments to make and rate; not needed with `within`. */
  readonly units?: number;
  /** A cycle that is there, and those of its appraisees who are rated. */
  readonly within?: { readonly cycleId: string; readonly units: readonly string[] };
  /** Raters by style; styles are named after their groups: `A1` of group `a`. */
  readonly raters: Readonly<Record<string, number>>;
  readonly settings?: Partial<PollSettings>;
  readonly excluded?: Readonly<Record<string, readonly number[]>>;
}

export interface Election {
  readonly cycleId: string;
  readonly office: Visitor;
  readonly units: readonly string[];
  readonly key: client.PollKey;
  /** Codes by style, as they came out of the printer. */
  readonly codes: Readonly<Record<string, readonly string[]>>;
  form(): Promise<client.BallotForm>;
  voter(code: string, options?: VoterPlan): Promise<client.Voter>;
  start(): Promise<void>;
  close(): Promise<void>;
  handOutAll(): Promise<void>;
  pack(): Promise<BallotPackage>;
  tally(): Promise<BallotTallyFile>;
}

export interface VoterPlan {
  readonly storage?: client.Storage;
  readonly transport?: client.Transport;
  readonly form?: client.BallotForm;
  readonly keyFingerprint?: string;
}

export function memory(): client.Storage {
  const kept = new Map<string, string>();
  return { get: (key) => kept.get(key) ?? null, set: (key, value) => void kept.set(key, value) };
}

/** What a browser without cookies sends. */
export function transportTo(app: TestApp): client.Transport {
  return client.createTransport((async (path: string, init: RequestInit) =>
    app.app.request(`http://127.0.0.1${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), 'sec-fetch-site': 'same-origin' },
    })) as typeof fetch);
}

/** A device of a rater. */
export function device(
  app: TestApp,
  form: client.BallotForm,
  code: string,
  { storage = memory(), transport = transportTo(app), keyFingerprint }: VoterPlan = {},
): client.Voter {
  const seed = client.parseCode(code);
  if (!seed) throw new Error('no code');
  const voter = client.createVoter({
    form,
    seed,
    keyFingerprint,
    storage,
    transport,
    random: bytesOf(`device ${code} ${(devices += 1)}`),
    pause: async () => {},
    longestDelayMs: 0,
  });
  if (typeof voter === 'string') throw new Error(voter);
  return voter;
}
let devices = 0;

export const pollOf = (units: readonly string[], plan: ElectionPlan): PollSettings => {
  const codes = Object.keys(plan.raters);
  const groups = [...new Set(codes.map((code) => code[0]!.toLowerCase()))];
  return {
    title: '2026年度领导评价',
    units: [...units],
    groups: groups.map((code) => ({
      code,
      name: `第${code}类领导`,
      weight: null,
      best: 2,
      worst: 1,
      perCategory: false,
    })),
    styles: codes.map((code) => ({
      code,
      group: code[0]!.toLowerCase(),
      name: `票种${code}`,
      excluded: (plan.excluded?.[code] ?? []).map((place) => units[place]!),
    })),
    closesAt: '2026-12-20T10:00:00.000Z',
    noOpinion: true,
    uniform: 'count',
    blank: 'abstain',
    revisions: true,
    phone: '0771-2811111',
    ...plan.settings,
  };
};

let elections = 0;

/** A cycle whose id follows from its name: cards are bound to it, and with a random one no run would be like another. */
async function cycleNamed(app: TestApp, name: string): Promise<string> {
  const hex = Buffer.from(bytesOf(`cycle ${name}`)(16)).toString('hex');
  const cycleId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  await write(app.system(), 'cycle.create', async (tx, note) => {
    await tx`
      insert into cycles (id, name, year, home_area, frame_deadline_on, state, created_at)
      values (${cycleId}, ${`${name} 2026`}, 2026, '0771', '2026-11-30', 'preparing', ${app.clock.now})`;
    await app.services.vault.createCycleKeys(tx, cycleId);
    note({ subject: `cycle:${cycleId}` });
  });
  return cycleId;
}

async function makeUnits(office: Visitor, cycleId: string, count: number): Promise<string[]> {
  const units: string[] = [];
  const { items: known } = await office.must(contract.listDepartments);
  for (let i = 0; i < count; i += 1) {
    const title = `第${i + 1}厅`;
    const found = known.find((department) => department.name === title);
    const department =
      found ??
      (await office.must(contract.createDepartment, {
        body: { name: title, category: i % 2 === 0 ? 'economic' : 'supervision' },
      }));
    units.push(department.id);
  }
  await office.must(contract.addAppraisees, { params: { cycleId }, body: { departmentIds: units, frames: [] } });
  return units;
}

export interface PreparedRoll {
  readonly name: string;
  readonly cycleId: string;
  readonly units: readonly string[];
  readonly key: client.PollKey;
}

/** Everything up to the closed roll and the registered key. */
export async function prepareRoll(app: TestApp, office: Visitor, plan: ElectionPlan): Promise<PreparedRoll> {
  elections += 1;
  const name = plan.name ?? `election ${elections}`;
  const cycleId = plan.within?.cycleId ?? (await cycleNamed(app, name));
  const params = { cycleId };
  const units = plan.within ? [...plan.within.units] : await makeUnits(office, cycleId, plan.units ?? 6);
  await office.must(contract.setPoll, { params, body: pollOf(units, plan) });
  const raters = Object.entries(plan.raters).flatMap(([style, count]) =>
    Array.from({ length: count }, (_, i) => ({ name: `领导${style}-${i + 1}`, unit: '某单位', post: '主任', style })),
  );
  await office.must(contract.setRaters, { params, body: { raters } });
  await office.must(contract.closeRoll, { params, body: {} });
  const key = await client.createPollKey(bytesOf(`key ${name}`));
  await office.must(contract.setPollKey, {
    params,
    body: { publicKey: key.publicKey, holders: ['绩效办', '信息中心', '人大代表'] },
  });
  return { name, cycleId, units, key };
}

/** Everything up to printed cards; `start` opens the vote. */
export async function prepareElection(app: TestApp, office: Visitor, plan: ElectionPlan): Promise<Election> {
  const { name, cycleId, units, key } = await prepareRoll(app, office, plan);
  const params = { cycleId };
  const codes: Record<string, string[]> = {};
  const batches: { number: number; printed: number }[] = [];
  for (const [style, count] of Object.entries(plan.raters)) {
    const cards = client.makeCards(bytesOf(`cards ${name} ${style}`), cycleId, count + 2);
    codes[style] = cards.map(({ code }) => code);
    batches.push(
      await office.must(contract.registerCards, {
        params,
        body: { style, spare: 2, cardHashes: cards.map(({ hash }) => hash) },
      }),
    );
  }
  const form = async () => {
    const reply = await transportTo(app).get(`/api/ballot-forms/${cycleId}`);
    return reply.body as client.BallotForm;
  };
  let kept: client.BallotForm | undefined;
  const pack = async () => {
    const reply = await office.raw('GET', `/api/cycles/${cycleId}/ballot/package.json`);
    if (reply.status !== 200) throw new Error(`package: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as BallotPackage;
  };
  return {
    cycleId,
    office,
    units,
    key,
    codes,
    form,
    pack,
    async voter(code, options) {
      kept ??= await form();
      return device(app, options?.form ?? kept, code, options);
    },
    async start() {
      await office.must(contract.startVoting, { params, body: {} });
    },
    async close() {
      await office.must(contract.closeVoting, { params, body: {} });
    },
    /** All but the spare cards, which are voided unused. */
    async handOutAll() {
      for (const { number, printed } of batches)
        await office.must(contract.noteHandOut, { params, body: { batch: number, handedOut: printed - 2 } });
      const spare = Object.values(codes).flatMap((own) =>
        own.slice(-2).map((code) => client.cardOf(client.parseCode(code)!, cycleId).hash),
      );
      await office.must(contract.voidCards, { params, body: { reason: 'unused', cardHashes: spare } });
    },
    async tally() {
      const { openBox } = await import('#ballots');
      const joined = await client.joinShares([key.shares[0]!, key.shares[2]!], client.mustHex(key.publicKey));
      if (!joined.ok) throw new Error(joined.reason);
      return openBox(await pack(), joined.privateKey);
    },
  };
}

/** A draft with some level for every unit a style rates. */
export function someDraft(form: client.BallotForm, style: string, below: (n: number) => number): client.Draft {
  const own = form.poll.styles.find(({ code }) => code === style)!.units.map((place) => form.poll.units[place]!.id);
  return {
    grades: Object.fromEntries(own.map((unit) => [unit, String(1 + below(5))])),
    best: [own[below(own.length)]!],
    worst: [],
  };
}
