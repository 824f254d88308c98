/** The quality of filed lists: the office looks, takes it as a workbook, and tells the departments; a department sees its own. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App } from 'antd';
import { downloadListQuality, getListQuality, listListQuality, tellListQuality } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { QualityTable } from './quality-table.tsx';

function Tell({ cycleId }: { readonly cycleId: string }) {
  const { message } = App.useApp();
  const tell = useWrite(tellListQuality, [getListQuality, listListQuality]);
  return (
    <DialogButton
      label="反馈给各部门"
      type="primary"
      title="把名单质量反馈给各部门？"
      okText="反馈"
      onSubmit={async () => {
        await tell.mutateAsync({ params: { cycleId }, body: {} });
        void message.success('已反馈，各部门可以看到自己的名单');
      }}
    >
      <p>各部门只看到自己的名单；拨打不足10人的不列数字。反馈单里也会有。反馈以后不能撤回。</p>
    </DialogButton>
  );
}

export function ListQualityPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/list-quality' });
  const { may } = useSignedIn();
  const params = { cycleId };
  const quality = useRead(getListQuality, { params });
  const own = may('fileFrames');
  const report = quality.data;
  return (
    <Page
      title={report ? `名单质量：${report.cycleName}` : '名单质量'}
      lead={
        own
          ? '本部门报送的名单，在电话访问里查明的空号、停机和非本人。下次报送前请先核对号码和人员。'
          : '电话访问里查明的空号、停机和非本人，由报送名单的部门负责。'
      }
      trail={
        own ? (
          <>
            <Link to="/">我的任务</Link> › 名单质量
          </>
        ) : (
          <>
            <Link to="/cycles/$cycleId" params={params}>
              评价周期
            </Link>{' '}
            ›{' '}
            <Link to="/cycles/$cycleId/live" params={params}>
              实时进度
            </Link>{' '}
            › 名单质量
          </>
        )
      }
      actions={
        report && report.rows.length > 0 ? (
          <>
            {may('manageScores') && report.closed && report.told === null ? <Tell cycleId={cycleId} /> : null}
            <DownloadButton route={downloadListQuality} asked={{ params }} name="名单质量.xlsx">
              下载Excel
            </DownloadButton>
          </>
        ) : undefined
      }
    >
      <Reading query={quality}>
        {({ told, closed, rows, all }) =>
          own && told === null ? (
            <div className="section empty">本周期的名单质量还没有反馈给本部门。</div>
          ) : (
            <>
              {own ? null : (
                <Alert
                  className="gap"
                  type={told ? 'success' : 'info'}
                  showIcon
                  title={
                    told
                      ? `${formatInstant(told.at)}由${told.by}反馈给各部门`
                      : closed
                        ? '访问已结束，还没有反馈给各部门'
                        : '访问还在进行，数字会变；周期结束以后由绩效办反馈给各部门'
                  }
                />
              )}
              <Section title={own ? '本部门的名单' : '各部门的名单'}>
                {own && told ? <p className="soft">{`${formatInstant(told.at)}反馈。`}</p> : null}
                <QualityTable rows={rows} all={all} own={own} />
              </Section>
            </>
          )
        }
      </Reading>
    </Page>
  );
}
