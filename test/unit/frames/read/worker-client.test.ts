import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { ChildRefusal, inChild, type ChildWork } from '../../../../server/frames/worker-client.ts';
import { blobOf, type Message } from '../../../../server/frames/worker-wire.ts';

// Generous: these tests prove that something ends, on machines that are busy with others.
vi.setConfig({ testTimeout: 60_000 });

const worker = fileURLToPath(new URL('../../../support/frames/odd-worker.mjs', import.meta.url));

function ask(what: string, more: Partial<ChildWork> = {}): Promise<Message> {
  return inChild(
    {
      ask: what,
      blobs: [blobOf(new Uint8Array(20_000_000).fill(7))],
      memoryMb: 64,
      timeoutMs: 30_000,
      worker,
      ...more,
    },
    (next) => next(),
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a child process', () => {
  it('is given the files, and nothing of the settings of the server; what it says comes in order', async () => {
    const told: unknown[] = [];
    const blobs = [blobOf(Uint8Array.of(1, 2)), { bytes: 3, open: () => [Uint8Array.of(3), Uint8Array.of(4, 5)] }];
    const work = { ask: 'echo', blobs, memoryMb: 64, timeoutMs: 30_000, worker };
    const progress = (...said: unknown[]) => void told.push(said);
    const messages = await inChild({ ...work, progress }, async (next) => {
      const taken: Message[] = [];
      for (let at = 0; at < 21; at += 1) taken.push(await next());
      return taken;
    });
    const [first, ...others] = messages;
    expect(first!.head).toEqual({ sizes: [2, 3], settings: [] });
    expect([...first!.bytes]).toEqual([1, 2, 3]);
    expect(others.map(({ head, bytes }) => [head, bytes.length, bytes[99_999]])).toEqual(
      Array.from({ length: 20 }, (_, i) => [{ i }, 100_000, i]),
    );
    expect(told).toEqual([['reading', 7]]);
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
    await expect(ask('hang', { timeoutMs: 500 })).rejects.toMatchObject({ name: 'ChildRefusal', exhausted: 'time' });
  });

  it('is killed at once when it is told to stop, before it began too', async () => {
    const stop = new AbortController();
    let pid = 0;
    const asked = ask('hang', { signal: stop.signal, started: (started) => (pid = started) });
    asked.catch(() => undefined);
    await vi.waitUntil(() => pid !== 0, { timeout: 30_000, interval: 5 });
    expect(isAlive(pid)).toBe(true);
    const stopped = performance.now();
    stop.abort(new Error('no longer wanted'));
    await expect(asked).rejects.toThrow('no longer wanted');
    expect(isAlive(pid)).toBe(false);
    expect(performance.now() - stopped).toBeLessThan(10_000);
    await expect(ask('hang', { signal: stop.signal })).rejects.toThrow('no longer wanted');
  });

  it('is dead when whoever used it is done, or has failed', async () => {
    for (const failing of [false, true]) {
      let pid = 0;
      const used = inChild(
        { ask: 'hang', blobs: [], memoryMb: 64, timeoutMs: 30_000, worker, started: (started) => (pid = started) },
        async () => {
          if (failing) throw new Error('the database is away');
          return 'enough';
        },
      );
      if (failing) await expect(used).rejects.toThrow('the database is away');
      else expect(await used).toBe('enough');
      expect(isAlive(pid)).toBe(false);
    }
  });

  it('dies alone when it takes too much', async () => {
    await expect(ask('eat')).rejects.toBeInstanceOf(ChildRefusal);
  });

  it('does not pass a bug off as a refusal', async () => {
    await expect(ask('fail')).rejects.toThrow(/TypeError\n {4}at somewhere/);
    await expect(ask('exit')).rejects.toThrow('exit code 3');
    await expect(ask('short')).rejects.toThrow('less than was asked');
  });

  it('fails as the source of its files fails', async () => {
    const broken = {
      bytes: 10,
      *open(): Generator<Uint8Array> {
        yield Uint8Array.of(1);
        throw new Error('the database is away');
      },
    };
    await expect(ask('echo', { blobs: [broken] })).rejects.toThrow('the database is away');
    await expect(ask('echo', { blobs: [{ bytes: 10, open: () => [Uint8Array.of(1)] }] })).rejects.toThrow('as long as');
  });
});
