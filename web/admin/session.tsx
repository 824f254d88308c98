/**
 * Who is signed in, and what the menu offers to each role.
 *
 * Promise: this only decides what is shown; the server decides what is allowed.
 */
import { createContext, useContext } from 'react';
import { getSession, type Person, type Role } from '#contract';
import { useRead } from './query.ts';

const offered = {
  manageCycles: ['office'],
  seeAllFrames: ['office', 'operator', 'observer'],
  reviewFrames: ['office', 'operator'],
  fileFrames: ['liaison'],
  seeQuestionnaires: ['office', 'operator', 'observer'],
  seeDraws: ['office', 'operator', 'observer'],
  makeDraws: ['operator', 'office'],
  takeUnitKey: ['office'],
  workOnOpinions: ['office', 'operator'],
  manageScores: ['office'],
  seeResults: ['office', 'operator', 'observer', 'liaison'],
  manageAccounts: ['office'],
  seeAudit: ['office', 'observer'],
} as const satisfies Record<string, readonly Role[]>;

export type Ability = keyof typeof offered;

interface SignedIn {
  readonly person: Person;
  /** Today in Beijing by the server's clock. */
  readonly today: string;
}

const SignedInContext = createContext<SignedIn | null>(null);
export const SignedInProvider = SignedInContext.Provider;

export function useSession() {
  return useRead(getSession, {});
}

/** The signed-in person; only inside the pages that need one. */
export function useSignedIn(): SignedIn & { readonly may: (ability: Ability) => boolean } {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('useSignedIn outside of a signed-in page');
  const { role } = signedIn.person;
  return { ...signedIn, may: (ability) => (offered[ability] as readonly Role[]).includes(role) };
}
