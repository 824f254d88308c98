/**
 * Durable answers of the public a second, beside bare inserts of one row by as many connections into the same server in the same run.
 * Figures are ratios of times: 1 / 0.6 is the gate of 60 % of the rate.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, migrate } from '#db';
import { readAnswers, shippedQuestionnaires } from '#surveys';
import { arrive } from '../../server/responses/batch.ts';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { openVault } from '../../server/vault.ts';
import { currentRules } from '../../server/responses/rules.ts';
import type { Benchmark } from './ratio.ts';

const CONNECTIONS = 10;
const ANSWERS = 4000;

const folder = mkdtempSync(join(tmpdir(), 'pingyi-bench-survey-'));
const embedded = await startEmbedded({ dataDir: folder, log: () => {} });
const sql = connect(embedded.connection, { max: CONNECTIONS });
const bare = connect(embedded.connection, { max: CONNECTIONS });
await migrate(sql, () => {});
const config = readConfig({ PINGYI_DATA: folder });
const vault = openVault(config.kekFile);
const now = new Date();
const ctx: Context = { sql, config, vault, now, actor: { kind: 'anonymous' }, requestId: 'bench' };

const [cycleId, departmentId, questionnaireId, versionId, surveyId] = Array.from({ length: 5 }, () => randomUUID());
const content = shippedQuestionnaires.public;
await sql.begin(async (tx) => {
  await tx`
    insert into cycles (id, name, year, state, home_area, frame_deadline_on, created_at)
    values (${cycleId!}, 'bench', 2026, 'fieldwork', '0771', '2026-12-01', ${now})`;
  await vault.createCycleKeys(tx, cycleId!);
  await tx`insert into departments (id, name, category, created_at) values (${departmentId!}, 'd', 'economic', ${now})`;
  await tx`insert into appraisees (cycle_id, department_id, category) values (${cycleId!}, ${departmentId!}, 'economic')`;
  await tx`insert into questionnaires (id, cycle_id, kind, created_at) values (${questionnaireId!}, ${cycleId!}, 'public', ${now})`;
  await tx`
    insert into questionnaire_versions (id, questionnaire_id, number, state, revision, content, digest, created_at, created_by,
      changed_at, changed_by, reviewed_at, published_at)
    values (${versionId!}, ${questionnaireId!}, 1, 'published', 1, ${tx.json(content)}, 'x', ${now}, 'b', ${now}, 'b', ${now}, ${now})`;
  await tx`
    insert into public_surveys (id, cycle_id, slug, state, title, organiser, hotline, notice, verify_text, opens_at, closes_at, rules,
      secret_sealed, prefix_key_sealed, opened_at)
    values (${surveyId!}, ${cycleId!}, 'bench', 'open', 't', 'o', 'h', '', '', ${new Date(now.getTime() - 1000)},
      ${new Date(now.getTime() + 86_400_000)}, ${tx.json(currentRules)}, '\\x00', '\\x00', ${now})`;
});
await sql`create table bare_answers (id uuid primary key, department_id uuid, received_at timestamptz, codes text[], digest bytea)`;

const raw = { q1: 'policy', q2: '4', q4: '3', q5: 'resident' };

function answer(): Promise<unknown> {
  const read = readAnswers(content, raw, { channel: 'web' });
  if (!read.ok) throw new Error('the benchmark is refused');
  const token = randomUUID();
  return arrive(ctx, {
    surveyId: surveyId!,
    token,
    prefix: Buffer.alloc(16, token),
    seconds: 60,
    filing: {
      idempotencyKey: token,
      versionId: versionId!,
      departmentId: departmentId!,
      channel: 'web',
      answers: read.answers,
      receivedAt: now,
      replaceKey: Buffer.from(token.replaceAll('-', ''), 'hex'),
    },
  });
}

const insert = (): Promise<unknown> => bare`
  insert into bare_answers (id, department_id, received_at, codes, digest)
  values (${randomUUID()}, ${departmentId!}, ${now}, ${['policy', '4', '3', 'resident']}, ${Buffer.alloc(16)})`;

/** People at a time: enough that neither ever waits for somebody to come. */
async function many(one: () => Promise<unknown>, people: number): Promise<void> {
  let left = ANSWERS;
  await Promise.all(
    Array.from({ length: people }, async () => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    }),
  );
}

/** Answers at 70 % of the full rate, by the clock and not by each other; the 99th of a hundred waits so long. */
async function latency(): Promise<number> {
  const started = performance.now();
  await many(answer, 200);
  const perSecond = (ANSWERS / (performance.now() - started)) * 1000 * 0.7;
  const waits: number[] = [];
  const pending: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; n < perSecond * 4;) {
    const due = Math.min(perSecond * 4, ((performance.now() - begun) / 1000) * perSecond);
    for (; n < due; n += 1) {
      const at = performance.now();
      pending.push(answer().then(() => void waits.push(performance.now() - at)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  return (waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Infinity) / 100;
}

async function end(): Promise<void> {
  await sql.end();
  await bare.end();
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: `${ANSWERS} durable answers by group commit`,
    gate: 1 / 0.6,
    run: () => many(answer, 200),
    baseline: { name: `bare inserts over ${CONNECTIONS} connections`, run: () => many(insert, 200) },
  },
  {
    name: 'p99 of an answer at 70 % load, to 100 ms',
    gate: 1,
    figure: async () => {
      try {
        return await latency();
      } finally {
        await end();
      }
    },
  },
];
