/**
 * Orders and positions: who has the smallest tickets, and which rows a systematic draw hits.
 *
 * Promise: the same answer as sorting all 64-digit tickets as text, without making that text for anybody but the winners.
 * Never reads the order in which rows arrive, except as the caller's control order.
 */
import type { TicketMaker } from './ticket.ts';

const TWO52 = 0x10000000000000;

/** Text order by code points, which is the byte order of UTF-8 (JavaScript's own order differs beyond U+FFFF). */
export function compareText(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i += 1) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all of U+E000..U+FFFF.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

/** A frame's ids beside the first 52 bits of their tickets. */
export interface Keyed {
  readonly ids: readonly string[];
  readonly keys: Float64Array;
  readonly maker: TicketMaker;
}

/** The first 52 bits of every id's ticket. Cost: one ticket an id. */
export function keyAll(ids: readonly string[], maker: TicketMaker): Keyed {
  const keys = new Float64Array(ids.length);
  for (let i = 0; i < ids.length; i += 1) keys[i] = maker.first52(ids[i]!);
  return { ids, keys, maker };
}

/** Places of ids that occurred before. Tickets are their own hash values. Cost: linear. */
export function findRepeats({ ids, keys }: Keyed): number[] {
  let size = 16;
  while (size < ids.length * 2) size *= 2;
  const slots = new Int32Array(size);
  const repeats: number[] = [];
  for (let i = 0; i < ids.length; i += 1) {
    let slot = keys[i]! & (size - 1);
    for (let other = slots[slot]!; other !== 0; other = slots[slot]!) {
      if (keys[other - 1] === keys[i] && ids[other - 1] === ids[i]) break;
      slot = (slot + 1) & (size - 1);
    }
    if (slots[slot] === 0) slots[slot] = i + 1;
    else repeats.push(i);
  }
  return repeats;
}

/**
 * The `count` members that come first from the start point on, in order: tickets at or above `start` first, then those
 * below; ties by id. Source: rule `prn-hmac-sha256/1`. Cost: linear in the members, plus a sort of the winners.
 */
export function firstFrom(frame: Keyed, members: Int32Array, start: string, count: number): Int32Array {
  const { ids, keys, maker } = frame;
  const startKey = Number.parseInt(start.slice(0, 13), 16);
  const turned = new Float64Array(members.length);
  for (let i = 0; i < members.length; i += 1) {
    const member = members[i]!;
    const key = keys[member]!;
    const below = key < startKey || (key === startKey && maker.hex(ids[member]!) < start);
    turned[i] = below ? key + TWO52 : key;
  }
  const wanted = Math.min(count, members.length);
  if (wanted === 0) return new Int32Array(0);
  const last = wanted === members.length ? Infinity : selectNth(turned.slice(), wanted - 1);
  const places: number[] = [];
  for (let i = 0; i < turned.length; i += 1) if (turned[i]! <= last) places.push(i);
  const sorted = Int32Array.from(places).toSorted(
    (a, b) => turned[a]! - turned[b]! || compareTickets(frame, members[a]!, members[b]!),
  );
  return sorted.subarray(0, wanted).map((place) => members[place]!);
}

/**
 * Members in control order: by their sort values, then by ticket. Source: rule `prn-hmac-sha256/1`. Cost: one sort.
 */
export function controlOrder(
  frame: Keyed,
  members: Int32Array,
  sortValues: (member: number) => readonly string[],
): Int32Array {
  return members.toSorted((a, b) => {
    const x = sortValues(a);
    const y = sortValues(b);
    for (let i = 0; i < x.length; i += 1) {
      const difference = x[i] === y[i] ? 0 : compareText(x[i]!, y[i]!);
      if (difference !== 0) return difference;
    }
    return frame.keys[a]! - frame.keys[b]! || compareTickets(frame, a, b);
  });
}

function compareTickets({ ids, maker }: Keyed, a: number, b: number): number {
  return a === b ? 0 : compareText(maker.hex(ids[a]!), maker.hex(ids[b]!)) || compareText(ids[a]!, ids[b]!);
}

/**
 * Row numbers (from 0) of a systematic draw: floor(((2k + 1) + j 2^53) total / (n 2^53)) for j = 0 .. n - 1, where k is
 * the first 52 bits of the random start. In whole numbers, so always n different rows when n <= total, each row with
 * probability n/total to within 2^-52. Source: rule `prn-hmac-sha256/1`. Cost: n divisions of big integers.
 */
export function systematicRows(first52: number, total: number, n: number): number[] {
  const start = 2n * BigInt(first52) + 1n;
  const size = BigInt(total);
  const below = BigInt(n) << 53n;
  return Array.from({ length: n }, (_, j) => Number(((start + (BigInt(j) << 53n)) * size) / below));
}

/** The n-th smallest value (from 0); reorders `values`. Quickselect, Hoare 1961. Cost: linear for random values. */
function selectNth(values: Float64Array, n: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = values[(low + high) >> 1]!;
    const pivot = Math.max(
      Math.min(values[low]!, values[high]!),
      Math.min(Math.max(values[low]!, values[high]!), middle),
    );
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i += 1;
      while (values[j]! > pivot) j -= 1;
      if (i <= j) {
        const held = values[i]!;
        values[i] = values[j]!;
        values[j] = held;
        i += 1;
        j -= 1;
      }
    }
    if (n <= j) high = j;
    else if (n >= i) low = i;
    else break;
  }
  return values[n]!;
}
