import { fc } from '../../support/properties.ts';
import { expect, test } from 'vitest';
import { batchCode, formNumber, readFormNumber } from '../../../server/paper/form-number.ts';

const code = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(batchCode);
const serial = fc.integer({ min: 1, max: 99_999 });

test('a number read back names its batch and serial, however it is typed', () => {
  fc.assert(
    fc.property(code, serial, (batch, n) => {
      const number = formNumber(batch, n);
      expect(readFormNumber(number)).toEqual({ code: batch, serial: n });
      expect(readFormNumber(` ${number.toLowerCase().replaceAll('-', ' ')} `)).toEqual({ code: batch, serial: n });
    }),
  );
  const wide = formNumber('K7QM', 42).replace(/[0-9A-Z-]/g, (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0));
  expect(readFormNumber(wide)).toEqual({ code: 'K7QM', serial: 42 });
});

test('letters typed for digits of the serial are digits', () => {
  const number = formNumber('K7QM', 101);
  expect(readFormNumber(number.replace('0101', 'OLOI'))).toEqual({ code: 'K7QM', serial: 101 });
});

test('one wrong character, or two neighbours swapped, is found', () => {
  const characters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
  for (const n of [1, 42, 907, 5000]) {
    const plain = formNumber('K7QM', n).replaceAll('-', '');
    for (let at = 0; at < plain.length; at += 1) {
      const isDigit = at >= 4 && at < plain.length - 1;
      for (const other of isDigit ? '0123456789' : characters) {
        if (other === plain[at]) continue;
        expect(readFormNumber(plain.slice(0, at) + other + plain.slice(at + 1))).toBeUndefined();
      }
      const next = plain[at + 1];
      if (next === undefined || next === plain[at]) continue;
      expect(readFormNumber(plain.slice(0, at) + next + plain[at] + plain.slice(at + 2))).toBeUndefined();
    }
  }
});

test.each(['', 'K7QM', '0042', 'K7QM-42-A', '中文编号', 'K0QM-0042-A'])('%j names nothing', (text) =>
  expect(readFormNumber(text)).toBeUndefined(),
);
