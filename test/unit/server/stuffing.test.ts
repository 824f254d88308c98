/** The rules of stuffing against simulated surveys (D4, D6), and the small mathematics under them. */
import { describe, expect, it } from 'vitest';
import { numberStream } from '#sampling';
import { binomialTail, findStuffing, poissonTail, type Examined } from '../../../server/responses/anomalies.ts';
import { currentRules } from '../../../server/responses/rules.ts';

const rules = currentRules.stuffing;
const DAY = 86_400_000;
const best = ['5', '5', '5', '5', '5', '5'];

interface Sheet extends Examined {
  readonly attack: boolean;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * 24 000 honest answers about 80 departments in 14 days, as in the measured baseline: 22 % straight-lining, 60 % behind 40 networks of
 * carriers, days and nights, departments liked more and less.
 */
function simulate(seed: string) {
  const random = numberStream(seed, 'stuffing');
  const uniform = () => random.uniform();
  const pick = (n: number) => Math.floor(uniform() * n);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const grade = (mean: number) => String(Math.max(1, Math.min(5, Math.round(mean + 0.9 * normal()))));
  const likes = Array.from({ length: 80 }, () => 4.1 + 0.25 * normal());
  const moment = () => {
    for (;;) {
      const at = uniform() * 14 * DAY;
      const hour = (at / 3_600_000) % 24;
      if (uniform() < (hour > 7 && hour < 23 ? 1 : 0.1)) return at;
    }
  };
  let n = 0;
  const sheet = (more: Partial<Sheet> & Pick<Sheet, 'departmentId' | 'grades'>): Sheet => {
    n += 1;
    const at = more.at ?? moment();
    const day = Math.floor(at / DAY);
    const prefix = uniform() < 0.6 ? `carrier-${pick(40)}` : `home-${pick(6000)}`;
    return {
      sheetId: `s${n}`,
      seconds: Math.round(90 * Math.exp(0.45 * normal())),
      best,
      attack: false,
      ...more,
      at,
      prefix: `${day} ${more.prefix ?? prefix}`,
    };
  };
  const honest = Array.from({ length: 24_000 }, () => {
    const department = pick(80);
    const mean = (likes[department] ?? 4) + 0.5 * normal();
    const one = grade(mean);
    const grades = uniform() < 0.22 ? best.map(() => one) : best.map(() => grade(mean));
    return sheet({ departmentId: `d${department}`, grades });
  });
  const attack = (of: () => Pick<Sheet, 'grades'> & Partial<Sheet>): Sheet[] =>
    Array.from({ length: 120 }, () => ({ ...sheet({ departmentId: 'd7', ...of() }), attack: true }));
  const top = best.map(() => '5');
  return {
    honest,
    crude: attack(() => ({ at: 5 * DAY + 9 * 3_600_000 + uniform() * 3 * 3_600_000, prefix: 'office', grades: top })),
    staff: attack(() => ({
      at: (4 + pick(3)) * DAY + (8 + uniform() * 14) * 3_600_000,
      ...(uniform() < 0.5 ? { prefix: 'office' } : { prefix: `carrier-${pick(40)}` }),
      grades: uniform() < 0.7 ? top : best.map(() => grade(4.8)),
    })),
    stealth: attack(() => ({ grades: best.map(() => grade(4.6 + 0.2 * logistic(normal()))) })),
    cleared: attack(() => ({
      at: 6 * DAY + uniform() * 20 * 60_000,
      prefix: 'one-phone',
      seconds: 8,
      grades: top,
    })).slice(0, 100),
  };
}

describe.each(['2026-a', '2026-b', '2026-c'])('D4: simulated stuffing %s', (seed) => {
  const world = simulate(seed);
  const run = (attack: readonly Sheet[]) => {
    const found = findStuffing([...world.honest, ...attack], rules);
    return {
      caught: attack.filter(({ sheetId }) => found.has(sheetId)).length / Math.max(1, attack.length),
      honest: world.honest.filter(({ sheetId }) => found.has(sheetId)).length / world.honest.length,
      found,
    };
  };

  it('catches the crude attack: at least 95 %, honest at most 0.1 %', () => {
    const { caught, honest, found } = run(world.crude);
    expect(caught).toBeGreaterThanOrEqual(0.95);
    expect(honest).toBeLessThanOrEqual(0.001);
    for (const { sheetId } of world.crude) expect(found.get(sheetId)).toContain('prefix');
  });

  it('catches staff on phones: at least 50 %, honest at most 0.1 %', () => {
    const { caught, honest } = run(world.staff);
    expect(caught).toBeGreaterThanOrEqual(0.5);
    expect(honest).toBeLessThanOrEqual(0.001);
  });

  it('D6: catches a phone whose cookie is cleared 100 times', () => {
    const { caught, honest } = run(world.cleared);
    expect(caught).toBeGreaterThanOrEqual(0.95);
    expect(honest).toBeLessThanOrEqual(0.001);
  });

  it('leaves an honest survey alone, and does not pretend to find a patient insider', () => {
    expect(run([]).honest).toBeLessThanOrEqual(0.001);
    expect(run(world.stealth).caught).toBeLessThan(0.1);
  });
});

describe('tails', () => {
  const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-9 + Math.abs(b) * 1e-7);

  it('agree with sums by hand', () => {
    close(poissonTail(1, 2), 1 - Math.exp(-2));
    close(poissonTail(3, 2), 1 - Math.exp(-2) * (1 + 2 + 2));
    close(binomialTail(2, 3, 0.5), 0.5);
    close(binomialTail(9, 10, 0.7), 10 * 0.7 ** 9 * 0.3 + 0.7 ** 10);
    expect(binomialTail(0, 10, 0.1)).toBe(1);
    expect(binomialTail(11, 10, 0.5)).toBe(0);
    expect(poissonTail(50, 0)).toBe(0);
  });

  it('stay right where factorials do not fit', () => {
    expect(binomialTail(600, 1000, 0.5)).toBeLessThan(1.4e-10);
    expect(binomialTail(600, 1000, 0.5)).toBeGreaterThan(1.3e-10);
    expect(binomialTail(400, 1000, 0.5)).toBeGreaterThan(0.99999);
    expect(poissonTail(1000, 1000)).toBeCloseTo(0.504205, 6);
  });
});

it('one kind of evidence alone sets nothing apart', () => {
  const { honest } = simulate('single');
  const fast = honest.map((sheet, i) => (i < 100 ? { ...sheet, seconds: 1 } : sheet));
  const found = findStuffing(fast, rules);
  expect([...found.values()].every((reasons) => new Set(reasons).size > 1)).toBe(true);
  expect(fast.slice(0, 100).filter(({ sheetId }) => found.has(sheetId)).length).toBeLessThan(20);
});
