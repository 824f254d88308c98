import { describe, expect, it } from 'vitest';
import * as accounts from '#accounts';
import * as contract from '#contract';
import { PASSWORD, testApp } from '../support/app.ts';

const signIn = (login: string, password: string) => ({ body: { login, password } });

describe('the first administrator', async () => {
  const app = await testApp();
  it('sets a password by a one-time link that works once', async () => {
    const token = await accounts.issueFirstLink(app.system());
    const visitor = app.visitor();
    expect((await visitor.must(contract.getSession)).setupNeeded).toBe(true);
    expect((await visitor.must(contract.describeLink, { body: { token } })).purpose).toBe('first-administrator');
    const weak = await visitor.call(contract.redeemLink, {
      body: { token, password: 'short', login: 'admin', displayName: '管理员' },
    });
    expect(weak.status).toBe(400);
    expect(weak.body.fields?.[0]).toMatchObject({ path: 'password', message: '密码至少10个字符' });
    const body = { token, password: PASSWORD, login: 'admin', displayName: '管理员' };
    const both = await Promise.all([
      app.visitor().call(contract.redeemLink, { body }),
      app.visitor().call(contract.redeemLink, { body: { ...body, login: 'admin2' } }),
    ]);
    expect(both.map((reply) => reply.status).toSorted()).toEqual([201, 409]);
    expect((await visitor.call(contract.redeemLink, { body })).body.code).toBe('link-spent');
    expect((await visitor.must(contract.getSession)).setupNeeded).toBe(false);
  });
  it('replaces the link at the next start', async () => {
    const old = await accounts.issueFirstLink(app.system());
    await accounts.issueFirstLink(app.system());
    expect((await app.visitor().call(contract.describeLink, { body: { token: old } })).body.code).toBe('link-spent');
  });
});

describe('sign-in', async () => {
  const app = await testApp();

  it('answers a wrong password and an unknown login alike, and locks both', async () => {
    await app.person('observer', 'watcher');
    for (const login of ['watcher', 'nobody-at-all']) {
      const codes: string[] = [];
      for (let attempt = 0; attempt < 6; attempt += 1)
        codes.push((await app.visitor().call(contract.openSession, signIn(login, 'wrong password'))).body.code);
      expect(codes).toEqual([...Array<string>(4).fill('sign-in-failed'), 'sign-in-locked', 'sign-in-locked']);
      const locked = await app.visitor().call(contract.openSession, signIn(login, PASSWORD));
      expect(locked.status).toBe(423);
      expect(locked.body.detail).toMatch(/请在1分钟后再试/);
    }
    app.clock.now = new Date(app.clock.now.getTime() + 61_000);
    expect((await app.visitor().call(contract.openSession, signIn('watcher', PASSWORD))).status).toBe(201);
  });

  it('ends an idle session after 30 minutes and any session after 8 hours', async () => {
    const visitor = await app.person('operator', 'op-idle');
    app.clock.now = new Date(app.clock.now.getTime() + 29 * 60_000);
    expect((await visitor.must(contract.getSession)).person?.login).toBe('op-idle');
    app.clock.now = new Date(app.clock.now.getTime() + 31 * 60_000);
    expect((await visitor.must(contract.getSession)).person).toBeNull();
    expect((await visitor.call(contract.listDraws)).body.code).toBe('not-signed-in');

    const busy = await app.person('operator', 'op-busy');
    for (let minutes = 0; minutes < 8 * 60; minutes += 20) {
      expect((await busy.must(contract.getSession)).person?.login).toBe('op-busy');
      app.clock.now = new Date(app.clock.now.getTime() + 20 * 60_000);
    }
    expect((await busy.must(contract.getSession)).person).toBeNull();
  });

  it('keeps no token, no password and no typed login in the database in clear', async () => {
    await app.visitor().call(contract.openSession, signIn('my-secret-password-typed-as-login', 'x'));
    const rows = await app.sql`select payload from audit_entries`;
    const text = JSON.stringify(rows) + JSON.stringify(await app.sql`select * from sign_in_failures`) + app.log.join();
    expect(text).not.toContain('my-secret-password');
    expect(text).not.toContain(PASSWORD);
  });

  it('lets nobody in who was disabled, at once', async () => {
    const admin = app.visitor();
    admin.cookie = (await app.person('office', 'office-two')).cookie;
    const victim = await app.person('operator', 'op-gone');
    const all = await admin.must(contract.listAccounts);
    const account = all.items.find(({ login }) => login === 'op-gone');
    await admin.must(contract.changeAccount, { params: { accountId: account!.accountId }, body: { disabled: true } });
    expect((await victim.call(contract.listDraws)).status).toBe(401);
    expect((await app.visitor().call(contract.openSession, signIn('op-gone', PASSWORD))).body.code).toBe(
      'sign-in-failed',
    );
  });

  it('signs out, and ends other sessions when the password changes', async () => {
    const one = await app.person('operator', 'op-two-devices');
    const other = app.visitor();
    await other.must(contract.openSession, signIn('op-two-devices', PASSWORD));
    expect(
      (await one.call(contract.changePassword, { body: { current: 'wrong', next: 'another long password' } })).status,
    ).toBe(400);
    await one.must(contract.changePassword, { body: { current: PASSWORD, next: 'another long password' } });
    expect((await one.must(contract.getSession)).person?.login).toBe('op-two-devices');
    expect((await other.must(contract.getSession)).person).toBeNull();
    const stolen = app.visitor();
    stolen.cookie = one.cookie;
    await one.must(contract.closeSession);
    expect((await stolen.must(contract.getSession)).person).toBeNull();
  });
});

