/** The door of the results: what a score is made of, compute, freeze, publish, feedback, reviews. */
export * as components from './components.ts';
export * as counts from './counts.ts';
export * as feedback from './feedback.ts';
export * as ledger from './ledger.ts';
export * as own from './own.ts';
export * as packages from './packages.ts';
export * as reviews from './reviews.ts';
export * as scoring from './scoring.ts';
export { eraser } from './eraser.ts';
export { recompute } from './package.ts';
export { tryOn } from './trial.ts';
export { workbook } from './export.ts';
export { zipFiles, type PackedFile } from './zip.ts';
export { preview } from './table-preview.ts';
