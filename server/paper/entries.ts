/**
 * Entering forms: two clerks, each blind to the other; alike is filed at once, unlike is settled by a third with the paper at hand.
 *
 * Promise: nobody sees an entry but who settles a difference; the same person never enters a form twice nor settles the own
 * entry; what was typed is sealed; a form becomes one sheet, and a case that has answered elsewhere becomes none.
 */
import { type PaperEntry } from '#contract';
import { write, read, type Tx } from '#db';
import { Problem } from '#problem';
import { publishedVersions, type PublishedVersion } from '#questionnaires';
import { file } from '#sheets';
import { labelOf } from '#questionnaire';
import { encodeAnswers, itemsOf, readAnswers, textsFor, type Answers } from '#surveys';
import { shownName, type Context } from '../context.ts';
import { seal, unseal } from '../vault.ts';
import { formNumber } from './form-number.ts';
import { formByNumber, type EntryRow, type FormRow } from './rows.ts';

const entryPlace = (form: FormRow, round: number): string => `paper_entries/${form.batchId}/${form.serial}/${round}`;

function clerkOf(ctx: Context): string {
  if (ctx.actor.kind !== 'account') throw new Problem('not-signed-in');
  return ctx.actor.accountId;
}

async function versionOf(tx: Tx, form: FormRow): Promise<PublishedVersion> {
  const version = (await publishedVersions(tx, [form.versionId])).get(form.versionId);
  if (!version) throw new Error('a printed form lost its questionnaire');
  return version;
}

const textsOf = (form: FormRow, version: PublishedVersion) =>
  textsFor(version.content, { id: form.departmentId, name: form.departmentName }, form.year);

/** Which entry the caller would make; refuses what cannot be entered. */
function roundFor(ctx: Context, form: FormRow, entries: readonly EntryRow[]): 1 | 2 {
  if (form.closed) throw new Problem('cycle-closed');
  if (form.state !== 'out') throw new Problem('paper-form-settled');
  if (entries.some(({ clerkId }) => clerkId === clerkOf(ctx))) throw new Problem('paper-same-clerk');
  if (entries.length >= 2) throw new Problem('paper-entered-twice');
  return entries.length === 0 ? 1 : 2;
}

export async function openForm(ctx: Context, { number }: { readonly number: string }) {
  return read(ctx, async (tx) => {
    const { form, entries } = await formByNumber(tx, number);
    const round = roundFor(ctx, form, entries);
    const version = await versionOf(tx, form);
    return {
      number: formNumber(form.code, form.serial),
      batchId: form.batchId,
      batchTitle: form.batchTitle,
      department: form.departmentName,
      round,
      questionnaire: version.content,
      texts: textsOf(form, version),
    };
  });
}

type Outcome = 'filed' | 'case-answered';

export async function enter(
  ctx: Context,
  input: { readonly number: string; readonly round: number; readonly entry: PaperEntry },
): Promise<{
  number: string;
  outcome: Outcome | 'waits-for-second' | 'differs';
  notices: { item: string; message: string }[];
}> {
  return write(ctx, 'paper.enter', async (tx, note) => {
    const { form, entries } = await formByNumber(tx, input.number, { lock: true });
    const round = roundFor(ctx, form, entries);
    const version = await versionOf(tx, form);
    const taken = readAnswers(version.content, input.entry, { channel: 'paper' });
    if (!taken.ok)
      throw new Problem(
        'invalid-request',
        {},
        taken.findings.map(({ item, message }) => ({ path: item, message })),
      );
    const { dataKey } = await ctx.vault.cycleKeys(tx, form.cycleId);
    await tx`
      insert into paper_entries (batch_id, serial, round, clerk_id, clerk, entered_at, entry_sealed)
      values (${form.batchId}, ${form.serial}, ${round}, ${clerkOf(ctx)}, ${shownName(ctx.actor)}, ${ctx.now},
        ${seal(dataKey, entryPlace(form, round), Buffer.from(JSON.stringify(taken.answers)))})`;
    const first = entries[0];
    const outcome =
      first === undefined
        ? 'waits-for-second'
        : differencesOf(version, openEntry(dataKey, form, first), taken.answers).length > 0
          ? 'differs'
          : await fileForm(tx, ctx, form, taken.answers);
    const number = formNumber(form.code, form.serial);
    note({ subject: `cycle:${form.cycleId}`, detail: { batch: form.batchId, form: number, round, outcome } });
    return {
      number,
      outcome,
      notices: taken.notices.map(({ item, message }) => ({ item, message })),
    };
  });
}

const openEntry = (dataKey: Buffer, form: FormRow, entry: EntryRow): Answers =>
  JSON.parse(unseal(dataKey, entryPlace(form, entry.round), entry.entrySealed).toString('utf8'));

interface Difference {
  readonly item: string;
  readonly first: string;
  readonly second: string;
}

/** Items two entries do not agree on. Free text is compared without spaces: clerks break lines where they like. */
function differencesOf({ content }: PublishedVersion, first: Answers, second: Answers): readonly Difference[] {
  const said = (answers: Answers, item: string): string => {
    const answer = answers[item];
    if (!answer) return '';
    return answer.said === 'text' ? `text ${answer.text.replace(/\s+/gu, '')}` : JSON.stringify(answer);
  };
  return itemsOf(content)
    .filter(({ id }) => said(first, id) !== said(second, id))
    .map(({ id }) => ({ item: id, first: shown(content, first, id), second: shown(content, second, id) }));
}

