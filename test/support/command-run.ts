/** Runs a command of the command line as a person would and keeps what it said. */
import type { CommandIo } from '../../server/cli/io.ts';

export function commandRun(command: (args: readonly string[], io: CommandIo) => Promise<number>) {
  return async (...args: readonly string[]) => {
    let stdout = '';
    let stderr = '';
    const code = await command(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) });
    const said = withoutProgress(stderr);
    return { code, stdout, stderr: said, lines: said.split('\n').filter((line) => line !== '') };
  };
}

/** How far a command has come is told when it takes more than two seconds, which on a busy machine anything may. */
export const withoutProgress = (stderr: string): string => stderr.replace(/^pingyi: .*，已用\d+秒…\n/gm, '');
