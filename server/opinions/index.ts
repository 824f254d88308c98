/** The door of the opinions: the coding desk, hand-over, 整改, what the public sees of it, and next year's list of givers. */
export { getCodes, saveCodes } from './code-frames.ts';
export { claim, code, list, open, withhold } from './coding.ts';
export { get, listTasks } from './department.ts';
export { consentEraser, textEraser } from './eraser.ts';
export { word, workbook } from './exports.ts';
export { makeList, preview as previewGivers } from './givers.ts';
export { handOver, listHandOvers, preview as previewHandOver, revoke } from './handing-over.ts';
export { overview } from './overview.ts';
export { publishedOf, type PublishedRectification } from './published.ts';
export * as rectifications from './rectifications.ts';
