/**
 * The scan of the sealed paper: what kind of file it is, by its first bytes.
 *
 * Promise: only PDF, JPEG and PNG are kept, whatever the name says; the file itself is never opened here.
 */
import { createHash } from 'node:crypto';
import { analysisLimits } from '#contract';
import type { UploadedFile } from '#contract';
import { Problem } from '#problem';

const kinds = [
  { mediaType: 'application/pdf', extension: 'pdf', begins: Buffer.from('%PDF-') },
  { mediaType: 'image/jpeg', extension: 'jpg', begins: Buffer.from([0xff, 0xd8, 0xff]) },
  { mediaType: 'image/png', extension: 'png', begins: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
] as const;

export interface Scan {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export function readScan(files: readonly UploadedFile[], department: string): Scan {
  const [file, second] = files;
  if (!file || file.bytes.length === 0) throw new Problem('no-file');
  if (second) throw new Problem('scan-unreadable', { reason: '请把正反两面放在一个文件里，只上传一个文件' });
  if (file.bytes.length > analysisLimits.scanMb * 1024 * 1024)
    throw new Problem('upload-too-large', { limit: analysisLimits.scanMb });
  const extension = kindOf(file.bytes)?.extension;
  if (extension === undefined)
    throw new Problem('scan-unreadable', { reason: '只收PDF、JPG或PNG；请把盖章件扫描或拍照后再上传' });
  // The name is ours: a file's own name may say anything.
  return {
    name: `${department}绩效分析（盖章件）.${extension}`,
    bytes: file.bytes,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
}

export function kindOf(bytes: Uint8Array): (typeof kinds)[number] | undefined {
  return kinds.find(({ begins }) => Buffer.from(bytes.subarray(0, begins.length)).equals(begins));
}
