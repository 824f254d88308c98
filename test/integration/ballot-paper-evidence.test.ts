/** Paper in the evidence: both verifiers take the genuine one, and say no to every manipulation of it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBallots } from '#ballots';
import * as contract from '#contract';
import type { BallotBoard, BallotPackage, BallotTallyFile, PaperTally } from '#contract';
import { run as runCli } from '../../server/cli/index.ts';
import { canonicalJson } from '../../server/audit-append.ts';
import { testApp } from '../support/app.ts';
import { numbersOf, prepareElection, someDraft, transportTo } from '../support/election.ts';
import { accountForms, enterForms, type PaperPlan, printForms } from '../support/paper-ballots.ts';
import { verifyInPython } from '../support/verify-ballots.ts';

interface Evidence {
  pack: BallotPackage;
  board: BallotBoard;
  tally: BallotTallyFile;
  paper: PaperTally;
}

const app = await testApp();
const folder = mkdtempSync(join(tmpdir(), 'pingyi-paper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let genuine: Evidence;
let shares: readonly string[] = [];

beforeAll(async () => {
  const office = await app.person('office', 'office');
  const clerks = [await app.person('operator', 'clerk-1'), await app.person('operator', 'clerk-2')] as const;
  const election = await prepareElection(app, office, {
    name: 'evidence on paper',
    raters: { A1: 26, A2: 24, B1: 12 },
    excluded: { A1: [0] },
  });
  const below = numbersOf('evidence on paper');
  const forms = (count: number, units: number) =>
    Array.from({ length: count }, () => ({
      ...Object.fromEntries(Array.from({ length: units }, (_, i) => [`u${i + 1}`, String(1 + below(5))])),
      best: '1',
    }));
  const plans: PaperPlan[] = [
    { style: 'A1', printed: 14, unused: 2, forms: forms(11, 5) },
    { style: 'A2', printed: 12, spoiled: 1, forms: forms(3, 6) },
  ];
  await printForms(election, plans);
  await election.start();
  const form = await election.form();
  for (const style of ['A1', 'B1'])
    for (const code of election.codes[style]!.slice(0, 11))
      await (await election.voter(code)).cast(someDraft(form, style, below));
  await election.handOutAll();
  await accountForms(election, plans);
  await election.close();
  await enterForms(election, plans, clerks);
  const params = { cycleId: election.cycleId };
  await office.must(contract.countBallotPaper, { params, body: { discarded: ['A2'] } });
  const tally = await election.tally();
  await office.must(contract.fileOpening, { params, body: tally });
  const reply = await office.raw('GET', `/api/cycles/${election.cycleId}/ballot/paper.json`);
  genuine = {
    pack: await election.pack(),
    board: contract.boardSchema.parse((await transportTo(app).get(`/api/boards/${election.cycleId}`)).body),
    tally,
    paper: contract.paperTallySchema.parse(await reply.json()),
  };
  shares = election.key.shares;
});

const filesOf = ({ pack, board, tally, paper }: Evidence) => ({
  'ballots.json': JSON.stringify(pack),
  'board.json': JSON.stringify(board),
  'tally.json': JSON.stringify(tally),
  'paper.json': JSON.stringify(paper),
});
const inPython = (files: Record<string, string>) => verifyInPython(folder, files);
/** The board made to fit: only what it cannot hide is left to find. */
const fitting = (evidence: Evidence, paper: PaperTally): Evidence => ({
  ...evidence,
  paper,
  board: {
    ...evidence.board,
    paper: { ...evidence.board.paper, digest: createHash('sha256').update(canonicalJson(paper)).digest('hex') },
  },
});
const pile = (paper: PaperTally, style: string, change: Partial<PaperTally['piles'][number]>): PaperTally => ({
  ...paper,
  piles: paper.piles.map((one) => (one.style === style ? { ...one, ...change } : one)),
});
const cell = (paper: PaperTally, at: number, change: (one: PaperTally['cells'][number]) => object): PaperTally => ({
  ...paper,
  cells: paper.cells.map((one, i) => (i === at ? { ...one, ...change(one) } : one)),
});

