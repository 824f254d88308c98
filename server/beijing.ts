/** The calendar of the office: Beijing time, whatever the server's clock is set to. */

const inBeijing = (at: Date): string => new Date(at.getTime() + 8 * 3600_000).toISOString();

/** The day in Beijing, `2026-11-22`. */
export const beijingDay = (at: Date): string => inBeijing(at).slice(0, 10);
/** The minute in Beijing, `2026-11-22 14:05`. */
export const beijingMinute = (at: Date): string => inBeijing(at).slice(0, 16).replace('T', ' ');
