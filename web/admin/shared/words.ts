/** What the things of the platform are called on screen. */
import { categorySchema, listKindLabels, type Category, type Cycle, type Frame, type ListKind } from '#contract';

/** 附件3 热点难点工作 */
export function nameList({
  list,
  attachment,
}: {
  readonly list: ListKind;
  readonly attachment: number | null;
}): string {
  return attachment === null ? listKindLabels[list] : `附件${attachment} ${listKindLabels[list]}`;
}

export const coverageLabels: Readonly<Record<Frame['coverage'], string>> = {
  none: '不要求',
  'guangxi-2015': '覆盖全区14市和110个县级单位（2015年区划）',
  'guangxi-2018': '覆盖全区14市和111个县级单位（2018年区划）',
};

/** 不少于500人 */
export function nameMinimum(minimum: number): string {
  return minimum === 0 ? '不限人数' : `不少于${minimum}人`;
}

/** What happens in each state of a cycle, for the person who moves it on. */
export const cycleStateMeanings: Readonly<Record<Cycle['state'], string>> = {
  preparing: '列入被评价单位，确定各单位应报的抽样框',
  collecting: '各部门联络员报送抽样框，绩效办和民调中心审核',
  sampling: '民调中心从已接收的抽样框中抽样',
  fieldwork: '按呼叫清单开展电话访问等评价',
  closed: '本周期结束，内容不再改动',
};

/** Splits anything that carries a class by the seven classes, in their official order, leaving out empty ones. */
export function groupByCategory<T extends { readonly category: Category }>(
  items: readonly T[],
): readonly { readonly category: Category; readonly items: readonly T[] }[] {
  return categorySchema.options
    .map((category) => ({ category, items: items.filter((item) => item.category === category) }))
    .filter((group) => group.items.length > 0);
}
