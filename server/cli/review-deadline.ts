/**
 * `pingyi review-deadline`: until when a review may be asked for.
 *
 * Promise: thin over the island; no clock. Exit 0 answered, 1 refused, 2 bad usage.
 */
import { reviewDeadline, type ReviewDeadline } from '#surveys';
import type { CommandIo } from './io.ts';
import { runIslandCommand } from './island-command.ts';

export async function reviewDeadlineCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return runIslandCommand(args, io, {
    options: ['received', 'days', 'calendar'],
    help,
    summary,
    answer: async (values) => {
      const days = values.get('days')!;
      return reviewDeadline({
        received: values.get('received')!,
        days: /^[1-9][0-9]{0,2}$/.test(days) ? Number(days) : Number.NaN,
        calendar: values.get('calendar')!,
      });
    },
  });
}

function summary({ received, days, deadline, skipped }: ReviewDeadline): string {
  const passed = skipped.length > 0 ? `，其间跳过${skipped.length}天休息日：${skipped.join('、')}` : '';
  return `${received}收到，${days}个工作日，截止 ${deadline}${passed}\n`;
}

const help = `用法：pingyi review-deadline --received YYYY-MM-DD --days N --calendar CN|CN-45 [--json]

推算复核申请的截止日：收到当天不算，从次日起数满N个工作日。按国务院和广西的放假通知，含调休上班。

  --received 日期    收到反馈的日子
  --days N           工作日数，1到366
  --calendar 日历    CN 全国（2015到2026年）；CN-45 广西，另加三月三（2015到2019年、2021到2025年）
  --json             结果用JSON写到标准输出，列出数过和跳过的每一天

例子：
  pingyi review-deadline --received 2019-03-18 --days 5 --calendar CN-45

退出码：0 已推算，1 拒绝（说明原因），2 参数有误。
`;
