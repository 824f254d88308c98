/** System files of SPSS read back by a reader nobody here wrote, and what it cannot see checked byte by byte. */
import { describe, expect, it } from 'vitest';
import { SavCases, type SavAbout, type SavValue, type SavVariable } from '../../../server/exports/sav/index.ts';
import { readSav } from '../../support/sav.ts';

const about: SavAbout = {
  label: '2026年度社会评价，公众评议',
  lines: ['范围：计入的答卷', '没有姓名、号码和时间'],
  createdAt: new Date('2026-11-22T16:30:05Z'),
};

const score: SavVariable = {
  name: 'q1.r2',
  label: '您对该单位的总体评价',
  holds: { decimals: 0 },
  measure: 'ordinal',
  values: [
    { value: 5, label: '满意' },
    { value: 1, label: '不满意' },
    { value: -8, label: '不了解' },
    { value: -9, label: '拒答' },
  ],
  missing: { from: -9, to: -6 },
};
const weight: SavVariable = { name: 'weight', label: '设计权重', holds: { decimals: 6 }, measure: 'scale' };
const words = (text: number, name = 'words'): SavVariable => ({
  name,
  label: '意见',
  holds: { text },
  measure: 'nominal',
});

function write(
  variables: readonly SavVariable[],
  cases: readonly (readonly SavValue[])[],
  more: Partial<SavAbout> = {},
) {
  const file = new SavCases(variables);
  for (const one of cases) file.add(one);
  return Buffer.concat(file.end({ ...about, ...more }));
}

describe('a system file', () => {
  it('carries names, labels, what values mean, what is missing, measures and the weight', async () => {
    const { meta } = await readSav(write([score, weight, words(20)], [[5, 2.5, '好']], { weight: 'weight' }));
    expect(meta.header).toMatchObject({ encoding: 'UTF-8', n_cases: 1, n_vars: 3, compression: { bias: 100 } });
    expect(meta.header.weight).toMatchObject({ name: 'weight' });
    expect(meta.sysvars.map(({ name, label }) => [name, label])).toEqual([
      ['q1.r2', '您对该单位的总体评价'],
      ['weight', '设计权重'],
      ['words', '意见'],
    ]);
    expect(meta.sysvars[0]).toMatchObject({ missing: { min: -9, max: -6 } });
    const [labels] = meta.valueLabels;
    expect(labels?.entries).toEqual([
      { val: 5, label: '满意' },
      { val: 1, label: '不满意' },
      { val: -8, label: '不了解' },
      { val: -9, label: '拒答' },
    ]);
  });

  it('gives back every kind of value, and as many cases as were added', async () => {
    const cases: SavValue[][] = [
      [5, 1.25, '一'],
      [-9, 151, ''],
      [null, null, null],
      [-99, 152, 'abcdefgh'],
      [-100, 0, 'abcdefghi'],
      [0, -0.5, '        x'],
      [151, 1e300, '二'],
    ];
    const { rows } = await readSav(write([score, weight, words(24)], cases));
    expect(rows.map((row) => [row['q1.r2'], row['weight'], row['words']])).toEqual(
      cases.map(([a, b, c]) => [a, b, c ?? '']),
    );
  });

  it('keeps texts of any length in columns of 255', async () => {
    for (const length of [1, 7, 8, 9, 254, 255, 256, 300, 504, 505, 757, 1009, 3000]) {
      const text = Array.from({ length }, (_, at) => String.fromCharCode(33 + (at % 90))).join('');
      const { meta, rows } = await readSav(
        write(
          [words(length), score],
          [
            [text, 3],
            ['kurz', 4],
          ],
        ),
      );
      expect(meta.sysvars.map(({ name }) => name)).toEqual(['words', 'q1.r2']);
      expect(rows).toEqual([
        { words: text, 'q1.r2': 3 },
        { words: length < 4 ? 'kurz'.slice(0, length) : 'kurz', 'q1.r2': 4 },
      ]);
    }
  });

  it('cuts labels and texts between characters, never inside one', () => {
    const file = write(
      [{ ...score, label: '满'.repeat(200), values: [{ value: 1, label: '意'.repeat(60) }] }, words(4)],
      [[1, '好好']],
    );
    const text = new TextDecoder('utf-8', { fatal: false }).decode(file);
    expect(text).not.toContain('满'.repeat(86));
    expect(text).toContain('满'.repeat(85));
    expect(text).toContain('意'.repeat(40));
    expect(text).not.toContain('意'.repeat(41));
    // Three bytes of the first character fit into four; the second does not.
    expect(file.includes(Buffer.from('好 '))).toBe(true);
    expect(file.includes(Buffer.from('好好'))).toBe(false);
  });

  it('says how variables are measured: once for each column of the file', () => {
    const file = write([score, weight, words(600)], [[1, 1, '']]);
    const head = Buffer.alloc(16);
    for (const [index, value] of [7, 11, 4, 15].entries()) head.writeInt32LE(value, index * 4);
    const at = file.indexOf(head);
    expect(at).toBeGreaterThan(0);
    const measures = [0, 1, 2, 3, 4].map((column) => file.readInt32LE(at + 16 + column * 12));
    expect(measures).toEqual([2, 3, 1, 1, 1]);
  });

  it('is dated in Beijing', () => {
    const file = write([score], []);
    expect(file.subarray(92, 109).toString()).toBe('23 Nov 2600:30:05');
  });

  it('stays right over many pieces', async () => {
    const cases = Array.from({ length: 12_000 }, (_, n): SavValue[] => [n % 6, n / 7, `nr ${n}`]);
    const { rows } = await readSav(write([score, weight, words(12)], cases));
    expect(rows).toHaveLength(12_000);
    expect(rows[11_999]).toEqual({ 'q1.r2': 11_999 % 6, weight: 11_999 / 7, words: 'nr 11999' });
    expect(rows[5000]).toEqual({ 'q1.r2': 5000 % 6, weight: 5000 / 7, words: 'nr 5000' });
  });

  it('refuses names SPSS would refuse, a weight that is not there, a value of the wrong kind', () => {
    for (const name of ['1a', 'a b', 'a.', 'a_', 'ALL', 'x'.repeat(65), ''])
      expect(() => write([{ ...score, name }], []), name).toThrow(/name/);
    expect(() => write([score, { ...weight, name: 'Q1.R2' }], [])).toThrow(/twice/);
    expect(() => write([score], [], { weight: 'w' })).toThrow(/weighted/);
    expect(() => write([score], [['5']])).toThrow(/number/);
    expect(() => write([score], [[Number.NaN]])).toThrow(/number/);
    expect(() => write([words(3)], [[5]])).toThrow(/text/);
    expect(() => write([score], [[1, 2]])).toThrow(/each variable/);
  });
});
