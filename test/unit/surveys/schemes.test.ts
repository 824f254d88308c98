import { describe, expect, it } from 'vitest';
import { findScheme, reviewDeadline, shippedSchemes } from '#surveys';
import { componentsOf } from '../../../surveys/components.ts';
import { compare, exactText, mustNumber, sum } from '../../../surveys/exact.ts';
import { resolveSettings } from '../../../surveys/settings.ts';

const decided: Readonly<Record<string, Record<string, unknown>>> = {
  js2013: { level1Weights: '40/30' },
  'gx2015-social': { weights: 'equal' },
  'gx2018-dept': { nationalSecurity: 'weights', nationalSecurityWeights: { yw: '1/2', gx: '1/2' } },
};

describe.each(shippedSchemes.map(({ id }) => findScheme(id)!))('scheme $id', (scheme) => {
  const settings = resolveSettings(scheme, decided[scheme.id] ?? {});

  it('has parts that add up to full marks in every computed group', () => {
    for (const group of scheme.groups.filter(({ parts }) => parts !== undefined)) {
      const { parts } = componentsOf(scheme, group, settings);
      expect(exactText(sum(parts.map(({ weight }) => weight)))).toBe(scheme.fullMarks);
    }
  });

  it('points only at settings, parts and leaves it has', () => {
    const keys = new Set(scheme.settings.map(({ key }) => key));
    const named = JSON.stringify(scheme).matchAll(/"(?:setting|table|multiplier)":"([^"]+)"/g);
    for (const [, key] of named) expect(keys).toContain(key);
    for (const { parts } of scheme.groups) if (parts !== undefined) expect(Object.keys(scheme.parts)).toContain(parts);
  });

  it('has shares that are the whole and bands that descend', () => {
    const { gradeRule } = scheme;
    if (gradeRule.kind === 'quota') expect(exactText(sum(gradeRule.shares.map(mustNumber)))).toBe('1');
    if (gradeRule.kind === 'bands') {
      const lowest = gradeRule.bands.flatMap(({ from }) => (from === undefined ? [] : [mustNumber(from)]));
      expect(lowest.every((value, i) => i === 0 || compare(lowest[i - 1]!, value) > 0)).toBe(true);
      expect(gradeRule.bands.at(-1)!.from).toBeUndefined();
    }
  });
});

it('leaves open what the documents leave open', () => {
  const required = shippedSchemes.flatMap(({ id, settings }) =>
    settings.flatMap((setting) => ('required' in setting && setting.required ? [`${id}.${setting.key}`] : [])),
  );
  expect(required).toEqual(['gx2018-dept.nationalSecurityWeights', 'js2013.level1Weights', 'gx2015-social.weights']);
  expect(findScheme('nobody')).toBeUndefined();
});

it.each([
  ['gx2018-city', '2019-03-18', '2019-03-25'],
  ['gx2018-dept', '2019-03-18', '2019-03-25'],
  ['yinhai2016', '2017-02-20', '2017-03-01'],
  ['dsq2017-dept', '2018-01-12', '2018-01-16'],
  ['dsq2017-town', '2018-02-13', '2018-02-22'],
])('%s: results received on %s may be reviewed until %s', (id, received, deadline) => {
  const { workingDays, calendar } = findScheme(id)!.review!;
  expect(reviewDeadline({ received, days: workingDays, calendar })).toMatchObject({ value: { deadline } });
});
