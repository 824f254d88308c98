/** One scheme: read it, or edit a draft with its findings beside it; compare with its source; try it on a published year. */
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert, App, Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import {
  getScheme,
  getSchemeDifference,
  listSchemes,
  publishScheme,
  removeScheme,
  saveScheme,
  schemeStateLabels,
  tryScheme,
  type RouteReply,
} from '#contract';
import { differenceOfSchemes, mustNumber, readScheme, roundedText, subtract } from '#surveys';
import { describeFlags } from '../results/words.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { useCycles } from '../shared/cycle-choice.tsx';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import type { Data } from './edit.ts';
import { describePlace } from './place.ts';
import { SchemeForm } from './scheme-form.tsx';

type Detail = RouteReply<typeof getScheme>;

function Findings({ data, changed }: { readonly data: Data; readonly changed: boolean }) {
  const read = useMemo(() => readScheme(data), [data]);
  if (read.ok)
    return (
      <Alert
        className="gap"
        type="success"
        showIcon
        title={changed ? '没有问题；有改动未保存，保存后可以发布' : '没有问题，可以发布'}
      />
    );
  return (
    <Alert
      className="gap"
      type="error"
      showIcon
      title={`${read.findings.length}处问题，改好后才能发布`}
      description={
        <ul className="plain-list">
          {read.findings.map(({ at, message }) => (
            <li key={`${at} ${message}`}>
              <span title={at}>{describePlace(at, data)}</span>
              {`：${message}`}
            </li>
          ))}
        </ul>
      }
    />
  );
}

/** What differs from the source, as it stands in the form: saved or not. */
function Difference({ data, source }: { readonly data: Data; readonly source: string }) {
  const original = useRead(getScheme, { params: { reference: source } });
  return (
    <Section title={`与${source}对照`}>
      <Reading query={original} rows={2}>
        {({ data: before }) => (
          <DataTable
            caption="与来源方案的差别"
            columns={[
              {
                key: 'at',
                title: '位置',
                kind: 'wrap',
                render: ({ at, after }) => <span title={at}>{describePlace(at, after === null ? before : data)}</span>,
              },
              { key: 'before', title: '来源', kind: 'wrap', render: (one) => one.before ?? '（没有）' },
              { key: 'after', title: '本方案', kind: 'wrap', render: ({ after }) => after ?? '（删去）' },
            ]}
            rows={differenceOfSchemes(before, data).filter(({ at }) => at !== 'id' && at !== 'version')}
            rowKey={({ at }) => at}
            empty="内容相同。"
          />
        )}
      </Reading>
    </Section>
  );
}

type TrialRow = RouteReply<typeof tryScheme>['items'][number];

/** Exact: printed totals differ by decimals. */
function changeOf(before: string | null, after: string | null): string {
  if (before === null || after === null) return '—';
  const change = subtract(mustNumber(after), mustNumber(before));
  const text = roundedText(change, 2);
  return text.startsWith('-') || /^0\.?0*$/.test(text) ? text : `+${text}`;
}

function summaryOf(items: readonly TrialRow[]): string {
  const count = (moved: (row: TrialRow) => boolean) => items.filter(moved).length;
  return `${items.length}个单位：总分变了的${count(({ before, after }) => before.total !== after.total)}个，名次变了的${count(({ before, after }) => before.rank !== after.rank)}个，等次变了的${count(({ before, after }) => before.grade !== after.grade)}个。往年定下的事项照用，方案里定下的优先，其余按建议值；只是试算，什么也不改。`;
}

