/** The fields of a scheme's form: text that becomes an input for whoever may edit, choices, and weights that hang on a setting. */
import { Checkbox, Input, Select } from 'antd';
import { listAt, textAt, valueAt, withValue, type Data, type Path } from './edit.ts';

export interface FormProps {
  readonly data: Data;
  readonly editable: boolean;
  readonly onChange: (data: Data) => void;
}

export function useChange({ data, onChange }: FormProps) {
  return (path: Path, value: unknown) => onChange(withValue(data, path, value) as Data);
}

interface FieldProps {
  readonly form: FormProps;
  readonly path: Path;
  readonly label: string;
}

export function Text({
  form,
  path,
  label,
  small,
  optional,
}: FieldProps & {
  readonly small?: boolean;
  /** Emptied, it is left out. */
  readonly optional?: boolean;
}) {
  const change = useChange(form);
  const text = textAt(form.data, path);
  if (!form.editable) return <span>{text === '' ? '—' : text}</span>;
  return (
    <Input
      className={small ? 'short-field' : 'long-field'}
      aria-label={label}
      value={text}
      onChange={({ target }) => change(path, optional && target.value === '' ? undefined : target.value)}
    />
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function Choice({
  form,
  path,
  label,
  options,
  optional,
}: FieldProps & { readonly options: readonly Option[]; readonly optional?: boolean }) {
  const change = useChange(form);
  const text = textAt(form.data, path);
  if (!form.editable) return <span>{options.find(({ value }) => value === text)?.label ?? (text || '—')}</span>;
  return (
    <Select
      className="short-field"
      popupMatchSelectWidth={false}
      aria-label={label}
      allowClear={optional === true}
      value={text || null}
      options={[...options]}
      onChange={(value: string | undefined) => change(path, value)}
    />
  );
}

export function Flag({ form, path, label }: FieldProps) {
  const change = useChange(form);
  const checked = valueAt(form.data, path) === true;
  if (!form.editable) return <span>{checked ? '是' : '否'}</span>;
  return <Checkbox aria-label={label} checked={checked} onChange={({ target }) => change(path, target.checked)} />;
}

/** Choices among the scheme's settings, by what they are for. */
export const choiceSettings = (data: Data): Option[] =>
  listAt(data, ['settings']).flatMap((setting) =>
    textAt(setting, ['kind']) === 'choice'
      ? [{ value: textAt(setting, ['key']), label: `${textAt(setting, ['name'])}（${textAt(setting, ['key'])}）` }]
      : [],
  );

export const settingNamed = (data: Data, key: string): unknown =>
  listAt(data, ['settings']).find((setting) => textAt(setting, ['key']) === key);

/** What a choice offers, as conditions and readings name it. */
export const wordsOf = (data: Data, key: string): string[] =>
  listAt(settingNamed(data, key), ['values']).map((value) =>
    Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value),
  );

/** A reading the document hardly supports may not be worked on before somebody confirmed one. */
export const isLocked = (data: Data, key: string): boolean => {
  const setting = settingNamed(data, key);
  return textAt(setting, ['certainty']) === 'low' && valueAt(setting, ['decided']) === undefined;
};

/** `setting = word`, or none. */
export function When({ form, path, label, none }: FieldProps & { readonly none: string }) {
  const change = useChange(form);
  const setting = textAt(form.data, [...path, 'setting']);
  const is = textAt(form.data, [...path, 'is']);
  const text = setting === '' ? none : `${textAt(settingNamed(form.data, setting), ['name'])}：${is}`;
  if (!form.editable) return <span>{text}</span>;
  const options = choiceSettings(form.data).flatMap(({ value, label: name }) =>
    wordsOf(form.data, value).map((word) => ({ value: `${value} ${word}`, label: `${name}选${word}时` })),
  );
  return (
    <Select
      className="short-field"
      popupMatchSelectWidth={false}
      aria-label={label}
      allowClear
      placeholder={none}
      value={setting === '' ? null : `${setting} ${is}`}
      options={options}
      onChange={(value: string | undefined) => {
        const [key = '', ...rest] = (value ?? '').split(' ');
        change(path, key === '' ? undefined : { setting: key, is: rest.join(' ') });
      }}
    />
  );
}

/** A weight that hangs on a setting: one field for each reading. */
export function Weight({ form, path, label }: FieldProps) {
  const value = valueAt(form.data, path);
  if (typeof value !== 'object' || value === null) return <Text form={form} path={path} label={label} small />;
  const key = textAt(value, ['setting']);
  const own = isLocked(form.data, key) ? { ...form, editable: false } : form;
  return (
    <>
      {wordsOf(form.data, key).map((reading) => (
        <div key={reading}>
          {`${reading}：`}
          <Text form={own} path={[...path, 'of', reading]} label={`${label}（${reading}）`} small />
        </div>
      ))}
    </>
  );
}
