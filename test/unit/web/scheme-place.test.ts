/** Places of a scheme in words: findings and differences are read by people who never saw a key. */
import { expect, it } from 'vitest';
import { findScheme } from '#surveys';
import { describePlace } from '../../../web/admin/schemes/place.ts';

const dept = findScheme('gx2018-dept');
const city = findScheme('gx2018-city');

it.each([
  ['title', dept, '名称'],
  ['parts.standard', dept, '指标体系 › standard'],
  ['parts.standard.gx.weight', dept, '指标体系 › standard › 共性目标 › 分值或权重'],
  [
    'parts.special.my.leaves.of.20/5.my1.weight',
    dept,
    '指标体系 › special › 工作满意度 › 指标 › 20/5 › 民意调查 › 分值或权重',
  ],
  [
    'parts.city.my.leaves.of.7.5/7.5.my2.weight',
    city,
    '指标体系 › city › 满意目标 › 指标 › 7.5/7.5 › 领导评价 › 分值或权重',
  ],
  ['settings.quotaRounding.values', dept, '文件没有规定的事项 › 比例名额怎样取整 › 可选'],
  ['settings.nothing', dept, '文件没有规定的事项 › nothing'],
  ['gradeRule.shares', dept, '等次 › 比例'],
  ['groups.g2.name', dept, '类别 › 经济管理类部门 › 名称'],
  ['entries.deduction.black', dept, '加扣分 › 扣分 › 黑榜扣分'],
])('%s', (at, data, words) => {
  expect(describePlace(at, data)).toBe(words);
});
