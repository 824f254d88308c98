/** Who may have put a ballot into the box: the holder of a listed card, or of a signature by the style's issuing key. */
import { type Ballot, cardHash, isIssued } from '#ballot-client';
import type { BallotPackage } from '#contract';

/** Whether a ballot has a right to be there, under the rules and lists of a package. */
export function rightsOf({ poll, cards }: BallotPackage): (ballot: Ballot) => boolean {
  const listed = new Map(Object.entries(cards).map(([style, hashes]) => [style, new Set(hashes)]));
  const styles = new Map(poll.styles.map((style) => [style.code, style]));
  return (ballot) => {
    const issuingKey = styles.get(ballot.style)?.issuingKey;
    if (issuingKey !== undefined) return isIssued(issuingKey, ballot);
    return ballot.credential === undefined && listed.get(ballot.style)?.has(cardHash(ballot.publicKey)) === true;
  };
}
