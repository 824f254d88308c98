/** 广西2018年度自治区直属机关绩效考评. Data only. */
import type { SchemeData } from '../scheme.ts';
import { gx2018City } from './gx2018-city.ts';
import { everyScheme, guangxi2018, leaderTable, quotaSchemes, tariff } from './settings.ts';

type PartsData = SchemeData['parts'][string];

const my1 = { id: 'my1', name: '民意调查', unit: 'percent' } as const;
const my2 = { id: 'my2', name: '领导评价', unit: 'percent' } as const;

const common: PartsData = [
  { id: 'gx', name: '共性目标', weight: '90', leaves: [{ id: 'gx', name: '共性目标', unit: 'points', full: '90' }] },
  {
    id: 'cx',
    name: '创新目标',
    weight: '60',
    leaves: [
      { id: 'cx', name: '创新目标', unit: 'earned', full: '60', uncapped: { setting: 'innovation', is: 'extra' } },
    ],
  },
];

export const gx2018Dept: SchemeData = {
  id: 'gx2018-dept',
  version: '1',
  title: '广西2018年度自治区直属机关绩效考评',
  document: '桂绩发〔2018〕3号 附件2',
  year: 2018,
  fullMarks: '1000',
  settings: [
    ...everyScheme,
    ...quotaSchemes,
    ...guangxi2018,
    {
      kind: 'choice',
      key: 'satisfactionSplit',
      name: '政务、监督两类工作满意度25%的划分',
      ambiguity: 'A11',
      certainty: 'low',
      quote:
        '政务与公共事务管理类部门、监督与执法类部门考评结果=职能工作(60%)+共性工作(9%)+创先争优(6%)+工作满意度(25%)',
      why: '文件只写25%，未写两项怎样分；20/5保持同一文件另一张表的4:1',
      values: ['20/5', '22/3', 'pooled'],
    },
    leaderTable,
    {
      kind: 'choice',
      key: 'redBlackList',
      name: '红黑榜只公布还是加扣分',
      ambiguity: 'A13',
      quote: '实施领导评价"红黑榜"制度,邀请自治区领导,评选"最满意"单位和"不满意"单位',
      why: '文件没有写红黑榜怎样折算成分',
      values: ['list_only', 'points'],
    },
    {
      kind: 'choice',
      key: 'nationalSecurity',
      name: '国家安全厅的结果',
      ambiguity: 'A12',
      quote: '自治区国家安全厅采取"业务指标+共性指标"的方式进行考评',
      why: '文件只写“业务指标+共性指标”，没有权重',
      values: ['manual', 'weights'],
    },
    {
      kind: 'weights',
      key: 'nationalSecurityWeights',
      name: '国家安全厅业务指标和共性指标的权重',
      ambiguity: 'A12',
      words: [],
      members: ['yw', 'gx'],
      all: true,
      required: { setting: 'nationalSecurity', is: 'weights' },
    },
    tariff,
  ],
  groups: [
    { id: 'g1', name: '党委、人大、政协、纪委监委机关,法院、检察院及群团组织', parts: 'standard' },
    { id: 'g2', name: '经济管理类部门', parts: 'standard' },
    { id: 'g3', name: '政务与公共事务管理类部门', parts: 'special' },
    { id: 'g4', name: '监督与执法类部门', parts: 'special' },
    { id: 'g5', name: '专项事务管理类机构', parts: 'standard' },
    { id: 'g6', name: '民主党派机关', parts: 'standard' },
    {
      id: 'g7',
      name: '国家安全厅',
      parts: 'security',
      manual: { setting: 'nationalSecurity', is: 'manual' },
      manualGrade: true,
      ranked: false,
    },
  ],
  parts: {
    standard: [
      {
        id: 'zn',
        name: '职能目标',
        weight: '700',
        leaves: [{ id: 'zn', name: '职能目标', unit: 'points', full: '700' }],
      },
      ...common,
      {
        id: 'my',
        name: '满意目标',
        weight: '150',
        leaves: [
          { ...my1, weight: '120' },
          { ...my2, weight: '30' },
        ],
      },
    ],
    special: [
      {
        id: 'zn',
        name: '职能工作',
        weight: '600',
        leaves: [{ id: 'zn', name: '职能工作', unit: 'points', full: '600' }],
      },
      ...common,
      {
        id: 'my',
        name: '工作满意度',
        weight: '250',
        leaves: {
          setting: 'satisfactionSplit',
          of: {
            '20/5': [
              { ...my1, weight: '200' },
              { ...my2, weight: '50' },
            ],
            '22/3': [
              { ...my1, weight: '220' },
              { ...my2, weight: '30' },
            ],
            pooled: [{ id: 'my', name: '工作满意度', unit: 'percent' }],
          },
        },
      },
    ],
    security: [
      {
        id: 'ns',
        name: '业务指标和共性指标',
        weight: '1000',
        leaves: {
          setting: 'nationalSecurityWeights',
          of: {},
          own: [
            { id: 'yw', name: '业务指标', unit: 'percent' },
            { id: 'gx', name: '共性指标', unit: 'percent' },
          ],
        },
      },
    ],
  },
  forms: [{ kind: 'ballotMean', key: 'my2Mean', leaf: 'my2', table: 'leaderTable' }],
  entries: [
    {
      kind: 'black',
      name: '黑榜扣分',
      side: 'deduction',
      points: 'open',
      only: { setting: 'redBlackList', is: 'points' },
    },
    { kind: 'red', name: '红榜加分', side: 'bonus', points: 'open', only: { setting: 'redBlackList', is: 'points' } },
  ],
  gradeRule: gx2018City.gradeRule,
  review: { workingDays: 5, calendar: 'CN-45' },
};
