/**
 * The room of paper: forms are printed for a sample, come back, and are typed by two people who do not see each other's work.
 *
 * Promise: a few forms are misread by one of them, as it happens; whether somebody settles them is the story's.
 */
import type { PaperBatch } from '#contract';
import * as paper from '#paper';
import type { NumberStream } from '#sampling';
import { itemsOf, type Questionnaire } from '#surveys';
import { formNumber } from '../../paper/form-number.ts';
import { sayAnswers, type Said } from '../answers.ts';
import { standingOf } from '../standing.ts';
import { actingAs, type Stage } from '../stage.ts';

export interface PaperWork {
  readonly batch: PaperBatch;
  /** Forms that were typed once, and how many of them twice. */
  readonly first: number;
  readonly second: number;
  /** When the two sit down, and when a third settles what they do not agree on; without: nobody has yet. */
  readonly firstAt: Date;
  readonly secondAt: Date;
  readonly settledAt?: Date;
  readonly stream: NumberStream;
}

const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);
/** Every so many forms, the second clerk misreads a mark. */
const MISREAD_EVERY = 29;

export async function enterForms(stage: Stage, work: PaperWork): Promise<void> {
  const { batch, first, second, stream } = work;
  // Not every form comes back, and those that do come in no order.
  const numbers = stream
    .shuffle(Array.from({ length: batch.accounting.printed }, (_, i) => formNumber(batch.code, i + 1)))
    .slice(0, first);
  const typed = new Map<string, { said: Said; content: Questionnaire }>();
  for (const [i, number] of numbers.entries()) {
    stage.proceed();
    const clerk = actingAs(stage, 'operator1', later(work.firstAt, i * 40));
    const form = await paper.openForm(clerk, { number });
    const said = sayAnswers(form.questionnaire, stream, standingOf(form.department) / 100);
    typed.set(number, { said, content: form.questionnaire });
    await paper.enter(clerk, { number, round: form.round, entry: entryOf(said) });
  }
  const differing: string[] = [];
  for (const [i, number] of numbers.slice(0, second).entries()) {
    stage.proceed();
    const clerk = actingAs(stage, 'operator2', later(work.secondAt, i * 40));
    const { said, content } = typed.get(number)!;
    const entry = entryOf(i % MISREAD_EVERY === 7 ? misread(said, content) : said);
    const { outcome } = await paper.enter(clerk, { number, round: 2, entry });
    if (outcome === 'differs') differing.push(number);
  }
  if (!work.settledAt) return;
  for (const [i, number] of differing.entries()) {
    const third = actingAs(stage, 'office', later(work.settledAt, i * 120));
    const { differences } = await paper.difference(third, number);
    await paper.settle(third, {
      number,
      choices: Object.fromEntries(differences.map(({ item }) => [item, 'first' as const])),
    });
  }
}

const entryOf = (said: Said): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(said).map(([item, value]) => [item, typeof value === 'string' ? value : [...value]]),
  );

/** One mark beside the one that was meant. */
function misread(said: Said, content: Questionnaire): Said {
  const item = itemsOf(content).find(
    ({ id, question }) => question.kind === 'matrix' && /^[1-5]$/.test(String(said[id])),
  );
  return item ? { ...said, [item.id]: said[item.id] === '3' ? '4' : '3' } : said;
}
