/** 2015年度自治区直属机关社会评价: the notice fixes samples and forms; every weight is 未设定. Data only. */
import type { SchemeData } from '../scheme.ts';
import { everyScheme, leaderTable, tariff } from './settings.ts';

const samples = {
  fix: { id: 'fix', name: '上年存在问题整改情况', unit: 'percent', mayNotApply: true },
  sys: { id: 'sys', name: '本系统市、县干部职工', unit: 'percent', mayNotApply: true },
  apv: { id: 'apv', name: '行政审批工作', unit: 'percent', mayNotApply: true },
  hot: { id: 'hot', name: '热点、难点工作', unit: 'percent', mayNotApply: true },
  ld: { id: 'ld', name: '领导评价', unit: 'percent' },
} as const;

type SampleId = keyof typeof samples;

function partsFor(equal: readonly SampleId[]): SchemeData['parts'][string] {
  return [
    {
      id: 'social',
      name: '社会评价',
      weight: '100',
      leaves: {
        setting: 'weights',
        of: { equal: equal.map((id) => samples[id]) },
        own: Object.values(samples),
      },
    },
  ];
}

export const gx2015Social: SchemeData = {
  id: 'gx2015-social',
  version: '1',
  title: '2015年度自治区直属机关社会评价',
  document: '桂绩办发〔2015〕35号',
  year: 2015,
  fullMarks: '100',
  settings: [
    ...everyScheme,
    leaderTable,
    {
      kind: 'weights',
      key: 'weights',
      name: '各类样本的权重（通知未规定）',
      words: ['equal'],
      members: ['fix', 'sys', 'apv', 'hot', 'ld'],
      perGroup: true,
      required: true,
    },
    tariff,
  ],
  groups: [
    { id: 'gov', name: '自治区人民政府直属行政机构', parts: 'gov', ranked: false },
    { id: 'party', name: '党委群团类及法院、检察院、民主党派机关', parts: 'party', ranked: false },
    { id: 'inst', name: '参照公务员法管理的事业单位', parts: 'inst', ranked: false },
  ],
  parts: {
    gov: partsFor(['fix', 'sys', 'apv', 'hot']),
    party: partsFor(['fix', 'sys', 'hot']),
    inst: partsFor(['sys', 'hot']),
  },
  forms: [{ kind: 'ballotMean', key: 'ldMean', leaf: 'ld', table: 'leaderTable' }],
  entries: [
    { kind: 'late-quality', name: '未按时间、质量要求提供资料', side: 'deduction', points: 'open' },
    { kind: 'discipline', name: '违反社会评价工作纪律', side: 'deduction', points: 'open' },
    { kind: 'confidentiality', name: '违反保密纪律', side: 'deduction', points: 'open' },
  ],
  gradeRule: { kind: 'none' },
  review: null,
};
