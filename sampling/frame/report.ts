/**
 * The frame report: what a check says about filed lists, as the contract's JSON document prints it.
 *
 * Promise: types only. Everything here can be cloned, serialised and shown to the department that filed the list.
 */
import type { CoverageList } from './tables/divisions.ts';
import type { FindingCode, Severity } from './catalogue.ts';

export type ListKind = 'system-cadres' | 'hot-topics' | 'service-users' | 'rectification';
/** People who were served or gave an opinion: a name and a number make a row; order, posts and headings are not asked for. */
export const namesAreEnough = (kind: ListKind): boolean => kind === 'service-users' || kind === 'rectification';

export type Coverage = 'none' | CoverageList;

export type ColumnKey =
  | 'serial'
  | 'name'
  | 'gender'
  | 'organisation'
  | 'address'
  | 'post'
  | 'area'
  | 'office'
  | 'mobile'
  | 'phone'
  | 'postcode'
  | 'remark';

export type Verdict = 'accepted' | 'returned';

export type Gender = '男' | '女';

export const exemptionChecks = [
  'minimum',
  'coverage',
  'address',
  'disjoint',
  'department',
  'template',
  'withheld',
] as const;
export type ExemptionCheck = (typeof exemptionChecks)[number];

/** An adjustment agreed with the office (R25): who agreed, when, why. */
export interface Exemption {
  readonly check: ExemptionCheck;
  readonly agreedBy: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly reason: string;
  /** For `minimum`: the agreed number. */
  readonly minimum?: number;
  /** For `coverage`: the places that may be missing; all when absent. */
  readonly places?: readonly string[];
}

export interface Counts {
  readonly rows: number;
  readonly persons: number;
  readonly usable: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export interface RowPlace {
  readonly list?: number;
  readonly file?: string;
  readonly sheet: string;
  readonly row: number;
}

export interface Finding {
  readonly list: number;
  readonly file: string | null;
  readonly sheet: string | null;
  readonly row: number | null;
  /** A column key, or the letter of a column that maps to no key. */
  readonly column?: string;
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly raw?: string;
  readonly repaired?: string;
  readonly issues?: readonly string[];
  readonly detail?: Readonly<Record<string, number>>;
  readonly related?: readonly RowPlace[];
}

export type SkipReason =
  | 'missing-column'
  | 'duplicate-column'
  | 'template-mismatch'
  | 'department-mismatch'
  | 'hidden'
  | 'empty'
  | 'no-header';

export interface SheetReport {
  readonly name: string;
  readonly state: 'read' | 'skipped';
  readonly reason?: SkipReason;
  /** Last row of the header. */
  readonly headerRow: number | null;
  readonly firstDataRow: number | null;
  /** Data rows. */
  readonly rows: number;
  readonly columns: Readonly<Partial<Record<ColumnKey, string>>>;
  readonly title: string | null;
  readonly year: number | null;
  readonly reportedBy: string | null;
  /** YYYY-MM-DD. */
  readonly reportedOn: string | null;
}

export interface FileReport {
  readonly list: number;
  readonly name: string;
  readonly sha256: string;
  readonly sheets: readonly SheetReport[];
}

export interface PersonNumber {
  readonly type: 'mobile' | 'fixed';
  readonly e164: string;
  readonly dial: string;
  readonly ext?: string;
  readonly primary: boolean;
}

export interface Person {
  readonly list: number;
  readonly file: string;
  readonly sheet: string;
  readonly row: number;
  /** All counting rows of a person filed more than once. */
  readonly rows?: readonly { readonly file: string; readonly sheet: string; readonly row: number }[];
  readonly serial: number | null;
  readonly name: string;
  readonly nameKey: string;
  readonly gender: Gender | null;
  readonly organisation: string | null;
  readonly post: string | null;
  readonly address?: string;
  readonly postcode?: string;
  readonly remark?: string;
  readonly numbers: readonly PersonNumber[];
}

export interface ListedPerson {
  readonly sheet: string;
  readonly row: number;
  readonly serial: number | null;
  readonly name: string;
}

export type DifferenceField =
  'name' | 'gender' | 'organisation' | 'address' | 'post' | 'postcode' | 'remark' | 'numbers';

export interface Difference {
  readonly previous: { readonly name: string; readonly sha256: string };
  readonly added: readonly ListedPerson[];
  readonly removed: readonly ListedPerson[];
  readonly changed: readonly {
    readonly sheet: string;
    readonly row: number;
    readonly previousSheet: string;
    readonly previousRow: number;
    readonly name: string;
    readonly fields: readonly {
      readonly field: DifferenceField;
      readonly from: string | null;
      readonly to: string | null;
    }[];
  }[];
  readonly unchanged: number;
}

/** Of the mobiles of counting rows, by the number-segment table. */
export interface SegmentTally {
  /** At home elsewhere, without the 0 of 填报要求 3: dialled with it. */
  readonly prefixMissing: number;
  /** At home here, with a 0: dialled without it. */
  readonly prefixNotNeeded: number;
  /** The table does not know the segment: dialled as the department wrote. */
  readonly unknown: number;
}

export interface ListReport {
  readonly list: number;
  readonly kind: ListKind;
  readonly attachment: number | null;
  readonly department: string | null;
  readonly minimum: number;
  readonly coverage: Coverage;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly exemptions: readonly {
    readonly check: ExemptionCheck;
    readonly agreedBy: string;
    readonly date: string;
    readonly reason: string;
    readonly used: boolean;
  }[];
  readonly difference?: Difference;
  /** With a number-segment table only. */
  readonly segments?: SegmentTally;
}

export interface FrameDocument {
  readonly contract: 1;
  readonly verdict: Verdict;
  readonly lists: readonly ListReport[];
  readonly files: readonly FileReport[];
  readonly counts: Counts;
  readonly findings: readonly Finding[];
  readonly truncated: readonly {
    readonly list: number;
    readonly code: FindingCode;
    readonly printed: number;
    readonly total: number;
  }[];
  readonly persons: readonly Person[];
}
