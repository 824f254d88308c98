/** The operator designs a stratified draw with a reserve in a few steps, on a desk and on a phone; and each other kind of draw once. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import * as contract from '#contract';
import { PASSWORD, testApp } from '../support/app.ts';
import { openPage, screenshot, type OpenedPage } from '../support/browser.ts';
import { campaign, workbook, type Campaign } from '../support/campaign.ts';
import { start, type Started } from '../support/process.ts';

const app = await testApp();
let server: Started;
let base = '';
let desk: OpenedPage;
let running: Campaign;

const lists = [
  ['自治区民政厅', 'public-affairs', 2, 'campaign/民政厅-附件2.xlsx'],
  ['自治区民政厅', 'public-affairs', 3, 'campaign/民政厅-附件3.xlsx'],
  ['自治区农业厅', 'economic', 3, 'campaign/农业厅-附件3.xlsx'],
] as const;

beforeAll(async () => {
  running = await campaign(app);
  const departments = new Map<string, Awaited<ReturnType<typeof running.department>>>();
  for (const [name, category, attachment, file] of lists) {
    const department = departments.get(name) ?? (await running.department(name, category));
    departments.set(name, department);
    const submission = await department.file(attachment, workbook(file));
    await running.operator.must(contract.acceptFrame, {
      params: { frameId: submission.frameId },
      body: { submissionId: submission.id },
    });
  }
  server = start(['serve'], { DATABASE_URL: app.databaseUrl, PINGYI_DATA: app.config.dataDir, PORT: '0' });
  base = (await server.until(/已启动：(http:\S+)/))[1]!;
  desk = await openPage();
  desk.page.setDefaultTimeout(15_000);
  await signIn(desk.page);
}, 180_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
}, 30_000);

async function signIn(page: Page): Promise<void> {
  await page.goto(`${base}/app/sign-in`);
  await page.getByLabel('登录名').fill('operator');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}

/** Pictures are drawn when their chunk has come. */
async function drawn(page: Page): Promise<void> {
  const pictures = page.getByRole('img', { name: /名单与样本/ });
  await pictures.first().waitFor();
  for (const picture of await pictures.all()) {
    await picture.locator('canvas').waitFor();
    expect(await picture.getAttribute('aria-label')).toMatch(/共\d+组/);
  }
}

async function atNewDraw(page: Page): Promise<void> {
  await page.goto(`${base}/app/draws/new`);
  await page.getByRole('heading', { name: '新建抽样' }).waitFor();
}

const failing = (page: Page, name: string) => onTestFailed(async () => void (await screenshot(page, `failed-${name}`)));
const statement = (page: Page) => page.locator('.statement').first();

/** Every deed of the operator, counted: what a person does, not how long it takes. */
class Steps {
  taken = 0;
  async do(deed: Promise<unknown>): Promise<void> {
    await deed;
    this.taken += 1;
  }
}

