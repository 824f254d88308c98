/** The room's clock: ends surveys whose time is over and checks for stuffing every hour, on whichever server looks first. */
import { describeError } from '#db';
import { Problem } from '#problem';
import type { Services } from '../http/services.ts';
import { tick } from './checking.ts';
import { close } from './surveys.ts';

const EVERY_MS = 30_000;

export interface SurveyClock {
  /** Lets what it is doing finish. */
  stop(): Promise<void>;
}

export function startSurveyClock(services: Services): SurveyClock {
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    const { sql, config, vault } = services;
    const actor = { kind: 'system', name: 'survey-clock' } as const;
    await tick({ sql, config, vault, now: services.now(), actor, requestId: 'survey-clock' }, close);
  };
  const timer = setInterval(() => {
    running = running.then(look).catch((error: unknown) => {
      // Another server was first.
      if (!(error instanceof Problem)) services.log(`survey clock: ${describeError(error)}`);
    });
  }, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
