/**
 * One card at one device, from the first mark to the receipt on the board.
 *
 * Promise: a sealed ballot is kept before it is sent and until the board shows it, so that no retry can double it and no crash of the
 * platform can lose it. What is kept is sealed. Nothing is sent that says who or when; no cookie goes along.
 */
import { emptyDraft, type Draft, encodeAnswers } from './answers.ts';
import { type Board, checkReceipt } from './board.ts';
import { fromBase64, mustHex, type Random, toBase64, toHex } from './bytes.ts';
import { type Card, cardOf } from './card.ts';
import { openDraft, sealDraft } from './draft.ts';
import { type BallotForm, isPrintedKey, type PollStyle, type Right, rightOf } from './form.ts';
import { leafOf, makeBallot, readBallot, receiptOf } from './wire.ts';

/** Keeps texts: localStorage, or memory where there is none. */
export interface Storage {
  readonly get: (key: string) => string | null;
  readonly set: (key: string, value: string) => void;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}
/** Posts JSON or gets it; rejects when nobody answers. `createTransport` makes one of `fetch`. */
export interface Transport {
  readonly post: (path: string, body: unknown) => Promise<Reply>;
  readonly get: (path: string) => Promise<Reply>;
}

export interface VoterOptions {
  readonly form: BallotForm;
  readonly seed: Uint8Array;
  readonly keyFingerprint?: string | undefined;
  /** As `rightOf` found it, where it was asked before. */
  readonly right?: Right | undefined;
  readonly storage: Storage;
  readonly transport: Transport;
  readonly random: Random;
  readonly pause: (ms: number) => Promise<void>;
  /** A ballot is sent after a random part of this time, so that its arrival says less; 0 in tests. */
  readonly longestDelayMs?: number;
}

export type CastOutcome =
  /** Taken into the inbox. It counts once the board shows it: `check`. */
  | { readonly kind: 'received'; readonly receipt: string }
  /** The card has voted before; cast again with `replace` to change that vote, where the poll allows it. */
  | { readonly kind: 'voted-before' }
  /** Nobody answered; the ballot is kept: `resend`. */
  | { readonly kind: 'unreachable'; readonly receipt: string }
  | { readonly kind: 'refused'; readonly code: string };

export type ReceiptState =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting' | 'missing' | 'board-wrong' | 'unreachable'; readonly receipt: string }
  | { readonly kind: 'counted'; readonly receipt: string; readonly leaf: string; readonly final: boolean };

export interface Voter {
  readonly style: PollStyle;
  /** The newest draft of this card, here or on the platform; empty when there is none. */
  readonly load: () => Promise<Draft>;
  /** Keeps a draft here and on the platform; false: here only. */
  readonly save: (draft: Draft) => Promise<boolean>;
  readonly cast: (draft: Draft, options?: { readonly replace?: boolean }) => Promise<CastOutcome>;
  /** Sends the kept ballot again, unless the board shows it; undefined when none is kept. */
  readonly resend: () => Promise<CastOutcome | undefined>;
  readonly check: () => Promise<ReceiptState>;
  /** Wipes what was marked, here and on the platform: for a ballot that arrived. Nothing happens where nothing is kept here. */
  readonly forget: () => Promise<void>;
}

export type VoterRefusal = 'not-a-card-of-this-poll' | 'other-key';

const TRIES = 4;
const FIRST_PAUSE_MS = 1000;

const isEmpty = ({ grades, best, worst }: Draft): boolean =>
  Object.keys(grades).length + best.length + worst.length === 0;

/** The session of one card, or why there can be none. */
export function createVoter(options: VoterOptions): Voter | VoterRefusal {
  const { form, seed, keyFingerprint } = options;
  if (!isPrintedKey(form, keyFingerprint)) return 'other-key';
  const right = options.right ?? rightOf(form, seed);
  if (!right) return 'not-a-card-of-this-poll';
  return voterOf(options, cardOf(seed, form.poll.cycleId), right);
}

