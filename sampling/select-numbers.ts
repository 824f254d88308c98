/**
 * A random-digit draw as a selection that can be published: numbers go by keyed digests, never by themselves.
 *
 * Promise: the units of the selection hold no telephone number and nothing a number could be read from without the seed; the
 * numbers come back apart, for the call list. Excluded numbers are counted, and digested only where the digest tells nothing.
 */
import {
  countNumbers,
  drawDialNumbers,
  isInBlock,
  numberOfCounter,
  sortBlocks,
  type DialBlock,
} from './dial-blocks.ts';
import { fraction, fractionText, inverse } from './fraction.ts';
import { accept, refuse, type Outcome } from './refusal.ts';
import type { DialDesign, ExcludedNumbers, SelectedUnit, Selection } from './selection.ts';
import { isCount } from './strata.ts';
import { frameDigest, TicketMaker } from './ticket.ts';

/** Scope of the keyed digests that numbers go by; no number is chosen by it. */
const numberScope = 'rdd-id';

/** A digest of fewer numbers, or of nearly all, could be guessed by trying. */
const GUESSABLE = 100;

/**
 * Draws main + reserve numbers by T(rdd, counter); their order is that of the counters. p = listed / numbers not excluded.
 * A unit's ticket is T(rdd-id, number), its id the first 20 digits. `stated`: what a manifest says of the excluded numbers,
 * when only those the counters came upon are known. Source: rule `prn-hmac-sha256/1`.
 */
export function selectNumbers(
  design: DialDesign,
  seed: string,
  excluded: Iterable<string>,
  stated?: ExcludedNumbers,
): Outcome<Selection> {
  const { main, reserve, replicateSize, blocks } = design;
  if (!isCount(main) || main === 0 || !isCount(reserve))
    return refuse({
      code: 'size-malformed',
      message: `主样本应是1以上、备用样本应是0以上的整数，现在是${main}和${reserve}；请修改`,
    });
  if (!isCount(replicateSize) || replicateSize === 0)
    return refuse({
      code: 'replicate-size-malformed',
      message: `样本批大小应是1以上的整数，现在是${replicateSize}；请修改`,
    });
  const inBlocks = [...new Set(excluded)].filter((number) => blocks.some((block) => isInBlock(block, number)));
  const drawn = drawDialNumbers(blocks, main + reserve, seed, inBlocks);
  if (!drawn.ok) return drawn;
  const { numbers, counters, met } = drawn.value;
  const population = countNumbers(blocks) - (stated?.count ?? inBlocks.length);
  if (population < main + reserve)
    return refuse({ code: 'draw-larger-than-blocks', message: '号段里没有这么多没排除的号码；清单里的排除个数不对' });
  const maker = new TicketMaker(seed, numberScope);
  const units = numbers.map((number, r): SelectedUnit => {
    const part = r < main ? 'main' : 'reserve';
    const probability = fraction(part === 'main' ? main : main + reserve, population);
    const ticket = maker.hex(number);
    return {
      id: idOfTicket(ticket),
      stratum: 'all',
      rank: r + 1,
      ticket,
      replicate: Math.floor(r / replicateSize) + 1,
      part,
      counter: counters[r]!,
      probability: fractionText(probability),
      weight: fractionText(inverse(probability)),
    };
  });
  return accept({
    design,
    strata: [{ code: 'all', population, main, reserve }],
    clusters: [],
    units,
    numbers,
    excluded: stated ? { ...stated, met } : describeExcluded(inBlocks, met, countNumbers(blocks)),
  });
}

/** The name a number goes by in public: first 20 digits of its T(rdd-id, number). */
function idOfTicket(ticket: string): string {
  return ticket.slice(0, 20);
}

function describeExcluded(numbers: readonly string[], met: number, all: number): ExcludedNumbers {
  const tells = numbers.length < GUESSABLE || all - numbers.length < GUESSABLE;
  return { count: numbers.length, met, ...(tells ? {} : { digest: frameDigest(numbers) }) };
}

/**
 * The numbers that a list of drawn counters passed over although they did not repeat: those that were excluded, for whoever
 * has the manifest and the seed but not the list of excluded numbers. Undefined when the counters are beyond all reason.
 */
export function passedOver(
  blocks: readonly DialBlock[],
  counters: readonly number[],
  seed: string,
): readonly string[] | undefined {
  const last = counters.reduce((most, counter) => Math.max(most, counter), -1);
  // Even all numbers of the blocks come up within n (ln n + 7) counters.
  if (last > 40 * countNumbers(blocks) + 1000) return undefined;
  const taken = new Set(counters);
  const numberAt = numberOfCounter(sortBlocks(blocks), seed);
  const seen = new Set<string>();
  const passed = new Set<string>();
  for (let counter = 0; counter < last; counter += 1) {
    const number = numberAt(counter);
    if (number === undefined || seen.has(number)) continue;
    if (taken.has(counter)) seen.add(number);
    else passed.add(number);
  }
  return [...passed];
}

/** Digest of number blocks: SHA-256 of `prefix/digits` of each, sorted, each followed by a line feed. Cost: one sort. */
export function blocksDigest(blocks: readonly DialBlock[]): string {
  return frameDigest(blocks.map(({ prefix, digits }) => `${prefix}/${digits}`));
}
