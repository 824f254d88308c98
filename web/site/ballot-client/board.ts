/**
 * The public board as a rater checks it: the own leaf is on the list, and the list gives the root that was printed.
 *
 * Promise: nothing is asked of the platform about the own ballot; the whole list is fetched and searched here.
 */
import { fromHex, toHex } from './bytes.ts';
import { inclusionProof, merkleRoot, verifyInclusion } from './merkle.ts';

export interface Board {
  readonly cycleId: string;
  readonly final: boolean;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** Hex, sorted. */
  readonly leaves: readonly string[];
}

export interface Found {
  readonly leaf: string;
  /** From 0, in the order of the list. */
  readonly index: number;
  readonly proof: readonly string[];
}

export type BoardCheck =
  | { readonly ok: true; readonly found: Found | null }
  /** The list does not give the root, is not sorted, or has not the size that is claimed: the board itself is wrong. */
  | { readonly ok: false };

/** Looks for a receipt (or a whole leaf) on the board and proves it. */
export function checkReceipt(board: Board, receipt: string): BoardCheck {
  const wanted = receipt.toLowerCase().replace(/[^0-9a-f]/g, '');
  const { leaves } = board;
  const hashes = leaves.map((leaf) => fromHex(leaf));
  const sound = hashes.every((hash, i) => hash?.length === 32 && (i === 0 || leaves[i - 1]! < leaves[i]!));
  if (!sound || leaves.length !== board.size) return { ok: false };
  const whole = hashes as Uint8Array[];
  const root = merkleRoot(whole);
  if (toHex(root) !== board.root) return { ok: false };
  const index = wanted.length < 24 ? -1 : leaves.findIndex((leaf) => leaf.startsWith(wanted));
  if (index < 0) return { ok: true, found: null };
  const proof = inclusionProof(whole, index);
  if (!verifyInclusion({ leaf: whole[index]!, index, size: whole.length, proof, root })) return { ok: false };
  return { ok: true, found: { leaf: leaves[index]!, index, proof: proof.map(toHex) } };
}
