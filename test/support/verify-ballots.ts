/** The independent verifier of ballots on files: in the machine's own Python where there is one, else CPython for WebAssembly. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import script from '../../server/ballots/check/verify_ballots.py?raw';
import { runInPyodide } from './python.ts';

const python = spawnSync('python3', ['-c', 'pass']).status === 0;

export async function verifyInPython(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<{ code: number; lines: readonly string[] }> {
  if (!python) return runInPyodide('verify_ballots.py', script, files);
  for (const [name, text] of Object.entries({ ...files, 'verify_ballots.py': script }))
    writeFileSync(join(folder, name), text);
  const ran = spawnSync('python3', ['-I', 'verify_ballots.py', ...Object.keys(files)], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: ran.status ?? -1, lines: [...ran.stdout.trim().split('\n'), ran.stderr] };
}
