/** Dates, counts and sizes as people here write them; instants in Beijing time whatever the computer is set to. */

const partsOf = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** 2026年11月22日 14:05; seconds only where the order of events matters. */
export function formatInstant(instant: string, withSeconds = false): string {
  const parts = Object.fromEntries(partsOf.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = parts;
  return `${year}年${Number(month)}月${Number(day)}日 ${hour}:${minute}${withSeconds ? `:${second}` : ''}`;
}

const weekdays = ['日', '一', '二', '三', '四', '五', '六'] as const;
const atNoon = (day: string) => new Date(`${day}T12:00:00Z`);

/** 2026年11月22日（星期日） */
export function formatDay(day: string): string {
  const date = atNoon(day);
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日（星期${weekdays[date.getUTCDay()]}）`;
}

/** Whole days from one calendar day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((atNoon(to).getTime() - atNoon(from).getTime()) / 86_400_000);
}

/** How far away a deadline is, in words. */
export function describeDaysLeft(today: string, deadline: string): string {
  const days = daysBetween(today, deadline);
  if (days > 1) return `还剩${days}天`;
  if (days === 1) return '明天截止';
  if (days === 0) return '今天截止';
  return `已过期${-days}天`;
}

/** 2 530, with a thin space so that long numbers read easily and never break. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A share 0-1 as percent. */
export function formatPercent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}%`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes}字节`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
