/** The coding desk: take a batch, work through it one by one; below, all opinions with how far each is. */
import { useParams } from '@tanstack/react-router';
import { Alert, App, Button, Select } from 'antd';
import { useState } from 'react';
import {
  claimOpinions,
  claimSize,
  getOpinionCodes,
  getOpinionOverview,
  listOpinions,
  openOpinion,
  opinionStateLabels,
  opinionStateSchema,
  type OpenedOpinion,
  type Opinion,
  type OpinionCodes,
  type OpinionState,
} from '#contract';
import { useRead, useWrite } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { TurnPages, usePages } from '../shared/turn-pages.tsx';
import { CodingForm, opinionReads } from './coding-form.tsx';
import { OpinionFrame } from './frame.tsx';
import { nameCodes, OpinionStateMark } from './words.tsx';
import '../styles/opinions.css';

type Departments = readonly { readonly id: string; readonly name: string }[];

function Desk({
  batch,
  codes,
  departments,
  onLeft,
}: {
  readonly batch: readonly OpenedOpinion[];
  readonly codes: OpinionCodes;
  readonly departments: Departments;
  readonly onLeft: () => void;
}) {
  const { message } = App.useApp();
  const [at, setAt] = useState(0);
  const opinion = batch[at];
  const next = () => {
    if (at + 1 < batch.length) setAt(at + 1);
    else onLeft();
  };
  if (!opinion) return null;
  return (
    <Section
      title={`第${at + 1}条，共${batch.length}条`}
      actions={<Button onClick={onLeft}>先做到这里</Button>}
      className="reading"
    >
      <CodingForm
        key={opinion.id}
        opinion={opinion}
        codes={codes}
        departments={departments}
        onSkip={next}
        onDone={(words) => {
          void message.success({ content: words, key: 'coding', duration: 1.5 });
          next();
        }}
      />
    </Section>
  );
}

