/** 附件8 as a form: each appraisee fills its own, the office reads all, PostgreSQL sees no name. */
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { ContactForm } from '#contract';
import { testApp } from '../support/app.ts';
import { campaign as start } from '../support/campaign.ts';

const filled: ContactForm = {
  liaisonName: '覃小芳',
  liaisonPost: '办公室副主任',
  officePhone: '0771-5551234',
  mobilePhone: '１３８ ７７１０ ０００１',
  leaderName: '韦建国',
  leaderPost: '党组书记',
  secondLeaderName: '',
  secondLeaderPost: '',
};
const secrets = ['覃小芳', '办公室副主任', '5551234', '13877100001', '韦建国', '党组书记', '陆志远'];

const app = await testApp();
const campaign = await start(app);
const mzt = await campaign.department('自治区民政厅', 'public-affairs');
const nyt = await campaign.department('自治区农业厅', 'economic');
const { cycleId, office, operator } = campaign;
const own = { params: { cycleId, departmentId: mzt.departmentId } };

async function sheetOf(bytes: unknown, name: string): Promise<ExcelJS.Worksheet> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as ExcelJS.Buffer);
  const sheet = workbook.getWorksheet(name);
  if (!sheet) throw new Error(`no sheet ${name}`);
  return sheet;
}

describe('filling the form', () => {
  it('starts unfilled, without a deadline, and prints empty', async () => {
    const { items } = await mzt.liaison.must(contract.listOwnContactForms);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ state: 'awaited', deadlineOn: null, late: false, filledAt: null });
    expect((await mzt.liaison.must(contract.getContactForm, own)).form).toBeNull();
    const page = String(await mzt.liaison.must(contract.printContactForm, own));
    expect(page).toContain('2015年度自治区直属机关社会评价');
    expect(page).toContain('填报单位（盖章）：自治区民政厅');
  });

  it('says at the field what is wrong with a number, without repeating it', async () => {
    const cases: readonly [Partial<ContactForm>, string, RegExp][] = [
      [{ mobilePhone: '1387710000' }, 'mobilePhone', /^号码不能用：.+，请核对后重填$/],
      [{ mobilePhone: '0771-5551234' }, 'mobilePhone', /固定电话/],
      [{ officePhone: '13877100001' }, 'officePhone', /手机/],
      [{ officePhone: '0771-5551234、0771-5551235' }, 'officePhone', /只填一个/],
      [{ officePhone: '12345' }, 'officePhone', /服务号码/],
      [{ officePhone: '', mobilePhone: '' }, 'officePhone', /至少填一个/],
      [{ secondLeaderName: '陆志远' }, 'secondLeaderPost', /职务/],
      [{ liaisonName: '覃小芳13877100001' }, 'liaisonName', /不能有数字/],
      [{ leaderName: ' ' }, 'leaderName', /请填写主要领导姓名/],
    ];
    for (const [change, path, words] of cases) {
      const { status, body } = await mzt.liaison.call(contract.fillContactForm, {
        ...own,
        body: { ...filled, ...change },
      });
      expect(status, path).toBe(400);
      const found = body.fields?.find((field) => field.path === path);
      expect(found?.message).toMatch(words);
      expect(found?.message).not.toMatch(/\d{5}/);
    }
    expect((await mzt.liaison.must(contract.getContactForm, own)).state).toBe('awaited');
  });

  it('keeps what was filled, with the numbers as the rules write them, and lets it be changed', async () => {
    const first = await mzt.liaison.must(contract.fillContactForm, { ...own, body: filled });
    expect(first).toMatchObject({ state: 'filled', late: false, form: { ...filled, mobilePhone: '13877100001' } });
    const two = { ...filled, secondLeaderName: '陆志远', secondLeaderPost: '厅长' };
    await mzt.liaison.must(contract.fillContactForm, { ...own, body: two });
    const { form, filledBy } = await mzt.liaison.must(contract.getContactForm, own);
    expect(form).toEqual({ ...two, mobilePhone: '13877100001' });
    expect(filledBy).toBe('liaison-1');
  });

  it('is late after the day the office set, in Beijing', async () => {
    const before = app.clock.now;
    const lateFor = async (deadlineOn: string | null) => {
      const set = await office.must(contract.setContactDeadline, { params: { cycleId }, body: { deadlineOn } });
      expect(set).toEqual({ deadlineOn });
      return (await mzt.liaison.must(contract.fillContactForm, { ...own, body: filled })).late;
    };
    expect(await lateFor('2026-11-22')).toBe(false);
    // Half past midnight in Beijing, still the 21st in UTC.
    app.clock.now = new Date('2026-11-21T16:30:00Z');
    expect(await lateFor('2026-11-21')).toBe(true);
    expect(await lateFor('2026-11-22')).toBe(false);
    app.clock.now = before;
    expect(await lateFor(null)).toBe(false);
  });
});

