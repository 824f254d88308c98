/** Counting a million sheets for the page of running fieldwork, beside one walk over the same rows that counts nothing but them. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, migrate } from '#db';
import { received } from '#sheets';
import { shippedQuestionnaires } from '#surveys';
import { startEmbedded } from '../../server/db/embedded.ts';
import type { Benchmark } from './ratio.ts';

const SHEETS = 1_000_000;

const folder = mkdtempSync(join(tmpdir(), 'pingyi-bench-live-'));
const embedded = await startEmbedded({ dataDir: folder, log: () => {}, disposable: true });
const sql = connect(embedded.connection, { max: 2 });
await migrate(sql, () => {});
const now = new Date('2026-11-22T04:00:00Z');
const cycleId = randomUUID();
const kinds = ['public', 'system-cadres', 'service-users'] as const;
const versions = kinds.map(() => randomUUID());
await sql.begin(async (tx) => {
  await tx`
    insert into cycles (id, name, year, state, home_area, frame_deadline_on, created_at)
    values (${cycleId}, 'bench', 2026, 'fieldwork', '0771', '2026-12-01', ${now})`;
  await tx`
    insert into departments (id, name, category, created_at)
    select gen_random_uuid(), 'd' || n, 'economic', ${now} from generate_series(1, 110) n`;
  await tx`
    insert into appraisees (cycle_id, department_id, category) select ${cycleId}, id, 'economic' from departments`;
  for (const [index, kind] of kinds.entries()) {
    const questionnaireId = randomUUID();
    await tx`
      insert into questionnaires (id, cycle_id, kind, created_at) values (${questionnaireId}, ${cycleId}, ${kind}, ${now})`;
    await tx`
      insert into questionnaire_versions (id, questionnaire_id, number, state, revision, content, digest, created_at, created_by,
        changed_at, changed_by, reviewed_at, published_at)
      values (${versions[index]!}, ${questionnaireId}, 1, 'published', 1, ${tx.json(shippedQuestionnaires[kind])}, 'x', ${now}, 'b',
        ${now}, 'b', ${now}, ${now})`;
  }
  await tx`
    insert into draws (id, cycle_id, title, state, design, strata, frame_digest, frame_ids, seed, manifest, created_at, designed_by)
    select gen_random_uuid(), ${cycleId}, 'd' || n, 'sealed', '{}', '[]', 'x', '\\x00', 's', 'm', ${now}, 'b'
    from generate_series(1, 12) n`;
  // Eight of ten from the open web, the others of twelve draws with fourteen strata, over forty days.
  await tx`
    insert into answer_sheets (id, cycle_id, department_id, version_id, channel, state, received_at, draw_id, unit_id, stratum,
      design_weight, idempotency_key, content_digest, codes)
    select gen_random_uuid(), ${cycleId}, d.ids[1 + n % 110], (${versions}::uuid[])[case when n % 10 < 8 then 1 else n % 10 - 6 end],
      case when n % 10 < 8 then 'web' else (array['telephone', 'link', 'paper'])[1 + n % 3] end,
      case when n % 97 = 0 then 'quarantined' when n % 101 = 0 then 'superseded' else 'counted' end,
      ${now}::timestamptz - make_interval(secs => (n::bigint * 7919 % 3456000)::int),
      case when n % 10 >= 8 then w.ids[1 + n / 10 % 12] end, case when n % 10 >= 8 then n::text end,
      case when n % 10 >= 8 then 'city' || n / 10 % 14 end, case when n % 10 >= 8 then '512/100' end,
      decode(md5(n::text), 'hex'), decode(md5(n::text), 'hex'), array['policy', '4', '3', 'resident', '5', '4', '4', '3']
    from generate_series(1, ${SHEETS}::int) n,
      (select array_agg(id) as ids from departments) d, (select array_agg(id) as ids from draws) w`;
});
await sql`vacuum analyze answer_sheets`;

export async function end(): Promise<void> {
  await sql.end();
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: `${SHEETS} sheets counted by place, channel, stratum, day`,
    gate: 12,
    run: () => sql.begin((tx) => received(tx, { cycleId, today: '2026-11-22' })),
    baseline: {
      name: 'one walk over them',
      run: () => sql`select count(*), max(received_at) from answer_sheets where cycle_id = ${cycleId}`,
    },
  },
];