describe('forms on paper in the evidence', () => {
  it('hold together with the box: both verifiers, and the command', async () => {
    expect(genuine.paper).toMatchObject({
      piles: [
        { style: 'A1', printed: 14, handedOut: 12, unused: 2, spoiled: 0, returned: 11, discarded: false },
        { style: 'A2', printed: 12, handedOut: 11, unused: 0, spoiled: 1, returned: 3, discarded: true },
      ],
      groups: [{ group: 'a', returned: 14, valid: 11, void: 3, nominating: 11 }],
    });
    expect(checkBallots(genuine)).toEqual([]);
    const files = { ...filesOf(genuine), 'share-1.txt': `${shares[0]!}\n`, 'share-2.txt': `${shares[2]!}\n` };
    const other = await inPython(files);
    expect(other.lines.join('\n')).toContain('verified, counted again');
    expect(other.code).toBe(0);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const output: string[] = [];
    const at = (name: string) => join(folder, name);
    const code = await runCli(
      [
        'verify-ballots',
        '--package',
        at('ballots.json'),
        '--board',
        at('board.json'),
        '--tally',
        at('tally.json'),
        '--paper',
        at('paper.json'),
      ],
      { stdout: (text: string) => void output.push(text), stderr: (text: string) => void output.push(text) },
    );
    expect(output.join('')).toContain('纸质表的账和合计');
    expect(code).toBe(0);
  });

  const manipulations: readonly (readonly [string, (e: Evidence) => Evidence])[] = [
    [
      'the counts are changed after they were fixed',
      (e) => ({
        ...e,
        paper: cell(e.paper, 2, (one) => ({
          counts: { ...one.counts, '5': one.counts['5'] + 1, '1': one.counts['1'] - 1 },
        })),
      }),
    ],
    [
      'a mark too many',
      (e) =>
        fitting(
          e,
          cell(e.paper, 1, (one) => ({ counts: { ...one.counts, '5': one.counts['5'] + 1 } })),
        ),
    ],
    ['a form more than were handed out', (e) => fitting(e, pile(e.paper, 'A1', { returned: 13 }))],
    ['a form too many in the account', (e) => fitting(e, pile(e.paper, 'A1', { printed: 15 }))],
    ['a small pile called counted', (e) => fitting(e, pile(e.paper, 'A2', { discarded: false }))],
    ['a pile left out', (e) => fitting(e, { ...e.paper, piles: e.paper.piles.slice(1) })],
    [
      'a void form called valid',
      (e) => fitting(e, { ...e.paper, groups: e.paper.groups.map((one) => ({ ...one, valid: one.valid + 1 })) }),
    ],
    [
      'more nominations than forms that nominate',
      (e) =>
        fitting(
          e,
          cell(e.paper, 1, () => ({ best: 12 })),
        ),
    ],
    [
      'counts of a group without forms',
      (e) => fitting(e, { ...e.paper, cells: [...e.paper.cells, { ...e.paper.cells[0]!, group: 'b' }] }),
    ],
    ['paper of another poll', (e) => fitting(e, { ...e.paper, pollDigest: '00'.repeat(32) })],
    [
      'more ballots and forms than raters',
      (e) => ({
        ...e,
        board: {
          ...e.board,
          styles: e.board.styles.map((style) => (style.code === 'A1' ? { ...style, due: 21 } : style)),
        },
      }),
    ],
  ];
  it.each(manipulations)('%s: both say no', async (_name, change) => {
    const changed = change(structuredClone(genuine));
    expect(checkBallots(changed)).not.toEqual([]);
    const other = await inPython(filesOf(changed));
    expect(other.lines.join('\n')).toContain('WRONG');
    expect(other.code).toBe(1);
  });

  it('cannot be kept back where the board shows them', async () => {
    const { paper: _, ...rest } = genuine;
    expect(checkBallots(rest)).toEqual([expect.stringContaining('paper.json')]);
    const { 'paper.json': _paper, ...files } = filesOf(genuine);
    expect((await inPython(files)).code).toBe(1);
    // The opening does not wait for paper.
    expect(checkBallots({ pack: genuine.pack, board: genuine.board })).toEqual([]);
  });
});
