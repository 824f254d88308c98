import { expect, test } from 'vitest';
import { countWords } from '#surveys';

test.each([
  ['', 0],
  ['  \n\t　', 0],
  ['完成任务', 4],
  // What word processors show for these.
  ['2026年，完成12项。', 8],
  ['增长8.5%，达3,200万元', 8],
  ['“十四五”规划', 7],
  ['——', 2],
  ['GDP 增长 6.5%', 4],
  ['hello world', 2],
  ['a b\nc', 3],
  ['龘𠮷', 2],
  ['ＡＢＣ', 3],
  ['①②新建100㎡', 6],
  ['字\u200b数\ufeff', 2],
  ['5G\u200d基站', 3],
])('%j counts %i', (text, words) => expect(countWords(text)).toBe(words));
