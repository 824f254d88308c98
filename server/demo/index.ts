/**
 * The demo: a whole invented evaluation year in the platform's database, so that every page has something to show.
 *
 * Promise: it never mixes with real data. Its cycles, draws and logins say that they are a demo, its sign-ins are known to
 * everybody, and therefore a database that holds a real cycle is refused; there is no way around that. Everything goes
 * through the rooms' own verbs, at times before now. Same year, same people, same mistakes; only ids, keys and times differ.
 */
import * as audit from '#audit';
import type { Cycle, Draw, Frame, FrameState } from '#contract';
import * as cycles from '#cycles';
import { write } from '#db';
import * as draws from '#draws';
import * as frames from '#frames';
import type { Platform } from '../main.ts';
import { DemoRefusal } from './refusal.ts';
import { CYCLE_PREFIX, cycleName, fillCycle } from './rooms/cycle.ts';
import { fillDraws } from './rooms/draws.ts';
import { fillFrames } from './rooms/frames.ts';
import { fillPeople } from './rooms/people.ts';
import { fillPilot, isPilot } from './rooms/pilot.ts';
import { fillQuestionnaires } from './rooms/questionnaires.ts';
import { fillResults, fillReviews } from './rooms/results.ts';
import { openVoting, startFieldwork } from './rooms/running.ts';
import { actingItself, cycleOf, type Stage } from './stage.ts';

export { DEMO_PASSWORD, LOGIN_PREFIX, staff } from './rooms/people.ts';
export { departmentNamed } from './departments.ts';
export { sampleDepartment, sampleFiles } from './samples.ts';
export { signIns } from './story.ts';

interface Room {
  readonly doing: string;
  readonly fill: (stage: Stage) => Promise<void>;
}

/** In this order; a new room adds its line, and finds on the stage what those before have made. */
const rooms: readonly Room[] = [
  { doing: '部门和账号', fill: fillPeople },
  { doing: '往年的考评结果', fill: fillResults },
  { doing: '多种方式的试评，从报送到公布', fill: fillPilot },
  { doing: '评价周期', fill: fillCycle },
  { doing: '问卷', fill: fillQuestionnaires },
  { doing: '抽样框和情况表', fill: fillFrames },
  { doing: '网上评议和领导评价', fill: openVoting },
  { doing: '抽样', fill: fillDraws },
  { doing: '反馈和复核', fill: fillReviews },
  { doing: '电话访问和纸质问卷', fill: startFieldwork },
];

const FIRST_YEAR = 2018;

export interface DemoRequest {
  readonly now: Date;
  readonly say: (line: string) => void;
  /** One more year beside those that are there. */
  readonly again: boolean;
  /** Ends the loading between two steps. */
  readonly interrupted?: AbortSignal;
}

export interface DemoReport {
  /** False: it was there before. */
  readonly loaded: boolean;
  readonly cycle: Cycle;
  readonly frames: Readonly<Record<FrameState, number>>;
  readonly lateSubmissions: number;
  readonly draws: readonly Draw[];
  /** The cycle that was told to its end: telephone, paper, open web and leaders in one score. */
  readonly pilot: Cycle | undefined;
  /** Of what is open; known only to the loading that opened it. */
  readonly publicSlug: string | undefined;
  readonly unusedCards: readonly string[];
}

/** Loads the demo, or reports the one that is there. */
export async function loadDemo(platform: Platform, request: DemoRequest): Promise<DemoReport> {
  const lock = await platform.sql.reserve();
  try {
    // Two at once would tell the same story twice. The lock is this connection's and goes with it.
    const [row] = await lock<{ free: boolean }[]>`select pg_try_advisory_lock(hashtext('pingyi demo')) as free`;
    if (!row?.free) throw new DemoRefusal('另一个窗口正在载入演示数据；等它完成后再看');
    try {
      return await load(platform, request);
    } finally {
      await lock`select pg_advisory_unlock(hashtext('pingyi demo'))`;
    }
  } finally {
    lock.release();
  }
}

async function load(platform: Platform, { now, say, again, interrupted }: DemoRequest): Promise<DemoReport> {
  const stage: Stage = {
    platform,
    year: FIRST_YEAR,
    now,
    say,
    proceed: () => {
      if (interrupted?.aborted) throw new DemoRefusal('已中断，演示数据没有载完；再运行一次同样的命令会另起一份完整的');
    },
    people: new Map(),
    departmentIds: new Map(),
    cycle: undefined,
    frames: new Map(),
    draws: [],
    publicSlug: undefined,
    unusedCards: [],
  };
  const ctx = actingItself(stage, now);
  const present = (await cycles.list(ctx)).items;
  const real = present.find((cycle) => !cycle.name.startsWith(CYCLE_PREFIX));
  if (real)
    throw new DemoRefusal(
      `这个数据库里已有正式的评价周期“${real.name}”。演示账号的密码人人知道，不能与正式数据放在一起；` +
        '请换一个数据目录，例如 PINGYI_DATA=./data-demo npm run demo，再用 PINGYI_DATA=./data-demo npm start 打开',
    );
  const finished = await finishedCycles(stage, present);
  const latest = finished[0];
  if (latest && !again) return report(stage, latest, false);
  const year = latest ? latest.year + 1 : FIRST_YEAR;
  await setAsideUnfinished(stage, present, year);
  const telling: Stage = { ...stage, year };
  for (const [i, { doing, fill }] of rooms.entries()) {
    say(`（${i + 1}/${rooms.length}）${doing}…`);
    await fill(telling);
  }
  const cycle = cycleOf(telling);
  await write(ctx, 'demo.load', async (_tx, note) =>
    note({ subject: `cycle:${cycle.id}`, detail: { year, note: '演示记录的时间是编的' } }),
  );
  return report(telling, cycle, true);
}

/** Demo cycles that were told to the end, latest year first. */
async function finishedCycles(stage: Stage, present: readonly Cycle[]): Promise<Cycle[]> {
  const entries = await audit.list(actingItself(stage, stage.now), { limit: 500, action: 'demo.load' });
  const finished = new Set(entries.items.map((entry) => entry.subject));
  return present.filter((cycle) => finished.has(`cycle:${cycle.id}`)).toSorted((a, b) => b.year - a.year);
}

/** What an interruption has left cannot be deleted (the trail is append-only), so it makes room for a complete one. */
async function setAsideUnfinished(stage: Stage, present: readonly Cycle[], year: number): Promise<void> {
  const left = present.find((cycle) => cycle.name === cycleName(year));
  if (!left) return;
  await cycles.change(actingItself(stage, stage.now), left.id, {
    name: `${CYCLE_PREFIX}（未载完，${left.id.slice(0, 8)}）：${year}年度`,
    state: 'closed',
  });
}

async function report(stage: Stage, cycle: Cycle, loaded: boolean): Promise<DemoReport> {
  const ctx = actingItself(stage, stage.now);
  const counted: Record<FrameState, number> = { awaited: 0, filed: 0, returned: 0, accepted: 0, locked: 0 };
  const all = (await cycles.list(ctx)).items;
  const items: readonly Frame[] = (await frames.list(ctx, { cycleId: cycle.id })).items;
  for (const frame of items) counted[frame.state] += 1;
  return {
    loaded,
    cycle: all.find(({ id }) => id === cycle.id) ?? cycle,
    frames: counted,
    lateSubmissions: items.filter((frame) => frame.latest?.late).length,
    draws: (await draws.list(ctx, { cycleId: cycle.id })).items,
    pilot: all.find(({ name }) => isPilot(name)),
    publicSlug: stage.publicSlug,
    unusedCards: stage.unusedCards,
  };
}
