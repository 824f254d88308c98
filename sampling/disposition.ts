/**
 * Call outcomes by AAPOR's Standard Definitions, and the rates made of them.
 *
 * Promise: every outcome has one code and one class; a rate whose denominator is empty is null. Which outcome a call had is
 * for the interviewer; nothing here guesses.
 */

/**
 * I complete, P partial, R refusal and break-off, NC non-contact, O other, UH unknown if household, UR household but unknown
 * if anybody eligible, UO other unknown, NE not eligible.
 */
export type DispositionClass = 'I' | 'P' | 'R' | 'NC' | 'O' | 'UH' | 'UR' | 'UO' | 'NE';

export interface Disposition {
  readonly code: string;
  readonly class: DispositionClass;
  readonly label: string;
  /** No further attempt is made after it. */
  readonly final: boolean;
}

const table: readonly (readonly [string, DispositionClass, string, boolean])[] = [
  ['1.1', 'I', '成功', true],
  ['1.2', 'P', '部分完成', true],
  ['2.11', 'R', '拒访', true],
  ['2.111', 'R', '家人拒访', true],
  ['2.112', 'R', '本人拒访', true],
  ['2.12', 'R', '中途拒访', true],
  ['2.20', 'NC', '未接触', false],
  ['2.21', 'NC', '约访未成', false],
  ['2.22', 'NC', '留言', false],
  ['2.31', 'O', '去世', true],
  ['2.32', 'O', '无法受访', true],
  ['2.33', 'O', '语言不通', true],
  ['2.35', 'O', '其他未访', true],
  ['3.11', 'UH', '未拨打', false],
  ['3.12', 'UH', '占线', false],
  ['3.13', 'UH', '无人接听', false],
  ['3.14', 'UH', '语音信箱', false],
  ['3.15', 'UH', '拦截', false],
  ['3.16', 'UH', '线路故障', false],
  ['3.20', 'UR', '未甄别即挂断', false],
  ['3.30', 'UO', '其他不明', false],
  ['3.90', 'UO', '其他不明', false],
  ['4.10', 'NE', '非样本', true],
  ['4.20', 'NE', '传真', true],
  ['4.31', 'NE', '空号', true],
  ['4.32', 'NE', '销号', true],
  ['4.33', 'NE', '停机', false],
  ['4.41', 'NE', '改号', true],
  ['4.42', 'NE', '转接', true],
  ['4.51', 'NE', '单位电话', true],
  ['4.7', 'NE', '不合格', true],
  ['4.8', 'NE', '配额已满', true],
];

/** The outcomes of a telephone room. Source: AAPOR Standard Definitions, 10th edition 2023, telephone. */
export const dispositions: readonly Disposition[] = table.map(([code, kind, label, final]) => ({
  code,
  class: kind,
  label,
  final,
}));

export type DispositionCounts = { readonly [kind in DispositionClass]?: number };

/** Share of the unknown that is eligible: one for all, or one a class. */
export type Eligibility = number | { readonly UH: number; readonly UR: number; readonly UO: number };

/** e by default: eligible over eligible and not eligible, (I+P+R+NC+O) / (I+P+R+NC+O+NE). Source: AAPOR calculator 4.0. */
export function estimateEligibility({ I = 0, P = 0, R = 0, NC = 0, O = 0, NE = 0 }: DispositionCounts): number | null {
  const eligible = I + P + R + NC + O;
  return eligible + NE > 0 ? eligible / (eligible + NE) : null;
}

const rateNames = [
  ...(['RR1', 'RR2', 'RR3', 'RR4', 'RR5', 'RR6', 'COOP1', 'COOP2', 'COOP3', 'COOP4'] as const),
  ...(['REF1', 'REF2', 'REF3', 'CON1', 'CON2', 'CON3'] as const),
] as const;
export type OutcomeRates = { readonly [name in (typeof rateNames)[number]]: number | null };

/**
 * Response (RR1 to 6), cooperation (COOP1 to 4), refusal (REF1 to 3) and contact rates (CON1 to 3). Counts may be sums of
 * weights. Editions before the 10th count UR in UO. Source: AAPOR Standard Definitions, 10th edition 2023. Cost: constant.
 */
export function outcomeRates(counts: DispositionCounts, eligibility: Eligibility): OutcomeRates {
  const { I = 0, P = 0, R = 0, NC = 0, O = 0, UH = 0, UR = 0, UO = 0 } = counts;
  const e = typeof eligibility === 'number' ? { UH: eligibility, UR: eligibility, UO: eligibility } : eligibility;
  const interviews = I + P;
  const known = interviews + R + NC + O;
  const all = known + UH + UR + UO;
  const eligible = known + e.UH * UH + e.UR * UR + e.UO * UO;
  const over = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  const reached = interviews + R + O;
  return {
    RR1: over(I, all),
    RR2: over(interviews, all),
    RR3: over(I, eligible),
    RR4: over(interviews, eligible),
    RR5: over(I, known),
    RR6: over(interviews, known),
    COOP1: over(I, reached),
    COOP2: over(interviews, reached),
    COOP3: over(I, interviews + R),
    COOP4: over(interviews, interviews + R),
    REF1: over(R, all),
    REF2: over(R, eligible),
    REF3: over(R, known),
    CON1: over(reached, all),
    CON2: over(reached, eligible),
    CON3: over(reached, known),
  };
}
