/**
 * `pingyi`: the command line for auditors and offline centres, and the way the server starts. Thin over the rooms.
 *
 * Promise: exit 0 done, 1 a result that says no, 2 bad usage or something unreadable; a refusal is one line, never a stack.
 */
import { StartupRefusal } from '../refusal.ts';
import { runInFittingHeap } from './fitting-heap.ts';
import type { CommandIo } from './io.ts';

type Command = (args: readonly string[], io: CommandIo) => Promise<number>;

/** Loaded when called: checking a file should not wait for a web server to be read. */
const commands: Readonly<Record<string, { readonly load: () => Promise<Command>; readonly about: string }>> = {
  serve: { load: async () => (await import('./serve.ts')).serve, about: '启动评议平台' },
  demo: { load: async () => (await import('./demo.ts')).demo, about: '载入一整套演示数据（虚构的）' },
  'frame check': { load: async () => (await import('./frame-check.ts')).frameCheck, about: '审核抽样框文件' },
  draw: { load: async () => (await import('./draw.ts')).drawCommand, about: '从抽样框抽取可复核的呼叫清单' },
  verify: { load: async () => (await import('./verify.ts')).verifyCommand, about: '复核一次抽样' },
  allocate: { load: async () => (await import('./allocate.ts')).allocateCommand, about: '把样本总量分到各层' },
  'sample-size': {
    load: async () => (await import('./sample-size.ts')).sampleSizeCommand,
    about: '算要多少份问卷、发放多少个号码',
  },
  estimate: { load: async () => (await import('./estimate.ts')).estimateCommand, about: '按抽样设计估计总体' },
  rates: { load: async () => (await import('./rates.ts')).ratesCommand, about: '应答率、合作率等（AAPOR）' },
  score: { load: async () => (await import('./score.ts')).scoreCommand, about: '按评价方案计总分、排名、定等次' },
  satisfaction: {
    load: async () => (await import('./satisfaction.ts')).satisfactionCommand,
    about: '计满意度得分和满意率',
  },
  'ballot-key': { load: async () => (await import('./ballots.ts')).ballotKeyCommand, about: '生成计票密钥，分成三份' },
  'ballot-cards': { load: async () => (await import('./ballots.ts')).ballotCardsCommand, about: '做投票卡（不联网）' },
  open: { load: async () => (await import('./ballots.ts')).openCommand, about: '开箱计票（不联网，要两份私钥）' },
  'verify-ballots': { load: async () => (await import('./ballots.ts')).verifyBallotsCommand, about: '验票' },
  'review-deadline': {
    load: async () => (await import('./review-deadline.ts')).reviewDeadlineCommand,
    about: '推算复核申请截止日',
  },
};

const help = `用法：pingyi 命令 [参数]

${Object.entries(commands)
  .map(([name, { about }]) => `  ${name.padEnd(17)}${about}`)
  .join('\n')}

每个命令加 --help 看说明和例子。
`;

export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.length === 0 || args[0] === '--help' || args[0] === 'help') {
    io.stdout(help);
    return args.length === 0 ? 2 : 0;
  }
  const two = commands[args.slice(0, 2).join(' ')];
  const command = two ?? commands[args[0] ?? ''];
  if (!command) {
    io.stderr(`pingyi: 没有命令“${args.slice(0, 2).join(' ')}”，看 pingyi --help\n`);
    return 2;
  }
  try {
    return await (
      await command.load()
    )(args.slice(two ? 2 : 1), io);
  } catch (error) {
    if (!(error instanceof StartupRefusal)) throw error;
    io.stderr(`pingyi: ${error.message}\n`);
    return 2;
  }
}

/** Called by server/bin.mjs. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that has had enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const io: CommandIo = {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
  };
  process.exitCode = (await runInFittingHeap(args)) ?? (await run(args, io));
}
