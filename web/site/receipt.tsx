/** The receipt of a submission (报送回执): what arrived, what the check found in numbers, a digest to hold both sides to it. */
import { describeSegments, listKindLabels, severityLabels, type Frame, type Submission } from '#contract';
import { renderDocument } from './document.tsx';
import { Digest, Fact, Facts, formatCount, Instant } from './parts.tsx';

export interface ReceiptView {
  readonly frame: Frame;
  /** As the latest judging left it. */
  readonly submission: Submission;
  /** What was found when it was filed: what the digest stands for. Null: not known any more. */
  readonly filed: Pick<Submission, 'verdict' | 'counts' | 'segments'> | null;
}

const outcomes = { accepted: '自动审核通过', returned: '自动审核未通过，请按问题清单修改后重新报送' } as const;

export function renderReceipt(view: ReceiptView, nonce: string | undefined): string {
  return renderDocument({ title: `报送回执 ${view.frame.department.name}`, nonce, children: <Receipt {...view} /> });
}

function Receipt({ frame, submission, filed }: ReceiptView) {
  const { files, mended } = submission;
  const judgedAgain = filed === null || !isSame(filed, submission);
  return (
    <main className="sheet">
      <h1>报送回执</h1>
      <p className="name">{frame.department.name}</p>
      <p className="under soft">{frame.cycle.name}</p>
      <Facts>
        <Fact name="名单">
          {frame.attachment === null ? '' : `附件${frame.attachment} `}
          {listKindLabels[frame.list]}
        </Fact>
        <Fact name="第几次报送">第{submission.number}次</Fact>
        <Fact name="收到时间">
          <Instant at={submission.receivedAt} />
          {submission.late ? '（已超过截止日期）' : ''}
        </Fact>
        <Fact name="报送人">{submission.submittedBy}</Fact>
        {filed === null ? null : (
          <Fact name={judgedAgain ? '报送时的审核结果' : '审核结果'}>
            <Outcome verdict={filed.verdict} />
          </Fact>
        )}
      </Facts>

      <h2>收到的文件</h2>
      {mended === null ? null : (
        <p>
          本次是网上修改：在第{mended.from}次报送的基础上改正了{formatCount(mended.cells)}
          处。下面是平台按改正后的内容生成的本版名单，可以在平台下载；原来收到的文件见第{mended.from}次报送的回执。
        </p>
      )}
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">文件</th>
              <th scope="col" className="n">
                字节
              </th>
              <th scope="col">SHA-256 摘要</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ name, bytes, sha256 }) => (
              <tr key={`${name} ${sha256}`}>
                <td>{name}</td>
                <td className="n">{formatCount(bytes)}</td>
                <td>
                  <Digest value={sha256} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>

      {filed === null ? null : (
        <>
          <h2>{judgedAgain ? '报送时的人数' : '人数'}</h2>
          <People result={filed} frame={frame} />
        </>
      )}
      {judgedAgain ? (
        <>
          <h2>最近一次审核</h2>
          <p>
            {filed === null
              ? '报送时的人数没有留存；下面是最近一次审核的结果，不在回执摘要之内。'
              : '报送之后又审核过（本部门另报了名单、审核要求有调整，或号段表有更换），结果与报送时不同。下面以最近一次为准，不在回执摘要之内。'}
          </p>
          <Facts>
            <Fact name="审核结果">
              <Outcome verdict={submission.verdict} />
            </Fact>
          </Facts>
          <People result={submission} frame={frame} />
        </>
      ) : null}

      <h2>审核发现</h2>
      <Facts>
        {(['error', 'review', 'warning', 'info'] as const).map((severity) => (
          <Fact key={severity} name={severityLabels[severity]}>
            {formatCount(submission.findingCounts[severity])}条
          </Fact>
        ))}
      </Facts>
      <p className="soft">
        {judgedAgain ? '条数按最近一次审核。' : ''}逐行的问题写明在平台的“审核结果”里，按贵单位表格自己的行号排列。
      </p>

      <h2>回执摘要</h2>
      <p>
        <Digest value={submission.receiptDigest} />
      </p>
      <p className="soft">
        回执摘要由收到的文件、收到时间和报送时的审核结果、人数算出。有争议时，双方各持的回执摘要相同，就说明收到的正是这些文件、当时的结果正是如此。可用浏览器打印本页存档。
      </p>
    </main>
  );
}

type Result = Pick<Submission, 'verdict' | 'counts' | 'segments'>;

function isSame(a: Result, b: Result): boolean {
  const told = ({ verdict, counts, segments }: Result) => [
    verdict,
    counts.rows,
    counts.persons,
    counts.usable,
    counts.duplicates,
    counts.rejected,
    ...(segments ? [segments.digest, segments.prefixMissing, segments.prefixNotNeeded, segments.unknown] : []),
  ];
  return told(a).join(' ') === told(b).join(' ');
}

function Outcome({ verdict }: Pick<Submission, 'verdict'>) {
  return <span className={`state ${verdict === 'accepted' ? 'state-good' : 'state-bad'}`}>{outcomes[verdict]}</span>;
}

function People({ result: { counts, segments }, frame }: { readonly result: Result; readonly frame: Frame }) {
  const minimum = frame.agreedMinimum ?? frame.minimum;
  return (
    <>
      <Facts>
        <Fact name="名单行数">{formatCount(counts.rows)}</Fact>
        <Fact name="不同的人">
          {formatCount(counts.persons)}（重复{formatCount(counts.duplicates)}行）
        </Fact>
        <Fact name="有错误的行">{formatCount(counts.rejected)}</Fact>
        <Fact name="可用人数">
          <strong>{formatCount(counts.usable)}</strong>
          {minimum > 0
            ? `（${frame.agreedMinimum === null ? '' : '经协商，'}要求不少于${formatCount(minimum)}人）`
            : ''}
        </Fact>
      </Facts>
      {segments === null ? null : (
        <p>
          {describeSegments(segments)}
          号段表摘要 <Digest value={segments.digest} />
        </p>
      )}
    </>
  );
}
