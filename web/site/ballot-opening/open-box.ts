/**
 * Opening the box, on a machine that is not the platform's: decrypts, splits every ballot by unit, keeps counts only.
 *
 * Promise: no whole ballot leaves this function, not even in memory that is returned; who may vote is checked again before anything is
 * counted. Pure: the package and the key in, the tally out.
 */
import { cardHash, decodeAnswers, fromBase64, openBallot, readBallot } from '#ballot-client';
import type { BallotPackage, BallotTallyFile } from '#contract';
import { type FiledBallot, tallyBallots } from '#surveys';
import { rightsOf } from './rights.ts';

/** Ballots of voided cards stay in the box and are not counted. */
function* countedBallots(pack: BallotPackage, privateKey: Uint8Array): Generator<FiledBallot> {
  const { poll, ballots, voidCards } = pack;
  const voided = new Set(voidCards);
  const hasRight = rightsOf(pack);
  for (const text of ballots) {
    const bytes = fromBase64(text);
    const ballot = bytes && readBallot(bytes);
    if (!bytes || !ballot || !hasRight(ballot)) throw new Error('a ballot without a right');
    if (voided.has(cardHash(ballot.publicKey))) continue;
    const answers = openBallot(bytes, privateKey);
    yield { style: ballot.style, marks: answers && decodeAnswers(answers, poll.units.length) };
  }
}

/** The tally of a package. Check the package first: `checkBallots`. */
export function openBox(pack: BallotPackage, privateKey: Uint8Array): BallotTallyFile {
  const { cells, groups } = tallyBallots(pack.poll, countedBallots(pack, privateKey));
  return {
    format: 'pingyi-tally/1',
    cycleId: pack.poll.cycleId,
    pollDigest: pack.pollDigest,
    size: pack.size,
    root: pack.root,
    cells: cells.map((cell) => ({ ...cell, counts: cell.counts as BallotTallyFile['cells'][number]['counts'] })),
    groups: [...groups],
  };
}
