/**
 * The door of the ballot protocol, "pingyi-ballot/1": cards, sealing, signing, trees, shares, and the rater's client.
 *
 * Promise: no node and no page here, randomness and network are handed in; the same code runs on the voting page, on the platform and on
 * the machine where ballots are opened. README.md describes the protocol.
 */
import './old-browsers.ts';

export { answersLength, decodeAnswers, type Draft, emptyDraft, encodeAnswers, type FiledMark } from './answers.ts';
export { type Board, type BoardCheck, checkReceipt } from './board.ts';
export { compareBytes, fromBase64, fromHex, mustHex, type Random, toBase64, toHex } from './bytes.ts';
export { cardHash, cardOf, codeOf, fragmentOf, groupsOf, makeCards, parseCode, parseFragment } from './card.ts';
export {
  type Credential,
  type CredentialRequest,
  credentialMessage,
  isIssued,
  type IssuingNotice,
  listOfAnswers,
  locatorOf,
  MODULUS_BYTES,
  noticeDigest,
  requestOf,
} from './credential.ts';
export {
  type BallotForm,
  type Poll,
  type PollGroup,
  type PollStyle,
  type PollUnit,
  type Right,
  rightOf,
} from './form.ts';
export { publicKeyOf } from './hpke.ts';
export { merkleRoot, rootOfSet } from './merkle.ts';
export { createPollKey, fingerprintOf, joinShares, type PollKey } from './shares.ts';
export { whatIsMissing } from './support.ts';
export {
  createTransport,
  createVoter,
  type CastOutcome,
  type ReceiptState,
  type Reply,
  type Storage,
  type Transport,
  type Voter,
  type VoterRefusal,
} from './voter.ts';
export { type Ballot, ballotLength, leafOf, makeBallot, openBallot, readBallot, receiptOf } from './wire.ts';
