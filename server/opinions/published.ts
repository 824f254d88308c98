/** 整改公开: what of a department's rectifications the public sees, for the pages of the public survey. */
import { rectificationContentSchema, type RectificationContent } from '#contract';
import { read } from '#db';
import type { Context } from '../context.ts';

export interface PublishedRectification {
  readonly cycleName: string;
  readonly number: number;
  readonly content: RectificationContent;
  readonly publishedAt: Date;
}

/** Published rectifications of a department, of cycles up to this year, newest cycle first. For callers without an account, too. */
export async function publishedOf(
  ctx: Context,
  asked: { readonly departmentId: string; readonly year: number },
): Promise<PublishedRectification[]> {
  return read(ctx, async (tx) => {
    const rows = await tx<{ cycleName: string; number: number; published: unknown; publishedAt: Date }[]>`
      select c.name as cycle_name, r.number, r.published, r.published_at
      from rectifications r join cycles c on c.id = r.cycle_id
      where r.department_id = ${asked.departmentId} and c.year <= ${asked.year} and r.published is not null
      order by c.year desc, c.created_at desc, r.number`;
    return rows.map(({ published, ...row }) => ({ ...row, content: rectificationContentSchema.parse(published) }));
  });
}