describe('the last administrator', async () => {
  const app = await testApp();
  const office = await app.person('office', 'office-one');
  const [one] = (await office.must(contract.listAccounts)).items;

  it('cannot be disabled, by anybody', async () => {
    const disable = { params: { accountId: one!.accountId }, body: { disabled: true } };
    expect((await office.call(contract.changeAccount, disable)).body.code).toBe('last-administrator');
    await app.person('office', 'office-two');
    expect((await office.call(contract.changeAccount, disable)).status).toBe(200);
  });
});

describe('requests from elsewhere', async () => {
  const app = await testApp();
  const office = await app.person('office', 'office-one');
  const body = JSON.stringify({ name: '外来', category: 'economic' });
  const json = { 'content-type': 'application/json' };

  it('are refused whatever their content type', async () => {
    for (const headers of [
      { ...json, 'sec-fetch-site': 'cross-site' },
      { ...json, 'sec-fetch-site': 'same-site' },
      { 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin' },
      { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    ]) {
      const response = await office.raw('POST', '/api/departments', { body, headers });
      expect([403, 415]).toContain(response.status);
    }
    const old = app.visitor({});
    old.cookie = office.cookie;
    expect((await old.raw('POST', '/api/departments', { body, headers: json })).status).toBe(403);
    expect(
      (
        await old.raw('POST', '/api/departments', {
          body,
          headers: { ...json, origin: 'http://evil.example', host: '127.0.0.1' },
        })
      ).status,
    ).toBe(403);
    expect((await app.sql`select count(*)::int as n from departments`)[0]?.['n']).toBe(0);
    expect(
      (
        await old.raw('POST', '/api/departments', {
          body,
          headers: { ...json, origin: 'http://127.0.0.1', host: '127.0.0.1' },
        })
      ).status,
    ).toBe(201);
  });

  it('get security headers and a policy without inline script', async () => {
    const response = await app.visitor().raw('GET', '/api/session');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'none'/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('that are malformed get a problem and never a message of the code', async () => {
    const broken = await office.raw('POST', '/api/departments', { body: '{', headers: json });
    expect(broken.status).toBe(400);
    expect(broken.headers.get('content-type')).toMatch(/application\/problem\+json/);
    const unknown = await office.raw('GET', '/api/nothing-here');
    expect(unknown.status).toBe(404);
    const notUuid = await office.call(contract.getCycle, { params: { cycleId: "1' or 1=1" } });
    expect(notUuid.body.code).toBe('not-found');
  });
});
