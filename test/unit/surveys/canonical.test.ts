import { describe, expect, it } from 'vitest';
import { canonicalText, parseInput } from '#surveys';
import { inputDigest } from '../../../surveys/canonical.ts';
import { problemOf, sha256, valueOf } from './surveys.support.ts';

describe('canonical text', () => {
  it('sorts keys by UTF-16 code units and keeps numbers as ECMAScript writes them', () => {
    expect(canonicalText({ '😀': 1, '\uFB33': 2, '10': 3, '2': 4, a: [1e21, -0, 0.1, true, null, '\u000f"'] })).toBe(
      '{"10":3,"2":4,"a":[1e+21,0,0.1,true,null,"\\u000f\\""],"😀":1,"\uFB33":2}',
    );
  });

  it('digests unordered arrays by their elements, innermost first, and no others', () => {
    const digest = (input: unknown) => inputDigest(input, sha256);
    const one = { appraisees: [{ id: 'a', deductions: [{ kind: 'x' }, { kind: 'w' }] }, { id: 'b' }] };
    const two = { appraisees: [{ id: 'b' }, { deductions: [{ kind: 'w' }, { kind: 'x' }], id: 'a' }] };
    expect(digest(one)).toBe(digest(two));
    expect(digest({ raterGroups: [1, 2] })).not.toBe(digest({ raterGroups: [2, 1] }));
    expect(digest({ marks: [5, ['4', '3']] })).toBe(digest({ marks: [['4', '3'], 5] }));
    expect(digest({ marks: [['3', '4']] })).not.toBe(digest({ marks: [['4', '3']] }));
  });
});

describe('reading JSON', () => {
  it.each([
    ['', 'nothing'],
    ['{', 'half an object'],
    ['{"a":1,"a":1}', 'a key written twice'],
    ['{"a":{"b":[{"c":1,"\\u0063":2}]}}', 'a key written twice, escaped, deep inside'],
    ['{"a":"\\ud800"}', 'half a surrogate pair'],
    ['{"__proto__":1}', 'a key programs read differently'],
    ['[1e999]', 'a number too large'],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`, 'endless nesting'],
  ])('refuses %.40s: %s', (text) => {
    expect(problemOf(parseInput(text))[0]).toBe('input-malformed');
  });

  it('takes what only looks like a repeated key', () => {
    const text = '\uFEFF{"a":"b", "b" : ["a","a",{"a":"\\"a\\":"}], "c":{"a":1}}';
    expect(valueOf(parseInput(text))).toEqual({ a: 'b', b: ['a', 'a', { a: '"a":' }], c: { a: 1 } });
  });
});
