/**
 * A zip of lists: which entries are lists, which are told about, which are ignored.
 *
 * Promise: entries in their order, nothing unpacked outside memory, paths that leave the package refused.
 */
import type { ReaderRemark } from '#sampling';
import { CompoundFile } from './compound.ts';
import { looksLikeList } from './delimited.ts';
import { fileKind, zipKind } from './format.ts';
import type { Meter } from './limits.ts';
import { naming, ReadRefusal, Unreadable } from './refusal.ts';
import { decipherEntry, passwordForms } from './zip/decipher.ts';
import { packedBytes, readDirectory, type ZipDirectory, type ZipEntry } from './zip/directory.ts';
import { unpackWhole } from './zip/unpack.ts';

export interface PackageEntry {
  /** `package.zip/folder/list.xlsx` */
  readonly name: string;
  readonly bytes: Buffer;
  readonly encrypted: boolean;
}

export interface PackageContext {
  readonly name: string;
  readonly meter: Meter;
  readonly password: string | undefined;
  readonly remarks: ReaderRemark[];
}

/** Documents by their names: never opened, only told about. */
const DOCUMENTS =
  /\.(docx?|dotx?|wps|wpt|rtf|odt|pdf|ofd|pptx?|dps|jpe?g|png|gif|bmp|tiff?|webp|html?|mht|md|url|lnk|exe|ini|xml|json)$/i;
const SPREADSHEETS = /\.(xlsx?|xlsm|xlsb|xltx?|xltm|et|ett|ods|csv|tsv)$/i;
const ARCHIVES = /\.(zip|rar|7z|gz|tgz|tar|bz2|xz)$/i;
const JUNK = /^__MACOSX\/|(^|\/)(__MACOSX\/.*|\.DS_Store|Thumbs\.db|~\$[^/]*)$/i;
const PASSWORD_WORDS = /密码|口令|password/i;

/** The lists of a package, one after another. */
export async function* packageEntries(
  bytes: Buffer,
  directory: ZipDirectory,
  context: PackageContext,
): AsyncGenerator<PackageEntry, void, void> {
  const { name, meter, remarks } = context;
  for (const entry of directory.entries) if (isUnsafe(entry.name)) throw new Unreadable('unsafe-entry');
  const entries = directory.entries.filter((entry) => !entry.directory && !JUNK.test(entry.name));
  if (entries.length > meter.limits.packageEntries) throw new Unreadable('limit-entries');
  if ([name, directory.comment, ...entries.map((entry) => entry.name)].some((text) => PASSWORD_WORDS.test(text))) {
    remarks.push({ code: 'password-in-package', file: name });
  }
  let lists = 0;
  for (const entry of entries) {
    const path = `${name}/${entry.name}`;
    const unpacked = DOCUMENTS.test(entry.name)
      ? undefined
      : await naming(path, () => unpackEntry(bytes, entry, context));
    if (unpacked && (await naming(path, () => isList(entry.name, unpacked, context)))) {
      lists += 1;
      yield { name: path, bytes: unpacked, encrypted: entry.encrypted };
    } else remarks.push({ code: 'entry-skipped', file: name, raw: entry.name });
  }
  if (lists === 0) throw new Unreadable('no-workbook-in-package');
}

/** By content; the name only tells whether somebody meant a spreadsheet by it. */
function isList(name: string, bytes: Buffer, { name: packageName, meter }: PackageContext): boolean {
  const meant = SPREADSHEETS.test(name);
  if (bytes.length === 0) {
    if (meant) throw new Unreadable('empty-file');
    return false;
  }
  switch (fileKind(bytes)) {
    case 'archive':
      throw new ReadRefusal('nested-archive', packageName);
    case 'zip': {
      const kind = zipKind(readDirectory(bytes, meter.limits.workbookParts).entries);
      if (kind === 'package') throw new ReadRefusal('nested-archive', packageName);
      return meant || kind === 'office';
    }
    case 'compound': {
      const compound = new CompoundFile(bytes);
      return meant || compound.has('Workbook') || compound.has('EncryptedPackage');
    }
    case 'text':
      return /\.txt$/i.test(name) ? looksLikeList(bytes) : meant;
    case 'unsupported':
    default:
      if (ARCHIVES.test(name)) throw new ReadRefusal('nested-archive', packageName);
      return meant;
  }
}

async function unpackEntry(bytes: Buffer, entry: ZipEntry, { name, meter, password }: PackageContext): Promise<Buffer> {
  const packed = packedBytes(bytes, entry);
  if (!entry.encrypted) {
    if (entry.method !== 0 && entry.method !== 8) throw new Unreadable('unsupported-archive');
    return unpackWhole({ packed, deflated: entry.method === 8, crc: entry.crc }, meter);
  }
  // One password for the whole package: it is the package that is told about, not the entry.
  if (entry.stronglyEncrypted) throw new ReadRefusal('unsupported-encryption', name);
  if (password === undefined) throw new ReadRefusal('password-required', name);
  for (const form of passwordForms(password)) {
    const part = decipherEntry(entry, packed, form);
    if (!part) continue;
    try {
      return await unpackWhole(part, meter);
    } catch (error) {
      // What a wrong ZipCrypto password deciphers to is not deflated and has another checksum.
      if (!(error instanceof Unreadable && error.code === 'corrupt-file' && part.crc !== undefined)) throw error;
    }
  }
  throw new ReadRefusal('wrong-password', name);
}

function isUnsafe(name: string): boolean {
  return name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\0') || name.split('/').includes('..');
}
