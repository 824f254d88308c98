/**
 * What the options of a plan are called, so that a result says 很满意 and not 5.
 *
 * Promise: only words that were before people's eyes; where versions of a questionnaire word an option differently it has none, and
 * counts from surveys held elsewhere have none.
 */
import { leaderLevels } from '#contract';
import type { Tx } from '#db';
import { publishedOfCycle, type PublishedVersion } from '#questionnaires';
import { itemsOf, optionsOf, type SatisfactionPlan } from '#surveys';
import type { OptionLabels } from './facts.ts';

type PlannedGroup = SatisfactionPlan['raterGroups'][number];

/** The words of each leaf's options, by rater group, question and code. */
export async function labelsOfPlans(
  tx: Tx,
  cycleId: string,
  plans: readonly (readonly [leaf: string, plan: SatisfactionPlan])[],
): Promise<ReadonlyMap<string, OptionLabels>> {
  const asks = plans.some(([, { raterGroups }]) => raterGroups.some(({ source }) => source === 'sheets'));
  const versions = asks ? await publishedOfCycle(tx, cycleId, null) : [];
  return new Map(
    plans.map(([leaf, { raterGroups }]) => [
      leaf,
      Object.fromEntries(raterGroups.map((group) => [group.id, labelsOfGroup(group, versions)])),
    ]),
  );
}

function labelsOfGroup(group: PlannedGroup, versions: readonly PublishedVersion[]): OptionLabels[string] {
  if (group.source === 'counts') return {};
  const own = versions.filter(({ kind }) => group.questionnaire === undefined || kind === group.questionnaire);
  return Object.fromEntries(
    group.questions.map(({ id }) => [
      id,
      group.source === 'ballots' ? agreed([leaderLevels]) : agreed(own.map((one) => optionsAt(one, id))),
    ]),
  );
}

function optionsAt({ content }: PublishedVersion, id: string): readonly { code: string; label: string }[] {
  const item = itemsOf(content).find((one) => one.id === id);
  return item ? optionsOf(content, item.question) : [];
}

/** Words by code, less those that are not the same everywhere. */
function agreed(options: readonly (readonly { code: string; label: string }[])[]): Record<string, string> {
  const words = new Map<string, string>();
  const disputed = new Set<string>();
  for (const { code, label } of options.flat()) {
    if ((words.get(code) ?? label) !== label) disputed.add(code);
    words.set(code, label);
  }
  return Object.fromEntries([...words].filter(([code]) => !disputed.has(code)));
}
