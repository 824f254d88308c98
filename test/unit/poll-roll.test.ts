/** The roll as it is pasted from Excel, the order of units as it is pasted from the official list, codes as a scanner types them. */
import { describe, expect, it } from 'vitest';
import { cardOf, fragmentOf, groupsOf, makeCards, parseCode } from '#ballot-client';
import { readCodes } from '../../web/admin/ballots/cards.tsx';
import { readRoll } from '../../web/admin/ballots/rater-lines.ts';
import { readUnits } from '../../web/admin/ballots/settings.tsx';
import { roomFor } from '../../web/site/ballot-page/nominations.ts';

const styles = new Set(['A1', 'B1']);

describe('a pasted roll', () => {
  it('takes Excel columns, commas, wide letters, the head line and empty lines', () => {
    const { raters, findings } = readRoll(
      '姓名\t单位\t职务\t票种\r\n张三\t某市\t市长\ta1\r\n\r\n李四，某厅，厅长，Ｂ１\r\n',
      styles,
    );
    expect(findings).toEqual([]);
    expect(raters).toEqual([
      { name: '张三', unit: '某市', post: '市长', style: 'A1' },
      { name: '李四', unit: '某厅', post: '厅长', style: 'B1' },
    ]);
  });

  it.each([
    ['张三\t某市\t市长', '第1行：应有4栏（姓名、单位、职务、票种），实有3栏'],
    ['\t某市\t市长\tA1', '第1行：没有姓名'],
    ['张三\t某市\t市长\tZ9', '第1行：没有票种“Z9”'],
    ['张三\t某市\t市长\t', '第1行：没有票种'],
    ['张三\t某市\t市长\tA1\n张三\t某市\t市长\tB1', '第2行：与第1行重复'],
    [`${'张'.repeat(41)}\t某市\t市长\tA1`, '第1行：姓名超过40字，或单位、职务超过80字'],
  ])('says what is wrong with %j', (text, finding) => {
    expect(readRoll(text, styles).findings).toEqual([finding]);
  });
});

it('reads units in the order of the pasted list, and names what it does not know', () => {
  const names = new Map([
    ['u1', '民政厅'],
    ['u2', '公安厅'],
  ]);
  expect(readUnits(' 公安厅\n\n民政厅 \n', names)).toEqual({ units: ['u2', 'u1'], unknown: [] });
  expect(readUnits('公安厅\n没有的厅', names)).toEqual({ units: ['u2'], unknown: ['没有的厅'] });
});

it('turns codes into hashes here, typed or scanned, each once', () => {
  const cycleId = '00000000-0000-4000-8000-000000000001';
  const [card] = makeCards((length) => new Uint8Array(length).fill(9), cycleId, 1);
  const { code, hash } = card!;
  expect(cardOf(parseCode(code)!, cycleId).hash).toBe(hash);
  const text = `${groupsOf(code).toLowerCase()}\nhttps://example.cn/b#${fragmentOf(code, '0'.repeat(32))}\nABC`;
  expect(readCodes(text, cycleId)).toEqual({ hashes: [hash], wrong: [3] });
});

it('leaves room for nominations by the whole ballot or by class', () => {
  const units = [
    { id: 'a', name: '甲', category: 'economic' },
    { id: 'b', name: '乙', category: 'economic' },
    { id: 'c', name: '丙', category: 'supervision' },
  ];
  const group = { code: 'g', name: '组', best: 1, worst: 0, perCategory: false };
  const draft = { grades: {}, best: ['a'], worst: [] };
  expect(roomFor({ group, units, draft }, 'best', units[2]!)).toBe(0);
  const perClass = { ...group, perCategory: true };
  expect(roomFor({ group: perClass, units, draft }, 'best', units[2]!)).toBe(1);
  expect(roomFor({ group: perClass, units, draft }, 'best', units[1]!)).toBe(0);
});
