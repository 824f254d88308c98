/** An instant as a field of date and time writes it, in Beijing time, and back. */

export const toField = (instant: string): string =>
  new Date(new Date(instant).getTime() + 8 * 3600_000).toISOString().slice(0, 16);
export const fromField = (text: string): string => `${text}:00+08:00`;
