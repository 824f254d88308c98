/** The check of large files as a user starts it: in a heap that fits, with the output and the exit codes of a small one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FrameDocument } from '#sampling';
import { run } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 60_000;
const HEADER = '序号,姓名,性别,单位,职务,手机号码\n';
const line = (serial: number) =>
  `${serial},李${String.fromCharCode(0x4e00 + (serial % 5_000))},男,南宁市第${serial}中学,教师,137${String(serial).padStart(8, '0')}\n`;

function check(name: string, content: string | Buffer, ...options: string[]) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return run(['frame', 'check', path, '--list', 'hot-topics', '--attachment', '3', ...options]);
}

describe('frame check of a large file', () => {
  it('prints the document whole, and exits by the verdict', async () => {
    const text = HEADER + Array.from({ length: ROWS }, (_, i) => line(i + 1)).join('');
    const { code, stdout } = await check('附件3.csv', text, '--json');
    const document = JSON.parse(stdout) as FrameDocument;
    expect(document.persons).toHaveLength(ROWS);
    expect([code, document.verdict]).toEqual([0, 'accepted']);
    const few = await check('附件3.csv', text, '--json', '--no-persons', '--minimum', String(ROWS + 1));
    expect([few.code, (JSON.parse(few.stdout) as FrameDocument).verdict]).toEqual([1, 'returned']);
  });

  it('says in one line why a file cannot be read', async () => {
    const { code, stdout, stderr } = await check(
      '附件3.pdf',
      Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5_000_000)]),
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n').filter((said) => said !== '' && !said.includes('正在'))).toEqual([
      expect.stringMatching(/^pingyi: unsupported-format: 附件3\.pdf: /),
    ]);
  });
});
