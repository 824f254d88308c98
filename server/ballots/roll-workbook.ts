/**
 * The roll as a workbook: a template that says who rates whom, the roll as it stands, and reading one back by the office's own row numbers.
 *
 * Promise: a roll holds 姓名、单位、职务、票种 and nothing else: no card, number, telephone, or word of how or whether somebody votes; a file with
 * such a column is told so. The file is read and forgotten; nothing changes before the office saves what was read.
 */
import ExcelJS from 'exceljs';
import type { z } from 'zod';
import {
  categoryLabels,
  type Category,
  type checkRoll as checkRollRoute,
  type InputFinding,
  type PollSettings,
  type Rater,
  SMALLEST_STYLE,
  type UploadedFile,
} from '#contract';
import { read, write, type Tx } from '#db';
import { columnLetter, readSheets, type TableSheet } from '#frames';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { findPoll, ratersByStyle, unitsOf } from './polls.ts';
import { ratersOf } from './roll.ts';

type Checked = z.output<(typeof checkRollRoute)['reply']>;

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const heads = ['姓名', '单位', '职务', '票种', '人数'] as const;
type Head = (typeof heads)[number];
/** Known from other lists, ignored. */
const ignored = ['序号'];
/** What would tie a person to a card, a form, or an act: never in a roll. */
const tying = /卡|码|编号|手机|电话|号码|身份证|是否|投票|领取|签收|已|方式|地址|微信|备注|时间|日期/;
const nobody = '不具名';

async function settingsOf(tx: Tx, cycleId: string, { preparing }: { readonly preparing: boolean }) {
  const poll = await findPoll(tx, cycleId);
  if (!poll) throw new Problem('poll-state', { state: '尚未设置' });
  if (preparing && poll.state !== 'preparing') throw new Problem('poll-state', { state: '名册已封' });
  return poll.settings;
}

// Writing -------------------------------------------------------------------------------------------------------------------

const line = { style: 'thin', color: { argb: 'FFB8BEC6' } } as const;
const border = { top: line, bottom: line, left: line, right: line };

function fill(
  sheet: ExcelJS.Worksheet,
  {
    title,
    hint,
    columns,
    rows,
  }: {
    readonly title: string;
    readonly hint: string;
    readonly columns: readonly (readonly [string, number])[];
    readonly rows: readonly (readonly (string | number)[])[];
  },
): void {
  columns.forEach(([, width], index) => (sheet.getColumn(index + 1).width = width));
  sheet.addRow([title]).font = { size: 14, bold: true };
  sheet.mergeCells(1, 1, 1, columns.length);
  const told = sheet.addRow([hint]);
  told.font = { size: 10, color: { argb: 'FF5B6470' } };
  told.alignment = { wrapText: true, vertical: 'top' };
  told.height = 48;
  sheet.mergeCells(2, 1, 2, columns.length);
  const head = sheet.addRow(columns.map(([name]) => name));
  head.eachCell((cell) => {
    cell.font = { bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEEF2F7' } };
    cell.border = border;
    cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
  });
  for (const values of rows) {
    const row = sheet.addRow([...values]);
    row.eachCell({ includeEmpty: true }, (cell) => {
      cell.border = border;
      cell.numFmt = typeof cell.value === 'number' ? '0' : '@';
    });
  }
  sheet.views = [{ state: 'frozen', ySplit: 3 }];
}

/** Rows one may type into after the filled ones. */
const EMPTY_ROWS = 200;

async function writeRoll(
  tx: Tx,
  cycleId: string,
  settings: PollSettings,
  raters: readonly Rater[],
): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  book.creator = 'Pingyi';
  const roll = book.addWorksheet('名册');
  fill(roll, {
    title: `${settings.title}评价人名册`,
    hint:
      '一人一行，票种从下拉表里选（见“票种”表）。不便写姓名的，姓名留空，写单位、职务、票种和人数。' +
      '名册只用来数人数、核对和发卡：不要加卡号、手机号、是否投票、备注等栏。',
    columns: [
      ['姓名', 14],
      ['单位', 30],
      ['职务', 24],
      ['票种', 12],
      ['人数', 10],
    ],
    rows: [
      ...raters.map(({ name, unit, post, style }) => [name, unit, post, style, '']),
      ...Array.from({ length: EMPTY_ROWS }, () => ['', '', '', '', '']),
    ],
  });
  const last = 3 + raters.length + EMPTY_ROWS;
  for (let row = 4; row <= last; row += 1)
    roll.getCell(row, 4).dataValidation = {
      type: 'list',
      allowBlank: true,
      formulae: [`票种!$A$4:$A$${3 + settings.styles.length}`],
      showErrorMessage: true,
      errorTitle: '没有这个票种',
      error: '请从下拉表里选；各票种评哪些单位见“票种”表',
    };
  const departments = await tx<{ id: string; name: string; category: Category }[]>`
    select d.id, d.name, a.category from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${cycleId}`;
  const byId = new Map(departments.map((department) => [department.id, department]));
  const counts = await ratersByStyle(tx, cycleId);
  const groupOf = (code: string) => settings.groups.find((group) => group.code === code);
  fill(book.addWorksheet('票种'), {
    title: '票种：谁评哪些单位',
    hint: `同一票种的人合起来不能少于${SMALLEST_STYLE}人，否则票会被猜出是谁的，须并入同类别的其他票种。回避的是评价人自己的单位。`,
    columns: [
      ['票种', 10],
      ['名称', 24],
      ['评价主体类别', 20],
      ['权重', 10],
      ['评几个单位', 12],
      ['回避', 40],
      ['名册现有人数', 14],
    ],
    rows: settings.styles.map((style) => [
      style.code,
      style.name,
      groupOf(style.group)?.name ?? style.group,
      groupOf(style.group)?.weight ?? '未设定',
      unitsOf(settings, style).length,
      style.excluded.map((id) => byId.get(id)?.name ?? '').join('、'),
      counts.get(style.code) ?? 0,
    ]),
  });
  fill(book.addWorksheet('评价对象'), {
    title: '评价对象（按正式顺序）',
    hint: '“评”：这个票种评这个单位；“回避”：不评。',
    columns: [['序号', 8], ['单位', 34], ['类别', 24], ...settings.styles.map(({ code }) => [code, 8] as const)],
    rows: settings.units.map((id, index) => {
      const department = byId.get(id);
      return [
        index + 1,
        department?.name ?? '',
        department ? categoryLabels[department.category] : '',
        ...settings.styles.map(({ excluded }) => (excluded.includes(id) ? '回避' : '评')),
      ];
    }),
  });
  return new Uint8Array(await book.xlsx.writeBuffer());
}

