/** Two verifiers that share no line: ours and the Python script. They agree on a demo election, and on every manipulation of it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBallots, openBox } from '#ballots';
import * as client from '#ballot-client';
import type { BallotBoard, BallotPackage, BallotTallyFile } from '#contract';
import { run as runCli } from '../../server/cli/index.ts';
import { canonicalJson } from '../../server/audit-append.ts';
import { renderToStaticMarkup } from 'react-dom/server';
import { QrCode } from '../../web/site/qr.tsx';
import { rootOfSet } from '../../web/site/ballot-client/merkle.ts';
import { testApp } from '../support/app.ts';
import { bytesOf, numbersOf, prepareElection, someDraft, transportTo } from '../support/election.ts';
import { runInPyodide } from '../support/python.ts';
import { verifyInPython } from '../support/verify-ballots.ts';
import script from '../../server/ballots/check/verify_ballots.py?raw';

interface Evidence {
  pack: BallotPackage;
  board: BallotBoard;
  tally: BallotTallyFile;
}

const app = await testApp();
const folder = mkdtempSync(join(tmpdir(), 'pingyi-ballots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let shares: readonly string[] = [];
let genuine: Evidence;
let spareCode = '';
let privateKey: Uint8Array;

async function inPython(evidence: Evidence, withShares = true): Promise<{ code: number; lines: readonly string[] }> {
  return verifyInPython(folder, {
    'ballots.json': JSON.stringify(evidence.pack),
    'board.json': JSON.stringify(evidence.board),
    'tally.json': JSON.stringify(evidence.tally),
    ...(withShares ? { 'share-1.txt': `${shares[1]}\n\n说明`, 'share-2.txt': `${shares[2]}\n` } : {}),
  });
}

beforeAll(async () => {
  const office = await app.person('office', 'office');
  const election = await prepareElection(app, office, {
    name: 'verified',
    raters: { A1: 12, A2: 11, B1: 10 },
    excluded: { A1: [0, 1], B1: [5] },
  });
  await election.start();
  const below = numbersOf('verified');
  const form = await election.form();
  for (const [style, codes] of Object.entries(election.codes))
    for (const [i, code] of codes.slice(0, 6).entries()) {
      const voter = await election.voter(code);
      const draft = someDraft(form, style, below);
      const { [election.units[3]!]: _, ...rest } = draft.grades;
      // Among them: blank ones, 不了解, too many nominations, a changed vote.
      if (i === 0) await voter.cast(client.emptyDraft);
      else if (i === 1) await voter.cast({ ...draft, best: election.units.slice(2, 5) });
      else if (i === 2) await voter.cast({ ...draft, grades: { ...rest, [election.units[2]!]: 'noOpinion' } });
      else await voter.cast(draft);
      if (i === 4) await voter.cast(someDraft(form, style, below), { replace: true });
    }
  // One changed to paper after having voted.
  const paper = client.cardOf(client.parseCode(election.codes['A2']![5]!)!, election.cycleId).hash;
  await office.raw('POST', `/api/cycles/${election.cycleId}/ballot/voids`, {
    body: JSON.stringify({ reason: 'paper', cardHashes: [paper] }),
    headers: { 'content-type': 'application/json' },
  });
  await election.handOutAll();
  await election.close();
  shares = election.key.shares;
  spareCode = election.codes['A1']![10]!;
  const joined = await client.joinShares([shares[0]!, shares[1]!], client.mustHex(election.key.publicKey));
  if (!joined.ok) throw new Error(joined.reason);
  privateKey = joined.privateKey;
  const board = (await transportTo(app).get(`/api/boards/${election.cycleId}`)).body as BallotBoard;
  genuine = { pack: await election.pack(), board, tally: await election.tally() };
});

it('counts what was cast', () => {
  const { tally, board } = genuine;
  expect(tally.groups).toEqual([
    { group: 'a', returned: 11, valid: 9, blank: 2, void: 0, nominating: 7, nominationsVoid: 2 },
    { group: 'b', returned: 6, valid: 5, blank: 1, void: 0, nominating: 4, nominationsVoid: 1 },
  ]);
  expect(board).toMatchObject({ final: true, size: 18, replaced: 3 });
});

it('is verified by both, with the same tally', async () => {
  expect(checkBallots({ ...genuine, privateKey })).toEqual([]);
  expect(await inPython(genuine)).toMatchObject({ code: 0 });
  expect((await inPython(genuine)).lines.join('\n')).toContain('verified, counted again');
  expect((await inPython(genuine, false)).code).toBe(0);
});

it('is verified in CPython for WebAssembly too', async () => {
  const files = {
    'ballots.json': JSON.stringify(genuine.pack),
    'tally.json': JSON.stringify(genuine.tally),
    'share-1.txt': shares[0]!,
    'share-2.txt': shares[2]!,
  };
  const { code, lines } = await runInPyodide('verify_ballots.py', script, files);
  expect(lines.join('\n')).toContain('18 ballots');
  expect(code).toBe(0);
});

const decode = (text: string) => client.fromBase64(text)!;
/** What an attacker with the whole database would also mend: order, size, root. Not what others hold: the board. */
function reseal(pack: BallotPackage): BallotPackage {
  const ballots = pack.ballots.map((text) => ({ text, leaf: client.leafOf(decode(text)) }));
  const sorted = ballots.toSorted((a, b) => (a.leaf < b.leaf ? -1 : 1));
  const root = client.toHex(client.merkleRoot(sorted.map(({ leaf }) => client.mustHex(leaf))));
  return { ...pack, ballots: sorted.map(({ text }) => text), size: sorted.length, root };
}
/** The same, with board and tally made to fit: only keys and what was printed remain. */
function consistently({ board }: Evidence, changed: BallotPackage): Evidence {
  const pack = reseal(changed);
  const boxed = (style: string) =>
    pack.ballots.filter((text) => client.readBallot(decode(text))!.style === style).length;
  const tally = openBox(
    // The attacker may hold the key; what cannot be opened counts as void.
    { ...pack, cards: Object.fromEntries(pack.poll.styles.map(({ code }) => [code, allCards(pack)])) },
    privateKey,
  );
  return {
    pack,
    tally,
    board: {
      ...board,
      root: pack.root,
      size: pack.size,
      leaves: pack.ballots.map((text) => client.leafOf(decode(text))),
      pollDigest: pack.pollDigest,
      styles: board.styles.map((style) => ({ ...style, boxed: boxed(style.code) })),
    },
  };
}
const allCards = (pack: BallotPackage) =>
  pack.ballots.map((text) => client.cardHash(client.readBallot(decode(text))!.publicKey));

