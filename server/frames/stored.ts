/** What is kept, sealed, of a check besides its persons. */
import type { FiledFinding } from '#contract';
import { columnLabel, findingCatalogue } from '#sampling';
import type { FrameCheckDocument } from './check.ts';

export interface StoredDocument {
  readonly findings: readonly FiledFinding[];
  /** Short names of the codes that occur, for filters. */
  readonly labels: Readonly<Record<string, string>>;
}

export function storedDocument(findings: FrameCheckDocument['findings']): StoredDocument {
  return {
    findings: findings.map((finding) => ({
      file: finding.file,
      sheet: finding.sheet,
      row: finding.row,
      column: finding.column ?? null,
      columnLabel: finding.column === undefined ? null : columnLabel(finding.column),
      code: finding.code,
      severity: finding.severity,
      message: finding.message,
      raw: finding.raw ?? null,
      repaired: finding.repaired ?? null,
    })),
    labels: Object.fromEntries(findings.map(({ code }) => [code, findingCatalogue[code]?.label ?? code])),
  };
}
