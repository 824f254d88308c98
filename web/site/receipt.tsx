/** The receipt of a submission (报送回执): what arrived, what the check found in numbers, a digest to hold both sides to it. */
import { describeSegments, listKindLabels, severityLabels, type Frame, type Submission } from '#contract';
import { renderDocument } from './document.tsx';
import { Digest, Fact, Facts, formatCount, Instant } from './parts.tsx';

export interface ReceiptView {
  readonly frame: Frame;
  readonly submission: Submission;
}

const outcomes = { accepted: '自动审核通过', returned: '自动审核未通过，请按问题清单修改后重新报送' } as const;

export function renderReceipt(view: ReceiptView, nonce: string | undefined): string {
  return renderDocument({ title: `报送回执 ${view.frame.department.name}`, nonce, children: <Receipt {...view} /> });
}

function Receipt({ frame, submission }: ReceiptView) {
  const { counts, findingCounts, verdict, files, mended } = submission;
  const minimum = frame.agreedMinimum ?? frame.minimum;
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
        <Fact name="审核结果">
          <span className={`state ${verdict === 'accepted' ? 'state-good' : 'state-bad'}`}>{outcomes[verdict]}</span>
        </Fact>
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

      <h2>人数</h2>
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

      {submission.segments === null ? null : (
        <p>
          {describeSegments(submission.segments)}
          号段表摘要 <Digest value={submission.segments.digest} />
        </p>
      )}

      <h2>审核发现</h2>
      <Facts>
        {(['error', 'review', 'warning', 'info'] as const).map((severity) => (
          <Fact key={severity} name={severityLabels[severity]}>
            {formatCount(findingCounts[severity])}条
          </Fact>
        ))}
      </Facts>
      <p className="soft">逐行的问题写明在平台的“审核结果”里，按贵单位表格自己的行号排列。</p>

      <h2>回执摘要</h2>
      <p>
        <Digest value={submission.receiptDigest} />
      </p>
      <p className="soft">
        回执摘要由以上内容算出。有争议时，双方各持的回执摘要相同，就说明收到的正是这些文件、当时的结果正是如此。可用浏览器打印本页存档。
      </p>
    </main>
  );
}
