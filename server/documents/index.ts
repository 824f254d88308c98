/** The door of printed documents: the same blocks as PDF or as Word. */
export { printPdf } from './pdf.ts';
export { writeWord } from './word.ts';
export type { Block, Cell, PrintedDocument } from './model.ts';
