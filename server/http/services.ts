/** What the application is made of, handed to every request; tests hand in their own clock and database. */
import type { Context as HonoContext } from 'hono';
import type { Config } from '../config.ts';
import type { Sql } from '../db/index.ts';
import type { Vault } from '../vault.ts';

export interface Services {
  readonly sql: Sql;
  readonly config: Config;
  readonly vault: Vault;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

/** The person's browser speaks https to us, or to the proxy in front that PINGYI_PUBLIC_URL names. */
export function isSecure(http: HonoContext, services: Services): boolean {
  return services.config.publicUrl?.startsWith('https:') ?? new URL(http.req.url).protocol === 'https:';
}

/** `__Host-` needs https; on a plain http intranet the cookie goes without. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-pingyi' : 'pingyi';
}
