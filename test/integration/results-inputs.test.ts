/** Tables as workbooks: what the platform wrote it reads again; every mistake is named at its place; answers become leaves. */
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp, type Visitor } from '../support/app.ts';
import { freezeAndPublish, grounds, scoredCycle } from '../support/scoring.ts';

async function bookFrom(visitor: Visitor, path: string): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  const bytes = await (await visitor.raw('GET', path)).arrayBuffer();
  await book.xlsx.load(bytes);
  return book;
}
async function asFile(book: ExcelJS.Workbook): Promise<File> {
  return new File([await book.xlsx.writeBuffer()], '评分表.xlsx');
}

const plan = (table = 'over5') => ({
  table,
  satisfied: ['5', '4'],
  raterGroups: [
    {
      id: 'public',
      name: '社会公众',
      source: 'counts',
      kind: 'sample',
      weight: '0.6',
      questions: [{ id: 'q1', name: '总体满意度' }],
    },
    {
      id: 'leaders',
      name: '市领导',
      source: 'counts',
      kind: 'panel',
      weight: '0.4',
      questions: [{ id: 'q1', name: '总体评价' }],
    },
  ],
});

describe('component scores by workbook', async () => {
  const app = await testApp();
  const people = { office: await app.person('office', 'o1'), deputy: await app.person('office', 'o2') };
  const { office } = people;
  const scored = await scoredCycle(people, 'gx2018-dept', { perGroup: 2, fill: false });
  const params = { cycleId: scored.cycleId };
  const path = `/api/cycles/${scored.cycleId}/component-inputs/template.xlsx`;
  const upload = async (book: ExcelJS.Workbook) =>
    office.must(contract.uploadComponents, {
      params,
      form: { document: '主考单位评分表' },
      files: [await asFile(book)],
    });

  it('reads its own template, one sheet a class, and keeps versions', async () => {
    const book = await bookFrom(office, path);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['g1', 'g2', 'g3', 'g4', 'g5', 'g6']);
    const sheet = book.getWorksheet('g1')!;
    const head = (sheet.getRow(3).values as string[]).slice(1);
    expect(head[0]).toBe('单位');
    expect(head[1]).toMatch(/职能目标（满分700）\[zn\]/);
    sheet.getCell(4, 2).value = '６４１.８';
    sheet.getCell(4, 3).value = 82.5;
    sheet.getCell(5, 2).value = '9520/113';
    // Computed in the sheet: 0.30000000000000004 for the machine, 0.3 for who looks at it.
    sheet.getCell(5, 3).value = { formula: '0.1+0.2', result: 0.1 + 0.2 };
    sheet.getCell(5, 4).value = 8.15 * 3;
    const first = await upload(book);
    expect(first).toMatchObject({ number: 1, applied: true, values: 5, findings: [] });
    const own = (await office.must(contract.listComponentInputs, { params })).items.filter(
      ({ departmentId }) =>
        departmentId === scored.departments.find(({ name }) => name === sheet.getCell(5, 1).value)!.id,
    );
    expect(own.map(({ value }) => value).toSorted()).toEqual(['0.3', '24.45', '9520/113']);
    sheet.getCell(4, 2).value = '642';
    expect(await upload(book)).toMatchObject({ number: 2, applied: true, values: 1 });
    const { items } = await office.must(contract.listComponentInputs, { params });
    expect(items.find(({ leaf, versions }) => leaf === 'zn' && versions === 2)).toMatchObject({ value: '642' });
    // What was filled in stands in the next template.
    expect((await bookFrom(office, path)).getWorksheet('g1')!.getCell(4, 2).value).toBe('642');
  });

  it('takes nothing from a table with one mistake, and names row, column and what to do', async () => {
    const book = await bookFrom(office, path);
    const sheet = book.getWorksheet('g2')!;
    sheet.getCell(4, 2).value = '700.5';
    sheet.getCell(5, 2).value = '六百';
    sheet.getCell(5, 3).value = '80';
    sheet.getCell(6, 1).value = '没有的局';
    sheet.getCell(6, 2).value = '600';
    book.addWorksheet('备注').addRow(['随便写写']);
    const { applied, values, findings } = await upload(book);
    expect({ applied, values }).toEqual({ applied: false, values: 0 });
    expect(findings.map(({ sheet, row, column, code, severity }) => [sheet, row, column, code, severity])).toEqual([
      ['g2', 4, 'B', 'value-refused', 'error'],
      ['g2', 5, 'B', 'value-refused', 'error'],
      ['g2', 6, 'A', 'department-unknown', 'error'],
      ['备注', null, null, 'no-header', 'warning'],
    ]);
    expect(findings[0]!.message).toContain('超过满分700');
    const { items } = await office.must(contract.listComponentInputs, { params });
    expect(items.some(({ value }) => value === '80')).toBe(false);
  });

  it('says of a file that is no table that it is none', async () => {
    const reply = await office.call(contract.uploadComponents, {
      params,
      form: { document: '主考单位评分表' },
      files: [new File(['%PDF-1.4'], '评分.pdf')],
    });
    expect(reply.status).toBe(422);
    expect(reply.body.code).toBe('file-unreadable');
  });
});

