/**
 * What the words of a header mean: column keys, forbidden columns, group labels.
 *
 * Promise: knows header words only, no cells and no positions.
 */
import type { ColumnKey } from './report.ts';

/** Column keys in the order findings of one row are listed. */
export const columnKeys: readonly ColumnKey[] = [
  'serial',
  'name',
  'gender',
  'organisation',
  'address',
  'post',
  'area',
  'office',
  'mobile',
  'phone',
  'postcode',
  'remark',
];

/** How the attachments call the columns. */
export const columnLabels: Readonly<Record<ColumnKey, string>> = {
  serial: '序号',
  name: '姓名',
  gender: '性别',
  organisation: '单位',
  address: '地址',
  post: '职务',
  area: '区号',
  office: '办公电话',
  mobile: '手机号码',
  phone: '联系电话',
  postcode: '邮政编码',
  remark: '备注',
};

/** 栏目 of a finding's column in words: the key's label, or 列 and the letter. */
export function columnLabel(column: string): string {
  const key = columnKeys.find((one) => one === column);
  return key ? columnLabels[key] : `${column}列`;
}

const synonyms: Readonly<Record<ColumnKey, string>> = {
  serial: '序号 编号 号码序号 NO NO.',
  name: '姓名 名字 受访人 联系人 申请人 办事人 申请人姓名 办事人姓名 申请人/办事人 申请人/办事人姓名 联系人姓名 受访人姓名',
  gender: '性别 男/女',
  organisation: '单位 工作单位 单位名称 所在单位 企业名称 部门 单位及地址',
  address: '地址 详细地址 通讯地址 单位地址',
  post: '职务 职位 岗位 职务/职称 身份',
  area: '区号 电话区号 长途区号',
  office: '办公电话 固定电话 固话 座机 单位电话',
  mobile: '手机号码 手机 手机号 移动电话',
  phone: '电话 联系电话 联系方式',
  postcode: '邮政编码 邮编',
  remark: '备注 说明',
};

const keyOfWord = new Map<string, ColumnKey>(
  columnKeys.flatMap((key) => synonyms[key].split(' ').map((word): [string, ColumnKey] => [word, key])),
);

/** Labels over a group of columns; what they mean stands in the row below. */
const groupLabels =
  /^(?:联系方式|联系电话|电话|基本情况|基本信息|个人信息|个人情况|人员信息|人员情况|单位情况|单位信息)$/;

const forbidden =
  /公民身份证?号码|居民身份证(?:号码?)?|身份证件?号码?|身份证|公民身份号码|证件号码?|护照号码?|社会保障(?:卡)?号码?|社保(?:卡)?号码?|银行卡号码?|银行[账帐]号/;

/** Header text as it is compared: NFKC, without white space, `*`, colons and bracketed remarks. */
export function headerWord(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s*:\u200b\ufeff]+/g, '')
    .toUpperCase();
  return plain
    .replace(/\([^()]*\)|\[[^[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>/g, '')
    .replace(/^[()[\]]+|[()[\]]+$/g, '');
}

/** The key a header text maps to. */
export function columnKeyOf(text: string): ColumnKey | undefined {
  return keyOfWord.get(headerWord(text));
}

/** May this text stand over a group of columns? */
export function isGroupLabel(text: string): boolean {
  return groupLabels.test(headerWord(text));
}

/** The forbidden word in a header that maps to no key. */
export function forbiddenWordOf(text: string): string | undefined {
  if (columnKeyOf(text) !== undefined) return undefined;
  return forbidden.exec(headerWord(text) || text.normalize('NFKC').replace(/[\s*:]+/g, ''))?.[0];
}
