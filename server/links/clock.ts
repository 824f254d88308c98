/** The room's clock: ends rounds whose time is over, so that what was not sent in is forgotten. */
import { startClock, type Clock } from '../clock.ts';
import type { Services } from '../http/services.ts';
import { endOverdue } from './rounds.ts';

export const startLinkClock = (services: Services): Clock => startClock(services, 'link-clock', 30_000, endOverdue);
