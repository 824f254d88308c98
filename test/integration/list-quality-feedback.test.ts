/** What the feedback sheet of a department says of the lists it filed: nothing before it was told, its own lists only, masked where few were called. */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp, type Visitor } from '../support/app.ts';
import { freezeAndPublish, scoredCycle } from '../support/scoring.ts';

async function textOf(who: Visitor, cycleId: string, departmentId: string): Promise<string> {
  const bytes = await who.must(contract.downloadFeedback, { params: { cycleId, departmentId } });
  const entries = await new ZipReader(new Uint8ArrayReader(new Uint8Array(bytes as unknown as Buffer))).getEntries();
  const main = entries.find(({ filename }) => filename === 'word/document.xml');
  if (!main || main.directory) throw new Error('no document');
  const xml = new TextDecoder().decode(await main.getData(new Uint8ArrayWriter()));
  return xml.replace(/<\/w:tc>/g, '|').replace(/<[^>]*>/g, '');
}

it('stands in the sheet after departments were told', async () => {
  const app = await testApp();
  const people = { office: await app.person('office', 'office'), deputy: await app.person('office', 'deputy') };
  const scored = await scoredCycle(people, 'js2013', { perGroup: 2 });
  await scored.close();
  await freezeAndPublish(scored);
  const { cycleId, departments } = scored;
  const [mine, other] = departments;
  const liaison = await app.person('liaison', 'own', mine!.id);
  expect(await textOf(liaison, cycleId, mine!.id)).not.toContain('报送名单的质量');
  const told = async (departmentId: string, list: string, dialled: number, faults: readonly number[]) => {
    const [numbers = 0, stopped = 0, others = 0, persons = 0] = faults;
    await app.sql`
      insert into list_quality (cycle_id, department_id, list, released, dialled, wrong_numbers, stopped, other_numbers,
        wrong_persons, told_at, told_by)
      values (${cycleId}, ${departmentId}, ${list}, 200, ${dialled}, ${numbers}, ${stopped}, ${others}, ${persons},
        ${app.clock.now}, '测试')`;
  };
  await told(mine!.id, 'hot-topics', 120, [7, 3, 1, 9]);
  await told(mine!.id, 'system-cadres', 9, [5, 0, 0, 0]);
  await told(other!.id, 'hot-topics', 777, [77, 0, 0, 0]);
  const text = await textOf(liaison, cycleId, mine!.id);
  expect(text).toMatch(/[一二三四五六]、报送名单的质量/);
  // (120 - 7 - 3 - 1) / 120
  expect(text).toContain('热点难点工作|120|7|3|1|9|90.8%|');
  expect(text).toContain('系统市县干部|拨打不足10人，不列|');
  expect(text).not.toContain('777');
}, 60_000);
