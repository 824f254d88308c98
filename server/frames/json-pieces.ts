/**
 * JSON of a large document in pieces: one of 200,000 persons as one string would be the largest thing in memory.
 *
 * Promise: the pieces together are what `JSON.stringify` gives for plain data.
 */

/** Items of a long list that are turned into JSON at once. */
const BATCH = 256;
const PIECE = 1 << 16;

/** Pieces of some 64 thousand characters. */
export function* jsonPieces(value: unknown): Generator<string, void, void> {
  let piece = '';
  for (const fragment of fragments(value)) {
    piece += fragment;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function* fragments(value: unknown): Generator<string, void, void> {
  if (Array.isArray(value)) {
    yield '[';
    for (let at = 0; at < value.length; at += BATCH) {
      if (at > 0) yield ',';
      const batch: unknown[] = value.slice(at, at + BATCH);
      if (value.length > BATCH) yield JSON.stringify(batch).slice(1, -1);
      else yield* joined(batch);
    }
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    let before = '{';
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* fragments(item);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  } else yield JSON.stringify(value ?? null);
}

function* joined(items: readonly unknown[]): Generator<string, void, void> {
  for (const [i, item] of items.entries()) {
    if (i > 0) yield ',';
    yield* fragments(item);
  }
}