describe('who may see it', () => {
  const routes = [contract.getContactForm, contract.printContactForm, contract.downloadContactForm] as const;

  it('another department gets a 404, as for a department that does not exist', async () => {
    const nowhere = { params: { cycleId, departmentId: '00000000-0000-4000-8000-000000000000' } };
    for (const route of routes) {
      const [foreign, unknown] = await Promise.all([nyt.liaison.call(route, own), nyt.liaison.call(route, nowhere)]);
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
    }
    expect((await nyt.liaison.call(contract.fillContactForm, { ...own, body: filled })).status).toBe(404);
    const { items } = await nyt.liaison.must(contract.listOwnContactForms);
    expect(items.map(({ department }) => department.name)).toEqual(['自治区农业厅']);
    expect((await nyt.liaison.call(contract.listContactForms, { params: { cycleId } })).status).toBe(403);
  });

  it('staff see all, numbers masked in the list and whole in the form; an observer sees nothing', async () => {
    const observer = await app.person('observer', 'observer');
    expect((await observer.call(contract.listContactForms, { params: { cycleId } })).status).toBe(403);
    expect((await observer.call(contract.getContactForm, own)).status).toBe(403);
    for (const person of [office, operator]) {
      const { items } = await person.must(contract.listContactForms, { params: { cycleId } });
      expect(items.map(({ department, state }) => [department.name, state])).toEqual([
        ['自治区民政厅', 'filled'],
        ['自治区农业厅', 'awaited'],
      ]);
      expect(items[0]).toMatchObject({ liaison: '覃小芳 办公室副主任', leaders: ['韦建国 党组书记'] });
      expect(items[0]?.phones).toContain('138****0001');
      expect(JSON.stringify(items)).not.toMatch(/5551234|13877100001/);
      expect((await person.must(contract.getContactForm, own)).form?.mobilePhone).toBe('13877100001');
    }
  });

  it('is held by row-level security when a verb forgets its where', async () => {
    const { read } = await import('#db');
    const seenBy = (departmentId: string) =>
      read(
        {
          ...app.system(),
          actor: {
            kind: 'account',
            accountId: departmentId,
            login: 'x',
            displayName: 'x',
            role: 'liaison',
            departmentId,
            departmentName: null,
            sessionHash: null,
          },
        },
        async (tx) => (await tx`select 1 from contact_forms`).length,
      );
    expect([await seenBy(mzt.departmentId), await seenBy(nyt.departmentId)]).toEqual([1, 0]);
  });

  it('PostgreSQL, the trail and the log see no name and no number', async () => {
    const rows = await app.sql<{ text: string }[]>`
      select f::text || coalesce(encode(f.form_sealed, 'escape'), '') as text from contact_forms f
      union all select payload from audit_entries`;
    const kept = [...rows.map(({ text }) => text), ...app.log].join('\n');
    expect(kept).toContain('contact-form.fill');
    for (const secret of secrets) {
      expect(kept).not.toContain(secret);
      expect(kept).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
});

describe('on paper', () => {
  it('one form as 附件8, filled', async () => {
    const sheet = await sheetOf(await mzt.liaison.must(contract.downloadContactForm, own), '附件8');
    expect(sheet.getCell('A2').value).toBe('2015年度自治区直属机关社会评价');
    expect(sheet.getCell('A4').value).toBe('填报单位（盖章）：自治区民政厅');
    expect(['C5', 'C6', 'D6', 'C7', 'C8'].map((at) => sheet.getCell(at).value)).toEqual([
      '覃小芳　办公室副主任',
      '0771-5551234',
      '13877100001',
      '韦建国　党组书记',
      '',
    ]);
    const page = String(await office.must(contract.printContactForm, own));
    for (const words of ['覃小芳 办公室副主任', '13877100001', '韦建国 党组书记', '不是同一人']) {
      expect(page).toContain(words);
    }
  });

  it('all forms of the cycle for staff, in the trail', async () => {
    const bytes = await operator.must(contract.exportContactForms, { params: { cycleId } });
    const summary = await sheetOf(bytes, '汇总');
    expect(summary.getColumn(2).values.slice(2)).toEqual(['状态', '已填', '未填']);
    expect((await sheetOf(bytes, '自治区民政厅')).getCell('D6').value).toBe('13877100001');
    const { items } = await office.must(contract.listAuditEntries, { query: { action: 'contact-form.export' } });
    expect(items[0]).toMatchObject({ actor: 'operator', detail: { departments: 2, filled: 1 } });
  });
});

describe('a closed cycle', () => {
  it('is read but not written', async () => {
    await office.must(contract.changeCycle, { params: { cycleId }, body: { state: 'closed' } });
    const again = await mzt.liaison.call(contract.fillContactForm, { ...own, body: filled });
    expect(again.body.code).toBe('cycle-closed');
    const deadline = await office.call(contract.setContactDeadline, {
      params: { cycleId },
      body: { deadlineOn: null },
    });
    expect(deadline.body.code).toBe('cycle-closed');
    expect((await office.must(contract.getContactForm, own)).form?.leaderName).toBe('韦建国');
  });

  it('shows that the form was filled after its keys are gone, and no more', async () => {
    const { request } = await office.must(contract.requestErasure, {
      params: { cycleId },
      body: { reason: '本年度评价已结束' },
    });
    const second = await app.person('office', 'office-2');
    await second.must(contract.confirmErasure, {
      params: { cycleId },
      body: { requestId: request?.id ?? '', cycleName: '2015年度社会评价' },
    });
    const [kept] = await app.sql<{ bytes: number }[]>`select length(form_sealed) as bytes from contact_forms`;
    expect(kept?.bytes).toBe(0);
    const { erased, items } = await office.must(contract.listContactForms, { params: { cycleId } });
    expect(erased).toBe(true);
    expect(items[0]).toMatchObject({ state: 'filled', liaison: null, phones: [], leaders: [] });
    expect((await office.call(contract.getContactForm, own)).body.code).toBe('keys-destroyed');
  });
});
