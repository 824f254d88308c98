/** 广西2018年度设区市绩效考评. Data only. */
import type { SchemeData } from '../scheme.ts';
import { everyScheme, guangxi2018, leaderTable, quotaSchemes } from './settings.ts';

const my1 = { id: 'my1', name: '民意调查', unit: 'percent' } as const;
const my2 = { id: 'my2', name: '领导评价', unit: 'percent' } as const;

export const gx2018City: SchemeData = {
  id: 'gx2018-city',
  version: '1',
  title: '广西2018年度设区市机关绩效考评',
  document: '桂绩发〔2018〕3号 附件1',
  year: 2018,
  fullMarks: '1000',
  settings: [
    ...everyScheme,
    ...quotaSchemes,
    ...guangxi2018,
    {
      kind: 'choice',
      key: 'satisfactionSplit',
      name: '满意目标15%在民意调查和领导评价之间的划分',
      ambiguity: 'A1',
      certainty: 'low',
      quote: '社会评议评价（权重15%）：65.领导评价；66.民意调查',
      why: '文件没有写15%怎样分；同一文件附件2的同样两项是12与3',
      values: ['12/3', '7.5/7.5', 'pooled'],
    },
    leaderTable,
  ],
  groups: [{ id: 'all', name: '设区市', parts: 'city' }],
  parts: {
    city: [
      {
        id: 'zn',
        name: '职能目标',
        weight: '700',
        leaves: [{ id: 'zn', name: '职能目标', unit: 'points', full: '700' }],
        instead: [
          { id: 'zn1', name: '经济建设', unit: 'points', full: '300', weight: '300' },
          { id: 'zn2', name: '政治建设', unit: 'points', full: '70', weight: '70' },
          { id: 'zn3', name: '社会建设', unit: 'points', full: '110', weight: '110' },
          { id: 'zn4', name: '文化建设', unit: 'points', full: '10', weight: '10' },
          { id: 'zn5', name: '生态建设', unit: 'points', full: '115', weight: '115' },
          { id: 'zn6', name: '深化改革', unit: 'points', full: '15', weight: '15' },
          { id: 'zn7', name: '党的建设', unit: 'points', full: '80', weight: '80' },
        ],
      },
      {
        id: 'zx',
        name: '专项目标',
        weight: '60',
        leaves: [{ id: 'zx', name: '专项目标', unit: 'points', full: '60' }],
      },
      {
        id: 'cx',
        name: '创新目标',
        weight: '90',
        leaves: [
          {
            id: 'cx',
            name: '创新目标',
            unit: 'earned',
            full: '90',
            uncapped: { setting: 'innovation', is: 'extra' },
          },
        ],
      },
      {
        id: 'my',
        name: '满意目标',
        weight: '150',
        leaves: {
          setting: 'satisfactionSplit',
          of: {
            '12/3': [
              { ...my1, weight: '120' },
              { ...my2, weight: '30' },
            ],
            '7.5/7.5': [
              { ...my1, weight: '75' },
              { ...my2, weight: '75' },
            ],
            pooled: [{ id: 'my', name: '社会评议评价', unit: 'percent' }],
          },
        },
      },
    ],
  },
  forms: [{ kind: 'ballotMean', key: 'my2Mean', leaf: 'my2', table: 'leaderTable' }],
  gradeRule: {
    kind: 'quota',
    grades: ['一等', '二等', '三等', '不合格'],
    shares: ['0.4', '0.4', '0.2'],
    line: '800',
    tiebreak: [
      { by: 'part', id: 'zn' },
      { by: 'part', id: 'my' },
      { by: 'part', id: 'cx' },
    ],
    promotions: true,
  },
  review: { workingDays: 5, calendar: 'CN-45' },
};