/** An answer in words, for the one who settles. */
function shown(content: PublishedVersion['content'], answers: Answers, item: string): string {
  const answer = answers[item];
  const question = itemsOf(content).find(({ id }) => id === item)?.question;
  if (!answer || !question) return '不用答';
  switch (answer.said) {
    case 'option':
      return labelOf(content, question, answer.code);
    case 'options':
      return answer.codes.map((code) => labelOf(content, question, code)).join('、');
    case 'number':
      return answer.number;
    case 'text':
      return answer.text;
    case 'no-opinion':
      return '不了解';
    case 'refused':
      return '拒答';
    case 'blank':
      return '空白';
    case 'void':
      return '废（看不清或多选）';
  }
}

async function fileForm(tx: Tx, ctx: Context, form: FormRow, answers: Answers): Promise<Outcome> {
  const filed = await file(tx, ctx, {
    idempotencyKey: `paper:${form.batchId}:${form.serial}`,
    versionId: form.versionId,
    departmentId: form.departmentId,
    channel: 'paper',
    answers,
    receivedAt: ctx.now,
    ...(form.drawId !== null && form.unitId !== null ? { case: { drawId: form.drawId, unitId: form.unitId } } : {}),
  });
  const settled = { at: ctx.now, by: shownName(ctx.actor) };
  switch (filed.outcome) {
    case 'filed':
    case 'repeated':
      await tx`
        update paper_forms set state = 'filed', sheet_id = ${filed.sheetId}, settled_at = ${settled.at}, settled_by = ${settled.by}
        where batch_id = ${form.batchId} and serial = ${form.serial}`;
      return 'filed';
    case 'case-answered':
      await tx`
        update paper_forms set state = 'void', void_reason = '本人已通过其他方式作答', settled_at = ${settled.at}, settled_by = ${settled.by}
        where batch_id = ${form.batchId} and serial = ${form.serial}`;
      return 'case-answered';
    case 'case-unknown':
    case 'not-serving':
      throw new Problem('questionnaire-not-serving', { departments: form.departmentName });
  }
}

/** The two entries of a form that differ, opened for settling. */
async function bothEntries(tx: Tx, ctx: Context, form: FormRow, entries: readonly EntryRow[]) {
  const [one, two] = entries;
  if (form.state !== 'out' || !one || !two) throw new Problem('paper-no-difference');
  const { dataKey } = await ctx.vault.cycleKeys(tx, form.cycleId);
  const version = await versionOf(tx, form);
  const first = openEntry(dataKey, form, one);
  const second = openEntry(dataKey, form, two);
  return { version, dataKey, first, second, differences: differencesOf(version, first, second) };
}

/** Whoever entered the form may not judge it. */
function refuseOwn(ctx: Context, entries: readonly EntryRow[]): void {
  if (entries.some(({ clerkId }) => clerkId === clerkOf(ctx))) throw new Problem('paper-same-clerk');
}

export async function difference(ctx: Context, number: string) {
  return read(ctx, async (tx) => {
    const { form, entries } = await formByNumber(tx, number);
    refuseOwn(ctx, entries);
    const { version, differences } = await bothEntries(tx, ctx, form, entries);
    return {
      number: formNumber(form.code, form.serial),
      batchId: form.batchId,
      department: form.departmentName,
      clerks: entries.map(({ clerk }) => clerk),
      differences: differences.map((one) => ({ ...one, label: labelOfItem(version, one.item) })),
      questionnaire: version.content,
      texts: textsOf(form, version),
    };
  });
}

function labelOfItem({ content }: PublishedVersion, id: string): string {
  const item = itemsOf(content).find((one) => one.id === id);
  return item ? (item.row?.label ?? item.question.title) : id;
}

export async function settle(
  ctx: Context,
  input: { readonly number: string; readonly choices: Readonly<Record<string, 'first' | 'second'>> },
): Promise<{ number: string; outcome: Outcome }> {
  return write(ctx, 'paper.settle', async (tx, note) => {
    const { form, entries } = await formByNumber(tx, input.number, { lock: true });
    if (form.closed) throw new Problem('cycle-closed');
    refuseOwn(ctx, entries);
    const { version, dataKey, first, second, differences } = await bothEntries(tx, ctx, form, entries);
    const undecided = differences.filter(({ item }) => !Object.hasOwn(input.choices, item));
    if (undecided.length > 0) throw new Problem('paper-choice-missing', { count: undecided.length });
    const settled: Record<string, Answers[string]> = {};
    for (const { id } of itemsOf(version.content)) {
      const answer = input.choices[id] === 'second' ? second[id] : first[id];
      if (answer) settled[id] = answer;
    }
    await tx`
      insert into paper_entries (batch_id, serial, round, clerk_id, clerk, entered_at, entry_sealed)
      values (${form.batchId}, ${form.serial}, 3, ${clerkOf(ctx)}, ${shownName(ctx.actor)}, ${ctx.now},
        ${seal(dataKey, entryPlace(form, 3), Buffer.from(JSON.stringify(settled)))})`;
    const outcome = await fileForm(tx, ctx, form, settled);
    const number = formNumber(form.code, form.serial);
    note({
      subject: `cycle:${form.cycleId}`,
      detail: {
        batch: form.batchId,
        form: number,
        items: differences.length,
        outcome,
        answered: countOf(version, settled),
      },
    });
    return { number, outcome };
  });
}

/** How many items have a code: a count for the trail, never the codes. */
const countOf = ({ content }: PublishedVersion, answers: Answers): number =>
  encodeAnswers(content, answers).codes.filter((code) => code !== null).length;
