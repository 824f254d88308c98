/**
 * 网上修改: corrections of single cells, collected beside the findings and sent together as a new filing.
 *
 * Promise: values stay in the page until they are sent; nothing of them is put into an address or a store.
 */
import { App, Button, Form, Input, Select } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import {
  getDifference,
  getFrame,
  listFindings,
  listFrames,
  mendableColumnLabels,
  mendableColumnSchema,
  mendingSchema,
  mendSubmission,
  type FiledFinding,
  type MendableColumn,
  type Mending,
  type Submission,
} from '#contract';
import { useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { ProblemNotice } from '../shared/problem-notice.tsx';

/** Codes that name a row which is no data row: nothing to correct there. */
const notMendable = new Set([
  'sub-heading-row',
  'template-filler-row',
  'footer-row',
  'repeated-header-row',
  'blank-row',
  'hidden-rows',
  'two-tables',
  'missing-column',
  'duplicate-column',
  'forbidden-column',
  'unknown-column',
  'optional-column-missing',
  'ambiguous-phone-column',
]);

/** Codes whose raw value is the text of the cell, worth starting from. */
const rawIsTheCell = new Set([
  'address-vague',
  'area-rejected',
  'gender-unknown',
  'name-character-lost',
  'name-suspicious',
  'name-two-persons',
  'not-callable-remark',
  'organisation-ditto',
  'phone-rejected',
  'phone-review',
  'phone-unrecoverable',
  'post-out-of-scope',
  'postcode-invalid',
]);

function startFrom({ code, raw, repaired }: FiledFinding): string {
  if (code === 'name-extra-text') return repaired ?? '';
  return rawIsTheCell.has(code) ? (raw ?? '') : '';
}

const placeOf = ({ file, sheet, row, column }: Mending): string => JSON.stringify([file, sheet, row, column]);

interface Correction {
  readonly column: MendableColumn;
  readonly value?: string;
}

/** Is there a cell behind the finding that can be corrected on the page? */
function isMendable({ file, sheet, row, column, code, severity }: FiledFinding): boolean {
  if (file === null || sheet === null || row === null || notMendable.has(code)) return false;
  // Taken care of already.
  if (severity === 'info') return false;
  // A serial is renumbered in the table, not here.
  return column === null || mendableColumnSchema.safeParse(column).success;
}

/** The button beside one finding that is mendable. */
function MendButton({
  finding,
  onMend,
}: {
  readonly finding: FiledFinding;
  readonly onMend: (mending: Mending) => void;
}) {
  const { file, sheet, row, column, columnLabel } = finding;
  if (file === null || sheet === null || row === null) return null;
  const known = mendableColumnSchema.safeParse(column);
  return (
    <DialogButton<Correction>
      label="修改"
      size="small"
      accessibleLabel={`修改第${row}行${columnLabel ?? ''}`}
      title={`修改第${row}行`}
      okText="记下，继续看下一处"
      initialValues={{ ...(known.success ? { column: known.data } : {}), value: startFrom(finding) }}
      onSubmit={(values) => {
        onMend({ file, sheet, row, column: values.column, value: (values.value ?? '').trim() });
        return Promise.resolve();
      }}
    >
      <p>{finding.message}</p>
      <Form.Item name="column" label="栏目" rules={[{ required: true, message: '请选择要改哪一栏' }]}>
        <Select
          disabled={known.success}
          options={mendableColumnSchema.options.map((value) => ({ value, label: mendableColumnLabels[value] }))}
        />
      </Form.Item>
      <Form.Item name="value" label="改为" extra="不写表示清空这一格" rules={[fieldRule(mendingSchema.shape.value)]}>
        <Input maxLength={200} />
      </Form.Item>
    </DialogButton>
  );
}

/** The corrections collected for a submission: a column for the table of findings, and a panel that sends them. */
export function useMending(
  submission: Submission,
  enabled: boolean,
): { readonly column: Column<FiledFinding> | null; readonly panel: ReactNode } {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [mendings, setMendings] = useState<readonly Mending[]>([]);
  const send = useWrite(mendSubmission, [getFrame, listFrames, listFindings, getDifference]);
  if (!enabled) return { column: null, panel: null };

  const keep = (mending: Mending) =>
    setMendings((now) => [...now.filter((other) => placeOf(other) !== placeOf(mending)), mending]);
  const drop = (mending: Mending) => setMendings((now) => now.filter((other) => other !== mending));
  const submit = async () => {
    try {
      const made = await send.mutateAsync({ params: { submissionId: submission.id }, body: { cells: [...mendings] } });
      void message.success(`已作为第${made.number}次报送，重新审核完毕`);
      setMendings([]);
      await navigate({ to: '/frames/$frameId', params: { frameId: submission.frameId }, hash: 'verdict' });
    } catch {
      // Shown in the panel.
    }
  };

  const columns: readonly Column<Mending>[] = [
    { key: 'row', title: '行号', kind: 'right', inline: true, render: ({ row }) => row },
    { key: 'column', title: '栏目', kind: 'tight', inline: true, render: ({ column }) => mendableColumnLabels[column] },
    { key: 'value', title: '改为', kind: 'wide', inline: true, render: ({ value }) => value || '（清空）' },
    { key: 'sheet', title: '工作表', kind: 'wrap', render: ({ sheet }) => sheet },
    {
      key: 'drop',
      title: '操作',
      kind: 'tight',
      render: (mending) => (
        <Button size="small" aria-label={`不改第${mending.row}行`} onClick={() => drop(mending)}>
          不改了
        </Button>
      ),
    },
  ];
  return {
    column: {
      key: 'mend',
      title: '网上修改',
      kind: 'tight',
      render: (finding) => (isMendable(finding) ? <MendButton finding={finding} onMend={keep} /> : null),
    },
    panel:
      mendings.length === 0 ? null : (
        <div className="gap" role="region" aria-label="待提交的修改">
          <h3>待提交的修改</h3>
          {send.error ? <ProblemNotice problem={send.error} /> : null}
          <DataTable columns={columns} rows={mendings} rowKey={placeOf} empty="没有修改。" />
          <p className="soft">
            提交后作为一次新的报送重新审核；您自己的文件不会变，请同样改好存档。大量修改请改好文件后重新上传。
          </p>
          <div className="actions">
            <Button type="primary" loading={send.isPending} onClick={() => void submit()}>
              提交修改（{mendings.length}处）
            </Button>
            <Button disabled={send.isPending} onClick={() => setMendings([])}>
              全部放弃
            </Button>
          </div>
        </div>
      ),
  };
}
