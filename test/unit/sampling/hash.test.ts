/** SHA-256 and HMAC against the platform's own, on every length around the block edges. */
import { createHash, createHmac } from 'node:crypto';
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { hmacSha256Hex, Sha256, sha256Hex, utf8, hexOfWords } from '../../../sampling/sha256.ts';
import { ticket, TicketMaker } from '../../../sampling/ticket.ts';

const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Uint8Array | string, message: Uint8Array | string) =>
  createHmac('sha256', key).update(message).digest('hex');

describe('SHA-256', () => {
  it('gives the printed digests of the standard', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('equals node:crypto for random bytes of every length from 0 to 200', () => {
    for (let length = 0; length <= 200; length += 1)
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: length, maxLength: length, size: 'max' }),
          fc.uint8Array({ maxLength: 200, size: 'max' }),
          (bytes, key) => {
            expect(sha256Hex(bytes)).toBe(sha(bytes));
            expect(hmacSha256Hex(key, bytes)).toBe(hmac(key, bytes));
          },
        ),
        { numRuns: 4, seed: length },
      );
  });

  it('takes text as UTF-8, also beyond the basic plane and with half surrogates', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0, max: 0xffff })), (text, units) => {
        expect(sha256Hex(text)).toBe(sha(text));
        const wild = String.fromCharCode(...units);
        expect([...utf8(wild)]).toEqual([...Buffer.from(wild, 'utf8')]);
      }),
      { seed: 1 },
    );
  });

  it('does not care how the message is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 90, size: 'max' })), (pieces) => {
        const hash = new Sha256();
        for (const piece of pieces) hash.update(piece);
        expect(hexOfWords(hash.digest())).toBe(sha(Buffer.concat(pieces)));
      }),
      { seed: 2 },
    );
  });
});

describe('tickets', () => {
  const seedText = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
    minLength: 16,
    maxLength: 200,
    size: 'max',
  });
  const idText = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);

  it('are HMAC-SHA-256 of prn1|scope|id, for seeds and ids of every length', () => {
    fc.assert(
      fc.property(
        seedText,
        fc.constantFrom('unit', 'psu', 'unit:2026-a', `unit:${'x'.repeat(64)}`),
        fc.array(idText),
        (seed, scope, ids) => {
          const maker = new TicketMaker(seed, scope);
          for (const id of ids) {
            const expected = hmac(seed, `prn1|${scope}|${id}`);
            expect(maker.hex(id)).toBe(expected);
            expect(maker.first52(id)).toBe(Number.parseInt(expected.slice(0, 13), 16));
            expect(maker.uniform(id)).toBe((Number.parseInt(expected.slice(0, 13), 16) + 0.5) / 2 ** 52);
          }
        },
      ),
      { seed: 3 },
    );
    for (let length = 1; length <= 64; length += 1)
      expect(ticket('0123456789abcdef', 'unit', 'i'.repeat(length))).toBe(
        hmac('0123456789abcdef', `prn1|unit|${'i'.repeat(length)}`),
      );
  });

  it('of a code that is not ASCII hash its UTF-8 in NFC', () => {
    const seed = 'sixteen-letters-1';
    expect(ticket(seed, 'psu', '甲县')).toBe(hmac(seed, 'prn1|psu|甲县'));
    expect(ticket(seed, 'psu', 'e\u0301')).toBe(hmac(seed, 'prn1|psu|\u00e9'));
    expect(ticket(seed, 'sys', '第二层'.repeat(12))).toBe(hmac(seed, `prn1|sys|${'第二层'.repeat(12)}`));
  });
});
