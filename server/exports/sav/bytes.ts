/** Bytes of a system file put together: little-endian numbers, texts cut at a character and padded with spaces. */

/** As much of a text as fits, never half a character. */
export function cutText(text: string, most: number): Buffer {
  const whole = Buffer.from(text, 'utf8');
  if (whole.length <= most) return whole;
  let end = most;
  // 10xxxxxx continues a character.
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return whole.subarray(0, end);
}

export class ByteList {
  readonly #pieces: Buffer[] = [];

  int(...values: readonly number[]): this {
    const piece = Buffer.alloc(4 * values.length);
    for (const [index, value] of values.entries()) piece.writeInt32LE(value, 4 * index);
    return this.bytes(piece);
  }

  double(...values: readonly number[]): this {
    const piece = Buffer.alloc(8 * values.length);
    for (const [index, value] of values.entries()) piece.writeDoubleLE(value, 8 * index);
    return this.bytes(piece);
  }

  bytes(piece: Buffer): this {
    this.#pieces.push(piece);
    return this;
  }

  /** A text in a field of a fixed size. */
  field(text: string, size: number): this {
    const cut = cutText(text, size);
    return this.bytes(cut).bytes(Buffer.alloc(size - cut.length, 0x20));
  }

  /** Spaces up to the next multiple, counted from `done` bytes. */
  pad(done: number, multiple: number): this {
    return this.bytes(Buffer.alloc((multiple - (done % multiple)) % multiple, 0x20));
  }

  end(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}
