/**
 * How fast answers come from one place: token buckets by address and by network, in the memory of this server.
 *
 * Promise: speed only, never a right to answer: over speed somebody is asked for a proof or to wait. A bucket is found by a keyed hash, so
 * that memory holds no address; several servers each allow the speed, and a restart forgets it.
 */
import { createHmac } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { SurveyRules } from './rules.ts';

export interface Place {
  /** IPv4 address or IPv6 /64. */
  readonly address: string;
  /** IPv4 /24 or IPv6 /48. */
  readonly network: string;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = (text: string): number[] =>
    text === ''
      ? []
      : text.split(':').flatMap((group) => {
          if (!group.includes('.')) return [parseInt(group, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
          return [a * 256 + b, c * 256 + d];
        });
  const [before, after] = [groups(head), groups(tail ?? '')];
  return tail === undefined
    ? before
    : [...before, ...Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
}

/** Undefined when there is no address to speak of: then nothing is limited by place. */
export function placeOf(address: string | undefined): Place | undefined {
  if (address === undefined) return undefined;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) return { address: mapped, network: mapped.split('.').slice(0, 3).join('.') };
  if (!isIPv6(mapped)) return undefined;
  const groups = groupsOf(mapped);
  return { address: groups.slice(0, 4).join(':'), network: groups.slice(0, 3).join(':') };
}

/** HMAC under the key of a day, which is made from the survey's prefix key: two days cannot be compared. */
export function hashPrefix(prefixKey: Buffer, day: string, prefix: string): Buffer {
  const daily = createHmac('sha256', prefixKey).update(`day ${day}`).digest();
  return createHmac('sha256', daily).update(prefix).digest().subarray(0, 16);
}

interface Bucket {
  left: number;
  at: number;
}

const mostBuckets = 200_000;

export class Speed {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes one answer from both buckets; 0, or over speed the seconds until it would have been within. */
  spend(rules: SurveyRules['speed'], keys: { address: string; network: string }, now: Date): number {
    const seconds = now.getTime() / 1000;
    return Math.max(
      this.#take(`a${keys.address}`, rules.address, rules.wait.most, seconds),
      this.#take(`n${keys.network}`, rules.network, rules.wait.most, seconds),
    );
  }

  /** As `spend`, without taking: the seconds until there would be one to take. */
  owed(
    rules: Pick<SurveyRules['speed'], 'address' | 'network'>,
    keys: { address: string; network: string },
    now: Date,
  ): number {
    const seconds = now.getTime() / 1000;
    const wait = (key: string, { burst, perSecond }: SurveyRules['speed']['address']): number => {
      const bucket = this.#buckets.get(key) ?? { left: burst, at: seconds };
      const left = Math.min(burst, bucket.left + Math.max(0, seconds - bucket.at) * perSecond);
      return left < 1 ? (1 - left) / perSecond : 0;
    };
    return Math.max(wait(`a${keys.address}`, rules.address), wait(`n${keys.network}`, rules.network));
  }

  #take(key: string, { burst, perSecond }: SurveyRules['speed']['address'], mostWait: number, now: number): number {
    const bucket = this.#buckets.get(key) ?? { left: burst, at: now };
    this.#buckets.delete(key);
    bucket.left = Math.min(burst, bucket.left + Math.max(0, now - bucket.at) * perSecond);
    bucket.at = now;
    // Below nothing it is a queue: each who asks stands behind the last, up to the longest wait.
    bucket.left = Math.max(bucket.left - 1, -mostWait * perSecond);
    // Youngest last, so that the oldest goes when there are too many.
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > mostBuckets) this.#buckets.delete(this.#buckets.keys().next().value ?? '');
    return bucket.left < 0 ? -bucket.left / perSecond : 0;
  }
}
