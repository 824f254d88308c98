/** Whether this browser can vote: said plainly, never worked round by something weaker. */

/** What is missing, in words for the rater; null when nothing is. */
export function whatIsMissing(window: {
  BigInt?: unknown;
  crypto?: { getRandomValues?: unknown } | undefined;
  fetch?: unknown;
}): string | null {
  if (typeof window.BigInt !== 'function' || typeof window.fetch !== 'function' || typeof TextEncoder !== 'function')
    return '这个浏览器太旧，不能在手机或电脑上填写；请换一个浏览器，或改用纸质评价表';
  if (typeof window.crypto?.getRandomValues !== 'function')
    return '这个浏览器没有安全的随机数，不能加密；请换一个浏览器，或改用纸质评价表';
  return null;
}
