/** Listing departments as appraisees, with the frames the documents prescribe or others; and adding a department. */
import { App, Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import type { z } from 'zod';
import {
  addAppraisees,
  categoryLabels,
  categorySchema,
  coverageSchema,
  filedListKindSchema,
  createDepartment,
  getCycle,
  listCycles,
  listDepartments,
  listFrames,
  listKindLabels,
  type Category,
  type Cycle,
  type frameDutySchema,
} from '#contract';
import { useRead, useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Reading } from '../shared/reading.tsx';
import { coverageLabels } from '../shared/words.ts';
import { DepartmentPicker } from './department-picker.tsx';

type Duty = z.infer<typeof frameDutySchema>;

/** Which 附件 belong to which kind of list. */
const attachmentsOf: Readonly<Record<Duty['list'], readonly number[]>> = {
  'system-cadres': [2, 4, 6],
  'hot-topics': [3, 5, 7],
  'service-users': [],
};

/** 参公 institutions are no class of their own, so their 附件 are offered here. */
const institutionDuties: readonly Duty[] = [
  { list: 'system-cadres', attachment: 6, minimum: 0, coverage: 'none' },
  { list: 'hot-topics', attachment: 7, minimum: 300, coverage: 'none' },
];

interface Addition {
  readonly departmentIds: readonly string[];
  readonly by: 'category' | 'institution' | 'hand';
  readonly duties?: readonly {
    list: Duty['list'];
    attachment?: number | null;
    minimum: number;
    coverage: Duty['coverage'];
  }[];
}

function DutyFields({ index, onRemove }: { readonly index: number; readonly onRemove: () => void }) {
  const list = Form.useWatch<Duty['list'] | undefined>(['duties', index, 'list']);
  const form = Form.useFormInstance();
  const attachments = list === undefined ? [] : attachmentsOf[list];
  return (
    <fieldset className="duty">
      <legend className="duty-name">{`第${index + 1}份`}</legend>
      <Form.Item name={[index, 'list']} label="名单种类" rules={[{ required: true, message: '请选择名单种类' }]}>
        <Select
          options={filedListKindSchema.options.map((value) => ({ value, label: listKindLabels[value] }))}
          onChange={(value: Duty['list']) =>
            form.setFieldValue(['duties', index, 'attachment'], attachmentsOf[value][0] ?? null)
          }
        />
      </Form.Item>
      {attachments.length === 0 ? null : (
        <Form.Item name={[index, 'attachment']} label="附件" rules={[{ required: true, message: '请选择附件' }]}>
          <Select options={attachments.map((value) => ({ value, label: `附件${value}` }))} />
        </Form.Item>
      )}
      <Form.Item
        name={[index, 'minimum']}
        label="最少人数（0表示不限）"
        rules={[{ required: true, message: '请填写最少人数，不限写0' }]}
      >
        <InputNumber min={0} max={100_000} precision={0} />
      </Form.Item>
      <Form.Item name={[index, 'coverage']} label="覆盖要求">
        <Select options={coverageSchema.options.map((value) => ({ value, label: coverageLabels[value] }))} />
      </Form.Item>
      <Button size="small" onClick={onRemove}>
        删去这一份
      </Button>
    </fieldset>
  );
}

function AdditionFields({ present }: { readonly present: ReadonlySet<string> }) {
  const departments = useRead(listDepartments, {});
  const by = Form.useWatch<Addition['by'] | undefined>('by');
  return (
    <>
      <Reading query={departments} rows={3}>
        {({ items }) => (
          <Form.Item
            name="departmentIds"
            label="选择部门"
            rules={[{ required: true, type: 'array', min: 1, message: '请至少选一个部门' }]}
          >
            <DepartmentPicker departments={items.filter(({ id }) => !present.has(id))} />
          </Form.Item>
        )}
      </Reading>
      <Form.Item name="by" label="应报的抽样框">
        <Radio.Group
          vertical
          options={[
            { value: 'category', label: '按类别和文件规定自动给出' },
            { value: 'institution', label: '参公事业单位：附件6，以及附件7（不少于300人）' },
            { value: 'hand', label: '自己指定' },
          ]}
        />
      </Form.Item>
      {by === 'hand' ? (
        <Form.List name="duties" initialValue={[{ list: 'hot-topics', attachment: 3, minimum: 300, coverage: 'none' }]}>
          {(rows, { add, remove }) => (
            <>
              {rows.map(({ key, name }) => (
                <DutyFields key={key} index={name} onRemove={() => remove(name)} />
              ))}
              <Button disabled={rows.length >= 8} onClick={() => add({ minimum: 0, coverage: 'none' })}>
                再加一份
              </Button>
            </>
          )}
        </Form.List>
      ) : null}
    </>
  );
}

function dutiesOf({ by, duties }: Addition): Duty[] | undefined {
  if (by === 'category') return undefined;
  if (by === 'institution') return [...institutionDuties];
  return (duties ?? []).map(({ attachment = null, ...duty }) => ({ ...duty, attachment }));
}

export function AddAppraisees({ cycle, present }: { readonly cycle: Cycle; readonly present: ReadonlySet<string> }) {
  const { message } = App.useApp();
  const add = useWrite(addAppraisees, [getCycle, listCycles, listFrames]);
  return (
    <DialogButton<Addition>
      label="列入被评价单位"
      type="primary"
      title="列入被评价单位"
      okText="列入"
      width={760}
      initialValues={{ departmentIds: [], by: 'category' }}
      onSubmit={async (values) => {
        const frames = dutiesOf(values);
        const { added } = await add.mutateAsync({
          params: { cycleId: cycle.id },
          body: { departmentIds: [...values.departmentIds], ...(frames ? { frames } : {}) },
        });
        void message.success(`已列入${added}个单位`);
      }}
    >
      <AdditionFields present={present} />
    </DialogButton>
  );
}

export function NewDepartment() {
  const { message } = App.useApp();
  const create = useWrite(createDepartment, [listDepartments]);
  const fields = createDepartment.body.shape;
  return (
    <DialogButton<{ name: string; category: Category }>
      label="新增部门"
      title="新增部门"
      okText="新增部门"
      onSubmit={async (values) => {
        await create.mutateAsync({ body: values });
        void message.success(`已新增${values.name}，现在可以列入被评价单位`);
      }}
    >
      <p>加入部门名录，以后每个周期都能选用。</p>
      <Form.Item name="name" label="部门全称" required rules={[fieldRule(fields.name, '部门全称写2到80个字')]}>
        <Input maxLength={80} placeholder="例如：自治区民政厅" />
      </Form.Item>
      <Form.Item name="category" label="类别" rules={[{ required: true, message: '请选择类别' }]}>
        <Select options={categorySchema.options.map((value) => ({ value, label: categoryLabels[value] }))} />
      </Form.Item>
    </DialogButton>
  );
}
