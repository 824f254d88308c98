/** Masked findings: by example, and over every workbook of the corpus against the persons that were read from it. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FiledFinding } from '#contract';
import { checkFrames } from '../../../server/frames/check.ts';
import { ReadRefusal } from '../../../server/frames/read/index.ts';
import { maskFinding, maskName, maskNumbers } from '../../../server/frames/mask.ts';
import { storedDocument } from '../../../server/frames/stored.ts';

const finding = (code: string, given: Partial<FiledFinding>): FiledFinding => ({
  file: null,
  sheet: null,
  row: 5,
  column: null,
  columnLabel: null,
  code,
  severity: 'error',
  message: '',
  raw: null,
  repaired: null,
  ...given,
});

describe('a masked name', () => {
  it.each([
    ['张三', '张*'],
    ['欧阳修远', '欧阳**'],
    ['欧阳修', '欧阳*'],
    ['欧阳', '欧*'],
    ['赵', '*'],
    ['阿卜杜拉·买买提', '阿***·***'],
    ['韦 春 花', '韦 * *'],
    ['张三（男）', '张*（*）'],
    ['\u{20bb7}野家', '\u{20bb7}**'],
  ])('%s is %s', (name, masked) => expect(maskName(name)).toBe(masked));
});

describe('masked numbers', () => {
  it.each([
    ['13812341234', '138****1234'],
    ['138 1234 1234', '138 **** 1234'],
    ['１３８１２３４１２３４', '１３８****１２３４'],
    ['一三八一二三四一二三四', '一三八****一二三四'],
    ['5551234', '55***34'],
    ['0771-5551234', '077*-***1234'],
    ['1234', '****'],
    ['13812341234、5551234', '138****1234、55***34'],
    ['13812341234张三', '138****1234**'],
    ['无', '*'],
  ])('%s are %s', (text, masked) => expect(maskNumbers(text)).toBe(masked));
});

describe('a masked finding', () => {
  it.each([
    [
      finding('mobile-two-names', {
        column: 'mobile',
        message: '手机13812341234登记在张三、欧阳修远两个姓名下,均暂不计入',
        raw: '13812341234',
      }),
      '手机138****1234登记在张*、欧阳**两个姓名下,均暂不计入',
      '138****1234',
    ],
    [
      finding('variant-name', { message: '王晓峯与第12345行王晓峰可能是同一人(异体或繁简字)' }),
      '王**与第12345行王**可能是同一人(异体或繁简字)',
      null,
    ],
    [
      finding('variant-name', { message: '王与峯与第5行王与峰可能是同一人(异体或繁简字)' }),
      expect.not.stringMatching(/峯|峰/),
      null,
    ],
    [
      finding('cross-list-duplicate', { message: '张三同时在附件3第5行,请选择保留在哪一份' }),
      '张*同时在附件3第5行,请选择保留在哪一份',
      null,
    ],
    [
      finding('cell-comment', { column: 'post', message: '批注不导入:“找王小二”', raw: '找王小二' }),
      '批注不导入:“找王****”',
      '找王****',
    ],
    // A whole column to the left: a name where a gender belongs.
    [
      finding('gender-unknown', { column: 'gender', message: '性别“张三”无法识别', raw: '张三' }),
      '性别“**”无法识别',
      '**',
    ],
    [
      finding('below-minimum', { message: '可用2人,不足500人,还差498人(重复1行,不计4行)' }),
      '可用2人,不足500人,还差498人(重复1行,不计4行)',
      null,
    ],
    [finding('from-another-version', { message: '张三的电话13812341234' }), '张三****', null],
  ])('%o', (given, message, raw) => {
    expect(maskFinding(given)).toEqual({ ...given, message, raw });
  });
});

describe('over the corpus', () => {
  const corpus = join(import.meta.dirname, '../../reference/cases/corpus');
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(xlsx|xls|csv|zip)$/.test(path),
  );

  it('there are workbooks', () => expect(files.length).toBeGreaterThan(10));

  it.each(files)('%s shows no name and no number of any person', async (path) => {
    const attachment = Number(/附件(\d)/.exec(path)?.[1] ?? 3);
    const kind = attachment % 2 === 0 ? 'system-cadres' : 'hot-topics';
    const bytes = readFileSync(join(corpus, path));
    const password = '2015';
    const checked = await checkFrames({
      groups: [{ kind, attachment, password, files: [{ name: basename(path), bytes }] }],
      homeArea: '0771',
    }).catch((error: unknown) => {
      // Some cannot be read, on purpose: then there is nothing to show.
      if (error instanceof ReadRefusal) return undefined;
      throw error;
    });
    if (!checked) return;
    const { document } = checked;
    const { findings } = storedDocument(document.findings, document.files);
    const masked = findings.map(maskFinding);
    const words = masked.map(({ message, raw, repaired }) => [message, raw, repaired].join('\n')).join('\n');
    for (const { name, numbers } of document.persons) {
      if ([...name].length > 1) expect(words).not.toContain(name);
      for (const { e164 } of numbers) expect(words).not.toContain(e164.slice(-8));
    }
    expect(words).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
    expect(masked.map(({ row, code }) => [row, code])).toEqual(findings.map(({ row, code }) => [row, code]));
  });
});
