/**
 * Whether a scheme somebody wrote holds together: shape, references, weights that add up, and rules that can be applied.
 *
 * Promise: every finding says where and what to do, in Chinese; a scheme without findings can be computed with any complete input.
 * Never repairs anything.
 */
import { add, compare, exactText, mustNumber, one, parseNumber, subtract, sum, zero } from './exact.ts';
import { reviewDeadline } from './review-deadline.ts';
import { codesOf, findTable } from './scale.ts';
import { type LeafData, type PartData, type Scheme, schemeSchema } from './scheme.ts';
import { conditionFindings, repeated, type SchemeFinding, settingFindings, wordOf } from './scheme-check-settings.ts';

export type SchemeReading =
  { readonly ok: true; readonly scheme: Scheme } | { readonly ok: false; readonly findings: readonly SchemeFinding[] };

/** A scheme out of foreign data, or what is wrong with it. Cost: a few passes over the scheme. */
export function readScheme(data: unknown): SchemeReading {
  const read = schemeSchema.safeParse(data);
  if (!read.success)
    return {
      ok: false,
      findings: read.error.issues.map(({ path, code, message }) => ({
        at: path.map(String).join('.'),
        message:
          code === 'invalid_type'
            ? '这一项缺少，或类型不对，请补上'
            : code === 'unrecognized_keys'
              ? '有不认识的内容，请删去'
              : code === 'too_small'
                ? '这一项太少，请补上'
                : code === 'invalid_format'
                  ? '编号以英文字母开头，只用字母、数字和连字符'
                  : code === 'custom'
                    ? '数值写成十进制数（如 12.5）或分数（如 1/3）'
                    : code === 'invalid_value' || code === 'invalid_union'
                      ? '内容不在可选范围内，请改正'
                      : message,
      })),
    };
  const findings = findingsOf(read.data);
  return findings.length === 0 ? { ok: true, scheme: read.data } : { ok: false, findings };
}

function findingsOf(scheme: Scheme): SchemeFinding[] {
  return [
    ...repeated(scheme.settings, ({ key }) => `settings.${key}`),
    ...repeated(scheme.groups, ({ id }) => `groups.${id}`),
    ...repeated(scheme.entries, ({ side, kind }) => `entries.${side}.${kind}`),
    ...settingFindings(scheme),
    ...conditionFindings(scheme),
    ...groupFindings(scheme),
    ...Object.entries(scheme.parts).flatMap(([id, parts]) => partFindings(scheme, `parts.${id}`, parts)),
    ...formFindings(scheme),
    ...gradeFindings(scheme),
    ...planFindings(scheme),
    ...reviewFindings(scheme),
  ];
}

function groupFindings({ groups, parts }: Scheme): SchemeFinding[] {
  return groups.flatMap(({ id, parts: used, manual }) =>
    used === undefined
      ? manual === true
        ? []
        : [{ at: `groups.${id}.parts`, message: '这个类别没有指标，请指定指标体系，或改为人工评定' }]
      : parts[used]
        ? []
        : [{ at: `groups.${id}.parts`, message: `没有名为“${used}”的指标体系，请改正` }],
  );
}

/** Values of the settings the weights of these parts hang on, in all combinations. */
function readings(scheme: Scheme, parts: readonly PartData[]): ReadonlyMap<string, string>[] {
  const used = new Set(parts.flatMap(({ weight }) => (typeof weight === 'string' ? [] : [weight.setting])));
  let all: Map<string, string>[] = [new Map()];
  for (const key of used) {
    const setting = scheme.settings.find((one) => one.key === key);
    const values = setting?.kind === 'choice' ? setting.values.map((value) => wordOf(value)) : [];
    all = all.flatMap((reading) => values.map((value) => new Map([...reading, [key, value]])));
  }
  return all;
}

