/** The room's clock: closes polls whose time has come and mixes after midnight, on whichever server looks first. */
import { describeError } from '#db';
import type { Services } from '../http/services.ts';
import { tick } from './voting.ts';

const EVERY_MS = 20_000;

export interface BallotClock {
  /** Lets what it is doing finish. */
  stop(): Promise<void>;
}

export function startClock(services: Services): BallotClock {
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    const { sql, config, vault } = services;
    const now = services.now();
    await tick({ sql, config, vault, now, actor: { kind: 'system', name: 'ballot-clock' }, requestId: 'ballot-clock' });
  };
  const timer = setInterval(() => {
    // One after the other, and a failure says its kind only: what it was about might be a ballot.
    running = running.then(look).catch((error: unknown) => services.log(`ballot clock: ${describeError(error)}`));
  }, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
