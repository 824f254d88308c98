/** A setting of a scheme in a dialog: what it is about, the document's words, what may be chosen, what is suggested and why. */
import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { describeValue } from '../results/words.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { listAt, textAt, valueAt } from './edit.ts';
import { useChange, type FormProps } from './scheme-fields.tsx';
import { fixedValues, type SettingKind } from './setting-shape.ts';

const kinds: readonly { value: SettingKind; label: string }[] = [
  { value: 'choice', label: '几种读法选一种' },
  { value: 'weights', label: '一组权重' },
  { value: 'number', label: '一个数' },
  { value: 'integer', label: '一个整数' },
  { value: 'tariff', label: '加扣分标准' },
];

interface Values {
  readonly kind: SettingKind;
  readonly key: string;
  readonly name: string;
  readonly quote?: string;
  readonly why?: string;
  readonly ambiguity?: string;
  readonly low?: boolean;
  readonly required?: boolean;
  /** One a line; or, for words the rules know, JSON texts. */
  readonly readings?: string;
  readonly known?: readonly string[];
  readonly from?: string | number;
  readonly to?: string | number;
  readonly preset?: string | number;
  readonly members?: readonly string[];
  readonly all?: boolean;
  readonly perGroup?: boolean;
}

const lines = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function valuesOf(setting: unknown): Partial<Values> {
  const kind = textAt(setting, ['kind']) as SettingKind;
  const key = textAt(setting, ['key']);
  const offered = kind === 'weights' ? listAt(setting, ['words']) : listAt(setting, ['values']);
  const number = (name: string) => valueAt(setting, [name]) as string | number | undefined;
  return {
    kind,
    key,
    name: textAt(setting, ['name']),
    quote: textAt(setting, ['quote']),
    why: textAt(setting, ['why']),
    ambiguity: textAt(setting, ['ambiguity']),
    low: textAt(setting, ['certainty']) === 'low',
    required: valueAt(setting, ['required']) === true,
    readings: offered.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n'),
    known: offered.map((value) => JSON.stringify(value)),
    ...Object.fromEntries(
      (['from', 'to', 'preset'] as const).flatMap((name) =>
        number(name) === undefined ? [] : [[name, number(name)] as const],
      ),
    ),
    members: listAt(setting, ['members']).map(String),
    all: valueAt(setting, ['all']) === true,
    perGroup: valueAt(setting, ['perGroup']) === true,
  };
}

/** The setting as it is written down; what the dialog does not ask (a condition, a decision) stays. */
function settingOf(values: Values, before: Readonly<Record<string, unknown>> | undefined): object {
  const { kind, key, name, quote, why, ambiguity, low } = values;
  const text = (field: string, value: string | undefined) => ((value ?? '').trim() === '' ? {} : { [field]: value });
  const required = typeof before?.['required'] === 'object' ? before['required'] : values.required === true;
  const base = {
    kind,
    key,
    name,
    ...text('ambiguity', ambiguity),
    ...(low === true ? { certainty: 'low' } : {}),
    ...text('quote', quote),
    ...text('why', why),
    ...(before?.['decided'] === undefined ? {} : { decided: before['decided'] }),
  };
  switch (kind) {
    case 'choice':
      return {
        ...base,
        values: fixedValues(key)
          ? (values.known ?? []).map((value) => JSON.parse(value) as unknown)
          : lines(values.readings),
        required,
      };
    case 'weights':
      return {
        ...base,
        words: before?.['words'] ?? [],
        members: values.members ?? [],
        all: values.all === true,
        perGroup: values.perGroup === true,
        required,
      };
    case 'integer':
      return { ...base, from: Number(values.from), to: Number(values.to), preset: Number(values.preset) };
    case 'number':
      return { ...base, from: String(values.from), to: String(values.to), preset: String(values.preset) };
    case 'tariff':
      return base;
  }
  return base;
}

const needed = (message: string) => [{ required: true, message }];

