/** Several files as one package, for downloads. Not encrypted: nothing personal goes in. */
import { ReadableStream } from 'node:stream/web';
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';

configure({ useWebWorkers: false });

const streamOf = (pieces: AsyncIterable<Uint8Array>) =>
  ReadableStream.from(pieces) as globalThis.ReadableStream<Uint8Array>;

export interface PackedFile {
  readonly name: string;
  /** Pieces are packed as they come and never held as a whole. */
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
}

/** Files are asked for one after another: what is said in a later one may depend on what went by before. */
export async function zipFiles(files: Iterable<PackedFile> | AsyncIterable<PackedFile>): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useUnicodeFileNames: true });
  const taken = new Set<string>();
  for await (const { name, bytes } of files) {
    let free = name.replace(/[\\/:*?"<>|]/g, '_');
    for (let again = 2; taken.has(free); again += 1) free = name.replace(/(\.[^.]+)$/, `(${again})$1`);
    taken.add(free);
    await writer.add(free, bytes instanceof Uint8Array ? new Uint8ArrayReader(bytes) : streamOf(bytes));
  }
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}
