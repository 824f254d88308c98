/** The door of the questionnaires: versions from draft to published, and what is asked now. */
export { discard, draft, draftForNewCycle, save } from './drafting.ts';
export { compare, get, list, listOwn } from './listing.ts';
export {
  publishedOfCycle,
  publishedVersions,
  serving,
  type PublishedVersion,
  type ServedVersion,
} from './published.ts';
export { exportForm, importForm } from './workbook.ts';
export { comment, publish, resolve, returnToDepartment, review, submit } from './review.ts';
