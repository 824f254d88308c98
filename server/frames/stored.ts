/** What is kept, sealed, of a check besides its persons. */
import type { FiledFinding } from '#contract';

export interface StoredDocument {
  readonly findings: readonly FiledFinding[];
  /** Short names of the codes that occur, for filters. */
  readonly labels: Readonly<Record<string, string>>;
}
