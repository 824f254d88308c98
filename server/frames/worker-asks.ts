/** What a child is asked: to judge and seal lists, or to mark a workbook. Blobs are named by their place in the request. */
import type { Mending, Submission } from '#contract';
import type { PackedSegments, SegmentTally } from '#sampling';
import type { FrameCheckGroup } from './check.ts';
import type { MarkRequest } from './marking/index.ts';
import type { StoredDocument } from './stored.ts';

interface NamedBlob {
  readonly name: string;
  readonly blob: number;
}

export interface SealingKeys {
  readonly dataKey: Uint8Array;
  readonly indexKey: Uint8Array;
  readonly unitKey: Uint8Array;
}

export interface AskedList extends Omit<FrameCheckGroup, 'files' | 'filed' | 'previous' | 'previousFiled'> {
  readonly files: readonly NamedBlob[];
  /** The list as packed at an earlier filing, instead of files. */
  readonly filed?: number;
  readonly previous?: NamedBlob;
  /** The submission the result is sealed for. */
  readonly submissionId: string;
  /** Hand over the persons. */
  readonly persons: boolean;
  /** Hand over the list as read. */
  readonly grid: boolean;
}

export interface JudgeAsk {
  readonly kind: 'judge';
  readonly lists: readonly AskedList[];
  readonly homeArea: string;
  readonly year: number;
  readonly keys: SealingKeys;
  /** The number-segment table in force. */
  readonly segments?: PackedSegments;
}

/** To read a number-segment table; the first blob is the file. */
export interface SegmentsAsk {
  readonly kind: 'segments';
  readonly name: string;
}

/** A workbook of the list as kept (blob 0) with these cells replaced. */
export interface MendAsk {
  readonly kind: 'mend';
  readonly list: { readonly kind: FrameCheckGroup['kind']; readonly attachment: number | null };
  readonly document: StoredDocument;
  readonly cells: readonly Mending[];
}

export interface MarkAsk {
  readonly kind: 'mark';
  readonly request: Omit<MarkRequest, 'originals' | 'filed'>;
  readonly originals: readonly NamedBlob[];
  readonly filed: number;
}

/** What is known of a list when all are judged. */
export interface JudgedList {
  readonly verdict: Submission['verdict'];
  readonly counts: Submission['counts'];
  readonly findingCounts: Submission['findingCounts'];
  /** Null: judged without a number-segment table. */
  readonly tally: SegmentTally | null;
  /** The filed bytes hold what the notice never asked for: the department is told they were not saved, so they are not. */
  readonly forbidden: boolean;
  readonly documentBytes: number;
  /** Null: there was nothing to compare with. */
  readonly differenceBytes: number | null;
}

/** Messages of a judgement, in this order: all lists judged; then of each list its grid, its persons, and that it is done. */
export type JudgeMessage =
  | { readonly kind: 'judged'; readonly lists: readonly JudgedList[] }
  | { readonly kind: 'grid'; readonly list: number; readonly ordinal: number }
  | UnitSlice
  | { readonly kind: 'done'; readonly list: number };

/** Consecutive persons. The bytes: their sealed blocks, then the texts of PostgreSQL arrays, one after the other. */
export interface UnitSlice {
  readonly kind: 'units';
  readonly list: number;
  /** Ordinals of the first and the last. */
  readonly first: number;
  readonly last: number;
  /** Lengths of the sealed blocks. */
  readonly blocks: readonly number[];
  /** Lengths of the texts: unit ids, genders, cities, ordinals of the indexes, indexes in hex. */
  readonly texts: readonly [ids: number, genders: number, cities: number, indexOrdinals: number, indexes: number];
}
