/** The public evidence of a draw: what anybody can open, save and check without signing in. */
import {
  publicCertificate,
  publicCheckScript,
  publicDesignsScript,
  publicDrawPage,
  publicFrameIds,
  publicManifest,
  type Draw,
} from '#contract';
import { addressOf } from '../api.ts';
import { CopyButton } from '../shared/copy.tsx';
import { Step } from './step.tsx';

export function Evidence({ draw }: { readonly draw: Draw }) {
  const params = { drawId: draw.id };
  const plain = ['simple', 'stratified', 'systematic'].includes(draw.design.method);
  const page = addressOf(publicDrawPage, { params });
  const links = [
    { href: page, label: '打开公开证据页', note: '不用登录，谁都能看；没有个人信息' },
    { href: addressOf(publicCertificate, { params }), label: '打开抽样证书', note: '打印后由见证人签字' },
    {
      href: addressOf(publicManifest, { params }),
      label: '下载抽样清单（JSON）',
      note: '种子、各层、每个样本的编号和次序',
    },
    ...(draw.design.method === 'random-digits'
      ? []
      : [{ href: addressOf(publicFrameIds, { params }), label: '下载抽样框编号（CSV）', note: '全部编号和所在的层' }]),
    {
      href: addressOf(plain ? publicCheckScript : publicDesignsScript, {}),
      label: '下载复核脚本（Python）',
      note: '任何人可以在自己的电脑上重算',
    },
  ];
  return (
    <Step
      title="公开证据"
      state={draw.state === 'sealed' ? 'done' : 'later'}
      later="封存以后，这里有公开证据页、证书和复核脚本。"
    >
      <ul className="plain-list">
        {links.map(({ href, label, note }) => (
          <li key={href}>
            <a href={href} target="_blank" rel="noreferrer">
              {label}
            </a>
            <span className="soft">：{note}</span>
          </li>
        ))}
      </ul>
      <div className="no-print">
        <CopyButton text={new URL(page, window.location.origin).href} label="复制公开证据页的网址" />
      </div>
    </Step>
  );
}
