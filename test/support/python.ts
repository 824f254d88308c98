/** The outsider's checks in CPython for WebAssembly: a real Python also where the machine has none. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPyodide } from 'pyodide';

let loading: ReturnType<typeof loadPyodide> | undefined;
const printed: string[] = [];

interface PythonRun {
  readonly code: number;
  readonly lines: readonly string[];
}

/** Runs a script with the named files as its arguments, in their order. */
export async function runInPyodide(
  name: string,
  script: string,
  files: Readonly<Record<string, string>>,
): Promise<PythonRun> {
  loading ??= loadPyodide({
    indexURL: `${dirname(fileURLToPath(import.meta.resolve('pyodide')))}/`,
    stdout: (line) => printed.push(line),
  });
  const python = await loading;
  printed.length = 0;
  for (const [file, text] of Object.entries({ [name]: script, ...files })) python.FS.writeFile(`/${file}`, text);
  const args = JSON.stringify([name, ...Object.keys(files).map((file) => `/${file}`)]);
  const code = Number(
    python.runPython(`
import runpy, sys
sys.argv = ${args}
try:
    runpy.run_path('/${name}', run_name='__main__')
    code = 0
except SystemExit as stop:
    code = stop.code if isinstance(stop.code, int) else 1
code`),
  );
  return { code, lines: [...printed] };
}

export async function checkInPyodide(script: string, manifest: string, frameIds: string): Promise<PythonRun> {
  return runInPyodide('verify_draw.py', script, { 'manifest.json': manifest, 'frame-ids.csv': frameIds });
}
