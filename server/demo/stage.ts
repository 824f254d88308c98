/**
 * What the rooms of the demo share: the platform, the clock of the story, who acts, and what the rooms before have made.
 */
import type { Cycle, Draw, Frame, Person } from '#contract';
import type { Actor, Context } from '../context.ts';
import type { Platform } from '../main.ts';
import type { DemoList } from './story.ts';

export interface Stage {
  readonly platform: Platform;
  readonly year: number;
  /** The real time: the story ends before it. */
  readonly now: Date;
  readonly say: (line: string) => void;
  /** Throws when the user has had enough. */
  readonly proceed: () => void;
  /** By login, without `demo-`. */
  readonly people: Map<string, Person>;
  /** Department names to ids. */
  readonly departmentIds: Map<string, string>;
  cycle: Cycle | undefined;
  /** By department and kind of list. */
  readonly frames: Map<string, Frame>;
  /** Of this year, in the order of the story. */
  draws: readonly Draw[];
  /** The name in the address of the survey that is open. */
  publicSlug: string | undefined;
  /** Cards of the vote that is open, for whoever loads the demo to try. */
  unusedCards: readonly string[];
}

const DAY_MS = 24 * 3600_000;
const BEIJING_MS = 8 * 3600_000;

/** An instant of the story, `time` in minutes of Beijing's day. */
export function instantOf(stage: Stage, daysAgo: number, minutes: number): Date {
  const midnight = Math.floor((stage.now.getTime() + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS;
  return new Date(midnight - daysAgo * DAY_MS + minutes * 60_000);
}

/** The calendar day in Beijing, YYYY-MM-DD. */
export function dayOf(stage: Stage, daysAgo: number): string {
  return new Date(instantOf(stage, daysAgo, 0).getTime() + BEIJING_MS).toISOString().slice(0, 10);
}

/** A context as one of the demo's people, at a moment of the story. */
export function actingAs(stage: Stage, who: string, now: Date): Context {
  const person = stage.people.get(who);
  if (!person) throw new Error(`nobody called ${who}`);
  const actor: Actor = {
    kind: 'account',
    accountId: person.accountId,
    login: person.login,
    displayName: person.displayName,
    role: person.role,
    departmentId: person.department?.id ?? null,
    departmentName: person.department?.name ?? null,
    sessionHash: null,
  };
  return contextOf(stage, actor, now);
}

/** A context of the platform itself. */
export const actingItself = (stage: Stage, now: Date): Context =>
  contextOf(stage, { kind: 'system', name: 'demo' }, now);

function contextOf({ platform }: Stage, actor: Actor, now: Date): Context {
  return { sql: platform.sql, vault: platform.vault, config: platform.config, actor, now, requestId: 'demo' };
}

export const cycleOf = (stage: Stage): Cycle => {
  if (!stage.cycle) throw new Error('no cycle yet');
  return stage.cycle;
};

const kinds = { cadres: 'system-cadres', topics: 'hot-topics', users: 'service-users' } as const;
export const kindOf = (list: DemoList): (typeof kinds)[DemoList] => kinds[list];

export function frameOf(stage: Stage, department: string, list: DemoList): Frame {
  const frame = stage.frames.get(`${department} ${kindOf(list)}`);
  if (!frame) throw new Error(`no frame of ${department} for ${list}`);
  return frame;
}
