/**
 * Opening the box with two trustees in the room: check everything, join two shares, count.
 *
 * Promise: whole ballots exist in memory only and are never shown; what comes out is counts by group and unit, and the file says what it was
 * made from.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { joinShares, mustHex } from '#ballot-client';
import { checkBallots, type IsSigned, openBox } from '#ballot-opening';
import { ballotPackageSchema, type BallotPackage, type BallotTallyFile } from '#contract';
import { fill, h, mustFind, show } from '../ballot-page/dom.ts';
import { saveFile } from './save.ts';

const isSigned: IsSigned = ({ signature, signed, publicKey }) =>
  ed25519.verify(signature, signed, publicKey, { zip215: false });

const joinWords = {
  'share-mistyped': '有一份密钥输得不对（每份64个字符，自带校验），请对照纸面再输一遍。',
  'same-share': '两份是同一份，请换另一个保管单位的。',
  'other-key': '这两份密钥开不了这一箱：不是本次评价的密钥。',
} as const;

/** Lets the page show what it says before a long computation. */
const breath = () => new Promise((resolve) => setTimeout(resolve, 30));

async function readPackage(file: File): Promise<BallotPackage | undefined> {
  try {
    const text = await new Response(file).text();
    const parsed = ballotPackageSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function showOpening(back: () => void): void {
  const file = h('input', { type: 'file', id: 'package', accept: '.json,application/json' });
  const answer = h('div', { id: 'answer', role: 'status' });
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) void take(chosen, back);
  });
  show(
    h('h1', {}, '开箱计票'),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, '一、取来封箱的票'),
      h('p', {}, '截止以后在平台下载 ballots.json，用U盘带到这台电脑。'),
      h('label', { for: 'package' }, '选择 ballots.json'),
      file,
      answer,
    ),
    h('div', { id: 'shares' }),
    h('div', { id: 'result' }),
    h('button', { type: 'button', onclick: back }, '返回'),
  );
}

function say(place: HTMLElement, kind: '' | 'good' | 'bad', ...lines: readonly string[]): void {
  fill(place, h('div', { class: `notice ${kind}` }, ...lines.map((line) => h('p', {}, line))));
}

async function take(file: File, back: () => void): Promise<void> {
  const answer = mustFind('answer');
  fill(mustFind('shares'));
  fill(mustFind('result'));
  say(answer, '', '正在逐张核对…');
  await breath();
  const pack = await readPackage(file);
  if (!pack) return say(answer, 'bad', '这不是平台下载的 ballots.json，或文件不完整。');
  const faults = checkBallots({ pack }, isSigned);
  if (faults.length > 0)
    return say(answer, 'bad', '核对没有通过，请不要开箱，保留文件并告诉监督人员：', ...faults.slice(0, 20));
  say(
    answer,
    'good',
    `核对通过：${pack.poll.title}，共${pack.size}张票，凭证、签名、张数都对。`,
    `根：${pack.root}。请与封箱当天抄录的、公示板上的比对，一致才开箱。`,
  );
  askShares(pack, back);
}

function askShares(pack: BallotPackage, back: () => void): void {
  const fields = [1, 2].map((n) =>
    h('textarea', { id: `share-${n}`, autocomplete: 'off', spellcheck: 'false', rows: 3 }),
  );
  const answer = h('div', { role: 'alert', id: 'joined' });
  const form = h(
    'form',
    {
      class: 'card',
      onsubmit: (event) => {
        event.preventDefault();
        void open(pack, [fields[0]!.value, fields[1]!.value], answer, back).then((done) => {
          if (done) fields.forEach((field) => (field.value = ''));
        });
      },
    },
    h('h2', {}, '二、输入两份密钥'),
    ...fields.map((field, i) =>
      h('div', {}, h('label', { for: `share-${i + 1}` }, `第${i + 1}个保管单位的密钥`), field),
    ),
    h('p', { class: 'soft' }, '可以用连在这台电脑上的扫码枪扫纸上的二维码；不分大小写，横线和空格可有可无。'),
    answer,
    h('button', { type: 'submit', class: 'primary' }, '开箱计票'),
  );
  fill(mustFind('shares'), form);
}

async function open(
  pack: BallotPackage,
  shares: [string, string],
  answer: HTMLElement,
  back: () => void,
): Promise<boolean> {
  say(answer, '', '正在开箱…');
  await breath();
  const joined = await joinShares(shares, mustHex(pack.poll.publicKey));
  if (!joined.ok) {
    say(answer, 'bad', joinWords[joined.reason]);
    return false;
  }
  const tally = openBox(pack, joined.privateKey);
  joined.privateKey.fill(0);
  const faults = checkBallots({ pack, tally }, isSigned);
  if (faults.length > 0) {
    say(answer, 'bad', '计数自相矛盾，没有保存：', ...faults.slice(0, 20));
    return false;
  }
  fill(answer);
  showTally(pack, tally, back);
  return true;
}

function showTally({ poll }: BallotPackage, tally: BallotTallyFile, back: () => void): void {
  const cells = (values: readonly (string | number)[]) => values.map((value) => h('td', {}, String(value)));
  fill(
    mustFind('result'),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, '三、结果'),
      h(
        'table',
        {},
        h('caption', {}, '各评价主体类别收回的票'),
        h(
          'thead',
          {},
          h('tr', {}, ...['类别', '收回', '有效', '弃权', '无效'].map((name) => h('th', { scope: 'col' }, name))),
        ),
        h(
          'tbody',
          {},
          ...tally.groups.map(({ group, returned, valid, blank, void: bad }) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, poll.groups.filter(({ code }) => code === group)[0]?.name ?? group),
              ...cells([returned, valid, blank, bad]),
            ),
          ),
        ),
      ),
      h('p', {}, '各单位的得票只写在文件里，这里不显示。请保存 tally.json，带回平台提交；两份密钥请当场收回。'),
      h(
        'button',
        { type: 'button', class: 'primary', onclick: () => saveFile('tally.json', `${JSON.stringify(tally)}\n`) },
        '保存 tally.json',
      ),
      h('button', { type: 'button', onclick: back }, '结束，清除'),
    ),
  );
}
