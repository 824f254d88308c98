/** Questionnaires: the life of a version, what never changes, departments apart, next year's copy, XLSForm workbooks. */
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { shippedQuestionnaires, type Questionnaire } from '#surveys';
import { testApp, type TestApp, type Visitor } from '../support/app.ts';
import { publishQuestionnaire, readyQuestionnaire } from '../support/questionnaires.ts';

const unknownId = '00000000-0000-4000-8000-000000000000';

let app: TestApp;
let office: Visitor;
let mzt: { id: string; liaison: Visitor };
let nyt: { id: string; liaison: Visitor };
let cycleId: string;

beforeAll(async () => {
  app = await testApp();
  office = await app.person('office', 'office');
  const cycle = await office.must(contract.createCycle, {
    body: { name: '2025年度', year: 2025, homeArea: '0771', frameDeadlineOn: '2025-12-01' },
  });
  cycleId = cycle.id;
  const department = async (name: string, login: string) => {
    const { id } = await office.must(contract.createDepartment, { body: { name, category: 'public-affairs' } });
    await office.must(contract.addAppraisees, { params: { cycleId }, body: { departmentIds: [id] } });
    return { id, liaison: await app.person('liaison', login, id) };
  };
  mzt = await department('自治区民政厅', 'mzt');
  nyt = await department('自治区农业厅', 'nyt');
});

const draftTopics = (who: { id: string; liaison: Visitor }) =>
  who.liaison.must(contract.draftQuestionnaire, {
    params: { cycleId },
    body: { kind: 'hot-topics', from: 'template' },
  });

