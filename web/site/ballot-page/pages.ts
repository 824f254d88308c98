/** What the steps of the page know of each other. */
import type { Keeper } from './keeping.ts';
import type { Session } from './session.ts';

export type Step = 'introduction' | 'list' | 'nominations' | 'review' | 'receipt';

/** What a step may do to the page as a whole. */
export interface Pages {
  readonly session: Session;
  readonly keeper: Keeper;
  readonly go: (step: Step) => void;
  /** Forgets the card. */
  readonly leave: () => void;
  readonly categoryName: (category: string) => string;
}
