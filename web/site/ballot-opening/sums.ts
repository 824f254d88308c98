/**
 * What counts must add up to: by group and by unit, for ballots of the box and for forms on paper alike.
 *
 * Promise: sums only; no key, no ballot. Paper has no signature that could be checked: its account, its digest on the board and its sums are
 * what there is.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '#ballot-client';
import type { BallotBoard, BallotPackage, BallotTallyFile, PaperTally, Poll } from '#contract';
import { canonicalText } from '#surveys';

export type Say = (fault: string) => void;
type Counts = Pick<BallotTallyFile, 'cells' | 'groups'>;

/** Counts of these groups against the number of ballots of each style. */
export function checkSums(
  poll: Poll,
  counts: Counts,
  byStyle: ReadonlyMap<string, number>,
  groups: readonly { readonly code: string; readonly name: string }[],
  say: Say,
): void {
  for (const { code, name } of groups) {
    const styles = poll.styles.filter(({ group }) => group === code);
    const returned = styles.reduce((sum, style) => sum + (byStyle.get(style.code) ?? 0), 0);
    const summary = counts.groups.find(({ group }) => group === code);
    if (summary?.returned !== returned) say(`“${name}”的票数与箱里的不符`);
    if (summary && summary.valid + summary.blank + summary.void !== summary.returned)
      say(`“${name}”的有效、弃权、无效之和不等于收回数`);
    const expected = new Set(styles.flatMap(({ units }) => units));
    const cells = counts.cells.filter(({ group }) => group === code);
    if (cells.length !== expected.size) say(`“${name}”的单位数不对`);
    for (const cell of cells) {
      const unit = poll.units.findIndex(({ id }) => id === cell.unit);
      const due = styles.reduce(
        (sum, style) => sum + (style.units.includes(unit) ? (byStyle.get(style.code) ?? 0) : 0),
        0,
      );
      const marks = Object.values(cell.counts).reduce((sum, count) => sum + count, 0);
      if (!expected.has(unit) || marks + cell.noOpinion + cell.abstained + cell.void !== due)
        say(`“${name}”对${poll.units[unit]?.name ?? '某单位'}的票数不对`);
      if (cell.best + cell.worst > (summary?.nominating ?? 0)) say(`“${name}”的提名数多于提名的票数`);
    }
  }
}

/** Fewer forms of a style are not counted. */
const SMALLEST_PILE = 10;

/** The paper's part: its account, its sums, its digest on the board, and that no style has more ballots than raters. */
export function checkPaper(
  { poll, pollDigest }: BallotPackage,
  paper: PaperTally,
  { board, byStyle }: { readonly board: BallotBoard | undefined; readonly byStyle: ReadonlyMap<string, number> },
  say: Say,
): void {
  if (paper.cycleId !== poll.cycleId || paper.pollDigest !== pollDigest) say('纸质表的计数不是这次评价的');
  if (board && toHex(sha256(new TextEncoder().encode(canonicalText(paper)))) !== board.paper.digest)
    say('纸质表的计数与公示板上的摘要不符');
  const returnedBy = new Map<string, number>();
  for (const { style, printed, handedOut, unused, spoiled, returned, discarded } of paper.piles) {
    const at = `票种${style}的纸质表`;
    const known = poll.styles.some(({ code }) => code === style);
    if (!known || returnedBy.has(style)) say(`${at}没有这个票种，或列了两次`);
    returnedBy.set(style, returned);
    if (printed !== handedOut + unused + spoiled) say(`${at}印制数不等于发出、未用、作废之和`);
    if (returned > handedOut) say(`${at}收回的多于发出的`);
    if (returned > 0 && returned < SMALLEST_PILE && !discarded) say(`${at}不足${SMALLEST_PILE}份，不应计入`);
    const shown = board?.styles.find(({ code }) => code === style);
    if (shown && (byStyle.get(style) ?? 0) + returned > shown.due) say(`票种${style}的票和纸质表合起来多于应发数`);
  }
  const groups = poll.groups.filter(({ code }) =>
    poll.styles.some((style) => style.group === code && returnedBy.has(style.code)),
  );
  if (paper.groups.length !== groups.length) say('纸质表的类别数不对');
  if (paper.cells.some(({ group }) => !groups.some(({ code }) => code === group))) say('纸质表里有没有印表的类别');
  checkSums(poll, paper, returnedBy, groups, say);
}
