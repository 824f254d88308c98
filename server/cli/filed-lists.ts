/**
 * Lists named on the command line, read, told apart and checked: what `draw` and `verify` start from.
 *
 * Promise: files are read once; what is not said (kind, attachment, department) is taken from the title of the sheet or
 * refused. Nothing of a person leaves this in an error.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  findingCatalogue,
  readExemptions,
  type Exemption,
  type ManifestList,
  type ManifestSource,
  type PackedSegments,
} from '#sampling';
import { listKindSchema, type ListKind } from '#contract';
import type { FiledList } from '../draws/filed-units.ts';
import { checkFrames, type FiledGroup, type FrameCheckDocument } from '../frames/check.ts';
import { readFiled, ReadRefusal } from '../frames/read/index.ts';
import type { CommandIo } from './io.ts';
import { kindOfAttachment, type ListArguments, CommandRefusal } from './draw-arguments.ts';

/** A list as it enters a draw, beside what the check said of it. */
export interface CheckedList extends FiledList {
  readonly verdict: 'accepted' | 'returned';
  /** Why it was returned, in the check's words; empty when it was not. */
  readonly reasons: readonly string[];
  /** SHA-256 of the files. */
  readonly files: readonly string[];
  readonly exemptions: readonly string[];
  /** Judged with the others, not drawn from. */
  readonly beside: boolean;
}

interface ReadFileOfList {
  readonly path: string;
  readonly sha256: string;
  readonly filed: FiledGroup;
}

interface Group {
  list: ListKind;
  attachment: number | null;
  department: string;
  minimum?: number | undefined;
  coverage?: ListArguments['coverage'];
  exemptions: readonly Exemption[];
  beside: boolean;
  files: ReadFileOfList[];
}

/** Says so before a long silence: the check of a large list keeps the program too busy to count seconds. */
export async function announceLarge(groups: readonly ListArguments[], io: CommandIo): Promise<void> {
  let bytes = 0;
  for (const path of groups.flatMap(({ files }) => files))
    bytes += await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  if (bytes > LARGE) io.stderr(`pingyi: 名单较大（${Math.round(bytes / 1024 / 1024)}MB），正在审核，请稍候…\n`);
}

const LARGE = 3 * 1024 * 1024;

/** Reads and checks the lists of a draw. */
export async function checkLists(
  groups: readonly ListArguments[],
  homeArea: string,
  segments?: PackedSegments,
): Promise<CheckedList[]> {
  requireFiles(groups);
  const sorted: Group[] = [];
  for (const group of groups) {
    const exemptions = group.exempt === undefined ? [] : await readExemptionFile(group.exempt);
    const files = await readAll(group);
    const beside = group.beside ?? false;
    const told = { minimum: group.minimum, coverage: group.coverage, exemptions, beside };
    if (group.list !== undefined) {
      const department = group.department ?? (await headingOf(files)).department;
      sorted.push({ ...told, list: group.list, attachment: group.attachment ?? null, department, files });
      continue;
    }
    // Without --list every file says itself what it is; equal answers are one list.
    for (const file of files) {
      const heading = await headingOf([file]);
      const attachment = group.attachment ?? heading.attachment;
      const list = attachment === null ? heading.list : kindOfAttachment(attachment);
      if (list === null)
        throw new CommandRefusal(
          'list-unknown',
          `${basename(file.path)}: 从表头看不出是哪一种名单，请在文件前加 --list（system-cadres、hot-topics、rectification 或 service-users）`,
        );
      const department = group.department ?? heading.department;
      const same = sorted.find(
        (one) =>
          one.list === list && one.attachment === attachment && one.department === department && one.beside === beside,
      );
      if (same) same.files.push(file);
      else sorted.push({ ...told, list, attachment, department, files: [file] });
    }
  }
  return judge(sorted, homeArea, segments);
}

/**
 * Reads the lists of a draw that was made before: each file belongs to the lists under which the manifest has its digest; a
 * file that is not there belongs to the only list that lacks one. Second result: files that are not those of the draw.
 */
