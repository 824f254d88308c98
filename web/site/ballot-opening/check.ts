/**
 * Checking a closed box: credentials, signatures, one ballot a card, root, counts, and with two shares the tally itself.
 *
 * Promise: says everything that is wrong, in words, and nothing about any ballot's answers. Never trusts a number in the package that it can
 * compute; what only an outsider can know (the printed root, the saved board) is compared when it is handed in.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import {
  type Ballot,
  cardHash,
  fingerprintOf,
  fromBase64,
  leafOf,
  MODULUS_BYTES,
  noticeDigest,
  merkleRoot,
  mustHex,
  readBallot,
  rootOfSet,
  toHex,
} from '#ballot-client';
import type { BallotBoard, BallotPackage, BallotTallyFile, PaperTally } from '#contract';
import { canonicalText } from '#surveys';
import { openBox } from './open-box.ts';
import { rightsOf } from './rights.ts';
import { checkPaper, checkSums, type Say } from './sums.ts';

export interface Evidence {
  readonly pack: BallotPackage;
  readonly tally?: BallotTallyFile | undefined;
  /** As saved from the public page on the evening of the close. */
  readonly board?: BallotBoard | undefined;
  /** Forms on paper, counted by hand: a part of its own. */
  readonly paper?: PaperTally | undefined;
  readonly privateKey?: Uint8Array | undefined;
}

/** Whether a ballot carries its card's signature: the platform asks its own library, the offline page noble's. */
export type IsSigned = (ballot: Ballot) => boolean;

interface Counted {
  readonly leaves: readonly string[];
  /** By style, without ballots of voided cards. */
  readonly byStyle: ReadonlyMap<string, number>;
  readonly boxed: ReadonlyMap<string, number>;
}

/** Everything that is wrong; empty when all is well. */
export function checkBallots({ pack, tally, board, paper, privateKey }: Evidence, isSigned: IsSigned): string[] {
  const faults: string[] = [];
  const say = (fault: string) => void faults.push(fault);
  checkPoll(pack, say);
  checkCards(pack, say);
  checkIssued(pack, say);
  const counted = checkEnvelopes(pack, isSigned, say);
  if (board) checkBoard(pack, board, counted, say);
  if (paper) checkPaper(pack, paper, { board, byStyle: counted.byStyle }, say);
  else if (tally && board?.paper.digest) say('公示板上有纸质票，没有给出纸质表的计数（paper.json）');
  if (tally) {
    checkTally(pack, tally, counted, say);
    if (privateKey && faults.length === 0) {
      const own = openBox(pack, privateKey);
      if (canonicalText(own) !== canonicalText(tally)) say('计票结果与重新开箱计得的不同');
    }
  }
  return faults;
}

function checkPoll({ poll, pollDigest }: BallotPackage, say: Say): void {
  const digest = toHex(sha256(new TextEncoder().encode(canonicalText(poll))));
  if (digest !== pollDigest) say('规则与公布的规则摘要不符');
  if (fingerprintOf(mustHex(poll.publicKey)) !== poll.keyFingerprint) say('计票公钥与其指纹不符');
}

function checkCards({ poll, cards, voidCards }: BallotPackage, say: Say): void {
  const all = new Set<string>();
  for (const { code, cards: count, credentialsRoot, issuingKey } of poll.styles) {
    if (issuingKey !== undefined) continue;
    const hashes = cards[code] ?? [];
    for (const hash of hashes) {
      if (all.has(hash)) say(`票种${code}有一张卡登记了两次`);
      all.add(hash);
    }
    if (hashes.length !== count || toHex(rootOfSet(hashes.map(mustHex))) !== credentialsRoot)
      say(`票种${code}的卡与开始投票前公布的根不符`);
  }
  if (Object.keys(cards).some((style) => !poll.styles.some(({ code }) => code === style))) say('有卡不属于任何票种');
  if (new Set(voidCards).size < voidCards.length || voidCards.some((hash) => !all.has(hash)))
    say('作废的卡里有重复的或没有登记过的');
}

/** With blind issuance: the list of answers is the published one, and as long as was said. */
function checkIssued({ poll, cards, issued = {} }: BallotPackage, say: Say): void {
  const listed = Object.keys(issued);
  if (listed.some((style) => poll.styles.find(({ code }) => code === style)?.issuingKey === undefined))
    say('有签发记录不属于任何票种');
  const blind = poll.styles.filter(({ issuingKey }) => issuingKey !== undefined);
  if (blind.length > 0 && (blind.length < poll.styles.length || poll.issuingDigest === undefined))
    say('规则里的签发公钥不全');
  for (const { code, cards: count, credentialsRoot } of blind) {
    const answers = (issued[code] ?? []).map((text) => fromBase64(text));
    if (answers.some((answer) => answer?.length !== MODULUS_BYTES) || new Set(issued[code]).size < answers.length)
      say(`票种${code}的签发记录里有重复的或不是签名的`);
    else if (answers.length !== count || toHex(rootOfSet(answers as Uint8Array[])) !== credentialsRoot)
      say(`票种${code}的签发记录与开始投票前公布的根不符`);
    if ((cards[code] ?? []).length > 0) say(`票种${code}在网上领取，却登记了卡`);
  }
}

