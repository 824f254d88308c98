/**
 * Puts one fixed time into every entry of an archive, so that equal content gives equal bytes.
 *
 * Promise: only the time fields change (1980-01-01 00:00). For archives written by this program; one that is not an archive is
 * a bug and throws.
 */

const END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
/** 1980-01-01 as MS-DOS writes it: time 0, date 0000000_0001_00001. */
const FIRST_DAY = 0x0021;

export function fixZipTimes(archive: Buffer): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== END) throw new Error('not an archive');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let n = 0; n < count; n += 1) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('archive directory is broken');
    archive.writeUInt16LE(0, at + 12);
    archive.writeUInt16LE(FIRST_DAY, at + 14);
    const local = archive.readUInt32LE(at + 42);
    if (archive.readUInt32LE(local) !== LOCAL_HEADER) throw new Error('archive entry is broken');
    archive.writeUInt16LE(0, local + 10);
    archive.writeUInt16LE(FIRST_DAY, local + 12);
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return archive;
}
