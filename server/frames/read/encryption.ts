/**
 * Workbooks with a password of their own: agile and standard encryption of Office ([MS-OFFCRYPTO]).
 *
 * Promise: the password is proved by the file's verifier before anything is decrypted, and appears in no message. The one
 * password every Office knows (for workbooks that are only write-protected) is tried first. Never writes anything to disk.
 */
import { createDecipheriv, createHash } from 'node:crypto';
import type { CompoundFile } from './compound.ts';
import { Unreadable } from './refusal.ts';
import { XmlScanner } from './xml-scanner.ts';

const EVERYBODYS_PASSWORD = 'VelvetSweatshop';
/** Office writes 100,000; a file may ask for anything, so that opening it takes hours. */
const MAX_SPINS = 1_000_000;
const SEGMENT = 4096;
const BLOCK = 16;

/** The decrypted package; undefined if the password is not the file's. */
type Opener = (password: string) => Buffer | undefined;

/** The workbook inside an encrypted compound file. */
export function decryptWorkbook(file: CompoundFile, password: string | undefined): Buffer {
  const encryption = file.stream('EncryptionInfo');
  const encrypted = file.stream('EncryptedPackage');
  if (!encryption || !encrypted) throw new Unreadable('unsupported-encryption');
  if (encryption.length < 12 || encrypted.length < 8) throw new Unreadable('corrupt-file');
  const major = encryption.readUInt16LE(0);
  const minor = encryption.readUInt16LE(2);
  let open: Opener;
  if (major === 4 && minor === 4) open = agileOpener(encryption.subarray(8), encrypted);
  else if (minor === 2 && major >= 2 && major <= 4) open = standardOpener(encryption, encrypted);
  else throw new Unreadable('unsupported-encryption');
  const opened = open(EVERYBODYS_PASSWORD) ?? (password === undefined ? undefined : open(password));
  if (opened) return opened;
  throw new Unreadable(password === undefined ? 'password-required' : 'wrong-password');
}

interface AgileKey {
  readonly salt: Buffer;
  readonly hash: string;
  readonly cipher: string;
  readonly keyBytes: number;
}

const VERIFIER_INPUT = Buffer.from('fea7d2763b4b9e79', 'hex');
const VERIFIER_VALUE = Buffer.from('d7aa0f6d3061344e', 'hex');
const KEY_VALUE = Buffer.from('146e0be7abacd0d6', 'hex');

function agileOpener(xml: Buffer, encrypted: Buffer): Opener {
  let packageKey: AgileKey | undefined;
  let passwordKey: AgileKey | undefined;
  let spins = 0;
  let input: Buffer = Buffer.alloc(0);
  let value: Buffer = Buffer.alloc(0);
  let key: Buffer = Buffer.alloc(0);
  const scanner = new XmlScanner(
    {
      open(name, scanner) {
        if (name === 'keyData') packageKey = agileKey(scanner);
        else if (name === 'encryptedKey' && scanner.attribute('spinCount') !== undefined) {
          passwordKey = agileKey(scanner);
          spins = Number(scanner.attribute('spinCount'));
          input = base64(scanner, 'encryptedVerifierHashInput');
          value = base64(scanner, 'encryptedVerifierHashValue');
          key = base64(scanner, 'encryptedKeyValue');
        }
      },
      close() {},
      text() {},
    },
    ['keyData', 'encryptedKey'],
  );
  scanner.push(xml);
  scanner.end();
  // A certificate alone, without a password, is of no use here.
  if (!packageKey || !passwordKey || !(spins >= 0 && spins <= MAX_SPINS))
    throw new Unreadable('unsupported-encryption');
  const [inner, outer] = [packageKey, passwordKey];
  return (password) => {
    const spun = spin(outer.hash, outer.salt, password, spins);
    const keyFor = (purpose: Buffer) => fit(digest(outer.hash, spun, purpose), outer.keyBytes);
    const decrypt = (bytes: Buffer, purpose: Buffer) =>
      decipher(outer.cipher, keyFor(purpose), fit(outer.salt, BLOCK), bytes);
    const proof = digest(outer.hash, decrypt(input, VERIFIER_INPUT));
    if (!proof.equals(decrypt(value, VERIFIER_VALUE).subarray(0, proof.length))) return undefined;
    const secret = decrypt(key, KEY_VALUE).subarray(0, inner.keyBytes);
    if (secret.length < inner.keyBytes) throw new Unreadable('corrupt-file');
    return cutToSize(encrypted, (bytes) => {
      const pieces: Buffer[] = [];
      for (let at = 0, index = 0; at < bytes.length; at += SEGMENT, index += 1) {
        const iv = fit(digest(inner.hash, inner.salt, number32(index)), BLOCK);
        pieces.push(decipher(inner.cipher, secret, iv, bytes.subarray(at, at + SEGMENT)));
      }
      return Buffer.concat(pieces);
    });
  };
}

