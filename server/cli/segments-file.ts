/** A number-segment table named on the command line. A table of which nothing can be used is refused, not ignored. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { segmentProblems } from '#sampling';
import { ReadRefusal } from '../frames/read/index.ts';
import { readSegmentFile, type SegmentFile } from '../frames/segments.ts';

export type SegmentsRefusal = { readonly code: string; readonly message: string };

/** The table, or why there is none. */
export async function loadSegments(path: string): Promise<SegmentFile | SegmentsRefusal> {
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes) return { code: 'file-not-found', message: '找不到文件' };
  try {
    const read = await readSegmentFile({ name: basename(path), bytes });
    if (read.segments > 0) return read;
    return {
      code: 'bad-usage',
      message: read.rows === 0 ? `不是号段表：${segmentProblems['no-header']}` : `号段表的${read.rows}行里没有一行能用`,
    };
  } catch (error) {
    if (error instanceof ReadRefusal) return { code: error.code, message: error.message };
    throw error;
  }
}

/** What a reader should know of rows that were not taken; null: all were. */
export function remarkOn({ counts, segments }: SegmentFile): string | null {
  const leftOut = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return leftOut === 0 ? null : `号段表采用${segments}个号段，另有${leftOut}行没有采用或重复`;
}
