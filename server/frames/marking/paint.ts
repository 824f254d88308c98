/**
 * Colours and comments on the cells of a workbook.
 *
 * Promise: touches the marked cells and, in a workbook that was marked before, the marks of that time; nothing else. A colour
 * never stands alone: the comment begins with the word for it.
 */
import type ExcelJS from 'exceljs';
import { severityLabels, type FiledFinding } from '#contract';
import { commentMark, ownPartOf } from '../read/own-marks.ts';
import type { SheetMarks } from './marks.ts';
import { clip, inertText } from './text.ts';
import { asShown } from '../wording.ts';

type MarkingSeverity = Exclude<FiledFinding['severity'], 'info'>;

/** Slightly odd values on purpose: a cell that a department coloured by itself is not taken for one of ours. */
const colours: Readonly<Record<MarkingSeverity, string>> = {
  error: 'FFFAB6B1',
  review: 'FFFFD68B',
  warning: 'FFFFF4A9',
};
const ownColours = new Set(Object.values(colours));

/** Beyond this, opening the workbook takes a spreadsheet program minutes; the colours say where to look. */
export const COMMENT_LIMIT = 5000;
/** Characters that a comment box of ordinary size shows. */
const COMMENT_LENGTH = 600;

export const fillOf = (severity: MarkingSeverity): ExcelJS.FillPattern => ({
  type: 'pattern',
  pattern: 'solid',
  fgColor: { argb: colours[severity] },
});

/** Number of comments left to write; shared by the sheets of one workbook. */
export interface CommentBudget {
  left: number;
}

export function paint(sheet: ExcelJS.Worksheet, marks: SheetMarks, budget: CommentBudget): void {
  for (const [row, cells] of marks) {
    for (const [column, { severity, findings }] of cells) {
      if (severity === 'info') continue;
      const cell = sheet.getCell(row, column).master;
      // Cells of one look share their style object: a new one, or all of them change colour.
      cell.style = { ...cell.style, fill: fillOf(severity) };
      if (findings.length === 0 || budget.left === 0) continue;
      budget.left -= 1;
      putComment(cell, [textOfNote(cell.note), commentText(findings)].filter((part) => part !== '').join('\n'));
    }
  }
}

/** Takes earlier marks off a cell; a comment of the department's own stays, as plain text. */
export function clearMark(cell: ExcelJS.Cell): void {
  const { fill } = cell.style;
  if (fill?.type === 'pattern' && ownColours.has(fill.fgColor?.argb ?? ''))
    cell.style = { ...cell.style, fill: { type: 'pattern', pattern: 'none' } };
  const note = textOfNote(cell.note);
  if (note !== '') putComment(cell, ownPartOf(note));
}

function commentText(findings: readonly FiledFinding[]): string {
  const lines = findings.map(({ severity, message, repaired }) => {
    const proposal = repaired === null || message.includes(repaired) ? '' : `；建议改为“${repaired}”`;
    return `${severityLabels[severity]}：${asShown(message)}${proposal}`;
  });
  const text = [commentMark, ...new Set(lines)].join('\n');
  return text.length > COMMENT_LENGTH ? `${clip(text, COMMENT_LENGTH)}……` : text;
}

function textOfNote(note: string | ExcelJS.Comment | undefined): string {
  if (note === undefined) return '';
  return typeof note === 'string' ? note : (note.texts ?? []).map(({ text }) => text).join('');
}

/** Full-width characters in a line of the comment box. */
const BOX_CHARACTERS = 19;
const BOX_COLUMNS = 3;

/**
 * exceljs draws every comment box two columns wide and four rows high, too small for a sentence. It takes an anchor where
 * its typed interface has none, so the comment is set by what its writer reads.
 */
export function putComment(cell: ExcelJS.Cell, comment: string): void {
  const text = inertText(comment);
  if (text === '') {
    Object.assign(cell, { _comment: undefined });
    return;
  }
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / BOX_CHARACTERS)), 0);
  const left = Number(cell.col);
  const top = Math.max(0, Number(cell.row) - 2);
  const note = {
    texts: [{ text, font: { size: 9, name: '宋体' } }],
    margins: { insetmode: 'auto', inset: [0.13, 0.13, 0.25, 0.25] },
    protection: { locked: 'True', lockText: 'True' },
    editAs: 'absolute',
  };
  const model = {
    type: 'note',
    note,
    anchor: { left: left + 0.2, top: top + 0.2, right: left + 0.2 + BOX_COLUMNS, bottom: top + 1.2 + lines },
  };
  Object.assign(cell, { _comment: { note, model } });
}
