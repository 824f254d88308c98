/**
 * Points tables: the shipped ones, which are data of the program, and an office's own.
 *
 * Promise: a version never changes, whatever is decided later; a plan holds the points it was decided with. Never judges a table: a high
 * floor is said, not forbidden.
 */
import type { z } from 'zod';
import type { addPointsTable, PointsTableView } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { codesOf, findTable, isFloorHigh, type PointsTable, shippedTables } from '#surveys';
import { actorName, type Context } from '../context.ts';

interface Row {
  tableId: string;
  version: number;
  name: string;
  points: Record<string, string>;
  reason: string;
  document: string;
  decidedBy: string;
  enteredBy: string;
  enteredAt: Date;
}

const shippedNames: Readonly<Record<string, string>> = {
  over5: '五级，平均分÷5',
  linear5: '五级，从0起等距',
  tableA: '五级，满意度调查',
  tableF: '三级，民主测评',
};

const pointsOf = (table: PointsTable) => codesOf(table).map((code) => ({ code, points: table.points[code]! }));

const ofShipped = (table: PointsTable): PointsTableView => ({
  id: table.id,
  version: table.version,
  name: shippedNames[table.id] ?? table.id,
  points: pointsOf(table),
  floorHigh: isFloorHigh(table),
  shipped: true,
  reason: null,
  document: null,
  decidedBy: null,
  enteredBy: null,
  enteredAt: null,
});

function ofRow({ tableId, version, name, points, enteredAt, ...grounds }: Row): PointsTableView {
  const table = findTable({ id: tableId, version: String(version), points });
  if (typeof table === 'string') throw new Error('a stored points table is unsound');
  return {
    id: tableId,
    version: String(version),
    name,
    points: pointsOf(table),
    floorHigh: isFloorHigh(table),
    shipped: false,
    ...grounds,
    enteredAt: enteredAt.toISOString(),
  };
}

const rowsOf = (tx: Tx, tableId?: string): Promise<Row[]> => tx<Row[]>`
  select table_id, version, name, points, reason, document, decided_by, entered_by, entered_at
  from points_tables
  ${tableId === undefined ? tx`` : tx`where table_id = ${tableId}`}
  order by table_id, version desc`;

/** All tables a plan may name, the shipped ones first. */
export async function allTables(tx: Tx): Promise<PointsTableView[]> {
  return [...shippedTables.map(ofShipped), ...(await rowsOf(tx)).map(ofRow)];
}

export async function listTables(ctx: Context): Promise<{ items: PointsTableView[] }> {
  return read(ctx, async (tx) => ({ items: await allTables(tx) }));
}

export async function addTable(
  ctx: Context,
  { id, name, points: given, ...grounds }: z.output<(typeof addPointsTable)['body']>,
): Promise<PointsTableView> {
  if (shippedTables.some((table) => table.id === id)) throw new Problem('points-table-shipped');
  const codes = given.map(({ code }) => code.normalize('NFKC'));
  const points = Object.fromEntries(given.map((option, i) => [codes[i]!, option.points]));
  const table = findTable({ id, version: '1', points });
  if (new Set(codes).size < codes.length || typeof table === 'string') throw new Problem('points-table-invalid');
  try {
    return await write(ctx, 'points-table.add', async (tx, note) => {
      const [last] = await rowsOf(tx, id);
      if (last && last.name === name && isSame(last.points, table.points)) throw new Problem('points-table-same');
      const version = (last?.version ?? 0) + 1;
      await tx`
        insert into points_tables (table_id, version, name, points, reason, document, decided_by, entered_by, entered_at)
        values (${id}, ${version}, ${name}, ${JSON.stringify(table.points)}::text::json, ${grounds.reason}, ${grounds.document},
          ${grounds.decidedBy}, ${actorName(ctx.actor)}, ${ctx.now})`;
      note({ subject: `points-table:${id}@${version}`, detail: { name, points: { ...table.points } } });
      const [added] = await rowsOf(tx, id);
      return ofRow(added!);
    });
  } catch (error) {
    // Somebody else added the same version a moment before: what is asked for is then the next one.
    if (isConstraint(error, 'points_tables_pkey')) throw new Problem('points-table-same');
    throw error;
  }
}

const isSame = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([code, points]) => b[code] === points);
