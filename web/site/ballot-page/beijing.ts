/** Instants for phones: Beijing time wherever the phone thinks it is. */

/** 12月20日 18:00, Beijing time on every phone. */
export function beijing(at: string): string {
  const date = new Date(new Date(at).getTime() + 8 * 3600_000);
  const two = (n: number) => (n < 10 ? `0${n}` : String(n));
  return `${date.getUTCMonth() + 1}月${date.getUTCDate()}日 ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}
