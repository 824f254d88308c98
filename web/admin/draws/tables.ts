/** Small tables that people paste: number blocks, sizes of groups. Pure; says which lines it could not read. */
import type { DrawDesign } from '#contract';

type Block = NonNullable<DrawDesign['blocks']>[number];

/**
 * One block a line: `1380771xxxx`, `1380771****`, or prefix and number of free digits, `1380771 4`, `1380771,4`. Empty lines and a
 * heading are passed over.
 */
export function readBlocks(text: string): { readonly blocks: readonly Block[]; readonly unread: readonly number[] } {
  const blocks: Block[] = [];
  const unread: number[] = [];
  for (const [n, line] of text
    .normalize('NFKC')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const clean = line.trim();
    if (clean === '' || (n === 0 && !/[0-9]/.test(clean))) continue;
    const drawn = /^([0-9]{1,12})([xX×*＊]{1,8})$/.exec(clean);
    const counted = /^([0-9]{1,12})[\s,;，；、]+([1-8])$/.exec(clean);
    if (drawn) blocks.push({ prefix: drawn[1]!, digits: drawn[2]!.length });
    else if (counted) blocks.push({ prefix: counted[1]!, digits: Number(counted[2]) });
    else unread.push(n + 1);
  }
  return { blocks, unread };
}

/** Name and number on each line, as copied out of a spreadsheet. By the group's code; names that fit none are told. */
export function readSizes(
  text: string,
  groups: readonly { readonly code: string; readonly label: string }[],
): { readonly sizes: Readonly<Record<string, number>>; readonly strange: readonly string[] } {
  const codes = new Map(groups.flatMap(({ code, label }) => [[code, code] as const, [label, code] as const]));
  const sizes: Record<string, number> = {};
  const strange: string[] = [];
  for (const line of text.normalize('NFKC').split(/\r\n|\r|\n/)) {
    const read = /^\s*(.*?)[\s,;:]+([0-9]+(?:\.[0-9]+)?)\s*$/.exec(line);
    const code = read && codes.get(read[1]!.trim());
    if (read && code !== null && code !== undefined) sizes[code] = Number(read[2]);
    else if (line.trim() !== '') strange.push(line.trim());
  }
  return { sizes, strange };
}
