/**
 * One list on its way through the judge: what was asked for, what was found so far.
 *
 * Promise: plain state shared by the parts of the judge; it decides nothing.
 */
import type { FindingCollector, SheetPlace } from './collector.ts';
import type { Exemptions } from './exemptions.ts';
import type { RowTable } from './rows.ts';
import type { Coverage, ListKind, SheetReport } from './report.ts';

export interface JudgedSheet extends SheetPlace {
  report: SheetReport;
}

export interface JudgedFile {
  readonly name: string;
  readonly sha256: string;
  readonly sheets: JudgedSheet[];
}

export interface FrameList {
  readonly index: number;
  readonly kind: ListKind;
  readonly attachment: number | null;
  readonly department: string | null;
  readonly minimum: number;
  readonly coverage: Coverage;
  readonly exemptions: Exemptions;
  readonly findings: FindingCollector;
  readonly homeArea: string;
  readonly year: number | undefined;
  /** Keep the fields only a printed person or a difference needs. */
  readonly keepsText: boolean;
  readonly cityOfSegment: ((segment: string) => string | undefined) | undefined;
  readonly files: JudgedFile[];
  readonly rows: RowTable;
  /** Called for every data row; throws when there are too many. */
  readonly countRow: (file: string) => void;
}
