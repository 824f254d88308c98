/** Who may do what: every route of the table with every role, and one department against another. */
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { Role, RouteShape } from '#contract';
import { listRoutes } from '../../server/routes.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { acceptedDepartment } from '../support/campaign.ts';

const unknownId = '00000000-0000-4000-8000-000000000000';

/** A request of the route's shape with these ids; bodies are empty, so a permitted caller gets 4xx other than 401 and 403. */
async function knock(visitor: Visitor, route: RouteShape, ids: Readonly<Record<string, string>>): Promise<Response> {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? unknownId);
  if (route.form) return visitor.raw(route.method, path, { body: new FormData() });
  if (route.method === 'GET' || route.method === 'DELETE') return visitor.raw(route.method, path);
  return visitor.raw(route.method, path, { body: '{}', headers: { 'content-type': 'application/json' } });
}

describe('every route', async () => {
  const app = await testApp();
  const { campaign } = await acceptedDepartment(app);
  const other = await campaign.department('自治区农业厅', 'economic');
  const people: Readonly<Record<Role, Visitor>> = {
    office: campaign.office,
    operator: campaign.operator,
    liaison: other.liaison,
    observer: await app.person('observer', 'observer'),
  };
  const routes = listRoutes().filter(({ route }) => route.path !== contract.closeSession.path);

  it.each(routes.map((bound) => [`${bound.route.method} ${bound.route.path}`, bound] as const))(
    '%s lets in whom the table says',
    async (_name, { route, permission }) => {
      const stranger = await knock(app.visitor(), route, {});
      if (permission === 'public' || permission === 'ballot') expect(stranger.status).not.toBe(401);
      else expect(stranger.status).toBe(401);
      for (const role of Object.keys(people) as Role[]) {
        const reply = await knock(people[role], route, {});
        const allowed = typeof permission === 'string' || permission.includes(role);
        if (allowed) expect([401, 403], `${role}: ${reply.status}`).not.toContain(reply.status);
        else expect(reply.status, role).toBe(403);
        expect(reply.status).toBeLessThan(500);
      }
    },
  );
});

describe('one department against another', async () => {
  const app = await testApp();
  const { campaign, topics, mzt } = await acceptedDepartment(app);
  const nyt = await campaign.department('自治区农业厅', 'economic');
  const foreign = { frameId: topics.id, submissionId: topics.latest!.id };
  const routes = listRoutes().filter(
    ({ route, permission }) =>
      (permission === 'signed-in' || (typeof permission !== 'string' && permission.includes('liaison'))) &&
      /:(frameId|submissionId)/.test(route.path),
  );

  it('has routes to walk', () => expect(routes.length).toBeGreaterThanOrEqual(6));

  it.each(routes.map((bound) => [`${bound.route.method} ${bound.route.path}`, bound.route] as const))(
    '%s answers for a foreign id as for none',
    async (_name, route) => {
      const filled = { ...route };
      const replies = await Promise.all(
        [foreign, { frameId: unknownId, submissionId: unknownId }].map(async (ids) => {
          const path = filled.path.replace(/:(\w+)/g, (_, name: string) => ids[name as keyof typeof ids]);
          const form = new FormData();
          form.append('file', new File(['序号,姓名\n1,张三\n'], '名单.csv'));
          const response = route.form
            ? await nyt.liaison.raw('POST', path, { body: form })
            : await knock(nyt.liaison, route, ids);
          const { requestId: _, ...body } = (await response.json()) as Record<string, unknown>;
          return { status: response.status, body };
        }),
      );
      expect(replies[0]!.status).toBe(404);
      expect(replies[0]).toEqual(replies[1]);
    },
  );

  it('lists only the own frames, whatever is asked for', async () => {
    const { items } = await nyt.liaison.must(contract.listFrames, { query: { cycleId: campaign.cycleId } });
    expect(new Set(items.map(({ department }) => department.id))).toEqual(new Set([nyt.departmentId]));
    expect((await mzt.liaison.must(contract.listFrames)).items).toHaveLength(2);
  });

  it('is held by row-level security when a verb forgets its where', async () => {
    const { read } = await import('#db');
    const seen = (department: string | null) =>
      read(
        {
          ...app.system(),
          actor: {
            kind: 'account',
            accountId: unknownId,
            login: 'x',
            displayName: 'x',
            role: 'liaison',
            departmentId: department,
            departmentName: null,
            sessionHash: null,
          },
        },
        async (tx) =>
          Promise.all(
            (['frames', 'submissions', 'submission_files', 'frame_units'] as const).map(async (table) =>
              (await tx<{ department: string }[]>`select distinct department_id as department from ${tx(table)}`).map(
                (row) => row.department,
              ),
            ),
          ),
      );
    expect(await seen(mzt.departmentId)).toEqual([
      [mzt.departmentId],
      [mzt.departmentId],
      [mzt.departmentId],
      [mzt.departmentId],
    ]);
    expect(await seen(nyt.departmentId)).toEqual([[nyt.departmentId], [], [], []]);
    expect(await seen(null)).toEqual([[], [], [], []]);
  });

  it('holds for 200 requests mixed over one pool', async () => {
    const mixed = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const who = index % 2 === 0 ? mzt : nyt;
        const { items } = await who.liaison.must(contract.listFrames);
        return items.every(({ department }) => department.id === who.departmentId);
      }),
    );
    expect(mixed.every(Boolean)).toBe(true);
  });
});

describe('the database', async () => {
  const app = await testApp();
  it('forces row-level security on every table with a department, and the runtime role owns nothing', async () => {
    const tables = await app.sql<{ name: string; forced: boolean; enabled: boolean }[]>`
      select c.relname as name, c.relforcerowsecurity as forced, c.relrowsecurity as enabled
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'department_id' and not a.attisdropped
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not in ('accounts', 'appraisees')`;
    expect(tables.length).toBeGreaterThanOrEqual(4);
    for (const table of tables) expect(table, table.name).toMatchObject({ forced: true, enabled: true });
    const [owned] = await app.sql<{ n: number }[]>`
      select count(*)::int as n from pg_class where relowner = (select oid from pg_roles where rolname = 'pingyi_app')`;
    expect(owned?.n).toBe(0);
    const [role] = await app.sql`select rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = 'pingyi_app'`;
    expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, rolcanlogin: false });
  });
});