describe('the draw page', () => {
  it('designs a stratified draw with a reserve in a dozen steps at most, and shows what it would give', async () => {
    const { page } = desk;
    failing(page, 'draw-stratified');
    await page.goto(`${base}/app/`);
    const steps = new Steps();
    await steps.do(
      page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '抽样', exact: true }).click(),
    );
    await steps.do(page.getByRole('link', { name: '新建抽样' }).first().click());
    await steps.do(page.getByRole('checkbox', { name: '全选' }).check());
    await steps.do(page.getByRole('radio', { name: /我要每个部门都有代表/ }).check());
    await steps.do(page.getByLabel('主样本').fill('300'));
    await steps.do(page.getByLabel('备用样本').fill('120'));
    await statement(page)
      .getByText(/抽主样本300人、备用120人/)
      .waitFor();
    await page.getByText('预计的精度').waitFor();
    await drawn(page);
    expect(await page.getByRole('columnheader', { name: '满意率误差' }).count()).toBe(1);
    expect(await page.locator('.tiles').innerText()).toMatch(/±\d+\.\d个百分点/);
    await screenshot(page, 'draw-design-desk');
    await steps.do(page.getByRole('button', { name: '建立方案' }).click());
    await page.getByText('第一步 锁定抽样框').waitFor();
    expect(steps.taken).toBeLessThanOrEqual(12);
    expect(desk.faults).toEqual([]);
    expect(desk.outside).toEqual([]);
  });

  it('follows every change of an assumption', async () => {
    const { page } = desk;
    failing(page, 'draw-assumptions');
    await atNewDraw(page);
    await page.getByText('预计的精度').waitFor();
    const success = page.locator('.tile').filter({ hasText: '预计成功' });
    await success.getByText('120份').waitFor();
    await page.getByText('改假定').click();
    await page.getByLabel('成功率（%）').fill('50');
    await success.getByText('150份').waitFor();
    await page.getByLabel('想要的误差（百分点）').fill('20');
    await page.getByText('主样本够').first().waitFor();
    await screenshot(page, 'draw-assumptions');
  });

  it('works on a phone', async () => {
    const phone = await openPage({ context: desk.context });
    failing(phone.page, 'draw-phone');
    await phone.page.setViewportSize({ width: 390, height: 844 });
    await atNewDraw(phone.page);
    await phone.page.getByRole('checkbox', { name: '全选' }).check();
    await phone.page.getByRole('radio', { name: /我要各市都有代表/ }).check();
    await statement(phone.page)
      .getByText(/按设区市分\d+层/)
      .waitFor();
    await drawn(phone.page);
    const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await screenshot(phone.page, 'draw-design-phone');
    await phone.page.getByRole('button', { name: '建立方案' }).click();
    await phone.page.getByText('第一步 锁定抽样框').waitFor();
    await screenshot(phone.page, 'draw-page-phone');
    expect(phone.faults).toEqual([]);
    await phone.page.close();
  });

  it('draws by size from a table pasted out of a spreadsheet', async () => {
    const { page } = desk;
    failing(page, 'draw-sizes');
    await atNewDraw(page);
    await page.getByRole('checkbox', { name: '全选' }).check();
    await page.getByRole('radio', { name: /我要让服务量大的更容易抽中/ }).check();
    await page.getByRole('table').filter({ hasText: '规模' }).getByText('自治区农业厅').waitFor();
    await page.getByText('从Excel粘贴规模').click();
    await page.getByLabel('每行一组：名称、规模').fill('自治区民政厅\t9000\n自治区农业厅\t3000\n没有的部门\t1');
    await page.getByRole('button', { name: '填入规模表' }).click();
    await page.getByText('有1行没有对上').waitFor();
    await statement(page)
      .getByText(/规模越大/)
      .waitFor();
    await drawn(page);
    await screenshot(page, 'draw-sizes');
    await page.getByRole('button', { name: '建立方案' }).click();
    await page.getByText('第一步 锁定抽样框').waitFor();
  });

  it('draws by size, in two stages and by Bernoulli inside strata', async () => {
    const { page } = desk;
    failing(page, 'draw-strata');
    const stratify = async (by: string) => {
      await page.getByRole('combobox', { name: '分层依据' }).click();
      await page.locator('.ant-select-item-option').filter({ hasText: by, visible: true }).click();
    };
    await atNewDraw(page);
    await page.getByRole('checkbox', { name: '全选' }).check();
    await page.getByRole('radio', { name: /我要让服务量大的更容易抽中/ }).check();
    await page.getByRole('table').filter({ hasText: '规模' }).getByText('自治区农业厅').waitFor();
    await page.getByText('从Excel粘贴规模').click();
    await page.getByLabel('每行一组：名称、规模').fill('自治区民政厅\t9000\n自治区农业厅\t3000');
    await page.getByRole('button', { name: '填入规模表' }).click();
    await stratify('按名单种类');
    await statement(page)
      .getByText(/按名单种类分2层（按人数比例分配），层里按部门填的规模越大/)
      .waitFor();
    await drawn(page);
    // Two strata, each with people of both sizes: a mean, and said to be one.
    expect(await page.getByRole('columnheader', { name: '平均概率' }).count()).toBe(1);
    expect(await page.getByRole('columnheader', { name: '设计权重' }).count()).toBe(0);
    await page.getByText('表中是各层的平均数').waitFor();
    await screenshot(page, 'draw-sizes-strata');
    await page.getByRole('radio', { name: /我要先抽几个部门/ }).check();
    await stratify('按部门');
    await page.getByLabel('每层抽几个群').fill('3');
    await statement(page)
      .getByText(/按部门分层，每层先从里面的群（按设区市，各层共\d+个）里抽3个/)
      .waitFor();
    await page.getByText('自治区民政厅·南宁市').first().waitFor();
    await screenshot(page, 'draw-two-stages-strata');
    await page.getByRole('button', { name: '建立方案' }).click();
    await page.getByText('第一步 锁定抽样框').waitFor();
    await atNewDraw(page);
    await page.getByRole('checkbox', { name: '全选' }).check();
    await page.getByText('专家选项', { exact: true }).click();
    await page.getByRole('radio', { name: /^伯努利抽样/ }).check();
    await stratify('按设区市');
    await statement(page)
      .getByText(/让同一层（按设区市，共\d+层）的每个人以相同的机会各抽一次/)
      .waitFor();
    await screenshot(page, 'draw-bernoulli-strata');
    expect(desk.faults).toEqual([]);
  });

  it('draws in two stages through the whole ceremony', async () => {
    const { page } = desk;
    failing(page, 'draw-two-stages');
    await atNewDraw(page);
    await page.getByRole('checkbox', { name: '全选' }).check();
    await page.getByRole('radio', { name: /我要先抽几个部门/ }).check();
    await statement(page)
      .getByText(/先从14个群（按设区市）里抽5个/)
      .waitFor();
    await page.getByLabel('抽几个群').fill('4');
    await page.getByLabel('每群抽几人').fill('15');
    await page.getByLabel('每群备用几人').fill('5');
    await statement(page)
      .getByText(/里抽4个/)
      .waitFor();
    await screenshot(page, 'draw-two-stages');
    await page.getByRole('button', { name: '建立方案' }).click();
    await page.getByText('第一步 锁定抽样框').waitFor();
    const dialog = page.locator('.ant-modal').filter({ visible: true });
    const confirm = async (button: string, fill: () => Promise<void> = async () => {}) => {
      await page.getByRole('button', { name: button, exact: true }).first().click();
      await dialog.waitFor();
      await fill();
      await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
      await dialog.waitFor({ state: 'hidden' });
    };
    await confirm('锁定抽样框', () =>
      dialog.locator('textarea').fill('2026年11月25日福利彩票双色球第2026136期开奖号码'),
    );
    await confirm('输入随机数并抽取', async () => {
      await dialog.getByLabel('公开随机数').fill('03.08.11.19.25.30+07');
      await dialog.getByRole('checkbox').check();
    });
    await page.getByText('抽中', { exact: true }).first().waitFor();
    expect(await page.getByText('抽中', { exact: true }).count()).toBe(4);
    await drawn(page);
    await confirm('封存样本');
    await page.getByText('第四步 放出批次').waitFor();
    await page.getByRole('button', { name: '校验抽样' }).click();
    await page.getByText('校验通过，全部一致').waitFor();
    expect(await page.getByRole('row', { name: /第1批/ }).innerText()).toMatch(/60\s+20/);
    await screenshot(page, 'draw-two-stages-sealed');
    const evidence = await page.context().newPage();
    const href = await page.getByRole('link', { name: '打开公开证据页' }).getAttribute('href');
    await evidence.goto(new URL(href!, base).href);
    await evidence.getByText('是否抽中').waitFor();
    await evidence.getByText('全表摘要', { exact: true }).waitFor();
    await screenshot(evidence, 'draw-two-stages-evidence');
    await evidence.goto(new URL(`${href!}/certificate`, base).href);
    await evidence.getByText('抽中的群').waitFor();
    await screenshot(evidence, 'draw-two-stages-certificate');
    await evidence.close();
    expect(desk.faults).toEqual([]);
  });

  it('draws telephone numbers from pasted blocks and says which lines it cannot read', async () => {
    const { page } = desk;
    failing(page, 'draw-numbers');
    await atNewDraw(page);
    await page.getByRole('radio', { name: /我要访问没有名单的群众/ }).check();
    await page.getByText('先在上面填写号段').waitFor();
    await page.getByLabel('号段', { exact: true }).fill('1380771xxxx\n1390771 4\n这一行不对');
    await page.getByText('第3行看不懂').waitFor();
    await page.getByLabel('号段', { exact: true }).fill('1380771xxxx\n1390771 4');
    await page.getByText(/2个号段，共20.000个号码/).waitFor();
    await page.getByLabel('主样本').fill('400');
    await statement(page)
      .getByText(/随机产生400个主样本号码/)
      .waitFor();
    await screenshot(page, 'draw-numbers');
    await page.getByRole('button', { name: '建立方案' }).click();
    await page.getByText('第一步 锁定抽样框').waitFor();
  });

  it('draws more from a draw that is used up', async () => {
    const { page } = desk;
    failing(page, 'draw-more');
    const { operator, cycleId } = running;
    const { items } = await operator.must(contract.listFrames, { query: { cycleId } });
    const frameIds = items.filter(({ state }) => state === 'accepted' || state === 'locked').map(({ id }) => id);
    const design = contract.drawDesignSchema.parse({ method: 'simple', main: 40, reserve: 10, replicateSize: 25 });
    const { id } = await operator.must(contract.designDraw, {
      body: { cycleId, frameIds, design, title: '用完的样本' },
    });
    const params = { drawId: id };
    await operator.must(contract.lockDraw, { params, body: { announcement: '2026年11月25日双色球第2026136期' } });
    await operator.must(contract.selectDraw, { params, body: { publicRandomness: '03.08.11.19.25.30+07' } });
    await operator.must(contract.sealDraw, { params });
    for (const replicate of [1, 2]) await operator.must(contract.releaseReplicate, { params, body: { replicate } });
    await page.goto(`${base}/app/draws/${id}`);
    await page.getByRole('button', { name: '补抽' }).click();
    const dialog = page.locator('.ant-modal').filter({ visible: true });
    await dialog.getByLabel('再抽多少人').fill('30');
    await dialog.getByLabel('原因').fill('成功率低于预计');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await dialog.getByText('看过结果以后不能补抽').waitFor();
    await dialog.getByRole('checkbox').check();
    await screenshot(page, 'draw-more-dialog');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await page.getByRole('heading', { name: '用完的样本（补抽）' }).waitFor();
    await page.getByRole('button', { name: '封存样本' }).click();
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await page.getByRole('button', { name: '放出第3批' }).waitFor();
    expect(await page.getByText('第2批').count()).toBe(0);
    await screenshot(page, 'draw-more');
  });

  it('shows experts every method and allocation, and keeps the permanent seeds', async () => {
    const { page } = desk;
    failing(page, 'draw-experts');
    await page.goto(`${base}/app/draws/seeds`);
    await page.getByRole('button', { name: '生成长期种子' }).click();
    const dialog = page.locator('.ant-modal').filter({ visible: true });
    await dialog.getByLabel('总体的名称').fill('民政厅工作对象');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await page.getByText('密封，使用中').waitFor();
    await screenshot(page, 'permanent-seeds');
    const seeds = await page.context().newPage();
    await seeds.goto(`${base}/draws/permanent-seeds`);
    await seeds.getByText('密封，使用中').waitFor();
    await screenshot(seeds, 'permanent-seeds-public');
    await seeds.close();
    await atNewDraw(page);
    await page.getByText('专家选项', { exact: true }).click();
    for (const name of Object.values(contract.drawMethodLabels))
      expect(
        await page.getByRole('radio', { name: new RegExp(`^${name.replace(/[（）]/g, '.')}：`) }).count(),
        name,
      ).toBe(1);
    await page.getByRole('radio', { name: /^最优分配（按标准差）/ }).check();
    await page.getByRole('spinbutton', { name: /自治区民政厅的标准差/ }).fill('1.6');
    await page.getByText('与以往抽样衔接（长期种子）').click();
    await page.getByRole('combobox', { name: '用哪个长期种子' }).click();
    await page.locator('.ant-select-item-option').filter({ hasText: '民政厅工作对象', visible: true }).click();
    await statement(page)
      .getByText(/用总体的长期种子/)
      .waitFor();
    await screenshot(page, 'draw-experts');
    expect(desk.faults).toEqual([]);
  });
});
