/**
 * Reads and judges the lists of one call: bytes in, the contract's document out.
 *
 * Promise: nothing is executed, fetched or written; a file that cannot be read ends the call with one `ReadRefusal`. Request
 * and answer can be cloned into and out of a child process.
 */
import { createHash } from 'node:crypto';
import {
  judgeFrames,
  judgeFramesLazily,
  lookUpSegments,
  redactWorkbook,
  TooManyRows,
  type Coverage,
  type Exemption,
  type FiledList,
  type FiledWorkbook,
  type FrameDocument,
  type ListKind,
  type PackedSegments,
  type Person,
  type PersonWalk,
  type ReaderRemark,
} from '#sampling';
import { readFiled, ReadRefusal, type FileBytes } from './read/index.ts';

export type FrameCheckDocument = FrameDocument;
export type CheckedPerson = Person;

/** A list as it was read, without what must not be kept. */
export interface FiledGroup {
  readonly workbooks: readonly FiledWorkbook[];
  readonly remarks: readonly ReaderRemark[];
}

export interface FrameCheckGroup {
  readonly kind: ListKind;
  readonly attachment?: number;
  readonly minimum?: number;
  readonly coverage?: Coverage;
  readonly department?: string;
  /** Tried on every encrypted package or workbook of the group. */
  readonly password?: string;
  readonly exemptions?: readonly Exemption[];
  /** An earlier version of the list. */
  readonly previous?: FileBytes;
  /** The earlier version as read at an earlier call, instead of a file. */
  readonly previousFiled?: FiledGroup & { readonly name: string; readonly sha256: string };
  /** This list's own, before those of the call: ISO 8601 instant and YYYY-MM-DD. */
  readonly received?: string;
  readonly deadline?: string;
  readonly files: readonly FileBytes[];
  /** The list as read at an earlier call, instead of files. */
  readonly filed?: FiledGroup;
}

export interface FrameCheckRequest {
  readonly groups: readonly FrameCheckGroup[];
  readonly homeArea?: string;
  readonly year?: number;
  /** ISO 8601 instant. */
  readonly received?: string;
  /** YYYY-MM-DD. */
  readonly deadline?: string;
  readonly maxRows?: number;
  readonly noPersons?: boolean;
  /** The number-segment table; without one mobiles are dialled as the department wrote them. */
  readonly segments?: PackedSegments;
}

export interface CheckedFrames {
  readonly document: FrameCheckDocument;
  /** The lists as read, one a group, to be judged again beside others. */
  readonly filed: readonly FiledGroup[];
}

/** Rows read so far, and later rows judged so far. */
export type CheckProgress = (phase: 'reading' | 'checking', rows: number) => void;

/** Reads all groups in order, judges them together. Throws `ReadRefusal` for the first file that cannot be read. */
export async function checkFrames(request: FrameCheckRequest): Promise<CheckedFrames> {
  const lists = await readGroups(request);
  const { noPersons } = request;
  const document = naming(() => judgeFrames(lists, { ...settingsOf(request), noPersons }));
  return { document, filed: lists.map(keptOf) };
}

/** As `checkFrames`, with the persons of each list apart, to be walked one by one. */
export async function checkFramesLazily(
  request: Omit<FrameCheckRequest, 'noPersons'>,
  progress: CheckProgress,
): Promise<{
  readonly document: FrameCheckDocument;
  /** May be emptied by whoever needs the room. */
  readonly filed: FiledGroup[];
  readonly walks: readonly PersonWalk[];
}> {
  const lists = await readGroups(request, (rows) => progress('reading', rows));
  const settings = { ...settingsOf(request), progress: (rows: number) => progress('checking', rows) };
  return { ...naming(() => judgeFramesLazily(lists, settings)), filed: lists.map(keptOf) };
}

const keptOf = ({ workbooks, remarks }: FiledList): FiledGroup => ({
  workbooks: workbooks.map(redactWorkbook),
  remarks,
});

const settingsOf = ({ homeArea, year, received, deadline, maxRows, segments }: FrameCheckRequest) => ({
  ...(segments ? { cityOfSegment: lookUpSegments(segments) } : {}),
  homeArea,
  year,
  received,
  deadline,
  maxRows,
});

function naming<T>(judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (error instanceof TooManyRows) throw new ReadRefusal('limit-rows', error.file);
    throw error;
  }
}

async function readGroups(request: FrameCheckRequest, progress?: (rows: number) => void): Promise<FiledList[]> {
  const lists: FiledList[] = [];
  let before = 0;
  // One after the other: the first unreadable file in order is the one to name, and memory is for one reader at a time.
  for (const group of request.groups) {
    let last = 0;
    const said = (rows: number) => {
      last = rows;
      progress?.(before + rows);
    };
    lists.push(await readGroup(group, request.maxRows, progress && said));
    before += last;
  }
  return lists;
}

async function readGroup(
  group: FrameCheckGroup,
  maxRows: number | undefined,
  progress: ((rows: number) => void) | undefined,
): Promise<FiledList> {
  const options = {
    ...(progress ? { progress } : {}),
    ...(group.password === undefined ? {} : { password: group.password }),
    ...(maxRows === undefined || maxRows <= 1_100_000 ? {} : { limits: { rows: maxRows } }),
  };
  const read = group.filed ?? (await readFiled(group.files, options));
  const previous = group.previousFiled
    ? group.previousFiled
    : group.previous && {
        name: group.previous.name,
        sha256: createHash('sha256').update(group.previous.bytes).digest('hex'),
        workbooks: (await readFiled([group.previous], options)).workbooks,
      };
  return {
    kind: group.kind,
    attachment: group.attachment ?? null,
    department: group.department,
    minimum: group.minimum,
    coverage: group.coverage,
    exemptions: group.exemptions,
    received: group.received,
    deadline: group.deadline,
    workbooks: read.workbooks,
    remarks: read.remarks,
    previous,
  };
}
