/** What a design means, in words an official can read aloud. */
import { allocationLabels, drawMethodLabels, stratifyByLabels, type DrawDesign } from '#contract';
import { formatCount } from '../format.ts';

export const methodMeanings: Readonly<Record<DrawDesign['method'], string>> = {
  simple: '全部人放在一起，每个人被抽中的机会完全相同。',
  stratified: '先把人分成几层，每层各抽各的，保证每一层都有代表。',
  systematic: '把人按部门、名单、城市排好队，从随机的起点起隔相同的距离抽一个，样本分布均匀。',
  bernoulli: '每个人各掷一次骰子，机会相同，抽中多少人由随机数决定。',
  pareto: '规模大的机会大，抽中的人数固定；按规模抽样时首选。',
  'sequential-poisson': '与上一种相近，规模悬殊时实际机会偏离较多；熟悉的人才用。',
  'pps-systematic': '按规模排成一条线，隔相同的距离抽一个；规模要是整数，不设备用。',
  'two-stage': '先抽几个部门或城市，再从抽中的里面抽人。',
  'random-digits': '没有名单，从号段随机产生号码。',
};

export const allocationMeanings: Readonly<Record<DrawDesign['allocation'], string>> = {
  proportional: '人多的层多抽，全体的结果最准，最常用',
  equal: '每层同样多，便于各层比较',
  'square-root': '介于前两种之间，小层多照顾一些',
  power: '用指数调节：1偏重全体，0让各层相对误差相同',
  neyman: '意见分散的层多抽；要填各层标准差',
  cost: '还考虑每层每份访问的费用',
  fixed: '自己写每层多少人',
};

const clusterMethodWords = {
  simple: '每个群机会相同',
  pareto: '人多的群机会大',
  'sequential-poisson': '人多的群机会大（序贯泊松）',
  'pps-systematic': '人多的群机会大（等距）',
} as const;

/** The sentence before the button: what the operator is about to do. */
export function describeDesign(
  design: DrawDesign,
  { frames, people, strata }: { readonly frames: number; readonly people: number; readonly strata: number },
): string {
  const { method, main, reserve, clusters } = design;
  if (method === 'random-digits')
    return `将从号段里的${formatCount(people)}个号码中随机产生${formatCount(main)}个主样本号码${
      reserve > 0 ? `和${formatCount(reserve)}个备用号码` : ''
    }，${frames > 0 ? `去掉所选${frames}份名单上已有的号码，` : ''}每批${formatCount(design.replicateSize)}个。`;
  const from = `将从${frames}份已接收抽样框的${formatCount(people)}人中，`;
  const spare = reserve === 0 ? '不设备用样本' : `备用${formatCount(reserve)}人`;
  if (method === 'two-stage' && clusters)
    return `${from}${
      design.stratifyBy === 'none' ? '先' : `${stratifyByLabels[design.stratifyBy]}分层，每层先`
    }从${design.stratifyBy === 'none' ? `${strata}个群` : '里面的群'}（${stratifyByLabels[clusters.by]}${
      design.stratifyBy === 'none' ? '' : `，各层共${strata}个`
    }）里抽${clusters.number}个，${clusterMethodWords[clusters.method]}，再从每个抽中的群里抽${formatCount(clusters.within)}人${
      clusters.reserve > 0 ? `、备用${formatCount(clusters.reserve)}人` : ''
    }，最多访问${formatCount(main)}人，每群每批${formatCount(design.replicateSize)}人。没抽中的群一个人也不访问。`;
  if (method === 'bernoulli')
    return `${from}让${design.stratifyBy === 'none' ? '每个人' : `同一层（${stratifyByLabels[design.stratifyBy]}，共${strata}层）的每个人`}以相同的机会各抽一次，平均抽中${formatCount(main)}人，实际人数由随机数决定，${design.stratifyBy === 'none' ? '每批' : '每层每批'}${formatCount(design.replicateSize)}人。`;
  const bySize = design.sizes ? `，${stratifyByLabels[design.sizes.by]}填的规模越大，里面的人越容易抽中` : '';
  const how =
    design.stratifyBy === 'none'
      ? `用${drawMethodLabels[method]}${bySize}`
      : `用${drawMethodLabels[method]}，${stratifyByLabels[design.stratifyBy]}分${strata}层（${allocationLabels[design.allocation]}${['proportional', 'square-root'].includes(design.allocation) ? '分配' : ''}）${bySize === '' ? '' : `，层里${bySize.slice(1)}`}`;
  const floor = design.floor > 0 ? `，每层至少${design.floor}人` : '';
  const ceiling = design.ceiling === undefined ? '' : `，每层最多${formatCount(design.ceiling)}人`;
  const whole = (design.takeAll ?? []).length > 0 ? `，有${design.takeAll!.length}层全部抽取` : '';
  const beside =
    design.coordination === undefined
      ? ''
      : {
          first: '，用总体的长期种子',
          positive: '，用长期种子，尽量抽到与上一次相同的人',
          negative: '，用长期种子，从上一次抽到的人之后接着抽，避开他们',
        }[design.coordination.kind];
  return `${from}${how}，抽主样本${formatCount(main)}人、${spare}${floor}${ceiling}${whole}${beside}，${design.stratifyBy === 'none' ? '每批' : '每层每批'}${formatCount(design.replicateSize)}人。`;
}
