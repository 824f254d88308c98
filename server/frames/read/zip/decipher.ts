/**
 * Encrypted entries of a zip: ZipCrypto and WinZip AES.
 *
 * Promise: passwords are tried as UTF-8, then as GBK bytes, as Chinese archivers write either; a password that is not the
 * right one gives `undefined`, never rubbish that looks like success for AES (ZipCrypto is settled by the checksum).
 */
import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto';
import iconv from 'iconv-lite';
import { Unreadable } from '../refusal.ts';
import { extraField, type ZipEntry } from './directory.ts';
import type { PackedPart } from './unpack.ts';

/** The byte forms of a password, in the order in which they are tried. */
export function passwordForms(password: string): Buffer[] {
  const utf8 = Buffer.from(password, 'utf8');
  const gbk = iconv.encode(password, 'gb18030');
  return utf8.equals(gbk) ? [utf8] : [utf8, gbk];
}

/** What is to be unpacked once the password is off; undefined if it is another password. */
export function decipherEntry(entry: ZipEntry, packed: Buffer, password: Buffer): PackedPart | undefined {
  return entry.method === 99 ? decipherAes(entry, packed, password) : decipherZipCrypto(entry, packed, password);
}

const SALT_BYTES: Record<number, number> = { 1: 8, 2: 12, 3: 16 };
const PROOF_BYTES = 2;
const CODE_BYTES = 10;

function decipherAes(entry: ZipEntry, packed: Buffer, password: Buffer): PackedPart | undefined {
  const field = extraField(entry.extra, 0x9901);
  const strength = field?.[4] ?? 0;
  const saltBytes = SALT_BYTES[strength];
  if (!field || field.length < 7 || !saltBytes) throw new Unreadable('unsupported-encryption');
  if (packed.length < saltBytes + PROOF_BYTES + CODE_BYTES) throw new Unreadable('corrupt-file');
  const keyBytes = saltBytes * 2;
  const keys = pbkdf2Sync(password, packed.subarray(0, saltBytes), 1000, keyBytes * 2 + PROOF_BYTES, 'sha1');
  const start = saltBytes + PROOF_BYTES;
  if (!keys.subarray(keyBytes * 2).equals(packed.subarray(saltBytes, start))) return undefined;
  const hidden = packed.subarray(start, packed.length - CODE_BYTES);
  const code = createHmac('sha1', keys.subarray(keyBytes, keyBytes * 2))
    .update(hidden)
    .digest()
    .subarray(0, CODE_BYTES);
  if (!code.equals(packed.subarray(packed.length - CODE_BYTES))) throw new Unreadable('corrupt-file');
  const method = field.readUInt16LE(5);
  return part(method, counterMode(hidden, keys.subarray(0, keyBytes)), undefined);
}

/** AES in counter mode with a counter that runs from 1 and has its low byte first, which no cipher of Node does. */
function counterMode(hidden: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const plain = Buffer.alloc(hidden.length);
  const step = 64 * 1024;
  const counters = Buffer.alloc(step);
  for (let at = 0; at < hidden.length; at += step) {
    for (let block = 0; block < step; block += 16) counters.writeUInt32LE((at + block) / 16 + 1, block);
    const stream = cipher.update(counters);
    const end = Math.min(step, hidden.length - at);
    for (let i = 0; i < end; i += 1) plain[at + i] = hidden[at + i]! ^ stream[i]!;
  }
  return plain;
}

function decipherZipCrypto(entry: ZipEntry, packed: Buffer, password: Buffer): PackedPart | undefined {
  if (packed.length < 12) throw new Unreadable('corrupt-file');
  const keys = new ZipCryptoKeys(password);
  const plain = keys.decipher(packed);
  const check = plain[11];
  // Which byte is repeated depends on the writer; one wrong password in 128 passes and is found out by the checksum.
  if (check !== entry.crc >>> 24 && !(entry.hasDescriptor && check === entry.timeCheck)) return undefined;
  return part(entry.method, plain.subarray(12), entry.crc);
}

function part(method: number, packed: Buffer, crc: number | undefined): PackedPart {
  if (method !== 0 && method !== 8) throw new Unreadable('unsupported-archive');
  return { packed, deflated: method === 8, crc };
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

class ZipCryptoKeys {
  #a = 0x12345678;
  #b = 0x23456789;
  #c = 0x34567890;

  constructor(password: Buffer) {
    for (const byte of password) this.#update(byte);
  }

  decipher(bytes: Buffer): Buffer {
    const plain = Buffer.alloc(bytes.length);
    for (let i = 0; i < bytes.length; i += 1) {
      const low = (this.#c & 0xffff) | 2;
      const byte = bytes[i]! ^ ((Math.imul(low, low ^ 1) >>> 8) & 0xff);
      plain[i] = byte;
      this.#update(byte);
    }
    return plain;
  }

  #update(byte: number): void {
    this.#a = CRC_TABLE[(this.#a ^ byte) & 0xff]! ^ (this.#a >>> 8);
    this.#b = (Math.imul(this.#b + (this.#a & 0xff), 134775813) + 1) | 0;
    this.#c = CRC_TABLE[(this.#c ^ (this.#b >>> 24)) & 0xff]! ^ (this.#c >>> 8);
  }
}
