/** A cycle with a scheme, departments and scores, over the routes everybody uses. */
import * as contract from '#contract';
import type { Category, ScoringGroup } from '#contract';
import { findScheme, openSettings, type Setting } from '#surveys';
import type { Visitor } from './app.ts';

/** Settings nobody can suggest a value for, as a cautious office would set them. */
const chosen: Readonly<Record<string, unknown>> = {
  level1Weights: '40/30',
  weights: 'equal',
};

export const grounds = {
  reason: '经绩效考评领导小组会议研究',
  document: '会议纪要第3号',
  decidedBy: '绩效考评领导小组',
};

function suggestion(setting: Setting): unknown {
  if (setting.key in chosen) return chosen[setting.key];
  if (setting.kind === 'choice') return setting.values[0];
  if (setting.kind === 'weights') return setting.words[0];
  return setting.kind === 'tariff' ? {} : setting.preset;
}

/** Decides everything the scheme leaves open: readings of low certainty one by one. */
export async function decideAll(office: Visitor, cycleId: string, schemeId: string): Promise<void> {
  const open = openSettings(findScheme(schemeId)!, {});
  const item = (setting: Setting) => ({ key: setting.key, value: suggestion(setting) });
  const plain = open.filter(({ certainty }) => certainty === undefined).map(item);
  const batches = [plain, ...open.filter(({ certainty }) => certainty === 'low').map((setting) => [item(setting)])];
  for (const items of batches)
    if (items.length > 0) await office.must(contract.decideScore, { params: { cycleId }, body: { items, ...grounds } });
}

export interface ScoredCycle {
  readonly cycleId: string;
  readonly office: Visitor;
  /** Another person of the office. */
  readonly deputy: Visitor;
  readonly departments: readonly { readonly id: string; readonly name: string; readonly group: string }[];
  readonly groups: readonly ScoringGroup[];
  close(): Promise<void>;
}

/** Values that are no round numbers, different for each department and leaf. */
export function valueFor(leaf: { unit: string; full: string | null }, department: number, position: number): string {
  const top = leaf.full === null ? 100 : Number(leaf.full);
  return (top * (0.97 - 0.013 * department - 0.007 * position)).toFixed(2);
}

let cycles = 0;

/**
 * A cycle under a scheme with so many departments in each of its groups; everything decided and filled in, results of manual groups
 * too, not yet closed.
 */
export async function scoredCycle(
  people: { office: Visitor; deputy: Visitor },
  schemeId: string,
  options: { perGroup?: number; year?: number; fill?: boolean; departments?: readonly string[] } = {},
): Promise<ScoredCycle> {
  const { office, deputy } = people;
  cycles += 1;
  const cycle = await office.must(contract.createCycle, {
    body: {
      name: `第${cycles}个周期（${schemeId}）`,
      year: options.year ?? 2018,
      homeArea: '0771',
      frameDeadlineOn: '2018-11-30',
    },
  });
  const params = { cycleId: cycle.id };
  await office.must(contract.chooseScheme, { params, body: { reference: `${schemeId}@1` } });
  const scheme = findScheme(schemeId)!;
  const category: Category = 'economic';
  const departments: { id: string; name: string; group: string }[] = [];
  for (const group of scheme.groups)
    for (let i = 0; i < (options.perGroup ?? 3); i += 1) {
      const name = `${cycles}-${group.id}-第${i + 1}局`;
      const department = await office.must(contract.createDepartment, { body: { name, category } });
      departments.push({ id: department.id, name, group: group.id });
    }
  await office.must(contract.addAppraisees, {
    params,
    body: { departmentIds: departments.map(({ id }) => id), frames: [] },
  });
  await office.must(contract.setScoreGroups, {
    params,
    body: { items: departments.map(({ id, group }) => ({ departmentId: id, group })) },
  });
  await decideAll(office, cycle.id, schemeId);
  const { groups } = await office.must(contract.getScoring, { params });
  if (options.fill !== false) {
    const items = departments.flatMap(({ id, group }, d) =>
      (groups.find((one) => one.id === group)?.leaves ?? [])
        .filter(({ instead }) => !instead)
        .map((leaf, l) => ({ departmentId: id, leaf: leaf.id, value: valueFor(leaf, d, l) }))
        .filter(() => !groups.find((one) => one.id === group)!.manual),
    );
    await office.must(contract.enterComponents, { params, body: { items, document: '各主考单位报送的评分表' } });
    for (const { id, group } of departments)
      if (groups.find((one) => one.id === group)!.manual)
        await office.must(contract.setManualResult, {
          params: { ...params, departmentId: id },
          body: {
            total: scheme.fullMarks === '1000' ? '905.5' : '91.2',
            grade: groups.find((one) => one.id === group)!.manualGrade ? '一等' : null,
            document: '上级反馈函',
            decidedBy: '上级绩效考核办',
          },
        });
  }
  return {
    cycleId: cycle.id,
    office,
    deputy,
    departments,
    groups,
    close: async () => {
      await office.must(contract.changeCycle, { params, body: { state: 'closed' } });
    },
  };
}

/** Computes, freezes by one and publishes by the other. */
export async function freezeAndPublish(scored: ScoredCycle): Promise<contract.ResultPackage> {
  const params = { cycleId: scored.cycleId };
  const computed = await scored.office.must(contract.getComputation, { params });
  if (computed.inputDigest === null) throw new Error(`blocked: ${JSON.stringify(computed.blocking)}`);
  const frozen = await scored.office.must(contract.freezeResults, {
    params,
    body: { reason: '年度考评结果汇总', inputDigest: computed.inputDigest },
  });
  return scored.deputy.must(contract.publishResults, {
    params: { packageId: frozen.id },
    body: { digest: frozen.digest },
  });
}
