/** A setting of a draft as its dialogs need it: what it offers, what is suggested, whether it is open. Pure. */
import { standardSettings, type SchemeData } from '#surveys';
import type { ValueShape } from '../results/setting-value.tsx';
import { listAt, textAt, valueAt, type Data } from './edit.ts';

export type SettingKind = ValueShape['kind'];

export function shapeOf(setting: unknown, data: Data): ValueShape {
  const kind = textAt(setting, ['kind']) as SettingKind;
  const decided = valueAt(setting, ['decided']);
  const required = valueAt(setting, ['required']);
  const values = kind === 'choice' ? listAt(setting, ['values']) : kind === 'weights' ? listAt(setting, ['words']) : [];
  const preset = valueAt(setting, ['preset']) ?? null;
  return {
    name: textAt(setting, ['name']),
    kind,
    values: [...values],
    members:
      kind === 'weights'
        ? listAt(setting, ['members']).map(String)
        : kind === 'tariff'
          ? listAt(data, ['entries'])
              .filter((entry) => valueAt(entry, ['points']) === 'open')
              .map((entry) => textAt(entry, ['kind']))
          : [],
    from: textAt(setting, ['from']) || null,
    to: textAt(setting, ['to']) || null,
    perGroup: valueAt(setting, ['perGroup']) === true,
    suggestion: kind === 'integer' || kind === 'number' ? preset : required === true ? null : (values[0] ?? null),
    decision: decided === undefined ? null : { value: valueAt(decided, ['value']) },
  };
}

/** Whether a score would wait for somebody to decide it. */
export const isOpen = (setting: unknown): boolean =>
  textAt(setting, ['kind']) !== 'tariff' &&
  (valueAt(setting, ['required']) === true || textAt(setting, ['ambiguity']) !== '');

type SettingData = SchemeData['settings'][number];

/** Settings the rules need and the draft has not, as they are usually written. */
export function missingSettings(data: Data): SettingData[] {
  const known = new Set(listAt(data, ['settings']).map((setting) => textAt(setting, ['key'])));
  const quota = textAt(data, ['gradeRule', 'kind']) === 'quota';
  const needed = new Set([
    'totalDecimals',
    'compareOn',
    'missingComponent',
    'capTotalAtFullMarks',
    ...(quota ? ['quotaRounding', 'tieRule', 'quotaBase', 'backfill'] : []),
    ...(quota && valueAt(data, ['gradeRule', 'promotions']) === true
      ? ['promotionOccupiesQuota', 'promotionRescuesFail', 'overrideOrder']
      : []),
    ...(listAt(data, ['entries']).some((entry) => valueAt(entry, ['points']) === 'open') ? ['tariff'] : []),
    ...(listAt(data, ['forms']).some((form) => textAt(form, ['table']) === 'leaderTable') ? ['leaderTable'] : []),
  ]);
  return standardSettings.filter(({ key }) => needed.has(key) && !known.has(key));
}

/** Choices whose words the rules act on: an office may leave some out or suggest another, but invent none. */
export function fixedValues(key: string): readonly unknown[] | null {
  const standard = standardSettings.find((one) => one.key === key);
  return standard?.kind === 'choice' && key !== 'innovation' ? standard.values : null;
}
