/** Telephone by workbook: lists out, results in with findings, corrected without doubling, rates only when their choices are made. */
import { createHash } from 'node:crypto';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { itemsOf, optionsOf } from '#surveys';
import { acceptedDepartment } from '../support/campaign.ts';
import { testApp } from '../support/app.ts';
import { publishQuestionnaire, readyQuestionnaire } from '../support/questionnaires.ts';
import { readSav } from '../support/sav.ts';

const app = await testApp();
const { campaign, mzt, cadres } = await acceptedDepartment(app);
const { cycleId, office, operator } = campaign;

const design = { method: 'simple', main: 6, reserve: 4, replicateSize: 10 } as const;
const drawn = await operator.must(contract.designDraw, {
  body: { cycleId, frameIds: [cadres.id], design, title: '干部电话' },
});
const drawId = drawn.id;
const params = { drawId };
await operator.must(contract.lockDraw, { params, body: { announcement: '双色球第2026136期开奖号码' } });
await operator.must(contract.selectDraw, { params, body: { publicRandomness: '03.08.11.19.25.30+07' } });
await operator.must(contract.sealDraw, { params });
await publishQuestionnaire(office, { cycleId, kind: 'system-cadres' });
const questionnaire = readyQuestionnaire('system-cadres');
const items = itemsOf(questionnaire);
const called = ['2026-01-05 18:30', '2026-01-06 19:00'] as const;

type Line = Readonly<Record<string, string>>;

/** Answers by the labels an interviewer chooses. */
function answers(nth = 0, words = '窗口张三态度好，请打13800138000'): Line {
  return Object.fromEntries(
    items.map(({ id, question }) => {
      const options = optionsOf(questionnaire, question);
      const label = options[nth % Math.max(options.length, 1)]?.label ?? '';
      return [id, options.length > 0 ? label : question.kind === 'text' ? words : ''];
    }),
  );
}

let book: ExcelJS.Workbook;
let units: string[] = [];

/** The template as downloaded, filled in at the rows of these sample numbers. */
async function filled(lines: Readonly<Record<string, Line>>): Promise<File> {
  const copy = new ExcelJS.Workbook();
  await copy.xlsx.load(await book.xlsx.writeBuffer());
  const sheet = copy.worksheets[0]!;
  const heads = Array.from(sheet.getRow(1).values as (string | undefined)[], (head) => head ?? '');
  const columnOf = (key: string): number => heads.findIndex((head) => head === key || head.endsWith(`[${key}]`));
  sheet.eachRow((row, number) => {
    if (number === 1) return;
    const line = lines[row.getCell(columnOf('样本编号')).text];
    for (const [key, value] of Object.entries(line ?? {})) row.getCell(columnOf(key)).value = value;
  });
  return new File([await copy.xlsx.writeBuffer()], '回收.xlsx');
}

const call = (outcome: string, attempts = '1', at: string = called[0]): Line => ({
  话务结果: outcome,
  拨打次数: attempts,
  最近拨打时间: at,
  访问员: '07',
});
const csvFile = (text: string): File => new File([text], '结果.csv');
const check = (file: File) => operator.must(contract.checkCallResults, { params, form: {}, files: [file] });
const store = (file: File) => operator.must(contract.storeCallResults, { params, form: {}, files: [file] });
const sheets = () => app.sql<{ id: string; state: string; reasons: string[] }[]>`
  select id, state, reasons from answer_sheets order by state, id`;

