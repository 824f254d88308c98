/**
 * The room of the leaders: settings, roll, key, cards, votes by the real client, opening by two trustees.
 *
 * Promise: ballots are sealed and signed as a leader's phone does it and go in by the same route. Cards, keys and shares are made by chance
 * and kept nowhere but in what the demo says at its end: whoever reads that may try them.
 */
import { randomBytes } from 'node:crypto';
import * as client from '#ballot-client';
import * as ballots from '#ballots';
import type { BallotPackage, PollSettings } from '#contract';
import { Problem } from '#problem';
import { departments, departmentNamed } from '../departments.ts';
import type { Door } from '../door.ts';
import { inventGender, inventName } from '../invent.ts';
import { demoStream } from '../lists.ts';
import { standingOf } from '../standing.ts';
import { actingAs, cycleOf, type Stage } from '../stage.ts';

const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));
const minutes = (at: Date, more: number): Date => new Date(at.getTime() + more * 60_000);
const SPARE = 2;

/** Who rates: one style a group. */
const groups = [
  {
    code: 'a',
    style: 'A1',
    name: '自治区领导',
    raters: 26,
    unit: '自治区',
    posts: ['常委', '副主席', '秘书长', '副秘书长'],
  },
  { code: 'b', style: 'B1', name: '各市党政主要领导', raters: 28, unit: '市', posts: ['市委书记', '市长'] },
] as const;

export interface Poll {
  readonly key: client.PollKey;
  /** By style, as they came out of the printer. */
  readonly cards: ReadonlyMap<string, readonly string[]>;
  readonly units: readonly string[];
}

/** Everything up to the opening of the vote: `openVote`. */
export async function preparePoll(
  stage: Stage,
  { at, closesAt, title, units: names }: { at: Date; closesAt: Date; title: string; units: readonly string[] },
): Promise<Poll> {
  const { id } = cycleOf(stage);
  const office = (later: number) => actingAs(stage, 'office', minutes(at, later));
  const units = names.map((name) => stage.departmentIds.get(name)!);
  const settings: PollSettings = {
    title,
    units,
    groups: groups.map(({ code, name }) => ({ code, name, weight: null, best: 3, worst: 1, perCategory: false })),
    styles: groups.map(({ code, style, name }) => ({ code: style, group: code, name, excluded: [] })),
    closesAt: closesAt.toISOString(),
    noOpinion: true,
    uniform: 'count',
    blank: 'abstain',
    revisions: true,
    phone: '0771-2811111',
  };
  await ballots.set(office(0), id, settings);
  await ballots.setRaters(office(5), id, { raters: roll(stage) });
  await ballots.closeRoll(office(10), id, { merges: [] });
  const key = await client.createPollKey(random);
  await ballots.setKey(office(15), id, { publicKey: key.publicKey, holders: ['绩效办', '信息中心', '人大代表'] });
  const cards = new Map<string, readonly string[]>();
  for (const [i, { style, raters }] of groups.entries()) {
    const made = client.makeCards(random, id, raters + SPARE);
    cards.set(
      style,
      made.map(({ code }) => code),
    );
    const { number } = await ballots.registerCards(office(20 + i * 3), id, {
      style,
      spare: SPARE,
      cardHashes: made.map(({ hash }) => hash),
    });
    await ballots.noteHandOut(office(21 + i * 3), id, { batch: number, handedOut: raters });
  }
  return { key, cards, units };
}

function roll(stage: Stage) {
  const stream = demoStream(`${stage.year} roll`);
  return groups.flatMap(({ style, raters, unit, posts }) =>
    Array.from({ length: raters }, (_, i) => ({
      name: inventName(stream, inventGender(stream, 0.8)),
      unit: unit === '市' ? `第${Math.floor(i / 2) + 1}市` : unit,
      post: posts[i % posts.length]!,
      style,
    })),
  );
}

export async function openVote(stage: Stage, at: Date): Promise<void> {
  await ballots.start(actingAs(stage, 'office', at), cycleOf(stage).id);
}

