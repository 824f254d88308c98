/**
 * What a frozen package is made of: the facts as they were given, and their canonical text.
 *
 * Promise: facts hold no person but the officials who decided; the same facts have the same text on every machine.
 */
import type { SatisfactionPlan, SchemeData } from '#surveys';

export const packageFormat = 'pingyi-results/1';

export interface DecisionFact {
  readonly key: string;
  readonly value: unknown;
  readonly reason: string;
  readonly document: string;
  readonly decidedBy: string;
  readonly enteredBy: string;
  readonly enteredAt: string;
}

export interface ComponentFact {
  readonly appraisee: string;
  readonly leaf: string;
  readonly value: string | null;
  readonly applies: boolean;
  readonly document: string;
}

export interface EntryFact {
  readonly appraisee: string;
  readonly side: 'deduction' | 'bonus';
  readonly kind: string;
  readonly points: string | null;
  readonly count: number;
  readonly matter: string;
  readonly document: string;
  readonly state: string;
}

export interface OverrideFact {
  readonly appraisee: string;
  readonly kind: 'promote' | 'demote';
  readonly reason: string;
  readonly document: string;
  readonly decidedBy: string;
}

export interface ManualFact {
  readonly appraisee: string;
  readonly total: string | null;
  readonly grade: string | null;
  readonly document: string;
  readonly decidedBy: string;
}

/** Answers of one stratum of a drawn sample, for the standard error. */
export interface StratumFact {
  readonly stratum: string;
  /** Units in the population; null when not known. */
  readonly population: number | null;
  /** Design weight, a number string. */
  readonly weight: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** One cell: appraisee × rater group × question, as in the contract of `pingyi satisfaction`. */
export interface CellFact {
  readonly appraisee: string;
  readonly raterGroup: string;
  readonly question: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly noOpinion?: number;
  readonly abstained?: number;
  readonly void?: number;
  readonly eligible?: number;
  readonly weightedCounts?: Readonly<Record<string, string>>;
  /** Of answer sheets: how many gave an option, by the way they came in. */
  readonly ways?: Readonly<Record<string, number>>;
  /** Where the answers came from a drawn sample. */
  readonly strata?: readonly StratumFact[];
  readonly source?: string;
}

/** The score of a unit whose leaders could be told from their counts: those are in no package. */
export interface WithheldFact {
  readonly appraisee: string;
  /** Exact, of the whole leaf. */
  readonly score: string;
}

/** Words of options by rater group, question and code. */
export type OptionLabels = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

export interface SatisfactionFact {
  readonly leaf: string;
  readonly name: string;
  readonly plan: SatisfactionPlan;
  readonly cells: readonly CellFact[];
  /** Not in packages of earlier versions. */
  readonly labels?: OptionLabels;
  readonly withheld?: readonly WithheldFact[];
}

export interface Facts {
  readonly cycle: { readonly id: string; readonly name: string; readonly year: number };
  readonly schemeReference: string;
  readonly scheme: SchemeData;
  /** Decisions in force, by key. */
  readonly decisions: readonly DecisionFact[];
  readonly appraisees: readonly { readonly id: string; readonly name: string; readonly group: string | null }[];
  readonly components: readonly ComponentFact[];
  readonly entries: readonly EntryFact[];
  readonly overrides: readonly OverrideFact[];
  readonly manual: readonly ManualFact[];
  readonly satisfaction: readonly SatisfactionFact[];
}
