/** The clock of the review on a department's page: receive the sheet, ask for a review with evidence, follow it. */
import { App, Button, Form, Input, Upload } from 'antd';
import { useState } from 'react';
import {
  acknowledgeFeedback,
  fileReview,
  getResult,
  listOwnResults,
  listReviews,
  reviewOutcomeLabels,
  reviewStateLabels,
  withdrawReview,
  type Review,
  type ReviewStanding,
} from '#contract';
import { formatDay, formatInstant } from '../format.ts';
import { useRead, useUpload, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DayField } from '../shared/day-field.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { ReviewFiles } from './review-files.tsx';

const touched = [getResult, listReviews, listOwnResults];

function describeClock(review: ReviewStanding): string {
  const { window, workingDays, deadlineOn, workingDaysLeft, skipped, waivedWhenLate, receivedOn } = review;
  switch (window) {
    case 'none':
      return '方案没有规定复核期限；如有异议，请联系绩效办。';
    case 'unreceived':
      return `签收反馈单的次日起${workingDays}个工作日内可以申请复核${waivedWhenLate ? '，逾期视同自动放弃' : ''}。`;
    case 'uncovered':
      return `${formatDay(receivedOn ?? '')}签收。平台还没有收录这一年的放假安排，截止日待绩效办确定后显示；可以先申请。`;
    case 'open':
    case 'late':
    case 'closed':
      return [
        `${formatDay(receivedOn ?? '')}签收，${workingDays}个工作日，截止${formatDay(deadlineOn ?? '')}`,
        skipped.length > 0 ? `其间${skipped.length}天不是工作日` : '',
        window === 'open'
          ? `还剩${workingDaysLeft}个工作日（含今天）`
          : window === 'closed'
            ? '已过期限，按方案视同自动放弃'
            : '已过期限；仍可申请，会注明逾期，由绩效办决定是否受理',
      ]
        .filter(Boolean)
        .join('；')
        .concat('。');
  }
}

function Acknowledge({ cycleId, departmentId }: { readonly cycleId: string; readonly departmentId: string }) {
  const { may, today } = useSignedIn();
  const { message } = App.useApp();
  const acknowledge = useWrite(acknowledgeFeedback, touched);
  const office = may('manageScores');
  return (
    <DialogButton<{ receivedOn?: string }>
      label={office ? '登记送达' : '签收反馈单'}
      type="primary"
      title={office ? '登记反馈单的送达日期' : '签收反馈单？'}
      okText={office ? '登记' : '签收'}
      initialValues={office ? { receivedOn: today } : {}}
      onSubmit={async ({ receivedOn }) => {
        await acknowledge.mutateAsync({
          params: { cycleId, departmentId },
          body: receivedOn === undefined ? {} : { receivedOn },
        });
        void message.success(office ? '已登记' : '已签收，复核期限从明天起算');
      }}
    >
      {office ? (
        <DayField name="receivedOn" label="送达日期" extra="以部门签收纸质反馈单的日期为准" />
      ) : (
        <p>签收后，复核期限从次日起按工作日计算，日期不能再改。</p>
      )}
    </DialogButton>
  );
}

function FileReview({ cycleId, departmentId }: { readonly cycleId: string; readonly departmentId: string }) {
  const { message } = App.useApp();
  const [files, setFiles] = useState<readonly File[]>([]);
  const send = useUpload(fileReview, touched, () => {});
  return (
    <DialogButton<{ item: string; reason: string; request: string }>
      label="申请复核"
      title="考评复核申请表"
      okText="提出申请"
      width={680}
      onSubmit={async (form) => {
        await send.mutateAsync({ params: { cycleId, departmentId }, form, files: [...files] });
        setFiles([]);
        void message.success('已提出复核申请');
      }}
    >
      <Form.Item name="item" label="复核事项" rules={[{ required: true, min: 2, message: '请写明复核事项' }]}>
        <Input maxLength={200} placeholder="例如：察访核验扣分" />
      </Form.Item>
      <Form.Item name="reason" label="事实和理由" rules={[{ required: true, min: 2, message: '请写明事实和理由' }]}>
        <Input.TextArea rows={5} maxLength={2000} />
      </Form.Item>
      <Form.Item name="request" label="请求" rules={[{ required: true, min: 2, message: '请写明请求' }]}>
        <Input maxLength={400} />
      </Form.Item>
      <Form.Item label="证明材料" extra="最多10份，每份不超过20MB；加密保存，只有本单位和绩效办能看">
        <Upload
          multiple
          maxCount={10}
          fileList={files.map((file, i) => ({ uid: String(i), name: file.name }))}
          beforeUpload={(file) => {
            setFiles((before) => [...before, file]);
            return false;
          }}
          onRemove={({ uid }) => setFiles((before) => before.filter((_, i) => String(i) !== uid))}
        >
          <Button>选择材料</Button>
        </Upload>
      </Form.Item>
    </DialogButton>
  );
}

function OwnReview({ review }: { readonly review: Review }) {
  const withdraw = useWrite(withdrawReview, touched);
  const { may } = useSignedIn();
  return (
    <article className="card" aria-label={`复核：${review.item}`}>
      <div className="actions">
        <Mark tone={review.state === 'decided' ? 'good' : review.state === 'withdrawn' ? 'plain' : 'wait'}>
          {reviewStateLabels[review.state]}
        </Mark>
        {review.late ? <Mark tone="bad">逾期</Mark> : null}
      </div>
      <h3>{review.item}</h3>
      <p>{review.reason}</p>
      <p>{`请求：${review.request}`}</p>
      <p className="small soft">{`${formatInstant(review.filedAt)}提出`}</p>
      <ReviewFiles review={review} />
      {review.outcome === null ? null : (
        <p>
          <strong>{reviewOutcomeLabels[review.outcome]}</strong>
          {`：${review.findings ?? ''}（${review.confirmedAt === null ? '' : formatInstant(review.confirmedAt)}决定）`}
        </p>
      )}
      {review.state === 'filed' && may('fileFrames') ? (
        <div className="actions">
          <DialogButton
            label="撤回申请"
            size="small"
            title="撤回复核申请？"
            okText="撤回"
            onSubmit={() => withdraw.mutateAsync({ params: { reviewId: review.id }, body: {} as never })}
          >
            <p>撤回后，在期限之内可以重新申请。</p>
          </DialogButton>
        </div>
      ) : null}
    </article>
  );
}

export function ReviewSection({
  cycleId,
  departmentId,
  review,
}: {
  readonly cycleId: string;
  readonly departmentId: string;
  readonly review: ReviewStanding;
}) {
  const { may } = useSignedIn();
  const reviews = useRead(listReviews, { params: { cycleId } });
  const own = reviews.data?.items.filter(({ department }) => department.id === departmentId) ?? [];
  const pending = own.some(({ state }) => state === 'filed' || state === 'proposed');
  const mayAsk = may('fileFrames') && !pending && ['open', 'late', 'uncovered'].includes(review.window);
  return (
    <Section
      title="反馈与复核"
      actions={
        <>
          {review.receivedOn === null ? <Acknowledge cycleId={cycleId} departmentId={departmentId} /> : null}
          {mayAsk ? <FileReview cycleId={cycleId} departmentId={departmentId} /> : null}
        </>
      }
    >
      <p>{describeClock(review)}</p>
      {own.map((one) => (
        <OwnReview key={one.id} review={one} />
      ))}
    </Section>
  );
}