function base64(scanner: XmlScanner, name: string): Buffer {
  return Buffer.from(scanner.attribute(name) ?? '', 'base64');
}

function agileKey(scanner: XmlScanner): AgileKey {
  const hash = (scanner.attribute('hashAlgorithm') ?? '').toLowerCase().replace('-', '');
  const keyBits = Number(scanner.attribute('keyBits'));
  const chaining = scanner.attribute('cipherChaining') === 'ChainingModeCBC' ? 'cbc' : '';
  if (
    scanner.attribute('cipherAlgorithm') !== 'AES' ||
    !['sha1', 'sha256', 'sha384', 'sha512'].includes(hash) ||
    ![128, 192, 256].includes(keyBits) ||
    chaining === ''
  ) {
    throw new Unreadable('unsupported-encryption');
  }
  return {
    salt: base64(scanner, 'saltValue'),
    hash,
    cipher: `aes-${keyBits}-${chaining}`,
    keyBytes: keyBits / 8,
  };
}

const AES_KEY_BITS: Record<number, number> = { 0x660e: 128, 0x660f: 192, 0x6610: 256 };

function standardOpener(encryption: Buffer, encrypted: Buffer): Opener {
  const headerSize = encryption.readUInt32LE(8);
  const verifierAt = 12 + headerSize;
  if (headerSize < 32 || verifierAt + 72 > encryption.length) throw new Unreadable('corrupt-file');
  const keyBits = AES_KEY_BITS[encryption.readUInt32LE(20)];
  if (!keyBits) throw new Unreadable('unsupported-encryption');
  const salt = encryption.subarray(verifierAt + 4, verifierAt + 20);
  const verifier = encryption.subarray(verifierAt + 20, verifierAt + 36);
  const verifierHash = encryption.subarray(verifierAt + 40, verifierAt + 72);
  const cipher = `aes-${keyBits}-ecb`;
  return (password) => {
    const spun = digest('sha1', spin('sha1', salt, password, 50_000), number32(0));
    const half = (fill: number) => {
      const pad = Buffer.alloc(64, fill);
      for (const [i, byte] of spun.entries()) pad[i] = byte ^ fill;
      return digest('sha1', pad);
    };
    const key = Buffer.concat([half(0x36), half(0x5c)]).subarray(0, keyBits / 8);
    const proof = digest('sha1', decipher(cipher, key, null, verifier));
    if (!proof.equals(decipher(cipher, key, null, verifierHash).subarray(0, proof.length))) return undefined;
    return cutToSize(encrypted, (bytes) => decipher(cipher, key, null, bytes));
  };
}

/** The package begins with its true size; what follows is filled up to whole blocks. */
function cutToSize(encrypted: Buffer, decrypt: (bytes: Buffer) => Buffer): Buffer {
  const size = Number(encrypted.readBigUInt64LE(0));
  const blocks = encrypted.subarray(8, 8 + Math.floor((encrypted.length - 8) / 16) * 16);
  if (size > blocks.length) throw new Unreadable('corrupt-file');
  return decrypt(blocks).subarray(0, size);
}

function spin(hash: string, salt: Buffer, password: string, spins: number): Buffer {
  let value = digest(hash, salt, Buffer.from(password, 'utf16le'));
  const step = Buffer.alloc(4 + value.length);
  for (let i = 0; i < spins; i += 1) {
    step.writeUInt32LE(i, 0);
    value.copy(step, 4);
    value = digest(hash, step);
  }
  return value;
}

function digest(hash: string, ...pieces: Buffer[]): Buffer {
  const state = createHash(hash);
  for (const piece of pieces) state.update(piece);
  return state.digest();
}

function decipher(cipher: string, key: Buffer, iv: Buffer | null, bytes: Buffer): Buffer {
  if (bytes.length % 16 !== 0) throw new Unreadable('corrupt-file');
  const state = createDecipheriv(cipher, key, iv).setAutoPadding(false);
  return Buffer.concat([state.update(bytes), state.final()]);
}

/** Cut, or filled up with 0x36, to a length. */
function fit(bytes: Buffer, length: number): Buffer {
  return bytes.length >= length
    ? bytes.subarray(0, length)
    : Buffer.concat([bytes, Buffer.alloc(length - bytes.length, 0x36)]);
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
