/**
 * Reads and judges the lists of one call: bytes in, the contract's document out.
 *
 * Promise: nothing is executed, fetched or written; a file that cannot be read ends the call with one `ReadRefusal`. Request
 * and answer can be cloned into and out of a child process.
 */
import { createHash } from 'node:crypto';
import {
  judgeFrames,
  redactWorkbook,
  TooManyRows,
  type Coverage,
  type Exemption,
  type FiledList,
  type FiledSheet,
  type FiledWorkbook,
  type FrameDocument,
  type ListKind,
  type Person,
  type ReaderRemark,
} from '#sampling';
import { readFiled, ReadRefusal, type FileBytes } from './read/index.ts';

export type FrameCheckDocument = FrameDocument;
export type CheckedPerson = Person;

/** A list as it was read, without what must not be kept; JSON. */
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
  /** Hand back the lists as read, to be judged again beside others. */
  readonly keepFiled?: boolean;
}

export interface CheckedFrames {
  readonly document: FrameCheckDocument;
  /** With `keepFiled`: one entry a group. */
  readonly filed?: readonly FiledGroup[];
}

/** Reads all groups in order, judges them together. Throws `ReadRefusal` for the first file that cannot be read. */
export async function checkFrames(request: FrameCheckRequest): Promise<CheckedFrames> {
  const lists: FiledList[] = [];
  // One after the other: the first unreadable file in order is the one to name, and memory is for one reader at a time.
  for (const group of request.groups) lists.push(await readGroup(group, request.maxRows));
  const { homeArea, year, received, deadline, maxRows, noPersons } = request;
  try {
    const document = judgeFrames(lists, { homeArea, year, received, deadline, maxRows, noPersons });
    if (!request.keepFiled) return { document };
    return {
      document,
      filed: lists.map(({ workbooks, remarks }) => ({ workbooks: workbooks.map(redactWorkbook), remarks })),
    };
  } catch (error) {
    if (error instanceof TooManyRows) throw new ReadRefusal('limit-rows', error.file);
    throw error;
  }
}

async function readGroup(group: FrameCheckGroup, maxRows: number | undefined): Promise<FiledList> {
  const options = {
    ...(group.password === undefined ? {} : { password: group.password }),
    ...(maxRows === undefined || maxRows <= 1_100_000 ? {} : { limits: { rows: maxRows } }),
  };
  const read = group.filed ? revive(group.filed) : await readFiled(group.files, options);
  const previous = group.previousFiled
    ? { ...group.previousFiled, workbooks: revive(group.previousFiled).workbooks }
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

/** JSON has null where a cell is absent. */
export function revive(filed: FiledGroup): FiledGroup {
  const reviveSheet = (sheet: FiledSheet): FiledSheet => ({
    ...sheet,
    rows: [...sheet.rows].map((row) => ({ ...row, cells: row.cells.map((cell) => cell ?? undefined) })),
  });
  return {
    workbooks: filed.workbooks.map((workbook) => ({ ...workbook, sheets: workbook.sheets.map(reviveSheet) })),
    remarks: filed.remarks,
  };
}
