/** The flags and notices of results in Chinese, for screens and sheets. Words only; the flags themselves are the contract. */

const flagWords: Readonly<Record<string, string>> = {
  'below-fail-line': '低于合格线',
  'tie-at-boundary': '同分跨等次',
  promoted: '直接定为一等',
  'promotion-blocked-by-fail': '低于合格线，未能直接定等',
  demoted: '降低一个等次',
  'demotion-at-floor': '已是最低等次，不再降低',
  'demotions-collapsed': '多次降等只降一次',
  'displaced-by-promotion': '因他单位直接定等而后移',
  backfilled: '递补',
  withheld: '本类有单位缺分，暂不排名',
  incomplete: '不完整，暂无结果',
  'quota-sum-mismatch': '各等次名额之和与单位数不符',
  'advanced-tie': '先进单位末位同分，待定',
  advanced: '先进单位',
  'advanced-undecided': '先进单位待定',
  'manual-result': '人工评定',
  'manual-result-missing': '待人工评定',
  'over-full-marks': '超过满分',
  missing: '缺项',
  redistributed: '缺项，权重由同级指标分担',
  zero: '缺项，按0分计',
  'group-mean': '缺项，按本类平均分计',
  'not-applicable': '不适用',
  capped: '按上限计',
  'no-valid-answers': '没有有效票',
  'below-min-base': '有效票太少，不出结果',
  'small-base': '有效票较少，谨慎使用',
  'no-opinion-high': '不了解的比例偏高',
  'not-assessable': '不了解的太多，不予评价',
  trimmed: '已去掉最高最低',
  'not-trimmed': '票数不足，未去掉最高最低',
  'equal-question-weights': '未给题目权重，按相等计',
  'table-floor-high': '计分表最低分高于40，得分会偏高',
};

/** A flag or notice in Chinese; what stands after its colon is kept as it is. */
export function describeFlag(flag: string): string {
  const [name = '', ...rest] = flag.split(':');
  const words = flagWords[name] ?? name;
  return rest.length > 0 ? `${words}（${rest.join(':')}）` : words;
}
