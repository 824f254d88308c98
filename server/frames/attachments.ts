/** The printed forms 附件2–7 of 桂绩办发〔2015〕35号: titles, columns and what each list is for. Data only. */
import type { ListKind } from '#contract';

export interface FormColumn {
  readonly header: string;
  readonly width: number;
  /** Kept as text, so that Excel neither drops a leading zero nor rounds a number. */
  readonly text?: true;
  readonly choices?: readonly string[];
  readonly hint?: string;
}

export interface FormSpecification {
  readonly attachment: number | null;
  readonly list: ListKind;
  readonly title: (year: number, department: string) => string;
  readonly columns: readonly FormColumn[];
}

const serial: FormColumn = { header: '序号', width: 7, hint: '从1开始连续编号' };
const person: readonly FormColumn[] = [
  { header: '姓 名', width: 12, text: true },
  { header: '性别', width: 7, choices: ['男', '女'] },
];
const phones: readonly FormColumn[] = [
  { header: '区号', width: 8, text: true, hint: '固定电话不是本市的必须填写，例如0772' },
  { header: '办公电话', width: 13, text: true, hint: '只写号码，不写区号；分机写在号码后，用横线隔开' },
  { header: '手机号码', width: 15, text: true, hint: '不是本市的手机在号码前加0' },
];
const post: FormColumn = { header: '职务', width: 16, text: true };

const cadresWithAddress: readonly FormColumn[] = [
  serial,
  ...person,
  { header: '单位(注明具体地址)', width: 44, text: true, hint: '先写地址到门牌号，空一格再写单位全称' },
  post,
  ...phones,
  { header: '邮政编码', width: 10, text: true },
];
const withRemark: readonly FormColumn[] = [
  serial,
  ...person,
  { header: '单位', width: 34, text: true },
  post,
  ...phones,
  { header: '备注', width: 24, text: true },
];

const forms: readonly FormSpecification[] = [
  {
    attachment: 2,
    list: 'system-cadres',
    title: (year) => `${year}年度自治区人民政府直属行政机构系统市、县两级干部评价抽样框`,
    columns: cadresWithAddress,
  },
  {
    attachment: 3,
    list: 'hot-topics',
    title: (year, department) => `${year}年度${department}热点、难点工作评价抽样框(政府部门)`,
    columns: withRemark,
  },
  {
    attachment: 4,
    list: 'system-cadres',
    title: (year) => `${year}年度自治区党委群团类单位系统市、县两级干部评价抽样框`,
    columns: cadresWithAddress,
  },
  {
    attachment: 5,
    list: 'hot-topics',
    title: (year, department) => `${year}年度${department}热点、难点工作评价抽样框(党群单位)`,
    columns: withRemark,
  },
  {
    attachment: 6,
    list: 'system-cadres',
    title: (year) => `${year}年度自治区参照公务员法管理的事业单位系统市、县两级干部评价抽样框`,
    columns: withRemark.map((column) =>
      column.header === '备注' ? { ...column, width: 36, hint: '写明具体地址到门牌号' } : column,
    ),
  },
  {
    attachment: 7,
    list: 'hot-topics',
    title: (year, department) => `${year}年度${department}热点、难点工作评价抽样框(参公单位)`,
    columns: withRemark,
  },
  {
    attachment: null,
    list: 'service-users',
    title: (year, department) => `${year}年度${department}行政审批服务对象名单`,
    columns: [
      serial,
      { header: '申请人姓名', width: 12, text: true },
      { header: '手机号码', width: 16, text: true, hint: '不是本市的手机在号码前加0' },
      { header: '固定电话', width: 16, text: true, hint: '不是本市的写明区号，例如0772-2100000' },
      { header: '单位', width: 34, text: true },
      { header: '备注', width: 30, text: true },
    ],
  },
  {
    attachment: null,
    list: 'rectification',
    title: (year, department) => `${year}年度${department}整改情况评议名单`,
    columns: [
      serial,
      { header: '姓名', width: 12, text: true },
      { header: '手机号码', width: 16, text: true },
      { header: '固定电话', width: 16, text: true },
      { header: '单位', width: 34, text: true },
    ],
  },
];

/** 填报要求 1–4, in the words an office gives them to its departments. */
export const fillingRules: readonly string[] = [
  '用本表格式填写，不要增减、改动栏目；名单多时直接往下填，不要另建表头。',
  '每个工作表的序号从1开始连续编号，提供多少人就编到多少。',
  '固定电话不是本市的要填区号；手机不是本市的，直接在号码前加0。',
  '系统干部职工用问卷评价，必须填写能投送的具体地址（到门牌号）。',
  '同一个人只填一次，也不能同时出现在本部门的两份名单里。',
  '不要填写身份证号、银行卡号等本表没有要求的内容，填了也会被拒收。',
];

export function formOf(list: ListKind, attachment: number | null): FormSpecification {
  const form = forms.find((candidate) => candidate.list === list && candidate.attachment === attachment);
  if (!form) throw new Error(`no form for ${list} ${attachment ?? ''}`);
  return form;
}
