/** A clock of a room: looks every so often, one look after the other, and lets the last one finish. */
import { describeError } from '#db';
import { Problem } from '#problem';
import type { Context } from './context.ts';
import type { Services } from './http/services.ts';

export interface Clock {
  /** Lets what it is doing finish. */
  stop(): Promise<void>;
}

export function startClock(
  services: Services,
  name: string,
  everyMs: number,
  look: (ctx: Context) => Promise<void>,
): Clock {
  let running: Promise<void> = Promise.resolve();
  const once = () => {
    const { sql, config, vault } = services;
    return look({ sql, config, vault, now: services.now(), actor: { kind: 'system', name }, requestId: name });
  };
  const timer = setInterval(() => {
    running = running.then(once).catch((error: unknown) => {
      // Another server was first.
      if (!(error instanceof Problem)) services.log(`${name}: ${describeError(error)}`);
    });
  }, everyMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
