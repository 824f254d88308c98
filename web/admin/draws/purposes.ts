/** What people want of a sample, in their words, and the design that gives it. */
import type { Draft } from './draft.ts';

interface Purpose {
  readonly key: string;
  readonly label: string;
  readonly about: string;
  readonly settings: Partial<Draft>;
}

export const purposes: readonly Purpose[] = [
  {
    key: 'departments',
    label: '我要每个部门都有代表',
    about: '分层抽样：按部门分层，人多的部门多抽，全体的满意度最准',
    settings: { method: 'stratified', stratifyBy: 'department', allocation: 'proportional' },
  },
  {
    key: 'compare',
    label: '我要逐个部门比较',
    about: '分层抽样：每个部门抽一样多，各部门的误差差不多',
    settings: { method: 'stratified', stratifyBy: 'department', allocation: 'equal' },
  },
  {
    key: 'places',
    label: '我要各市都有代表',
    about: '分层抽样：按设区市分层，人多的市多抽',
    settings: { method: 'stratified', stratifyBy: 'city', allocation: 'proportional' },
  },
  {
    key: 'everybody',
    label: '我只要全体的结果，越简单越好',
    about: '简单随机抽样：所有人放在一起，机会完全相同',
    settings: { method: 'simple', stratifyBy: 'none' },
  },
  {
    key: 'clusters',
    label: '我要先抽几个部门（或地方），再抽里面的人',
    about: '两阶段抽样：集中在少数部门或城市访问，省人手，误差大一些',
    settings: { method: 'two-stage' },
  },
  {
    key: 'sizes',
    label: '我要让服务量大的更容易抽中',
    about: '按规模大小抽样：机会与您填的规模（办件量、人口等）成比例',
    settings: { method: 'pareto' },
  },
  {
    key: 'numbers',
    label: '我要访问没有名单的群众',
    about: '随机拨号：从号段随机产生电话号码',
    settings: { method: 'random-digits' },
  },
];

/** The purpose these settings serve; none when they were changed beyond it. */
export function purposeOf(draft: Draft): string | null {
  const values = new Map<string, unknown>(Object.entries(draft));
  return (
    purposes.find(({ settings }) => Object.entries(settings).every(([name, value]) => values.get(name) === value))
      ?.key ?? null
  );
}
