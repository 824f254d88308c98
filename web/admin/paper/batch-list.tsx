/** Paper questionnaires of a cycle: every batch with its account, and printing a new one. */
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { App, Form, Input, InputNumber, Radio, Select } from 'antd';
import {
  createPaperBatch,
  getCycle,
  listDraws,
  listPaperBatches,
  questionnaireKindLabels,
  type PaperBatch,
} from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

const columns: readonly Column<PaperBatch>[] = [
  {
    key: 'title',
    title: '批次',
    kind: 'tight',
    render: ({ id, title, code }) => (
      <>
        <Link to="/paper/$batchId" params={{ batchId: id }}>
          {title}
        </Link>{' '}
        <span className="soft small">{code}</span>
      </>
    ),
  },
  { key: 'kind', title: '问卷', render: ({ kind }) => questionnaireKindLabels[kind] },
  { key: 'source', title: '发给', render: ({ draw, departments }) => draw?.title ?? `散发：${departments.join('、')}` },
  { key: 'printed', title: '印制', kind: 'right', render: ({ accounting }) => formatCount(accounting.printed) },
  { key: 'filed', title: '已计入', kind: 'right', render: ({ accounting }) => formatCount(accounting.filed) },
  { key: 'void', title: '作废', kind: 'right', render: ({ accounting }) => formatCount(accounting.void) },
  { key: 'out', title: '未收回或未录完', kind: 'right', render: ({ accounting }) => formatCount(accounting.out) },
  { key: 'at', title: '印制时间', render: ({ createdAt, createdBy }) => `${formatInstant(createdAt)} ${createdBy}` },
];

interface NewBatch {
  readonly title: string;
  readonly kind: PaperBatch['kind'];
  readonly source: 'draw' | 'copies';
  readonly drawId?: string;
  readonly departmentId?: string;
  readonly copies?: number;
}

const kinds = ['system-cadres', 'hot-topics', 'service-users', 'rectification', 'public'] as const;

function PrintBatch({ cycleId }: { readonly cycleId: string }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const draws = useRead(listDraws, { query: { cycleId } });
  const cycle = useRead(getCycle, { params: { cycleId } });
  const create = useWrite(createPaperBatch, [listPaperBatches]);
  const sealed = draws.data?.items.filter(({ state, releases }) => state === 'sealed' && releases.length > 0) ?? [];
  return (
    <DialogButton<NewBatch>
      label="印制一批"
      type="primary"
      title="印制一批纸质问卷"
      okText="印制"
      initialValues={{ kind: 'system-cadres', source: sealed.length > 0 ? 'draw' : 'copies' }}
      onSubmit={async ({ title, kind, source, drawId = '', departmentId = '', copies = 0 }) => {
        const batch = await create.mutateAsync({
          params: { cycleId },
          body: {
            title,
            kind,
            source: source === 'draw' ? { kind: 'draw', drawId } : { kind: 'copies', departmentId, copies },
          },
        });
        void message.success(`已印制${batch.accounting.printed}份，请下载打印`);
        await navigate({ to: '/paper/$batchId', params: { batchId: batch.id } });
      }}
    >
      <Form.Item name="title" label="名称" rules={[{ required: true, message: '请给这一批起个名称' }]}>
        <Input maxLength={60} placeholder="例如：系统干部第一批" autoComplete="off" />
      </Form.Item>
      <Form.Item name="kind" label="问卷">
        <Select options={kinds.map((value) => ({ value, label: questionnaireKindLabels[value] }))} />
      </Form.Item>
      <Form.Item name="source" label="发给谁">
        <Radio.Group
          vertical
          options={[
            { value: 'draw', label: '抽中的人：已放出的样本每人一份，印过的不再印' },
            { value: 'copies', label: '散发：印若干份，不对应到人' },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['source']}>
        {({ getFieldValue }) =>
          getFieldValue('source') === 'draw' ? (
            <Form.Item
              name="drawId"
              label="抽样"
              rules={[{ required: true, message: '请选一次抽样' }]}
              extra={sealed.length === 0 ? '还没有已封存并放出样本的抽样。' : undefined}
            >
              <Select options={sealed.map(({ id, title }) => ({ value: id, label: title }))} />
            </Form.Item>
          ) : (
            <>
              <Form.Item name="departmentId" label="评价哪个单位" rules={[{ required: true, message: '请选单位' }]}>
                <Select
                  showSearch={{ optionFilterProp: 'label' }}
                  options={cycle.data?.appraisees.map(({ id, name }) => ({ value: id, label: name })) ?? []}
                />
              </Form.Item>
              <Form.Item name="copies" label="份数" rules={[{ required: true, message: '请填份数' }]}>
                <InputNumber min={1} max={5000} precision={0} />
              </Form.Item>
            </>
          )
        }
      </Form.Item>
    </DialogButton>
  );
}

export function PaperListPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/paper' });
  const batches = useRead(listPaperBatches, { params: { cycleId } });
  return (
    <Page
      title="纸质问卷"
      lead="每份问卷有自己的编号和二维码；收回后由两人各录一遍，一致的计入，不一致的由第三人对照原件裁定。"
      actions={
        <>
          <LinkButton to="/paper-entry">录入</LinkButton>
          <PrintBatch cycleId={cycleId} />
        </>
      }
    >
      <Reading query={batches}>
        {({ items }) => (
          <Section title={`共${items.length}批`}>
            <DataTable
              columns={columns}
              rows={items}
              rowKey={({ id }) => id}
              empty="还没有印制。先发布问卷，再点“印制一批”。"
            />
          </Section>
        )}
      </Reading>
    </Page>
  );
}
