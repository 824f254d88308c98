/**
 * The seed of a draw on the command line: derived from public randomness, given, or permanent and only committed to.
 *
 * Promise: all that can be judged is judged before a file is read; a seed is never quoted. A permanent seed is not published.
 */
import { checkPermanentSeed, checkSeed, commitSeed, deriveSeed, parseSeedReveal, type ManifestSeed } from '#sampling';
import { CommandRefusal } from './draw-arguments.ts';
import { readBytes } from './filed-lists.ts';

export const seedOptions = ['seed', 'randomness', 'code', 'seed-file'] as const;

export interface ChosenSeed {
  /** What the draw is made with. */
  readonly value: string;
  /** What the manifest says of it. */
  readonly published: ManifestSeed;
}

type SeedOfDigest = (frameDigest: string) => ChosenSeed;

export async function chooseSeed(values: ReadonlyMap<string, string>): Promise<SeedOfDigest> {
  const given = seedOptions.filter((name) => values.has(name));
  const kinds = given.filter((name) => name !== 'code');
  const code = values.get('code');
  if (kinds.length > 1 || (code !== undefined && !values.has('randomness') && kinds.length > 0))
    throw new CommandRefusal(
      'bad-usage',
      '--seed、--seed-file 与 --randomness、--code 只能用一种；正式抽样用 --randomness',
    );
  const path = values.get('seed-file');
  if (path !== undefined) {
    const value = await readPermanentSeed(path);
    return () => ({ value, published: { commitment: commitSeed(value), derived: false } });
  }
  const value = values.get('seed');
  if (value !== undefined) {
    const refusal = checkSeed(value);
    if (refusal) throw new CommandRefusal([refusal], 2);
    return () => ({ value, published: { value, derived: false } });
  }
  return derived(values.get('randomness'), code);
}

function derived(publicRandomness: string | undefined, oneTimeCode: string | undefined): SeedOfDigest {
  if (publicRandomness === undefined)
    throw new CommandRefusal(
      'bad-usage',
      '请用 --randomness 写公开随机数（可加 --code 一次性码），或用 --seed 直接给种子',
    );
  if (!/^[\x21-\x7e]{6,120}$/.test(publicRandomness))
    throw new CommandRefusal('bad-usage', '--randomness 用6到120个可见的英文字母、数字或符号，不留空格');
  if (oneTimeCode !== undefined && !/^[\x21-\x7e]{1,60}$/.test(oneTimeCode))
    throw new CommandRefusal('bad-usage', '--code 用1到60个可见的英文字母、数字或符号，不留空格');
  return (digest) => {
    const value = deriveSeed(digest, publicRandomness, oneTimeCode);
    const code = oneTimeCode === undefined ? {} : { oneTimeCode };
    return { value, published: { value, publicRandomness, ...code, derived: true } };
  };
}

/** A file with 64 hex digits, or the document that reveals a retired seed. */
export async function readPermanentSeed(path: string): Promise<string> {
  const text = (await readBytes(path)).toString('utf8').trim();
  if (text.startsWith('{')) {
    const revealed = parseSeedReveal(text);
    if (revealed.ok) return revealed.value;
    throw new CommandRefusal(revealed.refusals, 2);
  }
  const refusal = checkPermanentSeed(text);
  if (refusal) throw new CommandRefusal([refusal], 2);
  return text;
}
