/** What a verb knows about the request: who, when, and the ways to the outside. No globals, no clocks in the rooms. */
import type { Role } from '#contract';
import type { Config } from './config.ts';
import type { Sql } from './db/index.ts';
import type { Vault } from './vault.ts';

export type Actor =
  | {
      readonly kind: 'account';
      readonly accountId: string;
      readonly login: string;
      readonly displayName: string;
      readonly role: Role;
      readonly departmentId: string | null;
      readonly departmentName: string | null;
      /** Hash of the session's token, to tell this session from the person's others. */
      readonly sessionHash: Buffer | null;
    }
  | { readonly kind: 'anonymous' }
  /** Work the platform does by itself: migrations of data, the demo, jobs. */
  | { readonly kind: 'system'; readonly name: string };

export interface Context {
  readonly sql: Sql;
  readonly actor: Actor;
  readonly now: Date;
  readonly requestId: string;
  readonly config: Config;
  readonly vault: Vault;
}

/** How the actor is written into the audit trail: a login, never more. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'account':
      return actor.login;
    case 'anonymous':
      return 'anonymous';
    case 'system':
      return `system:${actor.name}`;
  }
}

/** How the actor is shown to people who know each other by name. */
export function shownName(actor: Actor): string {
  return actor.kind === 'account' ? actor.displayName : '系统';
}
