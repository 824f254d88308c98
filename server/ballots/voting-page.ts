/**
 * The page where cards are filled in, and what raters may read there about each unit.
 *
 * Promise: one page and one file of texts for everybody; nothing that is asked here says which card, which unit or who.
 */
import { acceptedTexts } from '#analyses';
import type { BallotAnalyses } from '#contract';
import { read } from '#db';
import { Problem } from '#problem';
import { renderCollectPage, renderProtectionPage, renderVotingPage } from '#site';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { findPoll, publishedPoll } from './polls.ts';

export async function votingPage(nonce: string): Promise<FileReply> {
  return new FileReply(renderVotingPage(nonce), 'text/html; charset=utf-8');
}

export async function collectPage(nonce: string): Promise<FileReply> {
  return new FileReply(renderCollectPage(nonce), 'text/html; charset=utf-8');
}

export async function protectionPage(nonce: string): Promise<FileReply> {
  return new FileReply(renderProtectionPage(nonce), 'text/html; charset=utf-8');
}

/** Accepted texts of the poll's units, in its order; Problem `not-found` before the poll is published. */
export async function analysesForRaters(ctx: Context, cycleId: string): Promise<BallotAnalyses> {
  return read({ ...ctx, actor: { kind: 'system', name: 'board' } }, async (tx) => {
    const row = await findPoll(tx, cycleId);
    if (!row?.pollDigest) throw new Problem('not-found');
    const texts = await acceptedTexts(tx, cycleId);
    return {
      items: publishedPoll(row).units.flatMap(({ id }) => {
        const own = texts.get(id);
        return own ? [{ unit: id, ...own }] : [];
      }),
    };
  });
}
