/**
 * What another points table would do to the order of the appraisees, once the cycle has closed.
 *
 * Promise: nothing is written. Of units whose leaders could be told from their counts only the score in force is shown: their scores
 * under several tables would give the counts away.
 */
import type { previewTables, RouteReply } from '#contract';
import { read } from '#db';
import { Problem } from '#problem';
import { allTables } from '#schemes';
import { sha256Hex } from '#sampling';
import { compare, computeSatisfaction, mustNumber, outlineOf, roundedText, type SatisfactionPlan } from '#surveys';
import type { Context } from '../context.ts';
import { membersWithLeaf, settingsOf } from './derive.ts';
import { cycleOf, loadFacts, mustScheme } from './load.ts';
import { satisfactionRequest } from './satisfaction-request.ts';

type Preview = RouteReply<typeof previewTables>;
type TableName = SatisfactionPlan['table'];

const keyOf = (table: TableName): string => (typeof table === 'string' ? table : `${table.id}@${table.version}`);

export async function preview(ctx: Context, cycleId: string, leaf: string): Promise<Preview> {
  return read(ctx, async (tx) => {
    const cycle = await cycleOf(tx, cycleId);
    if (cycle.state !== 'closed') throw new Problem('cycle-not-closed');
    const chosen = await mustScheme(tx, cycleId);
    const facts = await loadFacts(tx, cycle, chosen);
    const asked = facts.satisfaction.find((one) => one.leaf === leaf);
    if (!asked) throw new Problem('no-plan');
    const members = membersWithLeaf(facts, outlineOf(chosen.scheme, settingsOf(chosen.scheme, facts)), leaf);
    const names = new Map(facts.appraisees.map(({ id, name }) => [id, name]));
    const inForce = keyOf(asked.plan.table);
    const known = await allTables(tx);
    const words = new Map(
      known.map((table) => [table.shipped ? table.id : `${table.id}@${table.version}`, table.name]),
    );
    const others = known
      .map(({ id, version, points, shipped }): TableName =>
        shipped ? id : { id, version, points: Object.fromEntries(points.map((one) => [one.code, one.points])) },
      )
      .filter((table) => keyOf(table) !== inForce);
    // Places are comparable among units that have a score under every table.
    const hidden = new Set(asked.withheld?.map(({ appraisee }) => appraisee));
    const tables = [asked.plan.table, ...others].flatMap((table) => {
      const { satisfied: _, ...plan } = asked.plan;
      const outcome = computeSatisfaction(
        satisfactionRequest({ plan: { ...plan, table }, cells: asked.cells }, members),
        (text) => sha256Hex(text),
      );
      // A table with other options cannot score these answers.
      if (!outcome.ok) return [];
      const { settings, results, tables: used } = outcome.value;
      const withheld = new Map(
        keyOf(table) === inForce ? asked.withheld?.map(({ appraisee, score }) => [appraisee, score]) : [],
      );
      const scored = results.map(({ id, score }) => {
        const exact = withheld.get(id) ?? score?.exact;
        return { id, exact: exact === undefined ? null : mustNumber(exact) };
      });
      const placed = scored.filter(({ id }) => !hidden.has(id));
      return [
        {
          id: keyOf(table),
          name: words.get(keyOf(table)) ?? keyOf(table),
          points: { ...used[typeof table === 'string' ? table : table.id]!.points },
          rows: scored.map(({ id, exact }) => ({
            departmentId: id,
            name: names.get(id) ?? id,
            score: exact && roundedText(exact, settings.decimals),
            place:
              exact && !hidden.has(id)
                ? 1 + placed.filter((other) => other.exact !== null && compare(other.exact, exact) > 0).length
                : null,
          })),
        },
      ];
    });
    const base = new Map(tables[0]?.rows.map(({ departmentId, place }) => [departmentId, place]));
    return {
      inForce,
      withheld: hidden.size,
      tables: tables.map((table) => ({
        ...table,
        moved: table.rows.filter(({ departmentId, place }) => base.get(departmentId) !== place).length,
        rows: table.rows.toSorted((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity)),
      })),
    };
  });
}