export async function checkListsAgain(
  groups: readonly ListArguments[],
  source: ManifestSource,
): Promise<{ lists: CheckedList[]; strangers: readonly string[] }> {
  requireFiles(groups);
  const asked = [
    ...source.lists.map((list) => ({ ...list, beside: false })),
    ...(source.beside ?? []).map((list) => ({ ...list, beside: true })),
  ];
  const wanted = asked.map((list): Group & { readonly known: ReadonlySet<string> } => ({
    list: kindInManifest(list),
    beside: list.beside,
    attachment: list.attachment ?? null,
    department: list.department,
    minimum: 0,
    coverage: 'none',
    exemptions: (list.exemptions ?? []).map(asExemption),
    files: [],
    known: new Set(list.files),
  }));
  const strangers: ReadFileOfList[] = [];
  for (const group of groups)
    for (const file of await readAll(group)) {
      const owners = wanted.filter(({ known }) => known.has(file.sha256));
      if (owners.length === 0) strangers.push(file);
      for (const { files } of owners) if (!files.some(({ sha256 }) => sha256 === file.sha256)) files.push(file);
    }
  for (const file of strangers) {
    const lacking = wanted.filter(({ files, known }) => files.length < known.size);
    const own = lacking.length === 1 ? lacking[0] : undefined;
    if (!own)
      throw new CommandRefusal(
        'file-not-of-draw',
        `${basename(file.path)}: 不是这次抽样所用的文件（摘要不同），也看不出顶替哪一份；请找出抽样时的原件`,
      );
    own.files.push(file);
  }
  const missing = wanted.filter(({ files, known }) => files.length < known.size);
  if (missing.length > 0) {
    const label = (one: Group) => `${listLabel(one)}${one.beside ? '，没有从中抽样，但和别的名单重复的人由它定' : ''}`;
    throw new CommandRefusal(
      'file-missing',
      `还缺${missing.length}份名单的文件（${missing.map(label).join('；')}）；请把抽样时的文件都给出`,
    );
  }
  for (const group of wanted) {
    const order = [...group.known];
    group.files.sort((a, b) => order.indexOf(a.sha256) - order.indexOf(b.sha256));
  }
  return { lists: await judge(wanted, source.homeArea), strangers: strangers.map(({ path }) => basename(path)) };
}

/** What the manifest says of the lists: no names of files or persons. */
export function sourceOf(lists: readonly CheckedList[], stratifyBy: string, homeArea: string): ManifestSource {
  const about = ({ department, list, attachment, files, exemptions }: CheckedList) => ({
    department,
    list,
    ...(attachment === null ? {} : { attachment }),
    files,
    ...(exemptions.length > 0 ? { exemptions } : {}),
  });
  const beside = lists.filter((list) => list.beside).map(about);
  return {
    stratifyBy,
    homeArea,
    lists: lists
      .filter((list) => !list.beside)
      .map((list) => ({ ...about(list), usable: list.persons.length, verdict: list.verdict })),
    ...(beside.length > 0 ? { beside } : {}),
  };
}

export function listLabel({
  department,
  attachment,
  list,
}: Pick<FiledList, 'department' | 'attachment' | 'list'>): string {
  const kinds = {
    'system-cadres': '系统市县干部',
    'hot-topics': '热点难点工作',
    'service-users': '服务对象',
    rectification: '整改情况评议',
  } as const;
  return [department, attachment === null ? '' : `附件${attachment}`, kinds[list]]
    .filter((part) => part !== '')
    .join(' ');
}

function requireFiles(groups: readonly ListArguments[]): void {
  if (groups.some(({ files }) => files.length === 0))
    throw new CommandRefusal(
      'bad-usage',
      '没有给出名单文件，请用 --frame 文件… 写明；每个 --list 和 --beside 后面都要有文件',
    );
}

async function readAll({ files, password }: ListArguments): Promise<ReadFileOfList[]> {
  const all: ReadFileOfList[] = [];
  for (const path of files) {
    const bytes = await readBytes(path);
    try {
      const filed = await readFiled([{ name: basename(path), bytes }], password === undefined ? {} : { password });
      all.push({ path, sha256: createHash('sha256').update(bytes).digest('hex'), filed });
    } catch (error) {
      if (error instanceof ReadRefusal) throw new CommandRefusal(error.code, `${error.file}: ${error.message}`);
      throw error;
    }
  }
  return all;
}

export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') throw new CommandRefusal('file-not-found', `${basename(path)}: 找不到文件`);
    if (code === 'EISDIR') throw new CommandRefusal('file-not-found', `${basename(path)}: 这是文件夹，请写明文件`);
    throw new CommandRefusal('file-unreadable', `${basename(path)}: 打不开，请检查文件权限`);
  }
}

async function readExemptionFile(path: string): Promise<readonly Exemption[]> {
  const text = (await readBytes(path)).toString('utf8');
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new CommandRefusal('bad-usage', `${basename(path)}: 不是JSON文件`);
  }
  const exemptions = readExemptions(content);
  if ('problem' in exemptions) throw new CommandRefusal('bad-usage', `${basename(path)}: ${exemptions.problem}`);
  return exemptions;
}

/** An exemption as the manifest keeps it: that it was used. Who agreed and why is not published. */
function asExemption(check: string): Exemption {
  const [exemption] = toExemptions([
    { check, agreedBy: '-', date: '2000-01-01', reason: '-', ...(check === 'minimum' ? { minimum: 0 } : {}) },
  ]);
  if (!exemption) throw new CommandRefusal('manifest-unreadable', '抽样清单里的豁免写法不认识，请换用新版程序');
  return exemption;
}