function Trial({ reference }: { readonly reference: string }) {
  const cycles = useCycles();
  const trial = useWrite(tryScheme, []);
  const [cycleId, setCycleId] = useState<string>();
  const closed = cycles.data?.items.filter(({ state }) => state === 'closed') ?? [];
  return (
    <Section title="用往年的数据试算">
      <div className="filters">
        <label>
          已公布结果的周期
          <br />
          <Select
            className="wide-select"
            aria-label="已公布结果的周期"
            value={cycleId ?? null}
            options={closed.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setCycleId}
          />
        </label>
        <Button
          disabled={cycleId === undefined}
          loading={trial.isPending}
          onClick={() => {
            if (cycleId !== undefined) trial.mutate({ params: { reference }, body: { cycleId } });
          }}
        >
          试算
        </Button>
      </div>
      {trial.error === null ? null : <ProblemNotice problem={trial.error} />}
      {trial.data === undefined ? null : trial.data.problem === null ? (
        <>
          {trial.data.dropped.length > 0 ? (
            <p>{`本方案没有的指标没有用上：${trial.data.dropped.join('、')}。`}</p>
          ) : null}
          <p>{summaryOf(trial.data.items)}</p>
          <DataTable
            caption="试算结果"
            columns={[
              { key: 'name', title: '单位', render: ({ name }) => name },
              { key: 'group', title: '类别', render: ({ group }) => group },
              { key: 'old', title: '原总分', kind: 'right', render: ({ before }) => before.total },
              { key: 'new', title: '试算总分', kind: 'right', render: ({ after }) => after.total },
              {
                key: 'change',
                title: '增减',
                kind: 'right',
                render: ({ before, after }) => changeOf(before.total, after.total),
              },
              {
                key: 'rank',
                title: '名次',
                kind: 'right',
                render: ({ before, after }) => `${before.rank ?? '—'} → ${after.rank ?? '—'}`,
              },
              {
                key: 'grade',
                title: '等次',
                render: ({ before, after }) => `${before.grade ?? '—'} → ${after.grade ?? '—'}`,
              },
              { key: 'flags', title: '说明', kind: 'wrap', render: ({ after }) => describeFlags(after.flags) },
            ]}
            rows={trial.data.items}
            rowKey={({ id }) => id}
            empty="没有单位。"
          />
        </>
      ) : (
        <Alert
          type="warning"
          showIcon
          title={trial.data.problem.message}
          description={`${trial.data.problem.details.map(({ at, message }) => `${at} ${message}`).join('；')}。没有建议值的事项，先在方案里定下，再试算。`}
        />
      )}
    </Section>
  );
}

function Editor({ detail }: { readonly detail: Detail }) {
  const { message } = App.useApp();
  const { may } = useSignedIn();
  const navigate = useNavigate();
  const [data, setData] = useState<Data>(detail.data);
  const touched = [getScheme, getSchemeDifference, listSchemes];
  const save = useWrite(saveScheme, touched);
  const publish = useWrite(publishScheme, touched);
  const remove = useWrite(removeScheme, [listSchemes]);
  const editable = detail.state === 'draft' && may('manageScores');
  const changed = data !== detail.data && JSON.stringify(data) !== JSON.stringify(detail.data);
  const params = { reference: detail.reference };
  const keep = async () => {
    try {
      const saved = await save.mutateAsync({ params, body: { edition: detail.edition, data: { ...data } } });
      setData(saved.data);
      void message.success(
        saved.findings.length === 0 ? '已保存，没有问题' : `已保存，还有${saved.findings.length}处问题`,
      );
    } catch {
      // Shown below.
    }
  };
  return (
    <>
      {editable ? (
        <div className="actions gap">
          <Button type="primary" disabled={!changed} loading={save.isPending} onClick={() => void keep()}>
            保存草稿
          </Button>
          <DialogButton
            label="发布"
            disabled={changed || detail.findings.length > 0}
            title={`发布${detail.reference}？`}
            okText="发布"
            onSubmit={async () => {
              await publish.mutateAsync({ params, body: { edition: detail.edition } });
              void message.success('已发布，可以选用');
            }}
          >
            <p>发布后不再改动；要改，就复制成下一版。</p>
          </DialogButton>
          <DialogButton
            label="删除草稿"
            danger
            title="删除这份草稿？"
            okText="删除"
            onSubmit={async () => {
              await remove.mutateAsync({ params });
              await navigate({ to: '/schemes' });
            }}
          >
            <p>删除后不能恢复。</p>
          </DialogButton>
        </div>
      ) : null}
      {save.error === null ? null : <ProblemNotice problem={save.error} />}
      {detail.state === 'draft' ? <Findings data={data} changed={changed} /> : null}
      <SchemeForm data={data} editable={editable} onChange={setData} />
      {detail.source === null ? null : <Difference data={data} source={detail.source} />}
      {may('manageScores') && detail.findings.length === 0 ? <Trial reference={detail.reference} /> : null}
    </>
  );
}

export function SchemePage() {
  const { reference } = useParams({ from: '/inside/schemes/$reference' });
  const scheme = useRead(getScheme, { params: { reference } });
  return (
    <Page
      title={scheme.data?.title ?? '评价方案'}
      lead={scheme.data ? `${reference}，${scheme.data.document}` : undefined}
      trail={
        <>
          <Link to="/schemes">评价方案</Link> › {reference}
        </>
      }
      actions={scheme.data ? <Mark tone="info">{schemeStateLabels[scheme.data.state]}</Mark> : undefined}
    >
      <Reading query={scheme}>
        {(detail) => <Editor key={`${detail.reference} ${detail.edition}`} detail={detail} />}
      </Reading>
    </Page>
  );
}
