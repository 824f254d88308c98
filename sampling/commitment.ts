/**
 * Permanent seeds: committed to by their SHA-256 while they are in use, revealed when they are retired.
 *
 * Promise: a commitment tells nothing of a seed that nobody can guess, so only 64 hex digits are taken; a revealed seed is
 * good only for its own commitment. It never keeps a seed.
 */
import { canonicalJson, readJson } from './json.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { sha256Hex } from './sha256.ts';
import { isTicket } from './ticket.ts';

const revealFormat = 'pingyi-seed-reveal/1';

/** The commitment to a seed: SHA-256 of its text, in hex. */
export function commitSeed(seed: string): string {
  return sha256Hex(seed);
}

/** A permanent seed is 64 lower-case hex digits (32 random bytes). Nothing when it is one. The words do not repeat it. */
export function checkPermanentSeed(seed: string): Refusal | undefined {
  if (isTicket(seed)) return undefined;
  return {
    code: 'permanent-seed-malformed',
    message: '长期种子应是64位小写十六进制数字（32个随机字节），短的种子能被试出来；可用 openssl rand -hex 32 生成',
  };
}

/** The document that reveals a retired seed: canonical JSON and a line feed. */
export function formatSeedReveal(seed: string): string {
  return `${canonicalJson({ format: revealFormat, commitment: commitSeed(seed), value: seed })}\n`;
}

/** The seed of a reveal document, if it is the one the document's commitment was made of. Refusal: `reveal-unreadable`. */
export function parseSeedReveal(text: string): Outcome<string> {
  const read = readJson(text, (root) => {
    const { format, commitment, value } = root.object(['format', 'commitment', 'value']);
    format.oneOf(revealFormat);
    return { commitment: commitment.text(), value: value.text(checkPermanentSeed) };
  });
  if ('value' in read && commitSeed(read.value.value) === read.value.commitment) return accept(read.value.value);
  const what = 'value' in read ? '种子与承诺值对不上' : read.misshapen;
  return refuse({
    code: 'reveal-unreadable',
    message: `这不是一份完好的种子公开文件：${what}；请从公开证据页重新下载原件`,
  });
}
