/**
 * The shell of `/b/collect`, where a leader collects the right to vote: words for browsers that cannot run it, the statement, the looks.
 *
 * Promise: the same bytes for everybody; whoever cannot run the script is told to use paper.
 */
import { renderDocument } from './document.tsx';
import { StatementTemplate } from './statement.tsx';
import { votingStyles } from './voting-styles.ts';

export function renderCollectPage(nonce: string): string {
  return renderDocument({
    title: '领取投票码',
    nonce,
    looks: votingStyles,
    scripts: ['/site/collect.js'],
    children: <Shell />,
  });
}

function Shell() {
  return (
    <>
      <header className="top">
        <p>领取投票码</p>
        <button type="button" id="large" aria-pressed="false">
          长辈版
        </button>
      </header>
      <main id="page">
        <h1>正在打开</h1>
        <p>
          如果一直停在这里，说明这个浏览器太旧或关闭了脚本，不能在这里领取。请换一个浏览器（手机自带的浏览器、新版微信），
          或告诉评价办公室改用纸质评价表。
        </p>
      </main>
      <StatementTemplate />
    </>
  );
}
