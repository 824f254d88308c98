/**
 * What changed between two versions of a questionnaire, question by question, for people who must approve the change.
 *
 * Promise: equal versions have no differences; every changed wording stands there before and after. Questions are matched by id.
 */
import { canonicalText } from '../canonical.ts';
import type { Question, Questionnaire } from './schema.ts';

export interface QuestionnaireDifference {
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  /** The question; without: the questionnaire as a whole. */
  readonly question?: string;
  /** Which part changed: a key of the question or of the questionnaire. */
  readonly part?: string;
  readonly before?: string;
  readonly after?: string;
}

const wholeParts = ['title', 'intro', 'closing', 'channels', 'scales', 'texts', 'departmentTexts'] as const;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : canonicalText(value);
}

function changeOf(
  before: unknown,
  after: unknown,
  at: { readonly question?: string; readonly part: string },
): readonly QuestionnaireDifference[] {
  const [was, is] = [textOf(before), textOf(after)];
  return was === is ? [] : [{ change: 'changed', ...at, before: was, after: is }];
}

/** Differences from one version to another, the whole first, then by the order of the later one. Cost: linear in both. */
export function differenceOf(before: Questionnaire, after: Questionnaire): readonly QuestionnaireDifference[] {
  const old = new Map(before.questions.map((question) => [question.id, question]));
  const kept = new Set(after.questions.map(({ id }) => id));
  const orderBefore = before.questions.map(({ id }) => id).filter((id) => kept.has(id));
  const orderAfter = after.questions.map(({ id }) => id).filter((id) => old.has(id));
  const stayed = longestCommon(orderBefore, orderAfter);
  return [
    ...wholeParts.flatMap((part) => changeOf(before[part], after[part], { part })),
    ...before.questions
      .filter(({ id }) => !kept.has(id))
      .map(({ id, title }): QuestionnaireDifference => ({ change: 'removed', question: id, before: title })),
    ...after.questions.flatMap((question): readonly QuestionnaireDifference[] => {
      const was = old.get(question.id);
      if (!was) return [{ change: 'added', question: question.id, after: question.title }];
      return [
        ...(stayed.has(question.id)
          ? []
          : [{ change: 'moved', question: question.id, after: question.title } as const]),
        ...partsOf(was, question).flatMap((part) =>
          changeOf(valueOf(was, part), valueOf(question, part), { question: question.id, part }),
        ),
      ];
    }),
  ];
}

function partsOf(before: Question, after: Question): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((part) => part !== 'id');
}

function valueOf(question: Question, part: string): unknown {
  return new Map<string, unknown>(Object.entries(question)).get(part);
}

/** Ids of a longest common subsequence: what is not in it was moved. Cost: product of the lengths, at most 10⁴. */
function longestCommon(a: readonly string[], b: readonly string[]): ReadonlySet<string> {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const common = new Set<string>();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      common.add(a[i]!);
      i += 1;
      j += 1;
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i += 1;
    else j += 1;
  }
  return common;
}
