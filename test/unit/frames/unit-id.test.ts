/** Unit ids: what they are made of, that they do not depend on order, and that nobody can do without the whole list. */
import { createHmac } from 'node:crypto';
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  frameKeyOf,
  identitiesOf,
  identityOf,
  listKeyOf,
  parseUnitKey,
  separateLists,
  unitIdOf,
  type IdentifiedPerson,
} from '../../../server/frames/unit-id.ts';

const key = Buffer.alloc(32, 7);
const mobile = (e164: string) => ({ type: 'mobile' as const, e164 });
const fixed = (e164: string, ext?: string) => ({ type: 'fixed' as const, e164, ...(ext ? { ext } : {}) });
const person = (more: Partial<IdentifiedPerson> = {}): IdentifiedPerson => ({
  nameKey: '宁文杰',
  organisation: '南宁市民政局',
  post: '局长',
  numbers: [],
  ...more,
});

describe('an identity', () => {
  it('is the first mobile, wherever it stands among the numbers', () => {
    const numbers = [fixed('+867715100280'), mobile('+8618300004552'), mobile('+8618300004553')];
    expect(identityOf(person({ numbers }))).toBe('mobile|+8618300004552');
  });

  it('is the first landline with name and organisation where there is no mobile', () => {
    expect(identityOf(person({ numbers: [fixed('+867715100280', '8'), fixed('+867715100281')] }))).toBe(
      'fixed|+867715100280|宁文杰|南宁市民政局',
    );
  });

  it('is name and organisation where there is no number, however the organisation is typed', () => {
    for (const organisation of ['南宁市民政局', ' 南宁市 民政局（）', '南宁市·民政局\u200b'])
      expect(identityOf(person({ organisation }))).toBe('person|宁文杰|南宁市民政局');
    expect(identityOf(person({ organisation: null }))).toBe('person|宁文杰|');
  });
});

describe('identities of a list', () => {
  const twins = [
    person({ post: '副局长' }),
    person({ numbers: [mobile('+8613900000001')] }),
    person({ post: '局长' }),
    person({ post: '局长' }),
  ];

  it('are told apart where persons cannot be', () => {
    expect(identitiesOf(twins)).toEqual([
      'person|宁文杰|南宁市民政局',
      'mobile|+8613900000001',
      'person|宁文杰|南宁市民政局|2',
      'person|宁文杰|南宁市民政局|3',
    ]);
  });

  it('stay with the same persons when the rows are sorted otherwise', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const identities = identitiesOf(order.map((i) => twins[i]!));
        expect(identities[order.indexOf(0)]).toBe('person|宁文杰|南宁市民政局');
        expect(new Set(identities).size).toBe(4);
      }),
    );
  });
});

describe('a unit id', () => {
  it('is the first 20 hex digits of the HMAC of the identity', () => {
    const identity = 'mobile|+8618300004552';
    expect(unitIdOf(key, identity)).toBe(createHmac('sha256', key).update(identity).digest('hex').slice(0, 20));
    expect(unitIdOf(key, identity)).toMatch(/^[0-9a-f]{20}$/);
    expect(unitIdOf(Buffer.alloc(32, 8), identity)).not.toBe(unitIdOf(key, identity));
  });

  it('has a frame key that depends on every identity and on no order', () => {
    const identities = ['b', 'a', 'c'];
    const made = createHmac('sha256', 'pingyi unit ids frame-key/1').update('a\nb\nc\n').digest();
    expect(frameKeyOf(identities).equals(made)).toBe(true);
    expect(frameKeyOf(identities.toReversed()).equals(made)).toBe(true);
    expect(frameKeyOf(['a', 'b']).equals(made)).toBe(false);
    expect(frameKeyOf(['a', 'b', 'c', 'c']).equals(made)).toBe(false);
  });

  it('takes a centre key of 64 hex digits and nothing else', () => {
    expect(parseUnitKey(`${'0a'.repeat(32)}\r\n`)?.equals(Buffer.alloc(32, 10))).toBe(true);
    for (const wrong of ['', 'aa'.repeat(31), 'zz'.repeat(32), `${'aa'.repeat(32)} aa`])
      expect(parseUnitKey(wrong)).toBeUndefined();
  });
});

describe('several lists in one draw', () => {
  const listKey = (department: string, attachment: number | null = 3) =>
    listKeyOf({ department, list: 'hot-topics', attachment });
  const a = { listKey: listKey('自治区民政厅'), ids: ['p1', 'p2', 'p3'] };
  const b = { listKey: listKey('自治区农业厅'), ids: ['p2', 'p4'] };
  const separate = (...lists: readonly (typeof a)[]) => {
    const outcome = separateLists(key, lists);
    if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
    return outcome.value;
  };

  it('call a department the same with and without the region in front of it', () => {
    const keys = ['广西壮族自治区民政厅', '自治区民政厅', '广西民政厅', ' 民政厅 '].map((name) => listKey(name));
    expect(new Set(keys).size).toBe(1);
    expect(listKey('民政厅', 5)).not.toBe(listKey('民政厅', 3));
    expect(listKey('自治区')).not.toBe(listKey(''));
  });

  it('leave persons on one list their id and give one on both a different one on each', () => {
    const [first, second] = separate(a, b);
    expect([first![0], first![2], second![1]]).toEqual(['p1', 'p3', 'p4']);
    expect(first![1]).not.toBe(second![0]);
    expect(first![1]).toBe(unitIdOf(key, `p2@${a.listKey}`));
    expect(new Set([...first!, ...second!]).size).toBe(5);
  });

  it('do so whatever the order of lists and rows', () => {
    const [second, first] = separate(b, { ...a, ids: a.ids.toReversed() });
    expect([first!.toReversed(), second]).toEqual(separate(a, b));
  });

  it('are refused when two cannot be told apart', () => {
    const outcome = separateLists(key, [a, { ...b, listKey: a.listKey }]);
    expect(outcome.ok ? [] : outcome.refusals.map(({ code }) => code)).toEqual(['list-repeated']);
  });
});
