import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { write } from '#db';
import { testApp } from '../support/app.ts';

describe('the audit trail', async () => {
  const app = await testApp();
  const office = await app.person('office', 'office');
  for (const name of ['自治区民政厅', '自治区农业厅', '自治区财政厅'])
    await office.must(contract.createDepartment, { body: { name, category: 'economic' } });

  it('lists every write with actor, action and subject, newest first, page by page', async () => {
    const first = await office.must(contract.listAuditEntries, { query: { action: 'department.create', limit: 2 } });
    expect(first.items.map(({ actor, detail }) => [actor, detail['name']])).toEqual([
      ['office', '自治区财政厅'],
      ['office', '自治区农业厅'],
    ]);
    const second = await office.must(contract.listAuditEntries, {
      query: { action: 'department.create', limit: 2, cursor: first.next! },
    });
    expect(second.items.map(({ detail }) => detail['name'])).toEqual(['自治区民政厅']);
    expect(second.next).toBeNull();
  });

  it('rolls a write back that leaves no note', async () => {
    await expect(
      write(app.system(), 'nothing', async (tx) => {
        await tx`update departments set name = 'changed' where name = '自治区民政厅'`;
        return null;
      }),
    ).rejects.toThrow('without an audit note');
    expect((await app.sql`select 1 from departments where name = 'changed'`).length).toBe(0);
  });

  it('cannot be changed by the runtime role, nor by the owner in passing', async () => {
    for (const attempt of [
      'update audit_entries set payload = payload',
      'delete from audit_entries',
      'truncate audit_entries',
    ]) {
      await expect(
        app.sql.begin(async (tx) => {
          await tx`set local role pingyi_app`;
          await tx.unsafe(attempt);
        }),
      ).rejects.toThrow(/permission denied/);
      await expect(app.sql.unsafe(attempt)).rejects.toThrow(/append-only/);
    }
    await expect(
      app.sql.begin(async (tx) => {
        await tx`set local role pingyi_app`;
        await tx`insert into audit_entries (number, payload, previous, hash) values (999, '{}', '', '')`;
      }),
    ).rejects.toThrow(/permission denied/);
  });

  it('stays one chain under parallel writes', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        office.must(contract.createDepartment, { body: { name: `并发部门${index}`, category: 'special-affairs' } }),
      ),
    );
    const chain = await office.must(contract.verifyAuditChain);
    expect(chain).toMatchObject({ intact: true, firstBroken: null });
    expect(chain.entries).toBeGreaterThan(20);
  });

  it('shows an administrator of the database who edits, deletes or hashes anew', async () => {
    const before = await office.must(contract.verifyAuditChain);
    const tamper = async (change: string) => {
      await app.sql.unsafe('alter table audit_entries disable trigger all');
      await app.sql.unsafe(change);
      await app.sql.unsafe('alter table audit_entries enable trigger all');
      return office.must(contract.verifyAuditChain);
    };
    const edited = await tamper(
      `update audit_entries set payload = replace(payload, '自治区农业厅', '自治区商务厅') where payload like '%自治区农业厅%'`,
    );
    expect(edited.intact).toBe(false);
    expect(
      (
        await tamper(
          `update audit_entries set payload = replace(payload, '自治区商务厅', '自治区农业厅') where payload like '%自治区商务厅%'`,
        )
      ).head,
    ).toBe(before.head);
    expect((await tamper('delete from audit_entries where number = 3')).intact).toBe(false);
  });
});

describe('a cut tail', async () => {
  const app = await testApp();
  const office = await app.person('office', 'office');

  it('shows to whoever wrote the head down', async () => {
    const before = await office.must(contract.verifyAuditChain);
    await app.sql.unsafe('alter table audit_entries disable trigger all');
    await app.sql`delete from audit_entries where number = (select max(number) from audit_entries)`;
    const after = await office.must(contract.verifyAuditChain);
    expect(after.intact).toBe(true);
    expect(after.head).not.toBe(before.head);
  });
});
