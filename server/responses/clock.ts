/** The room's clock: ends surveys whose time is over and checks for stuffing every hour, on whichever server looks first. */
import { startClock, type Clock } from '../clock.ts';
import type { Services } from '../http/services.ts';
import { tick } from './checking.ts';
import { close } from './surveys.ts';

export const startSurveyClock = (services: Services): Clock =>
  startClock(services, 'survey-clock', 30_000, (ctx) => tick(ctx, close));
