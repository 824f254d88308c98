import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkFrames, type FrameCheckRequest } from '../../../../server/frames/check.ts';
import { checkFramesInChild } from '../../../../server/frames/worker-client.ts';
import { writeWorkbook } from '../../../support/frames/workbook.ts';
import { deflateRepeated } from '../../../support/frames/zip.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const outDir = join(root, '.cache', 'frame-worker');
const limits = { memoryMb: 128, timeoutMs: 30_000, worker: join(outDir, 'frame-worker.js') };

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { 'frame-worker': join(root, 'server/frames/worker.ts') },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
});

function request(name: string, bytes: Uint8Array): FrameCheckRequest {
  return {
    groups: [{ kind: 'hot-topics', attachment: 3, department: '民政厅', files: [{ name, bytes }] }],
    keepFiled: true,
  };
}

describe('the worker as built', () => {
  it('answers as the check in this process does', async () => {
    const path = join(root, 'test/reference/cases/corpus/c01-mzt/附件3.xlsx');
    const asked = request('附件3.xlsx', readFileSync(path));
    const answer = await checkFramesInChild(asked, limits);
    expect(answer).toEqual(JSON.parse(JSON.stringify(await checkFrames(asked))));
    expect(answer.filed).toHaveLength(1);
  });

  it('refuses what the reader refuses, with a bomb in a small heap too', async () => {
    await expect(checkFramesInChild(request('空.xlsx', new Uint8Array()), limits)).rejects.toMatchObject({
      name: 'ReadRefusal',
      code: 'empty-file',
      file: '空.xlsx',
    });
    const content = deflateRepeated('<worksheet><sheetData>', ' '.repeat(1_000), 1_000_000, '</sheetData></worksheet>');
    const bomb = writeWorkbook({
      reorder: (parts) =>
        parts.map((part) => (part.name === 'xl/worksheets/sheet1.xml' ? { ...part, packed: content, crc: 0 } : part)),
    });
    await expect(checkFramesInChild(request('炸弹.xlsx', bomb), limits)).rejects.toMatchObject({
      code: 'limit-ratio',
      file: '炸弹.xlsx',
    });
  });
});
