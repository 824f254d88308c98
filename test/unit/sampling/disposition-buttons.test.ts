/** The telephone room's buttons: AAPOR codes, choices fixed beforehand, words of a file, the outcome of a whole case. */
import { describe, expect, it } from 'vitest';
import {
  closeCase,
  dispositionButtons,
  dispositions,
  type OutcomeChoices,
  outcomeChoiceWords,
  readOutcome,
} from '#sampling';

const settled: OutcomeChoices = { switchedOff: 'NC', brokenOff: 'R' };
const code = (text: string, choices = settled) => {
  const found = readOutcome(text, choices);
  return found.kind === 'known' ? `${found.outcome.code} ${found.outcome.class}` : found.kind;
};

describe('buttons', () => {
  it.each([
    ['11', '成功完成', '1.1 I', true],
    ['12', '中途终止（可续访）', '2.12 R', false],
    ['21', '本人拒访（可再试）', '2.112 R', false],
    ['22', '坚决拒访 / 要求不再来电', '2.112 R', true],
    ['23', '预约回拨（本人 / 他人）', '2.21 NC', false],
    ['31', '无人接听', '3.13 UH', false],
    ['32', '占线', '3.12 UH', false],
    ['33', '关机 / 停机 / 无法接通', '2.20 NC', false],
    ['34', '语音信箱 / 智能助理代接', '2.22 NC', false],
    ['41', '空号 / 错号', '4.32 NE', true],
    ['42', '非本人（不认识 / 已调离 / 未办过此事）', '4.7 NE', true],
    ['43', '不符合条件（未满18、语言、身体）', '4.7 NE', true],
    ['51', '配额已满', '4.8 NE', true],
    ['61', '转督导（怀疑诱导、投诉、辱骂）', '3.90 UO', false],
    ['71', '达到最多次数', '3.90 UO', true],
  ])('%s %s', (number, label, expected, final) => {
    expect([code(number), code(label)]).toEqual([expected, expected]);
    const button = dispositionButtons.find((one) => one.number === number);
    expect(button).toMatchObject({ label, final });
    expect(button!.rule.next === 'none').toBe(final);
  });

  it('knows no code that the table of outcomes does not', () => {
    const listed = new Set(dispositions.map((one) => one.code));
    for (const { meanings } of dispositionButtons)
      for (const meaning of meanings) expect(listed.has(meaning.code) || meaning.code in outcomeChoiceWords).toBe(true);
    expect(dispositionButtons).toHaveLength(15);
  });

  it('asks for the two choices that move a rate, and follows them', () => {
    for (const text of ['33', '关机', '关机/停机/无法接通'])
      expect(readOutcome(text, {})).toMatchObject({
        kind: 'unsettled',
        choice: 'switchedOff',
        button: { number: '33' },
      });
    expect(readOutcome('12', { switchedOff: 'NC' })).toMatchObject({ kind: 'unsettled', choice: 'brokenOff' });
    expect(code('33', { switchedOff: 'UH' })).toBe('3.16 UH');
    expect(code('中途终止', { brokenOff: 'P' })).toBe('1.2 P');
    // What is said exactly needs no choice.
    expect([code('停机', {}), code('无法接通', {}), code('2.12', {})]).toEqual(['4.33 NE', '3.16 UH', '2.12 R']);
  });

  it('reads codes as people and spreadsheets write them, and guesses nothing', () => {
    const words = ['１.１', '4.1', '4.10', '2.112b', '2.36', 'ｎｃ', ' 空号 ', '语言'];
    const codes = ['1.1 I', '4.10 NE', '4.10 NE', '2.112 R', '2.36 O', 'NC NC', '4.31 NE', '2.33 O'];
    expect(words.map((text) => code(text))).toEqual(codes);
    for (const text of ['', '99', '9.9', '5.1', '打不通', '1', 'constructor'])
      expect(readOutcome(text, settled)).toEqual({ kind: 'unknown' });
  });
});

describe('a case', () => {
  const of = (...texts: readonly string[]) =>
    closeCase(
      texts.map((text) => {
        const found = readOutcome(text, settled);
        if (found.kind !== 'known') throw new Error(text);
        return found.outcome;
      }),
    ).code;

  it.each([
    [[], '3.11', 'never dialled'],
    [['31', '32', '31'], '3.13', 'the latest among equals'],
    [['21', '31', '71'], '2.112', 'a refusal stays one when nobody answers later'],
    [['23', '31', '31', '71'], '2.21', 'contact stays contact'],
    [['31', '71'], '3.13', 'given up says nothing of its own'],
    [['71'], '3.90', 'unless there is nothing else'],
    [['停机', '31'], '3.13', 'a number out of service for a time that rings again'],
    [['31', '停机'], '4.33', 'and one that is out of service at the end'],
    [['21', '11'], '1.1', 'a converted refusal'],
    [['21', '42'], '4.7', 'not eligible, found out late'],
    [['部分完成', '22'], '1.2', 'a partial interview is not undone'],
  ] as const)('%j is %s: %s', (calls, expected, _why) => {
    expect(of(...calls)).toBe(expected);
  });
});
