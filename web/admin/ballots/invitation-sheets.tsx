/**
 * Invitations as they are printed: six to a sheet of A4, one for each place of the roll, with the name of whom it is for. Seen on paper only.
 *
 * Promise: an invitation collects a right to vote and is no right itself; it says nothing about the code that its holder will make.
 */
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { fragmentOf, groupsOf } from '#ballot-client';
import type { IssuingStanding, PollSettings, Rater } from '#contract';
import { QrCode } from '../../site/qr.tsx';
import { formatInstant } from '../format.ts';

export interface Invitation {
  readonly place: number;
  readonly code: string;
  readonly rater: Rater;
}

const warnLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

export const collectAddress = (): string => `${window.location.origin}/b/collect`;

/** A cell of a file that spreadsheets open: never a formula. */
const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;

/** For offices that deliver by letters of their own. */
export function invitationsAsCsv(invitations: readonly Invitation[], digest: string): string {
  const lines = [
    ['序号', '姓名', '单位', '职务', '票种', '邀请码', '领取网址'],
    ...invitations.map(({ place, code, rater: { name, unit, post, style } }) => [
      String(place),
      name,
      unit,
      post,
      style,
      groupsOf(code),
      `${collectAddress()}#${fragmentOf(code, digest)}`,
    ]),
  ];
  return `\uFEFF${lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`;
}

export function InvitationSheets({
  invitations,
  settings,
  issuing,
}: {
  readonly invitations: readonly Invitation[];
  readonly settings: PollSettings;
  readonly issuing: IssuingStanding;
}) {
  useEffect(() => {
    document.body.classList.add('prints-cards');
    window.addEventListener('beforeunload', warnLeaving);
    return () => {
      document.body.classList.remove('prints-cards');
      window.removeEventListener('beforeunload', warnLeaving);
    };
  }, []);
  const address = collectAddress();
  return createPortal(
    <div className="card-sheets">
      {invitations.map(({ place, code, rater }) => (
        <article key={place}>
          <h2>{settings.title}　领取邀请</h2>
          <p>
            {rater.name}
            {rater.post}（{rater.unit}）　票种 {rater.style}
          </p>
          <div className="card-row">
            <QrCode text={`${address}#${fragmentOf(code, issuing.digest)}`} label="领取二维码" />
            <div>
              <p>用手机相机或微信扫码，或打开 {address} 输入：</p>
              <p className="card-code">{groupsOf(code)}</p>
            </div>
          </div>
          <p>
            请本人在{formatInstant(issuing.closesAt)}
            以前领取投票码，记下来留到投票时用。投票码由您的设备生成，平台看不见。
            {settings.phone === null ? null : <span className="whole">监督电话{settings.phone}。</span>}
            要用纸质表的，请不要领取，告诉评价办公室。
          </p>
          <p className="card-print">签发公钥摘要 {(issuing.digest.slice(0, 32).match(/.{4}/g) ?? []).join(' ')}</p>
        </article>
      ))}
    </div>,
    document.body,
  );
}
