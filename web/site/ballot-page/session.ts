/**
 * From a card's code to a session: which open poll it belongs to, the client that votes, the draft.
 *
 * Promise: the code stays in memory of this page; the platform is asked only what is the same for everybody, until something is sealed.
 */
import {
  type BallotForm,
  createTransport,
  createVoter,
  type Draft,
  parseFragment,
  type PollGroup,
  type PollStyle,
  type PollUnit,
  rightOf,
  type Storage,
  type Transport,
  type Voter,
} from '#ballot-client';
import type { Poll } from '#contract';

type PublishedForm = BallotForm & { readonly poll: Poll };

export interface Session {
  readonly form: PublishedForm;
  readonly poll: Poll;
  readonly voter: Voter;
  readonly style: PollStyle;
  readonly group: PollGroup;
  /** The units this card rates, in official order. */
  readonly units: readonly PollUnit[];
  draft: Draft;
  /** A ballot that this device sent with the card, as last looked up. */
  receipt: string | null;
  /** The platform said within this visit that it has the ballot. */
  received: boolean;
  /** The rater has said that this ballot is to replace an earlier one. */
  replacing: boolean;
  /** Watches waiting and sending; set by whoever shows them. */
  onPause: (ms: number) => Promise<void>;
}

export type Opened =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'no-code' | 'no-poll' | 'not-a-card' | 'not-a-credential' | 'other-key' | 'unreachable' };

/** localStorage; where it is refused (private windows), memory, and then a reload forgets. */
function localStore(): Storage {
  const memory: Record<string, string> = {};
  return {
    get(key) {
      try {
        return localStorage.getItem(key) ?? memory[key] ?? null;
      } catch {
        return memory[key] ?? null;
      }
    },
    set(key, value) {
      memory[key] = value;
      try {
        localStorage.setItem(key, value);
      } catch {
        // Kept in memory.
      }
    },
  };
}

export const transport: Transport = createTransport((path, init) => fetch(path, init));

async function read(path: string): Promise<unknown> {
  const { status, body } = await transport.get(path);
  if (status !== 200) throw new Error(`status ${status}`);
  return body;
}

export async function openCard(text: string): Promise<Opened> {
  const card = parseFragment(text);
  if (!card) return { kind: 'no-code' };
  const { seed, keyFingerprint } = card;
  let forms: PublishedForm[];
  try {
    const { items } = (await read('/api/ballot-forms')) as { items: { cycleId: string }[] };
    forms = (await Promise.all(items.map(({ cycleId }) => read(`/api/ballot-forms/${cycleId}`)))) as PublishedForm[];
  } catch {
    return { kind: 'unreachable' };
  }
  if (forms.length === 0) return { kind: 'no-poll' };
  const found = forms
    .map((one) => ({ form: one, right: rightOf(one, seed) }))
    .filter(({ right }) => right !== undefined)[0];
  if (!found) return { kind: forms.some(({ poll }) => poll.issuingDigest) ? 'not-a-credential' : 'not-a-card' };
  const { form, right } = found;
  // The client is made before the session it reports to.
  const pauses: { session: Session | null } = { session: null };
  const voter = createVoter({
    form,
    seed,
    right,
    keyFingerprint,
    storage: localStore(),
    transport,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    pause: (ms) => pauses.session?.onPause(ms) ?? Promise.resolve(),
  });
  if (voter === 'other-key') return { kind: 'other-key' };
  if (voter === 'not-a-card-of-this-poll') return { kind: 'not-a-card' };
  const { poll } = form;
  const { style } = voter;
  const group = poll.groups.filter(({ code }) => code === style.group)[0];
  if (!group) return { kind: 'not-a-card' };
  const checked = await voter.check();
  const session: Session = {
    form,
    poll,
    voter,
    style,
    group,
    units: style.units.map((place) => poll.units[place]!),
    draft: await voter.load(),
    receipt: checked.kind === 'none' ? null : checked.receipt,
    received: false,
    replacing: false,
    onPause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
  pauses.session = session;
  return { kind: 'open', session };
}

/** Marks that count towards progress: a level or 不了解. */
export function marked({ units, draft }: Session): number {
  return units.filter(({ id }) => draft.grades[id] !== undefined).length;
}

export function isNominating({ group }: Session): boolean {
  return group.best > 0 || group.worst > 0;
}

/** Units by class, in official order; a class comes where its first unit stands. */
export function byCategory(units: readonly PollUnit[]): { category: string; units: PollUnit[] }[] {
  const classes: { category: string; units: PollUnit[] }[] = [];
  for (const unit of units) {
    const known = classes.filter(({ category }) => category === unit.category)[0];
    if (known) known.units.push(unit);
    else classes.push({ category: unit.category, units: [unit] });
  }
  return classes;
}