describe('satisfaction from counts of a survey held elsewhere', async () => {
  const app = await testApp();
  const people = { office: await app.person('office', 'o1'), deputy: await app.person('office', 'o2') };
  const { office } = people;
  const scored = await scoredCycle(people, 'yinhai2016', { perGroup: 1 });
  const params = { cycleId: scored.cycleId };
  const path = `/api/cycles/${scored.cycleId}/answer-counts/template.xlsx`;

  const decide = (value: unknown) =>
    office.call(contract.decideScore, { params, body: { items: [{ key: 'plan:gz', value }], ...grounds } });

  it('takes a plan whose weights add up, and no other', async () => {
    const wrong = plan();
    wrong.raterGroups[0]!.weight = '0.5';
    expect((await decide(wrong)).status).toBe(422);
    expect((await decide({ ...plan(), table: 'nowhere' })).status).toBe(422);
    expect((await office.call(contract.downloadCountTemplate, { params })).status).toBe(409);
    expect((await decide(plan())).status).toBe(201);
    // The leaf comes out of answers now: typing it is refused.
    const typed = await office.call(contract.enterComponents, {
      params,
      body: { items: [{ departmentId: scored.departments[0]!.id, leaf: 'gz', value: '90' }], document: '测试' },
    });
    expect(typed.body.detail).toContain('由评议结果算出');
  });

  it('fills the leaf exactly, hides few leaders, and moves with another table', async () => {
    const book = await bookFrom(office, path);
    const fill = (name: string, rows: readonly (readonly number[])[]) =>
      rows.forEach((counts, i) =>
        counts.forEach((count, j) => (book.getWorksheet(name)!.getCell(4 + i, 4 + j).value = count)),
      );
    // Columns: 5 4 3 2 1, 不了解, 弃权, 废票.
    fill('gz~public', [
      [50, 37, 26, 0, 0, 4, 1, 2],
      [0, 100, 0, 0, 0, 0, 0, 0],
      [70, 0, 0, 30, 0, 0, 0, 0],
    ]);
    fill('gz~leaders', [
      [8, 12, 4, 0, 0],
      [0, 24, 0, 0, 0],
      [12, 0, 12, 0, 0],
    ]);
    const uploaded = await office.must(contract.uploadCounts, {
      params,
      form: { document: '民调中心报告' },
      files: [await asFile(book)],
    });
    expect(uploaded).toMatchObject({ applied: true, values: 6, findings: [] });
    await office.must(contract.addPointsTable, { body: { ...steep, ...grounds } });
    await scored.close();
    await freezeAndPublish(scored);
    const [first, second] = scored.departments;
    const { result } = await office.must(contract.getResult, { params: { ...params, departmentId: first!.id } });
    const leaf = result.parts.find(({ id }) => id === 'my')!.leaves.find(({ id }) => id === 'gz')!;
    // Leaders: (8×100 + 12×80 + 4×60) / 24 = 250/3.
    expect(leaf.value).toBe(exact('0.6', 9520, 113, '0.4', 250, 3));
    const [open, leaders] = leaf.satisfaction!.raterGroups;
    expect(open!.questions[0]).toMatchObject({ noOpinion: 4, abstained: 1, void: 2, valid: 113 });
    expect(open!.questions[0]!.formula).toBe('(50×100 + 37×80 + 26×60) ÷ 113 = 84.25');
    expect(leaders).toMatchObject({ suppressed: false });
    const unanimous = await office.must(contract.getResult, { params: { ...params, departmentId: second!.id } });
    const hidden = unanimous.result.parts.find(({ id }) => id === 'my')!.leaves.find(({ id }) => id === 'gz')!;
    expect(hidden.satisfaction!.raterGroups[1]).toMatchObject({
      suppressed: true,
      questions: [expect.objectContaining({ counts: [] })],
    });
    const preview = await office.must(contract.previewTables, { params: { ...params, leaf: 'gz' } });
    expect(preview).toMatchObject({ inForce: 'over5', withheld: 1 });
    expect(preview.tables.map(({ id }) => id)).toEqual(['over5', 'linear5', 'tableA', 'steep@1']);
    // Leaders of one mind: several tables would tell it, so only the score in force is said, and it takes no place.
    const rowsOf = (name: string) => preview.tables.map(({ rows }) => rows.find((row) => row.name === name)!);
    expect(rowsOf(second!.name).map(({ score, place }) => [score !== null, place])).toEqual([
      [true, null],
      [false, null],
      [false, null],
      [false, null],
    ]);
    expect(rowsOf(first!.name).every(({ place }) => place !== null)).toBe(true);
    expect(preview.tables.find(({ id }) => id === 'steep@1')!.moved).toBe(2);
  });
});

