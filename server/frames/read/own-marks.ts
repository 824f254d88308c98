/**
 * What the platform itself writes into a workbook it hands back: the first sheet and the comments.
 *
 * Promise: a marked workbook that is corrected and filed again is read as if the marks were not there; what the department
 * wrote into a comment before the mark is kept. Never says anything about other sheets or comments.
 */
import type { FiledSheet } from '#sampling';

export const instructionSheetName = '修改说明';
/** Stands in A1 of the first sheet; the reader knows the sheet by it. */
export const instructionTitle = '评议平台审核结果与修改说明';
/** Opens the platform's part of a comment. */
export const commentMark = '【审核意见】';

/** Is this the platform's own first sheet? Cost: one row. */
export function isInstructionSheet({ name, rows }: FiledSheet): boolean {
  if (!name.startsWith(instructionSheetName)) return false;
  for (const row of rows) return row.number === 1 && row.cells[0] === instructionTitle;
  return false;
}

/** A comment without the platform's part; empty when nothing else stood there. */
export function ownPartOf(comment: string): string {
  const at = comment.indexOf(commentMark);
  return at < 0 ? comment : comment.slice(0, at).trimEnd();
}
