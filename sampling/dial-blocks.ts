/**
 * Random telephone numbers from blocks of numbers, for surveys of the general public.
 *
 * Promise: every number of the blocks is equally likely, none comes twice, block order does not matter, and asking for
 * more keeps the first ones. It never dials and never knows whether a number is in use.
 */
import { compareText } from './order.ts';
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';
import { checkSeed, TicketMaker } from './ticket.ts';

/** All numbers that begin with `prefix` and go on with `digits` free digits. */
export interface DialBlock {
  readonly prefix: string;
  readonly digits: number;
}

export interface DialNumbers {
  readonly numbers: readonly string[];
  /** The counter that gave each number. */
  readonly counters: readonly number[];
  /** How many counters were tried, skipped ones included. */
  readonly countersUsed: number;
  /** How many excluded numbers the counters came upon. */
  readonly met: number;
}

const TWO64 = 1n << 64n;

/**
 * Counter c = 0, 1, ...: v = first 64 bits of T(rdd, c), skipped when not below the largest multiple of M; v mod M is the
 * number's place among all M numbers of the blocks sorted by prefix; repeats and `excluded` numbers are skipped.
 * Source: rule `prn-hmac-sha256/1`; Waksberg 1978 for blocks. Cost: one ticket a counter, about M / (M - taken) a number.
 */
export function drawDialNumbers(
  blocks: readonly DialBlock[],
  count: number,
  seed: string,
  excluded: Iterable<string> = [],
): Outcome<DialNumbers> {
  const left = new Set(excluded);
  const sorted = sortBlocks(blocks);
  const refusals = checkBlocks(sorted, count, seed, left);
  if (refusals.length > 0) return refuse(...refusals);

  const numberAt = numberOfCounter(sorted, seed);
  const seen = new Set<string>();
  const met = new Set<string>();
  const numbers: string[] = [];
  const counters: number[] = [];
  let counter = 0;
  for (; numbers.length < count; counter += 1) {
    const number = numberAt(counter);
    if (number === undefined || seen.has(number)) continue;
    if (left.has(number)) met.add(number);
    else {
      seen.add(number);
      numbers.push(number);
      counters.push(counter);
    }
  }
  return accept({ numbers, counters, countersUsed: counter, met: met.size });
}

/** Blocks by prefix, as the rule counts their numbers. */
export function sortBlocks(blocks: readonly DialBlock[]): DialBlock[] {
  return blocks.toSorted((a, b) => compareText(a.prefix, b.prefix) || a.digits - b.digits);
}

/** How many numbers the blocks hold. */
export function countNumbers(blocks: readonly DialBlock[]): number {
  return blocks.reduce((sum, { digits }) => sum + 10 ** digits, 0);
}

/** Whether a number is one of the block's. */
export function isInBlock({ prefix, digits }: DialBlock, number: string): boolean {
  return number.length === prefix.length + digits && number.startsWith(prefix);
}

/** The number a counter stands for; undefined when its ticket is above the largest multiple of M. `sorted` by `sortBlocks`. */
export function numberOfCounter(sorted: readonly DialBlock[], seed: string): (counter: number) => string | undefined {
  const starts: number[] = [];
  let all = 0;
  for (const { digits } of sorted) {
    starts.push(all);
    all += 10 ** digits;
  }
  const size = BigInt(all);
  const limit = (TWO64 / size) * size;
  const maker = new TicketMaker(seed, 'rdd');
  return (counter) => {
    const v = BigInt(`0x${maker.hex(String(counter)).slice(0, 16)}`);
    if (v >= limit) return undefined;
    const place = Number(v % size);
    const block = blockOf(starts, place);
    const { prefix, digits } = sorted[block]!;
    return prefix + String(place - starts[block]!).padStart(digits, '0');
  };
}

/** The last block that starts at or before the place. */
function blockOf(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function checkBlocks(
  sorted: readonly DialBlock[],
  count: number,
  seed: string,
  excluded: ReadonlySet<string>,
): Refusal[] {
  const refusals: Refusal[] = [];
  const malformedSeed = checkSeed(seed);
  if (malformedSeed) refusals.push(malformedSeed);
  if (sorted.length === 0) refusals.push({ code: 'blocks-empty', message: '一个号段也没有；请先填写号段' });
  sorted.forEach(({ prefix, digits }, i) => {
    if (!/^[0-9]{1,12}$/.test(prefix) || !Number.isSafeInteger(digits) || digits < 1 || digits > 10)
      refusals.push({
        code: 'block-malformed',
        message: `号段“${prefix.slice(0, 20)}”加${digits}位不合规：前缀是1到12位数字，后面是1到10位；请修改`,
      });
    const outer = sorted.find(
      (other, j) =>
        j < i && prefix.startsWith(other.prefix) && other.prefix.length + other.digits === prefix.length + digits,
    );
    if (outer)
      refusals.push({
        code: 'blocks-overlap',
        message: `号段“${outer.prefix}”和“${prefix}”重叠，重叠的号码会被多抽；请合并或拆开`,
      });
  });
  if (!Number.isSafeInteger(count) || count < 1)
    refusals.push({ code: 'size-malformed', message: `号码个数应是1以上的整数，现在是${count}；请修改` });
  if (refusals.length > 0) return refusals;

  let left = countNumbers(sorted);
  for (const number of excluded) if (sorted.some((block) => isInBlock(block, number))) left -= 1;
  if (count > left)
    refusals.push({
      code: 'draw-larger-than-blocks',
      message: `号段里去掉排除的还有${left}个号码，却要${count}个；请减少个数或增加号段`,
    });
  return refusals;
}
