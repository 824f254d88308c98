/** Settings shared by several shipped schemes. Data only; the first value is the preset. */
import type { SchemeData } from '../scheme.ts';

type SettingData = SchemeData['settings'][number];

export const everyScheme: readonly SettingData[] = [
  {
    kind: 'integer',
    key: 'totalDecimals',
    name: '总分保留的小数位数',
    ambiguity: 'A3',
    why: '文件没有写；公布的数要能说明公布的等次',
    from: 0,
    to: 4,
    preset: 2,
  },
  {
    kind: 'choice',
    key: 'compareOn',
    name: '排名和划线用公布分还是精确分',
    ambiguity: 'A3',
    why: '公布的数要能说明公布的等次',
    values: ['rounded', 'exact'],
  },
  {
    kind: 'choice',
    key: 'missingComponent',
    name: '缺项时怎样处理',
    values: ['block', 'redistribute_within_parent', 'zero', 'group_mean'],
  },
  {
    kind: 'choice',
    key: 'capTotalAtFullMarks',
    name: '总分是否以满分封顶',
    ambiguity: 'A22',
    why: '文件没有写封顶',
    values: [false, true],
  },
];

export const quotaSchemes: readonly SettingData[] = [
  {
    kind: 'choice',
    key: 'quotaRounding',
    name: '比例名额怎样取整',
    ambiguity: 'A2',
    why: '“按照40%的比例确定”不是“不超过”，取最近的整数；累计取整各档之和总等于单位数',
    values: ['cumulative_half_up', 'cumulative_floor', 'independent_half_up', 'largest_remainder'],
  },
  {
    kind: 'choice',
    key: 'tieRule',
    name: '同分跨等次时怎样处理',
    ambiguity: 'A4',
    why: '文件没有写同分怎样办；同分而低一等说不过去',
    values: ['favour', 'strict', 'tiebreak_by_components'],
  },
  {
    kind: 'choice',
    key: 'quotaBase',
    name: '名额基数是否包括不合格单位',
    ambiguity: 'A8',
    why: '文件写“20%确定三等等次及不合格等次”',
    values: ['all_units_in_group', 'units_not_failing'],
  },
  {
    kind: 'choice',
    key: 'backfill',
    name: '降等空出的名额是否递补',
    ambiguity: 'A6',
    why: '“降低一个等次”只说该单位',
    values: ['none', 'next_in_rank'],
  },
];

export const guangxi2018: readonly SettingData[] = [
  {
    kind: 'choice',
    key: 'promotionOccupiesQuota',
    name: '直接定为一等的是否占名额',
    ambiguity: 'A5',
    quote: '经专门程序认定,考评结果直接确定为一等等次',
    why: '“直接确定”在排名之外，不应让别的单位吃亏',
    values: [false, true],
  },
  {
    kind: 'choice',
    key: 'promotionRescuesFail',
    name: '低于合格线的能否直接定为一等',
    ambiguity: 'A7',
    quote: '得分低于800分的直接定为不合格等次',
    why: '两处都写“直接”；直接定等要经专门程序',
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
    why: '70+6+9+15正好是100',
    values: ['inside', 'extra'],
  },
];

export const leaderTable: SettingData = {
  kind: 'choice',
  key: 'leaderTable',
  name: '领导评价平均分怎样折算为百分制',
  ambiguity: 'A16',
  why: '分值5到1印成得分；很差也有1分',
  values: ['over5', 'linear5'],
};

export const tariff: SettingData = { kind: 'tariff', key: 'tariff', name: '文件没有写明的加扣分标准' };

/** Settings the rules know, as an office may add them to a scheme of its own. */
export const standardSettings: readonly SettingData[] = [
  ...everyScheme,
  ...quotaSchemes,
  ...guangxi2018,
  leaderTable,
  tariff,
];
