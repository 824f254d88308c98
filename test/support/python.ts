/** The outsider's check in CPython for WebAssembly: a real Python also where the machine has none. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPyodide } from 'pyodide';

let loading: ReturnType<typeof loadPyodide> | undefined;
const printed: string[] = [];

export async function checkInPyodide(
  script: string,
  manifest: string,
  frameIds: string,
): Promise<{ code: number; lines: string[] }> {
  loading ??= loadPyodide({
    indexURL: `${dirname(fileURLToPath(import.meta.resolve('pyodide')))}/`,
    stdout: (line) => printed.push(line),
  });
  const python = await loading;
  printed.length = 0;
  for (const [name, text] of Object.entries({
    'verify_draw.py': script,
    'manifest.json': manifest,
    'frame-ids.csv': frameIds,
  }))
    python.FS.writeFile(`/${name}`, text);
  const code = Number(
    python.runPython(`
import runpy, sys
sys.argv = ['verify_draw.py', '/manifest.json', '/frame-ids.csv']
try:
    runpy.run_path('/verify_draw.py', run_name='__main__')
    code = 0
except SystemExit as stop:
    code = stop.code
code`),
  );
  return { code, lines: [...printed] };
}
