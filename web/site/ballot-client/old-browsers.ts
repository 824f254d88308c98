/**
 * What the libraries need and browsers between Chrome 67 or Safari 14 and today lack: big integers in a DataView, Object.hasOwn. Imported first by
 * every script, since the libraries use it while they load.
 */

/** Safari 14 has big integers but cannot write them into a DataView. */
export function writeBigUint64(view: DataView, at: number, value: bigint, littleEndian?: boolean): void {
  const words = [Number(value >> BigInt(32)), Number(value & BigInt(0xffffffff))];
  if (littleEndian === true) words.reverse();
  words.forEach((word, i) => view.setUint32(at + 4 * i, word, littleEndian));
}

export function hasOwn(of: object, key: PropertyKey): boolean {
  return Object.prototype.hasOwnProperty.call(of, key);
}

function give(to: object, name: string, value: unknown): void {
  if (!(name in to)) Object.defineProperty(to, name, { value, writable: true, configurable: true });
}

give(DataView.prototype, 'setBigUint64', function (this: DataView, at: number, value: bigint, littleEndian?: boolean) {
  writeBigUint64(this, at, value, littleEndian);
});
give(Object, 'hasOwn', hasOwn);
