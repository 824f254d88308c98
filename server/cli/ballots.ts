/**
 * `pingyi ballot-key`, `ballot-cards`, `open`, `verify-ballots`: what must not happen on the platform, on a machine of its own.
 *
 * Promise: no network and no database; a private key exists only while a command runs; no card's code and no share is ever printed. Exit 0 done
 * or verified, 1 something is wrong with the ballots, 2 bad usage or an unreadable file.
 */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPollKey, fingerprintOf, fragmentOf, joinShares, makeCards, mustHex } from '#ballot-client';
import { checkBallots, openBox } from '#ballots';
import { ballotPackageSchema, ballotTallySchema, boardSchema, paperTallySchema, type BallotPackage } from '#contract';
import { renderCardSheets, type CardSheetsView } from '#site';
import { BallotCommandRefusal, readShaped, readText, runBallotCommand, type Values, writeNew } from './ballot-files.ts';
import { cardsHelp, keyHelp, openHelp, verifyBallotsHelp } from './ballots-help.ts';
import type { CommandIo } from './io.ts';

const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

export async function ballotKeyCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return runBallotCommand(args, io, {
    help: keyHelp,
    options: ['out'],
    required: ['out'],
    run: async (values) => {
      const folder = values.must('out');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { publicKey, shares } = await createPollKey(random);
      const fingerprint = fingerprintOf(mustHex(publicKey));
      await writeNew(join(folder, 'poll-key.json'), `${JSON.stringify({ publicKey, fingerprint })}\n`);
      for (const [i, share] of shares.entries())
        await writeNew(
          join(folder, `share-${i + 1}.txt`),
          `${share}\n\n计票私钥第${i + 1}份（共三份，任两份可以开箱）\n公钥指纹 ${fingerprint}\n交保管单位封存；计票并过了复核期以后销毁。\n`,
        );
      io.stdout(
        `公钥   ${publicKey}\n指纹   ${fingerprint}\n三份私钥已写入 ${folder}，请分别交给三个保管单位，然后从这台电脑上删除\n`,
      );
      return 0;
    },
  });
}

/** What stands on the sheets, or undefined without an address: nothing then says where to vote. */
function sheetsOf(values: Values): Omit<CardSheetsView, 'style' | 'fingerprint' | 'codes'> | undefined {
  const address = values.one('address');
  const batch = values.one('batch');
  if (batch !== undefined && !/^[1-9]\d{0,3}$/.test(batch)) throw new BallotCommandRefusal('--batch 应为1到9999的整数');
  if (address === undefined) {
    const loose = ['title', 'batch', 'closes', 'phone'].find((name) => values.one(name) !== undefined);
    if (loose !== undefined) throw new BallotCommandRefusal(`--${loose} 印在卡上，要同时给出 --address`);
    return undefined;
  }
  if (!/^https?:\/\/[^\s#?]+\/b$/.test(address) || address.length > 120)
    throw new BallotCommandRefusal('--address 应为投票页面的完整网址，以 /b 结尾，例如 https://example.gov.cn/b');
  return {
    address,
    title: values.one('title') ?? '领导评价',
    batch: batch === undefined ? undefined : Number(batch),
    closes: values.one('closes'),
    phone: values.one('phone'),
  };
}

export async function ballotCardsCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return runBallotCommand(args, io, {
    help: cardsHelp,
    options: ['cycle', 'fingerprint', 'style', 'count', 'out', 'address', 'title', 'batch', 'closes', 'phone'],
    required: ['cycle', 'fingerprint', 'style', 'count', 'out'],
    run: async (values) => {
      const [cycle, fingerprint, style] = ['cycle', 'fingerprint', 'style'].map((name) => values.must(name)) as [
        string,
        string,
        string,
      ];
      const count = Number(values.must('count'));
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cycle))
        throw new BallotCommandRefusal('--cycle 应为评价周期的编号');
      if (!/^[0-9a-f]{32}$/.test(fingerprint)) throw new BallotCommandRefusal('--fingerprint 应为32位的公钥指纹');
      if (!/^[A-Z0-9]{1,8}$/.test(style)) throw new BallotCommandRefusal('--style 应为票种代码');
      if (!Number.isInteger(count) || count < 1 || count > 10_000)
        throw new BallotCommandRefusal('--count 应为1到10000的整数');
      const sheets = sheetsOf(values);
      const folder = values.must('out');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const cards = makeCards(random, cycle, count);
      const lines = cards.map(({ code }) => `${style},${code},${fragmentOf(code, fingerprint)}`);
      await writeNew(join(folder, `cards-${style}.csv`), `style,code,fragment\n${lines.join('\n')}\n`);
      const hashes = cards.map(({ hash }) => hash).toSorted();
      const filed = { cycleId: cycle, fingerprint, style, cardHashes: hashes };
      await writeNew(join(folder, `card-hashes-${style}.json`), `${JSON.stringify(filed)}\n`);
      const codes = cards.map(({ code }) => code);
      if (sheets)
        await writeNew(join(folder, `cards-${style}.html`), renderCardSheets({ ...sheets, style, fingerprint, codes }));
      const printed = sheets
        ? `cards-${style}.html 用浏览器打开打印，和 cards-${style}.csv 一起`
        : `cards-${style}.csv 只用来印卡，`;
      io.stdout(`已做${count}张卡：${printed}印完销毁；card-hashes-${style}.json 交平台登记\n`);
      return 0;
    },
  });
}

