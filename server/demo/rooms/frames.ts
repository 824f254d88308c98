/**
 * The room of frames: departments file what the story says, through the door everybody uses; operators accept and return.
 *
 * Promise: nothing is written around the verbs, so whatever the check says of these files it would say of a department's.
 */
import type { Submission } from '#contract';
import * as frames from '#frames';
import { entriesOf, schedule, type Act } from '../acts.ts';
import { departmentNamed } from '../departments.ts';
import { PACKAGE_PASSWORD, writeFiles } from '../files.ts';
import type { Attempt } from '../story.ts';
import { contactForms } from './contact-forms.ts';
import { actingAs, dayOf, frameOf, instantOf, kindOf, type Stage } from '../stage.ts';

export async function fillFrames(stage: Stage): Promise<void> {
  const acts = schedule();
  const filed = new Map<Attempt, Submission>();
  const total = acts.filter(({ step }) => step === 'file').length;
  const forms = contactForms(stage);
  for (const [i, act] of acts.entries()) {
    stage.proceed();
    while (forms[0] && forms[0].at <= instantOf(stage, act.attempt.on, act.minutes)) await forms.shift()?.happen();
    if (act.step === 'decide')
      await decide(stage, act, filed.get(act.attempt)!, i % 2 === 0 ? 'operator1' : 'operator2');
    else {
      filed.set(act.attempt, await file(stage, act));
      if (filed.size % 10 === 0) stage.say(`抽样框：已报送${filed.size}份，共${total}份`);
    }
  }
  for (const { happen } of forms) await happen();
}

async function file(stage: Stage, { filing, attempt, minutes }: Act): Promise<Submission> {
  const department = departmentNamed(filing.department);
  const frame = frameOf(stage, department.name, filing.list);
  const files = await writeFiles(
    {
      department: department.name,
      list: kindOf(filing.list),
      attachment: frame.attachment,
      year: stage.year,
      reportedOn: dayOf(stage, attempt.on),
      entries: entriesOf(stage.year, filing, attempt),
      ...(attempt.extraColumn ? { extraColumn: attempt.extraColumn } : {}),
      ...(attempt.footer ? { footer: attempt.footer } : {}),
    },
    attempt.format ?? 'xlsx',
  );
  return frames.submit(actingAs(stage, department.login, instantOf(stage, attempt.on, minutes)), frame.id, {
    files,
    ...(attempt.format === 'zip-aes' ? { password: PACKAGE_PASSWORD } : {}),
  });
}

async function decide(stage: Stage, { attempt, minutes }: Act, submission: Submission, who: string): Promise<void> {
  const ctx = actingAs(stage, who, instantOf(stage, attempt.on, minutes));
  const { id: submissionId, frameId } = submission;
  if (attempt.decision === 'accept') await frames.accept(ctx, frameId, { submissionId });
  else if (attempt.decision)
    await frames.returnToDepartment(ctx, frameId, { submissionId, reason: attempt.decision.return });
}
