/** What a design means, in words an official can read aloud. */
import { stratifyByLabels, type DrawDesign } from '#contract';
import { formatCount } from '../format.ts';

export const methodLabels: Readonly<Record<DrawDesign['method'], string>> = {
  simple: '简单随机抽样',
  stratified: '分层随机抽样',
  systematic: '系统抽样',
};

export const methodMeanings: Readonly<Record<DrawDesign['method'], string>> = {
  simple: '全部人放在一起，每个人被抽中的机会完全相同。',
  stratified: '先把人分成几层，每层各抽各的，保证每一层都有代表。',
  systematic: '把人按部门、名单、城市排好队，从随机的起点起隔相同的距离抽一个，样本分布均匀。',
};

export const allocationLabels: Readonly<Record<DrawDesign['allocation'], string>> = {
  proportional: '按人数比例',
  equal: '每层一样多',
  fixed: '逐层指定',
};

const allocationMeanings: Readonly<Record<DrawDesign['allocation'], string>> = {
  proportional: '按人数比例分配',
  equal: '每层一样多',
  fixed: '逐层指定人数',
};

/** The sentence before the button: what the operator is about to do. */
export function describeDesign(
  design: DrawDesign,
  { frames, people, strata }: { readonly frames: number; readonly people: number; readonly strata: number },
): string {
  const how =
    design.stratifyBy === 'none'
      ? `用${methodLabels[design.method]}`
      : `用${methodLabels[design.method]}，${stratifyByLabels[design.stratifyBy]}分${strata}层（${allocationMeanings[design.allocation]}）`;
  const reserve = design.reserve === 0 ? '不设备用样本' : `备用${formatCount(design.reserve)}人`;
  const floor = design.floor > 0 ? `，每层至少${design.floor}人` : '';
  return `将从${frames}份已接收抽样框的${formatCount(people)}人中，${how}，抽主样本${formatCount(design.main)}人、${reserve}${floor}，${design.stratifyBy === 'none' ? '每批' : '每层每批'}${formatCount(design.replicateSize)}人。`;
}
