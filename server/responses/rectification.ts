/** 整改公开: a page of the public survey, also before it opens and after it ends. */
import { rectificationParts, rectificationStatusLabels } from '#contract';
import { renderSurveyRectifications } from '#site';
import { beijingDay } from '../beijing.ts';
import type { Context } from '../context.ts';
import type { Page, PageRequest } from '../http/page.ts';
import { lookOf } from './answering.ts';
import { campaignOf, rectificationsOf } from './campaign.ts';
import { baseOf, frameOf, nowhere } from './pages.ts';

const writtenDay = (day: string): string => day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');

export async function rectification(ctx: Context, request: PageRequest): Promise<Page> {
  const campaign = await campaignOf(ctx, request.params['slug'] ?? '');
  const department = campaign?.departments.find(({ id }) => id === request.params['departmentId']);
  if (!campaign || !department) return nowhere(request);
  const items = await rectificationsOf(ctx, campaign, department.id);
  return {
    html: renderSurveyRectifications({
      ...frameOf(campaign, request, lookOf(request)),
      departmentName: department.name,
      back: `${baseOf(campaign)}/${department.id}`,
      items: items.map(({ cycleName, number, content, publishedAt }) => ({
        cycle: cycleName,
        title: `${number}．${content.title}`,
        since: writtenDay(beijingDay(publishedAt)),
        facts: [
          ...rectificationParts.map(({ key, label }): readonly [string, string] => [label, content[key]]),
          ['责任单位和责任人', content.responsible] as const,
          ['完成时限', content.dueOn === null ? '' : writtenDay(content.dueOn)] as const,
          ['进度', rectificationStatusLabels[content.status]] as const,
        ].filter(([, value]) => value !== ''),
      })),
    }),
  };
}
