/** Where a card comes in: by its QR code, or typed. Says plainly why a card is not taken and what to do then. */
import { showCodePage } from './code-page.ts';
import type { Opened } from './session.ts';

type Refusal = Exclude<Opened['kind'], 'open'>;

const refusals: Record<Refusal, readonly string[]> = {
  'no-code': ['卡上的码不对：应为26个字符（数字和字母，没有I、L、O、U）。请对照卡片再输一遍，或重新扫码。'],
  'no-poll': [
    '现在没有正在进行的投票：可能还没有开始，也可能已经截止。',
    '已经投过票的，可以用回执在公示板上核对；还没有投的，请改用纸质评价表，或打通知上的监督电话。',
  ],
  'not-a-card': [
    '这张卡不属于正在进行的评价。请核对有没有输错，是不是往年的卡；仍不行请打卡上的监督电话，或改用纸质评价表。',
  ],
  'not-a-credential': [
    '这个码不能用来投票。请核对有没有输错；领取用的邀请码不是投票码，投票码是领取时您的设备生成、由您自己记下的26个字符。',
    '领取阶段没有领到投票码的，请改用纸质评价表；别的问题请打通知上的监督电话。',
  ],
  'other-key': [
    '请不要投票：卡上印的计票公钥指纹与这个网站的不一样。',
    '可能是打开了假的网站，也可能是公钥被换过。请保留这张卡，并马上打卡上的监督电话。',
  ],
  unreachable: ['网络不通，没有取到评价表。请检查网络后再试；仍不行请换一个网络，或改用纸质评价表。'],
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
      title: '领导评价',
      lead: '请用手机相机或微信扫评价卡上的二维码，直接打开评价表。',
      label: '或者输入卡上的26个字符',
    },
    { refused: refusal === null ? null : refusals[refusal], typed },
    enter,
  );
}
