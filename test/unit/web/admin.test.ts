import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import type { FiledFinding } from '#contract';
import { draw } from '#sampling';
import { firstDraft, tableBy, toDesign, withMethod, type Draft } from '../../../web/admin/draws/draft.ts';
import { readBlocks, readSizes } from '../../../web/admin/draws/tables.ts';
import { listReplicates } from '../../../web/admin/draws/replicates.ts';
import { describeDesign } from '../../../web/admin/draws/words.ts';
import { toTable } from '../../../web/admin/frames/findings-table.ts';
import { describeDaysLeft, formatCount, formatDay, formatInstant } from '../../../web/admin/format.ts';
import { isOwnAddress } from '../../../web/admin/shared/own-address.ts';

describe('dates and counts', () => {
  it('are in Beijing time whatever the offset of the instant', () => {
    expect(formatInstant('2026-11-22T06:05:09Z')).toBe('2026年11月22日 14:05');
    expect(formatInstant('2026-01-01T01:00:00+09:00')).toBe('2026年1月1日 00:00');
    expect(formatInstant('2026-12-31T16:00:07Z', true)).toBe('2027年1月1日 00:00:07');
  });
  it('show the weekday of a deadline and how far away it is', () => {
    expect(formatDay('2026-11-22')).toBe('2026年11月22日（星期日）');
    expect(describeDaysLeft('2026-11-22', '2026-11-25')).toBe('还剩3天');
    expect(describeDaysLeft('2026-11-22', '2026-11-23')).toBe('明天截止');
    expect(describeDaysLeft('2026-11-22', '2026-11-22')).toBe('今天截止');
    expect(describeDaysLeft('2027-01-01', '2026-12-30')).toBe('已过期2天');
  });
  it('group long numbers without letting them break', () => {
    expect(formatCount(999)).toBe('999');
    expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567');
  });
});

describe('the target after signing in', () => {
  it.each(['/app', '/app/frames', '/app/frames?cycle=3f2a-1&state=filed'])('may be %s', (next) => {
    expect(isOwnAddress(next)).toBe(true);
  });
  it.each([
    undefined,
    '',
    '//evil.example',
    'https://evil.example/app',
    '/app//evil.example\\',
    '/apple',
    '/app/../api',
    'javascript:1',
  ])('may not be %s', (next) => {
    expect(isOwnAddress(next)).toBe(false);
  });
});

describe('findings copied to Excel', () => {
  const finding: FiledFinding = {
    file: null,
    sheet: '名单',
    row: 12,
    column: 'name',
    columnLabel: '姓名',
    code: 'name-suspicious',
    severity: 'review',
    message: '姓名请核对',
    raw: '=HYPERLINK("http://x")',
    repaired: 'a\tb\nc',
  };
  it('have one line each and no formula', () => {
    const [head, line, ...rest] = toTable([finding]).split('\n');
    expect(rest).toEqual([]);
    expect(head?.split('\t')).toHaveLength(8);
    // The name of a rule is no cell of the department's.
    expect(toTable([{ ...finding, code: 'exempted', raw: 'minimum' }])).not.toContain('minimum');
    expect(line).toBe('\t名单\t12\t姓名\t待核实\t姓名请核对\t\'=HYPERLINK("http://x")\ta b c');
  });
});

describe('a design being filled in', () => {
  it('puts back what does not apply to the method', () => {
    const simple = toDesign({ ...withMethod(firstDraft, 'simple'), floor: 5, allocation: 'equal' }, []);
    expect(simple).toMatchObject({ method: 'simple', stratifyBy: 'none', allocation: 'proportional', floor: 0 });
    expect(withMethod({ ...firstDraft, stratifyBy: 'none' }, 'stratified').stratifyBy).toBe('department');
  });
  it('adds up sizes given by hand, of the strata there are', () => {
    const design = toDesign({ ...firstDraft, allocation: 'fixed', floor: 9, fixed: { A: 3, B: 4, gone: 100 } }, [
      'A',
      'B',
      'C',
    ]);
    expect(design).toMatchObject({ main: 7, floor: 0, fixed: { A: 3, B: 4, C: 0 } });
  });
  it('is none while a number is missing or beyond bounds', () => {
    expect(toDesign({ ...firstDraft, main: null }, [])).toBeNull();
    expect(toDesign({ ...firstDraft, reserve: -1 }, [])).toBeNull();
    expect(toDesign({ ...firstDraft, main: 1_000_001 }, [])).toBeNull();
    expect(toDesign({ ...firstDraft, allocation: 'fixed' }, ['A'])).toBeNull();
  });
  it('reads as one sentence', () => {
    const design = toDesign(firstDraft, []);
    expect(design && describeDesign(design, { frames: 6, people: 2530, strata: 6 })).toBe(
      '将从6份已接收抽样框的2\u202f530人中，用分层随机抽样，按部门分6层（按人数比例分配），抽主样本300人、备用150人，每层每批50人。',
    );
  });
});

