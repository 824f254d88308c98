/** Grades changed after the ranking, and results entered by hand. */
import { App, Form, Input, Radio, Select } from 'antd';
import {
  addScoreOverride,
  listScoreOverrides,
  revokeScoreOverride,
  setManualResult,
  type ScoreOverride,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { GroundsFields, type Grounds } from './grounds.tsx';
import { DepartmentField, ledgerTouched, required } from './ledger-fields.tsx';
import type { Scoring } from './scoring.ts';

const overrideWords = { promote: '直接定为一等', demote: '降低一个等次' } as const;

function AddOverride({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const { message } = App.useApp();
  const add = useWrite(addScoreOverride, ledgerTouched);
  const kinds = scoring.scheme?.promotions ? (['promote', 'demote'] as const) : (['demote'] as const);
  return (
    <DialogButton<Grounds & { departmentId: string; kind: 'promote' | 'demote' }>
      label="记等次调整"
      title="记一项等次调整"
      okText="记入"
      initialValues={{ kind: 'demote' }}
      onSubmit={async (values) => {
        await add.mutateAsync({ params: { cycleId }, body: values });
        void message.success('已记入');
      }}
    >
      <p>排名之后才生效，原来的等次保留并显示。一票否决、直接定等都在这里记。</p>
      <DepartmentField scoring={scoring} />
      <Form.Item name="kind" label="调整">
        <Radio.Group options={kinds.map((value) => ({ value, label: overrideWords[value] }))} />
      </Form.Item>
      <GroundsFields />
    </DialogButton>
  );
}

function Revoke({ override }: { readonly override: ScoreOverride }) {
  const revoke = useWrite(revokeScoreOverride, ledgerTouched);
  if (override.revokedAt !== null) return <span className="soft">{`已撤销：${override.revokedWhy ?? ''}`}</span>;
  return (
    <DialogButton<{ why: string }>
      label="撤销"
      size="small"
      accessibleLabel={`撤销：${override.department.name}`}
      title="撤销这项等次调整"
      okText="撤销"
      onSubmit={(body) => revoke.mutateAsync({ params: { overrideId: override.id }, body })}
    >
      <Form.Item name="why" label="撤销理由" rules={required('请写明理由')}>
        <Input maxLength={400} />
      </Form.Item>
    </DialogButton>
  );
}

function SetManual({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const { message } = App.useApp();
  const set = useWrite(setManualResult, ledgerTouched);
  const manual = scoring.groups.filter((group) => group.manual);
  const members = scoring.appraisees.filter(({ group }) => manual.some(({ id }) => id === group));
  if (members.length === 0) return null;
  return (
    <DialogButton<{ departmentId: string; total?: string; grade?: string; document: string; decidedBy: string }>
      label="录入人工评定的结果"
      title="录入人工评定的结果"
      okText="存入"
      onSubmit={async ({ departmentId, total, grade, document, decidedBy }) => {
        await set.mutateAsync({
          params: { cycleId, departmentId },
          body: {
            total: (total ?? '').trim() === '' ? null : total!.trim(),
            grade: grade ?? null,
            document,
            decidedBy,
          },
        });
        void message.success('已存入');
      }}
    >
      <Form.Item name="departmentId" label="单位" rules={required('请选单位')}>
        <Select options={members.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="total" label="总分">
        <Input maxLength={20} />
      </Form.Item>
      {manual.some(({ manualGrade }) => manualGrade) ? (
        <Form.Item name="grade" label="等次">
          <Select allowClear options={['一等', '二等', '三等', '不合格'].map((value) => ({ value, label: value }))} />
        </Form.Item>
      ) : null}
      <GroundsFields reason={false} />
    </DialogButton>
  );
}

export function Overrides({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const overrides = useRead(listScoreOverrides, { params: { cycleId } });
  const graded = scoring.scheme?.hasGrades ?? false;
  return (
    <Section
      title="等次调整和人工评定"
      actions={
        <>
          {graded ? <AddOverride cycleId={cycleId} scoring={scoring} /> : null}
          <SetManual cycleId={cycleId} scoring={scoring} />
        </>
      }
    >
      <Reading query={overrides} rows={3}>
        {({ items, manual }) => (
          <>
            <DataTable
              caption="等次调整"
              columns={[
                { key: 'department', title: '单位', render: ({ department }) => department.name },
                { key: 'kind', title: '调整', render: ({ kind }) => overrideWords[kind] },
                { key: 'reason', title: '理由', kind: 'wrap', render: ({ reason }) => reason },
                { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
                { key: 'decidedBy', title: '决定机关', render: ({ decidedBy }) => decidedBy },
                {
                  key: 'by',
                  title: '录入',
                  render: ({ enteredBy, enteredAt }) => `${formatInstant(enteredAt)} ${enteredBy}`,
                },
                { key: 'act', title: '操作', kind: 'tight', render: (override) => <Revoke override={override} /> },
              ]}
              rows={items}
              rowKey={({ id }) => id}
              empty={graded ? '没有等次调整。' : '这个方案不定等次。'}
            />
            {manual.length > 0 ? (
              <DataTable
                caption="人工评定的结果"
                columns={[
                  { key: 'department', title: '单位', render: ({ department }) => department.name },
                  { key: 'total', title: '总分', kind: 'right', render: ({ total }) => total },
                  { key: 'grade', title: '等次', render: ({ grade }) => grade },
                  { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
                  { key: 'decidedBy', title: '决定机关', render: ({ decidedBy }) => decidedBy },
                ]}
                rows={manual}
                rowKey={({ department }) => department.id}
                empty=""
              />
            ) : null}
          </>
        )}
      </Reading>
    </Section>
  );
}
