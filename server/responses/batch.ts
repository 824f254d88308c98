/**
 * Group commit: answers that arrive while a transaction is under way go into the next one together.
 *
 * Promise: nobody is told "已提交" before the commit is durable; a busy moment costs one transaction for many answers, a quiet one
 * costs an answer no waiting; an answer that fails does not take others with it. A closed survey takes nothing: the row is locked
 * against closing until the batch is in.
 */
import { isTransient, stage, type Sql, type Tx } from '#db';
import { fileAll, type Filed, type Filing } from '#sheets';
import type { Context } from '../context.ts';
import type { Proof } from './proof.ts';

export interface Arrival {
  readonly surveyId: string;
  /** Of the ticket. */
  readonly token: string;
  readonly filing: Filing;
  readonly prefix: Buffer | null;
  /** From the first page to the last. */
  readonly seconds: number;
  /** Shown because of speed; used up by this answer. */
  readonly proof?: Proof | undefined;
}

export type Arrived = Filed | { readonly outcome: 'closed' } | { readonly outcome: 'proof-spent' };

interface Waiting {
  readonly arrival: Arrival;
  readonly ctx: Context;
  readonly done: (arrived: Arrived) => void;
  readonly failed: (error: unknown) => void;
}

const MOST = 200;
/** Two: while one commits, the next is being made ready. */
const LANES = 2;
const TRIES = 4;

class Batcher {
  #waiting: Waiting[] = [];
  #busy = 0;

  add(ctx: Context, arrival: Arrival): Promise<Arrived> {
    return new Promise((done, failed) => {
      this.#waiting.push({ ctx, arrival, done, failed });
      // After what has arrived in this turn of the loop.
      setImmediate(() => void this.#work());
    });
  }

  async #work(): Promise<void> {
    if (this.#busy >= LANES || this.#waiting.length === 0) return;
    const batch = this.#waiting.splice(0, MOST);
    this.#busy += 1;
    try {
      await settle(batch);
    } finally {
      this.#busy -= 1;
      void this.#work();
    }
  }
}

async function settle(batch: readonly Waiting[]): Promise<void> {
  const ctx = batch[0]?.ctx;
  if (!ctx) return;
  try {
    const arrived = await fileTogether(
      ctx,
      batch.map(({ arrival }) => arrival),
    );
    for (const [at, { done }] of batch.entries()) done(arrived[at] ?? { outcome: 'not-serving' });
  } catch (error) {
    if (batch.length === 1 || isTransient(error)) {
      for (const { failed } of batch) failed(error);
      return;
    }
    // Which of them was it: each by itself.
    for (const one of batch) await settle([one]);
  }
}

const isDeadlock = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '40P01';

async function fileTogether(ctx: Context, arrivals: readonly Arrival[]): Promise<Arrived[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // What begins and ends this long piece of work, opening and closing, is noted.
      return await stage({ ...ctx, actor: { kind: 'anonymous' } }, (tx) => fileWithin(tx, ctx, arrivals));
    } catch (error) {
      // Two servers, the same devices, in another order.
      if (attempt === TRIES || !isDeadlock(error)) throw error;
    }
  }
}

