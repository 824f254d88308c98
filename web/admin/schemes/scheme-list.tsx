/** All schemes: shipped ones and one's own; a new one begins as a copy. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Form, Input, Select } from 'antd';
import { copyScheme, listSchemes, schemeStateLabels, type SchemeSummary } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { PointsTables } from './points-tables.tsx';

const tones = { shipped: 'deep', draft: 'wait', published: 'good' } as const;

const columns: readonly Column<SchemeSummary>[] = [
  {
    key: 'title',
    title: '方案',
    kind: 'wrap',
    render: ({ reference, title }) => (
      <Link to="/schemes/$reference" params={{ reference }}>
        {title}
      </Link>
    ),
  },
  { key: 'reference', title: '编号@版本', kind: 'tight', render: ({ reference }) => reference },
  { key: 'state', title: '状态', render: ({ state }) => <Mark tone={tones[state]}>{schemeStateLabels[state]}</Mark> },
  { key: 'document', title: '依据文件', kind: 'wrap', render: ({ document }) => document },
  { key: 'full', title: '满分', kind: 'right', render: ({ fullMarks }) => fullMarks },
  {
    key: 'by',
    title: '来源',
    kind: 'wrap',
    render: ({ source, createdBy, createdAt }) =>
      source === null
        ? null
        : `复制自${source}；${createdAt === null ? '' : formatInstant(createdAt)} ${createdBy ?? ''}`,
  },
];

function Copy({ schemes }: { readonly schemes: readonly SchemeSummary[] }) {
  const navigate = useNavigate();
  const copy = useWrite(copyScheme, [listSchemes]);
  return (
    <DialogButton<{ source: string; schemeId: string; title: string }>
      label="复制一个方案来编"
      type="primary"
      title="复制一个方案，编成新的"
      okText="复制"
      onSubmit={async (body) => {
        const made = await copy.mutateAsync({ body });
        await navigate({ to: '/schemes/$reference', params: { reference: made.reference } });
      }}
    >
      <Form.Item name="source" label="复制哪一个" rules={[{ required: true, message: '请选一个方案' }]}>
        <Select
          showSearch
          optionFilterProp="label"
          options={schemes.map(({ reference, title }) => ({ value: reference, label: `${title}（${reference}）` }))}
        />
      </Form.Item>
      <Form.Item
        name="schemeId"
        label="编号"
        extra="例如 nanning-dept；用已有的自编编号，则成为它的下一版"
        rules={[fieldRule(copyScheme.body.shape.schemeId)]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="title" label="名称" rules={[fieldRule(copyScheme.body.shape.title)]}>
        <Input maxLength={120} />
      </Form.Item>
    </DialogButton>
  );
}

export function SchemeListPage() {
  const schemes = useRead(listSchemes, {});
  const { may } = useSignedIn();
  return (
    <Page
      title="评价方案"
      lead="指标、权重、加扣分、等次和复核的规定，都是带版本的数据。内置的七个出自官方文件；新的由复制和修改得来。"
      actions={schemes.data && may('manageScores') ? <Copy schemes={schemes.data.items} /> : undefined}
    >
      <Reading query={schemes}>
        {({ items }) => (
          <Section title={`共${items.length}个`}>
            <DataTable columns={columns} rows={items} rowKey={({ reference }) => reference} empty="还没有方案。" />
          </Section>
        )}
      </Reading>
      <PointsTables editable={may('manageScores')} />
    </Page>
  );
}
