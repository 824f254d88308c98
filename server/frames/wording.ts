/**
 * The check's messages as the platform shows them.
 *
 * Promise: the contract's messages are written with half-width punctuation, as programs compare them; on pages and in workbooks
 * handed back it is full-width, as people here write. What is quoted from a cell stays as it stood there.
 */

const wide: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：', '(': '（', ')': '）' };
const han = /[\u3400-\u9fff、。，；：（）“”〔〕]/;

/** 可用297人,不足300人 -> 可用297人，不足300人. Linear. */
export function asShown(message: string): string {
  const characters = Array.from(message);
  let quoted = 0;
  let shown = '';
  for (const [at, character] of characters.entries()) {
    if (character === '“') quoted += 1;
    else if (character === '”') quoted = Math.max(0, quoted - 1);
    const full = quoted === 0 ? wide[character] : undefined;
    const neighbours = full === undefined ? '' : shown.slice(-1) + afterPunctuation(characters, at);
    shown += full !== undefined && han.test(neighbours) ? full : character;
  }
  return shown;
}

/** What decides the width on the right: two marks in a row, as in “(F、J),请”, follow the text behind them both. */
function afterPunctuation(characters: readonly string[], at: number): string {
  const next = characters[at + 1] ?? '';
  return next in wide ? (characters[at + 2] ?? '') : next;
}
