/**
 * Cards as they are printed: six to a sheet of A4, cut and put into envelopes that all look alike. Seen on paper only.
 *
 * Promise: no name and no number that tells one card from the other but the code itself.
 */
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { fragmentOf, groupsOf } from '#ballot-client';
import type { PollSettings } from '#contract';
import { QrCode } from '../../site/qr.tsx';
import { formatInstant } from '../format.ts';

export interface PrintedBatch {
  readonly number: number;
  readonly style: string;
  readonly address: string;
  readonly codes: readonly string[];
}

const warnLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

export function CardSheets({
  batch,
  settings,
  keyFingerprint,
}: {
  readonly batch: PrintedBatch;
  readonly settings: PollSettings;
  readonly keyFingerprint: string;
}) {
  useEffect(() => {
    document.body.classList.add('prints-cards');
    window.addEventListener('beforeunload', warnLeaving);
    return () => {
      document.body.classList.remove('prints-cards');
      window.removeEventListener('beforeunload', warnLeaving);
    };
  }, []);
  const { title, phone, closesAt } = settings;
  return createPortal(
    <div className="card-sheets">
      {batch.codes.map((code) => (
        <article key={code}>
          <h2>{title}</h2>
          <div className="card-row">
            <QrCode text={`${batch.address}#${fragmentOf(code, keyFingerprint)}`} label="投票二维码" />
            <div>
              <p>用手机相机或微信扫码，或打开 {batch.address} 输入：</p>
              <p className="card-code">{groupsOf(code)}</p>
              <p>
                票种 {batch.style}　第{batch.number}批
              </p>
            </div>
          </div>
          <p>
            本卡不记名，一张一票，请本人填写，勿转交、勿拍照。
            {closesAt === null ? '' : `${formatInstant(closesAt)}截止。`}
            {phone === null ? null : <span className="whole">监督电话{phone}。</span>}
            改用纸质表的，请把卡交回。
          </p>
          <p className="card-print">公钥指纹 {(keyFingerprint.match(/.{4}/g) ?? []).join(' ')}</p>
        </article>
      ))}
    </div>,
    document.body,
  );
}
