/** The door of the frame room: departments file, the platform judges, operators accept. */
export { accept, get, getSubmission, list, listFindings, returnToDepartment, template } from './desk.ts';
export { receipt } from './receipts.ts';
export { matrix } from './matrix.ts';
export { decideShared, heldOutUnits, listShared } from './shared-persons.ts';
export { addExemption, changeDuty, listExemptions, withdrawExemption } from './adjust.ts';
export { filedFile } from './filed-files.ts';
export { markedWorkbook } from './marked-workbook.ts';
export {
  downloadSegmentTable,
  getSegmentTable,
  importSegmentTable,
  listSegmentTables,
  removeSegmentTable,
} from './segment-tables.ts';
export { fileGiversList, type ListedGiver } from './givers-list.ts';
export { submit } from './submit.ts';
export { cancelFilingJob, getFilingJob, retryFilingJob, startFilingJob, uploadChunk } from './filing-jobs/desk.ts';
export { startFilingWorker, workNextFiling, type FilingWorker } from './filing-jobs/work.ts';
export { difference, mend } from './versions.ts';
export { openPersons, openPersonsAt, unitAttributes, unitPlace, type UnitAttributes } from './units.ts';
export { confirmErasure, erasureCertificate, getErasure, requestErasure, withdrawErasure } from './erasure.ts';
export { reveal } from './reveals.ts';
export {
  cityOf,
  frameKeyOf,
  identitiesOf,
  listKeyOf,
  parseUnitKey,
  separateLists,
  unitIdOf,
  type IdentifiedPerson,
} from './unit-id.ts';
export { maskNumbers } from './mask.ts';
export { ReadRefusal, readFiled } from './read/index.ts';
export { columnLetter, readSheets, type TableRow, type TableSheet } from './small-tables.ts';
