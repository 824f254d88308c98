/** The draw: who is taken, in which order, and what is refused with which words. */
import { describe, expect, it } from 'vitest';
import { draw, type DrawDesign, type DrawUnit, inclusionAfterRelease, ticket, type Outcome } from '#sampling';

const seed = '20260118-03.08.11.19.25.30+07-K7Q2';
const stratumOf = (n: number) => (n <= 20 ? 'A' : n <= 34 ? 'B' : 'C');
const frame: DrawUnit[] = Array.from({ length: 40 }, (_, i) => ({
  id: `U${String(i + 1).padStart(4, '0')}`,
  stratum: stratumOf(i + 1),
}));
const simple = (main: number, more: Partial<DrawDesign['strata'][number]> = {}): DrawDesign => ({
  method: 'simple',
  scope: 'unit',
  replicateSize: 4,
  strata: [{ code: 'all', main, reserve: 0, ...more }],
});
const stratified = (...strata: DrawDesign['strata']): DrawDesign => ({
  method: 'stratified',
  scope: 'unit',
  replicateSize: 4,
  strata,
});

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ message }) => message).join('\n'));
  return outcome.value;
}
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code));
const messages = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ message }) => message));
const ids = (outcome: ReturnType<typeof draw>, h = 0) => value(outcome).strata[h]!.units.map(({ id }) => id);

describe('a simple draw', () => {
  it('takes the first tickets of the whole frame, whatever the strata', () => {
    expect(ids(draw(frame, simple(10), seed)).join(' ')).toBe(
      'U0019 U0022 U0015 U0001 U0004 U0034 U0037 U0027 U0025 U0018',
    );
  });

  it('starts at the ticket of the first unit not taken to avoid the people of the first draw', () => {
    const first = value(draw(frame, simple(10), seed)).strata[0]!;
    expect(first.nextStart).toBe(ticket(seed, 'unit', 'U0002'));
    const next = draw(frame, simple(10, { start: first.nextStart! }), seed);
    expect(ids(next).join(' ')).toBe('U0002 U0012 U0038 U0017 U0040 U0028 U0014 U0010 U0035 U0030');
  });

  it('goes round to the smallest tickets when the start is late', () => {
    const start = 'eaf2e24b10ea36e3bc3c060a1cc82a19b83eb4b3fcb6c87073f1dae9f8af41fb';
    const turned = draw(frame, simple(40, { start }), seed);
    expect(ids(turned).slice(0, 10).join(' ')).toBe('U0021 U0039 U0006 U0026 U0019 U0022 U0015 U0001 U0004 U0034');
    expect(value(turned).strata[0]!.nextStart).toBeNull();
    expect(new Set(ids(turned)).size).toBe(40);
  });

  it('lists main before reserve, in replicates counted through both', () => {
    const { units } = value(draw(frame, simple(6, { reserve: 4 }), seed)).strata[0]!;
    expect(units.map(({ rank, replicate, part }) => `${rank}${part[0]}${replicate}`).join(' ')).toBe(
      '1m1 2m1 3m1 4m1 5m2 6m2 7r2 8r2 9r3 10r3',
    );
    expect(units[0]).toMatchObject({ inclusionProbability: 6 / 40, designWeight: 40 / 6, stratum: 'all' });
    expect(units[9]).toMatchObject({ inclusionProbability: 10 / 40, designWeight: 4 });
    expect(units[0]!.ticket).toBe(ticket(seed, 'unit', 'U0019'));
  });

  it('under another draw code is another draw', () => {
    const other = draw(frame, { ...simple(10), scope: 'unit:2026-b' }, seed);
    expect(value(other).strata[0]!.units[0]!.ticket).toBe(ticket(seed, 'unit:2026-b', ids(other)[0]!));
    expect(ids(other)).not.toEqual(ids(draw(frame, simple(10), seed)));
  });
});