function partFindings(scheme: Scheme, at: string, parts: readonly PartData[]): SchemeFinding[] {
  const findings = [...repeated(parts, ({ id }) => `${at}.${id}`)];
  for (const part of parts) {
    const here = `${at}.${part.id}`;
    if (typeof part.weight !== 'string') findings.push(...choiceFindings(scheme, part.weight, `${here}.weight`));
    for (const [place, leaves] of leafSets(part)) findings.push(...leafFindings(`${here}${place}`, part, leaves));
    if (!Array.isArray(part.leaves)) {
      const { setting: key, own } = part.leaves;
      const setting = scheme.settings.find((one) => one.key === key);
      if (!setting) findings.push({ at: `${here}.leaves`, message: `没有名为“${key}”的设置，请改正` });
      else if (setting.kind === 'choice') findings.push(...choiceFindings(scheme, part.leaves, `${here}.leaves`));
      else if (setting.kind !== 'weights' || !own)
        findings.push({ at: `${here}.leaves`, message: '由权重设置决定的指标，要列出可以赋权的指标' });
    }
    if (part.instead && (!Array.isArray(part.leaves) || part.leaves.length !== 1))
      findings.push({ at: `${here}.instead`, message: '只有一个指标的部分才能用细分指标代替' });
  }
  for (const reading of readings(scheme, parts)) {
    const weights = parts.map(({ weight }) =>
      typeof weight === 'string' ? weight : weight.of[reading.get(weight.setting)!],
    );
    if (weights.some((weight) => parseNumber(weight) === undefined)) continue;
    const total = sum(weights.map((weight) => mustNumber(weight)));
    const full = mustNumber(scheme.fullMarks);
    if (compare(total, full) === 0) continue;
    const difference = subtract(total, full);
    const more = compare(difference, zero) > 0;
    const chosen = [...reading].map(([key, value]) => `${key}=${value}`).join('、');
    findings.push({
      at,
      message: `各部分的分值之和是${exactText(total)}，满分是${scheme.fullMarks}，${more ? '多' : '少'}${exactText(more ? difference : subtract(full, total))}${chosen === '' ? '' : `（设置为${chosen}时）`}；请调整`,
    });
  }
  return findings;
}

function choiceFindings(
  scheme: Scheme,
  { setting: key, of }: { readonly setting: string; readonly of: Readonly<Record<string, unknown>> },
  at: string,
): SchemeFinding[] {
  const setting = scheme.settings.find((one) => one.key === key);
  if (setting?.kind !== 'choice') return [{ at, message: `没有名为“${key}”的选择设置，请改正` }];
  return setting.values
    .map(wordOf)
    .filter((value) => !Object.hasOwn(of, value))
    .map((value) => ({ at: `${at}.${value}`, message: `设置“${setting.name}”选${value}时没有写，请补上` }));
}

function leafSets({ leaves, instead }: PartData): (readonly [string, readonly LeafData[]])[] {
  const finer = instead ? ([['.instead', instead]] as const) : [];
  if (Array.isArray(leaves)) return [['', leaves], ...finer];
  return Object.entries(leaves.of).map(([value, set]) => [`.${value}`, set]);
}

function leafFindings(at: string, part: PartData, leaves: readonly LeafData[]): SchemeFinding[] {
  const findings = [...repeated(leaves, ({ id }) => `${at}.${id}`)];
  for (const { id, unit, full, weight } of leaves) {
    if (unit !== 'percent' && (full === undefined || compare(mustNumber(full), zero) <= 0))
      findings.push({ at: `${at}.${id}.full`, message: '按分值填报的指标要写满分，且大于0' });
    if (compare(mustNumber(weight), zero) <= 0) findings.push({ at: `${at}.${id}.weight`, message: '权重要大于0' });
  }
  const weights = leaves.map(({ weight }) => mustNumber(weight));
  const total = weights.reduce(add, zero);
  const alike = weights.every((weight) => compare(weight, weights[0]!) === 0);
  const whole = typeof part.weight === 'string' ? compare(total, mustNumber(part.weight)) === 0 : false;
  if (!alike && !whole && compare(total, one) !== 0)
    findings.push({
      at: at === '' ? part.id : at,
      message: `指标的权重之和是${exactText(total)}，应为1，或等于这一部分的分值`,
    });
  return findings;
}

/** All leaf ids a group may be asked for. */
function leafIds(parts: readonly PartData[]): Set<string> {
  return new Set(
    parts.flatMap((part) => [
      ...leafSets(part).flatMap(([, leaves]) => leaves.map(({ id }) => id)),
      ...(Array.isArray(part.leaves) ? [] : (part.leaves.own ?? []).map(({ id }) => id)),
    ]),
  );
}

function formFindings(scheme: Scheme): SchemeFinding[] {
  const ids = new Set(Object.values(scheme.parts).flatMap((parts) => [...leafIds(parts)]));
  const findings: SchemeFinding[] = [];
  for (const form of scheme.forms) {
    const at = `forms.${form.key}`;
    if (!ids.has(form.leaf)) findings.push({ at, message: `没有名为“${form.leaf}”的指标，请改正` });
    if (form.kind === 'ballotMean' && !scheme.settings.some(({ key }) => key === form.table))
      findings.push({ at, message: `没有名为“${form.table}”的设置，请改正` });
  }
  if (scheme.bonusRule && !ids.has(scheme.bonusRule.inside.leaf))
    findings.push({ at: 'bonusRule.inside', message: '加分所入的指标不存在，请改正' });
  return findings;
}

