/** A department's own workbook back with marks, over HTTP, from files of every format. */
import * as XLSX from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp, type Visitor } from '../support/app.ts';
import { campaign, workbook, type Participant } from '../support/campaign.ts';

const fetchMarked = async (visitor: Visitor, submissionId: string) => {
  const reply = await visitor.call(contract.downloadMarkedWorkbook, { params: { submissionId } });
  return { ...reply, bytes: reply.body as unknown as Buffer };
};

const findingsOf = async (visitor: Visitor, submissionId: string): Promise<contract.FiledFinding[]> => {
  const found: contract.FiledFinding[] = [];
  for (let cursor: string | null = '0'; cursor !== null;) {
    const page: { items: contract.FiledFinding[]; next: string | null } = await visitor.must(contract.listFindings, {
      params: { submissionId },
      query: { limit: 500, cursor },
    });
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
};

/** About the file itself, not about what stands in it. */
const aboutTheFile = new Set([
  'extension-mismatch',
  'encoding-detected',
  'package-not-encrypted',
  'entry-skipped',
  'unchanged-resubmission',
]);
const said = (findings: readonly contract.FiledFinding[]): string[] =>
  findings
    .filter(({ code }) => !aboutTheFile.has(code))
    .map(({ row, column, code, message }) => [row, column, code, message].join(' | '));

const fillAt = (sheet: XLSX.WorkSheet, cell: string): string | undefined =>
  (sheet[cell] as { s?: { fgColor?: { rgb?: string } } } | undefined)?.s?.fgColor?.rgb;

/** Files the marked workbook anew, as the department would. */
async function fileAgain(department: Participant, attachment: number, bytes: Buffer) {
  return department.file(attachment, new File([new Uint8Array(bytes)], `附件${attachment}.xlsx`));
}

describe('the marked workbook', async () => {
  const app = await testApp();
  const running = await campaign(app);
  const mzt = await running.department('自治区民政厅', 'public-affairs');
  const women = await running.department('自治区妇女联合会', 'party-and-mass');
  const coop = await running.department('自治区供销合作联社', 'economic');
  // 参公 institutions are set by hand, as the office does.
  await app.sql`update frames set attachment = 7 where id = ${(await coop.frame(3)).id}`;

  const cases: [string, Participant, number, string | undefined][] = [
    ['c01-mzt/附件3.xlsx', mzt, 3, undefined],
    ['c04-gx-xls/附件7.xls', coop, 7, undefined],
    ['c03-fl-csv/附件5.csv', women, 5, undefined],
    ['s47-zipcrypto/民政厅抽样框.zip', mzt, 3, 'Gx#2015jx'],
    ['s47-aes/mzt.zip', mzt, 3, '绩效2015'],
    ['s08-idcard/附件3.xlsx', mzt, 3, undefined],
    ['c08-padding/附件3.xlsx', mzt, 3, undefined],
    ['x-many-findings/附件3.xlsx', mzt, 3, undefined],
  ];
  it.each(cases)('of %s has its rows, colours and words, and files again to the same findings', async (...asked) => {
    const [path, department, attachment, password] = asked;
    const frame = await department.frame(attachment);
    const submission = await department.liaison.must(contract.fileSubmission, {
      params: { frameId: frame.id },
      files: [workbook(path)],
      ...(password === undefined ? {} : { form: { password } }),
    });
    const findings = await findingsOf(department.liaison, submission.id);
    const { status, headers, bytes } = await fetchMarked(department.liaison, submission.id);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('spreadsheetml');
    expect(decodeURIComponent(headers.get('content-disposition')!)).toContain('标注.xlsx');
    const book = XLSX.read(bytes, { cellStyles: true });
    expect(book.SheetNames[0]).toBe('修改说明');
    const page = XLSX.utils.sheet_to_csv(book.Sheets['修改说明']!);
    expect(page).toContain(`可用${submission.counts.usable}人`);
    expect(page).toContain('2026-11-30');
    for (const { row, column, severity, message, sheet } of findings) {
      if (row === null || severity === 'info') continue;
      const cells = Object.entries(book.Sheets[sheet!]!).filter(([at]) => new RegExp(`^[A-Z]+${row}$`).test(at));
      const marked = cells.filter(([, cell]) =>
        ((cell as XLSX.CellObject).c ?? []).some(({ t }) => t.includes(message)),
      );
      expect(marked.length, `${row} ${column} ${message}`).toBeGreaterThan(0);
      expect(['FAB6B1', 'FFD68B', 'FFF4A9']).toContain(fillAt(book.Sheets[sheet!]!, marked[0]![0]));
    }
    const again = await fileAgain(department, attachment, bytes);
    expect(again.counts).toEqual(submission.counts);
    const repeated = await findingsOf(department.liaison, again.id);
    expect(said(repeated)).toEqual(said(findings));
    // The platform itself sees the same list as before.
    expect(repeated.map(({ code }) => code)).toContain('unchanged-resubmission');
  });

  it('never brings back an identity number', async () => {
    const submission = await mzt.file(3, workbook('s08-idcard/附件3.xlsx'));
    const filed = XLSX.read(await workbook('s08-idcard/附件3.xlsx').arrayBuffer());
    const identities = JSON.stringify(filed.Sheets).match(/\d{17}[\dXx]/g) ?? [];
    expect(identities.length).toBeGreaterThan(3);
    const { bytes } = await fetchMarked(mzt.liaison, submission.id);
    const text = JSON.stringify(XLSX.read(bytes).Sheets);
    for (const identity of identities) expect(text).not.toContain(identity);
    expect(text).toContain('〔略〕');
  });

  it('of several files names their sheets apart', async () => {
    const submission = await mzt.file(
      3,
      workbook('c01-mzt/附件3.xlsx', '一.xlsx'),
      workbook('s53-comment/附件3.xlsx', '二.xlsx'),
    );
    const { bytes } = await fetchMarked(mzt.liaison, submission.id);
    expect(XLSX.read(bytes).SheetNames).toEqual(['修改说明', '一 Sheet1', '二 Sheet1']);
  });

  it('is there for the department and, once shown in full, for staff, who leave a trace', async () => {
    const submission = await mzt.file(3, workbook('c01-mzt/附件3.xlsx'));
    expect((await fetchMarked(women.liaison, submission.id)).status).toBe(404);
    const refused = await running.operator.call(contract.downloadMarkedWorkbook, {
      params: { submissionId: submission.id },
    });
    expect(refused.body.code).toBe('reveal-needed');
    await running.operator.must(contract.revealFindings, {
      params: { submissionId: submission.id },
      body: { reason: '部门来电询问如何修改' },
    });
    expect((await fetchMarked(running.operator, submission.id)).status).toBe(200);
    const trail = async () =>
      (await running.office.must(contract.listAuditEntries, { query: { action: 'frame.marked-workbook' } })).items;
    expect(await trail()).toMatchObject([{ actor: 'operator', actionLabel: '下载标注后的表格' }]);
    // Its own list is no news to the department.
    expect((await fetchMarked(mzt.liaison, submission.id)).status).toBe(200);
    expect(await trail()).toHaveLength(1);
  });
});