async function fileWithin(tx: Tx, ctx: Context, arrivals: readonly Arrival[]): Promise<Arrived[]> {
  // A connection keeps the plans it made; one made while the tables were nearly empty would read them from end to end ever after.
  void tx`
    select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
      set_config('enable_mergejoin', 'off', true)`.execute();
  const latest = arrivals.reduce((last, { filing }) => (filing.receivedAt > last ? filing.receivedAt : last), ctx.now);
  const open = new Map(
    (
      await tx<{ id: string; opensAt: Date; closesAt: Date }[]>`
        select id, opens_at, closes_at from public_surveys
        where id = any(${[...new Set(arrivals.map(({ surveyId }) => surveyId))]}::uuid[]) and state = 'open' and opens_at <= ${latest}
        for share`
    ).map((row) => [row.id, row]),
  );
  const outcomes: (Arrived | undefined)[] = arrivals.map(({ surveyId, filing }) => {
    const survey = open.get(surveyId);
    return survey && survey.opensAt <= filing.receivedAt && filing.receivedAt < survey.closesAt
      ? undefined
      : { outcome: 'closed' };
  });
  await spendProofs(tx, ctx, arrivals, outcomes);
  const left = arrivals.flatMap((arrival, at) => (outcomes[at] ? [] : [{ arrival, at }]));
  const filed = await fileAll(
    tx,
    { ...ctx, actor: { kind: 'anonymous' } },
    left.map(({ arrival }) => arrival.filing),
  );
  const stored: { sheetId: string; arrival: Arrival }[] = [];
  for (const [n, { arrival, at }] of left.entries()) {
    const one = filed[n] ?? { outcome: 'not-serving' };
    outcomes[at] = one;
    if (one.outcome === 'filed') stored.push({ sheetId: one.sheetId, arrival });
  }
  if (stored.length > 0)
    await tx`
      insert into public_arrivals (sheet_id, survey_id, prefix, seconds)
      select n.sheet_id, n.survey_id, decode(n.prefix, 'hex'), n.seconds
      from unnest(
        ${stored.map(({ sheetId }) => sheetId)}::uuid[], ${stored.map(({ arrival }) => arrival.surveyId)}::uuid[],
        ${stored.map(({ arrival }) => arrival.prefix?.toString('hex') ?? null)}::text[],
        ${stored.map(({ arrival }) => arrival.seconds)}::int[]
      ) as n (sheet_id, survey_id, prefix, seconds)`;
  return outcomes.map((outcome) => outcome ?? { outcome: 'not-serving' });
}

/** One proof, one answer: the answer it was first shown for may be sent again with it, no other. */
async function spendProofs(
  tx: Tx,
  ctx: Context,
  arrivals: readonly Arrival[],
  outcomes: (Arrived | undefined)[],
): Promise<void> {
  const shown = arrivals.flatMap(({ proof, token }, at) => (proof && !outcomes[at] ? [{ proof, token, at }] : []));
  if (shown.length === 0) return;
  await tx`
    insert into spent_proofs (proof, token, expires_at)
    select decode(n.proof, 'hex'), decode(n.token, 'hex'), n.expires_at
    from unnest(
      ${shown.map(({ proof }) => proof.id.toString('hex'))}::text[],
      ${shown.map(({ token }) => Buffer.from(token, 'base64url').toString('hex'))}::text[],
      ${shown.map(({ proof }) => proof.expiresAt.toISOString())}::timestamptz[]
    ) as n (proof, token, expires_at)
    on conflict (proof) do nothing`;
  const owners = new Map(
    (
      await tx<{ proof: string; token: string }[]>`
        select encode(s.proof, 'hex') as proof, encode(s.token, 'hex') as token
        from unnest(${shown.map(({ proof }) => proof.id.toString('hex'))}::text[]) as n (proof)
        join spent_proofs s on s.proof = decode(n.proof, 'hex')`
    ).map(({ proof, token }) => [proof, token]),
  );
  for (const { proof, token, at } of shown)
    if (owners.get(proof.id.toString('hex')) !== Buffer.from(token, 'base64url').toString('hex'))
      outcomes[at] = { outcome: 'proof-spent' };
  await tx`delete from spent_proofs where expires_at < ${ctx.now}`;
}

const batchers = new WeakMap<Sql, Batcher>();

/** Files one answer together with whatever else arrives; resolves after the commit. */
export function arrive(ctx: Context, arrival: Arrival): Promise<Arrived> {
  const batcher = batchers.get(ctx.sql) ?? new Batcher();
  batchers.set(ctx.sql, batcher);
  return batcher.add(ctx, arrival);
}
