/**
 * Judging a department's lists together (R24), from files just received or from the grids kept of earlier filings.
 *
 * Promise: reading, judging, packing and sealing happen in a child process, before any row is locked; this process only carries
 * ciphertext from the child to the database. The child is dead when the work is done, whatever came of it.
 */
import { randomUUID } from 'node:crypto';
import type { Submission } from '#contract';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import type { FiledVersion, Gathered, StoredList } from './gathering.ts';
import { ReadRefusal } from './read/index.ts';
import type { SegmentsInForce } from './segment-tables.ts';
import { asShown } from './wording.ts';
import type { AskedList, JudgeAsk, JudgedList, JudgeMessage } from './worker-asks.ts';
import { ChildRefusal, inChild, type ChildLimits, type NextMessage } from './worker-client.ts';
import type { Blob } from './worker-wire.ts';

/** For whoever waits for the answer. */
const LIMITS: ChildLimits = { memoryMb: 1024, timeoutMs: 120_000 };

/** What is judged as the list at hand: files, or a grid kept. */
export type Judged = { readonly receivedAt: Date; readonly previous: FiledVersion | null } & (
  | {
      readonly files: readonly { readonly name: string; readonly content: Blob }[];
      readonly password?: string | undefined;
    }
  | { readonly filed: FiledVersion }
);

/** How a filing that nobody waits for goes on. */
export interface Attended {
  readonly limits: ChildLimits;
  readonly signal: AbortSignal;
  readonly progress: (phase: 'reading' | 'checking', rows: number) => void;
  readonly started?: (pid: number) => void;
}

export interface ListResult extends JudgedList {
  readonly submissionId: string;
  /** By which number-segment table, and what it said; null without one. */
  readonly segments: Submission['segments'];
  readonly documentSealed: Buffer;
  readonly differenceSealed: Buffer | null;
}

export interface Judgement {
  /** The list at hand, then the department's others that have been filed. */
  readonly results: readonly ListResult[];
  /** Hands over grid and persons of the next list; each list once, in order. */
  readonly contents: (take: (message: JudgeMessage, bytes: Buffer) => Promise<void>) => Promise<void>;
}

/**
 * Judges the list at hand together with the department's others and hands the result to `use`. A new filing gets a grid of its
 * own; persons are handed over of every list whose verdict may still change.
 */
export async function judge<T>(
  ctx: Context,
  gathered: Pick<Gathered, 'own' | 'others' | 'keys' | 'segments'>,
  judged: Judged,
  use: (judgement: Judgement) => Promise<T>,
  attended?: Attended,
): Promise<T> {
  const { own, others, keys, segments } = gathered;
  const blobs: Blob[] = [];
  const asNew = !('filed' in judged);
  const lists = [
    askedList(own, judged, blobs, { submissionId: asNew ? randomUUID() : judged.filed.submissionId, grid: asNew }),
    ...others.flatMap((other) =>
      other.latest === null
        ? []
        : askedList(other, asFiled(other.latest, other.before), blobs, {
            submissionId: other.latest.submissionId,
            grid: false,
          }),
    ),
  ];
  // Made by the very first filing: outside of the reading transaction in which the lists were gathered.
  const unitKey = await ctx.sql.begin((tx) => ctx.vault.unitIdKey(tx, ctx.now));
  const { homeArea, year } = own.frame;
  const ask: JudgeAsk = {
    kind: 'judge',
    lists,
    homeArea,
    year,
    keys: { ...keys, unitKey },
    ...(segments ? { segments: segments.table } : {}),
  };
  try {
    return await inChild(
      {
        ...(attended?.limits ?? LIMITS),
        ask,
        blobs,
        signal: attended?.signal,
        progress: attended?.progress,
        started: attended?.started,
      },
      async (next) => use(await judgementOf(lists, segments, next)),
    );
  } catch (error) {
    if (error instanceof ChildRefusal) throw new Problem('check-exhausted');
    if (!(error instanceof ReadRefusal)) throw error;
    const wantsPassword = error.code === 'password-required' || error.code === 'wrong-password';
    throw new Problem(wantsPassword ? 'password-required' : 'file-unreadable', {
      file: error.file,
      reason: asShown(error.message),
      readCode: error.code,
    });
  }
}

/** Judges the latest filing again as it was kept; null is handed over when nothing was filed yet. */
export async function judgeStored<T>(
  ctx: Context,
  gathered: Pick<Gathered, 'own' | 'others' | 'keys' | 'segments'>,
  use: (judgement: Judgement | null) => Promise<T>,
): Promise<T> {
  const { latest, before } = gathered.own;
  return latest === null ? use(null) : judge(ctx, gathered, asFiled(latest, before), use);
}

const asFiled = (version: FiledVersion, previous: FiledVersion | null): Judged => ({
  filed: version,
  receivedAt: version.receivedAt,
  previous,
});

/** Whether a list filed earlier follows the verdict of a new check. */
export const followsVerdict = ({ frame, latest }: StoredList): boolean =>
  latest !== null && (frame.state === 'filed' || frame.state === 'returned');

function askedList(
  list: StoredList,
  judged: Judged,
  blobs: Blob[],
  { submissionId, grid }: { submissionId: string; grid: boolean },
): AskedList {
  const { frame, exemptions } = list;
  const { previous } = judged;
  const put = (blob: Blob): number => blobs.push(blob) - 1;
  return {
    kind: frame.list,
    ...(frame.attachment === null ? {} : { attachment: frame.attachment }),
    minimum: frame.minimum,
    coverage: frame.coverage,
    department: frame.departmentName,
    exemptions,
    received: judged.receivedAt.toISOString(),
    deadline: frame.deadlineOn,
    submissionId,
    persons: grid || followsVerdict(list),
    grid,
    ...('filed' in judged
      ? { files: [], filed: put(judged.filed.filed) }
      : {
          files: judged.files.map(({ name, content }) => ({ name, blob: put(content) })),
          ...(judged.password ? { password: judged.password } : {}),
        }),
    ...(previous === null ? {} : { previous: { name: String(previous.number), blob: put(previous.filed) } }),
  };
}

async function judgementOf(
  lists: readonly AskedList[],
  table: SegmentsInForce | null,
  next: NextMessage,
): Promise<Judgement> {
  const { head, bytes } = await next();
  const judged = head as JudgeMessage;
  if (judged.kind !== 'judged') throw new Error('the check of frames did not begin with its verdicts');
  let at = 0;
  const cut = (length: number): Buffer => bytes.subarray(at, (at += length));
  const results = judged.lists.map((list, index): ListResult => ({
    ...list,
    submissionId: lists[index]!.submissionId,
    segments: table && list.tally && { version: table.version, digest: table.digest, ...list.tally },
    documentSealed: cut(list.documentBytes),
    differenceSealed: list.differenceBytes === null ? null : cut(list.differenceBytes),
  }));
  return {
    results,
    contents: async (take) => {
      for (;;) {
        const message = await next();
        const content = message.head as JudgeMessage;
        if (content.kind === 'done') return;
        await take(content, message.bytes);
      }
    },
  };
}