/** What depends on the kind. */
function KindFields({ leaves }: { readonly leaves: readonly { value: string; label: string }[] }) {
  const kind = Form.useWatch('kind') as SettingKind | undefined;
  const key = (Form.useWatch('key') as string | undefined) ?? '';
  const fixed = fixedValues(key);
  if (kind === 'choice' && fixed)
    return (
      <Form.Item name="known" label="可选的算法" extra="第一个是建议；平台只会这几种" rules={needed('至少选两种')}>
        <Select
          mode="multiple"
          options={fixed.map((value) => ({ value: JSON.stringify(value), label: describeValue(value) }))}
        />
      </Form.Item>
    );
  if (kind === 'choice')
    return (
      <>
        <Form.Item
          name="readings"
          label="各种读法"
          extra="一行一种，第一行是建议；权重随它而变的指标，在“指标和权重”里逐种填写"
          rules={needed('至少写两种')}
        >
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.Item name="required" valuePropName="checked">
          <Checkbox>没有可以建议的，必须有人决定</Checkbox>
        </Form.Item>
      </>
    );
  if (kind === 'weights')
    return (
      <>
        <Form.Item name="members" label="给哪些指标定权重" rules={needed('至少选两个')}>
          <Select mode="tags" options={[...leaves]} />
        </Form.Item>
        <Form.Item name="all" valuePropName="checked">
          <Checkbox>每个都要有权重</Checkbox>
        </Form.Item>
        <Form.Item name="perGroup" valuePropName="checked">
          <Checkbox>各类别分别定</Checkbox>
        </Form.Item>
        <Form.Item name="required" valuePropName="checked">
          <Checkbox>没有可以建议的，必须有人决定</Checkbox>
        </Form.Item>
      </>
    );
  if (kind === 'tariff' || kind === undefined) return null;
  const field = kind === 'integer' ? <InputNumber precision={0} /> : <Input maxLength={20} />;
  return (
    <div className="filters">
      <Form.Item name="from" label="最小" rules={needed('请填写')}>
        {field}
      </Form.Item>
      <Form.Item name="to" label="最大" rules={needed('请填写')}>
        {field}
      </Form.Item>
      <Form.Item name="preset" label="建议" rules={needed('请填写')}>
        {field}
      </Form.Item>
    </div>
  );
}

export function EditSetting({ form, i }: { readonly form: FormProps; readonly i: number | null }) {
  const change = useChange(form);
  const settings = listAt(form.data, ['settings']);
  const before = i === null ? undefined : (settings[i] as Readonly<Record<string, unknown>>);
  const name = textAt(before, ['name']);
  const plans = new Set(Object.values((valueAt(form.data, ['parts']) as Record<string, unknown> | undefined) ?? {}));
  const leaves = [...plans].flatMap((parts) =>
    (Array.isArray(parts) ? (parts as unknown[]) : []).flatMap((part) =>
      [...listAt(part, ['leaves']), ...listAt(part, ['leaves', 'own'])].map((leaf) => ({
        value: textAt(leaf, ['id']),
        label: `${textAt(leaf, ['name'])}（${textAt(leaf, ['id'])}）`,
      })),
    ),
  );
  return (
    <DialogButton<Values>
      label={before ? '编辑' : '加一项'}
      {...(before ? { size: 'small' as const, accessibleLabel: `编辑：${name}` } : {})}
      title={before ? `编辑“${name}”` : '加一项文件没有规定的事项'}
      okText="放入草稿"
      width={640}
      initialValues={before ? valuesOf(before) : { kind: 'choice', low: false, required: false }}
      onSubmit={async (values) => {
        await Promise.resolve();
        change(['settings', i ?? settings.length], settingOf(values, before));
      }}
    >
      <Form.Item name="kind" label="是什么">
        <Select disabled={before !== undefined} options={[...kinds]} />
      </Form.Item>
      <Form.Item
        name="key"
        label="编号"
        rules={[
          { required: true, pattern: /^[A-Za-z][A-Za-z0-9-]*$/, message: '以英文字母开头，只用字母、数字和连字符' },
        ]}
      >
        <Input maxLength={40} disabled={before !== undefined} />
      </Form.Item>
      <Form.Item name="name" label="事项" rules={needed('请写明是什么事项')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="quote" label="文件原文" extra="照抄有关的一句，选用的人据此判断">
        <Input.TextArea rows={2} maxLength={400} />
      </Form.Item>
      <KindFields leaves={[...new Map(leaves.map((leaf) => [leaf.value, leaf])).values()]} />
      <Form.Item name="why" label="建议的理由">
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="ambiguity" label="问题编号" extra="写了编号，就是文件留下的问题：有建议也要有人决定之后才计分">
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item name="low" valuePropName="checked">
        <Checkbox>原文依据不足：各种读法锁定，须由人单独确认</Checkbox>
      </Form.Item>
    </DialogButton>
  );
}
