/**
 * Reading of whatever a department sends: bytes in, sheets of cells out.
 *
 * Promise: a file ends as workbooks and remarks, or as one `ReadRefusal` that names it; the content decides, not the
 * extension. Nothing is executed, fetched, or written to disk.
 */
import { createHash } from 'node:crypto';
import type { FiledWorkbook, ReaderRemark } from '../../../sampling/frame/filed.ts';
import { Meter, READ_LIMITS, type ReadLimits } from './limits.ts';
import { naming, ReadRefusal, Unreadable } from './refusal.ts';
import { readWorkbook } from './workbook/index.ts';

export { ReadRefusal };

export interface FileBytes {
  /** Base name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadOptions {
  /** Tried on every encrypted package or workbook. */
  readonly password?: string;
  readonly limits?: Partial<ReadLimits>;
}

export interface FiledPackage {
  readonly name: string;
  readonly sha256: string;
}

export interface FiledReading {
  /** In the order of the files, inside a package in the order of its entries. */
  readonly workbooks: FiledWorkbook[];
  readonly remarks: ReaderRemark[];
  readonly packages: FiledPackage[];
}

export async function readFiled(files: readonly FileBytes[], options: ReadOptions = {}): Promise<FiledReading> {
  const meter = new Meter({ ...READ_LIMITS, ...options.limits });
  const reading: FiledReading = { workbooks: [], remarks: [], packages: [] };
  for (const file of files) {
    await naming(file.name, () => readFile(file, meter, reading));
  }
  return reading;
}

async function readFile(file: FileBytes, meter: Meter, reading: FiledReading): Promise<void> {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  if (bytes.length === 0) throw new Unreadable('empty-file');
  if (bytes.length > meter.limits.fileBytes) throw new Unreadable('limit-file-size');
  if (bytes.length < 4 || bytes.readUInt32LE(0) !== 0x04034b50) throw new Unreadable('unsupported-format');
  const { sheets, macros, externalLinks } = await readWorkbook(bytes, meter);
  reading.workbooks.push({ name: file.name, sha256: createHash('sha256').update(bytes).digest('hex'), sheets });
  if (macros) reading.remarks.push({ code: 'macros-ignored', file: file.name });
  if (externalLinks) reading.remarks.push({ code: 'external-links-ignored', file: file.name });
}
