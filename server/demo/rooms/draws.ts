/**
 * The room of draws: three sealed with their first replicate released (strata, cadres by post, two stages), one that waits for the dice, one on paper only.
 *
 * The public event is a throw of dice before a witness, so that no real lottery is made to have given numbers it did not.
 */
import type { Draw } from '#contract';
import * as draws from '#draws';
import { demoStream } from '../lists.ts';
import { actingAs, cycleOf, dayOf, frameOf, instantOf, type Stage } from '../stage.ts';
import { draws as storyDraws, type StoryDraw } from '../story.ts';

/** Days ago, after the last filing. */
const LOCKED = 2;
const DRAWN = 1;

const MORNING = 9 * 60;

export async function fillDraws(stage: Stage): Promise<void> {
  const designed: Draw[] = [];
  for (const [i, story] of storyDraws.entries()) designed.push(await design(stage, story, MORNING + 60 + i * 25));
  const reaching = (...states: readonly StoryDraw['reaches'][]) =>
    designed.filter((_, i) => states.includes(storyDraws[i]!.reaches));
  // The sealed draw's dice are thrown the day after its lock, the other's tomorrow.
  for (const [i, draw] of reaching('locked', 'sealed').entries()) {
    stage.proceed();
    await draws.lock(actingAs(stage, 'operator2', instantOf(stage, LOCKED, MORNING + 360 + i * 25)), draw.id, {
      announcement: announce(dayOf(stage, reaching('sealed').includes(draw) ? DRAWN : -1)),
    });
  }
  for (const [i, draw] of reaching('sealed').entries()) {
    stage.proceed();
    await unfold(stage, draw, MORNING + 20 + i * 60);
  }
  stage.draws = designed;
}

const announce = (day: string): string =>
  `演示：${day}上午九时，在评议室由监督员掷二十次十面骰，所得数字依次排列即为公开随机数`;

async function design(stage: Stage, story: StoryDraw, minutes: number): Promise<Draw> {
  stage.proceed();
  return draws.design(actingAs(stage, 'operator1', instantOf(stage, LOCKED, minutes)), {
    cycleId: cycleOf(stage).id,
    title: story.title,
    frameIds: story.departments.map((department) => frameOf(stage, department, story.list ?? 'topics').id),
    design: { replicateSize: 50, allocation: 'proportional', floor: 0, restMonths: 0, ...story.design },
  });
}

/** Two operators take turns, and the observer checks the result. */
async function unfold(stage: Stage, { id, title }: Draw, minutes: number): Promise<void> {
  const as = (who: string, later: number) => actingAs(stage, who, instantOf(stage, DRAWN, minutes + later));
  await draws.select(as('operator1', 0), id, { publicRandomness: dice(stage.year, title), oneTimeCode: '' });
  await draws.seal(as('operator2', 5), id);
  await draws.release(as('operator1', 10), id, 1);
  await draws.verify(as('observer', 15), id);
}

/** Twenty throws. */
export function dice(year: number, title: string): string {
  const stream = demoStream(`${year} ${title} dice`);
  return Array.from({ length: 20 }, () => String(stream.below(10))).join('');
}