function checkEnvelopes(pack: BallotPackage, isSigned: IsSigned, say: Say): Counted {
  const { poll, ballots, size, root } = pack;
  const hasRight = rightsOf(pack);
  const voided = new Set(pack.voidCards);
  const seen = new Set<string>();
  const lengths = new Set<number>();
  const [byStyle, boxed] = [new Map<string, number>(), new Map<string, number>()];
  const leaves: string[] = [];
  ballots.forEach((text, i) => {
    const at = `第${i + 1}张票`;
    const bytes = fromBase64(text);
    const ballot = bytes && readBallot(bytes);
    if (!bytes || !ballot || ballot.cycleId !== poll.cycleId) return say(`${at}格式不对`);
    lengths.add(bytes.length);
    leaves.push(leafOf(bytes));
    const hash = cardHash(ballot.publicKey);
    if (!hasRight(ballot)) say(`${at}没有对应的卡或签发的投票凭证，或票种不对`);
    if (seen.has(hash)) say(`${at}与另一张票出自同一张卡`);
    seen.add(hash);
    if (!isSigned(ballot)) say(`${at}签名不对`);
    if (ballot.revision < 1 || (ballot.revision > 1 && !poll.revisions)) say(`${at}是不允许的改投`);
    boxed.set(ballot.style, (boxed.get(ballot.style) ?? 0) + 1);
    if (!voided.has(hash)) byStyle.set(ballot.style, (byStyle.get(ballot.style) ?? 0) + 1);
  });
  for (const { code, issuingKey, cards } of poll.styles)
    if (issuingKey !== undefined && (boxed.get(code) ?? 0) > cards) say(`票种${code}的票多于签发的投票凭证`);
  if (lengths.size > 1) say('各票长度不同');
  if (leaves.some((leaf, i) => i > 0 && leaves[i - 1]! >= leaf)) say('票没有按摘要排列，或有重复');
  if (leaves.length !== size || toHex(merkleRoot(leaves.map(mustHex))) !== root) say('票的张数或根与封箱时的不符');
  return { byStyle, boxed, leaves };
}

/** The issuing keys are those over which the digest on the invitations was made. */
function isNoticed({ poll }: BallotPackage, board: BallotBoard): boolean {
  if (poll.issuingDigest === undefined) return true;
  const styles = poll.styles.map(({ code, issuingKey = '' }) => ({
    code,
    raters: board.styles.find((style) => style.code === code)?.due ?? 0,
    issuingKey,
  }));
  return noticeDigest({ ...poll, styles }) === poll.issuingDigest;
}

function checkBoard(pack: BallotPackage, board: BallotBoard, { boxed, byStyle, leaves }: Counted, say: Say): void {
  if (!board.final) say('保存的公示板不是截止以后的');
  if (board.root !== pack.root || board.size !== pack.size) say('封箱的根与公示板上的不符');
  if (board.leaves.join(' ') !== leaves.join(' ')) say('公示板的清单不是这一箱票的');
  if (board.pollDigest !== pack.pollDigest) say('规则摘要与公示板上的不符');
  if (board.issuingDigest !== pack.poll.issuingDigest || !isNoticed(pack, board))
    say('签发公钥与领取前公布、印在邀请上的摘要不符');
  for (const style of board.styles) {
    const published = pack.poll.styles.find(({ code }) => code === style.code);
    if (published?.credentialsRoot !== style.credentialsRoot) say(`票种${style.code}的卡的根与公示板上的不符`);
    if ((boxed.get(style.code) ?? 0) !== style.boxed) say(`票种${style.code}的张数与公示板上的不符`);
    if (style.handedOut !== null && style.boxed > style.handedOut) say(`票种${style.code}收回的票多于发出的卡`);
    if ((byStyle.get(style.code) ?? 0) > style.due) say(`票种${style.code}计入的票多于应发数`);
    const voided = new Set(pack.voidCards);
    const own = (pack.cards[style.code] ?? []).filter((hash) => voided.has(hash)).length;
    // Spare cards may be voided after the board was saved. Once all of them are, a further one would take a ballot out.
    const isSettled = style.handedOut !== null && style.voided >= style.printed - style.handedOut;
    if (own < style.voided || (isSettled && own > style.voided)) say(`票种${style.code}作废的卡与公示板上的不符`);
  }
}

/** What counts alone can show, without any key. */
function checkTally(pack: BallotPackage, tally: BallotTallyFile, { byStyle }: Counted, say: Say): void {
  if (
    tally.cycleId !== pack.poll.cycleId ||
    tally.pollDigest !== pack.pollDigest ||
    tally.root !== pack.root ||
    tally.size !== pack.size
  )
    say('计票结果不是由这一箱票得出的');
  checkSums(pack.poll, tally, byStyle, pack.poll.groups, say);
}