export async function rollTemplate(ctx: Context, cycleId: string): Promise<FileReply> {
  return read(ctx, async (tx) => {
    const settings = await settingsOf(tx, cycleId, { preparing: false });
    return new FileReply(await writeRoll(tx, cycleId, settings, []), xlsx, {
      fileName: `名册填报表-${settings.title}.xlsx`,
    });
  });
}

/** The roll as it stands, with names. */
export async function rollWorkbook(ctx: Context, cycleId: string): Promise<FileReply> {
  return write(ctx, 'ballot.raters-download', async (tx, note) => {
    const settings = await settingsOf(tx, cycleId, { preparing: false });
    const raters = await ratersOf(tx, ctx, cycleId);
    note({ subject: `cycle:${cycleId}`, detail: { raters: raters.length } });
    return new FileReply(await writeRoll(tx, cycleId, settings, raters), xlsx, {
      fileName: `名册-${settings.title}.xlsx`,
    });
  });
}

// Reading -------------------------------------------------------------------------------------------------------------------

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

/** Persons of an uploaded roll with what is wrong in it, by sheet, row and column of the file itself. */
function readRaters(sheets: readonly TableSheet[], settings: PollSettings): Pick<Checked, 'findings' | 'raters'> {
  const findings: InputFinding[] = [];
  const raters: Rater[] = [];
  const seen = new Map<string, string>();
  const unnamed = new Map<string, number>();
  const codes = new Set(settings.styles.map(({ code }) => code));
  const byName = new Map(settings.styles.map(({ code, name }) => [plain(name), code]));
  let found = 0;
  for (const { name: sheet, rows } of sheets) {
    const head = rows.find(({ cells }) => {
      const texts = new Set(cells.map(plain));
      return texts.has('票种') && (texts.has('姓名') || texts.has('人数')) && !texts.has('评价主体类别');
    });
    if (!head) continue;
    found += 1;
    const say = (row: number, column: number | null, code: string, message: string, raw: string | null = null) =>
      findings.push({
        sheet,
        row,
        column: column === null ? null : columnLetter(column),
        severity: 'error',
        code,
        message,
        raw: raw?.slice(0, 60) ?? null,
      });
    const at = new Map<Head, number>();
    head.cells.forEach((text, column) => {
      const title = plain(text);
      if (title === '' || ignored.includes(title)) return;
      const known = heads.find((one) => one === title);
      if (known && at.has(known)) say(head.number, column, 'head-twice', `“${title}”有两栏，请只留一栏`, text);
      else if (known) at.set(known, column);
      else if (tying.test(title))
        say(head.number, column, 'head-ties', `名册不能有“${title}”一栏：它会把人和票、卡连起来，请删去整栏`, text);
      else say(head.number, column, 'head-unknown', `名册只收${heads.join('、')}，请删去“${title}”一栏`, text);
    });
    for (const { number, cells } of rows.filter(({ number }) => number > head.number)) {
      const of = (title: Head) => cells[at.get(title) ?? -1] ?? '';
      const column = (title: Head) => at.get(title) ?? null;
      if (heads.every((title) => of(title) === '')) continue;
      const [person, unit, post, given, howMany] = heads.map(of) as [string, string, string, string, string];
      if (person.length > 40) say(number, column('姓名'), 'name-long', '姓名超过40字', person);
      if (unit.length > 80) say(number, column('单位'), 'unit-long', '单位超过80字', unit);
      if (post.length > 80) say(number, column('职务'), 'post-long', '职务超过80字', post);
      const code = plain(given).toUpperCase();
      const style = codes.has(code) ? code : byName.get(plain(given));
      if (style === undefined)
        say(
          number,
          column('票种'),
          'style-unknown',
          given === '' ? '没有填票种，请从下拉表里选' : `没有票种“${given}”，请从下拉表里选`,
          given,
        );
      const persons = peopleOf(person, plain(howMany));
      if (typeof persons === 'string') say(number, column('人数'), 'count-wrong', persons, howMany);
      if (style === undefined || typeof persons === 'string') continue;
      for (const name of persons) {
        // People without a name are told apart by running numbers, place by place.
        const place = JSON.stringify([unit, post]);
        if (person === '') unnamed.set(place, (unnamed.get(place) ?? 0) + 1);
        const named = person === '' ? `${nobody}${unnamed.get(place) ?? 1}` : name;
        const key = JSON.stringify([named, unit, post]);
        const before = seen.get(key);
        if (before !== undefined)
          say(number, column('姓名'), 'person-twice', `与${before}是同一个人（姓名、单位、职务都一样）`, person);
        else {
          seen.set(key, sheets.length > 1 ? `“${sheet}”第${number}行` : `第${number}行`);
          raters.push({ name: named, unit, post, style });
        }
      }
    }
  }
  if (found === 0)
    findings.push({
      sheet: sheets[0]?.name ?? '',
      row: null,
      column: null,
      severity: 'error',
      code: 'no-header',
      message: '没有找到表头（姓名、单位、职务、票种），请用下载的填报表',
      raw: null,
    });
  else if (raters.length === 0 && findings.length === 0)
    findings.push({
      sheet: sheets[0]?.name ?? '',
      row: null,
      column: null,
      severity: 'error',
      code: 'empty',
      message: '名册是空的，没有读到人',
      raw: null,
    });
  return { findings, raters };
}

