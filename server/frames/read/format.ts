/**
 * What a file is, by its content.
 *
 * Never looks at a name.
 */
import type { ZipEntry } from './zip/directory.ts';

export type FileKind = 'zip' | 'compound' | 'text' | 'archive' | 'unsupported';

/** A first entry, no entry at all, and the first of several volumes. */
const ZIP = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

const ARCHIVES = [
  'Rar!\x1a\x07',
  '7z\xbc\xaf\x27\x1c',
  '\x1f\x8b', // gz
  'BZh',
  '\xfd7zXZ\0',
  '\x28\xb5\x2f\xfd', // zstd
  'MSCF\0\0',
];

/** Documents, pictures and old workbooks by their first bytes; and texts that are no lists. */
const UNSUPPORTED = [
  '%PDF',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
  'II*\0',
  'MM\0*',
  'RIFF',
  '{\\rtf',
  'MIME-Version:',
  'ID;P', // SYLK
  '\x09\x00\x04\x00', // BIFF 2 to 5 without a container
  '\x09\x02\x06\x00',
  '\x09\x04\x06\x00',
  '\x09\x08\x08\x00',
];

export function fileKind(bytes: Buffer): FileKind {
  const head = bytes.toString('latin1', 0, 512);
  if (ZIP.some((mark) => head.startsWith(mark))) return 'zip';
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'compound';
  if (ARCHIVES.some((mark) => head.startsWith(mark)) || head.startsWith('ustar', 257)) return 'archive';
  if (UNSUPPORTED.some((mark) => head.startsWith(mark))) return 'unsupported';
  const utf16 = head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff');
  if (!utf16 && isBinary(bytes)) return 'unsupported';
  // Web pages and XML spreadsheets that call themselves .xls.
  const start = head.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '').replaceAll('\0', '');
  return /^\s*<[!?a-z]/i.test(start) ? 'unsupported' : 'text';
}

/** More than one in a hundred of the first bytes are control characters that no text has. */
function isBinary(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 8192);
  let controls = 0;
  for (const byte of sample)
    if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1a && byte !== 0x1b) controls += 1;
  return controls * 100 > sample.length;
}

export type ZipKind = 'office' | 'package' | 'unsupported';

/** What a zip holds: an Office file, some other document made of parts, or files. */
export function zipKind(entries: readonly ZipEntry[]): ZipKind {
  const names = new Set(entries.map(({ name }) => name.replace(/^\/+/, '').toLowerCase()));
  if (names.has('[content_types].xml') || names.has('_rels/.rels')) return 'office';
  if (names.has('meta-inf/manifest.xml') || names.has('ofd.xml')) return 'unsupported';
  return 'package';
}
