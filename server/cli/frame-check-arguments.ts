/**
 * Arguments of `pingyi frame check`: groups of files, one per list, and options of the whole call.
 *
 * Promise: what is not understood is refused before any file is opened; values are never quoted back (one may be a password).
 */
import { basename } from 'node:path';
import { isDay, type Coverage, type ListKind } from '#sampling';
import type { FrameCheckGroup, FrameCheckRequest } from '../frames/check.ts';

/** Bad usage, or a file that does not exist. */
export class UsageRefusal extends Error {
  override readonly name = 'UsageRefusal';
  readonly code: string;
  readonly file: string;

  constructor(code: UsageRefusal['code'], file: string, message: string) {
    super(message);
    this.code = code;
    this.file = file;
  }
}

/** A group as on the command line: paths instead of bytes. */
export type GroupArguments = Omit<FrameCheckGroup, 'files' | 'filed' | 'exemptions' | 'previous'> & {
  readonly files: readonly string[];
  readonly exempt?: string;
  readonly previous?: string;
};

export interface FrameCheckArguments {
  readonly groups: readonly GroupArguments[];
  readonly options: Omit<FrameCheckRequest, 'groups' | 'keepFiled' | 'segments'>;
  /** Path of a number-segment table. */
  readonly segments: string | undefined;
  readonly json: boolean;
}

const attachmentsOf: Readonly<Record<ListKind, readonly number[]>> = {
  'system-cadres': [2, 4, 6],
  'hot-topics': [3, 5, 7],
  'service-users': [],
  rectification: [],
};
const kinds: readonly ListKind[] = ['system-cadres', 'hot-topics', 'service-users', 'rectification'];
const coverages: readonly Coverage[] = ['none', 'guangxi-2015', 'guangxi-2018'];

const groupOptions = ['attachment', 'minimum', 'coverage', 'department', 'password', 'exempt', 'previous'] as const;
type GroupOption = (typeof groupOptions)[number];
const globalOptions = ['home-area', 'year', 'received', 'deadline', 'max-rows', 'segments'] as const;
type GlobalOption = (typeof globalOptions)[number];

interface RawGroup {
  kind: string;
  options: Partial<Record<GroupOption, string>>;
  files: string[];
}

function refuse(problem: string): UsageRefusal {
  return new UsageRefusal('bad-usage', '-', `命令参数有误:${problem}`);
}

/** Reads the arguments left of nothing but `frame check`. Throws `UsageRefusal`. */
export function parseArguments(args: readonly string[]): FrameCheckArguments {
  const defaults: RawGroup = { kind: '', options: {}, files: [] };
  const groups: RawGroup[] = [];
  const globals: Partial<Record<GlobalOption, string>> = {};
  let json = false;
  let noPersons = false;
  let filesOnly = false;
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    if (filesOnly || !argument.startsWith('--')) {
      if (argument === '' || (!filesOnly && argument.startsWith('-') && argument !== '-')) throw refuse('参数看不懂');
      (groups.at(-1) ?? defaults).files.push(argument);
      continue;
    }
    if (argument === '--') {
      filesOnly = true;
      continue;
    }
    const [name, inline] = splitOption(argument);
    if (name === 'json' || name === 'no-persons') {
      if (inline !== undefined) throw refuse(`--${name} 不带值`);
      if (name === 'json') json = true;
      else noPersons = true;
      continue;
    }
    const group = groupOptions.find((one) => one === name);
    const global = globalOptions.find((one) => one === name);
    if (!group && !global && name !== 'list') throw refuse(`没有 --${name.replace(/[^a-z-]/g, '')} 这个选项`);
    const value = inline ?? args[(at += 1)];
    if (
      value === undefined ||
      value === '' ||
      (inline === undefined && group !== 'password' && value.startsWith('--'))
    ) {
      throw refuse(`--${name} 缺少值`);
    }
    if (name === 'list') groups.push({ kind: value, options: {}, files: [] });
    else if (group) {
      const options = (groups.at(-1) ?? defaults).options;
      if (options[group] !== undefined) throw refuse(`--${group} 重复`);
      options[group] = value;
    } else if (global) {
      if (globals[global] !== undefined) throw refuse(`--${global} 重复`);
      globals[global] = value;
    }
  }
  if (groups.length === 0) throw refuse('缺少 --list');
  groups[0]?.files.unshift(...defaults.files);
  const options = readGlobals(globals);
  return {
    groups: groups.map((group) => readGroup({ ...group, options: { ...defaults.options, ...group.options } })),
    options: noPersons ? { ...options, noPersons } : options,
    json,
    segments: globals.segments,
  };
}

