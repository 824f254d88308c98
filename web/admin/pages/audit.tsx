/** The audit trail: what was done, by whom, when; and whether the chain is unbroken. Read only. */
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { listAuditEntries, verifyAuditChain, type AuditEntry } from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { TurnPages, usePages } from '../shared/turn-pages.tsx';

function Detail({ detail }: { readonly detail: AuditEntry['detail'] }) {
  return (
    <details>
      <summary>{`细节${Object.keys(detail).length}项`}</summary>
      <pre className="mono">{JSON.stringify(detail, null, 2)}</pre>
    </details>
  );
}

const columnsWith = (
  filterBy: (filter: { readonly action?: string; readonly subject?: string }) => void,
): readonly Column<AuditEntry>[] => [
  { key: 'number', title: '编号', kind: 'right', inline: true, render: ({ number }) => number },
  { key: 'at', title: '时间', kind: 'tight', inline: true, render: ({ at }) => formatInstant(at, true) },
  { key: 'actor', title: '操作人', inline: true, render: ({ actor }) => actor },
  {
    key: 'action',
    title: '操作',
    render: ({ actionLabel, action }) => (
      <>
        {actionLabel}
        <br />
        <button type="button" className="plain-button mono" title="只看这种操作" onClick={() => filterBy({ action })}>
          {action}
        </button>
      </>
    ),
  },
  {
    key: 'subject',
    title: '对象',
    kind: 'wrap',
    render: ({ subject }) => (
      <button type="button" className="plain-button mono" title="只看这个对象" onClick={() => filterBy({ subject })}>
        {subject}
      </button>
    ),
  },
  {
    key: 'detail',
    title: '细节',
    kind: 'wrap',
    render: ({ detail }) => (Object.keys(detail).length === 0 ? null : <Detail detail={detail} />),
  },
];

function ChainCheck() {
  const verify = useWrite(verifyAuditChain, []);
  return (
    <Section
      title="留痕链"
      actions={
        <Button loading={verify.isPending} onClick={() => verify.mutate({ body: {} })}>
          核对留痕链
        </Button>
      }
    >
      <p className="soft">
        每条留痕都带着前一条的摘要，改动、删除或插入任何一条都会使链断开。核对会从第一条算到最新一条。
      </p>
      {verify.error === null ? null : <ProblemNotice problem={verify.error} />}
      {verify.data === undefined ? null : (
        <Alert
          type={verify.data.intact ? 'success' : 'error'}
          showIcon
          role="status"
          title={
            verify.data.intact
              ? `留痕链完整，共${formatCount(verify.data.entries)}条`
              : `留痕链在第${verify.data.firstBroken ?? '?'}条处断开`
          }
          description={
            <>
              {verify.data.intact
                ? '最新的链头摘要如下，可抄录存档，以后再核对时比对。'
                : '这一条或它之前的留痕被改动过。请立即保全数据库和备份，并向监督部门报告。'}
              <div className="mono">{verify.data.head}</div>
            </>
          }
        />
      )}
    </Section>
  );
}

export function AuditPage() {
  const [{ action, subject }, setFilter] = useState({ action: '', subject: '' });
  const pages = usePages();
  const entries = useRead(
    listAuditEntries,
    {
      query: {
        limit: 50,
        ...(action === '' ? {} : { action }),
        ...(subject === '' ? {} : { subject }),
        ...(pages.cursor === undefined ? {} : { cursor: pages.cursor }),
      },
    },
    { keepPrevious: true },
  );
  const filterBy = (filter: { readonly action?: string; readonly subject?: string }) => {
    setFilter((before) => ({ ...before, ...filter }));
    pages.restart();
  };
  return (
    <Page title="留痕" lead="谁在什么时候做了什么，新的在前。留痕只增不改，里面没有被访者的姓名和号码。">
      <ChainCheck />
      <Section title="操作记录">
        <Form
          key={`${action} ${subject}`}
          layout="inline"
          className="filters"
          initialValues={{ action, subject }}
          onFinish={(values: { action: string; subject: string }) =>
            filterBy({ action: values.action.trim(), subject: values.subject.trim() })
          }
        >
          <Form.Item name="action" label="操作代码">
            <Input placeholder="例如 frame.accept" maxLength={60} />
          </Form.Item>
          <Form.Item name="subject" label="对象">
            <Input placeholder="照抄对象一栏" maxLength={80} />
          </Form.Item>
          <Button htmlType="submit">筛选</Button>
          {action === '' && subject === '' ? null : (
            <Button onClick={() => filterBy({ action: '', subject: '' })}>清除筛选</Button>
          )}
        </Form>
        <p className="soft small">点表里的操作代码或对象，可以只看同一种操作或同一个对象。</p>
        <Reading query={entries}>
          {({ items, next }) => (
            <>
              <DataTable
                columns={columnsWith(filterBy)}
                rows={items}
                rowKey={({ number }) => number}
                empty={
                  action === '' && subject === ''
                    ? '还没有操作记录。'
                    : '没有符合条件的记录。请清空筛选框，或核对代码是否写全。'
                }
              />
              <TurnPages pages={pages} next={next} busy={entries.isPlaceholderData} />
            </>
          )}
        </Reading>
      </Section>
    </Page>
  );
}
