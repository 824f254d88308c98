/** A browser as old as the voting pages promise to work in: today's, without what came later. */

/** What browsers of 2018 did not have, taken away before anything else runs. */
export const takeAway = `
  const remove = (from, names) => names.forEach((name) => { if (from) delete from[name]; });
  remove(DataView.prototype, ['setBigUint64', 'getBigUint64', 'setBigInt64', 'getBigInt64']);
  remove(Array.prototype, ['flat', 'flatMap', 'at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']);
  remove(Object.getPrototypeOf(Uint8Array.prototype), ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'with']);
  remove(Uint8Array, ['fromHex', 'fromBase64']);
  remove(Uint8Array.prototype, ['toHex', 'toBase64', 'setFromHex', 'setFromBase64']);
  remove(Object, ['fromEntries', 'hasOwn', 'groupBy']);
  remove(String.prototype, ['matchAll', 'replaceAll', 'at', 'isWellFormed', 'toWellFormed']);
  remove(Promise, ['allSettled', 'any', 'withResolvers', 'try']);
  remove(Array, ['fromAsync']);
  remove(Crypto.prototype, ['subtle', 'randomUUID']);
  remove(window, ['structuredClone', 'queueMicrotask', 'WeakRef', 'FinalizationRegistry', 'BigInt64Array', 'BigUint64Array', 'globalThis']);
`;
