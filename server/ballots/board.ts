/**
 * What the public sees of a poll: the form, the same for everybody, and the board.
 *
 * Promise: counts change only when ballots are moved together, never with a single ballot; the list of leaves is sorted and says nothing of
 * order or time. No cookie is read on these paths.
 */
import type { BallotBoard, Poll } from '#contract';
import { fingerprintOf, listOfAnswers, merkleRoot, mustHex, toBase64, toHex } from '#ballot-client';
import { read, type Tx } from '#db';
import { Problem } from '#problem';
import { renderBallotBoard } from '#site';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import verifier from './check/verify_ballots.py?raw';
import { pilesOf } from './paper/rows.ts';
import { answersOf } from './issuing-standing.ts';
import { batchesOf, findPoll, publishedPoll } from './polls.ts';

/** Nobody is signed in here, and what leaves is decided here. */
async function readAsHouse<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  return read({ ...ctx, actor: { kind: 'system', name: 'board' } }, work);
}

export async function listOpen(ctx: Context): Promise<{ items: { cycleId: string; title: string }[] }> {
  return readAsHouse(ctx, async (tx) => {
    const items = await tx<{ cycleId: string; title: string }[]>`
      select cycle_id, settings ->> 'title' as title from ballot.polls
      where state = 'voting' and closes_at > ${ctx.now} order by closes_at, cycle_id`;
    return { items };
  });
}

/** Bytes of a card's hash that the form shows: enough to find the style, and a slip of the finger. */
const PREFIX_BYTES = 6;

export async function form(
  ctx: Context,
  cycleId: string,
): Promise<{
  poll: Poll;
  pollDigest: string;
  cards: Record<string, string>;
  credentials?: Record<string, string>;
}> {
  return readAsHouse(ctx, async (tx) => {
    const row = await findPoll(tx, cycleId);
    if (!row?.pollDigest) throw new Problem('not-found');
    const cards = await tx<{ style: string; prefixes: string }[]>`
      select style, encode(string_agg(substring(card_hash for ${PREFIX_BYTES}), ''::bytea order by card_hash), 'base64') as prefixes
      from ballot.cards where cycle_id = ${cycleId} group by style`;
    const poll = publishedPoll(row);
    const issued = poll.issuingDigest === undefined ? null : await answersOf(tx, cycleId);
    return {
      poll,
      pollDigest: row.pollDigest,
      // PostgreSQL breaks base64 into lines.
      cards: Object.fromEntries(cards.map(({ style, prefixes }) => [style, prefixes.replace(/\n/g, '')])),
      ...(issued
        ? {
            credentials: Object.fromEntries(
              issued.styles.map(({ code, answers }) => [code, toBase64(listOfAnswers(answers))]),
            ),
          }
        : {}),
    };
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

async function boardOf(tx: Tx, cycleId: string): Promise<BallotBoard> {
  const row = await findPoll(tx, cycleId);
  if (!row?.pollDigest) throw new Problem('not-found');
  const poll = publishedPoll(row);
  const [board] = await tx<
    { size: number; root: Buffer; leaves: Buffer; byStyle: Record<string, number>; replaced: number | null }[]
  >`select size, root, leaves, by_style, replaced from ballot.boards where cycle_id = ${cycleId}`;
  const batches = await batchesOf(tx, cycleId);
  const piles = await pilesOf(tx, cycleId);
  const [paper] = await tx<{ digest: string | null }[]>`
    select paper_digest as digest from ballot.polls where cycle_id = ${cycleId}`;
  return {
    cycleId,
    title: poll.title,
    state: row.state,
    closesAt: poll.closesAt,
    final: row.state === 'closed' || row.state === 'counted',
    size: board?.size ?? 0,
    root: board ? board.root.toString('hex') : toHex(merkleRoot([])),
    leaves: board ? (board.leaves.toString('hex').match(/.{64}/g) ?? []) : [],
    styles: poll.styles.map(({ code, group, name, cards, credentialsRoot }) => {
      const own = batches.filter(({ style }) => style === code);
      return {
        code,
        group,
        name,
        due: row.due[code] ?? 0,
        printed: cards,
        handedOut: own.some(({ handedOut }) => handedOut === null)
          ? null
          : sum(own.map(({ handedOut }) => handedOut ?? 0)),
        voided: sum(own.map(({ unused, voided }) => unused + voided)),
        credentialsRoot,
        boxed: board?.byStyle[code] ?? 0,
      };
    }),
    replaced: board?.replaced ?? null,
    paper: {
      piles: piles.map(({ style, printed, handedOut, returned }) => ({ style, printed, handedOut, returned })),
      digest: paper?.digest ?? null,
    },
    ...(poll.issuingDigest === undefined ? {} : { issuingDigest: poll.issuingDigest }),
    pollDigest: row.pollDigest,
    rollDigest: poll.rollDigest,
    publicKey: poll.publicKey,
    keyFingerprint: fingerprintOf(mustHex(poll.publicKey)),
    keyHolders: row.keyHolders,
  };
}

export async function board(ctx: Context, cycleId: string): Promise<BallotBoard> {
  return readAsHouse(ctx, (tx) => boardOf(tx, cycleId));
}

export async function boardPage(ctx: Context, cycleId: string, nonce: string): Promise<FileReply> {
  const shown = await board(ctx, cycleId);
  return new FileReply(renderBallotBoard(shown, nonce), 'text/html; charset=utf-8');
}

export async function verifierScript(): Promise<FileReply> {
  return new FileReply(verifier, 'text/x-python; charset=utf-8', { fileName: 'verify_ballots.py' });
}
