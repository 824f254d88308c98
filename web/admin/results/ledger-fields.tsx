/** What the ledger's dialogs share: which department, and what a change touches. */
import { Form, Select } from 'antd';
import { getComputation, listScoreEntries, listScoreOverrides } from '#contract';
import type { Scoring } from './scoring.ts';

export const ledgerTouched = [listScoreEntries, listScoreOverrides, getComputation];
export const required = (message: string) => [{ required: true, message }];

export function DepartmentField({ scoring }: { readonly scoring: Scoring }) {
  return (
    <Form.Item name="departmentId" label="单位" rules={required('请选单位')}>
      <Select
        showSearch
        optionFilterProp="label"
        options={scoring.appraisees.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Form.Item>
  );
}
