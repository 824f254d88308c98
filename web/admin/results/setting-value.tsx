/** The value of a setting as the fields of a dialog, and back: a choice, a number, weights that must add up, points of entries. */
import { Form, Input, InputNumber, Select } from 'antd';
import type { OpenSetting } from '#contract';
import { add, compare, isNumberString, mustNumber } from '#surveys';
import { describeValue, plainNumber } from './words.ts';

/** What a value is asked for: the same in a cycle and in a scheme. */
export type ValueShape = Pick<
  OpenSetting,
  'name' | 'kind' | 'values' | 'members' | 'from' | 'to' | 'perGroup' | 'suggestion'
> & { readonly decision: { readonly value: unknown } | null };

export interface SettingValues {
  readonly value?: string | number;
  readonly weights?: Record<string, string>;
  readonly byGroup?: Record<string, Record<string, string>>;
}

/** Names of groups and of what is weighed, by id. */
export interface SettingNames {
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly members: ReadonlyMap<string, string>;
}

/** What is chosen travels as JSON text, because a choice may be true, or an order of words. */
const asText = (value: unknown): string => JSON.stringify(value);

const filled = (weights: Readonly<Record<string, string | undefined>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(weights).flatMap(([key, weight]) =>
      (weight ?? '').trim() === '' ? [] : [[key, weight!.trim()] as const],
    ),
  );

export function valueOf(setting: ValueShape, { value, weights, byGroup }: SettingValues): unknown {
  if (setting.kind === 'integer') return value;
  if (setting.kind === 'number') return String(value);
  if (setting.kind === 'choice') return JSON.parse(String(value));
  const given: Record<string, unknown> = setting.perGroup
    ? Object.fromEntries(
        Object.entries(byGroup ?? {})
          .map(([group, of]) => [group, filled(of)] as const)
          .filter(([, of]) => Object.keys(of).length > 0),
      )
    : filled(weights);
  if (setting.kind === 'weights' && Object.keys(given).length === 0)
    return value === undefined ? {} : JSON.parse(String(value));
  return given;
}

export function initialOf(setting: ValueShape): Partial<SettingValues> {
  const value = setting.decision?.value ?? setting.suggestion;
  if (value === null || value === undefined) return {};
  if (setting.kind === 'choice') return { value: asText(value) };
  if (setting.kind === 'integer') return { value: Number(value) };
  if (setting.kind === 'number') return { value: typeof value === 'string' ? value : asText(value) };
  if (typeof value !== 'object') return { value: asText(value) };
  return setting.perGroup
    ? { byGroup: value as Record<string, Record<string, string>> }
    : { weights: value as Record<string, string> };
}

/** Weights of one set, with their sum as they are typed. */
function WeightFields({
  legend,
  path,
  members,
  names,
}: {
  readonly legend: string;
  readonly path: readonly string[];
  readonly members: readonly string[];
  readonly names: SettingNames['members'];
}) {
  const typed = Form.useWatch([...path]) as Record<string, string | undefined> | undefined;
  const weights = Object.values(filled(typed));
  const sound = weights.every((weight) => isNumberString(weight));
  const sum = sound ? weights.reduce((total, weight) => add(total, mustNumber(weight)), mustNumber('0')) : null;
  const fits = sum !== null && compare(sum, mustNumber('1')) === 0;
  return (
    <fieldset className="plain-fields">
      <legend>{legend}</legend>
      {members.map((member) => (
        <Form.Item key={member} name={[...path, member]} label={`${names.get(member) ?? member}（${member}）`}>
          <Input />
        </Form.Item>
      ))}
      {weights.length === 0 ? null : (
        <p className={fits ? 'small soft' : 'bad'} role="status">
          {sum === null ? '有的权重不是数字，写成0.3或1/3' : `合计${plainNumber(sum)}${fits ? '' : '，应正好为1'}`}
        </p>
      )}
    </fieldset>
  );
}

export function ValueField({ setting, names }: { readonly setting: ValueShape; readonly names: SettingNames }) {
  if (setting.kind === 'choice')
    return (
      <Form.Item name="value" label={setting.name} rules={[{ required: true, message: '请选一项' }]}>
        <Select options={setting.values.map((value) => ({ value: asText(value), label: describeValue(value) }))} />
      </Form.Item>
    );
  if (setting.kind === 'integer')
    return (
      <Form.Item name="value" label={setting.name} rules={[{ required: true, message: '请填写' }]}>
        <InputNumber min={Number(setting.from)} max={Number(setting.to)} precision={0} />
      </Form.Item>
    );
  if (setting.kind === 'number')
    return (
      <Form.Item
        name="value"
        label={setting.name}
        extra={`${setting.from}到${setting.to}之间`}
        rules={[{ required: true, message: '请填写' }]}
      >
        <Input />
      </Form.Item>
    );
  if (setting.kind === 'tariff')
    return (
      <fieldset className="plain-fields">
        <legend>每次的分值</legend>
        {setting.members.map((member) => (
          <Form.Item key={member} name={['weights', member]} label={names.members.get(member) ?? member}>
            <Input />
          </Form.Item>
        ))}
      </fieldset>
    );
  return (
    <>
      {setting.values.length > 0 ? (
        <Form.Item name="value" label={setting.name}>
          <Select
            allowClear
            placeholder="或在下面逐项填写"
            options={setting.values.map((value) => ({ value: asText(value), label: describeValue(value) }))}
          />
        </Form.Item>
      ) : null}
      {setting.perGroup ? (
        names.groups.map(({ id, name }) => (
          <WeightFields
            key={id}
            legend={`${name}：各项的权重，不适用的不填，合计正好为1`}
            path={['byGroup', id]}
            members={setting.members}
            names={names.members}
          />
        ))
      ) : (
        <WeightFields
          legend="各项的权重，合计正好为1"
          path={['weights']}
          members={setting.members}
          names={names.members}
        />
      )}
    </>
  );
}
