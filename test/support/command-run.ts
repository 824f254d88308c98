/** Runs a command of the command line as a person would and keeps what it said. */
import type { CommandIo } from '../../server/cli/io.ts';

export function commandRun(command: (args: readonly string[], io: CommandIo) => Promise<number>) {
  return async (...args: readonly string[]) => {
    let stdout = '';
    let stderr = '';
    const code = await command(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) });
    return { code, stdout, stderr, lines: stderr.split('\n').filter((line) => line !== '') };
  };
}
