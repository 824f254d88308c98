/** Personal links of a cycle: every round with its account, and making a new one, tried first. */
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import {
  createLinkRound,
  listDraws,
  listLinkRounds,
  previewLinkRound,
  questionnaireKindLabels,
  type LinkRound,
  type RouteReply,
} from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fromField } from '../shared/instant-field.ts';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { AboutFields, MessageFields, must } from './settings-fields.tsx';
import { stateTones, stateWords } from './words.ts';

const columns: readonly Column<LinkRound>[] = [
  {
    key: 'title',
    title: '名称',
    kind: 'tight',
    render: ({ id, title }) => (
      <Link to="/links/$roundId" params={{ roundId: id }}>
        {title}
      </Link>
    ),
  },
  { key: 'state', title: '状态', render: ({ state }) => <Mark tone={stateTones[state]}>{stateWords[state]}</Mark> },
  { key: 'draw', title: '发给', render: ({ draw }) => draw.title },
  { key: 'kind', title: '问卷', render: ({ kind }) => questionnaireKindLabels[kind] },
  { key: 'issued', title: '有链接的人', kind: 'right', render: ({ counts }) => formatCount(counts.issued) },
  {
    key: 'answered',
    title: '已作答',
    kind: 'right',
    render: ({ counts }) => formatCount(counts.answered + counts.elsewhere),
  },
  { key: 'waiting', title: '还没作答', kind: 'right', render: ({ counts }) => formatCount(counts.waiting) },
  {
    key: 'time',
    title: '时间',
    render: ({ opensAt, closesAt }) => `${formatInstant(opensAt)}至${formatInstant(closesAt)}`,
  },
];

const kinds = ['system-cadres', 'hot-topics', 'service-users', 'rectification', 'public'] as const;

interface Values {
  readonly drawId: string;
  readonly kind: LinkRound['kind'];
  readonly title: string;
  readonly organiser: string;
  readonly hotline: string;
  readonly verifyText: string;
  readonly message: string;
  readonly reminder: string;
  readonly linkBase: string;
  readonly opens: string;
  readonly closes: string;
}

type Preview = RouteReply<typeof previewLinkRound>;

function PreviewResult({ preview }: { readonly preview: Preview }) {
  const { cases, answered, standing, declined, message, reminder } = preview;
  const out = [
    answered > 0 ? `${formatCount(answered)}人已作答` : '',
    standing > 0 ? `${formatCount(standing)}人已有链接` : '',
    declined > 0 ? `${formatCount(declined)}人表示不参加` : '',
  ].filter(Boolean);
  return (
    <div role="status">
      <Alert
        className="gap"
        type={cases === 0 ? 'warning' : 'info'}
        title={`会给${formatCount(cases)}人各一个链接`}
        description={out.length === 0 ? undefined : `不包括：${out.join('，')}。`}
      />
      {(
        [
          ['短信', message],
          ['提醒', reminder],
        ] as const
      ).map(([words, { text, characters, parts }]) => (
        <p key={words}>
          {`${words}最长${characters}字，算${parts}条：`}
          <q className="message">{text}</q>
        </p>
      ))}
      <p className="soft small">例子里的代码是示意。没有手机号的人收不到短信，导出时会说明有多少人。</p>
    </div>
  );
}

/** What would be sent to how many, before anything is made. */
function Try({ cycleId }: { readonly cycleId: string }) {
  const form = Form.useFormInstance<Values>();
  const preview = useWrite(previewLinkRound, []);
  const look = async () => {
    const values = await form.validateFields(['drawId', 'kind', 'linkBase', 'message', 'reminder']).catch(() => null);
    if (values === null) return;
    const { drawId, kind, linkBase, message, reminder } = form.getFieldsValue();
    preview.mutate({ params: { cycleId }, body: { drawId, kind, linkBase, message, reminder } });
  };
  return (
    <>
      <p>
        <Button onClick={() => void look()} loading={preview.isPending}>
          试算人数和字数
        </Button>
      </p>
      {preview.error === null ? null : <ProblemNotice problem={preview.error} />}
      {preview.data === undefined ? null : <PreviewResult preview={preview.data} />}
    </>
  );
}

