/** Where sealed things of a submission are kept: what each is bound to, so that moved elsewhere it does not open. */

/** Persons sealed together. */
export const PERSONS_A_BLOCK = 256;

export const documentPlace = (submissionId: string): string => `submissions/${submissionId}/document`;
export const differencePlace = (submissionId: string): string => `submissions/${submissionId}/difference`;

/** The list as read; first the place of the first releases, which kept it in one. */
export const wholeGridPlace = (submissionId: string): string => `submissions/${submissionId}/filed`;
export const gridPlace = (submissionId: string, ordinal: number): string =>
  `submission_pieces/${submissionId}/0/${ordinal}`;

/** A file that came in one request. Those that came in chunks keep the seals of these. */
export const wholeFilePlace = (submissionId: string, file: number): string =>
  `submission_files/${submissionId}/${file}/content`;

/** Persons from this ordinal on; first the place of the first releases, which sealed each alone. */
export const onePersonPlace = (submissionId: string, ordinal: number): string =>
  `frame_units/${submissionId}/${ordinal}/person`;
export const personsPlace = (submissionId: string, first: number): string =>
  `frame_unit_blocks/${submissionId}/${first}/persons`;

/** A piece of a file that is being uploaded. */
export const chunkPlace = (jobId: string, file: number, ordinal: number): string =>
  `filing_chunks/${jobId}/${file}/${ordinal}`;
export const jobPasswordPlace = (jobId: string): string => `filing_jobs/${jobId}/password`;
