/** 意见与整改 of one department: what was handed to it, what it does about it. The department writes, the office decides beside it. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import {
  downloadDepartmentOpinions,
  getDepartmentOpinions,
  removeRectification,
  writeDepartmentOpinions,
  type DepartmentOpinions,
  type Rectification,
} from '#contract';
import { asksAnswer } from '#surveys';
import { daysBetween, describeDaysLeft } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { nameDeadline } from '../shared/deadline.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { HandedTable } from './handed-table.tsx';
import { RectificationCard, rectificationReads } from './rectification-card.tsx';
import { RectificationForm } from './rectification-form.tsx';
import '../styles/opinions.css';

function OwnActions({ item, onEdit }: { readonly item: Rectification; readonly onEdit: () => void }) {
  const { message } = App.useApp();
  const remove = useWrite(removeRectification, rectificationReads);
  if (item.state === 'filed') return <p className="soft">已报送，等绩效办接收；要改请联系绩效办退回。</p>;
  return (
    <div className="actions no-print">
      <Button
        type={item.state === 'accepted' ? 'default' : 'primary'}
        onClick={onEdit}
        aria-label={`修改${item.content.title}`}
      >
        {item.state === 'accepted' ? '报新进展' : '修改'}
      </Button>
      {item.state === 'draft' && item.filedAt === null ? (
        <DialogButton
          label="删去"
          danger
          accessibleLabel={`删去${item.content.title}`}
          title={`删去“${item.content.title}”？`}
          okText="删去"
          onSubmit={async () => {
            await remove.mutateAsync({ params: { rectificationId: item.id } });
            void message.success('已删去');
          }}
        >
          <p>它回应的意见回到“还没有回应”。</p>
        </DialogButton>
      ) : null}
    </div>
  );
}

function Content({ data }: { readonly data: DepartmentOpinions }) {
  const { may, today } = useSignedIn();
  const writing = may('fileFrames');
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [edited, setEdited] = useState<Rectification | 'new' | null>(null);
  const place = { cycleId: data.cycle.id, departmentId: data.department.id };
  if (edited !== null)
    return (
      <RectificationForm
        place={place}
        item={edited === 'new' ? null : edited}
        preset={[...chosen]}
        opinions={data.opinions}
        onDone={() => {
          setEdited(null);
          setChosen(new Set());
        }}
      />
    );
  const titles = new Map(data.rectifications.map(({ id, number, content }) => [id, `${number}．${content.title}`]));
  const unanswered = data.opinions.filter(
    ({ kind, rectificationId }) => rectificationId === null && asksAnswer(data.kinds, kind),
  ).length;
  const urgent = data.replyBy !== null && daysBetween(today, data.replyBy) <= 3;
  return (
    <>
      <Section
        title={`意见（${data.opinions.length}条，还有${unanswered}条没有回应）`}
        actions={
          writing && data.opinions.length > 0 ? (
            <Button type="primary" onClick={() => setEdited('new')}>
              {chosen.size === 0 ? '新建整改事项' : `就选中的${chosen.size}条新建整改事项`}
            </Button>
          ) : undefined
        }
      >
        <p>
          报送整改期限：{nameDeadline(data.replyBy)}{' '}
          {data.replyBy !== null && unanswered > 0 ? (
            <Mark tone={urgent ? 'bad' : 'plain'}>{describeDaysLeft(today, data.replyBy)}</Mark>
          ) : null}
        </p>
        {writing ? (
          <Alert
            className="gap"
            type="info"
            showIcon
            title="意见已经去掉身份；请不要打听、猜测或追查是谁提的"
            description="几条意见说的是同一件事，可以选在一起，用一个整改事项回应。"
          />
        ) : null}
        <HandedTable
          labels={data}
          opinions={data.opinions}
          titles={titles}
          {...(writing
            ? {
                chosen,
                onChoose: (number: number, wanted: boolean) => {
                  const next = new Set(chosen);
                  if (wanted) next.add(number);
                  else next.delete(number);
                  setChosen(next);
                },
              }
            : {})}
        />
      </Section>
      <Section title={`整改（${data.rectifications.length}项）`}>
        {data.rectifications.length === 0 ? (
          <div className="empty">
            {writing ? '还没有整改事项。在上面选好意见，点“新建整改事项”。' : '单位还没有写整改事项。'}
          </div>
        ) : (
          <div className="cards one-column">
            {data.rectifications.map((item) => (
              <RectificationCard key={item.id} item={item} named={false}>
                {writing ? <OwnActions item={item} onEdit={() => setEdited(item)} /> : null}
              </RectificationCard>
            ))}
          </div>
        )}
      </Section>
    </>
  );
}

export function DepartmentOpinionsPage() {
  const params = useParams({ from: '/inside/opinions/$cycleId/departments/$departmentId' });
  const { may } = useSignedIn();
  const opinions = useRead(getDepartmentOpinions, { params });
  return (
    <Page
      title="意见与整改"
      lead={opinions.data ? `${opinions.data.cycle.name}，${opinions.data.department.name}` : undefined}
      trail={
        may('fileFrames') ? (
          <>
            <Link to="/">我的任务</Link> › 意见与整改
          </>
        ) : (
          <>
            <Link to="/opinions" search={{ cycle: params.cycleId }}>
              意见与整改
            </Link>{' '}
            › 单位
          </>
        )
      }
      actions={
        <>
          <DownloadButton route={downloadDepartmentOpinions} asked={{ params }} name="意见和整改清单.xlsx">
            下载Excel
          </DownloadButton>
          <DownloadButton route={writeDepartmentOpinions} asked={{ params }} name="意见和整改清单.docx">
            下载Word
          </DownloadButton>
        </>
      }
    >
      <Reading query={opinions}>{(data) => <Content data={data} />}</Reading>
    </Page>
  );
}
