/** The fields of a scheme's form: text that becomes an input for whoever may edit, and weights that hang on a setting. */
import { Input } from 'antd';
import { textAt, valueAt, withValue, type Data, type Path } from './edit.ts';

export interface FormProps {
  readonly data: Data;
  readonly editable: boolean;
  readonly onChange: (data: Data) => void;
}

export function useChange({ data, onChange }: FormProps) {
  return (path: Path, value: unknown) => onChange(withValue(data, path, value) as Data);
}

export function Text({
  form,
  path,
  label,
  small,
}: {
  readonly form: FormProps;
  readonly path: Path;
  readonly label: string;
  readonly small?: boolean;
}) {
  const change = useChange(form);
  const text = textAt(form.data, path);
  if (!form.editable) return <span>{text === '' ? '—' : text}</span>;
  return (
    <Input
      className={small ? 'short-field' : 'long-field'}
      aria-label={label}
      value={text}
      onChange={({ target }) => change(path, target.value)}
    />
  );
}

/** A weight that hangs on a setting: one field for each reading. */
export function Weight({
  form,
  path,
  label,
}: {
  readonly form: FormProps;
  readonly path: Path;
  readonly label: string;
}) {
  const value = valueAt(form.data, path);
  if (typeof value !== 'object' || value === null) return <Text form={form} path={path} label={label} small />;
  const readings = Object.keys((valueAt(value, ['of']) as object | undefined) ?? {});
  return (
    <>
      {readings.map((reading) => (
        <div key={reading}>
          {`${reading}：`}
          <Text form={form} path={[...path, 'of', reading]} label={`${label}（${reading}）`} small />
        </div>
      ))}
    </>
  );
}