function voterOf(options: VoterOptions, card: Card, { style, credential }: Right): Voter {
  const { form, storage, transport, random } = options;
  const { poll } = form;
  const units = poll.units.map(({ id }) => id);
  const place = `pingyi-ballot:${toHex(card.draftId)}`;
  let counter = 0;

  const kept = (name: string): Uint8Array | undefined => fromBase64(storage.get(`${place}:${name}`) ?? '');
  const keep = (name: string, bytes: Uint8Array) => storage.set(`${place}:${name}`, toBase64(bytes));
  const keptBallot = (): Uint8Array | undefined => {
    const bytes = kept('ballot');
    return bytes && readBallot(bytes) ? bytes : undefined;
  };

  const exchange = (draft: Uint8Array | null): Promise<Reply | undefined> =>
    transport
      .post('/api/ballot-drafts', {
        cycleId: poll.cycleId,
        id: toHex(card.draftId),
        draft: draft === null ? null : toBase64(draft),
      })
      .catch(() => undefined);

  async function save(draft: Draft): Promise<boolean> {
    counter += 1;
    const sealed = sealDraft(card, units, { draft, counter }, random);
    keep('draft', sealed);
    return (await exchange(sealed))?.status === 200;
  }

  async function send(ballot: Uint8Array): Promise<CastOutcome | { kind: 'voted-before'; current: number }> {
    const receipt = receiptOf(ballot);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (attempt > 0) await options.pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      const reply = await transport.post('/api/ballots', { ballot: toBase64(ballot) }).catch(() => undefined);
      if (!reply || reply.status >= 500 || reply.status === 429) continue;
      if (reply.status < 300) return { kind: 'received', receipt };
      const { code, extra } = reply.body as { code?: string; extra?: { current?: number } };
      if (code === 'ballot-superseded') return { kind: 'voted-before', current: extra?.current ?? 0 };
      return { kind: 'refused', code: String(code) };
    }
    return { kind: 'unreachable', receipt };
  }

  async function castRevision(draft: Draft, revision: number) {
    const answers = encodeAnswers(units, draft);
    const ballot = makeBallot(
      card,
      { style: style.code, revision, answers, credential },
      mustHex(poll.publicKey),
      random,
    );
    const before = kept('ballot');
    keep('ballot', ballot);
    const outcome = await send(ballot);
    // What was refused must not be sent again, nor stand in the way of what was sent before.
    if ((outcome.kind === 'refused' || outcome.kind === 'voted-before') && before) keep('ballot', before);
    else if (outcome.kind === 'refused' || outcome.kind === 'voted-before') storage.set(`${place}:ballot`, '');
    return outcome;
  }

  async function board(): Promise<Board | undefined> {
    const reply = await transport.get(`/api/boards/${poll.cycleId}`).catch(() => undefined);
    return reply?.status === 200 ? (reply.body as Board) : undefined;
  }

  async function check(): Promise<ReceiptState> {
    const ballot = keptBallot();
    if (!ballot) return { kind: 'none' };
    const receipt = receiptOf(ballot);
    const shown = await board();
    if (!shown) return { kind: 'unreachable', receipt };
    const checked = checkReceipt(shown, leafOf(ballot));
    if (!checked.ok) return { kind: 'board-wrong', receipt };
    if (checked.found) return { kind: 'counted', receipt, leaf: checked.found.leaf, final: shown.final };
    return { kind: shown.final ? 'missing' : 'waiting', receipt };
  }

  return {
    style,
    check,
    save,
    async load() {
      const reply = await exchange(null);
      const there = reply?.status === 200 ? (reply.body as { draft: string | null }).draft : null;
      const [own, sent] = [kept('draft'), fromBase64(there ?? '')].map((bytes) =>
        bytes && bytes.length > 0 ? openDraft(card, units, bytes) : undefined,
      );
      counter = Math.max(own?.counter ?? 0, sent?.counter ?? 0);
      // Kept while there was no network: now the other devices get it too, above all that it was wiped.
      if (reply?.status === 200 && own && own.counter > (sent?.counter ?? 0)) await exchange(kept('draft')!);
      return (own?.counter === counter ? own : sent)?.draft ?? emptyDraft;
    },
    async forget() {
      const bytes = kept('draft');
      const own = bytes && openDraft(card, units, bytes);
      if (!own || isEmpty(own.draft)) return;
      counter = Math.max(counter, own.counter);
      await save(emptyDraft);
    },
    async cast(draft, { replace = false } = {}) {
      const longest = options.longestDelayMs ?? 60_000;
      if (longest > 0) await options.pause((longest * new DataView(random(4).slice().buffer).getUint32(0)) / 2 ** 32);
      const mine = keptBallot();
      const known = mine ? readBallot(mine)!.revision : 0;
      // A ballot of this device may never have arrived: asking first would tell the platform more than sending does.
      const outcome = await castRevision(draft, replace ? known + 1 : 1);
      if (outcome.kind !== 'voted-before') return outcome;
      if (!replace || !poll.revisions) return { kind: 'voted-before' };
      const again = await castRevision(
        draft,
        outcome.kind === 'voted-before' && 'current' in outcome ? outcome.current + 1 : 1,
      );
      return again.kind === 'voted-before' ? { kind: 'voted-before' } : again;
    },
    async resend() {
      const ballot = keptBallot();
      if (!ballot) return undefined;
      if ((await check()).kind === 'counted') return { kind: 'received', receipt: receiptOf(ballot) };
      const outcome = await send(ballot);
      return outcome.kind === 'voted-before' ? { kind: 'voted-before' } : outcome;
    },
  };
}

/** A transport over `fetch`: no cookies, no referrer, nothing cached. */
export function createTransport(fetch: typeof globalThis.fetch, base = ''): Transport {
  const ask = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(base + path, {
      ...init,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return {
    get: (path) => ask(path, { method: 'GET' }),
    post: (path, body) =>
      ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  };
}
