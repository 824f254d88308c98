/** `pingyi demo`: loads an invented evaluation year and says how to look at it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '#config';
import { drawStateLabels, frameStateLabels, frameStateSchema, roleLabels } from '#contract';
import {
  DEMO_PASSWORD,
  departmentNamed,
  loadDemo,
  sampleDepartment,
  sampleFiles,
  LOGIN_PREFIX,
  signIns,
  staff,
  type DemoReport,
} from '../demo/index.ts';
import { beijingDay } from '../beijing.ts';
import { openPlatform } from '../main.ts';
import type { CommandIo } from './io.ts';
import { serve } from './serve.ts';

const help = `用法：pingyi demo [--again] [--serve]

载入一整套虚构的评价数据：今年正在进行的一轮（99个部门的抽样框、五次抽样、电话和纸质的首批回答、开放的网上评议和领导评价），
一个从报送到公布都走完的试评（电话、纸质、网上、领导合成一个得分），往年的结果，和可以直接登录的账号（密码都是 ${DEMO_PASSWORD}）。
约需一两分钟。--serve 载入之后直接打开平台，一条命令就能看。
评议平台正在运行时也可以载入（这时不用 --serve）。已经载入过就不再改动；--again 再载入下一个年度。
数据库里有正式的评价周期时不载入：演示账号的密码人人知道。

数据放在哪里与 pingyi serve 相同（PINGYI_DATA 或 DATABASE_URL）。

例：
  pingyi demo --serve
  PINGYI_DATA=./data-demo pingyi demo --serve
`;

export async function demo(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes('--help')) {
    io.stdout(help);
    return 0;
  }
  const unknown = args.find((arg) => arg !== '--again' && arg !== '--serve');
  if (unknown !== undefined) {
    io.stderr(`pingyi: demo 不认识参数“${unknown}”，看 pingyi demo --help\n`);
    return 2;
  }
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, interrupt);
  const config = readConfig(process.env);
  const say = (line: string) => io.stderr(`pingyi: ${line}\n`);
  const platform = await openPlatform(config, say);
  try {
    const report = await loadDemo(platform, {
      now: new Date(),
      say,
      again: args.includes('--again'),
      interrupted: interrupted.signal,
    });
    const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
    const folder = join(config.dataDir, 'demo-lists');
    await writeSamples(folder, report.cycle.year);
    io.stdout(describe(report, { url, folder, serving: args.includes('--serve') }));
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    await platform.stop();
  }
  return args.includes('--serve') && !interrupted.signal.aborted ? serve([], io) : 0;
}

async function writeSamples(folder: string, year: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of await sampleFiles(year, beijingDay(new Date())))
    await writeFile(join(folder, name), bytes);
}

function describe(
  report: DemoReport,
  { url, folder, serving }: { url: string; folder: string; serving: boolean },
): string {
  const { loaded, cycle, frames, lateSubmissions, draws, pilot, publicSlug, unusedCards } = report;
  const counts = frameStateSchema.options.map((state) => `${frameStateLabels[state]}${frames[state]}份`);
  return [
    loaded
      ? `演示数据已载入：“${cycle.name}”`
      : `演示数据已经在了，没有改动：“${cycle.name}”（再载入一个年度用 --again）`,
    `  被评价单位${cycle.appraiseeCount}个；抽样框${cycle.frameCount}份：${counts.join('，')}；其中逾期报送${lateSubmissions}份`,
    ...draws.map(
      (draw) =>
        `  ${draw.title}：${drawStateLabels[draw.state]}${draw.releases.length > 0 ? `，已放出${draw.releases.length}批` : ''}` +
        (draw.state === 'sealed' ? `；公开证据页 ${url}/draws/${draw.id}` : ''),
    ),
    ...(publicSlug === undefined ? [] : [`  网上评议正在进行，手机也能填：${url}/s/${publicSlug}`]),
    ...(unusedCards.length === 0
      ? []
      : [`  领导评价正在投票：打开 ${url}/b ，输入没有用过的卡上的码（只在这里显示一次）：${unusedCards[0]}`]),
    ...(pilot === undefined
      ? []
      : [`  “${pilot.name}”：得分怎样由各种回答合成，登录后看 ${url}/app/results/${pilot.id}/table`]),
    '',
    `可以登录的账号（密码都是 ${DEMO_PASSWORD}）：`,
    ...table([
      ...staff.map(({ login, role }) => [LOGIN_PREFIX + login, roleLabels[role], aboutRole[role] ?? '']),
      ...signIns.map(({ department, shows }) => [
        LOGIN_PREFIX + departmentNamed(department).login,
        `${department}联络员`,
        shows,
      ]),
    ]),
    '',
    '五分钟试一遍：',
    `  1. ${LOGIN_PREFIX}${departmentNamed(sampleDepartment).login} 登录，把 ${folder} 里的名单传上去：先传“有错误”的看怎样退回，再传对的`,
    `  2. ${LOGIN_PREFIX}operator1 登录，“抽样”里打开“群团组织”：录入二十个数字作为公开随机数，抽取、封存，再打开公开证据页`,
    `  3. ${LOGIN_PREFIX}office 登录，“考评结果”里选试评，看分类排名，点开一个单位看每一分怎样算出来`,
    '',
    serving ? '' : `平台没有运行的话，先运行 npm start，再打开 ${url} 登录。`,
    '全部人名、单位和号码都是虚构的。演示账号的密码人人知道，不要把正式数据放进这个数据库。',
    '',
  ].join('\n');
}

const aboutRole: Readonly<Record<string, string>> = {
  office: '管账号、周期、问卷、评议、计分和公布，看全部',
  operator: '审核抽样框，抽样，放出批次，传回电话结果，录纸质问卷',
  observer: '看抽样和留痕，核对留痕链',
};

/** Columns on a screen: a Chinese character is two wide. */
const width = (text: string) => text.replace(/[\u2e80-\uffff]/g, '  ').length;

/** Rows whose columns line up. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))).join('  ')}`.trimEnd(),
  );
}
