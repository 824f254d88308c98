/** One leaf's answers as `pingyi satisfaction` takes them. Pure; nothing is filled in. */
import type { SatisfactionFact } from './facts.ts';

/** The request of `pingyi satisfaction` for one leaf. */
export function satisfactionRequest(
  { plan, cells }: Pick<SatisfactionFact, 'plan' | 'cells'>,
  members: readonly string[],
): object {
  const among = new Set(members);
  return {
    table: plan.table,
    ...(plan.satisfied ? { satisfied: plan.satisfied } : {}),
    ...(plan.settings ? { settings: plan.settings } : {}),
    raterGroups: plan.raterGroups.map(({ id, kind, weight, minBase, warnBase, trim, questions }) => ({
      id,
      kind,
      ...(weight === undefined ? {} : { weight }),
      ...(minBase === undefined ? {} : { minBase }),
      ...(warnBase === undefined ? {} : { warnBase }),
      ...(trim === undefined ? {} : { trim }),
      questions: questions.map(({ id, weight }) => ({ id, ...(weight === undefined ? {} : { weight }) })),
    })),
    appraisees: members.map((id) => ({ id })),
    cells: cells
      .filter(({ appraisee }) => among.has(appraisee))
      .map(
        ({
          appraisee,
          raterGroup,
          question,
          counts,
          noOpinion,
          abstained,
          void: voided,
          eligible,
          weightedCounts,
        }) => ({
          appraisee,
          raterGroup,
          question,
          counts,
          ...(noOpinion === undefined ? {} : { noOpinion }),
          ...(abstained === undefined ? {} : { abstained }),
          ...(voided === undefined ? {} : { void: voided }),
          ...(eligible === undefined ? {} : { eligible }),
          ...(weightedCounts === undefined ? {} : { weightedCounts }),
        }),
      ),
  };
}