describe('the life of a version', () => {
  it('begins with drafts of the shipped questionnaires in a new cycle', async () => {
    const { items } = await office.must(contract.listQuestionnaires, { params: { cycleId } });
    const common = items.filter(({ department }) => department === null);
    expect(common.map(({ kind }) => kind)).toEqual([
      'system-cadres',
      'service-users',
      'rectification',
      'public',
      'leader',
    ]);
    expect(common.every(({ versions }) => versions.length === 1 && versions[0]?.state === 'draft')).toBe(true);
    expect(items.filter(({ kind }) => kind === 'hot-topics').map(({ department }) => department?.name)).toEqual([
      '自治区民政厅',
      '自治区农业厅',
    ]);
  });

  it('goes from the department over the office to publication, and then never changes', async () => {
    const draft = await draftTopics(mzt);
    const params = { versionId: draft.versionId };
    expect(draft.findings.map(({ code }) => code)).toEqual(['text-missing', 'text-missing']);
    const early = await mzt.liaison.call(contract.submitQuestionnaireVersion, {
      params,
      body: { revision: draft.revision },
    });
    expect(early.body).toMatchObject({ status: 422, code: 'questionnaire-unsound' });

    const content = readyQuestionnaire('hot-topics');
    const four: Questionnaire = { ...content, questions: content.questions.slice(0, 4) };
    const saved = await mzt.liaison.must(contract.saveQuestionnaireVersion, {
      params,
      body: { revision: draft.revision, content: four },
    });
    const few = await mzt.liaison.call(contract.submitQuestionnaireVersion, {
      params,
      body: { revision: saved.revision },
    });
    expect(few.body.detail).toContain('题目不少于5个，现在有4个');
    // Somebody else's save on top of an older state is refused, not lost silently.
    const stale = await office.call(contract.saveQuestionnaireVersion, {
      params,
      body: { revision: draft.revision, content },
    });
    expect(stale.body).toMatchObject({ status: 409, code: 'version-changed', extra: { by: 'mzt' } });

    const whole = await mzt.liaison.must(contract.saveQuestionnaireVersion, {
      params,
      body: { revision: saved.revision, content },
    });
    const submitted = await mzt.liaison.must(contract.submitQuestionnaireVersion, {
      params,
      body: { revision: whole.revision },
    });
    expect(submitted).toMatchObject({ state: 'submitted', may: { edit: false, submit: false } });
    const meddling = await mzt.liaison.call(contract.saveQuestionnaireVersion, {
      params,
      body: { revision: submitted.revision, content },
    });
    expect(meddling.body).toMatchObject({ status: 409, code: 'version-state' });

    const { id: commentId } = await office.must(contract.commentQuestionnaire, {
      params,
      body: { question: 'q3', words: '一道题只问一件事' },
    });
    const returned = await office.must(contract.returnQuestionnaireVersion, {
      params,
      body: { revision: submitted.revision, reason: '请按意见修改' },
    });
    expect(returned).toMatchObject({ state: 'returned', returnReason: '请按意见修改' });
    const seen = await mzt.liaison.must(contract.getQuestionnaireVersion, { params });
    expect(seen.comments).toMatchObject([{ question: 'q3', words: '一道题只问一件事', resolved: null }]);
    await mzt.liaison.must(contract.resolveQuestionnaireComment, { params: { commentId } });
    const again = await mzt.liaison.must(contract.submitQuestionnaireVersion, {
      params,
      body: { revision: returned.revision },
    });
    const tooEarly = await office.call(contract.publishQuestionnaireVersion, {
      params,
      body: { revision: again.revision },
    });
    expect(tooEarly.body).toMatchObject({ status: 409, code: 'version-state' });
    const reviewed = await office.must(contract.reviewQuestionnaireVersion, {
      params,
      body: { revision: again.revision },
    });
    // An approval is of what was read: whoever changes it must have it approved again.
    const touched = await office.must(contract.saveQuestionnaireVersion, {
      params,
      body: { revision: reviewed.revision, content: { ...content, closing: '谢谢！' } },
    });
    expect(touched).toMatchObject({ state: 'submitted', reviewed: null });
    const approved = await office.must(contract.reviewQuestionnaireVersion, {
      params,
      body: { revision: touched.revision },
    });
    const published = await office.must(contract.publishQuestionnaireVersion, {
      params,
      body: { revision: approved.revision },
    });
    expect(published).toMatchObject({ state: 'published', may: { edit: false, publish: false, discard: false } });

    for (const route of [
      contract.saveQuestionnaireVersion,
      contract.returnQuestionnaireVersion,
      contract.discardQuestionnaireVersion,
    ]) {
      const refused = await office.call(route as typeof contract.saveQuestionnaireVersion, {
        params,
        body: { revision: published.revision, content, ...({ reason: '不能再改了' } as object) },
      });
      expect(refused.body, route.path).toMatchObject({ status: 409, code: 'version-state' });
    }
    await expect(
      app.sql`update questionnaire_versions set content = '{}' where id = ${draft.versionId}`,
    ).rejects.toThrow(/never changes/);
    await expect(
      app.sql`update questionnaire_versions set state = 'draft' where id = ${draft.versionId}`,
    ).rejects.toThrow(/never changes/);
    await expect(app.sql`delete from questionnaire_versions where id = ${draft.versionId}`).rejects.toThrow(
      /never changes/,
    );
  });

  it('is worked on one version at a time, also when thirty begin at once', async () => {
    const begun = await Promise.all(
      Array.from({ length: 30 }, () =>
        nyt.liaison.call(contract.draftQuestionnaire, {
          params: { cycleId },
          body: { kind: 'hot-topics', from: 'blank' },
        }),
      ),
    );
    expect(begun.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(begun.filter(({ body }) => body.code === 'version-in-work')).toHaveLength(29);
    const { versionId } = begun.find(({ status }) => status === 201)!.body;
    await nyt.liaison.must(contract.discardQuestionnaireVersion, { params: { versionId } });
  });

  it('retires the version before it at the moment the next is published', async () => {
    const first = await publishQuestionnaire(office, { cycleId, kind: 'public' });
    const next = await office.must(contract.draftQuestionnaire, {
      params: { cycleId },
      body: { kind: 'public', from: { versionId: first } },
    });
    expect(next).toMatchObject({ number: 2, comparable: [{ versionId: first, label: '2025年度 第1版' }] });
    const second = await publishQuestionnaire(office, {
      cycleId,
      kind: 'public',
      content: { ...next.content, closing: '再见！' },
    });
    const { items } = await office.must(contract.listQuestionnaires, { params: { cycleId } });
    expect(items.find(({ kind }) => kind === 'public')?.versions.map(({ number, state }) => [number, state])).toEqual([
      [2, 'published'],
      [1, 'retired'],
    ]);
    const { items: differences } = await office.must(contract.compareQuestionnaireVersions, {
      params: { versionId: second },
      query: { with: first },
    });
    expect(differences).toEqual([
      { change: 'changed', part: 'closing', before: '感谢您的评议！各单位的整改情况会在网上公开。', after: '再见！' },
    ]);
  });

  it('begins next year from what was published this year, and says what changed since', async () => {
    const next = await office.must(contract.createCycle, {
      body: { name: '2026年度', year: 2026, homeArea: '0771', frameDeadlineOn: '2026-12-01' },
    });
    await office.must(contract.addAppraisees, { params: { cycleId: next.id }, body: { departmentIds: [mzt.id] } });
    const { items } = await office.must(contract.listQuestionnaires, { params: { cycleId: next.id } });
    const version = await office.must(contract.getQuestionnaireVersion, {
      params: { versionId: items.find(({ kind }) => kind === 'public')!.versions[0]!.versionId },
    });
    expect(version.content.closing).toBe('再见！');
    expect(version.comparable.map(({ label }) => label)).toEqual(['2025年度 第2版', '2025年度 第1版']);
    const topics = await mzt.liaison.must(contract.listOwnQuestionnaires);
    expect(topics.items.map(({ cycle, versions }) => [cycle.year, versions.length])).toEqual([
      [2026, 0],
      [2025, 1],
    ]);
    const copied = await mzt.liaison.must(contract.draftQuestionnaire, {
      params: { cycleId: next.id },
      body: { kind: 'hot-topics', from: { versionId: topics.items[1]!.versions[0]!.versionId } },
    });
    expect(copied.content.closing).toBe('谢谢！');
    // What is common is not a department's, and a department's is not common.
    for (const body of [
      { kind: 'public' as const, departmentId: mzt.id, from: 'template' as const },
      { kind: 'hot-topics' as const, from: 'template' as const },
    ])
      expect((await office.call(contract.draftQuestionnaire, { params: { cycleId }, body })).body.code).toBe(
        'questionnaire-department',
      );
  });

  it('keeps a department whose questionnaire was published among the appraisees', async () => {
    const refused = await office.call(contract.removeAppraisee, { params: { cycleId, departmentId: mzt.id } });
    expect(refused.body).toMatchObject({ status: 409, code: 'appraisee-has-answers' });
    const begun = await draftTopics(nyt);
    await office.must(contract.removeAppraisee, { params: { cycleId, departmentId: nyt.id } });
    const gone = await office.call(contract.getQuestionnaireVersion, { params: { versionId: begun.versionId } });
    expect(gone.status).toBe(404);
    await office.must(contract.addAppraisees, { params: { cycleId }, body: { departmentIds: [nyt.id] } });
  });

  it('leaves a trail of every step, without the words of comments', async () => {
    const { items } = await office.must(contract.listAuditEntries, { query: { limit: 200 } });
    const actions = new Set(items.map(({ action }) => action));
    for (const action of ['draft', 'save', 'submit', 'comment', 'resolve', 'return', 'review', 'publish', 'discard'])
      expect(actions.has(`questionnaire.${action}`), action).toBe(true);
    expect(JSON.stringify(items)).not.toContain('一道题只问一件事');
  });
});

describe('one department against another', () => {
  it('answers for another’s version and for a common one as for none', async () => {
    const { items } = await office.must(contract.listQuestionnaires, { params: { cycleId } });
    const own = items.find(({ department }) => department?.id === mzt.id)!.versions[0]!.versionId;
    const common = items.find(({ kind }) => kind === 'system-cadres')!.versions[0]!.versionId;
    const [comment] = (await office.must(contract.getQuestionnaireVersion, { params: { versionId: own } })).comments;
    const content = shippedQuestionnaires['hot-topics'];
    const knocks = (versionId: string, commentId: string): Promise<{ status: number }>[] => {
      const params = { versionId };
      const body = { revision: 1 };
      return [
        nyt.liaison.call(contract.getQuestionnaireVersion, { params }),
        nyt.liaison.call(contract.saveQuestionnaireVersion, { params, body: { ...body, content } }),
        nyt.liaison.call(contract.submitQuestionnaireVersion, { params, body }),
        nyt.liaison.call(contract.discardQuestionnaireVersion, { params }),
        nyt.liaison.call(contract.compareQuestionnaireVersions, { params, query: { with: versionId } }),
        nyt.liaison.call(contract.commentQuestionnaire, { params, body: { question: null, words: '看看' } }),
        nyt.liaison.call(contract.resolveQuestionnaireComment, { params: { commentId } }),
        nyt.liaison.call(contract.exportQuestionnaireForm, { params }),
        nyt.liaison.call(contract.readQuestionnaireForm, { params, form: {}, files: [new File(['x'], 'x.xlsx')] }),
        nyt.liaison.call(contract.draftQuestionnaire, {
          params: { cycleId },
          body: { kind: 'hot-topics', from: { versionId } },
        }),
        nyt.liaison.call(contract.draftQuestionnaire, {
          params: { cycleId },
          body: { kind: 'hot-topics', departmentId: mzt.id, from: 'template' },
        }),
      ];
    };
    const statuses = async (all: Promise<{ status: number }>[]) => (await Promise.all(all)).map(({ status }) => status);
    expect(await statuses(knocks(own, comment!.id))).toEqual(knocks(own, comment!.id).map(() => 404));
    expect(await statuses(knocks(common, comment!.id))).toEqual(knocks(own, comment!.id).map(() => 404));
    expect(await statuses(knocks(unknownId, unknownId))).toEqual(knocks(own, comment!.id).map(() => 404));
    const listed = await nyt.liaison.must(contract.listOwnQuestionnaires);
    expect(listed.items.every(({ department }) => department?.id === nyt.id)).toBe(true);
  });
});

describe('XLSForm workbooks', () => {
  const kinds = ['system-cadres', 'service-users', 'rectification', 'public', 'leader'] as const;

  it('give back each shipped questionnaire', async () => {
    const { items } = await office.must(contract.listQuestionnaires, { params: { cycleId } });
    for (const kind of kinds) {
      const versionId =
        items.find((item) => item.kind === kind)!.versions.find(({ state }) => state === 'draft')?.versionId ??
        (await office.must(contract.draftQuestionnaire, { params: { cycleId }, body: { kind, from: 'template' } }))
          .versionId;
      const bytes = await office.must(contract.exportQuestionnaireForm, { params: { versionId } });
      const read = await office.must(contract.readQuestionnaireForm, {
        params: { versionId },
        form: {},
        files: [new File([bytes], '问卷.xlsx')],
      });
      expect(
        read.findings.filter(({ severity }) => severity === 'error'),
        kind,
      ).toEqual([]);
      expect(read.content?.questions, kind).toEqual(shippedQuestionnaires[kind].questions);
      expect(read.content?.intro, kind).toBe(shippedQuestionnaires[kind].intro);
    }
  });

  it('of other makers are read with findings by sheet and row', async () => {
    const workbook = new ExcelJS.Workbook();
    const survey = workbook.addWorksheet('survey');
    survey.addRows([
      ['type', 'name', 'label', 'label::Chinese (zh)', 'required', 'relevant', 'constraint'],
      ['start', 'start', '', '', '', '', ''],
      ['select_one yn', 'Been', 'Been there?', '去过吗？', 'yes', '', ''],
      ['begin group', 'about', 'About', '关于这次办事', '', "${Been} = 'y'", ''],
      ['select_one likert', 'sat', 'Satisfied?', '满意吗？', 'true()', '', ''],
      ['integer', 'times', 'How often?', '几次？', '', "${sat} != '5'", '. >= 1 and . <= 99'],
      ['end group', '', '', '', '', '', ''],
      ['geopoint', 'where', 'Where?', '在哪里？', '', '', ''],
      ['select_one missing', 'gone', 'Gone?', '没了？', '', '', ''],
      ['text', 'why', 'Why?', '为什么？', '', "if(${sat} = '5', 1, 0)", "regex(., '[a-z]+')"],
    ]);
    const choices = workbook.addWorksheet('choices');
    choices.addRows([
      ['list_name', 'name', 'label', 'label::Chinese (zh)'],
      ['yn', 'y', 'Yes', '去过'],
      ['yn', 'n', 'No', '没去过'],
      ...['很不满意', '不满意', '一般', '满意', '很满意'].map((text, i) => ['likert', i + 1, '', text]),
      ['likert', '98', "Don't know", '不知道'],
    ]);
    const { versionId } = await office.must(contract.draftQuestionnaire, {
      params: { cycleId },
      body: { kind: 'hot-topics', departmentId: nyt.id, from: 'template' },
    });
    const read = await office.must(contract.readQuestionnaireForm, {
      params: { versionId },
      form: {},
      files: [new File([await workbook.xlsx.writeBuffer()], 'form.xlsx')],
    });
    expect(read.content?.questions).toEqual([
      {
        id: 'q1',
        kind: 'single',
        title: '去过吗？',
        required: true,
        noOpinion: false,
        refusal: false,
        options: [
          { code: 'y', label: '去过' },
          { code: 'n', label: '没去过' },
        ],
      },
      {
        id: 'about',
        kind: 'note',
        title: '关于这次办事',
        showIf: { match: 'all', tests: [{ item: 'q1', is: ['y'] }] },
      },
      {
        id: 'sat',
        kind: 'scale',
        title: '满意吗？',
        showIf: { match: 'all', tests: [{ item: 'q1', is: ['y'] }] },
        required: true,
        noOpinion: true,
        refusal: false,
        scale: 'likert',
        scored: false,
      },
      {
        id: 'times',
        kind: 'number',
        title: '几次？',
        showIf: {
          match: 'all',
          tests: [
            { item: 'q1', is: ['y'] },
            { item: 'sat', isNot: ['5'] },
          ],
        },
        required: false,
        noOpinion: false,
        refusal: false,
        decimals: 0,
        min: '1',
        max: '99',
      },
      { id: 'why', kind: 'text', title: '为什么？', required: false, noOpinion: false, refusal: false, maxLength: 500 },
    ]);
    expect(read.content?.scales['likert']?.points.map(({ code, label }) => `${code}${label}`)).toEqual([
      '5很满意',
      '4满意',
      '3一般',
      '2不满意',
      '1很不满意',
    ]);
    expect(read.findings.map(({ sheet, row, severity }) => `${sheet} ${row} ${severity}`)).toEqual([
      'survey 2 warning',
      'survey 3 warning',
      'survey 6 warning',
      'survey 8 error',
      'survey 9 error',
      'survey 10 warning',
      'survey 10 warning',
      'survey 1 warning',
    ]);
    expect(read.findings[3]?.message).toBe('不支持“geopoint”这种题，没有读入');
    // Nothing was saved by reading.
    const kept = await office.must(contract.getQuestionnaireVersion, { params: { versionId } });
    expect(kept.content).toEqual(shippedQuestionnaires['hot-topics']);
  });

  it('refuses what is no workbook, and says of a workbook that is none', async () => {
    const { items } = await office.must(contract.listQuestionnaires, { params: { cycleId } });
    const { versionId } = items.find(({ kind }) => kind === 'system-cadres')!.versions[0]!;
    const read = (file: File) =>
      office.call(contract.readQuestionnaireForm, { params: { versionId }, form: {}, files: [file] });
    expect((await read(new File(['%PDF-1.7'], '问卷.xlsx'))).body.code).toBe('file-unreadable');
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('名单').addRow(['序号', '姓名']);
    expect((await read(new File([await workbook.xlsx.writeBuffer()], '名单.xlsx'))).body).toMatchObject({
      content: null,
      findings: [{ message: '工作簿里没有survey表，不是XLSForm' }],
    });
  });

  it('write nothing a spreadsheet would run', async () => {
    const content: Questionnaire = { ...readyQuestionnaire('public'), title: '=1+1', closing: '@SUM(A1)' };
    const { versionId } = await office
      .must(contract.draftQuestionnaire, {
        params: { cycleId },
        body: { kind: 'public', from: 'template' },
      })
      .catch(async () => {
        const { items } = await office.must(contract.listQuestionnaires, { params: { cycleId } });
        return items.find(({ kind }) => kind === 'public')!.versions.find(({ state }) => state === 'draft')!;
      });
    const { revision } = await office.must(contract.getQuestionnaireVersion, { params: { versionId } });
    await office.must(contract.saveQuestionnaireVersion, { params: { versionId }, body: { revision, content } });
    const bytes = await office.must(contract.exportQuestionnaireForm, { params: { versionId } });
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(bytes as unknown as ArrayBuffer);
    const cell = workbook.getWorksheet('settings')!.getCell('A2');
    expect([cell.type, cell.value]).toEqual([ExcelJS.ValueType.String, '=1+1']);
  });
});
