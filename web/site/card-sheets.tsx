/**
 * Cards as they are printed where there is no network: six to a sheet of A4, cut and put into envelopes that all look alike.
 *
 * Promise: one file without a script, its own policy forbids every connection; no name and no number that tells one card from the other
 * but the code itself. Looks like the sheets that the office's pages print.
 */
import { fragmentOf, groupsOf } from '#ballot-client';
import { renderDocument } from './document.tsx';
import { QrCode } from './qr.tsx';

export interface CardSheetsView {
  readonly title: string;
  /** Of the voting page; the code follows behind `#`. */
  readonly address: string;
  readonly style: string;
  /** As the platform will number it; undefined: not printed. */
  readonly batch: number | undefined;
  readonly fingerprint: string;
  readonly closes: string | undefined;
  readonly phone: string | undefined;
  readonly codes: readonly string[];
}

export function renderCardSheets(view: CardSheetsView): string {
  return renderDocument({
    title: `评价卡 票种${view.style}`,
    nonce: undefined,
    looks,
    children: <Sheets {...view} />,
  });
}

function Sheets({ title, address, style, batch, fingerprint, closes, phone, codes }: CardSheetsView) {
  return (
    <>
      <p className="hint">
        共{codes.length}张，A4一页六张。请用直接连线的打印机、两人在场打印，沿虚线裁开；印完删除这个文件和cards-{style}
        .csv，清空打印队列。
      </p>
      <div className="sheets">
        {codes.map((code) => (
          <article key={code}>
            <h2>{title}</h2>
            <div className="row">
              <QrCode text={`${address}#${fragmentOf(code, fingerprint)}`} label="投票二维码" />
              <div>
                <p>用手机相机或微信扫码，或打开 {address} 输入：</p>
                <p className="code">{groupsOf(code)}</p>
                <p>
                  票种 {style}
                  {batch === undefined ? '' : `　第${batch}批`}
                </p>
              </div>
            </div>
            <p>
              本卡不记名，一张一票，请本人填写，勿转交、勿拍照。
              {closes === undefined ? '' : `${closes}截止。`}
              {phone === undefined ? null : <span className="whole">监督电话{phone}。</span>}
              改用纸质表的，请把卡交回。
            </p>
            <p className="print">公钥指纹 {(fingerprint.match(/.{4}/g) ?? []).join(' ')}</p>
          </article>
        ))}
      </div>
    </>
  );
}

const looks = `
@page{size:A4;margin:10mm}
*{box-sizing:border-box}
body{margin:0;color:#000;background:#fff;font:13px/1.45 "PingFang SC","Microsoft YaHei","Noto Sans SC","Source Han Sans SC",sans-serif}
.hint{max-width:190mm;margin:12px auto;padding:10px 14px;background:#eaf1f9;border-left:5px solid #1c4f8f;font-size:16px}
.sheets{display:grid;grid-template-columns:1fr 1fr;width:190mm;margin:0 auto}
article{height:91mm;padding:5mm;overflow:hidden;border:.2mm dashed #888;break-inside:avoid}
h2{margin:0 0 2mm;font-size:17px;text-align:center}
article p{margin:1mm 0;overflow-wrap:anywhere}
.row{display:grid;grid-template-columns:38mm 1fr;gap:3mm}
.row svg{width:38mm;height:38mm}
.code{font:600 16px/1.45 ui-monospace,Consolas,Menlo,monospace}
.print{font:11px/1.45 ui-monospace,Consolas,Menlo,monospace}
.whole{white-space:nowrap}
@media print{.hint{display:none}}
`;
