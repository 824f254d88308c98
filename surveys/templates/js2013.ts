/** 江苏省2013年度省级机关绩效管理, read from a damaged scan: the weights of level 1 are 未设定. Data only. */
import type { SchemeData } from '../scheme.ts';
import { everyScheme } from './settings.ts';

const management = [
  ['gl1', '依法履职'],
  ['gl2', '高效履职'],
  ['gl3', '廉洁履职'],
  ['gl4', '组织建设'],
  ['gl5', '作风建设'],
] as const;
const five = management.map(([id, name]) => ({ id, name, unit: 'percent' as const, weight: '0.2' }));

export const js2013: SchemeData = {
  id: 'js2013',
  version: '1',
  title: '江苏省2013年度省级机关绩效管理',
  document: '2013年度机关绩效管理实施方案',
  year: 2013,
  fullMarks: '100',
  settings: [
    ...everyScheme,
    {
      kind: 'choice',
      key: 'level1Weights',
      name: '职能/管理的权重（原件字迹不清）',
      ambiguity: 'A26',
      certainty: 'low',
      quote: '职能工作目标“刊/°”，管理工作目标“;ψψ乇”（扫描件原样）',
      why: '扫描件字迹不清，40/30与50/20都像',
      values: ['40/30', '50/20'],
      required: true,
    },
    {
      kind: 'weights',
      key: 'managementWeights',
      name: '管理工作目标各指标的权重',
      ambiguity: 'A27',
      certainty: 'low',
      quote: '管理工作目标包括依法履职、高效履职、廉洁履职、组织建设和作风建设6个二级指标（扫描件误字已改）',
      why: '文件写“6个二级指标”，只列出五个',
      words: ['five_equal'],
      members: ['gl1', 'gl2', 'gl3', 'gl4', 'gl5', 'gl6'],
    },
  ],
  groups: [{ id: 'all', name: '省级机关', parts: 'office' }],
  parts: {
    office: [
      {
        id: 'zn',
        name: '职能工作目标',
        weight: { setting: 'level1Weights', of: { '40/30': '40', '50/20': '50' } },
        leaves: [
          { id: 'zn1', name: '重点工作', unit: 'percent', weight: '0.6' },
          { id: 'zn2', name: '常规工作', unit: 'percent', weight: '0.3' },
          { id: 'zn3', name: '其他工作', unit: 'percent', weight: '0.1' },
        ],
      },
      {
        id: 'gl',
        name: '管理工作目标',
        weight: { setting: 'level1Weights', of: { '40/30': '30', '50/20': '20' } },
        leaves: {
          setting: 'managementWeights',
          of: { five_equal: five },
          own: [...five, { id: 'gl6', name: '第六项（原件未列名）', unit: 'percent' }],
        },
      },
      { id: 'cx', name: '创新创优目标', weight: '10', leaves: [{ id: 'cx', name: '创新创优', unit: 'percent' }] },
      {
        id: 'my',
        name: '满意度目标',
        weight: '20',
        leaves: [
          { id: 'my1', name: '领导满意度', unit: 'percent', weight: '0.3' },
          { id: 'my2', name: '服务对象满意度', unit: 'percent', weight: '0.3' },
          { id: 'my3', name: '社会公众满意度', unit: 'percent', weight: '0.4' },
        ],
      },
    ],
  },
  gradeRule: {
    kind: 'bands',
    bands: [
      { grade: '优秀', from: '90' },
      { grade: '良好', from: '80' },
      { grade: '达标', from: '70' },
      { grade: '诫勉' },
    ],
    advanced: { places: 10, grade: '优秀' },
  },
  review: null,
};
