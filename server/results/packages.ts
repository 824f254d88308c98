/**
 * Compute, freeze, publish.
 *
 * Promise: no figure leaves before the cycle has closed; what is frozen is what was looked at; who froze does not publish; only the
 * latest package can be published, once.
 */
import { randomUUID } from 'node:crypto';
import type { Blocking, freezeResults, getClassTable, getComputation, ResultPackage, RouteReply } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { sha256Hex } from '#sampling';
import { canonicalText } from '#surveys';
import { actorName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { derive } from './derive.ts';
import type { Facts } from './facts.ts';
import { cycleOf, loadFacts, schemeInForce, type CycleRow } from './load.ts';
import { inputText, outputText, writePackage } from './package.ts';
import {
  latestPackage,
  latestPublished,
  packageById,
  packagesOf,
  publishedBefore,
  type StoredPackage,
} from './stored.ts';
import { changesBetween, lastOf } from './changes.ts';
import { classTable, departmentResult } from './view.ts';

/** Raised with whatever could change a figure of a package for the same facts. */
const code = { name: 'pingyi', version: '1' } as const;

const nameIn = (facts: Facts) => {
  const names = new Map(facts.appraisees.map(({ id, name }) => [id, name]));
  return (id: string) => names.get(id) ?? id;
};

/** What the next package would hold; the digest tells whether somebody changed something since. */
async function standing(tx: Tx, cycle: CycleRow) {
  const chosen = await schemeInForce(tx, cycle.id);
  if (!chosen) {
    const blocking: Blocking[] = [
      { code: 'no-scheme', message: '还没有选定评价方案', page: 'scheme', departments: [] },
    ];
    return { blocking, notices: [], facts: null, derived: null };
  }
  const facts = await loadFacts(tx, cycle, chosen);
  const { blocking, notices, derived } = derive(facts);
  return { blocking, notices, facts, derived };
}

const factsDigest = (facts: Facts): string => `sha256:${sha256Hex(canonicalText(facts))}`;

export async function compute(ctx: Context, cycleId: string): Promise<RouteReply<typeof getComputation>> {
  return read(ctx, async (tx) => {
    const cycle = await cycleOf(tx, cycleId);
    const closed = cycle.state === 'closed';
    const { blocking, notices, facts, derived } = await standing(tx, cycle);
    const open: Blocking[] = closed
      ? []
      : [
          {
            code: 'cycle-not-closed',
            message: '评价周期还没有结束：结束前不显示任何得分',
            page: 'cycle',
            departments: [],
          },
        ];
    // Before the close nobody sees what answers have come to, not even as a reason.
    const shown = closed ? blocking : blocking.filter(({ code }) => code !== 'satisfaction-missing');
    if (!closed || !derived || !facts)
      return {
        blocking: [...open, ...shown],
        notices: closed ? [...notices] : [],
        table: null,
        changes: [],
        inputDigest: null,
      };
    const last = await publishedBefore(tx, cycle);
    const latest = await latestPackage(tx, cycleId);
    return {
      blocking: [],
      notices: [...notices],
      table: classTable(facts, derived, last ? lastOf(last.body.facts.cycle.name, last.body.derived) : null),
      changes: latest ? changesBetween(latest.body.derived, derived, nameIn(facts)) : [],
      inputDigest: factsDigest(facts),
    };
  });
}

export async function freeze(
  ctx: Context,
  cycleId: string,
  { reason, inputDigest }: { reason: string; inputDigest: string },
): Promise<RouteReply<typeof freezeResults>> {
  return write(ctx, 'result.freeze', async (tx, note) => {
    const [locked] = await tx<CycleRow[]>`select id, name, year, state from cycles where id = ${cycleId} for update`;
    if (!locked) throw new Problem('not-found');
    if (locked.state !== 'closed') throw new Problem('cycle-not-closed');
    const { blocking, facts, derived } = await standing(tx, locked);
    if (!facts || !derived) throw new Problem('score-blocked', { count: blocking.length });
    if (factsDigest(facts) !== inputDigest) throw new Problem('score-changed');
    const latest = await latestPackage(tx, cycleId);
    if (latest && factsDigest(latest.body.facts) === inputDigest) throw new Problem('results-same');
    const number = (latest?.number ?? 0) + 1;
    const { text, digest } = writePackage(
      {
        number,
        previous: latest?.digest ?? null,
        frozenAt: ctx.now.toISOString(),
        frozenBy: actorName(ctx.actor),
        reason,
        code,
      },
      facts,
      derived,
    );
    const id = randomUUID();
    await tx`
      insert into result_packages (id, cycle_id, number, content, digest, reason, frozen_by, frozen_at)
      values (${id}, ${cycleId}, ${number}, ${text}, ${digest}, ${reason}, ${accountOf(ctx)}, ${ctx.now})`;
    note({ subject: `result-package:${id}`, detail: { cycleId, number, digest, reason } });
    return toPackage(ctx, (await packageById(tx, id))!, latest, number);
  });
}

function accountOf(ctx: Context): string {
  if (ctx.actor.kind !== 'account') throw new Problem('not-permitted');
  return ctx.actor.accountId;
}

function toPackage(
  ctx: Context,
  stored: StoredPackage,
  before: StoredPackage | undefined,
  latestNumber: number,
): ResultPackage {
  const me = ctx.actor.kind === 'account' ? ctx.actor.accountId : undefined;
  return {
    id: stored.id,
    number: stored.number,
    digest: stored.digest,
    reason: stored.reason,
    frozenBy: stored.frozenBy,
    frozenAt: stored.frozenAt.toISOString(),
    publishedBy: stored.publishedBy,
    publishedAt: stored.publishedAt?.toISOString() ?? null,
    mayPublish: stored.publishedAt === null && stored.number === latestNumber && stored.frozenById !== me,
    changes: before ? changesBetween(before.body.derived, stored.body.derived, nameIn(stored.body.facts)) : [],
  };
}

export async function list(ctx: Context, cycleId: string): Promise<{ items: ResultPackage[] }> {
  return read(ctx, async (tx) => {
    await cycleOf(tx, cycleId);
    const stored = await packagesOf(tx, cycleId);
    return { items: stored.map((one, i) => toPackage(ctx, one, stored[i + 1], stored[0]!.number)) };
  });
}

export async function publish(ctx: Context, packageId: string, { digest }: { digest: string }): Promise<ResultPackage> {
  try {
    return await write(ctx, 'result.publish', async (tx, note) => {
      const found = await packageById(tx, packageId);
      if (!found) throw new Problem('not-found');
      // Freezing and publishing of one cycle wait for each other.
      await tx`select 1 from cycles where id = ${found.cycleId} for update`;
      const latest = (await latestPackage(tx, found.cycleId))!;
      if (latest.id !== packageId || latest.digest !== digest) throw new Problem('publish-outdated');
      if (latest.publishedAt !== null) throw new Problem('publish-done');
      const me = accountOf(ctx);
      if (latest.frozenById === me) throw new Problem('publish-same-person');
      const updated = await tx`
        update result_packages set published_by = ${me}, published_at = ${ctx.now}
        where id = ${packageId} and published_at is null`;
      if (updated.count === 0) throw new Problem('publish-done');
      await insertDepartmentResults(tx, latest);
      note({
        subject: `result-package:${packageId}`,
        detail: { cycleId: latest.cycleId, number: latest.number, digest },
      });
      const stored = await packagesOf(tx, latest.cycleId);
      return toPackage(ctx, stored[0]!, stored[1], stored[0]!.number);
    });
  } catch (error) {
    if (isConstraint(error, 'a_package_is_published_by_another')) throw new Problem('publish-same-person');
    throw error;
  }
}

/** Each department's own view, kept apart so that row-level security guards it. */
async function insertDepartmentResults(tx: Tx, stored: StoredPackage): Promise<void> {
  const { facts, derived } = stored.body;
  const last = await publishedBefore(tx, facts.cycle);
  const frame = {
    packageId: stored.id,
    number: stored.number,
    digest: stored.digest,
    frozenAt: stored.frozenAt.toISOString(),
    last: last ? lastOf(last.body.facts.cycle.name, last.body.derived) : null,
  };
  for (const { id } of derived.output.results)
    await tx`
      insert into department_results (package_id, cycle_id, department_id, result)
      values (${stored.id}, ${stored.cycleId}, ${id}, ${tx.json(departmentResult(facts, derived, frame, id))})`;
}

/**
 * The package or a file in it, for whoever recomputes: the office, and observers once it is published. It holds nobody's mark
 * (withheld.ts); that it left the house is logged all the same, because it holds decisions and ledgers by name.
 */
export async function download(
  ctx: Context,
  packageId: string,
  what: 'package' | 'input' | 'output',
): Promise<FileReply> {
  const observer = ctx.actor.kind === 'account' && ctx.actor.role === 'observer';
  return write(ctx, 'result.package', async (tx, note) => {
    const stored = await packageById(tx, packageId);
    if (!stored || (observer && stored.publishedAt === null)) throw new Problem('not-found');
    const text = what === 'package' ? stored.text : what === 'input' ? inputText(stored.body) : outputText(stored.body);
    const word = { package: '冻结包', input: '计分输入', output: '计分结果' }[what];
    note({ subject: `result-package:${packageId}`, detail: { what, digest: stored.digest } });
    return new FileReply(text, 'application/json', {
      fileName: `${word}-${stored.body.facts.cycle.name}-第${stored.number}版.json`,
    });
  });
}

export async function published(ctx: Context, cycleId: string): Promise<RouteReply<typeof getClassTable>> {
  return read(ctx, async (tx) => {
    const cycle = await cycleOf(tx, cycleId);
    const stored = await latestPublished(tx, cycleId);
    if (!stored) throw new Problem('not-found');
    const last = await publishedBefore(tx, cycle);
    const { facts, derived } = stored.body;
    return {
      cycle: { id: cycle.id, name: cycle.name, year: cycle.year },
      package: {
        id: stored.id,
        number: stored.number,
        digest: stored.digest,
        publishedAt: stored.publishedAt!.toISOString(),
      },
      previous: last?.body.facts.cycle.name ?? null,
      table: classTable(facts, derived, last ? lastOf(last.body.facts.cycle.name, last.body.derived) : null),
    };
  });
}
