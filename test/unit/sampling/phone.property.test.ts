import { fc } from '../../support/properties.ts';
import { expect, test } from 'vitest';
import { judgePhone, type PhoneContext } from '#sampling';
import { plainLocal, plainMobile } from '../../../sampling/numbering.ts';

const columns: readonly PhoneContext['column'][] = ['mobile', 'office', 'phone'];
const contexts = fc.record({
  column: fc.constantFrom(...columns),
  area: fc.constantFrom(null, '', '0771', '0772', '010'),
  homeArea: fc.constantFrom('0771', '0772'),
});

/** Pieces people put into phone cells, in any order. */
const piece = fc.oneof(
  fc.stringMatching(/^\d{1,13}$/),
  fc.constantFrom(
    '13800000001',
    '2811111',
    '0771',
    '0772-2100001',
    '+86',
    '86',
    '0',
    '转8012',
    '(办)',
    '手机:',
    '(儿子)',
  ),
  fc.constantFrom(
    '/',
    '、',
    '-',
    ' ',
    '　',
    '(',
    ')',
    '，',
    '\n',
    '或',
    '#',
    '—',
    '。',
    '１３８',
    'O',
    'l',
    '一三八',
    '*',
    '.0',
  ),
  fc.string({ maxLength: 3 }),
);
const cells = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string(),
);

const digitsOf = (text: string) => text.normalize('NFKC').replace(/[^0-9]/g, '');

test('no digit is ever invented: a number’s digits stand in the cell, in order', () => {
  fc.assert(
    fc.property(cells, contexts, (raw, context) => {
      const { issues, numbers } = judgePhone({ value: raw }, context);
      // Chinese digits and letters are read as digits, and said so; the reading is a proposal.
      if (issues.some((issue) => ['CHINESE_DIGITS', 'LETTER_O', 'LETTER_L', 'SCIENTIFIC_EXACT'].includes(issue)))
        return;
      for (const number of numbers) {
        expect(digitsOf(raw)).toContain(number.type === 'mobile' ? number.national : number.local);
        if (number.type === 'fixed' && number.ext !== undefined) expect(digitsOf(raw)).toContain(number.ext);
      }
    }),
    { numRuns: 2000 },
  );
});

test('reading the printed form again gives the same number, with nothing left to repair', () => {
  fc.assert(
    fc.property(cells, contexts, (raw, context) => {
      const { verdict, numbers } = judgePhone({ value: raw }, context);
      if (verdict !== 'ok' && verdict !== 'fixed' && verdict !== 'multi') return;
      for (const number of numbers) {
        const own: PhoneContext = {
          column: number.type === 'mobile' ? 'mobile' : 'office',
          area: number.type === 'mobile' ? null : number.area,
          homeArea: context.homeArea,
        };
        const value =
          number.type === 'mobile' ? (number.nonlocalDeclared ? `0${number.national}` : number.national) : number.local;
        const again = judgePhone({ value }, own);
        expect([again.verdict, again.numbers.map(({ e164 }) => e164)]).toEqual(['ok', [number.e164]]);
        expect(again.numbers[0]?.dial).toBe(number.dial);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the short way takes only what the judge finds ok, as it finds it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^0?1[3-9]\d{9}$/), fc.stringMatching(/^\d{7}$/), (mobile, local) => {
      const context: PhoneContext = { column: 'phone', area: null, homeArea: '0771' };
      const plain = plainMobile(mobile);
      if (plain !== 0) {
        const { verdict, numbers } = judgePhone({ value: mobile }, context);
        expect([verdict, numbers[0]?.e164]).toEqual(['ok', `+86${plain}`]);
      }
      if (plainLocal(local) !== 0) expect(judgePhone({ value: local }, context).verdict).toBe('ok');
    }),
  );
});
