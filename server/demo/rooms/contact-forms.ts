/**
 * The room of contact forms (附件8): most departments have filled theirs, some after the last day, a few not at all.
 *
 * Promise: names and numbers are invented as everywhere in the demo; the numbers are out of a block no list uses.
 */
import * as rooms from '#contact-forms';
import { departments } from '../departments.ts';
import { inventGender, inventName, Telephones } from '../invent.ts';
import { demoStream } from '../lists.ts';
import { actingAs, cycleOf, dayOf, instantOf, type Stage } from '../stage.ts';
import { contactDaysAgo, withoutContactForm } from '../story.ts';

const offices = [
  '办公室副主任',
  '人事处副处长',
  '办公室一级主任科员',
  '综合处处长',
  '机关党委专职副书记',
  '办公室四级调研员',
];
/** The head of a department, by the word its name ends with. */
const heads: readonly (readonly [end: RegExp, post: string])[] = [
  [/厅$/, '厅长'],
  [/局$/, '局长'],
  [/委(?:员会)?$/, '主任'],
  [/部$/, '部长'],
  [/办(?:公室)?$/, '主任'],
  [/院$/, '院长'],
  [/联合会|工会|残联|妇联|侨联|文联|科协|社科联/, '主席'],
];

/** Something that happens at a moment of the story. */
export interface Happening {
  readonly at: Date;
  readonly happen: () => Promise<unknown>;
}

/** The deadline is set, and the departments fill their forms: in the order of time, to be told among the filings. */
export function contactForms(stage: Stage): Happening[] {
  const cycle = cycleOf(stage);
  const asked = instantOf(stage, contactDaysAgo.asked, 9 * 60 + 5);
  const happenings: Happening[] = [
    {
      at: asked,
      happen: () =>
        rooms.setDeadline(actingAs(stage, 'office', asked), cycle.id, {
          deadlineOn: dayOf(stage, contactDaysAgo.deadline),
        }),
    },
  ];
  const stream = demoStream('contact-forms');
  const telephones = new Telephones(stream, 199);
  for (const [i, { name, login }] of departments.entries()) {
    const [liaisonName = '', leaderName = '', second = ''] = [0.5, 0.7, 0.7].map((men) =>
      inventName(stream, inventGender(stream, men)),
    );
    const head = heads.find(([end]) => end.test(name))?.[1] ?? '主要负责人';
    const twoLeaders = i % 9 === 4;
    const form = {
      liaisonName,
      liaisonPost: stream.pick(offices),
      officePhone: `0771-${telephones.landline()}`,
      // Not everybody gives both numbers.
      mobilePhone: i % 7 === 3 ? '' : telephones.mobile(),
      leaderName,
      leaderPost: twoLeaders ? '党组书记' : `党组书记、${head}`,
      secondLeaderName: twoLeaders ? second : '',
      secondLeaderPost: twoLeaders ? head : '',
    };
    const departmentId = stage.departmentIds.get(name);
    if (departmentId === undefined || withoutContactForm.has(i)) continue;
    const late = i % 13 === 7;
    const day = late ? contactDaysAgo.deadline - 1 : contactDaysAgo.asked - 1 - (i % 9);
    const at = instantOf(stage, day, 9 * 60 + ((i * 41) % 420));
    happenings.push({ at, happen: () => rooms.fill(actingAs(stage, login, at), cycle.id, departmentId, form) });
  }
  return happenings.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
