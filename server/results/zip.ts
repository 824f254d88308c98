/** Several files as one package, for downloads. Not encrypted: nothing personal goes in. */
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';

configure({ useWebWorkers: false });

export async function zipFiles(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useUnicodeFileNames: true });
  const taken = new Set<string>();
  for (const { name, bytes } of files) {
    let free = name.replace(/[\\/:*?"<>|]/g, '_');
    for (let again = 2; taken.has(free); again += 1) free = name.replace(/(\.[^.]+)$/, `(${again})$1`);
    taken.add(free);
    await writer.add(free, new Uint8ArrayReader(bytes));
  }
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}
