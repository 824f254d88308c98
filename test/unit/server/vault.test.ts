import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { fc } from '../../support/properties.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { blindIndex, openVault, seal, unseal, VaultRefusal } from '../../../server/vault.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-vault-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sealing', () => {
  const key = Buffer.alloc(32, 7);
  it('opens what it sealed, in the same place only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.string(), (plain, place, other) => {
        const sealed = seal(key, place, plain);
        expect(unseal(key, place, sealed)).toEqual(Buffer.from(plain));
        if (other !== place) expect(() => unseal(key, other, sealed)).toThrow();
      }),
      { numRuns: 200 },
    );
  });
  it('notices every flipped bit', () => {
    const sealed = seal(key, 'here', '张三');
    for (let byte = 0; byte < sealed.length; byte += 1) {
      const bent = Buffer.from(sealed);
      bent[byte] = (bent[byte] ?? 0) ^ 1;
      expect(() => unseal(key, 'here', bent)).toThrow();
    }
  });
  it('never makes the same bytes twice, and hides the text', () => {
    expect(seal(key, 'here', '张三')).not.toEqual(seal(key, 'here', '张三'));
    expect(seal(key, 'here', '13800000001').includes('13800000001')).toBe(false);
  });
});

describe('the blind index', () => {
  it('is equal for equal text under one key and different under another', () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    expect(blindIndex(one, '张三|+8613800000001')).toEqual(blindIndex(one, '张三|+8613800000001'));
    expect(blindIndex(one, 'x')).not.toEqual(blindIndex(two, 'x'));
    expect(blindIndex(one, 'x')).toHaveLength(16);
  });
});

describe('the key file', () => {
  it('is made once, for its owner alone, and kept', () => {
    const file = join(folder, 'keys', 'kek');
    openVault(file);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o400);
    openVault(file);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
  it('gives every server with it the same key for a purpose, another for any other purpose or file', () => {
    const file = join(folder, 'keys', 'kek');
    const key = openVault(file).houseKey('codes');
    expect(openVault(file).houseKey('codes')).toEqual(key);
    expect(key).toHaveLength(32);
    expect(openVault(file).houseKey('pages')).not.toEqual(key);
    expect(openVault(join(folder, 'other', 'kek')).houseKey('codes')).not.toEqual(key);
  });
  it('that is damaged is refused in words, without its content', () => {
    const file = join(folder, 'damaged');
    writeFileSync(file, 'deadbeef not a key');
    chmodSync(file, 0o600);
    expect(() => openVault(file)).toThrow(VaultRefusal);
    try {
      openVault(file);
    } catch (error) {
      expect(String(error)).toContain('64位十六进制');
      expect(String(error)).not.toContain('deadbeef');
    }
  });
});