function toExemptions(content: unknown): readonly Exemption[] {
  const exemptions = readExemptions(content);
  return 'problem' in exemptions ? [] : exemptions;
}

function kindInManifest({ list }: Pick<ManifestList, 'list'>): ListKind {
  const kind = listKindSchema.safeParse(list);
  if (kind.success) return kind.data;
  throw new CommandRefusal('manifest-unreadable', '抽样清单里的名单种类不认识，请换用新版程序');
}

interface Heading {
  readonly list: ListKind | null;
  readonly attachment: number | null;
  /** The one department all sheets name; empty when they name none or several. */
  readonly department: string;
}

/** What the titles of the files say. The check reads titles; it is asked in the mildest form. */
async function headingOf(files: readonly ReadFileOfList[]): Promise<Heading> {
  const { document } = await checkFrames({
    groups: [{ kind: 'service-users', files: [], filed: mergeFiled(files) }],
    noPersons: true,
  });
  const sheets = document.files.flatMap((file) => file.sheets).filter(({ state }) => state === 'read');
  const departments = new Set(sheets.flatMap(({ reportedBy }) => reportedBy ?? []));
  const titles = sheets.map(({ title }) => title ?? '').join(' ');
  const names = files.map(({ path }) => basename(path)).join(' ');
  return { ...kindOfTitle(titles, names), department: departments.size === 1 ? [...departments][0]! : '' };
}

/** Kind and attachment by the words of the printed forms; a number 附件N counts when the words do not contradict it. */
export function kindOfTitle(title: string, fileName: string): Pick<Heading, 'list' | 'attachment'> {
  const text = title.normalize('NFKC').replace(/\s/g, '');
  if (/整改情况评议名单/.test(text)) return { list: 'rectification', attachment: null };
  const list = /干部/.test(text)
    ? 'system-cadres'
    : /热点|难点|工作评价/.test(text)
      ? 'hot-topics'
      : /服务对象|办事|审批/.test(text)
        ? 'service-users'
        : null;
  if (list === 'service-users') return { list, attachment: null };
  const branch = /参照|参公/.test(text) ? 6 : /党委|党群|群团/.test(text) ? 4 : /政府/.test(text) ? 2 : null;
  const number = /附件\s*([2-7])/.exec(`${text} ${fileName.normalize('NFKC')}`)?.[1];
  const printed = number === undefined ? null : Number(number);
  if (list === null) return { list: printed === null ? null : kindOfAttachment(printed), attachment: printed };
  if (branch !== null) return { list, attachment: list === 'system-cadres' ? branch : branch + 1 };
  return { list, attachment: printed !== null && kindOfAttachment(printed) === list ? printed : null };
}

function mergeFiled(files: readonly ReadFileOfList[]): FiledGroup {
  return {
    workbooks: files.flatMap(({ filed }) => filed.workbooks),
    remarks: files.flatMap(({ filed }) => filed.remarks),
  };
}

async function judge(groups: readonly Group[], homeArea: string, segments?: PackedSegments): Promise<CheckedList[]> {
  const { document } = await checkFrames({
    groups: groups.map((group) => ({
      kind: group.list,
      ...(group.attachment === null ? {} : { attachment: group.attachment }),
      ...(group.minimum === undefined ? {} : { minimum: group.minimum }),
      ...(group.coverage === undefined ? {} : { coverage: group.coverage }),
      ...(group.department === '' ? {} : { department: group.department }),
      exemptions: group.exemptions,
      files: [],
      filed: mergeFiled(group.files),
    })),
    homeArea,
    ...(segments ? { segments } : {}),
  });
  return groups.map(({ list, attachment, department, files, exemptions, beside }, l): CheckedList => {
    const report = document.lists[l];
    if (!report) throw new Error('the check lost a list');
    return {
      list,
      attachment,
      department,
      persons: document.persons.filter((person) => person.list === l),
      verdict: report.verdict,
      reasons: report.verdict === 'accepted' ? [] : reasonsOf(document, l),
      files: files.map(({ sha256 }) => sha256),
      exemptions: [...new Set(exemptions.map(({ check }) => check))].toSorted(),
      beside,
    };
  });
}

/** What returned the list, in the check's words; where single rows did, how many, without naming anybody. */
function reasonsOf(document: FrameCheckDocument, list: number): string[] {
  const reasons = document.findings.filter(
    (finding) => finding.list === list && findingCatalogue[finding.code].returnsList,
  );
  const rows = new Map<string, number>();
  for (const { code } of reasons)
    if (findingCatalogue[code].rejectsRow)
      rows.set(findingCatalogue[code].label, (rows.get(findingCatalogue[code].label) ?? 0) + 1);
  const general = reasons.filter(({ code }) => !findingCatalogue[code].rejectsRow).map(({ message }) => message);
  return [...new Set(general), ...[...rows].map(([label, count]) => `${label}${count}行`)];
}
