/** 2017年度大石桥市政府绩效管理: 市直部门和园区, 镇区. Two schemes of one document. Data only. */
import type { SchemeData } from '../scheme.ts';
import { everyScheme, tariff } from './settings.ts';

type LeavesData = NonNullable<SchemeData['parts'][string][number]['instead']>;

function partsWith(satisfaction: LeavesData): SchemeData['parts'][string] {
  return [
    {
      id: 'zb',
      name: '指标考核得分',
      weight: '80',
      leaves: [
        { id: 'jg', name: '结果得分', unit: 'percent', weight: '0.9' },
        { id: 'gc', name: '过程得分', unit: 'percent', weight: '0.1' },
      ],
    },
    { id: 'dj', name: '党建工作考核得分', weight: '10', leaves: [{ id: 'dj', name: '党建工作', unit: 'percent' }] },
    { id: 'my', name: '满意度测评得分', weight: '10', leaves: satisfaction },
  ];
}

const shell: Omit<SchemeData, 'id' | 'title' | 'groups' | 'parts'> = {
  version: '1',
  document: '大委办发〔2017〕9号',
  year: 2017,
  fullMarks: '100',
  settings: [
    ...everyScheme,
    {
      kind: 'choice',
      key: 'entryScale',
      name: '加扣分是百分制的分还是任务分值的分',
      ambiguity: 'A24',
      why: '公式把加扣分写在权重之外',
      values: ['points', 'by_task_points'],
    },
    tariff,
  ],
  forms: [{ kind: 'taskShare', key: 'taskPoints', full: 'taskFull', leaf: 'jg' }],
  entries: [
    { kind: 'chk', name: '察访核验扣分', side: 'deduction', points: 'open' },
    { kind: 'minus', name: '减分', side: 'deduction', points: 'open' },
    { kind: 'plus', name: '加分', side: 'bonus', points: 'open' },
  ],
  entryScale: { when: { setting: 'entryScale', is: 'by_task_points' }, full: 'taskFull' },
  gradeRule: { kind: 'none' },
  review: { workingDays: 2, calendar: 'CN', late: 'waived' },
};

const vertical = { id: 'vertical', name: '相关市委部门及垂直管理单位', manual: true, ranked: false };

export const dsq2017Dept: SchemeData = {
  ...shell,
  id: 'dsq2017-dept',
  title: '2017年度大石桥市政府绩效管理 市直部门、园区',
  groups: [
    { id: 't1', name: '第一类：既承接上级指标任务又承担市本级任务的部门', parts: 'department' },
    { id: 't2', name: '第二类：只承担市本级任务的部门', parts: 'department' },
    vertical,
  ],
  parts: {
    department: partsWith([
      { id: 'ld', name: '领导评价', unit: 'percent', weight: '0.7' },
      { id: 'gz', name: '公众评议', unit: 'percent', weight: '0.3' },
    ]),
  },
};

export const dsq2017Town: SchemeData = {
  ...shell,
  id: 'dsq2017-town',
  title: '2017年度大石桥市政府绩效管理 镇区',
  groups: [{ id: 'town', name: '镇区', parts: 'town' }, vertical],
  parts: {
    town: partsWith([
      { id: 'ld', name: '领导评价', unit: 'percent', weight: '0.5' },
      { id: 'bm', name: '市直部门评价', unit: 'percent', weight: '0.2' },
      { id: 'gz', name: '公众评议', unit: 'percent', weight: '0.3' },
    ]),
  },
};
