/** The three commands as their users meet them: exit codes, one document, one line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewDeadlineCommand } from '../../../server/cli/review-deadline.ts';
import { satisfactionCommand } from '../../../server/cli/satisfaction.ts';
import { scoreCommand } from '../../../server/cli/score.ts';
import { city } from './surveys.support.ts';

let folder = '';
const path = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingyi-command-'));
  await writeFile(path('good.json'), JSON.stringify({ appraisees: [city('柳州市', 950), city('桂林市', 799)] }));
  await writeFile(path('bad.json'), '{"appraisees":');
  await writeFile(path('gbk.json'), Buffer.from([0x7b, 0x22, 0xb9, 0xf0, 0x22, 0x3a, 0x31, 0x7d]));
});
afterAll(() => rm(folder, { recursive: true }));

type Command = typeof scoreCommand;
async function run(command: Command, ...args: string[]) {
  let [stdout, stderr] = ['', ''];
  const io = { stdout: (text: string) => void (stdout += text), stderr: (text: string) => void (stderr += text) };
  return { exit: await command(args, io), stdout, stderr };
}

describe('answers', () => {
  it('one JSON document, and words without --json', async () => {
    const args = ['--scheme', 'gx2018-city', '--input', path('good.json')];
    const json = await run(scoreCommand, ...args, '--json');
    expect(json).toMatchObject({ exit: 0, stderr: '' });
    expect(json.stdout.endsWith('}\n')).toBe(true);
    expect(JSON.parse(json.stdout).results.map(({ id }: { id: string }) => id)).toEqual(['柳州市', '桂林市']);
    const words = await run(scoreCommand, ...args);
    expect(words.stdout).toContain('1\t柳州市\t950.00');
    expect(words.stdout).toContain('不合格\t低于合格线');
  });

  it.each([
    ['bad.json', 'input-malformed'],
    ['gbk.json', 'input-malformed'],
  ])('%s: %s', async (file, code) => {
    for (const command of [scoreCommand, satisfactionCommand] as const) {
      const scheme = command === scoreCommand ? ['--scheme=gx2018-city'] : [];
      const { exit, stdout, stderr } = await run(command, ...scheme, '--input', path(file), '--json');
      expect({ exit, stderr, code: JSON.parse(stdout).problem.code }).toEqual({ exit: 1, stderr: '', code });
    }
  });

  it('the scheme is looked at before the input', async () => {
    const { stdout } = await run(scoreCommand, '--scheme', 'x', '--input', path('bad.json'), '--json');
    expect(JSON.parse(stdout).problem.code).toBe('scheme-unknown');
  });

  it('a deadline in words, and a refusal of days that are no number', async () => {
    const args = ['--received', '2018-02-09', '--calendar', 'CN'];
    const words = await run(reviewDeadlineCommand, ...args, '--days', '2');
    expect(words).toMatchObject({ exit: 0, stdout: expect.stringContaining('截止 2018-02-12') });
    for (const days of ['', 'two', '0', '02', '1.0', '-1', '367']) {
      const { exit, stdout } = await run(reviewDeadlineCommand, ...args, '--days', days, '--json');
      expect({ exit, problem: JSON.parse(stdout).problem.code }).toEqual({ exit: 1, problem: 'days-invalid' });
    }
  });
});

describe('bad usage is one line and nothing on stdout', () => {
  it.each<[string, Command, string[]]>([
    ['no input', scoreCommand, ['--scheme', 'js2013']],
    ['no scheme', scoreCommand, ['--input', 'x.json']],
    ['no value', satisfactionCommand, ['--input']],
    ['twice', satisfactionCommand, ['--input', 'a', '--input', 'b']],
    ['unknown option', satisfactionCommand, ['--input', 'a', '--table', 'over5']],
    ['a word alone', reviewDeadlineCommand, ['2018-01-01']],
    ['no such file', satisfactionCommand, ['--input', 'no-such-file.json', '--json']],
    ['a folder', satisfactionCommand, ['--input', tmpdir(), '--json']],
  ])('%s', async (_, command, args) => {
    const { exit, stdout, stderr } = await run(command, ...args);
    expect({ exit, stdout, lines: stderr.match(/\n/g)?.length }).toEqual({ exit: 2, stdout: '', lines: 1 });
  });

  it('--help is help', async () => {
    for (const command of [scoreCommand, satisfactionCommand, reviewDeadlineCommand])
      expect(await run(command, '--help')).toMatchObject({ exit: 0, stdout: expect.stringContaining('退出码') });
  });
});
