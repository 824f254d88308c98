/** A department's own deductions after the close and before publication: to know, and to appeal. */
import { App, Form, Input } from 'antd';
import { appealScoreEntry, entryStateLabels, listScoreEntries } from '#contract';
import { useRead, useWrite } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';

function Appeal({ entryId, matter }: { readonly entryId: string; readonly matter: string }) {
  const { message } = App.useApp();
  const appeal = useWrite(appealScoreEntry, [listScoreEntries]);
  return (
    <DialogButton<{ appeal: string }>
      label="申诉"
      size="small"
      accessibleLabel={`申诉：${matter}`}
      title="对这笔扣分提出申诉"
      okText="提出申诉"
      onSubmit={async (body) => {
        await appeal.mutateAsync({ params: { entryId }, body });
        void message.success('已提出，绩效办处理后再计分');
      }}
    >
      <p>{matter}</p>
      <Form.Item name="appeal" label="申诉理由" rules={[{ required: true, min: 2, message: '请写明理由' }]}>
        <Input.TextArea rows={4} maxLength={1000} />
      </Form.Item>
    </DialogButton>
  );
}

export function OwnEntries({ cycleId }: { readonly cycleId: string }) {
  const entries = useRead(listScoreEntries, { params: { cycleId } });
  const items = entries.data?.items.filter(({ side }) => side === 'deduction') ?? [];
  if (items.length === 0) return null;
  return (
    <Section title="本单位的扣分">
      <DataTable
        columns={[
          { key: 'kind', title: '项目', render: ({ kindName }) => kindName },
          { key: 'matter', title: '事项', kind: 'wrap', render: ({ matter }) => matter },
          { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
          {
            key: 'points',
            title: '分值',
            kind: 'right',
            render: ({ points, times }) => `${points ?? '按标准'}${times === 1 ? '' : `×${times}`}`,
          },
          {
            key: 'state',
            title: '状态',
            render: ({ state, decision }) => `${entryStateLabels[state]}${decision === null ? '' : `：${decision}`}`,
          },
          {
            key: 'act',
            title: '操作',
            kind: 'tight',
            render: ({ id, matter, state }) => (state === 'in-force' ? <Appeal entryId={id} matter={matter} /> : null),
          },
        ]}
        rows={items}
        rowKey={({ id }) => id}
        empty=""
      />
    </Section>
  );
}
