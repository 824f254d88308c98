import { createHmac } from 'node:crypto';
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { KeyedTexts } from '#sampling';

const hexOf = (words: Int32Array): string =>
  [...words].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
const expected = (key: Uint8Array, text: string): string =>
  createHmac('sha256', key).update(text, 'utf8').digest('hex');

describe('HMAC of many texts under one key', () => {
  it('gives what OpenSSL gives, of every length and every kind of character, one after the other', () => {
    const keyed = new KeyedTexts(Buffer.alloc(32, 7));
    // One, two, three and four bytes a character; mixed, so that characters lie across words and ends of blocks.
    for (const unit of ['a', 'é', '张', '𠮷', 'a张', 'éa张𠮷', '\ud800', '\udc00a']) {
      for (let length = 0; length <= 80; length += 1) {
        const text = unit.repeat(length);
        expect(hexOf(keyed.words(text)), `${unit} × ${length}`).toBe(expected(Buffer.alloc(32, 7), text));
        const ended = `${'x'.repeat(length)}${unit}`;
        expect(hexOf(keyed.words(ended)), `${length} and ${unit}`).toBe(expected(Buffer.alloc(32, 7), ended));
      }
    }
  });

  it('gives what OpenSSL gives under any key', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 130 }),
        fc.array(fc.string({ unit: 'binary', maxLength: 70 })),
        (key, texts) => {
          const keyed = new KeyedTexts(key);
          for (const text of texts) expect(hexOf(keyed.words(text))).toBe(expected(key, text));
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
