/** The door of printed documents: the same blocks as PDF, as Word or as a page to print. */
export { writePage } from './page.ts';
export { printPdf } from './pdf.ts';
export { writeWord } from './word.ts';
export type { Block, Cell, PrintedDocument } from './model.ts';
