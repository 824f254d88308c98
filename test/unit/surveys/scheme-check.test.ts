/** A scheme somebody wrote: what holds together passes, what does not is named with its place. */
import { describe, expect, it } from 'vitest';
import {
  computeWithScheme,
  differenceOfSchemes,
  findScheme,
  openSettings,
  outlineOf,
  readScheme,
  shippedSchemes,
} from '#surveys';

const copyOf = (id: string) => structuredClone(findScheme(id)!) as unknown;
const placesOf = (data: unknown) => {
  const read = readScheme(data);
  return read.ok ? [] : read.findings.map(({ at }) => at);
};

describe('the shipped schemes', () => {
  it.each(shippedSchemes.map((scheme) => [scheme.id, scheme] as const))('%s has no findings', (_id, scheme) => {
    expect(readScheme(scheme)).toMatchObject({ ok: true });
  });

  it.each(shippedSchemes.map(({ id }) => [id] as const))('%s passes again as it is stored', (id) => {
    expect(placesOf(JSON.parse(JSON.stringify(findScheme(id))))).toEqual([]);
  });
});

/** Sets, or with undefined removes, what stands at a path of keys and positions. */
function put(data: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  let place = data as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
  if (value === undefined) delete place[keys.at(-1)!];
  else place[keys.at(-1)!] = value;
}

const raters = ['0.5', '0.4'].map((weight, i) => ({
  id: `r${i}`,
  name: '群众',
  source: 'sheets',
  kind: 'sample',
  weight,
  questions: [{ id: 'q1', name: '总体满意' }],
}));

const decided = (value: unknown) => ({ value, reason: '研究决定', document: '纪要', decidedBy: '领导小组' });

type Broken = readonly [name: string, id: string, at: string, path: string, value: unknown];
const broken: readonly Broken[] = [
  ['parts below full marks', 'gx2018-dept', 'parts.standard', 'parts.standard.1.weight', '80'],
  ['parts under one reading only', 'js2013', 'parts.office', 'parts.office.0.weight.of.50/20', '51'],
  ['leaf weights', 'js2013', 'parts.office.my', 'parts.office.3.leaves.0.weight', '0.2'],
  ['a leaf twice', 'yinhai2016', 'parts.district.zb.zn', 'parts.district.0.leaves.1.id', 'zn'],
  ['a reading left out', 'gx2018-city', 'parts.city.my.leaves.pooled', 'parts.city.3.leaves.of.pooled', undefined],
  ['shares', 'gx2018-dept', 'gradeRule.shares', 'gradeRule.shares.2', '0.1'],
  ['bands upside down', 'js2013', 'gradeRule.bands.良好', 'gradeRule.bands.1.from', '95'],
  ['points without full', 'gx2018-dept', 'parts.standard.zn.zn.full', 'parts.standard.0.leaves.0.full', undefined],
  ['a group of nothing', 'gx2018-dept', 'groups.g2.parts', 'groups.1.parts', 'nowhere'],
  ['a setting gone', 'gx2018-dept', 'settings.quotaRounding', 'settings', []],
  ['a calendar nobody knows', 'gx2018-dept', 'review.calendar', 'review.calendar', 'CN-99'],
  ['a number no number', 'gx2018-dept', 'fullMarks', 'fullMarks', '一千'],
  ['a word the rules do not know', 'gx2018-dept', 'settings.quotaRounding', 'settings.4.values', ['favour', 'floor']],
  ['a leader table nobody has', 'gx2018-dept', 'settings.leaderTable', 'settings.13.values', ['over5', 'over7']],
  ['an offer made twice', 'gx2018-dept', 'settings.compareOn.exact', 'settings.1.values', ['exact', 'exact']],
  ['a decision not offered', 'gx2018-dept', 'settings.compareOn', 'settings.1.decided', decided('neither')],
  ['a decision of nothing', 'gx2018-dept', 'settings.compareOn', 'settings.1.decided', decided(null)],
  [
    'decided weights that do not add up',
    'gx2018-dept',
    'settings.nationalSecurityWeights',
    'settings.16.decided',
    decided({ yw: '0.5', gx: '0.4' }),
  ],
  ['a condition nobody can meet', 'gx2018-dept', 'entries.deduction.black.only', 'entries.0.only.is', 'never'],
  ['a condition on nothing', 'gx2018-dept', 'groups.g7.manual', 'groups.6.manual.setting', 'nowhere'],
  ['too many decimals', 'gx2018-dept', 'settings.totalDecimals', 'settings.0.to', 6],
  ['rater groups', 'gx2018-dept', 'plans.my1.raterGroups', 'plans', { my1: { table: 'over5', raterGroups: raters } }],
];

it.each(broken)('%s is found at its place', (_name, id, at, path, value) => {
  const scheme = copyOf(id);
  put(scheme, path, value);
  expect(placesOf(scheme)).toContain(at);
});

it('says what differs from the source, and nothing that only moved', () => {
  const source = copyOf('gx2018-dept');
  const copy = copyOf('gx2018-dept');
  put(copy, 'groups', findScheme('gx2018-dept')!.groups.toReversed());
  put(copy, 'parts.standard.0.weight', '690');
  expect(differenceOfSchemes(source, copy)).toEqual([{ at: 'parts.standard.zn.weight', before: '700', after: '690' }]);
});

describe('what stays open', () => {
  it('lists every question a document leaves, and a required one as soon as it is needed', () => {
    const scheme = findScheme('gx2018-dept')!;
    const keys = (given: Record<string, unknown>) => openSettings(scheme, given).map(({ key }) => key);
    expect(keys({})).toContain('satisfactionSplit');
    expect(keys({})).not.toContain('nationalSecurityWeights');
    expect(keys({ nationalSecurity: 'weights' })).toContain('nationalSecurityWeights');
    expect(openSettings(findScheme('js2013')!, {}).find(({ key }) => key === 'level1Weights')).toMatchObject({
      certainty: 'low',
    });
  });

  it('outlines groups with and without the settings', () => {
    const social = findScheme('gx2015-social')!;
    const ids = (given: Record<string, unknown>) =>
      outlineOf(social, given)[0]!.leaves.map(({ id, weight }) => [id, weight]);
    expect(ids({})).toEqual([
      ['fix', null],
      ['sys', null],
      ['apv', null],
      ['hot', null],
      ['ld', null],
    ]);
    expect(ids({ weights: { gov: { fix: '0.25', hot: '0.75' } } })).toEqual([
      ['fix', '0.25'],
      ['hot', '0.75'],
    ]);
    expect(outlineOf(findScheme('gx2018-dept')!, { nationalSecurity: 'weights' }).at(-1)).toMatchObject({
      manual: false,
    });
  });
});

it('takes what the scheme decided for decided, and a cycle’s own decision before it', () => {
  const scheme = copyOf('js2013');
  put(scheme, 'settings.4.decided', decided('50/20'));
  const read = readScheme(scheme);
  if (!read.ok) throw new Error('unsound');
  expect(openSettings(read.scheme, {}).map(({ key }) => key)).not.toContain('level1Weights');
  const weights = (given: Record<string, unknown>) =>
    outlineOf(read.scheme, given)[0]!.parts.map(({ weight }) => weight);
  expect(weights({})).toEqual(['50', '20', '10', '20']);
  expect(weights({ level1Weights: '40/30' })).toEqual(['40', '30', '10', '20']);
  const computed = computeWithScheme(read.scheme, { settings: {}, appraisees: [] }, () => '');
  expect(computed).toMatchObject({ ok: true, value: { settings: { level1Weights: '50/20' } } });
});