const replaceBallot = (pack: BallotPackage, change: (bytes: Uint8Array) => Uint8Array | void): BallotPackage => {
  const bytes = decode(pack.ballots[3]!).slice();
  const changed = change(bytes) ?? bytes;
  return { ...pack, ballots: pack.ballots.with(3, client.toBase64(changed)) };
};
const forgedBallot = (pack: BallotPackage, code: string, style: string, revision = 1) =>
  client.makeBallot(
    client.cardOf(client.parseCode(code)!, pack.poll.cycleId),
    {
      style,
      revision,
      answers: client.encodeAnswers(
        pack.poll.units.map(({ id }) => id),
        client.emptyDraft,
      ),
    },
    client.mustHex(pack.poll.publicKey),
    bytesOf('forger'),
  );
const stranger = client.codeOf(bytesOf('stranger')(16));

/** What the operator of the platform might try with all the files in hand. */
const manipulations: readonly (readonly [name: string, change: (evidence: Evidence) => Evidence])[] = [
  [
    'a byte of a sealed answer is changed',
    (e) =>
      consistently(
        e,
        replaceBallot(e.pack, (bytes) => void (bytes[120]! ^= 1)),
      ),
  ],
  [
    'a ballot is dropped, and the root made anew',
    (e) => ({ ...e, pack: reseal({ ...e.pack, ballots: e.pack.ballots.slice(1) }) }),
  ],
  [
    'a ballot of a card that was never printed is put in',
    (e) =>
      consistently(e, {
        ...e.pack,
        ballots: [...e.pack.ballots, client.toBase64(forgedBallot(e.pack, stranger, 'A1'))],
      }),
  ],
  [
    'a card is added to the list, with a ballot',
    (e) => {
      const card = client.cardOf(client.parseCode(stranger)!, e.pack.poll.cycleId).hash;
      const cards = { ...e.pack.cards, A1: [...e.pack.cards['A1']!, card].toSorted() };
      return consistently(e, {
        ...e.pack,
        cards,
        ballots: [...e.pack.ballots, client.toBase64(forgedBallot(e.pack, stranger, 'A1'))],
      });
    },
  ],
  ['a ballot is put in twice', (e) => consistently(e, { ...e.pack, ballots: [...e.pack.ballots, e.pack.ballots[0]!] })],
  [
    'a ballot is moved to another style',
    (e) =>
      consistently(
        e,
        replaceBallot(e.pack, (bytes) => {
          const style = client.readBallot(bytes)!.style;
          bytes.set(new TextEncoder().encode(style === 'A1' ? 'A2' : 'A1'), 20);
        }),
      ),
  ],
  [
    'a ballot is replaced by one under the same card without its key',
    (e) =>
      consistently(
        e,
        replaceBallot(e.pack, (bytes) => {
          const forged = forgedBallot(e.pack, stranger, client.readBallot(bytes)!.style);
          forged.set(client.readBallot(bytes)!.publicKey, 28);
          return forged;
        }),
      ),
  ],
  [
    'the revision of a ballot is raised',
    (e) =>
      consistently(
        e,
        replaceBallot(e.pack, (bytes) => void (bytes[61] = 9)),
      ),
  ],
  [
    'a spare card votes after the board was saved',
    (e) => {
      const ballots = [...e.pack.ballots, client.toBase64(forgedBallot(e.pack, spareCode, 'A1'))];
      return { ...consistently(e, { ...e.pack, ballots }), board: e.board };
    },
  ],
  [
    'a card is voided so that its ballot does not count',
    (e) => {
      const card = allCards(e.pack).find((hash) => !e.pack.voidCards.includes(hash))!;
      return { ...e, pack: { ...e.pack, voidCards: [...e.pack.voidCards, card].toSorted() } };
    },
  ],
  [
    'a card is voided after the board was saved, and the tally made to fit',
    (e) => {
      const card = allCards(e.pack).find((hash) => !e.pack.voidCards.includes(hash))!;
      const pack = { ...e.pack, voidCards: [...e.pack.voidCards, card].toSorted() };
      return { ...e, pack, tally: openBox(pack, privateKey) };
    },
  ],
  [
    'a voided card is let in again, and its ballot counted',
    (e) => {
      const voided = allCards(e.pack).find((hash) => e.pack.voidCards.includes(hash))!;
      const pack = { ...e.pack, voidCards: e.pack.voidCards.filter((hash) => hash !== voided) };
      return { ...e, pack, tally: openBox(pack, privateKey) };
    },
  ],
  [
    'a receipt is taken off the board’s list',
    (e) => ({ ...e, board: { ...e.board, leaves: e.board.leaves.slice(1) } }),
  ],
  [
    'more ballots count than there are raters',
    (e) => ({
      ...e,
      board: {
        ...e.board,
        styles: e.board.styles.map((style) => ({ ...style, due: style.code === 'A1' ? 5 : style.due })),
      },
    }),
  ],
  [
    'a mark is moved from one group of leaders to the other',
    (e) => {
      const [from, to] = ['a', 'b'].map((group) =>
        e.tally.cells.findIndex((cell) => cell.group === group && cell.unit === e.pack.poll.units[4]!.id),
      );
      const level = (['5', '4', '3', '2', '1'] as const).find((one) => e.tally.cells[from!]!.counts[one] > 0)!;
      const change = (at: number | undefined, by: number) => {
        const cell = e.tally.cells[at!]!;
        e.tally.cells[at!] = { ...cell, counts: { ...cell.counts, [level]: cell.counts[level] + by } };
      };
      change(from, -1);
      change(to, 1);
      return e;
    },
  ],
  [
    'a ballot is counted as blank that was not',
    (e) => ({
      ...e,
      tally: {
        ...e.tally,
        groups: e.tally.groups.map((one, i) =>
          i === 0 ? { ...one, valid: one.valid - 1, blank: one.blank + 1 } : one,
        ),
      },
    }),
  ],
  [
    'two units are exchanged in the tally',
    (e) => {
      const [one, other] = [e.pack.poll.units[2]!.id, e.pack.poll.units[4]!.id];
      const name = (unit: string) => (unit === one ? other : unit === other ? one : unit);
      return { ...e, tally: { ...e.tally, cells: e.tally.cells.map((cell) => ({ ...cell, unit: name(cell.unit) })) } };
    },
  ],
  [
    'two counts of the tally are exchanged',
    (e) => ({
      ...e,
      tally: {
        ...e.tally,
        cells: e.tally.cells.map((cell, i) =>
          i === 2
            ? { ...cell, counts: { ...cell.counts, '5': cell.counts['5'] + 1, '1': cell.counts['1'] - 1 } }
            : cell,
        ),
      },
    }),
  ],
  [
    'a nomination is moved to another unit',
    (e) => ({
      ...e,
      tally: {
        ...e.tally,
        cells: e.tally.cells.map((cell, i) => {
          const from = e.tally.cells.findIndex(({ best }) => best > 0);
          return i === from
            ? { ...cell, best: cell.best - 1 }
            : i === from + 1
              ? { ...cell, best: cell.best + 1 }
              : cell;
        }),
      },
    }),
  ],
  [
    'the rules are changed after voting',
    (e) => {
      const groups = e.pack.poll.groups.map((group) => ({ ...group, best: 3 }));
      return consistently(e, { ...e.pack, poll: { ...e.pack.poll, groups } });
    },
  ],
  [
    'the rules are changed with their digest',
    (e) => {
      const poll = { ...e.pack.poll, groups: e.pack.poll.groups.map((group) => ({ ...group, best: 3 })) };
      const pollDigest = client.toHex(sha256(canonicalJson(poll)));
      return { ...consistently(e, { ...e.pack, poll, pollDigest }), board: e.board };
    },
  ],
  [
    'a whole style is left out',
    (e) => {
      const styles = e.pack.poll.styles.filter(({ code }) => code !== 'A2');
      const { A2: _, ...cards } = e.pack.cards;
      const ballots = e.pack.ballots.filter((text) => client.readBallot(decode(text))!.style !== 'A2');
      const poll = { ...e.pack.poll, styles };
      const pollDigest = client.toHex(sha256(canonicalJson(poll)));
      return { ...consistently(e, { ...e.pack, poll, pollDigest, cards, voidCards: [], ballots }), board: e.board };
    },
  ],
];
const sha256 = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

