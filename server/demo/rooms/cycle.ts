/** The room of cycles: one evaluation year with all 99 departments, their duties, and what was agreed with some of them. */
import * as cycles from '#cycles';
import * as frames from '#frames';
import * as questionnaires from '#questionnaires';
import { departments } from '../departments.ts';
import { actingAs, dayOf, frameOf, instantOf, type Stage } from '../stage.ts';
import { agreements, DEADLINE_DAYS_AGO, OPENED_DAYS_AGO, ownDuties } from '../story.ts';

/** All names of demo cycles begin with this, so that nobody takes them for real ones. */
export const CYCLE_PREFIX = '演示';
export const cycleName = (year: number): string => `${CYCLE_PREFIX}：${year}年度自治区直属机关社会评价`;

export async function fillCycle(stage: Stage): Promise<void> {
  const office = (daysAgo: number, minutes: number) => actingAs(stage, 'office', instantOf(stage, daysAgo, minutes));
  const ctx = office(OPENED_DAYS_AGO, 9 * 60);
  stage.cycle = await cycles.create(
    ctx,
    {
      name: cycleName(stage.year),
      year: stage.year,
      homeArea: '0771',
      frameDeadlineOn: dayOf(stage, DEADLINE_DAYS_AGO),
    },
    questionnaires.draftForNewCycle,
  );
  const { id } = stage.cycle;
  const idsOf = (names: readonly string[]) => names.map((name) => stage.departmentIds.get(name)!);
  for (const [name, duties] of Object.entries(ownDuties))
    await cycles.addAppraisees(ctx, id, { departmentIds: idsOf([name]), frames: [...duties] });
  await cycles.addAppraisees(ctx, id, { departmentIds: idsOf(departments.map(({ name }) => name)) });
  stage.cycle = await cycles.change(office(OPENED_DAYS_AGO - 1, 9 * 60), id, { state: 'collecting' });
  for (const frame of (await frames.list(ctx, { cycleId: id })).items)
    stage.frames.set(`${frame.department.name} ${frame.list}`, frame);
  await settle(stage);
}

async function settle(stage: Stage): Promise<void> {
  for (const [i, agreement] of agreements.entries()) {
    stage.proceed();
    const { department, list, minimum, coverage, deadlineIn, reason } = agreement;
    const ctx = actingAs(stage, 'office', instantOf(stage, OPENED_DAYS_AGO - 2, 9 * 60 + i * 7));
    await frames.changeDuty(ctx, frameOf(stage, department, list).id, {
      minimum,
      coverage,
      deadlineOn: deadlineIn === undefined ? undefined : dayOf(stage, -deadlineIn),
      agreedBy: '演示·绩效办评价处',
      reason,
    });
  }
}