/** One for a name, as many as said without one; or what is wrong. */
function peopleOf(name: string, howMany: string): readonly string[] | string {
  if (name !== '') return howMany === '' || howMany === '1' ? [name] : '填了姓名的一行是一个人，人数请留空';
  if (howMany === '') return '姓名和人数都没有填：写姓名，或者写人数';
  if (!/^\d{1,5}$/.test(howMany) || Number(howMany) < 1) return `人数“${howMany}”不是大于0的整数`;
  return Number(howMany) > 20_000 ? '人数太多' : Array.from({ length: Number(howMany) }, () => nobody);
}

type Difference = Checked['difference'];

function differenceOf(before: readonly Rater[], after: readonly Rater[]): Difference {
  const keyOf = ({ name, unit, post }: Rater) => JSON.stringify([name, unit, post]);
  const old = new Map(before.map((rater) => [keyOf(rater), rater]));
  const fresh = new Map(after.map((rater) => [keyOf(rater), rater]));
  const moved = after.flatMap((rater) => {
    const was = old.get(keyOf(rater));
    const { name, unit, post, style } = rater;
    return was && was.style !== style ? [{ name, unit, post, from: was.style, to: style }] : [];
  });
  const added = after.filter((rater) => !old.has(keyOf(rater)));
  return {
    same: after.length - added.length - moved.length,
    added,
    removed: before.filter((rater) => !fresh.has(keyOf(rater))),
    moved,
  };
}

/** Reads a roll and says what it would change; stores nothing, not even that it was read. */
export async function checkRoll(ctx: Context, cycleId: string, files: readonly UploadedFile[]): Promise<Checked> {
  const [file] = files;
  if (!file) throw new Problem('no-file');
  const sheets = await readSheets(file);
  return read(ctx, async (tx) => {
    const settings = await settingsOf(tx, cycleId, { preparing: true });
    const { findings, raters } = readRaters(sheets, settings);
    const before = await ratersOf(tx, ctx, cycleId);
    const countOf = (all: readonly Rater[], code: string) => all.filter(({ style }) => style === code).length;
    return {
      findings,
      raters,
      difference: differenceOf(before, raters),
      styles: settings.styles.map(({ code, name }) => ({
        code,
        name,
        before: countOf(before, code),
        after: countOf(raters, code),
        tooSmall: countOf(raters, code) < SMALLEST_STYLE,
      })),
    };
  });
}