describe('lists out', () => {
  it('waits for the release', async () => {
    for (const format of ['quexs', 'limesurvey'] as const)
      expect((await operator.call(contract.downloadParticipants, { params, query: { format } })).body.code).toBe(
        'nothing-released',
      );
    await operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
  });

  it('writes participant files by token, noted, and not for a department', async () => {
    const files = await Promise.all(
      (['quexs', 'limesurvey'] as const).map(async (format) =>
        Buffer.from(
          (await operator.must(contract.downloadParticipants, { params, query: { format } })) as unknown as Buffer,
        ).toString('utf8'),
      ),
    );
    for (const text of files) expect(text.trim().split('\r\n')).toHaveLength(11);
    // queXS would take a byte order mark for part of a name, and keeps of a telephone what are digits: extensions stand apart.
    expect(files[0]).toMatch(/^token,phone,phone2,phone3,.*,extension,extension2,extension3\r\n/);
    for (const line of files[0]!.trim().split('\r\n').slice(1)) expect(line.split(',')[1]).toMatch(/^\d{7,12}$/);
    expect(files[1]).toMatch(/^\ufefffirstname,lastname,email,emailstatus,token,/);
    expect(files[1]!.split('\r\n')[1]).toMatch(/,[0-9a-f]{20},zh-Hans,,,1,\d{7,}/);
    const notes = await app.sql`select 1 from audit_entries where action = 'fieldwork.participants'`;
    expect(notes).toHaveLength(2);
    expect((await mzt.liaison.call(contract.downloadParticipants, { params, query: { format: 'quexs' } })).status).toBe(
      403,
    );
  });

  it('writes a template with a row a case and a column an item, without a name or number', async () => {
    const file = Buffer.from(
      (await operator.must(contract.downloadResultTemplate, { params, query: {} })) as unknown as Buffer,
    );
    book = new ExcelJS.Workbook();
    await book.xlsx.load(file as unknown as ArrayBuffer);
    const [sheet] = book.worksheets;
    expect(book.worksheets.map(({ name }) => name)).toEqual([expect.stringContaining('系统'), '说明', '选项']);
    units = [];
    sheet!.eachRow((row, number) => {
      if (number > 1) units.push(row.getCell(5).text);
    });
    expect(units).toHaveLength(10);
    expect(new Set(units).size).toBe(10);
    const heads = (sheet!.getRow(1).values as string[]).join(' ');
    for (const { id } of items) expect(heads).toContain(`[${id}]`);
    expect(JSON.stringify(sheet!.getSheetValues())).not.toMatch(/1[3-9]\d{9}/);
  });
});

