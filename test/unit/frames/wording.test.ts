import { expect, test } from 'vitest';
import { asShown } from '../../../server/frames/wording.ts';

test.each([
  ['可用297人,不足300人,还差3人(重复1行,不计6行)', '可用297人，不足300人，还差3人（重复1行，不计6行）'],
  ['没有可拨打的号码,该行不计', '没有可拨打的号码，该行不计'],
  // What stood in a cell stays as it stood there.
  ['“1,380,000”不是可拨打的号码(位数不对)', '“1,380,000”不是可拨打的号码（位数不对）'],
  ['备注为“调离(2015),停机”,该行不计', '备注为“调离(2015),停机”，该行不计'],
  ['2026-11-22 10:30收到,截止2026-11-20', '2026-11-22 10:30收到，截止2026-11-20'],
  ['姓名“𠮷(女)”请核对', '姓名“𠮷(女)”请核对'],
  ['', ''],
])('%s is shown as %s', (message, shown) => {
  expect(asShown(message)).toBe(shown);
});