describe('a stratified draw', () => {
  it('takes the first tickets of each stratum', () => {
    const design = stratified(
      { code: 'C', main: 2, reserve: 0 },
      { code: 'A', main: 6, reserve: 0 },
      { code: 'B', main: 4, reserve: 0 },
    );
    const drawn = draw(frame, design, seed);
    expect(ids(drawn, 0).join(' ')).toBe('U0037 U0038');
    expect(ids(drawn, 1).join(' ')).toBe('U0019 U0015 U0001 U0004 U0018 U0002');
    expect(ids(drawn, 2).join(' ')).toBe('U0022 U0034 U0027 U0025');
    expect(value(drawn).strata.map(({ population }) => population)).toEqual([6, 20, 14]);
  });

  it('lets a stratum stay out when its size is given as 0', () => {
    const design = stratified(
      { code: 'A', main: 1, reserve: 0 },
      { code: 'B', main: 0, reserve: 0 },
      { code: 'C', main: 6, reserve: 0 },
    );
    expect(value(draw(frame, design, seed)).strata.map(({ units }) => units.length)).toEqual([1, 0, 6]);
  });
});

describe('a systematic draw', () => {
  const design: DrawDesign = {
    method: 'systematic',
    scope: 'unit',
    replicateSize: 4,
    sortBy: ['stratum'],
    strata: [{ code: 'all', main: 7, reserve: 25 }],
  };
  const sorted = frame.map((unit) => ({ ...unit, sort: [unit.stratum] }));

  it('hits rows at even steps of the control order and lists them by ticket; the reserve is the next tickets', () => {
    const drawn = value(draw(sorted, design, seed)).strata[0]!;
    const main = drawn.units.filter(({ part }) => part === 'main').map(({ id }) => id);
    expect(main.toSorted()).toEqual(['U0008', 'U0010', 'U0018', 'U0021', 'U0029', 'U0034', 'U0036']);
    const tickets = drawn.units.map((unit) => unit.ticket);
    expect(tickets.slice(0, 7)).toEqual(tickets.slice(0, 7).toSorted());
    const rest = frame.filter(({ id }) => !main.includes(id)).map(({ id }) => ticket(seed, 'unit', id));
    expect(tickets.slice(7)).toEqual(rest.toSorted().slice(0, 25));
    expect(drawn.nextStart).toBeNull();
  });

  it('without sort variables leaves sort values alone: the control order is that of the tickets', () => {
    const plain = { ...design, sortBy: [] };
    expect(draw(sorted, plain, seed)).toEqual(draw(frame, plain, seed));
  });

  it('can run inside strata, each with its own random start', () => {
    const inside = { ...design, sortBy: [], strata: ['A', 'B', 'C'].map((code) => ({ code, main: 3, reserve: 0 })) };
    const drawn = value(draw(frame, inside, seed));
    expect(drawn.strata.map(({ units }) => new Set(units.map(({ id }) => id)).size)).toEqual([3, 3, 3]);
    expect(
      drawn.strata.every(({ code, units }) => units.every(({ id }) => stratumOf(Number(id.slice(1))) === code)),
    ).toBe(true);
  });
});

