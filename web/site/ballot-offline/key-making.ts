/**
 * Making the poll's key with three trustees in the room.
 *
 * Promise: a share is never shown on the screen, only printed, one sheet at a time, each for its own trustee; the private key is never whole
 * after it was split.
 */
import { createPollKey, fingerprintOf, mustHex, type PollKey } from '#ballot-client';
import { drawQr, fill, h, mustFind, show } from '../ballot-page/dom.ts';
import { saveFile } from './save.ts';

const groups = (text: string) => (text.match(/.{1,4}/g) ?? []).join(' ');

export function showKeyMaking(back: () => void): void {
  const fields = [1, 2, 3].map((n) =>
    h('input', { type: 'text', id: `holder-${n}`, maxlength: 40, autocomplete: 'off' }),
  );
  const answer = h('p', { role: 'alert' });
  show(
    h('h1', {}, '制作计票密钥'),
    h(
      'p',
      {},
      '三个保管单位各保管一份，最好互不隶属，例如绩效办、信息中心、领导代表（人大或政协）；经手网络日志的单位不要保管。',
    ),
    h(
      'form',
      {
        class: 'card',
        onsubmit: (event) => {
          event.preventDefault();
          const holders = fields.map((field) => field.value.trim());
          if (holders.some((name) => name === '') || new Set(holders).size < 3) {
            answer.className = 'notice bad';
            answer.textContent = '请写明三个不同的保管单位。';
            return;
          }
          void createPollKey((length) => crypto.getRandomValues(new Uint8Array(length))).then((key) =>
            showKey(key, holders, back),
          );
        },
      },
      ...fields.map((field, i) => h('div', {}, h('label', { for: `holder-${i + 1}` }, `第${i + 1}份由谁保管`), field)),
      answer,
      h('button', { type: 'submit', class: 'primary' }, '生成密钥'),
      h('button', { type: 'button', onclick: back }, '返回'),
    ),
  );
}

async function sheetOf(share: string, number: number, holder: string, fingerprint: string): Promise<HTMLElement> {
  return h(
    'section',
    { class: 'sheet', id: `sheet-${number}` },
    h('h1', {}, `计票密钥（第${number}份，共三份）`),
    h('p', {}, `保管单位：${holder}`),
    h('p', {}, `公钥指纹：${groups(fingerprint)}`),
    // Two lines of whole groups: a group that breaks at the edge is mistyped.
    h('p', { class: 'mono share' }, ...(share.match(/.{1,40}/g) ?? []).map((line) => h('span', {}, line))),
    await drawQr(share, '密钥的二维码'),
    h('p', {}, '任两份合在一起可以开箱。请密封保管，不拍照、不复印、不上传；开箱时由保管人带到现场，当场输入。'),
    h('p', { class: 'line' }, '保管人签字：____________________　　见证人签字：____________________'),
    h('p', {}, '日期：　　　　年　　月　　日'),
  );
}

async function showKey({ publicKey, shares }: PollKey, holders: readonly string[], back: () => void): Promise<void> {
  const fingerprint = fingerprintOf(mustHex(publicKey));
  const sheets = await Promise.all(shares.map((share, i) => sheetOf(share, i + 1, holders[i]!, fingerprint)));
  const printed = new Set<number>();
  const done = h('button', { type: 'button', disabled: true }, '三份都已印好、签收，清除');
  done.addEventListener('click', () => {
    sheets.forEach((sheet) => fill(sheet));
    back();
  });
  const print = (index: number) => {
    sheets.forEach((sheet, i) => (sheet.className = i === index ? 'sheet printing' : 'sheet'));
    window.print();
    printed.add(index);
    mustFind(`printed-${index}`).textContent = '已送打印；印坏了可以再印';
    done.disabled = printed.size < 3;
  };
  show(
    h('h1', {}, '密钥已生成'),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, '一、公钥：登记到平台'),
      h('p', { class: 'mono', id: 'public-key' }, publicKey),
      h('p', {}, `指纹：${groups(fingerprint)}`),
      h(
        'button',
        {
          type: 'button',
          class: 'primary',
          onclick: () => saveFile('poll-key.json', `${JSON.stringify({ publicKey, fingerprint, holders })}\n`),
        },
        '保存公钥文件',
      ),
      h(
        'p',
        { class: 'soft' },
        '用U盘把 poll-key.json 带到平台，在“领导评价—计票密钥”里登记。指纹会印在每张卡上，请各保管单位抄下，登记后核对。',
      ),
    ),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, '二、三份私钥：各印一张'),
      h('p', {}, '屏幕上不显示密钥。一次印一份，请该份的保管人自己取纸、密封；用直接连线的打印机，印完清空打印队列。'),
      ...holders.map((holder, i) =>
        h(
          'p',
          {},
          h('button', { type: 'button', onclick: () => print(i) }, `打印第${i + 1}份（${holder}）`),
          h('span', { id: `printed-${i}`, class: 'soft', role: 'status' }),
        ),
      ),
    ),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, '三、清除'),
      h('p', {}, '清除以后，这台电脑上不再有密钥；少于两份就再也开不了箱。'),
      done,
    ),
    ...sheets,
  );
}