function gradeFindings({ gradeRule, fullMarks, settings }: Scheme): SchemeFinding[] {
  if (gradeRule.kind === 'quota') {
    const total = sum(gradeRule.shares.map((share) => mustNumber(share)));
    const lineSetting = typeof gradeRule.line === 'string' ? undefined : gradeRule.line.setting;
    const lines = typeof gradeRule.line === 'string' ? [gradeRule.line] : Object.values(gradeRule.line.of);
    return [
      ...(compare(total, one) === 0
        ? []
        : [{ at: 'gradeRule.shares', message: `各等次的比例之和是${exactText(total)}，应为1` }]),
      ...(lines.some((line) => compare(mustNumber(line), mustNumber(fullMarks)) > 0)
        ? [{ at: 'gradeRule.line', message: '不合格线高于满分，请改正' }]
        : []),
      ...(lineSetting === undefined || settings.some((one) => one.kind === 'choice' && one.key === lineSetting)
        ? []
        : [{ at: 'gradeRule.line', message: '不合格线所依的设置不存在，请改正' }]),
      ...repeated(gradeRule.grades, (grade) => `gradeRule.grades.${grade}`),
    ];
  }
  if (gradeRule.kind !== 'bands') return [];
  const findings: SchemeFinding[] = [...repeated(gradeRule.bands, ({ grade }) => `gradeRule.bands.${grade}`)];
  for (const [i, band] of gradeRule.bands.entries()) {
    const last = i === gradeRule.bands.length - 1;
    const at = `gradeRule.bands.${band.grade}`;
    if (last !== (band.from === undefined))
      findings.push({ at, message: last ? '最后一档不写下限' : '除最后一档外都要写下限' });
    const above = gradeRule.bands[i - 1]?.from;
    if (above !== undefined && band.from !== undefined && compare(mustNumber(above), mustNumber(band.from)) <= 0)
      findings.push({ at, message: '各档要从高到低排列' });
  }
  if (gradeRule.advanced && !gradeRule.bands.some(({ grade }) => grade === gradeRule.advanced?.grade))
    findings.push({ at: 'gradeRule.advanced', message: '先进单位所属的等次不存在，请改正' });
  return findings;
}

function planFindings({ plans, parts }: Scheme): SchemeFinding[] {
  const ids = new Set(Object.values(parts).flatMap((list) => [...leafIds(list)]));
  return Object.entries(plans ?? {}).flatMap(([leaf, plan]) => {
    const at = `plans.${leaf}`;
    const findings: SchemeFinding[] = ids.has(leaf) ? [] : [{ at, message: '没有这个指标，请删去' }];
    const table = findTable(plan.table);
    if (typeof table === 'string')
      return [...findings, { at: `${at}.table`, message: '计分表不成立，请改用已有的计分表' }];
    const unknown = (plan.satisfied ?? []).filter((code) => !codesOf(table).includes(code));
    if (unknown.length > 0) findings.push({ at: `${at}.satisfied`, message: '计入满意率的选项不在计分表中' });
    findings.push(...repeated(plan.raterGroups, ({ id }) => `${at}.raterGroups.${id}`));
    const weights = plan.raterGroups.map(({ weight }) => weight);
    if (weights.length > 1 && weights.some((weight) => weight === undefined))
      findings.push({ at: `${at}.raterGroups`, message: '有几个评价主体时，每个都要写权重' });
    else if (weights.length > 1 && compare(sum(weights.map((weight) => mustNumber(weight))), one) !== 0)
      findings.push({ at: `${at}.raterGroups`, message: '各评价主体的权重之和应为1' });
    return findings;
  });
}

/** The days of a review are counted with a calendar there is. */
function reviewFindings({ review, year }: Scheme): SchemeFinding[] {
  if (!review) return [];
  const tried = reviewDeadline({ received: `${year}-06-01`, days: 1, calendar: review.calendar });
  return !tried.ok && tried.problem.code === 'calendar-unknown'
    ? [{ at: 'review.calendar', message: '没有这个工作日历，可用 CN 或 CN-45' }]
    : [];
}
