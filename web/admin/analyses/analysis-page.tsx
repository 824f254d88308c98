/** One department's 绩效分析表: the liaison writes and files it, the office reads, accepts or returns it. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Form, Input } from 'antd';
import {
  acceptAnalysis,
  analysisSections,
  downloadAnalysisScan,
  getAnalysis,
  listAnalyses,
  listOwnAnalyses,
  printAnalysis,
  returnAnalysis,
  withdrawAnalysis,
  writeAnalysis,
  type Analysis,
} from '#contract';
import { formatDay, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { nameDeadline } from '../shared/deadline.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { AnalysisEditor } from './analysis-editor.tsx';
import { AnalysisMarks, isOpen } from './words.tsx';

const affected = [getAnalysis, listAnalyses, listOwnAnalyses] as const;
const placeOf = ({ cycle, department }: Analysis) => ({ cycleId: cycle.id, departmentId: department.id });

function Standing({ analysis }: { readonly analysis: Analysis }) {
  const { message } = App.useApp();
  const { may } = useSignedIn();
  const params = placeOf(analysis);
  const accept = useWrite(acceptAnalysis, affected);
  const giveBack = useWrite(returnAnalysis, affected);
  const withdraw = useWrite(withdrawAnalysis, affected);
  const open = !analysis.cycle.closed;
  const { approval, scan, state } = analysis;
  return (
    <Section
      title={analysis.department.name}
      actions={
        <>
          {scan !== null && (may('reviewFrames') || may('fileFrames')) ? (
            <DownloadButton route={downloadAnalysisScan} asked={{ params }} name="盖章件">
              盖章件
            </DownloadButton>
          ) : null}
          {analysis.revision > 0 ? (
            <>
              <DownloadButton route={writeAnalysis} asked={{ params }} name="绩效分析.docx">
                Word
              </DownloadButton>
              <DownloadButton route={printAnalysis} asked={{ params }} name="绩效分析.pdf">
                PDF
              </DownloadButton>
            </>
          ) : null}
          {open && state === 'filed' && may('fileFrames') ? (
            <DialogButton
              label="撤回修改"
              title="撤回这次报送？"
              okText="撤回"
              onSubmit={() => withdraw.mutateAsync({ params, body: {} })}
            >
              <p>撤回后可以继续修改，改好后要重新审定、盖章、报送。</p>
            </DialogButton>
          ) : null}
          {open && (state === 'filed' || state === 'accepted') && may('reviewFrames') ? (
            <DialogButton<{ reason: string }>
              label="退回修改"
              title={`退回${analysis.department.name}的绩效分析表？`}
              okText="退回"
              danger
              onSubmit={async (body) => {
                await giveBack.mutateAsync({ params, body });
                void message.success('已退回');
              }}
            >
              <Form.Item
                name="reason"
                label="退回原因（单位会看到）"
                rules={[{ required: true, min: 4, message: '请写明要改什么，至少4个字' }]}
              >
                <Input.TextArea maxLength={500} rows={3} />
              </Form.Item>
            </DialogButton>
          ) : null}
          {open && state === 'filed' && may('reviewFrames') ? (
            <DialogButton
              label="接收"
              type="primary"
              title={`接收${analysis.department.name}的绩效分析表？`}
              okText="接收"
              onSubmit={async () => {
                await accept.mutateAsync({ params, body: { revision: analysis.revision } });
                void message.success('已接收');
              }}
            >
              <p>接收后编入汇编，供领导评价时参考。请先核对盖章件与网上的内容一致。</p>
            </DialogButton>
          ) : null}
        </>
      }
    >
      <div className="actions">
        <AnalysisMarks standing={analysis} />
      </div>
      {state === 'returned' && analysis.returnReason !== null ? (
        <Alert
          className="gap-above"
          type="warning"
          showIcon
          title="绩效办退回修改"
          description={analysis.returnReason}
        />
      ) : null}
      <p>
        截止：{nameDeadline(analysis.deadlineOn)}
        {analysis.words > 0 ? `，已写${analysis.words}字` : ''}
      </p>
      {approval === null || analysis.filedAt === null || isOpen(analysis) ? null : (
        <p>{`${formatDay(approval.decidedOn)}经${approval.body}审定，${formatInstant(analysis.filedAt)}由${analysis.filedBy ?? ''}报送。`}</p>
      )}
    </Section>
  );
}

function Shown({ analysis }: { readonly analysis: Analysis }) {
  if (analysis.revision === 0) return <Alert type="info" showIcon title="这个单位还没有写绩效分析表" />;
  return (
    <Section title={`${analysis.department.name}${analysis.cycle.year}年度绩效分析`} className="reading">
      {analysisSections.map(({ key, label }) => (
        <div key={key}>
          <h3>{label}</h3>
          {analysis.texts[key] === '' ? (
            <p className="soft">没有写</p>
          ) : (
            // Paragraphs have no identity of their own; the text is shown, never edited here.
            // oxlint-disable-next-line react/no-array-index-key
            analysis.texts[key].split('\n').map((line, index) => <p key={index}>{line}</p>)
          )}
        </div>
      ))}
    </Section>
  );
}

export function AnalysisPage() {
  const { cycleId, departmentId } = useParams({ from: '/inside/cycles/$cycleId/analyses/$departmentId' });
  const { may } = useSignedIn();
  const analysis = useRead(getAnalysis, { params: { cycleId, departmentId } });
  return (
    <Page
      title="绩效分析表"
      lead={
        analysis.data ? `${analysis.data.cycle.name}：供领导评价时参考，A4正反两面，三栏合计不超过1400字。` : undefined
      }
      trail={
        may('fileFrames') ? (
          <>
            <Link to="/">我的任务</Link> › 绩效分析表
          </>
        ) : (
          <>
            <Link to="/cycles/$cycleId/analyses" params={{ cycleId }}>
              各单位绩效分析表
            </Link>{' '}
            › 详情
          </>
        )
      }
    >
      <Reading query={analysis}>
        {(data) => (
          <>
            <Standing analysis={data} />
            {may('fileFrames') && !data.cycle.closed && isOpen(data) ? (
              <AnalysisEditor analysis={data} />
            ) : (
              <Shown analysis={data} />
            )}
          </>
        )}
      </Reading>
    </Page>
  );
}
