/** One cycle: its facts, its stage, its appraisees with what each must file. */
import { Link, useParams } from '@tanstack/react-router';
import { App, Form, Input, InputNumber, Steps } from 'antd';
import {
  changeCycle,
  cycleStateLabels,
  cycleStateSchema,
  getCycle,
  listCycles,
  listFrames,
  type Cycle,
} from '#contract';
import { formatDay, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DayField } from '../shared/day-field.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { cycleStateMeanings } from '../shared/words.ts';
import { Appraisees } from './appraisees.tsx';
import { ErasureSection } from './erasure.tsx';

const touched = [getCycle, listCycles, listFrames];

function ChangeFacts({ cycle }: { readonly cycle: Cycle }) {
  const change = useWrite(changeCycle, touched);
  return (
    <DialogButton<{ name: string; frameDeadlineOn: string; restMonths: number | null }>
      label="修改基本信息"
      title="修改名称、截止日期和间隔期"
      okText="保存修改"
      initialValues={{ name: cycle.name, frameDeadlineOn: cycle.frameDeadlineOn, restMonths: cycle.restMonths }}
      onSubmit={({ restMonths, ...values }) =>
        change.mutateAsync({ params: { cycleId: cycle.id }, body: { ...values, restMonths: restMonths ?? 0 } })
      }
    >
      <p>改截止日期，会同时改各单位的截止日期；单独协商过的不变。</p>
      <Form.Item name="name" label="名称" required rules={[fieldRule(changeCycle.body.shape.name, '名称写2到80个字')]}>
        <Input maxLength={80} />
      </Form.Item>
      <DayField name="frameDeadlineOn" label="报送截止日期" />
      <Form.Item
        name="restMonths"
        label="间隔期（月）"
        extra="最近几个月内被抽中并放出过的人，新的抽样可以不再打扰；0表示不设。建立抽样方案时可以另定"
      >
        <InputNumber min={0} max={60} precision={0} />
      </Form.Item>
    </DialogButton>
  );
}

function MoveStage({
  cycle,
  to,
  back,
}: {
  readonly cycle: Cycle;
  readonly to: Cycle['state'];
  readonly back: boolean;
}) {
  const { message } = App.useApp();
  const change = useWrite(changeCycle, touched);
  const label = back ? `退回“${cycleStateLabels[to]}”阶段` : `进入“${cycleStateLabels[to]}”阶段`;
  return (
    <DialogButton
      label={label}
      type={back ? 'default' : 'primary'}
      danger={to === 'closed'}
      title={`${label}？`}
      okText={label}
      onSubmit={async () => {
        await change.mutateAsync({ params: { cycleId: cycle.id }, body: { state: to } });
        void message.success(`已进入“${cycleStateLabels[to]}”阶段`);
      }}
    >
      <p>{`“${cycleStateLabels[to]}”阶段：${cycleStateMeanings[to]}。`}</p>
      {to === 'closed' ? <p className="bad">结束后不能再退回，也不能再修改任何内容。</p> : null}
    </DialogButton>
  );
}

function Stage({ cycle }: { readonly cycle: Cycle }) {
  const states = cycleStateSchema.options;
  const current = states.indexOf(cycle.state);
  const next = states[current + 1];
  const previous = states[current - 1];
  return (
    <Section title="阶段">
      <Steps
        className="gap"
        size="small"
        current={current}
        items={states.map((state) => ({ title: cycleStateLabels[state] }))}
      />
      <p>{`现在：${cycleStateMeanings[cycle.state]}。`}</p>
      {next === undefined ? null : (
        <div className="actions">
          <MoveStage cycle={cycle} to={next} back={false} />
          {previous === undefined ? null : <MoveStage cycle={cycle} to={previous} back />}
        </div>
      )}
    </Section>
  );
}

export function CyclePage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId' });
  const cycle = useRead(getCycle, { params: { cycleId } });
  const frames = useRead(listFrames, { query: { cycleId } });
  return (
    <Page
      title={cycle.data?.name ?? '评价周期'}
      trail={
        <>
          <Link to="/cycles">评价周期</Link> › 详情
        </>
      }
      actions={
        <>
          <LinkButton to="/frames" search={{ cycle: cycleId }}>
            查看抽样框总览
          </LinkButton>
          <LinkButton to="/cycles/$cycleId/contact-forms" params={{ cycleId }}>
            情况表（附件8）
          </LinkButton>
          <LinkButton to="/cycles/$cycleId/paper" params={{ cycleId }}>
            纸质问卷
          </LinkButton>
          <LinkButton to="/cycles/$cycleId/links" params={{ cycleId }}>
            短信链接
          </LinkButton>
          <LinkButton to="/cycles/$cycleId/public-survey" params={{ cycleId }}>
            网上评议
          </LinkButton>
          <LinkButton to="/cycles/$cycleId/live" params={{ cycleId }}>
            实时进度
          </LinkButton>
          <LinkButton to="/cycles/$cycleId/analyses" params={{ cycleId }}>
            绩效分析表
          </LinkButton>
          <LinkButton to="/opinions" search={{ cycle: cycleId }}>
            意见与整改
          </LinkButton>
          <LinkButton to="/cycles/$cycleId/ballot" params={{ cycleId }}>
            领导评价
          </LinkButton>
          <LinkButton to="/draws" search={{ cycle: cycleId }}>
            查看抽样
          </LinkButton>
        </>
      }
    >
      <Reading query={cycle}>
        {(data) => (
          <>
            <Section title="基本信息" actions={data.state === 'closed' ? undefined : <ChangeFacts cycle={data} />}>
              <dl className="facts">
                <div>
                  <dt>年度</dt>
                  <dd>{data.year}年</dd>
                </div>
                <div>
                  <dt>报送截止</dt>
                  <dd>{formatDay(data.frameDeadlineOn)}</dd>
                </div>
                <div>
                  <dt>间隔期</dt>
                  <dd>{data.restMonths === 0 ? '不设' : `${data.restMonths}个月内放出过的人可不再抽`}</dd>
                </div>
                <div>
                  <dt>民调中心所在地区号</dt>
                  <dd>{data.homeArea}</dd>
                </div>
                <div>
                  <dt>被评价单位</dt>
                  <dd>{data.appraiseeCount}个</dd>
                </div>
                <div>
                  <dt>应报抽样框</dt>
                  <dd>{data.frameCount}份</dd>
                </div>
                <div>
                  <dt>建立时间</dt>
                  <dd>{formatInstant(data.createdAt)}</dd>
                </div>
              </dl>
            </Section>
            <Stage cycle={data} />
            <Appraisees
              cycle={data}
              appraisees={data.appraisees}
              frames={frames.data?.items ?? []}
              framesProblem={frames.error}
            />
            <ErasureSection cycle={data} />
          </>
        )}
      </Reading>
    </Page>
  );
}