/** Only the best answer is worth much. */
const steep = {
  id: 'steep',
  name: '只看优秀',
  points: [
    { code: '5', points: '100' },
    { code: '4', points: '10' },
    { code: '3', points: '5' },
    { code: '2', points: '0' },
    { code: '1', points: '0' },
  ],
};

describe('points tables of one’s own', async () => {
  const app = await testApp();
  const office = await app.person('office', 'o1');
  const add = (body: object) => office.call(contract.addPointsTable, { body: { ...steep, ...grounds, ...body } });

  it('are versions that never change, with a warning for a high floor', async () => {
    expect((await add({})).body).toMatchObject({ id: 'steep', version: '1', floorHigh: false });
    expect(codeOf(await add({}))).toBe('points-table-same');
    const points = [
      { code: '满意', points: '100' },
      { code: '不满意', points: '81/2' },
    ];
    expect((await add({ points })).body).toMatchObject({ version: '2', floorHigh: true, points });
    const { items } = await office.must(contract.listPointsTables, {});
    expect(items.map(({ id, version }) => `${id}@${version}`)).toEqual([
      'over5@1',
      'linear5@1',
      'tableA@1',
      'tableF@1',
      'steep@2',
      'steep@1',
    ]);
    expect(items.find(({ id, version }) => id === 'steep' && version === '1')!.points).toHaveLength(5);
    const change = app.sql.begin(async (tx) => {
      await tx`set local role pingyi_app`;
      await tx`update points_tables set name = 'x'`;
    });
    await expect(change).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['a shipped id', { id: 'over5' }, 'points-table-shipped'],
    ['one option twice', { points: [steep.points[0], { code: '５', points: '1' }] }, 'points-table-invalid'],
    ['more than 100', { points: [steep.points[0], { code: '4', points: '101' }] }, 'points-table-invalid'],
  ])('%s is refused', async (_name, body, code) => {
    expect(codeOf(await add(body))).toBe(code);
  });
});

/** w1 × a/b + w2 × c/d as the platform prints it. */
function exact(w1: string, a: number, b: number, w2: string, c: number, d: number): string {
  const [p, q] = [Math.round(Number(w1) * 10), Math.round(Number(w2) * 10)];
  const top = p * a * d + q * c * b;
  const bottom = 10 * b * d;
  const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
  const divisor = gcd(top, bottom);
  return `${top / divisor}/${bottom / divisor}`;
}

