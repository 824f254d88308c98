/**
 * The shell of the voting page `/b`: words for browsers that cannot run it, the statement, the looks. The same bytes for everybody.
 *
 * Promise: complete without a request but for its own scripts; whoever cannot run them is told to use paper.
 */
import { categoryLabels } from '#contract';
import { renderDocument } from './document.tsx';
import { StatementTemplate } from './statement.tsx';
import { votingStyles } from './voting-styles.ts';

export function renderVotingPage(nonce: string): string {
  return renderDocument({
    title: '领导评价',
    nonce,
    looks: votingStyles,
    scripts: ['/site/ballot.js'],
    children: <Shell />,
  });
}

function Shell() {
  return (
    <>
      <header className="top">
        <p>领导评价</p>
        <button type="button" id="large" aria-pressed="false">
          长辈版
        </button>
      </header>
      <main id="page" data-categories={JSON.stringify(categoryLabels)}>
        <h1>正在打开</h1>
        <p>
          如果一直停在这里，说明这个浏览器太旧或关闭了脚本，不能加密，也就不能在这里填写。请换一个浏览器（手机自带的浏览器、新版微信），
          或改用纸质评价表。
        </p>
      </main>
      <StatementTemplate />
    </>
  );
}