function TakeBatch({
  cycleId,
  departments,
  onTaken,
}: {
  readonly cycleId: string;
  readonly departments: Departments;
  readonly onTaken: (batch: readonly OpenedOpinion[]) => void;
}) {
  const [departmentId, setDepartmentId] = useState<string | null>(null);
  const claim = useWrite(claimOpinions, opinionReads);
  const [emptyWords, setEmptyWords] = useState<string | null>(null);
  const take = async () => {
    try {
      const { items, waiting } = await claim.mutateAsync({ params: { cycleId }, body: { departmentId } });
      setEmptyWords(
        items.length > 0
          ? null
          : waiting === 0
            ? '没有待编码的意见了。'
            : `还有${waiting}条正由别人编码，半小时内没有编完的会重新放出来。`,
      );
      if (items.length > 0) onTaken(items);
    } catch {
      // Said below.
    }
  };
  return (
    <Section title="领取一批来编码">
      {claim.isError ? <ProblemNotice problem={claim.error} /> : null}
      {emptyWords === null ? null : <Alert className="gap" type="info" showIcon title={emptyWords} role="status" />}
      <p>{`一次领取${claimSize}条，半小时内别人领不到。领取会打开原文，谁在什么时候打开过多少条会留痕。`}</p>
      <div className="filters">
        <label htmlFor="batch-department">
          单位
          <br />
          <Select
            id="batch-department"
            className="opinion-select"
            aria-label="单位"
            showSearch={{ optionFilterProp: 'label' }}
            value={departmentId ?? ''}
            options={[{ value: '', label: '不限' }, ...departments.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(value) => setDepartmentId(value === '' ? null : value)}
          />
        </label>
        <Button type="primary" loading={claim.isPending} onClick={() => void take()}>
          领取并开始
        </Button>
      </div>
    </Section>
  );
}

function OpinionList({
  cycleId,
  codes,
  onOpened,
}: {
  readonly cycleId: string;
  readonly codes: OpinionCodes;
  readonly onOpened: (opinion: OpenedOpinion) => void;
}) {
  const [state, setState] = useState<OpinionState | ''>('');
  const pages = usePages();
  const list = useRead(
    listOpinions,
    {
      params: { cycleId },
      query: {
        limit: 50,
        ...(state === '' ? {} : { state }),
        ...(pages.cursor === undefined ? {} : { cursor: pages.cursor }),
      },
    },
    { keepPrevious: true },
  );
  const open = useWrite(openOpinion, []);
  return (
    <Section title={list.data ? `全部意见（${list.data.total}条）` : '全部意见'}>
      {open.isError ? <ProblemNotice problem={open.error} /> : null}
      <div className="filters">
        <label htmlFor="opinion-state">
          状态
          <br />
          <Select
            id="opinion-state"
            className="opinion-select"
            aria-label="状态"
            value={state}
            options={[
              { value: '', label: '全部' },
              ...opinionStateSchema.options.map((value) => ({ value, label: opinionStateLabels[value] })),
            ]}
            onChange={(value: OpinionState | '') => {
              setState(value);
              pages.restart();
            }}
          />
        </label>
      </div>
      <Reading query={list}>
        {({ items, next }) => (
          <>
            <DataTable
              caption="意见清单"
              columns={[
                {
                  key: 'state',
                  title: '状态',
                  kind: 'tight',
                  render: (one: Opinion) => <OpinionStateMark state={one.state} />,
                },
                { key: 'department', title: '单位', kind: 'tight', render: ({ department }) => department.name },
                { key: 'codes', title: '性质和类别', render: (one) => nameCodes(codes.content, one) },
                {
                  key: 'text',
                  title: '文字（已去标识）',
                  kind: 'wide',
                  render: ({ text, withheldReason }) => (
                    <>
                      <span className="said">{text}</span>
                      {withheldReason === null ? null : <div className="soft small">{`不移交：${withheldReason}`}</div>}
                    </>
                  ),
                },
                {
                  key: 'open',
                  title: '操作',
                  kind: 'tight',
                  render: (one) =>
                    one.state === 'handed-over' ? null : (
                      <Button
                        size="small"
                        loading={open.isPending && open.variables.params.opinionId === one.id}
                        onClick={() => {
                          open.mutate({ params: { opinionId: one.id }, body: {} }, { onSuccess: onOpened });
                        }}
                      >
                        {one.state === 'received' ? '打开编码' : '打开修改'}
                      </Button>
                    ),
                },
              ]}
              rows={items}
              rowKey={({ id }) => id}
              empty={state === '' ? '还没有收到意见。各种方式收到的文字意见会自动出现在这里。' : '没有这种状态的意见。'}
            />
            <TurnPages pages={pages} next={next} busy={list.isFetching} />
          </>
        )}
      </Reading>
    </Section>
  );
}

export function CodingPage() {
  const { cycleId } = useParams({ from: '/inside/opinions/$cycleId/coding' });
  const codes = useRead(getOpinionCodes, { params: { cycleId } });
  const overview = useRead(getOpinionOverview, { params: { cycleId } });
  const [batch, setBatch] = useState<readonly OpenedOpinion[] | null>(null);
  return (
    <OpinionFrame
      cycleId={cycleId}
      title="意见编码台"
      lead="逐条看原文，去掉能认出提意见的人的内容，编上性质和类别。原文一直封存，单位只看到确认过的文字。"
    >
      <Reading query={codes}>
        {(codeFrame) => (
          <Reading query={overview}>
            {({ items }) => {
              const departments = items.map(({ department }) => department);
              return batch === null ? (
                <>
                  <TakeBatch cycleId={cycleId} departments={departments} onTaken={setBatch} />
                  <OpinionList cycleId={cycleId} codes={codeFrame} onOpened={(one) => setBatch([one])} />
                </>
              ) : (
                <Desk batch={batch} codes={codeFrame} departments={departments} onLeft={() => setBatch(null)} />
              );
            }}
          </Reading>
        )}
      </Reading>
    </OpinionFrame>
  );
}
