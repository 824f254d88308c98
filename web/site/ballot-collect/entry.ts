/** Where an invitation comes in: by its QR code, or typed. Says plainly why one is not taken and what to do then. */
import { showCodePage } from '../ballot-page/code-page.ts';
import { h } from '../ballot-page/dom.ts';
import type { Looked } from './session.ts';

type Refusal = Exclude<Looked['kind'], 'invited'>;

const refusals: Record<Refusal, readonly string[]> = {
  'no-code': ['邀请码不对：应为26个字符（数字和字母，没有I、L、O、U）。请对照邀请再输一遍，或重新扫码。'],
  closed: [
    '现在不在领取时间：可能还没有开始，也可能已经结束。',
    '已经领到投票码的，投票开始后用它投票，不用再来这里；没有领到的，请告诉评价办公室改用纸质评价表。',
  ],
  unknown: ['没有这个邀请码，或者已经换发了新的。请核对有没有输错；仍不行请打邀请上的监督电话。'],
  'other-keys': [
    '请不要领取：邀请上印的签发公钥摘要与这个网站的不一样。',
    '可能是打开了假的网站，也可能是有人想给您一把单独的公钥来做记号。请保留这份邀请，并马上打监督电话。',
  ],
  unreachable: ['网络不通，没有取到。请检查网络后再试；仍不行请换一个网络。'],
};

export function showEntry({
  refusal,
  typed,
  enter,
}: {
  readonly refusal: Refusal | null;
  readonly typed?: string | undefined;
  readonly enter: (code: string) => void;
}): void {
  showCodePage(
    {
      title: '领取投票码',
      lead: '请用手机相机或微信扫邀请上的二维码，直接打开。',
      label: '或者输入邀请码',
      after: h('p', {}, '已经领到投票码的，投票开始后请', h('a', { href: '/b' }, '到投票页面'), '，不用再来这里。'),
    },
    { refused: refusal === null ? null : refusals[refusal], typed },
    enter,
  );
}
