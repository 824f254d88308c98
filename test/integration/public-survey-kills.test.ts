/** `kill -9` under load, a few rounds; `PINGYI_KILLS=100 npx vitest run --project integration test/integration/public-survey-kills.test.ts` for many. */
import { expect, it } from 'vitest';
import { addAppraisees, createCycle, createDepartment } from '#contract';
import { testApp } from '../support/app.ts';
import { start } from '../support/process.ts';
import { publishQuestionnaire } from '../support/questionnaires.ts';
import { killRounds } from '../support/survey-kills.ts';
import { openSurvey } from '../support/survey.ts';

const rounds = Number(process.env['PINGYI_KILLS'] ?? 3);

it(
  `loses no acknowledged answer and doubles none in ${rounds} kills`,
  async () => {
    const app = await testApp();
    const office = await app.person('office', 'office');
    const cycle = await office.must(createCycle, {
      body: { name: '2026年度', year: 2026, homeArea: '0771', frameDeadlineOn: '2026-12-01' },
    });
    const department = await office.must(createDepartment, {
      body: { name: '自治区民政厅', category: 'public-affairs' },
    });
    await office.must(addAppraisees, { params: { cycleId: cycle.id }, body: { departmentIds: [department.id] } });
    await publishQuestionnaire(office, { cycleId: cycle.id, kind: 'public' });
    await openSurvey(office, cycle.id, {
      opensAt: new Date(app.clock.now.getTime() - 60_000).toISOString(),
      closesAt: new Date(app.clock.now.getTime() + 86_400_000).toISOString(),
    });
    const count = await killRounds(app.sql, {
      rounds,
      paths: [`/s/pingyi-2026/${department.id}`],
      start: async () => {
        const server = start(['serve'], {
          DATABASE_URL: app.databaseUrl,
          PINGYI_DATA: app.config.dataDir,
          PINGYI_PROXY: '127.0.0.1',
          PORT: '0',
        });
        const [, url = ''] = await server.until(/已启动：(http:\S+)/);
        return { server, url };
      },
    });
    // In the end everybody was told so, and everybody's answer is there once.
    expect(count.acknowledged).toBe(count.sent);
    expect(count.stored).toBe(count.sent);
    expect(count.distinct).toBe(count.sent);
    expect(count.sent).toBeGreaterThan(rounds * 15);
  },
  60_000 + rounds * 20_000,
);
