/** The door of the questionnaires: versions from draft to published, and what is asked now. */
export {
  publishedOfCycle,
  publishedVersions,
  serving,
  type PublishedVersion,
  type ServedVersion,
} from './published.ts';