function splitOption(argument: string): [name: string, inline: string | undefined] {
  const equals = argument.indexOf('=');
  return equals < 0 ? [argument.slice(2), undefined] : [argument.slice(2, equals), argument.slice(equals + 1)];
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,9}$/.test(text)) throw refuse(`--${name} 应为整数`);
  return Number(text);
}

function readGroup({ kind: kindText, options, files }: RawGroup): GroupArguments {
  const kind = kinds.find((one) => one === kindText);
  if (!kind) throw refuse('--list 应为 system-cadres、hot-topics、service-users 或 rectification');
  const attachment = options.attachment === undefined ? undefined : wholeNumber(options.attachment, 'attachment');
  if (attachment !== undefined && !attachmentsOf[kind].includes(attachment)) throw refuse(`附件与名单种类不符`);
  const coverage = coverages.find((one) => one === options.coverage);
  if (options.coverage !== undefined && coverage === undefined) {
    throw refuse('--coverage 应为 none、guangxi-2015 或 guangxi-2018');
  }
  if (files.length === 0) throw refuse('名单没有文件');
  const names = files.map((file) => basename(file));
  if (names.some((name) => name === '' || name === '.' || name === '..')) throw refuse('文件名有误');
  return {
    kind,
    files,
    ...(attachment === undefined ? {} : { attachment }),
    ...(options.minimum === undefined ? {} : { minimum: wholeNumber(options.minimum, 'minimum') }),
    ...(coverage === undefined ? {} : { coverage }),
    ...(options.department === undefined ? {} : { department: options.department }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.exempt === undefined ? {} : { exempt: options.exempt }),
    ...(options.previous === undefined ? {} : { previous: options.previous }),
  };
}

function readGlobals(globals: Readonly<Partial<Record<GlobalOption, string>>>): FrameCheckArguments['options'] {
  const homeArea = globals['home-area'];
  if (homeArea !== undefined && !/^0\d{2,3}$/.test(homeArea)) throw refuse('--home-area 应为区号');
  const { year, received, deadline } = globals;
  if (year !== undefined && !/^\d{4}$/.test(year)) throw refuse('--year 应为四位年份');
  if (deadline !== undefined && !isDay(deadline)) throw refuse('--deadline 应为 YYYY-MM-DD');
  if (received !== undefined && !isInstant(received)) throw refuse('--received 应为带时区的 ISO 8601 时间');
  const maxRows = globals['max-rows'];
  return {
    ...(homeArea === undefined ? {} : { homeArea }),
    ...(year === undefined ? {} : { year: Number(year) }),
    ...(received === undefined ? {} : { received }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(maxRows === undefined ? {} : { maxRows: wholeNumber(maxRows, 'max-rows') }),
  };
}

/** ISO 8601 with a time and a zone: without a zone the day is anybody's guess. */
function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}

export const frameCheckHelp = `用法:pingyi frame check 文件… --list 种类 [选项] [--json]

按桂绩办发〔2015〕35号逐行审核抽样框文件,给出接收或退回、可用人数和需要修改的行。
文件可以是 .xlsx .xlsm .xls .csv .txt .tsv,或装有这些文件的 zip;只看内容,不看扩展名。

每个 --list 开始一份名单,它右边的文件和选项属于它;第一个 --list 左边的选项是各份名单的默认值。
  --list 种类         system-cadres(附件2、4、6)、hot-topics(附件3、5、7)、service-users(办事人员)或 rectification(整改情况评议)
  --attachment N      附件编号
  --minimum N         最低人数(默认附件3为500,附件5、7为300,其余0)
  --coverage 名录     none、guangxi-2015 或 guangxi-2018
  --department 名称   报送部门
  --password 口令     压缩包或工作簿的口令
  --exempt 文件.json  已同意的调整
  --previous 文件     上一版名单,列出增减和改动

全局选项:
  --home-area 0771    呼叫中心的区号
  --year YYYY         年度,与标题核对
  --received 时间 --deadline YYYY-MM-DD   收到时间(带时区)和截止日期
  --max-rows N        最多处理的行数
  --segments 文件     号段表(csv或xlsx,有“号段”和“区号”或“城市”栏),决定手机拨号加不加0
  --no-persons        不列出人员
  --json              输出 JSON

例子:
  pingyi frame check 附件3.xlsx --list hot-topics --attachment 3 --department 自治区民政厅
  pingyi frame check 民政厅.zip --list hot-topics --attachment 3 --password 口令 --json
  pingyi frame check --department 自治区民政厅 \\
    --list system-cadres --attachment 2 --coverage guangxi-2015 附件2.xlsx \\
    --list hot-topics --attachment 3 附件3.xlsx

退出码:0 接收,1 退回,2 参数有误或文件无法读取。
`;
