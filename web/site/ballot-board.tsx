/**
 * The board (公示板): what anybody may know about a leader evaluation, and the place to look for one's own receipt.
 *
 * Promise: sorted leaves, counts by style, roots; no order, no time, nobody. Works without script but for the check.
 */
import type { BallotBoard } from '#contract';
import { renderDocument } from './document.tsx';
import { StatementLines, StatementParts } from './statement.tsx';
import { Digest, Fact, Facts, formatCount, Instant } from './parts.tsx';

export function renderBallotBoard(board: BallotBoard, nonce: string): string {
  return renderDocument({
    title: `公示板 ${board.title}`,
    nonce,
    scripts: ['/site/board.js'],
    children: <Board {...board} />,
  });
}

const stateWords: Readonly<Record<BallotBoard['state'], string>> = {
  preparing: '准备',
  rolled: '准备',
  voting: '投票中',
  closed: '已截止并封箱',
  counted: '已截止并计票',
};

function Board(board: BallotBoard) {
  return (
    <>
      <header className="top">
        <p>Pingyi 评议 · 领导评价公示板</p>
      </header>
      <main>
        <h1>{board.title}</h1>
        <p>
          <span className={board.final ? 'state state-good' : 'state'}>{stateWords[board.state]}</span>{' '}
          <span className="soft">
            截止时间 <Instant at={board.closesAt} />
          </span>
        </p>
        <CheckReceipt {...board} />
        <h2>箱里的票</h2>
        <div className="card">
          <Facts>
            <Fact name="张数">{formatCount(board.size)}张</Fact>
            <Fact name="根（RFC 9162）">
              <Digest value={board.root} />
            </Fact>
            {board.replaced === null ? null : <Fact name="改投过的">{formatCount(board.replaced)}张</Fact>}
          </Facts>
          <p className="soft">
            票攒够一批、打乱以后才入箱，张数随之变化。清单按摘要排列，看不出先后；封箱以后不再改变，根由观察员抄录存查。
          </p>
        </div>
        <Styles {...board} />
        <Paper {...board} />
        <h2>开始投票前公布的</h2>
        <div className="card">
          <Facts>
            <Fact name="规则摘要">
              <Digest value={board.pollDigest} />
            </Fact>
            <Fact name="名册摘要">
              <Digest value={board.rollDigest} />
            </Fact>
            {board.issuingDigest === undefined ? null : (
              <Fact name="签发公钥摘要">
                <Digest value={board.issuingDigest} />
              </Fact>
            )}
            <Fact name="计票公钥指纹">
              <Digest value={board.keyFingerprint} />
            </Fact>
            <Fact name="私钥保管">{board.keyHolders.join('、')}（三份，任两份可开箱）</Fact>
          </Facts>
          <p className="soft">
            {board.issuingDigest === undefined
              ? '公钥指纹同时印在通知和卡上：不一样的，请不要投票并告诉监督人员。'
              : '签发公钥摘要印在领取邀请上，计票公钥指纹在通知和投票码上：不一样的，请不要投票并告诉监督人员。'}
          </p>
        </div>
        <h2>自己验票</h2>
        <p>
          截止以后，观察员可下载密文票（ballots.json），用
          <a href="/api/ballots/verify_ballots.py">独立验票程序</a>
          （Python，只用标准库）核对每张票的凭证、签名、张数和根；持有两份密钥的，还可以重新计票。页面程序的摘要见
          <a href="/site/digests">/site/digests</a>。
        </p>
        <h2>保护什么，不保护什么</h2>
        <StatementLines />
        <StatementParts listClass="plain" />
        <p>
          <a href="/b/protection">单独打开这份说明</a>
        </p>
        <h2>清单</h2>
        <details>
          <summary>全部{formatCount(board.leaves.length)}张票的摘要</summary>
          <pre>{board.leaves.join('\n')}</pre>
        </details>
      </main>
    </>
  );
}

/** Forms on paper: how many, and the digest that fixes their counts before the box is opened. */
function Paper({ paper }: BallotBoard) {
  if (paper.piles.length === 0) return null;
  const said = (count: number | null) => (count === null ? '未登记' : `${formatCount(count)}份`);
  return (
    <>
      <h2>纸质表</h2>
      <div className="card">
        <Facts>
          {paper.piles.map(({ style, printed, handedOut, returned }) => (
            <Fact key={style} name={`票种${style}`}>
              印{formatCount(printed)}份，发出{said(handedOut)}，收回{said(returned)}
            </Fact>
          ))}
          {paper.digest === null ? null : (
            <Fact name="计数的摘要">
              <Digest value={paper.digest} />
            </Fact>
          )}
        </Facts>
        <p className="soft">
          同一票种的表张张相同，没有编号；截止后打乱、盖流水号，由两人分别录入，不一致的由第三人裁定，打散成计数后删除录入的内容。
          计数的摘要在开箱以前定下，验票时与纸质表的计数文件（paper.json）核对。
        </p>
      </div>
    </>
  );
}

function CheckReceipt({ cycleId }: BallotBoard) {
  return (
    <>
      <h2>查我的回执</h2>
      <form className="card check" id="check" data-cycle={cycleId}>
        <label htmlFor="receipt">投票后得到的24位回执</label>
        <div className="ask">
          <input id="receipt" name="receipt" className="mono" autoComplete="off" spellCheck={false} maxLength={80} />
          <button type="submit">核对</button>
        </div>
        <p className="soft">核对在您的设备上进行：取来整份清单自己算根、自己找，平台不知道您查的是哪一张。</p>
      </form>
      <p id="answer" className="card" role="status" aria-live="polite">
        正在准备核对；如果一直停在这里，说明这个浏览器太旧或关闭了脚本，请换一个浏览器，或在页面最后的清单里找。
      </p>
    </>
  );
}

function Styles({ styles, issuingDigest }: BallotBoard) {
  const blind = issuingDigest !== undefined;
  const sum = (of: (style: BallotBoard['styles'][number]) => number) =>
    styles.reduce((total, one) => total + of(one), 0);
  return (
    <div className="scroll">
      <table>
        <caption>{blind ? '各票种签发的投票凭证和票' : '各票种的卡和票'}</caption>
        <thead>
          <tr>
            <th>票种</th>
            <th className="n">应发</th>
            <th className="n">{blind ? '签发' : '印卡'}</th>
            <th className="n">{blind ? '已领' : '实发'}</th>
            <th className="n">作废</th>
            <th className="n">箱里</th>
            <th>{blind ? '凭证的根' : '卡的根'}</th>
          </tr>
        </thead>
        <tbody>
          {styles.map((style) => (
            <tr key={style.code}>
              <td>
                {style.code} {style.name}
              </td>
              <td className="n">{formatCount(style.due)}</td>
              <td className="n">{formatCount(style.printed)}</td>
              <td className="n">{style.handedOut === null ? '未登记' : formatCount(style.handedOut)}</td>
              <td className="n">{formatCount(style.voided)}</td>
              <td className="n">{formatCount(style.boxed)}</td>
              <td>
                <code>{style.credentialsRoot.slice(0, 16)}…</code>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th>合计</th>
            <td className="n">{formatCount(sum(({ due }) => due))}</td>
            <td className="n">{formatCount(sum(({ printed }) => printed))}</td>
            <td className="n">
              {styles.some(({ handedOut }) => handedOut === null)
                ? '—'
                : formatCount(sum(({ handedOut }) => handedOut ?? 0))}
            </td>
            <td className="n">{formatCount(sum(({ voided }) => voided))}</td>
            <td className="n">{formatCount(sum(({ boxed }) => boxed))}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
