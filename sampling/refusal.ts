/**
 * How the island says no: a list of refusals, each with a stable code and Chinese words that say what to do next.
 *
 * Promise: what a user or an outside file can get wrong comes back as a value. It never carries a seed or anything of a
 * person beyond the pseudonymous unit id. Bugs of the caller (which no user can cause) throw.
 */

export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The stratum or cluster it is about, when it is about one. */
  readonly stratum?: string;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** An outcome that holds a value. */
export function accept<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** An outcome that holds the reasons why there is no value. */
export function refuse(...refusals: readonly Refusal[]): { readonly ok: false; readonly refusals: readonly Refusal[] } {
  return { ok: false, refusals };
}
