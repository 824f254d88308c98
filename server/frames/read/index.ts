/**
 * Reading of whatever a department sends: bytes in, sheets of cells out.
 *
 * Promise: a file ends as workbooks and remarks, or as one `ReadRefusal` that names it; the content decides, not the
 * extension. Nothing is executed, fetched, or written to disk.
 */
import { createHash } from 'node:crypto';
import type { FiledWorkbook, ReaderRemark } from '#sampling';
import { readBiffWorkbook } from './biff/index.ts';
import { CompoundFile } from './compound.ts';
import { readDelimited } from './delimited.ts';
import { decryptWorkbook } from './encryption.ts';
import { fileKind, zipKind } from './format.ts';
import { Meter, READ_LIMITS, type ReadLimits } from './limits.ts';
import { isInstructionSheet } from './own-marks.ts';
import { packageEntries } from './package.ts';
import { naming, ReadRefusal, Unreadable } from './refusal.ts';
import { type ReadSheets, readWorkbook } from './workbook/index.ts';
import { readDirectory } from './zip/directory.ts';

export { ReadRefusal };
export type { RefusalCode } from './refusal.ts';

export interface FileBytes {
  /** Base name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadOptions {
  /** Tried on every encrypted package or workbook. */
  readonly password?: string;
  readonly limits?: Partial<ReadLimits>;
  /** Called now and then with the number of rows read so far. */
  readonly progress?: (rows: number) => void;
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

interface Reader {
  readonly meter: Meter;
  readonly password: string | undefined;
  readonly reading: FiledReading;
}

/** Reads files of one call; they share the limits. */
export async function readFiled(files: readonly FileBytes[], options: ReadOptions = {}): Promise<FiledReading> {
  const reading: FiledReading = { workbooks: [], remarks: [], packages: [] };
  const meter = new Meter({ ...READ_LIMITS, ...options.limits }, options.progress);
  const reader: Reader = { meter, password: options.password, reading };
  for (const { name, bytes } of files) {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await naming(name, async () => {
      if (file.length > meter.limits.fileBytes) throw new Unreadable('limit-file-size');
      const directory = fileKind(file) === 'zip' ? readDirectory(file, meter.limits.workbookParts) : undefined;
      if (directory && zipKind(directory.entries) === 'package') {
        reading.packages.push({ name, sha256: sha256(file) });
        if (!/\.zip$/i.test(name)) reading.remarks.push({ code: 'extension-mismatch', file: name, raw: 'zip' });
        await readPackage(name, file, directory, reader);
      } else await readList(name, file, reader);
    });
  }
  return reading;
}

async function readPackage(name: string, bytes: Buffer, directory: ReturnType<typeof readDirectory>, reader: Reader) {
  const { meter, password, reading } = reader;
  let open = false;
  for await (const entry of packageEntries(bytes, directory, { name, meter, password, remarks: reading.remarks })) {
    const encrypted = await naming(entry.name, () => readList(entry.name, entry.bytes, reader));
    if (!entry.encrypted && !encrypted) open = true;
  }
  if (open) reading.remarks.push({ code: 'package-not-encrypted', file: name });
}

/** One workbook or delimited text; tells whether it had a password of its own. */
async function readList(name: string, bytes: Buffer, reader: Reader): Promise<boolean> {
  const { meter, reading } = reader;
  if (bytes.length === 0) throw new Unreadable('empty-file');
  let encrypted = false;
  let format: 'xlsx' | 'xls' | 'csv' = 'xlsx';
  let read: ReadSheets;
  switch (fileKind(bytes)) {
    case 'zip':
      read = await readOffice(bytes, meter);
      break;
    case 'compound': {
      const compound = new CompoundFile(bytes);
      if (compound.has('EncryptedPackage')) {
        encrypted = true;
        read = await readOffice(decryptWorkbook(compound, reader.password), meter);
      } else {
        format = 'xls';
        read = readBiffWorkbook(compound, meter);
      }
      break;
    }
    case 'text': {
      const { sheet, encoding } = readDelimited(bytes, meter);
      format = 'csv';
      read = { sheets: [sheet], macros: false, externalLinks: false };
      if (encoding !== 'utf-8') reading.remarks.push({ code: 'encoding-detected', file: name, raw: encoding });
      break;
    }
    case 'archive':
      throw new Unreadable('unsupported-archive');
    case 'unsupported':
      throw new Unreadable('unsupported-format');
  }
  if (!EXTENSIONS[format].test(name)) reading.remarks.push({ code: 'extension-mismatch', file: name, raw: format });
  if (read.macros) reading.remarks.push({ code: 'macros-ignored', file: name });
  if (read.externalLinks) reading.remarks.push({ code: 'external-links-ignored', file: name });
  const sheets = read.sheets.filter((sheet) => !isInstructionSheet(sheet));
  reading.workbooks.push({ name, sha256: sha256(bytes), sheets });
  return encrypted;
}

async function readOffice(bytes: Buffer, meter: Meter): Promise<ReadSheets> {
  const { entries } = readDirectory(bytes, meter.limits.workbookParts);
  if (zipKind(entries) !== 'office') throw new Unreadable('unsupported-format');
  return readWorkbook(bytes, entries, meter);
}

/** Extensions that a format may bear without surprise. */
const EXTENSIONS = {
  xlsx: /\.(xlsx|xlsm|xltx|xltm)$/i,
  xls: /\.(xls|xlt)$/i,
  csv: /\.(csv|txt|tsv)$/i,
};

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
