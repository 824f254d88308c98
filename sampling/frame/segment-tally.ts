/** What a number-segment table says against the department's 0 in front of mobiles, in numbers: rows that count, each mobile once. */
import { dial } from '../numbering.ts';
import type { FrameList } from './list.ts';
import type { SegmentTally } from './report.ts';

/** Undefined without a table. Linear in the rows. */
export function tallySegments({ rows, homeArea, cityOfSegment }: FrameList): SegmentTally | undefined {
  if (!cityOfSegment) return undefined;
  let [prefixMissing, prefixNotNeeded, unknown] = [0, 0, 0];
  for (let index = 0; index < rows.length; index += 1) {
    if (rows.isRejected(index)) continue;
    for (const number of rows.numbers(index, homeArea)) {
      if (number.type === 'fixed') continue;
      const home = cityOfSegment(number.national.slice(0, 7));
      const { flag } = dial(number, homeArea, home);
      if (home === undefined) unknown += 1;
      else if (flag === 'PREFIX_MISSING') prefixMissing += 1;
      else if (flag === 'PREFIX_NOT_NEEDED') prefixNotNeeded += 1;
    }
  }
  return { prefixMissing, prefixNotNeeded, unknown };
}