function MakeRound({ cycleId, last }: { readonly cycleId: string; readonly last: LinkRound | undefined }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const draws = useRead(listDraws, { query: { cycleId } });
  const create = useWrite(createLinkRound, [listLinkRounds]);
  const [initial] = useState<Partial<Values>>({
    kind: 'service-users',
    linkBase: location.origin,
    message: '【绩效办】请您评价{单位}今年的工作，约3分钟：{链接}',
    reminder: '【绩效办】评价问卷还没收到您的，方便时请填：{链接}',
  });
  const usable =
    draws.data?.items.filter(
      ({ state, releases, design }) => state === 'sealed' && releases.length > 0 && design.method !== 'random-digits',
    ) ?? [];
  return (
    <DialogButton<Values>
      label="新建短信链接"
      type="primary"
      title="新建短信链接"
      okText="生成链接"
      width={680}
      initialValues={
        last
          ? {
              ...initial,
              kind: last.kind,
              organiser: last.organiser,
              hotline: last.hotline,
              verifyText: last.verifyText,
              message: last.message,
              reminder: last.reminder,
              linkBase: last.linkBase,
            }
          : initial
      }
      onSubmit={async ({ opens, closes, ...words }) => {
        const round = await create.mutateAsync({
          params: { cycleId },
          body: { ...words, opensAt: fromField(opens), closesAt: fromField(closes) },
        });
        void message.success(`已生成${round.counts.issued}个链接，请导出名单`);
        await navigate({ to: '/links/$roundId', params: { roundId: round.id } });
      }}
    >
      <Form.Item name="title" label="名称" rules={must('请填名称')} extra="收到短信的人在页面顶上看到。">
        <Input maxLength={60} autoComplete="off" placeholder="例如：2026年度社会评价" />
      </Form.Item>
      <Form.Item
        name="drawId"
        label="发给哪次抽样的人"
        rules={must('请选一次抽样')}
        extra={usable.length === 0 ? '还没有已封存并放出样本的抽样。' : '已放出、还没作答、还没有链接的每人一个。'}
      >
        <Select options={usable.map(({ id, title }) => ({ value: id, label: title }))} />
      </Form.Item>
      <Form.Item name="kind" label="问卷" extra="问卷要已经发布，渠道里要有“短信链接”。">
        <Select options={kinds.map((value) => ({ value, label: questionnaireKindLabels[value] }))} />
      </Form.Item>
      <Form.Item name="opens" label="开始时间（北京时间）" rules={must('请填开始时间')}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="closes" label="截止时间（北京时间）" rules={must('请填截止时间')}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item
        name="linkBase"
        label="链接的网址"
        rules={must('请填网址')}
        extra="写到域名为止。用政府的短域名，短信省字数，收信人也放心；它要通到本平台。"
      >
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
      <MessageFields />
      <Try cycleId={cycleId} />
      <AboutFields />
    </DialogButton>
  );
}

export function LinkListPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/links' });
  const { may } = useSignedIn();
  const rounds = useRead(listLinkRounds, { params: { cycleId } });
  return (
    <Page
      title="短信链接"
      lead="给抽中的人每人一个只能用一次的链接，由短信平台发送。答卷算抽样答卷；一人一份，已用电话或纸质问卷答过的，链接自动停用。"
      trail={
        <>
          <Link to="/cycles/$cycleId" params={{ cycleId }}>
            评价周期
          </Link>{' '}
          › 短信链接
        </>
      }
      actions={
        may('makeDraws') && rounds.data ? <MakeRound cycleId={cycleId} last={rounds.data.items[0]} /> : undefined
      }
    >
      <Reading query={rounds}>
        {({ items }) => (
          <Section title={`共${items.length}轮`}>
            <DataTable
              columns={columns}
              rows={items}
              rowKey={({ id }) => id}
              empty="还没有短信链接。先发布问卷、放出样本，再点“新建短信链接”。"
            />
          </Section>
        )}
      </Reading>
    </Page>
  );
}