describe('refusals', () => {
  it.each([
    ['seed-too-short', draw(frame, simple(1), '123456789012345'), /种子至少16个字符，现在只有15个/],
    ['seed-characters', draw(frame, simple(1), '1234567890 123456'), /空格/],
    ['seed-too-long', draw(frame, simple(1), 'x'.repeat(201)), /最多200/],
    ['unit-id-repeated', draw([...frame, frame[3]!], simple(1), seed), /U0004.*去重/],
    ['unit-id-malformed', draw([{ id: '张三', stratum: 'A' }], simple(1), seed), /第1个样本.*2个字符/],
    ['unit-id-malformed', draw([{ id: 'x'.repeat(65), stratum: 'A' }], simple(1), seed), /1到64/],
    ['frame-empty', draw([], simple(1), seed), /没有/],
    ['draw-larger-than-stratum', draw(frame, simple(38, { reserve: 5 }), seed), /“all”只有40个.*43个，多出3个/],
    ['nothing-to-draw', draw(frame, simple(0), seed), /合计为0/],
    ['reserve-without-main', draw(frame, simple(0, { reserve: 2 }), seed), /备用样本2个/],
    ['size-malformed', draw(frame, simple(1.5), seed), /1\.5/],
    ['size-malformed', draw(frame, simple(-1), seed), /-1/],
    ['start-malformed', draw(frame, simple(1, { start: 'ABC' }), seed), /“all”的起点.*3位/],
    ['start-malformed', draw(frame, simple(1, { start: 'F'.repeat(64) }), seed), /小写/],
    ['replicate-size-malformed', draw(frame, { ...simple(1), replicateSize: 0 }, seed), /样本批/],
    ['scope-malformed', draw(frame, { ...simple(1), scope: 'psu' }, seed), /psu/],
    ['scope-malformed', draw(frame, { ...simple(1), scope: 'unit:' }, seed), /unit/],
    [
      'simple-has-strata',
      draw(frame, { ...simple(1), strata: [{ code: 'A', main: 1, reserve: 0 }] }, seed),
      /分层抽样/,
    ],
    ['sort-not-systematic', draw(frame, { ...simple(1), sortBy: ['x'] }, seed), /系统抽样/],
    ['code-malformed', draw(frame, stratified({ code: 'A|B', main: 1, reserve: 0 }), seed), /竖线/],
    ['code-malformed', draw(frame, stratified({ code: '\u4e2d\u0007', main: 1, reserve: 0 }), seed), /控制字符/],
    ['code-malformed', draw(frame, stratified({ code: 'e\u0301', main: 1, reserve: 0 }), seed), /不合规/],
  ])('%s', (code, outcome, words) => {
    expect(codes(outcome)).toEqual(expect.arrayContaining([code]));
    expect(messages(outcome).join('\n')).toMatch(words);
  });

  it('name every stratum that does not fit', () => {
    const outcome = draw(
      frame,
      stratified(
        { code: 'A', main: 21, reserve: 0 },
        { code: 'C', main: 1, reserve: 0 },
        { code: 'D', main: 5, reserve: 1 },
        { code: 'C', main: 1, reserve: 0 },
      ),
      seed,
    );
    expect(codes(outcome)).toEqual(['stratum-repeated']);
    const merged = draw(
      frame,
      stratified(
        { code: 'A', main: 21, reserve: 0 },
        { code: 'C', main: 1, reserve: 0 },
        { code: 'D', main: 5, reserve: 1 },
      ),
      seed,
    );
    expect(codes(merged)).toEqual(['stratum-not-in-design', 'draw-larger-than-stratum', 'stratum-empty']);
    expect(messages(merged).join('\n')).toMatch(/14个样本记录属于层“B”[\s\S]*层“A”只有20个[\s\S]*层“D”.*要抽6个/);
  });

  it('of a systematic draw: a start point, missing sort values, the whole frame among strata', () => {
    const systematic: DrawDesign = { ...simple(3), method: 'systematic', sortBy: ['city'] };
    expect(codes(draw(frame, systematic, seed))).toContain('sort-values-missing');
    expect(
      codes(
        draw(
          frame,
          { ...systematic, sortBy: [], strata: [{ code: 'all', main: 1, reserve: 0, start: 'f'.repeat(64) }] },
          seed,
        ),
      ),
    ).toEqual(['start-not-systematic']);
    const mixed = ['A', 'all'].map((code) => ({ code, main: 1, reserve: 0 }));
    expect(codes(draw(frame, { ...systematic, sortBy: [], strata: mixed }, seed))).toContain(
      'whole-frame-among-strata',
    );
  });

  it('count what they do not list', () => {
    const bad = Array.from({ length: 30 }, (_, i) => ({ id: `no good ${i}`, stratum: 'A' }));
    const outcome = draw(bad, simple(1), seed);
    expect(codes(outcome)).toHaveLength(21);
    expect(messages(outcome).at(-1)).toBe('还有10个同样的问题没有列出');
  });
});

it('the weight after a release is population over released', () => {
  expect(inclusionAfterRelease(400, 50)).toEqual({ inclusionProbability: 0.125, designWeight: 8 });
});
