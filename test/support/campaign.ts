/** A small campaign on real workbooks: cycles, departments, liaisons and the files they send. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as contract from '#contract';
import type { Category, Frame } from '#contract';
import { root } from './cache.ts';
import type { TestApp, Visitor } from './app.ts';

const corpus = join(root, 'test', 'reference', 'cases', 'corpus');

/** A file of the corpus, as a browser would send it. */
export function workbook(path: string, name = basename(path)): File {
  return new File([readFileSync(join(corpus, path))], name);
}

export interface Campaign {
  readonly office: Visitor;
  readonly operator: Visitor;
  readonly cycleId: string;
  department(name: string, category: Category): Promise<Participant>;
}

export interface Participant {
  readonly departmentId: string;
  readonly liaison: Visitor;
  /** The frame of this 附件, as it stands now. */
  frame(attachment: number): Promise<Frame>;
  file(attachment: number, ...files: readonly File[]): Promise<contract.Submission>;
}

/** The campaign of 2015: the year the corpus's workbooks name. */
export async function campaign(app: TestApp): Promise<Campaign> {
  const office = await app.person('office', 'office');
  const operator = await app.person('operator', 'operator');
  const cycle = await office.must(contract.createCycle, {
    body: { name: '2015年度社会评价', year: 2015, homeArea: '0771', frameDeadlineOn: '2026-11-30' },
  });
  let people = 0;
  return {
    office,
    operator,
    cycleId: cycle.id,
    async department(name, category) {
      const department = await office.must(contract.createDepartment, { body: { name, category } });
      await office.must(contract.addAppraisees, {
        params: { cycleId: cycle.id },
        body: { departmentIds: [department.id] },
      });
      people += 1;
      const liaison = await app.person('liaison', `liaison-${people}`, department.id);
      const frame = async (attachment: number): Promise<Frame> => {
        const { items } = await liaison.must(contract.listFrames, { query: { cycleId: cycle.id } });
        const found = items.find((item) => item.attachment === attachment);
        if (!found) throw new Error(`no frame of attachment ${attachment}`);
        return found;
      };
      return {
        departmentId: department.id,
        liaison,
        frame,
        async file(attachment, ...files) {
          const { id } = await frame(attachment);
          return liaison.must(contract.fileSubmission, { params: { frameId: id }, files });
        },
      };
    },
  };
}

/** Files and accepts both lists of 民政厅 out of the campaign set. */
export async function acceptedDepartment(
  app: TestApp,
): Promise<{ campaign: Campaign; mzt: Participant; cadres: Frame; topics: Frame }> {
  const running = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  for (const attachment of [2, 3]) {
    const submission = await mzt.file(attachment, workbook(`campaign/民政厅-附件${attachment}.xlsx`));
    await running.operator.must(contract.acceptFrame, {
      params: { frameId: submission.frameId },
      body: { submissionId: submission.id },
    });
  }
  return { campaign: running, mzt, cadres: await mzt.frame(2), topics: await mzt.frame(3) };
}
