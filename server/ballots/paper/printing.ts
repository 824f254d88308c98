/**
 * What a style's form is printed from: the published poll, or before voting opens the settings it will be published from.
 *
 * Promise: nothing that is 未设定 is printed as if it were decided; the form of a style is one file, the same for every rater.
 */
import { acceptedTexts, analysisBlocks } from '#analyses';
import { type Category, pollStateLabels } from '#contract';
import { read, type Tx } from '#db';
import { printPdf, type PrintedDocument, writeWord } from '#documents';
import { Problem } from '#problem';
import { beijingMinute } from '../../beijing.ts';
import type { Context } from '../../context.ts';
import { FileReply } from '../../http/file-reply.ts';
import { pollIn, type PollRow, unitsOf } from '../polls.ts';
import { accountingSheet, listForm, type PrintedForm, sheetForm } from './documents.ts';
import { paperStanding } from './piles.ts';
import { pileIn } from './rows.ts';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface Asked {
  readonly cycleId: string;
  readonly style: string;
}
type Layout = 'list' | 'sheets';

async function formOf(tx: Tx, row: PollRow, { cycleId, style: code }: Asked, layout: Layout): Promise<PrintedForm> {
  const { settings } = row;
  const pile = await pileIn(tx, { cycleId, style: code }, ['out', 'entering', 'counted', 'discarded'], { lock: false });
  const style = settings.styles.find((one) => one.code === code);
  const group = settings.groups.find((one) => one.code === style?.group);
  if (!style || !group) throw new Problem('not-found');
  const { noOpinion, phone, closesAt } = settings;
  const open = [
    ...(noOpinion === null ? ['是否提供“不了解”'] : []),
    ...(phone === null ? ['监督电话'] : []),
    ...(closesAt === null ? ['截止时间'] : []),
  ];
  if (noOpinion === null || phone === null || closesAt === null)
    throw new Problem('poll-settings', { reason: `${open.join('、')}未设定，表上要印，请先在“设置”里定下来` });
  const departments = await tx<{ id: string; name: string; category: Category }[]>`
    select d.id, d.name, a.category from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${cycleId}`;
  const byId = new Map(departments.map((department) => [department.id, department]));
  const texts = layout === 'sheets' ? await acceptedTexts(tx, cycleId) : new Map<string, never>();
  return {
    title: settings.title,
    style: code,
    code: pile.code,
    group,
    noOpinion,
    phone,
    closesAt: beijingMinute(new Date(closesAt)),
    units: unitsOf(settings, style).map((place, index) => {
      const id = settings.units[place] ?? '';
      const department = byId.get(id);
      if (!department) throw new Problem('poll-settings', { reason: '有单位已移出本周期的被评价单位，请重新设置' });
      return { number: index + 1, name: department.name, category: department.category, texts: texts.get(id) };
    }),
  };
}

async function documentOf(ctx: Context, asked: Asked, layout: Layout): Promise<PrintedDocument> {
  return read(ctx, async (tx) => {
    const row = await pollIn(tx, asked.cycleId, ['rolled', 'voting', 'closed', 'counted'], { lock: false });
    const form = await formOf(tx, row, asked, layout);
    if (layout === 'list') return listForm(form);
    const [cycle] = await tx<{ year: number }[]>`select year from cycles where id = ${asked.cycleId}`;
    return sheetForm(form, ({ name, texts }) =>
      texts
        ? analysisBlocks(cycle?.year ?? 0, { department: name, texts })
        : [{ kind: 'paragraph', text: `（${name}没有已接收的绩效分析）`, align: 'center', size: 10.5 }],
    );
  });
}

export async function formPdf(ctx: Context, asked: Asked, layout: Layout): Promise<FileReply> {
  const document = await documentOf(ctx, asked, layout);
  return new FileReply((await printPdf(document)).bytes, 'application/pdf', { fileName: `${document.title}.pdf` });
}

export async function formWord(ctx: Context, asked: Asked, layout: Layout): Promise<FileReply> {
  const document = await documentOf(ctx, asked, layout);
  return new FileReply(await writeWord(document), docx, { fileName: `${document.title}.docx` });
}

/** 清点表, to be signed by those who counted. */
export async function accountingPdf(ctx: Context, cycleId: string): Promise<FileReply> {
  const document = await read(ctx, async (tx) => {
    const row = await pollIn(tx, cycleId, ['voting', 'closed', 'counted'], { lock: false });
    const { accounting, digest, title } = await paperStanding(tx, row);
    const [board] = await tx<{ root: string }[]>`
      select encode(root, 'hex') as root from ballot.boards where cycle_id = ${cycleId}`;
    return accountingSheet({
      title,
      counted: row.state === 'counted',
      lines: accounting,
      digests: [
        ['状态', pollStateLabels[row.state]],
        ...(board ? [['封箱的根', board.root] as const] : []),
        ...(digest === null ? [] : [['纸质表计数的摘要', digest] as const]),
      ],
    });
  });
  return new FileReply((await printPdf(document)).bytes, 'application/pdf', { fileName: `${document.title}.pdf` });
}
