import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { ChildRefusal, checkFramesInChild } from '../../../../server/frames/worker-client.ts';

// Generous: these tests prove that something ends, on machines that are busy with others.
vi.setConfig({ testTimeout: 60_000 });

const worker = fileURLToPath(new URL('../../../support/frames/odd-worker.mjs', import.meta.url));

function ask(name: string, timeoutMs = 30_000) {
  const bytes = new Uint8Array(20_000_000).fill(7);
  return checkFramesInChild(
    { groups: [{ kind: 'hot-topics', files: [{ name, bytes }] }] },
    { memoryMb: 64, timeoutMs, worker },
  );
}

describe('a child process', () => {
  it('is given the files, and nothing of the settings of the server', async () => {
    expect(await ask('echo')).toEqual({ size: 20_000_000, first: 7, settings: [] });
  });

  it('hands on what a reader refuses', async () => {
    await expect(ask('refuse')).rejects.toMatchObject({
      name: 'ReadRefusal',
      code: 'limit-size',
      file: '名单.xlsx',
      message: '超过处理上限(行列)',
    });
  });

  it('is killed when it takes too long', async () => {
    await expect(ask('hang', 500)).rejects.toMatchObject({ name: 'ChildRefusal', exhausted: 'time' });
  });

  it('dies alone when it takes too much', async () => {
    await expect(ask('eat')).rejects.toBeInstanceOf(ChildRefusal);
  });

  it('does not pass a bug off as a refusal', async () => {
    await expect(ask('fail')).rejects.toThrow(/TypeError\n {4}at somewhere/);
    await expect(ask('exit')).rejects.toThrow('exit code 3');
  });
});