describe('results in', () => {
  it('says at row and column what is wrong, and stores nothing of a file with one mistake', async () => {
    const [a = '', b = '', c = ''] = units;
    const required = items.find(({ question }) => question.required)!.id;
    const file = await filled({
      [a]: { ...call('11 成功完成'), ...answers(), [required]: '' },
      [b]: { ...call('31 无人接听'), ...answers() },
      [c]: { ...call('33 空号', '0', '昨天') },
    });
    const tried = await check(file);
    expect(tried.findings.map(({ code }) => code).toSorted()).toEqual([
      'answer-refused',
      'answers-without-success',
      'attempts-invalid',
      'outcome-unknown',
      'time-invalid',
    ]);
    expect(tried.findings.find(({ code }) => code === 'outcome-unknown')).toMatchObject({
      column: 'F',
      raw: '33 空号',
    });
    const refused = await store(file);
    expect(refused.stored).toBe(false);
    expect(await sheets()).toHaveLength(0);
    expect(await app.sql`select 1 from fieldwork_cases`).toHaveLength(0);
  });

  it('finds unknown numbers, repeated rows, missing outcomes, success without answers', async () => {
    const [a = '', b = ''] = units;
    const file = csvFile(
      `样本编号,话务结果,拨打次数,${items[0]!.id},名字\n` +
        `${a},11,1,,x\n${a},31,1,,\n0123456789abcdef0123,31,1,,\n${b},,2,,\n`,
    );
    const { findings } = await check(file);
    expect(findings.map(({ code, row }) => `${row} ${code}`)).toEqual([
      '1 column-passed-over',
      '2 success-without-answers',
      '3 case-twice',
      '4 case-unknown',
      '5 outcome-missing',
    ]);
  });

  it('previews, stores in one go, and the same file again changes nothing', async () => {
    const [a = '', b = '', c = '', d = '', e = ''] = units;
    const file = await filled({
      [a]: { ...call('11 成功完成'), ...answers(0) },
      [b]: { ...call('11', '2', called[1]), ...answers(1) },
      [c]: call('41 空号'),
      [d]: call('33 关机'),
      [e]: call('12'),
    });
    const tried = await check(file);
    expect(tried).toMatchObject({ stored: false, rows: 5, unchanged: 0, filed: 2, findings: [] });
    expect(await sheets()).toHaveLength(0);
    expect(await store(file)).toMatchObject({ stored: true, filed: 2, digest: tried.digest });
    expect(await sheets()).toMatchObject([{ state: 'counted' }, { state: 'counted' }]);
    expect(await store(file)).toMatchObject({ stored: true, filed: 0, unchanged: 5, changes: [] });
    expect(await sheets()).toHaveLength(2);
    const imports = await app.sql`select number from fieldwork_imports`;
    expect(imports).toHaveLength(1);
  });

  it('of two who store the same file at once, answers are filed once', async () => {
    const file = await filled({ [units[6]!]: { ...call('11'), ...answers(2) } });
    const both = await Promise.all([store(file), store(file)]);
    expect(both.map(({ filed }) => filed).toSorted()).toEqual([0, 1]);
    expect(await sheets()).toHaveLength(3);
  });

  it('replaces what a corrected file corrects and says so; nothing counts twice', async () => {
    const [a = '', b = ''] = units;
    const corrected = await store(
      await filled({
        [a]: { ...call('11 成功完成'), ...answers(3) },
        [b]: call('42', '2', called[1]),
      }),
    );
    expect(corrected.changes.map(({ unitId, what }) => `${unitId} ${what}`)).toEqual([
      `${a} answers-corrected`,
      `${b} outcome`,
      `${b} answers-withdrawn`,
    ]);
    expect(await sheets()).toMatchObject([
      { state: 'counted' },
      { state: 'counted' },
      { state: 'excluded', reasons: ['corrected'] },
      { state: 'excluded', reasons: ['corrected'] },
    ]);
    // And back again to what was said first.
    const back = await store(await filled({ [a]: { ...call('11 成功完成'), ...answers(0) } }));
    expect(back).toMatchObject({ stored: true, filed: 1 });
    expect((await sheets()).filter(({ state }) => state === 'counted')).toHaveLength(2);
  });

  it('takes outcomes by token from another program and leaves answers alone', async () => {
    const [a = ''] = units;
    const { stored, findings, changes } = await store(
      csvFile(`token,outcome,call attempts\n${a},1.1,2\n${units[7]!},2.112b,1\n`),
    );
    expect(stored).toBe(true);
    expect(findings.map(({ code }) => code)).toEqual(['no-answer-columns']);
    expect(changes).toHaveLength(2);
    expect((await sheets()).filter(({ state }) => state === 'counted')).toHaveLength(2);
  });

  const quexsHeads =
    'token,Case ID,token,phone,lastname,Current Outcome,Number of call attempts,Number of calls,Case notes,' +
    'Total interview time over all calls (mins),Interview time for last call (mins),Last number dialled,' +
    'DATE/TIME Last number dialled,Operator username for last call,Shift report, AAPOR';

  it("reads queXS's sample file with current outcomes as it comes", async () => {
    const [, b = '', c = ''] = units;
    const read = await check(
      csvFile(
        `${quexsHeads}\n` +
          `Xk29fa,1,${b},13800000001,甲,Hard Refusal  Respondent,3,3,,4.1,1.1,13800000001,2026-11-20 03:00:00,wang,,2.112b\n` +
          `Pq03bb,2,${c},13800000002,乙,Disconnected number,1,1,,0.2,0.2,13800000002,2026-11-20 03:10:00,wang,,4.32\n` +
          `Zz11cc,3,${units[6]!},13800000003,丙,Not attempted or worked,0,0,,,,,,,,3.11\n` +
          `,,${units[7]!},13800000004,丁,,0,0,,,,,,,,\n`,
      ),
    );
    expect(read.findings.map(({ code }) => code)).toEqual(['no-answer-columns']);
    expect(read.rows).toBe(2);
    expect(read.changes.find(({ unitId }) => unitId === b)).toMatchObject({ what: 'outcome' });
  });

  it('refuses a line of queXS that a comma in a note has moved', async () => {
    const moved = `Xk29fa,1,${units[1]!},13800000001,甲,No answer,3,3,busy, call later,4.1,1.1,13800000001,2026-11-20,wang,,3.13`;
    const { findings } = await check(csvFile(`${quexsHeads}\n${moved}\n`));
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([{ row: 2, code: 'row-too-long' }]);
  });

  it('lets what was answered on paper stand', async () => {
    const unit = units[8]!;
    const [sheet] = await app.sql<{ id: string }[]>`select id from answer_sheets where state = 'counted' limit 1`;
    await app.sql`
      insert into answer_sheets (id, cycle_id, department_id, version_id, channel, state, received_at, draw_id, unit_id, stratum,
        design_weight, idempotency_key, content_digest, codes)
      select gen_random_uuid(), cycle_id, department_id, version_id, 'paper', 'counted', received_at, draw_id, ${unit}, stratum,
        design_weight, '\\x01', '\\x02', codes
      from answer_sheets where id = ${sheet!.id}`;
    const result = await store(await filled({ [unit]: { ...call('11'), ...answers(1) } }));
    expect(result).toMatchObject({ stored: true, filed: 0 });
    expect(result.findings).toMatchObject([{ code: 'answered-elsewhere', severity: 'warning' }]);
    expect(result.findings[0]!.message).toContain('纸质问卷');
  });

  it('remembers what a call room calls its columns', async () => {
    const [item] = items;
    const option = optionsOf(questionnaire, item!.question)[0]!.label;
    const others = items.slice(1).map(({ id, question }) => [id, optionsOf(questionnaire, question)[0]?.label ?? '']);
    const heads = ['个案', '状态 ', '次数', '员工', '总评', '线路', ...others.map(([id]) => `R_${id}`)];
    const line = [units[9], '11', '1', '07', option, 'A3', ...others.map(([, label]) => label)];
    const file = new File([`${heads.join(',')}\n${line.join(',')}\n`], '南宁.csv');
    const unknown = await check(file);
    expect(unknown.findings.map(({ code }) => code)).toEqual(['no-table']);
    // What must be said to read it is all there.
    expect(unknown.columns.slice(0, 3)).toEqual([
      { head: '个案', key: null },
      { head: '状态', key: null },
      { head: '次数', key: null },
    ]);
    expect(unknown.offered.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['unit', 'outcome', 'attempts', item!.id]),
    );
    const columns = {
      个案: 'unit',
      状态: 'outcome',
      次数: 'attempts',
      员工: 'interviewer',
      总评: item!.id,
      线路: '',
      ...Object.fromEntries(others.map(([id]) => [`R_${id}`, id])),
    };
    const { items: kept } = await operator.must(contract.setColumnMapping, {
      params: { cycleId },
      body: { room: '南宁呼叫中心', columns },
    });
    expect(kept).toMatchObject([{ room: '南宁呼叫中心', columns: { 个案: 'unit', r_q2: 'q2' } }]);
    const read = await operator.must(contract.checkCallResults, {
      params,
      form: { room: '南宁呼叫中心' },
      files: [file],
    });
    expect(read).toMatchObject({ rows: 1, filed: 1, findings: [] });
    // Of another room, and without one, nothing is read that way; ours is read as ever.
    expect((await check(file)).findings.map(({ code }) => code)).toEqual(['no-table']);
    const ours = await operator.must(contract.checkCallResults, {
      params,
      form: { room: '南宁呼叫中心' },
      files: [await filled({ [units[9]!]: { ...call('11'), ...answers(0) } })],
    });
    expect(ours.filed).toBe(1);
    const twice = await operator.must(contract.setColumnMapping, {
      params: { cycleId },
      body: { room: '别的', columns: { ...columns, 线路: 'outcome' } },
    });
    expect(twice.items).toHaveLength(2);
    const both = await operator.must(contract.checkCallResults, { params, form: { room: '别的' }, files: [file] });
    expect(both.findings.map(({ code }) => code)).toContain('column-twice');
    const left = await operator.must(contract.setColumnMapping, {
      params: { cycleId },
      body: { room: '别的', columns: {} },
    });
    expect(left.items.map(({ room }) => room)).toEqual(['南宁呼叫中心']);
    expect(await app.sql`select 1 from fieldwork_cases where unit_id = ${units[9]!}`).toHaveLength(0);
  });

  it('keeps opinions sealed, and neither trail nor replies hold them', async () => {
    const trail = await app.sql<
      { payload: string }[]
    >`select payload from audit_entries where action like 'fieldwork.%'`;
    expect(trail.length).toBeGreaterThan(5);
    for (const { payload } of trail) expect(payload).not.toMatch(/张三|13800138000/);
    const [opinion] = await app.sql<{ textSealed: Buffer }[]>`select text_sealed from sheet_opinions limit 1`;
    expect(opinion!.textSealed.includes('张三')).toBe(false);
  });
});

