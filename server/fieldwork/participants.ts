/**
 * Participant files for other call-room software: queXS and LimeSurvey. The token is the pseudonymous sample number.
 *
 * Promise: only released cases, without those who have answered another way or declined; holds names and numbers, so every download is
 * noted. No answer ever stands beside them. Of random digits a number is all there is.
 */
import { write, type Tx } from '#db';
import { releasedCases, releasedNumbers, type ReleasedCase } from '#draws';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { elsewhereOf, spared } from './elsewhere.ts';

type Format = 'quexs' | 'limesurvey';

interface Participant extends Pick<ReleasedCase, 'unitId' | 'stratum' | 'replicate' | 'departmentName'> {
  readonly person?:
    | {
        readonly name: string;
        readonly organisation: string | null;
        readonly post: string | null;
        readonly numbers: readonly { readonly dial: string; readonly ext?: string | undefined }[];
      }
    | undefined;
}

interface Column {
  readonly header: string;
  readonly of: (one: Participant) => string;
}

const numberAt = ({ person }: Participant, at: number): string => {
  const number = person?.numbers[at];
  return number === undefined ? '' : number.ext ? `${number.dial}转${number.ext}` : number.dial;
};
/** queXS keeps the digits of a telephone column only: an extension beside the number would become part of it. */
const digitsAt = ({ person }: Participant, at: number): string => person?.numbers[at]?.dial ?? '';
const extensionAt = ({ person }: Participant, at: number): string => person?.numbers[at]?.ext ?? '';
const name = ({ person }: Participant): string => person?.name ?? '';
const nothing = (): string => '';

const columns: Readonly<Record<Format, readonly Column[]>> = {
  // queXS asks which column is what when the file is taken in: one primary telephone, further ones, name, token.
  quexs: [
    { header: 'token', of: ({ unitId }) => unitId },
    { header: 'phone', of: (one) => digitsAt(one, 0) },
    { header: 'phone2', of: (one) => digitsAt(one, 1) },
    { header: 'phone3', of: (one) => digitsAt(one, 2) },
    { header: 'firstname', of: nothing },
    { header: 'lastname', of: name },
    { header: 'organisation', of: ({ person }) => person?.organisation ?? '' },
    { header: 'post', of: ({ person }) => person?.post ?? '' },
    { header: 'department', of: ({ departmentName }) => departmentName },
    { header: 'stratum', of: ({ stratum }) => stratum },
    { header: 'replicate', of: ({ replicate }) => String(replicate) },
    { header: 'extension', of: (one) => extensionAt(one, 0) },
    { header: 'extension2', of: (one) => extensionAt(one, 1) },
    { header: 'extension3', of: (one) => extensionAt(one, 2) },
  ],
  limesurvey: [
    { header: 'firstname', of: nothing },
    { header: 'lastname', of: name },
    { header: 'email', of: nothing },
    { header: 'emailstatus', of: () => 'OK' },
    { header: 'token', of: ({ unitId }) => unitId },
    { header: 'language', of: () => 'zh-Hans' },
    { header: 'validfrom', of: nothing },
    { header: 'validuntil', of: nothing },
    { header: 'usesleft', of: () => '1' },
    { header: 'attribute_1', of: (one) => numberAt(one, 0) },
    { header: 'attribute_2', of: (one) => numberAt(one, 1) },
    { header: 'attribute_3', of: ({ person }) => person?.organisation ?? '' },
    { header: 'attribute_4', of: ({ person }) => person?.post ?? '' },
    { header: 'attribute_5', of: ({ departmentName }) => departmentName },
    { header: 'attribute_6', of: ({ stratum }) => stratum },
  ],
};

export async function participants(ctx: Context, drawId: string, format: Format): Promise<FileReply> {
  return write(ctx, 'fieldwork.participants', async (tx, note) => {
    const { cases, title, released } = await participantsOf(tx, ctx, drawId);
    if (released === 0) throw new Problem('nothing-released');
    const chosen = columns[format];
    const lines = [chosen.map(({ header }) => header), ...cases.map((one) => chosen.map(({ of }) => of(one)))];
    note({ subject: `draw:${drawId}`, detail: { format, cases: cases.length, spared: released - cases.length } });
    const text = lines.map((line) => line.map(cell).join(',')).join('\r\n');
    // queXS would take a byte order mark for part of the first column's name; LimeSurvey takes it off.
    const mark = format === 'quexs' ? '' : '\ufeff';
    return new FileReply(`${mark}${text}\r\n`, 'text/csv; charset=utf-8', {
      fileName: `${format === 'quexs' ? 'queXS' : 'LimeSurvey'}-${title}.csv`,
    });
  });
}

async function participantsOf(
  tx: Tx,
  ctx: Context,
  drawId: string,
): Promise<{ readonly cases: readonly Participant[]; readonly title: string; readonly released: number }> {
  const dialled = await releasedNumbers(tx, ctx, drawId);
  if (dialled) {
    const cases = dialled.numbers.map(({ dial, ...unit }): Participant => ({
      ...unit,
      departmentName: '',
      person: { name: '', organisation: null, post: null, numbers: [{ dial }] },
    }));
    return { cases, title: dialled.title, released: cases.length };
  }
  const { cases, title } = await releasedCases(tx, ctx, drawId, { persons: true });
  const elsewhere = await elsewhereOf(tx, drawId);
  return {
    cases: cases.filter(({ unitId }) => spared(elsewhere, unitId) === undefined),
    title,
    released: cases.length,
  };
}

/** A text as a CSV cell that no spreadsheet runs. */
function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
