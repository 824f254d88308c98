/** The invented people: the right number, nobody twice, nobody real, the same every time. */
import { describe, expect, test } from 'vitest';
import { departments, departmentNamed } from '../../../server/demo/departments.ts';
import { makeList, type Entry, type ListRequest } from '../../../server/demo/lists.ts';
import { divisions } from '../../../sampling/frame/tables/divisions.ts';

const list = (department: string, kind: ListRequest['list'], size?: number): Entry[] =>
  makeList({
    department: departmentNamed(department),
    list: kind,
    year: 2018,
    ...(size === undefined ? {} : { size }),
  });

const nationalOf = (entry: Entry) => String(entry.mobile).replace(/^0/, '');

describe('departments', () => {
  test('are the 99 of the seven classes', () => {
    const counted: Record<string, number> = {};
    for (const { category } of departments) counted[category] = (counted[category] ?? 0) + 1;
    expect(counted).toEqual({
      'party-and-mass': 33,
      economic: 19,
      'public-affairs': 14,
      supervision: 10,
      'special-affairs': 15,
      'democratic-parties': 7,
      'state-security': 1,
    });
    expect(departments).toHaveLength(99);
  });

  test('have names and logins of their own', () => {
    expect(new Set(departments.map(({ name }) => name)).size).toBe(99);
    expect(new Set(departments.map(({ login }) => login)).size).toBe(99);
    for (const { login } of departments) expect(`demo-${login}`).toMatch(/^[a-z0-9][a-z0-9._-]{2,39}$/);
    expect(departments.filter(({ organ }) => organ !== undefined && !organ.includes('{}'))).toEqual([]);
  });
});

describe('lists', () => {
  test('are the same every time, and others for another department, list or year', () => {
    expect(list('财政厅', 'hot-topics', 20)).toEqual(list('财政厅', 'hot-topics', 20));
    const first = (entries: readonly Entry[]) => entries.slice(0, 20).map(({ name }) => name);
    const base = first(list('财政厅', 'hot-topics', 20));
    expect(first(list('水利厅', 'hot-topics', 20))).not.toEqual(base);
    expect(first(list('财政厅', 'system-cadres'))).not.toEqual(base);
    expect(
      first(makeList({ department: departmentNamed('财政厅'), list: 'hot-topics', year: 2019, size: 20 })),
    ).not.toEqual(base);
  });

  test('share no mobile, whatever the department', () => {
    const seen = new Set<string>();
    let count = 0;
    for (const { name } of departments)
      for (const entry of [...list(name, 'hot-topics', 520), ...list(name, 'system-cadres')]) {
        seen.add(nationalOf(entry));
        count += 1;
      }
    for (const entry of list('工商局', 'service-users', 300)) {
      seen.add(nationalOf(entry));
      count += 1;
    }
    expect(seen.size).toBe(count);
  });

  test('use numbers that are well-formed and nobody’s', () => {
    for (const entry of [...list('财政厅', 'hot-topics', 520), ...list('财政厅', 'system-cadres')]) {
      expect(entry.mobile).toMatch(/^0?1[3-9]\d0000\d{4}$/);
      expect(entry.office).toMatch(/^([2-8]100\d{3})?$/);
      expect(entry.area).toMatch(/^(077\d)?$/);
      if (entry.area !== '') expect(String(entry.mobile).startsWith('0')).toBe(entry.area !== '0771');
    }
  });

  test('of cadres reach every city and county, with an address each', () => {
    const entries = list('财政厅', 'system-cadres');
    const places = divisions['guangxi-2018'].flatMap(({ name, units }) => [name, ...units]);
    expect(new Set(entries.map(({ place }) => place))).toEqual(new Set(places));
    for (const entry of entries) {
      expect(entry.address).toMatch(/[路街道]\d{1,3}号$/);
      expect(entry.postcode).toMatch(/^53|^54/);
      expect(entry.organisation).toContain('财政局');
    }
  });

  test('of a department without bodies elsewhere name its own staff', () => {
    const entries = list('民革广西区委机关', 'system-cadres');
    expect(new Set(entries.map(({ organisation }) => organisation))).toEqual(new Set(['民革广西区委机关']));
    expect(entries).toHaveLength(32);
  });

  test('never put one name twice into one organisation, nor five people on one telephone', () => {
    for (const entries of [
      list('妇联', 'hot-topics', 520),
      list('妇联', 'system-cadres'),
      list('民建广西区委机关', 'system-cadres'),
    ]) {
      expect(new Set(entries.map(({ name, organisation }) => `${name} ${organisation}`)).size).toBe(entries.length);
      const lines = new Map<string, number>();
      for (const { area, office } of entries) if (office) lines.set(area + office, (lines.get(area + office) ?? 0) + 1);
      expect(Math.max(...lines.values())).toBeLessThan(5);
    }
  });

  test('hold as many people as asked for, men and women', () => {
    const entries = list('残联', 'hot-topics', 308);
    expect(entries).toHaveLength(308);
    const women = entries.filter(({ gender }) => gender === '女').length;
    expect(women).toBeGreaterThan(80);
    expect(women).toBeLessThan(180);
  });
});