describe('each manipulation', () => {
  it.each(manipulations)('%s: both say no', async (_name, change) => {
    const changed = change(structuredClone(genuine));
    expect(canonicalJson(changed)).not.toBe(canonicalJson(genuine));
    const own = checkBallots({ ...changed, privateKey });
    const other = await inPython(changed);
    expect(own).not.toEqual([]);
    expect(other.code, other.lines.join('\n')).toBe(1);
    expect(other.lines.join('\n')).toContain('WRONG');
  });

  it('with the root over cards, as the sets are hashed, is not masked by order', () => {
    const hashes = genuine.pack.cards['A1']!.map((hash) => client.mustHex(hash));
    expect(rootOfSet(hashes.toReversed())).toEqual(rootOfSet(hashes));
  });
});

describe('the command line', () => {
  const cli = async (...args: string[]) => {
    let [stdout, stderr] = ['', ''];
    const io = { stdout: (text: string) => void (stdout += text), stderr: (text: string) => void (stderr += text) };
    return { code: await runCli(args, io), stdout, stderr };
  };
  const place = (name: string) => join(folder, name);

  it('opens with two shares and verifies', async () => {
    for (const [name, value] of Object.entries({ 'p.json': genuine.pack, 'b.json': genuine.board }))
      writeFileSync(place(name), JSON.stringify(value));
    for (const [i, share] of shares.entries()) writeFileSync(place(`s${i}.txt`), `${share}\n`);
    const opened = await cli(
      'open',
      '--package',
      place('p.json'),
      '--share',
      place('s0.txt'),
      '--share',
      place('s2.txt'),
      '--board',
      place('b.json'),
      '--out',
      place('t.json'),
    );
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(readFileSync(place('t.json'), 'utf8'))).toEqual(genuine.tally);
    const verified = await cli(
      'verify-ballots',
      '--package',
      place('p.json'),
      '--board',
      place('b.json'),
      '--tally',
      place('t.json'),
      '--share',
      place('s1.txt'),
      '--share',
      place('s2.txt'),
    );
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toContain('重新计票');
    // Nothing of the shares or of whole ballots is said.
    for (const share of shares) expect(opened.stdout + verified.stdout).not.toContain(share.slice(0, 9));
  });

  it('refuses one share, the same share twice, a stranger’s share, and overwriting', async () => {
    const open = (...more: string[]) => cli('open', '--package', place('p.json'), ...more);
    expect(await open('--share', place('s0.txt'), '--out', place('x.json'))).toMatchObject({ code: 2 });
    const twice = await open('--share', place('s0.txt'), '--share', place('s0.txt'), '--out', place('x.json'));
    expect(twice).toMatchObject({ code: 2 });
    expect(twice.stderr).toContain('同一份');
    const other = await client.createPollKey(bytesOf('others'));
    writeFileSync(place('o.txt'), other.shares[0]!);
    const foreign = await open('--share', place('s0.txt'), '--share', place('o.txt'), '--out', place('x.json'));
    expect(foreign.code).toBe(2);
    const again = await open('--share', place('s0.txt'), '--share', place('s1.txt'), '--out', place('t.json'));
    expect(again.stderr).toContain('已有同名文件');
  });

  it('does not open a box that does not verify', async () => {
    writeFileSync(place('bad.json'), JSON.stringify({ ...genuine.pack, ballots: genuine.pack.ballots.slice(1) }));
    const refused = await cli(
      'open',
      '--package',
      place('bad.json'),
      '--share',
      place('s0.txt'),
      '--share',
      place('s1.txt'),
      '--out',
      place('y.json'),
    );
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('没有开箱');
    expect(await cli('verify-ballots', '--package', place('bad.json'))).toMatchObject({ code: 1 });
    expect(await cli('verify-ballots', '--package', place('s0.txt'))).toMatchObject({ code: 2 });
  });

  it('makes keys and cards that work together, readable by their owner only', async () => {
    const made = await cli('ballot-key', '--out', place('key'));
    expect(made.code).toBe(0);
    const { publicKey, fingerprint } = JSON.parse(readFileSync(place('key/poll-key.json'), 'utf8')) as Record<
      string,
      string
    >;
    const texts = [1, 3].map((n) => readFileSync(place(`key/share-${n}.txt`), 'utf8').split('\n')[0]!);
    expect(await client.joinShares(texts as [string, string], client.mustHex(publicKey!))).toMatchObject({ ok: true });
    expect(execFileSync('stat', ['-c', '%a', place('key/share-1.txt')], { encoding: 'utf8' }).trim()).toBe('600');
    const cycle = genuine.pack.poll.cycleId;
    const args = [
      '--cycle',
      cycle,
      '--fingerprint',
      fingerprint!,
      '--style',
      'A1',
      '--count',
      '3',
      '--out',
      place('cards'),
    ];
    expect(await cli('ballot-cards', ...args)).toMatchObject({ code: 0 });
    const [, ...lines] = readFileSync(place('cards/cards-A1.csv'), 'utf8').trim().split('\n');
    const { cardHashes, ...bound } = JSON.parse(readFileSync(place('cards/card-hashes-A1.json'), 'utf8')) as {
      cardHashes: string[];
    };
    expect(bound).toEqual({ cycleId: cycle, fingerprint, style: 'A1' });
    const parsed = lines.map((line) => client.parseFragment(line.split(',')[2]!)!);
    expect(parsed.map(({ seed }) => client.cardOf(seed, cycle).hash).toSorted()).toEqual(cardHashes);
    expect(parsed[0]!.keyFingerprint).toBe(fingerprint!.slice(0, 20));
    expect((await cli('ballot-cards', ...args)).code).toBe(2);

    // Sheets to print: every code once, in clear and in its QR code; nothing runs in the file and nothing is fetched.
    const own = [...args.slice(0, -1), place('sheets')];
    const address = ['--address', 'https://pingyi.example.gov.cn/b'];
    expect((await cli('ballot-cards', ...own, '--title', '甲')).stderr).toContain('--address');
    expect((await cli('ballot-cards', ...own, '--address', 'pingyi.example.gov.cn')).stderr).toContain('以 /b 结尾');
    expect((await cli('ballot-cards', ...own, ...address, '--batch', '0')).stderr).toContain('--batch');
    const sheets = await cli(
      'ballot-cards',
      ...own,
      ...address,
      '--title',
      '<甲>评价',
      '--batch',
      '7',
      '--phone',
      '12345',
    );
    expect(sheets).toMatchObject({ code: 0, stderr: '' });
    const html = readFileSync(place('sheets/cards-A1.html'), 'utf8');
    expect(execFileSync('stat', ['-c', '%a', place('sheets/cards-A1.html')], { encoding: 'utf8' }).trim()).toBe('600');
    const codes = readFileSync(place('sheets/cards-A1.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1]!);
    expect(html.match(/<article>/g)).toHaveLength(3);
    for (const code of codes) {
      expect(html.split(client.groupsOf(code))).toHaveLength(2);
      expect(sheets.stdout).not.toContain(code);
      expect(html).toContain(
        renderToStaticMarkup(
          QrCode({ text: `${address[1]!}#${client.fragmentOf(code, fingerprint!)}`, label: '投票二维码' }),
        ),
      );
    }
    expect(html).toContain('&lt;甲&gt;评价');
    expect(html).toContain('票种 A1　第7批');
    expect(html).toContain('default-src &#x27;none&#x27;');
    expect(html).not.toMatch(/<script|src=|href=|截止/);
  });
});
