/**
 * Merkle trees as in RFC 9162: root, inclusion and consistency. Held to the reference roots of Certificate Transparency.
 *
 * Promise: a proof that verifies was made from a tree with that root. Hashes are bytes; leaves are hashed with a prefix so that no
 * leaf can pass as a node.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { compareBytes, concat, equalBytes } from './bytes.ts';

type Hash = Uint8Array;

export function leafHash(leaf: Uint8Array): Hash {
  return sha256(concat(Uint8Array.of(0), leaf));
}

function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/** The largest power of two below n. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The root over leaf hashes in their order. */
export function merkleRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return sha256(new Uint8Array());
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return nodeHash(merkleRoot(leaves.slice(0, k)), merkleRoot(leaves.slice(k)));
}

/** The root over values in the order of their bytes: of card hashes, say, so that none can be added later. */
export function rootOfSet(values: readonly Uint8Array[]): Hash {
  // oxlint-disable-next-line unicorn/no-array-sort -- browsers of 2018 have no toSorted, and the array is our own
  return merkleRoot([...values].sort(compareBytes).map(leafHash));
}

/** What a verifier needs to get from leaf `index` to the root, lowest first. */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionProof(leaves.slice(0, k), index), merkleRoot(leaves.slice(k))]
    : [...inclusionProof(leaves.slice(k), index - k), merkleRoot(leaves.slice(0, k))];
}

export interface Inclusion {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** RFC 9162, 2.1.3.2. */
export function verifyInclusion({ leaf, index, size, proof, root }: Inclusion): boolean {
  if (index < 0 || index >= size) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else hash = nodeHash(hash, sibling);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && equalBytes(hash, root);
}

/** That the first `size` leaves are a tree of their own, unchanged. RFC 9162, 2.1.4.1. */
export function consistencyProof(leaves: readonly Hash[], size: number, whole = true): Hash[] {
  if (size === leaves.length) return whole ? [] : [merkleRoot(leaves)];
  const k = split(leaves.length);
  return size <= k
    ? [...consistencyProof(leaves.slice(0, k), size, whole), merkleRoot(leaves.slice(k))]
    : [...consistencyProof(leaves.slice(k), size - k, false), merkleRoot(leaves.slice(0, k))];
}

export interface Consistency {
  readonly first: { readonly size: number; readonly root: Hash };
  readonly second: { readonly size: number; readonly root: Hash };
  readonly proof: readonly Hash[];
}

/** RFC 9162, 2.1.4.2. */
export function verifyConsistency({ first, second, proof }: Consistency): boolean {
  if (first.size === second.size) return proof.length === 0 && equalBytes(first.root, second.root);
  if (first.size <= 0 || first.size > second.size) return false;
  const isPower = (first.size & (first.size - 1)) === 0;
  const [start, ...rest] = isPower ? [first.root, ...proof] : proof;
  if (!start) return false;
  let [fn, sn, fr, sr] = [first.size - 1, second.size - 1, start, start];
  while (fn % 2 === 1) [fn, sn] = [fn >> 1, sn >> 1];
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeHash(sibling, fr), nodeHash(sibling, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else sr = nodeHash(sr, sibling);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && equalBytes(fr, first.root) && equalBytes(sr, second.root);
}
