/**
 * The honest page of the leader evaluation: what is protected and what is not, for cards, codes collected online and paper. The same for everybody.
 *
 * Promise: no script, and no word that the attack tests do not bear out.
 */
import { StatementLines, StatementParts } from './statement.tsx';
import { renderDocument } from './document.tsx';

export function renderProtectionPage(nonce: string): string {
  return renderDocument({ title: '保护什么，不保护什么', nonce, children: <Protection /> });
}

function Protection() {
  return (
    <>
      <header className="top">
        <p>Pingyi 评议 · 领导评价</p>
      </header>
      <main>
        <h1>保护什么，不保护什么</h1>
        <StatementLines />
        <StatementParts listClass="plain" heading="h2" />
        <h2>自己核对</h2>
        <ul className="plain">
          <li>
            页面程序的摘要：<a href="/site/digests">/site/digests</a>，请从另一台设备、另一个网络取来比对。
          </li>
          <li>
            独立验票程序：<a href="/api/ballots/verify_ballots.py">verify_ballots.py</a>
            （Python，只用标准库）。截止以后观察员用它核对每张票的凭证、签名、张数和根，持有两份密钥的还可以重新计票。
          </li>
          <li>公示板的网址印在回执上：截止当天请另存一份，以后可以比对有没有变。</li>
        </ul>
      </main>
    </>
  );
}
