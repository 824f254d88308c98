/** Codes, the length of messages, and how a link is written. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { codeOf, hashCode, readCode } from '../../../server/links/codes.ts';
import { compose, linkOf, messageProblem, sizeOf } from '../../../server/links/message.ts';
import { judgeLink } from '../../../server/links/verify.ts';

const key = Buffer.alloc(32, 7);
const code = codeOf(key, '00112233445566778899');
const groupedCode = (one: string): string => `${one.slice(0, 4)}-${one.slice(4, 8)}-${one.slice(8)}`;

describe('a code', () => {
  it('is the same for a case and round, another for any other', () => {
    const codes = Array.from({ length: 2000 }, (_, n) => codeOf(key, `unit ${n}`));
    expect(new Set(codes).size).toBe(2000);
    expect(codeOf(key, 'unit 5')).toBe(codes[5]);
    expect(codeOf(Buffer.alloc(32, 8), 'unit 5')).not.toBe(codes[5]);
    for (const one of codes) expect(one).toMatch(/^[0-9a-hjkmnp-tv-z]{13}$/);
    // Every place takes all 32 characters: 60 bits, not fewer.
    for (let place = 0; place < 12; place += 1) expect(new Set(codes.map((one) => one[place])).size).toBe(32);
  });

  it('is read as people copy it', () => {
    for (const typed of [code, code.toUpperCase(), groupedCode(code), ` ${code.slice(0, 6)} ${code.slice(6)} `])
      expect(readCode(typed)).toBe(code);
    expect(readCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code);
    expect(readCode(Array.from(code, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0)).join(''))).toBe(
      code,
    );
  });

  it('shows every wrong character and nearly every swap, and reads nothing else', () => {
    const letters = '0123456789abcdefghjkmnpqrstvwxyz';
    fc.assert(
      fc.property(fc.string(), fc.nat(12), fc.nat(30), (unit, place, step) => {
        const one = codeOf(key, unit);
        const wrong = letters[(letters.indexOf(one[place]!) + step + 1) % 32]!;
        expect(readCode(one.slice(0, place) + wrong + one.slice(place + 1))).toBeUndefined();
      }),
    );
    let swaps = 0;
    let passed = 0;
    for (let n = 0; n < 500; n += 1) {
      const one = codeOf(key, `swap ${n}`);
      for (let at = 0; at < 12; at += 1) {
        if (one[at] === one[at + 1]) continue;
        swaps += 1;
        if (readCode(one.slice(0, at) + one[at + 1]! + one[at]! + one.slice(at + 2)) !== undefined) passed += 1;
      }
    }
    expect(passed / swaps).toBeLessThan(0.005);
    for (const none of ['', code.slice(1), `${code}0`, `${code.slice(0, 12)}u`, 'x'.repeat(1000)])
      expect(readCode(none)).toBeUndefined();
  });

  it('is kept as a hash that needs the house key', () => {
    const vault = (fill: number) => ({ houseKey: (purpose: string) => Buffer.from(`${fill} ${purpose}`) });
    expect(hashCode(vault(1), code)).toHaveLength(16);
    expect(hashCode(vault(1), code)).not.toEqual(hashCode(vault(2), code));
  });
});

describe('a message', () => {
  it.each([
    ['', 0, 1],
    ['评'.repeat(70), 70, 1],
    ['评'.repeat(71), 71, 2],
    ['评'.repeat(134), 134, 2],
    ['评'.repeat(135), 135, 3],
    // One character outside makes it all count the dear way; a pair of surrogates is two.
    [`评${'a'.repeat(69)}`, 70, 1],
    ['😀'.repeat(35), 70, 1],
    ['😀'.repeat(36), 72, 2],
    ['a'.repeat(160), 160, 1],
    ['a'.repeat(161), 161, 2],
    ['a'.repeat(306), 306, 2],
    ['a'.repeat(307), 307, 3],
    ['€'.repeat(80), 160, 1],
    ['[]'.repeat(41), 164, 2],
  ])('counts as a gateway does: %#', (text, characters, parts) => {
    expect(sizeOf(text)).toEqual({ characters, parts });
  });

  it('keeps the link apart from the next words, and fills the department in everywhere', () => {
    const link = linkOf('https://pj.example.gov.cn', code);
    expect(compose('{单位}：{链接}谢谢，{单位}', { link, department: '民政厅$&' })).toBe(
      `民政厅$&：${link} 谢谢，民政厅$&`,
    );
    expect(compose('请点 {链接}', { link, department: '' })).toBe(`请点 ${link}`);
  });

  it('is refused when it cannot be sent like that', () => {
    expect(messageProblem('请填 {链接}')).toBeUndefined();
    for (const words of [
      '没有',
      '{链接}{链接}',
      '{姓名}{链接}',
      '一\n{链接}',
      '看 http://x.cn {链接}',
      'www.x.cn {链接}',
    ])
      expect(messageProblem(words)).toBeTypeOf('string');
  });
});

describe('what somebody wants to have looked at', () => {
  const bases = ['https://pj.example.gov.cn', 'http://10.0.0.1:8080'];
  it.each([
    [`https://pj.example.gov.cn/l/${code}`, 'ours'],
    [`【绩效办】请您评价：https://PJ.example.gov.cn/l/${groupedCode(code)} ，谢谢`, 'ours'],
    [`pj.example.gov.cn/l/${code}`, 'ours'],
    [`http://10.0.0.1:8080/l/${code}/`, 'ours'],
    [`https://pj.example.gov.cn/l/${code.slice(1)}`, 'code-wrong'],
    [`https://pj.example.gov.cn/pay/${code}`, 'code-wrong'],
    [`https://pj.example.gov.cn/l/%zz`, 'code-wrong'],
    [`https://pj.example.gov.cn.evil.com/l/${code}`, 'other-host'],
    [`https://pj.example.gov.cn@evil.com/l/${code}`, 'other-host'],
    [`https://evil@pj.example.gov.cn/l/${code}`, 'other-host'],
    [`https://pj.examp1e.gov.cn/l/${code}`, 'other-host'],
    [groupedCode(code), 'code-only'],
    ['您好', 'unreadable'],
    ['http://', 'unreadable'],
  ] as const)('%s: %s', (text, verdict) => {
    expect(judgeLink(text, bases)).toBe(verdict);
  });
  it('says when nothing was sent at all', () => {
    expect(judgeLink(`https://pj.example.gov.cn/l/${code}`, [])).toBe('nothing-sent');
  });
});