describe('schemes of one’s own', async () => {
  const app = await testApp();
  const people = { office: await app.person('office', 'o1'), deputy: await app.person('office', 'o2') };
  const { office, deputy } = people;

  it('are copied, edited with findings, compared, published and then never changed', async () => {
    const taken = await office.call(contract.copyScheme, {
      body: { source: 'gx2018-dept@1', schemeId: 'js2013', title: '别人的编号' },
    });
    expect(taken.body.code).toBe('scheme-id-shipped');
    const draft = await office.must(contract.copyScheme, {
      body: { source: 'gx2018-dept@1', schemeId: 'our-city', title: '本市2026年度绩效考评' },
    });
    expect(draft).toMatchObject({ reference: 'our-city@1', state: 'draft', findings: [] });
    const params = { reference: draft.reference };
    const data = structuredClone(draft.data) as {
      parts: { standard: { weight: string }[] };
      settings: { key: string; decided?: object }[];
    };
    data.parts.standard[0]!.weight = '690';
    const open = data.settings.find(({ key }) => key === 'compareOn')!;
    open.decided = { value: 'exact', ...grounds, enteredBy: '别人', enteredAt: '2020-01-01T00:00:00.000Z' };
    const saved = await office.must(contract.saveScheme, { params, body: { edition: draft.edition, data } });
    expect(saved.findings.map(({ at }) => at)).toEqual(['parts.standard']);
    // Who wrote it down and when is the server's word, and stays with what was decided.
    const stamped = { value: 'exact', ...grounds, enteredBy: 'o1', enteredAt: app.clock.now.toISOString() };
    const decidedIn = (one: { data: Record<string, unknown> }) =>
      (one.data['settings'] as typeof data.settings).find(({ key }) => key === 'compareOn')!.decided;
    expect(decidedIn(saved)).toEqual(stamped);
    expect(saved.findings[0]!.message).toContain('少10');
    expect(codeOf(await deputy.call(contract.saveScheme, { params, body: { edition: draft.edition, data } }))).toBe(
      'scheme-edition',
    );
    expect(codeOf(await office.call(contract.publishScheme, { params, body: { edition: saved.edition } }))).toBe(
      'scheme-unsound',
    );
    const cycle = await office.must(contract.createCycle, {
      body: { name: '自编方案', year: 2026, homeArea: '0771', frameDeadlineOn: '2026-11-30' },
    });
    const choose = () =>
      office.call(contract.chooseScheme, { params: { cycleId: cycle.id }, body: { reference: draft.reference } });
    expect(codeOf(await choose())).toBe('scheme-not-usable');
    data.parts.standard[1]!.weight = '100';
    const sound = await office.must(contract.saveScheme, { params, body: { edition: saved.edition, data } });
    expect(sound.findings).toEqual([]);
    expect(decidedIn(sound)).toEqual(stamped);
    expect((await office.must(contract.getSchemeDifference, { params })).items.map(({ at }) => at)).toEqual([
      'parts.standard.gx.weight',
      'parts.standard.zn.weight',
      ...['decidedBy', 'document', 'enteredAt', 'enteredBy', 'reason', 'value'].map(
        (key) => `settings.compareOn.decided.${key}`,
      ),
      'title',
    ]);
    await office.must(contract.publishScheme, { params, body: { edition: sound.edition } });
    expect(codeOf(await office.call(contract.saveScheme, { params, body: { edition: sound.edition, data } }))).toBe(
      'scheme-published',
    );
    expect((await choose()).status).toBe(200);
    const next = await office.must(contract.copyScheme, {
      body: { source: 'our-city@1', schemeId: 'our-city', title: '本市2027年度绩效考评' },
    });
    expect(next.reference).toBe('our-city@2');
  });

  it('are tried on a published year', async () => {
    const scored = await scoredCycle(people, 'gx2018-dept', { perGroup: 3 });
    const trial = () =>
      office.call(contract.tryScheme, {
        params: { reference: 'our-city@1' },
        body: { cycleId: scored.cycleId, settings: {} },
      });
    expect(codeOf(await trial())).toBe('nothing-published');
    await scored.close();
    await freezeAndPublish(scored);
    const { body } = await trial();
    expect(body.problem).toBeNull();
    expect(body.items).toHaveLength(scored.departments.length);
    const moved = body.items.find(({ group }) => group === 'g1')!;
    expect(moved.before.total).not.toBe(moved.after.total);
    const kept = body.items.find(({ group }) => group === 'g3')!;
    expect(kept.before).toEqual({ total: kept.after.total, rank: kept.after.rank, grade: kept.after.grade });
  });
});

function codeOf({ body }: { readonly body: unknown }): unknown {
  return (body as { code?: string }).code;
}
