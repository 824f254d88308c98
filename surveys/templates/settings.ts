/** Settings shared by several shipped schemes. Data only; the first value is the preset. */
import type { SchemeData } from '../scheme.ts';

type SettingData = SchemeData['settings'][number];

export const everyScheme: readonly SettingData[] = [
  { kind: 'integer', key: 'totalDecimals', name: '总分保留的小数位数', ambiguity: 'A3', from: 0, to: 4, preset: 2 },
  {
    kind: 'choice',
    key: 'compareOn',
    name: '排名和划线用公布分还是精确分',
    ambiguity: 'A3',
    values: ['rounded', 'exact'],
  },
  {
    kind: 'choice',
    key: 'missingComponent',
    name: '缺项时怎样处理',
    values: ['block', 'redistribute_within_parent', 'zero', 'group_mean'],
  },
  { kind: 'choice', key: 'capTotalAtFullMarks', name: '总分是否以满分封顶', ambiguity: 'A22', values: [false, true] },
];

export const quotaSchemes: readonly SettingData[] = [
  {
    kind: 'choice',
    key: 'quotaRounding',
    name: '比例名额怎样取整',
    ambiguity: 'A2',
    values: ['cumulative_half_up', 'cumulative_floor', 'independent_half_up', 'largest_remainder'],
  },
  {
    kind: 'choice',
    key: 'tieRule',
    name: '同分跨等次时怎样处理',
    ambiguity: 'A4',
    values: ['favour', 'strict', 'tiebreak_by_components'],
  },
  {
    kind: 'choice',
    key: 'quotaBase',
    name: '名额基数是否包括不合格单位',
    ambiguity: 'A8',
    values: ['all_units_in_group', 'units_not_failing'],
  },
  {
    kind: 'choice',
    key: 'backfill',
    name: '降等空出的名额是否递补',
    ambiguity: 'A6',
    values: ['none', 'next_in_rank'],
  },
];

export const guangxi2018: readonly SettingData[] = [
  {
    kind: 'choice',
    key: 'promotionOccupiesQuota',
    name: '直接定为一等的是否占名额',
    ambiguity: 'A5',
    values: [false, true],
  },
  {
    kind: 'choice',
    key: 'promotionRescuesFail',
    name: '低于合格线的能否直接定为一等',
    ambiguity: 'A7',
    values: [false, true],
  },
  {
    kind: 'choice',
    key: 'overrideOrder',
    name: '直接定等和降等的先后',
    values: [
      ['promote', 'demote'],
      ['demote', 'promote'],
    ],
  },
  {
    kind: 'choice',
    key: 'innovation',
    name: '创新目标在满分之内还是另加',
    ambiguity: 'A10',
    values: ['inside', 'extra'],
  },
];

export const leaderTable: SettingData = {
  kind: 'choice',
  key: 'leaderTable',
  name: '领导评价平均分怎样折算为百分制',
  ambiguity: 'A16',
  values: ['over5', 'linear5'],
};

export const tariff: SettingData = { kind: 'tariff', key: 'tariff', name: '文件没有写明的加扣分标准' };
