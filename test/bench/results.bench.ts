/**
 * The full scoring of a hundred appraisees from a million answer sheets of a drawn sample, against the bare counting of the same sheets:
 * facts, weighted satisfaction, standard errors, totals, ranks, grades. PINGYI_SHEETS=… for another number.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as cycles from '#cycles';
import { connect, migrate, read } from '#db';
import { components, packages, scoring } from '#results';
import { shippedQuestionnaires } from '#surveys';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { openVault } from '../../server/vault.ts';
import type { Benchmark } from './ratio.ts';

const SHEETS = Number(process.env['PINGYI_SHEETS'] ?? 1_000_000);
const UNITS = 100;
const STRATA = 4;
const grounds = { reason: 'bench', document: 'bench', decidedBy: 'bench' };

async function open() {
  const dataDir = join('.cache', 'bench-results');
  mkdirSync(dataDir, { recursive: true });
  const server = await startEmbedded({ dataDir, log: () => {}, disposable: true });
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const admin = connect(server.connection, { max: 1 });
  await admin.unsafe(`create database ${name}`);
  const sql = connect({ ...server.connection, database: name });
  await migrate(sql);
  const config = readConfig({ PINGYI_DATA: dataDir });
  const ctx: Context = {
    sql,
    config,
    vault: openVault(config.kekFile),
    actor: { kind: 'system', name: 'bench' },
    now: new Date(),
    requestId: 'bench',
  };
  const { id: cycleId } = await cycles.create(ctx, {
    name: randomUUID(),
    year: 2026,
    homeArea: '0771',
    frameDeadlineOn: '2026-11-30',
  });
  const units: string[] = [];
  for (let i = 0; i < UNITS; i += 1)
    units.push((await cycles.createDepartment(ctx, { name: `第${i + 1}厅`, category: 'economic' })).id);
  await cycles.addAppraisees(ctx, cycleId, { departmentIds: units, frames: [] });
  await scoring.choose(ctx, cycleId, { reference: 'gx2018-dept@1' });
  const { settings } = await scoring.get(ctx, cycleId);
  const [questionnaireId, versionId, drawId] = [randomUUID(), randomUUID(), randomUUID()];
  for (const { key, suggestion } of settings.filter((setting) => setting.needed))
    await scoring.decide(ctx, cycleId, { items: [{ key, value: suggestion }], ...grounds });
  await scoring.decide(ctx, cycleId, {
    items: [
      {
        key: 'plan:my1',
        value: {
          table: 'over5',
          satisfied: ['5', '4'],
          raterGroups: [
            {
              id: 'r1',
              name: 'r1',
              source: 'sheets',
              kind: 'sample',
              channels: ['telephone'],
              questions: [{ id: 'q2', name: 'q2' }],
            },
          ],
        },
      },
    ],
    ...grounds,
  });
  await components.enter(ctx, cycleId, {
    document: 'bench',
    items: units.flatMap((departmentId, i) =>
      (['zn', 'gx', 'cx', 'my2'] as const).map((leaf) => ({
        departmentId,
        leaf,
        value: String({ zn: 600, gx: 80, cx: 50, my2: 85 }[leaf] + (i % 17) / 4),
        applies: true,
      })),
    ),
  });
  const content = shippedQuestionnaires.public;
  await sql`insert into questionnaires (id, cycle_id, kind, created_at) values (${questionnaireId}, ${cycleId}, 'public', now())`;
  await sql`
    insert into questionnaire_versions (id, questionnaire_id, number, state, revision, content, digest, created_at, created_by, changed_at, changed_by,
      reviewed_at, published_at)
    values (${versionId}, ${questionnaireId}, 1, 'published', 1, ${sql.json(content)}, 'x', now(), 'x', now(), 'x', now(), now())`;
  const strata = Array.from({ length: STRATA }, (_, i) => ({
    code: `s${i}`,
    population: 40_000 * (i + 1),
    main: 10_000,
  }));
  await sql`
    insert into draws (id, cycle_id, title, state, design, strata, frame_digest, frame_ids, seed, manifest, created_at, designed_by)
    values (${drawId}, ${cycleId}, 'x', 'sealed', '{}', ${sql.json(strata)}, 'x', '\\x00', 'x', 'x', now(), 'x')`;
  // Rows as the room of sheets would have filed them: codes in the order of the items, most of them not asked.
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into answer_sheets (id, cycle_id, department_id, version_id, channel, state, received_at, draw_id, unit_id, stratum, design_weight,
        idempotency_key, content_digest, codes)
      select gen_random_uuid(), ${cycleId}, (${units}::uuid[])[1 + i % ${UNITS}], ${versionId}, 'telephone', 'counted', now(), ${drawId},
        'u' || i, 's' || (i / ${UNITS}) % ${STRATA}, (40000 * (1 + (i / ${UNITS}) % ${STRATA})) || '/10000',
        decode(md5(i::text), 'hex'), '\\x00', array[null, (1 + (i * 7919::bigint / 13) % 5)::text]
      from generate_series(1, ${SHEETS}::int) as i`;
  });
  await sql`vacuum analyze answer_sheets`;
  await cycles.change(ctx, cycleId, { state: 'closed' });
  return {
    score: async () => {
      const { blocking, table } = await packages.compute(ctx, cycleId);
      if (!table) throw new Error(JSON.stringify(blocking.slice(0, 3)));
      return createHash('sha256').update(JSON.stringify(table)).digest('hex');
    },
    count: () =>
      read(
        ctx,
        async (tx) =>
          tx`
          select s.department_id, s.stratum, a.position, a.code, count(*) as count
          from answer_sheets s cross join lateral unnest(s.codes) with ordinality as a (code, position)
          where s.cycle_id = ${cycleId} and a.code is not null
          group by s.department_id, s.stratum, a.position, a.code`,
      ),
    bare: () =>
      read(
        ctx,
        async (tx) =>
          tx`
          select department_id, stratum, codes[2] as code, count(*) as count
          from answer_sheets where cycle_id = ${cycleId}
          group by department_id, stratum, codes[2]`,
      ),
    end: async () => {
      await sql.end();
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
      await server.stop();
    },
  };
}

const scored = await open();

export const benchmarks: readonly Benchmark[] = [
  {
    name: `score ${UNITS} appraisees from ${SHEETS} sheets, with weights, standard errors, ranks and grades`,
    gate: 3,
    run: scored.score,
    baseline: { name: 'counting every item of the sheets in one select', run: scored.count },
  },
  {
    name: `the same`,
    gate: 3,
    run: scored.score,
    baseline: { name: 'the bare select … group by of the one item', run: scored.bare },
  },
];

export const end = scored.end;