describe('tables that people paste', () => {
  it('reads number blocks as people write them and tells the lines it cannot', () => {
    expect(readBlocks('号段\n1380771xxxx\n１３９０７７１＊＊＊＊\r\n0771588, 4\n\n1370771 4\nabc\n138\n')).toEqual({
      blocks: [
        { prefix: '1380771', digits: 4 },
        { prefix: '1390771', digits: 4 },
        { prefix: '0771588', digits: 4 },
        { prefix: '1370771', digits: 4 },
      ],
      unread: [7, 8],
    });
  });
  it('reads sizes by the name or code of a group', () => {
    const groups = [
      { code: 'hot-topics', label: '热点难点工作' },
      { code: '南宁市', label: '南宁市' },
    ];
    expect(readSizes('南宁市\t8741584\n热点难点工作，3.5\n别处 1\n', groups)).toEqual({
      sizes: { 南宁市: 8_741_584, 'hot-topics': 3.5 },
      strange: ['别处 1'],
    });
  });
  it('are no design while they are empty', () => {
    expect(toDesign(withMethod(firstDraft, 'pareto'), ['A'])).toBeNull();
    expect(toDesign({ ...withMethod(firstDraft, 'pareto'), sizes: { A: 3 } }, ['A', 'B'])).toMatchObject({
      sizes: { by: 'department', values: { A: 3, B: 0 } },
    });
    expect(toDesign(withMethod(firstDraft, 'random-digits'), [])).toBeNull();
    expect(toDesign({ ...firstDraft, allocation: 'neyman' }, [])).toBeNull();
    expect(toDesign(withMethod(firstDraft, 'two-stage'), [])).toMatchObject({ main: 200, reserve: 100 });
  });
});

describe('strata of designs that can do without', () => {
  const twoStage = { ...withMethod(firstDraft, 'two-stage'), stratifyBy: 'department' as const };
  const bySize = { ...withMethod(firstDraft, 'pareto'), stratifyBy: 'department' as const, sizeBy: 'city' as const };

  it('are asked for, not taken along from another method', () => {
    for (const method of ['bernoulli', 'pareto', 'two-stage'] as const)
      expect(toDesign(withMethod(firstDraft, method), [])?.stratifyBy ?? 'none').toBe('none');
    expect(toDesign({ ...withMethod(firstDraft, 'bernoulli'), stratifyBy: 'city' }, [])).toMatchObject({
      method: 'bernoulli',
      stratifyBy: 'city',
      reserve: 0,
    });
  });

  it('multiply the clusters: so many in every stratum, once it is known how many strata there are', () => {
    expect(tableBy(twoStage)).toBe('department');
    expect(toDesign(twoStage, [])).toBeNull();
    expect(toDesign(twoStage, ['A', 'B', 'C'])).toMatchObject({ main: 600, reserve: 300, allocation: 'proportional' });
  });

  it('leave room for one table only', () => {
    expect(withMethod({ ...firstDraft, allocation: 'neyman' }, 'pareto').allocation).toBe('proportional');
    expect(withMethod({ ...firstDraft, allocation: 'equal' }, 'pareto').allocation).toBe('equal');
    expect(tableBy(bySize)).toBe('city');
  });

  it('read as one sentence', () => {
    const read = (draft: Draft, codes: readonly string[], strata: number) =>
      describeDesign(toDesign(draft, codes) ?? expect.fail('a design'), { frames: 2, people: 900, strata });
    expect(read(twoStage, ['A', 'B'], 11)).toContain(
      '按部门分层，每层先从里面的群（按设区市，各层共11个）里抽5个，人多的群机会大，再从每个抽中的群里抽40人',
    );
    expect(read({ ...bySize, sizes: { A: 3 } }, ['A'], 2)).toContain(
      '按部门分2层（按人数比例分配），层里按设区市填的规模越大，里面的人越容易抽中',
    );
    expect(read({ ...withMethod(firstDraft, 'bernoulli'), stratifyBy: 'city' }, [], 14)).toContain(
      '让同一层（按设区市，共14层）的每个人以相同的机会各抽一次',
    );
  });
});

describe('replicates shown before they are released', () => {
  it('are those the draw makes', () => {
    const sizes = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        sizes.filter((all) => all.some(([main]) => main > 0)),
        fc.integer({ min: 1, max: 20 }),
        (strata, replicateSize) => {
          // A stratum without main sample has no reserve: the draw refuses it.
          const planned = strata.map(([main, reserve], h) => ({
            code: `s${h}`,
            main,
            reserve: main > 0 ? reserve : 0,
          }));
          const units = planned.flatMap(({ code }) =>
            Array.from({ length: 61 }, (_, i) => ({ id: `${code}-${i}`, stratum: code })),
          );
          const drawn = draw(
            units,
            { method: 'stratified', scope: 'unit', replicateSize, strata: planned },
            'a-seed-of-enough-length',
          );
          if (!drawn.ok) throw new Error(drawn.refusals.map(({ message }) => message).join());
          const all = drawn.value.strata.flatMap((stratum) => stratum.units);
          const count = (number: number, part: string) =>
            all.filter((unit) => unit.replicate === number && unit.part === part).length;
          const shown = listReplicates({
            strata: planned.map((stratum) => ({
              ...stratum,
              label: stratum.code,
              population: 61,
              probability: stratum.main / 61,
            })),
            design: { ...firstDesign, replicateSize },
          });
          expect(shown).toEqual(
            Array.from({ length: Math.max(0, ...all.map(({ replicate }) => replicate)) }, (_, index) => ({
              number: index + 1,
              main: count(index + 1, 'main'),
              reserve: count(index + 1, 'reserve'),
            })),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

const firstDesign = toDesign(firstDraft, []) ?? expect.fail('the first draft is a design');
