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
  let said = 0;
  for (let i = 0; i < acts.length; i += 1) {
    stage.proceed();
    const act = acts[i]!;
    const together = pairOf(act, acts[i + 1]);
    const { attempt, minutes } = together.at(-1)!;
    while (forms[0] && forms[0].at <= instantOf(stage, attempt.on, minutes)) await forms.shift()?.happen();
    if (act.step === 'decide')
      await decide(stage, act, filed.get(act.attempt)!, i % 2 === 0 ? 'operator1' : 'operator2');
    else {
      const submissions = await Promise.all(together.map((one) => file(stage, { ...one, minutes })));
      for (const [k, one] of together.entries()) filed.set(one.attempt, submissions[k]!);
      i += together.length - 1;
      if (Math.floor(filed.size / 10) > said) stage.say(`抽样框：已报送${filed.size}份，共${total}份`);
      said = Math.floor(filed.size / 10);
    }
  }
  for (const { happen } of forms) await happen();
}

/** Two departments that file one after the other do so in the same minute: reading a list takes one core, and there are more. */
function pairOf(act: Act, next: Act | undefined): readonly Act[] {
  const both =
    next?.step === 'file' && next.attempt.on === act.attempt.on && next.filing.department !== act.filing.department;
  return act.step === 'file' && both ? [act, next] : [act];
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