/** So many of each hundred vote, one after the other, in the days from `from` on. Gives the cards that were not used. */
export async function castVotes(
  stage: Stage,
  door: Door,
  poll: Poll,
  { from, hours, share }: { from: Date; hours: number; share: number },
): Promise<readonly string[]> {
  const { id } = cycleOf(stage);
  const stream = demoStream(`${stage.year} ${cycleOf(stage).name} votes`);
  const nameOf = new Map([...stage.departmentIds].map(([name, department]) => [department, name]));
  const left: string[] = [];
  const voting: string[] = [];
  for (const { style, raters } of groups)
    for (const [i, code] of (poll.cards.get(style) ?? []).slice(0, raters).entries())
      (i * 100 < raters * share ? voting : left).push(code);
  door.at = from;
  const form = (await door.transport.get(`/api/ballot-forms/${id}`)).body as client.BallotForm;
  for (const [i, code] of stream.shuffle(voting).entries()) {
    stage.proceed();
    door.at = minutes(from, Math.floor((i * hours * 60) / voting.length));
    const grades = Object.fromEntries(
      poll.units.flatMap((unit) => {
        const grade = gradeOf(stream.uniform(), standingOf(nameOf.get(unit) ?? '') / 100);
        return grade === undefined ? [] : [[unit, grade] as const];
      }),
    );
    const best = stream.shuffle(poll.units.filter((unit) => grades[unit] === '5')).slice(0, 3);
    await vote(door, form, code, { grades, best, worst: [] });
  }
  return left;
}

/** 优秀 to 很差; now and then a unit is passed over. */
function gradeOf(chance: number, skill: number): string | undefined {
  if (chance > 0.97) return undefined;
  const shares = [0.24 + 0.38 * skill, 0.36, 0.24 - 0.14 * skill, 0.08];
  let left = chance;
  const place = shares.findIndex((share) => (left -= share) < 0);
  return String(place < 0 ? 2 : 5 - place);
}

async function vote(door: Door, form: client.BallotForm, code: string, draft: client.Draft): Promise<void> {
  const kept = new Map<string, string>();
  const seed = client.parseCode(code);
  const voter =
    seed &&
    client.createVoter({
      form,
      seed,
      storage: { get: (key) => kept.get(key) ?? null, set: (key, value) => void kept.set(key, value) },
      transport: door.transport,
      random,
      pause: async () => {},
      longestDelayMs: 0,
    });
  if (!voter || typeof voter === 'string') throw new Error('a card of the demo is none of its poll');
  const { kind } = await voter.cast(draft);
  if (kind !== 'received') throw new Error(`a ballot of the demo is not taken: ${kind}`);
}

/**
 * While leaders of the past vote: a server that is running would close the poll, whose time is over by the real clock. It waits for the
 * poll's row, and votes do not.
 */
export async function keptOpen<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
  const { id } = cycleOf(stage);
  return (await stage.platform.sql.begin(async (tx) => {
    await tx`select 1 from ballot.polls where cycle_id = ${id} for update`;
    return work();
  })) as T;
}

/** Closed, accounted for, opened by the first and the third trustee, counted. */
export async function openPoll(
  stage: Stage,
  poll: Poll,
  { closedAt, openedAt }: { closedAt: Date; openedAt: Date },
): Promise<void> {
  const { id } = cycleOf(stage);
  await ballots.close(actingAs(stage, 'office', closedAt), id).catch((error: unknown) => {
    // A server that is running was quicker.
    if (!(error instanceof Problem && error.code === 'poll-state')) throw error;
  });
  const spare = [...poll.cards.values()].flatMap((codes) => codes.slice(-SPARE));
  await ballots.voidCards(actingAs(stage, 'office', minutes(closedAt, 10)), id, {
    reason: 'unused',
    cardHashes: spare.map((code) => client.cardOf(client.parseCode(code)!, id).hash),
  });
  const file = (await ballots.downloadPackage(actingAs(stage, 'office', openedAt), id)).body as string;
  const joined = await client.joinShares(
    [poll.key.shares[0]!, poll.key.shares[2]!],
    client.mustHex(poll.key.publicKey),
  );
  if (!joined.ok) throw new Error(`the demo's shares do not open: ${joined.reason}`);
  const tally = ballots.openBox(JSON.parse(file) as BallotPackage, joined.privateKey);
  await ballots.fileOpening(actingAs(stage, 'office', minutes(openedAt, 30)), id, tally);
}

/** All departments in the official order of the document. */
export const inOrder = (names: readonly string[]): readonly string[] => {
  const wanted = new Set(names.map((name) => departmentNamed(name).name));
  return departments.map(({ name }) => name).filter((name) => wanted.has(name));
};
