/** The door of the answer sheets: file one or many, count many, whatever the channel. */
export { counts, progress, type CountQuery, type CountRow, type ProgressRow } from './counting.ts';
export { received, type Received, type ReceivedAt } from './received.ts';
export { file, fileAll, opinionPlace, type Filed, type Filing, type SheetChannel, type SheetState } from './filing.ts';
export { eachSheet, known, move, ofDraw, type SheetRow } from './keeping.ts';
