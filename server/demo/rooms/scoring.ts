/** What every scored cycle of the demo needs: open settings decided, the scores of other offices entered, results published by two. */
import { components, ledger, packages, scoring } from '#results';
import type { NumberStream } from '#sampling';
import type { Context } from '../../context.ts';
import { standingOf } from '../standing.ts';

export const grounds = {
  reason: '演示：经绩效考评领导小组会议研究',
  document: '演示：领导小组会议纪要第3号',
  decidedBy: '演示：绩效考评领导小组',
};

/** Everything the document leaves open, as the platform suggests it; readings of low certainty one by one. */
export async function decideAll(
  office: Context,
  id: string,
  plans: { readonly my1: object; readonly my2: object },
): Promise<void> {
  const { settings } = await scoring.get(office, id);
  const open = settings.filter(({ needed, suggestion }) => needed && suggestion !== null);
  const item = ({ key, suggestion }: (typeof open)[number]) => ({ key, value: suggestion });
  await scoring.decide(office, id, {
    items: [
      ...open.filter(({ certainty }) => certainty === null).map(item),
      { key: 'plan:my1', value: plans.my1 },
      { key: 'plan:my2', value: plans.my2 },
      // No notice of 三月三 covers this year yet, so the term is counted by the national calendar.
      { key: 'review', value: { workingDays: 5, calendar: 'CN' } },
    ],
    ...grounds,
  });
  for (const one of open.filter(({ certainty }) => certainty === 'low'))
    await scoring.decide(office, id, { items: [item(one)], ...grounds });
}

/** Everything that is not asked of people; gives the appraisees. */
export async function enterOtherScores(office: Context, id: string, stream: NumberStream) {
  const { groups, appraisees } = await scoring.get(office, id);
  const asked = new Set(['my1', 'my2']);
  const items = appraisees.flatMap((appraisee) => {
    const group = groups.find(({ id: key }) => key === appraisee.group);
    if (!group || group.manual) return [];
    return group.leaves
      .filter((leaf) => !asked.has(leaf.id))
      .map((leaf) => {
        const full = Number(leaf.full ?? '100');
        const share = leaf.unit === 'earned' ? 0.55 : 0.9;
        const per = share + (1 - share) * ((standingOf(appraisee.name) * 0.7 + stream.below(100) * 0.25) / 100);
        return { departmentId: appraisee.id, leaf: leaf.id, value: (full * per).toFixed(2), applies: true };
      });
  });
  await components.enter(office, id, { items, document: '演示：各主考单位报送的评分表' });
  for (const appraisee of appraisees)
    if (groups.find(({ id: key }) => key === appraisee.group)?.manual)
      await ledger.setManual(office, id, appraisee.id, {
        total: null,
        grade: '一等',
        document: '演示：专项考评结果通报',
        decidedBy: '演示：绩效考评领导小组',
      });
  return appraisees;
}

/** Frozen by one, published by the other. */
export async function publishResults(office: Context, deputy: Context, id: string): Promise<void> {
  const { inputDigest, blocking } = await packages.compute(office, id);
  if (inputDigest === null)
    throw new Error(`the demo's results are blocked: ${blocking.map(({ code }) => code).join(', ')}`);
  const frozen = await packages.freeze(office, id, { reason: '演示：年度考评结果汇总', inputDigest });
  await packages.publish(deputy, frozen.id, { digest: frozen.digest });
}
