/** What is kept, sealed, of a check besides its persons. */
import { gunzipSync } from 'node:zlib';
import type { FiledFinding } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import { columnLabel, findingCatalogue } from '#sampling';
import { unseal } from '../vault.ts';
import type { FrameCheckDocument } from './check.ts';
import { documentPlace } from './places.ts';

export interface StoredSheet {
  readonly file: string;
  readonly sheet: string;
  readonly firstDataRow: number;
  /** Column letters by column key. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface StoredDocument {
  readonly findings: readonly FiledFinding[];
  /** Short names of the codes that occur, for filters. */
  readonly labels: Readonly<Record<string, string>>;
  /** The sheets that were judged; absent in documents of the first release. */
  readonly sheets?: readonly StoredSheet[];
}

export type StoredDifference = NonNullable<FrameCheckDocument['lists'][number]['difference']>;

/** The document of a submission the caller may see; findings quote what was filed, so it is kept sealed. */
export async function openDocument(tx: Tx, dataKey: Buffer, submissionId: string): Promise<StoredDocument> {
  const [row] = await tx<
    { documentSealed: Buffer }[]
  >`select document_sealed from submissions where id = ${submissionId}`;
  if (!row) throw new Problem('not-found');
  return JSON.parse(gunzipSync(unseal(dataKey, documentPlace(submissionId), row.documentSealed)).toString('utf8'));
}

export function storedDocument(
  findings: FrameCheckDocument['findings'],
  files: FrameCheckDocument['files'],
): StoredDocument {
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
    sheets: files.flatMap(({ name, sheets }) =>
      sheets.flatMap(({ name: sheet, state, firstDataRow, columns }) =>
        state === 'read' && firstDataRow !== null ? [{ file: name, sheet, firstDataRow, columns }] : [],
      ),
    ),
  };
}
