import { describe, expect, it } from 'vitest';
import { receiptDigestOf, resultAtFiling } from '../../../server/frames/receipts.ts';
import { exampleReceipt } from '../site/views.ts';

const { submission, filed } = exampleReceipt();
const segments = { version: 2, digest: 'ab'.repeat(32), prefixMissing: 3, prefixNotNeeded: 1, unknown: 0 };
const worse = { verdict: 'returned', counts: { ...submission.counts, usable: 1 } } as const;

describe('what was found at the filing', () => {
  it.each([
    ['nothing has changed since, and nothing was noted', filed, {}, undefined],
    ['it was judged again since', filed, worse, { verdict: filed.verdict, counts: filed.counts, segments: null }],
    [
      'a table of segments came since',
      filed,
      { segments },
      { verdict: filed.verdict, counts: filed.counts, segments: null },
    ],
    [
      'the note of an earlier release is silent about the table',
      { ...filed, segments },
      { ...worse, segments },
      { verdict: filed.verdict, counts: filed.counts },
    ],
    ['the table was taken away since', { ...filed, segments }, worse, { ...filed, segments }],
  ])('is what the digest was made of: %s', (_case, at, now, note) => {
    const receiptDigest = receiptDigestOf(submission, at);
    expect(resultAtFiling({ ...submission, ...now, receiptDigest }, note)).toEqual(at);
  });

  it('is not known when nothing makes the digest', () => {
    expect(resultAtFiling({ ...submission, receiptDigest: '0'.repeat(64) }, { ...filed, ...worse })).toBeNull();
  });
});
