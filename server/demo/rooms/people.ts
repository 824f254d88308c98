/**
 * The room of people: the departments, an account for each role, and a liaison for every department.
 *
 * Promise: what is there already is used as it is; only accounts made here get the demo's password, and only those one is
 * told to sign in as. The others have none, so nobody can.
 */
import * as accounts from '#accounts';
import type { Person, Role } from '#contract';
import * as cycles from '#cycles';
import { departments, departmentNamed } from '../departments.ts';
import { inventGender, inventName } from '../invent.ts';
import { demoStream } from '../lists.ts';
import { DemoRefusal } from '../refusal.ts';
import { actingItself, instantOf, type Stage } from '../stage.ts';
import { PEOPLE_DAYS_AGO, signIns } from '../story.ts';

/** All logins of the demo begin with this, so that nobody takes them for real ones. */
export const LOGIN_PREFIX = 'demo-';
/** Known to everybody who can read: never use it where real data is. */
export const DEMO_PASSWORD = 'demo-pingyi-2018';

interface Position {
  readonly login: string;
  readonly displayName: string;
  readonly role: Role;
  readonly department: string | null;
}

export const staff: readonly Position[] = [
  { login: 'office', displayName: '演示·绩效办', role: 'office', department: null },
  { login: 'office2', displayName: '演示·绩效办（复核人）', role: 'office', department: null },
  { login: 'operator1', displayName: '演示·操作员甲', role: 'operator', department: null },
  { login: 'operator2', displayName: '演示·操作员乙', role: 'operator', department: null },
  { login: 'observer', displayName: '演示·监督员', role: 'observer', department: null },
];

export async function fillPeople(stage: Stage): Promise<void> {
  const ctx = actingItself(stage, instantOf(stage, PEOPLE_DAYS_AGO, 8 * 60 + 30));
  await fillDepartments(stage);
  const present = new Map((await accounts.list(ctx)).items.map((account) => [account.login, account]));
  const open = new Set([
    ...staff.map(({ login }) => login),
    ...signIns.map(({ department }) => departmentNamed(department).login),
  ]);
  const newcomers: string[] = [];
  for (const { login, displayName, role, department } of [...staff, ...liaisons()]) {
    stage.proceed();
    const full = LOGIN_PREFIX + login;
    let person: Person | undefined = present.get(full);
    if (!person) {
      const departmentId = department === null ? null : (stage.departmentIds.get(department) ?? null);
      person = (await accounts.create(ctx, { login: full, displayName, role, departmentId })).account;
      if (open.has(login)) newcomers.push(full);
    }
    stage.people.set(login, person);
  }
  // Two at once: each hashing takes a core for a moment.
  await Promise.all(newcomers.map((login) => accounts.setPassword(ctx, login, DEMO_PASSWORD)));
}

async function fillDepartments(stage: Stage): Promise<void> {
  const ctx = actingItself(stage, instantOf(stage, PEOPLE_DAYS_AGO, 8 * 60));
  const present = new Map((await cycles.listDepartments(ctx)).items.map((department) => [department.name, department]));
  for (const { name, category } of departments) {
    stage.proceed();
    const found = present.get(name);
    if (found && found.category !== category)
      throw new DemoRefusal(
        `部门“${name}”已经登记为另一类别，演示数据用不上；请用新的数据目录载入演示，例如 PINGYI_DATA=./data-demo npm run demo`,
      );
    stage.departmentIds.set(name, (found ?? (await cycles.createDepartment(ctx, { name, category }))).id);
  }
}

function liaisons(): Position[] {
  const stream = demoStream('liaisons');
  return departments.map(({ name, login }) => ({
    login,
    displayName: `演示·${inventName(stream, inventGender(stream, 0.5))}`,
    role: 'liaison',
    department: name,
  }));
}