describe('rates', () => {
  it('has none while a choice is open; then by department and stratum, with the definition', async () => {
    const before = await operator.must(contract.getFieldwork, { params });
    expect(before.groups[0]).toMatchObject({ by: 'all', released: 10, rates: null, classes: null });
    expect(before.definition.filter((line) => line.startsWith('未设定'))).toHaveLength(2);
    expect(
      (
        await operator.call(contract.setFieldworkChoices, {
          params: { cycleId },
          body: { switchedOff: 'NC', brokenOff: 'R' },
        })
      ).status,
    ).toBe(403);
    await office.must(contract.setFieldworkChoices, {
      params: { cycleId },
      body: { switchedOff: 'NC', brokenOff: null },
    });
    expect((await operator.must(contract.getFieldwork, { params })).groups[0]!.rates).toBeNull();
    await office.must(contract.setFieldworkChoices, {
      params: { cycleId },
      body: { switchedOff: 'NC', brokenOff: 'R' },
    });
    const changed = await office.call(contract.setFieldworkChoices, {
      params: { cycleId },
      body: { switchedOff: 'UH', brokenOff: 'R' },
    });
    expect([changed.status, changed.body.code]).toEqual([409, 'fieldwork-choice-fixed']);
    const { groups, definition, quality, release } = await operator.must(contract.getFieldwork, { params });
    const all = groups[0]!;
    // a, 6, 8 complete; b not the person; c no number; d switched off; e broke off; 7 refused; two not dialled.
    expect(all.classes).toEqual({ I: 3, NE: 2, NC: 1, R: 2, UH: 2 });
    expect(all.rates).toMatchObject({ RR1: 3 / 8, RR5: 3 / 6, COOP1: 3 / 5, REF1: 2 / 8, CON1: 5 / 8 });
    expect(groups.map(({ by }) => by)).toEqual(['all', 'department', 'stratum']);
    expect(definition).toContain('关机算未接触（NC）');
    expect(quality).toEqual([
      {
        departmentId: mzt.departmentId,
        department: '自治区民政厅',
        list: 'system-cadres',
        released: 10,
        faults: { dialled: 8, wrongNumbers: 1, stopped: 0, otherNumbers: 0, wrongPersons: 1 },
      },
    ]);
    expect(release).toMatchObject({ released: 10, final: 6, ready: false });
  });
});

