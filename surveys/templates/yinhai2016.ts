/** 北海市银海区区直机关2016年度绩效考评（征求意见稿）. Data only. */
import type { SchemeData } from '../scheme.ts';
import { everyScheme, leaderTable, quotaSchemes, tariff } from './settings.ts';

export const yinhai2016: SchemeData = {
  id: 'yinhai2016',
  version: '1',
  title: '北海市银海区区直机关2016年度绩效考评（征求意见稿）',
  document: '银海区2016年度绩效考评方案（征求意见稿）',
  year: 2016,
  fullMarks: '1000',
  settings: [
    ...everyScheme,
    ...quotaSchemes,
    leaderTable,
    {
      kind: 'number',
      key: 'bonusMultiplier',
      name: '市加分的倍数',
      ambiguity: 'A21',
      quote: '给予报送的区直部门1-2倍加分,加分累计最高不超过10分；评分表：给予报送单位双倍加分',
      why: '正文写“1-2倍”，评分表写“双倍”；评分表在1到2之间',
      from: '1',
      to: '2',
      preset: '2',
    },
    {
      kind: 'choice',
      key: 'failLine',
      name: '不合格线',
      ambiguity: 'A23',
      quote: '考评得分低于900分的直接定为不合格等次',
      why: '文件清楚写着900分，只是比别处高',
      values: ['900', '800'],
    },
    {
      kind: 'choice',
      key: 'bonusPlace',
      name: '加分在总分之上还是在职能指标之内',
      ambiguity: 'A22',
      why: '“加分”一行没有自己的权重',
      values: ['on_top', 'inside_function'],
    },
    tariff,
  ],
  groups: [
    { id: 'y1', name: '经济管理类和其他类部门', parts: 'district' },
    { id: 'y2', name: '公共事务管理和监管、监督类部门', parts: 'district' },
    { id: 'y3', name: '党委群团类单位', parts: 'district' },
  ],
  parts: {
    district: [
      {
        id: 'zb',
        name: '指标考核',
        weight: '700',
        leaves: [
          { id: 'zn', name: '职能指标', unit: 'points', full: '600', weight: '600' },
          { id: 'gx', name: '共性指标', unit: 'points', full: '100', weight: '100' },
        ],
      },
      {
        id: 'my',
        name: '工作满意目标',
        weight: '300',
        leaves: [
          { id: 'gz', name: '公众评议', unit: 'percent', weight: '200' },
          { id: 'ld', name: '领导评价', unit: 'percent', weight: '100' },
        ],
      },
    ],
  },
  forms: [{ kind: 'ballotMean', key: 'ldMean', leaf: 'ld', table: 'leaderTable' }],
  entries: [
    { kind: 'chk', name: '察访核验扣分', side: 'deduction', points: 'open' },
    { kind: 'event', name: '通报批评或重大问题', side: 'deduction', points: { fixed: '2' } },
    { kind: 'city', name: '市绩效办审核的加分', side: 'bonus', points: 'granted' },
  ],
  bonusRule: {
    multiplier: 'bonusMultiplier',
    cap: '10',
    inside: { when: { setting: 'bonusPlace', is: 'inside_function' }, leaf: 'zn' },
  },
  gradeRule: {
    kind: 'quota',
    grades: ['一等', '二等', '三等', '不合格'],
    shares: ['0.4', '0.5', '0.1'],
    line: { setting: 'failLine', of: { 900: '900', 800: '800' } },
    tiebreak: [{ by: 'leaf', id: 'zn' }, { by: 'part', id: 'my' }, { by: 'bonus' }],
    promotions: false,
  },
  review: { workingDays: 7, calendar: 'CN-45' },
};