async function privateKeyOf(values: Values, { poll }: BallotPackage): Promise<Uint8Array | undefined> {
  const paths = values.all('share');
  if (paths.length === 0) return undefined;
  if (paths.length !== 2) throw new BallotCommandRefusal('请给出两份私钥：--share 文件 --share 文件');
  const [one, other] = await Promise.all(paths.map(async (path) => (await readText(path)).split('\n')[0] ?? ''));
  const joined = await joinShares([one ?? '', other ?? ''], mustHex(poll.publicKey));
  if (joined.ok) return joined.privateKey;
  const words = {
    'share-mistyped': '有一份私钥抄错或不完整，请对照原件',
    'same-share': '两次给的是同一份私钥，请换另一个保管单位的',
    'other-key': '这两份私钥开不了这一箱：其中有一份不属于公布的公钥',
  };
  throw new BallotCommandRefusal(words[joined.reason]);
}

const readPackage = (values: Values) =>
  readShaped(values.must('package'), ballotPackageSchema, '密文票文件（ballots.json）');

export async function openCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return runBallotCommand(args, io, {
    help: openHelp,
    options: ['package', 'board', 'out'],
    repeated: ['share'],
    required: ['package', 'share', 'out'],
    run: async (values) => {
      const pack = await readPackage(values);
      const board = values.one('board');
      const saved = board === undefined ? undefined : await readShaped(board, boardSchema, '保存的公示板');
      const faults = checkBallots({ pack, board: saved });
      if (faults.length > 0) {
        io.stdout(`${faults.join('\n')}\n没有开箱：先查清以上问题\n`);
        return 1;
      }
      const privateKey = await privateKeyOf(values, pack);
      if (!privateKey) throw new BallotCommandRefusal('请给出两份私钥');
      const tally = openBox(pack, privateKey);
      privateKey.fill(0);
      await writeNew(values.must('out'), `${JSON.stringify(tally)}\n`);
      const lines = tally.groups.map(
        (group) => `${group.group}\t收回${group.returned}\t有效${group.valid}\t弃权${group.blank}\t无效${group.void}`,
      );
      io.stdout(`${lines.join('\n')}\n已计票：${values.must('out')}，只有计数，没有整张的票\n`);
      return 0;
    },
  });
}

export async function verifyBallotsCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return runBallotCommand(args, io, {
    help: verifyBallotsHelp,
    options: ['package', 'board', 'tally', 'paper'],
    repeated: ['share'],
    required: ['package'],
    run: async (values) => {
      const pack = await readPackage(values);
      const [board, tally, paper] = [values.one('board'), values.one('tally'), values.one('paper')];
      const privateKey = await privateKeyOf(values, pack);
      if (privateKey && tally === undefined) throw new BallotCommandRefusal('重新计票要同时给出 --tally');
      const faults = checkBallots({
        pack,
        board: board === undefined ? undefined : await readShaped(board, boardSchema, '保存的公示板'),
        paper:
          paper === undefined ? undefined : await readShaped(paper, paperTallySchema, '纸质表的计数（paper.json）'),
        tally: tally === undefined ? undefined : await readShaped(tally, ballotTallySchema, '计票结果'),
        privateKey,
      });
      privateKey?.fill(0);
      const checked = [
        '卡、签名、张数、根',
        ...(board === undefined ? [] : ['公示板']),
        ...(paper === undefined ? [] : ['纸质表的账和合计']),
        ...(tally === undefined ? [] : [privateKey ? '重新计票' : '计票结果的合计']),
      ].join('，');
      io.stdout(
        faults.length > 0
          ? `${faults.map((fault) => `不符  ${fault}`).join('\n')}\n验票未通过：${pack.size}张\n`
          : `验票通过：${pack.size}张，根 ${pack.root}\n核对了：${checked}\n`,
      );
      return faults.length > 0 ? 1 : 0;
    },
  });
}