describe('answers for statisticians', () => {
  it('waits for the close of the cycle, then holds every counted sheet, no unit, no text, and what each value means', async () => {
    const [version] = await app.sql<{ versionId: string }[]>`select version_id from answer_sheets limit 1`;
    const asked = { params: { versionId: version!.versionId } };
    expect((await operator.call(contract.downloadAnswers, asked)).body.code).toBe('answers-before-close');
    await office.must(contract.changeCycle, { params: { cycleId }, body: { state: 'closed' } });
    const bytes = new Uint8Array((await operator.must(contract.downloadAnswers, asked)) as unknown as Buffer);
    const entries = await new ZipReader(new Uint8ArrayReader(bytes)).getEntries();
    const files = new Map(
      await Promise.all(
        entries.map(async (entry): Promise<[string, Uint8Array]> => {
          if (entry.directory) throw new Error('a folder');
          return [entry.filename, await entry.getData(new Uint8ArrayWriter())];
        }),
      ),
    );
    expect([...files.keys()]).toEqual(['answers.csv', 'answers.sps', 'answers.sav', '答卷.xlsx', '说明.txt']);
    const csv = new TextDecoder().decode(files.get('answers.csv'));
    const [head = '', ...lines] = csv.trim().split('\r\n');
    const counted = (await sheets()).filter(({ state }) => state === 'counted');
    expect(lines).toHaveLength(counted.length);
    const names = head.split(',');
    expect(names.slice(0, 4)).toEqual(['department', 'channel', 'stratum', 'weight']);
    // Fewer than five: nobody is told by the stratum.
    for (const line of lines) expect(line.split(',')[2]).toBe(counted.length < 5 ? '合并' : expect.any(String));
    const scale = items.find(({ question }) => question.kind === 'scale' || question.kind === 'matrix')!.id;
    const column = names.indexOf(scale);
    const codes = await app.sql<
      { codes: (string | null)[] }[]
    >`select codes from answer_sheets where state = 'counted'`;
    const at = items.findIndex(({ id }) => id === scale);
    expect(lines.map((line) => line.split(',')[column]).toSorted()).toEqual(
      codes.map((row) => row.codes[at] ?? '').toSorted(),
    );
    const syntax = new TextDecoder().decode(files.get('answers.sps'));
    for (const name of names) expect(syntax).toContain(`    ${name} `);
    expect(syntax).toContain(`MISSING VALUES ${scale} (-9 THRU -6).`);
    const sav = Buffer.from(files.get('answers.sav')!);
    const { meta, rows } = await readSav(sav);
    expect(meta.header).toMatchObject({ encoding: 'UTF-8', n_cases: counted.length, n_vars: names.length });
    // Everybody was drawn: the file is weighted as a whole.
    expect(meta.header.weight?.name).toBe('weight');
    expect(meta.sysvars.map(({ name }) => name)).toEqual(names);
    expect(meta.sysvars[column]).toMatchObject({ missing: { min: -9, max: -6 } });
    const labels = meta.valueLabels.find(({ appliesToNames }) => appliesToNames.includes(scale))!.entries;
    expect(labels).toContainEqual({ val: -8, label: '不了解' });
    expect(rows.map((row) => names.map((name) => String(row[name] ?? '')))).toEqual(
      lines.map((line) => line.split(',')),
    );
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Buffer.from(files.get('答卷.xlsx')!) as unknown as ArrayBuffer);
    expect(book.worksheets.map(({ name, rowCount }) => [name, rowCount])).toEqual([
      ['答卷', counted.length + 2],
      ['说明', 7],
    ]);
    expect(book.worksheets[0]!.getCell(3, 2).text).toMatch(/^(?:电话|纸质)$/);
    const everything = [csv, syntax, sav.toString('utf8'), new TextDecoder().decode(files.get('说明.txt'))].join('\n');
    for (const unit of units) expect(everything).not.toContain(unit);
    expect(everything).not.toMatch(/张三|13800138000|2026-01-05/);
    const [note] = await app.sql<
      { payload: string }[]
    >`select payload from audit_entries where action = 'answers.export'`;
    const digest = createHash('sha256').update(files.get('answers.csv')!).digest('hex');
    expect(JSON.parse(note!.payload).detail).toMatchObject({ rows: counted.length, digest });
    expect(everything).toContain(digest);
  });
});
