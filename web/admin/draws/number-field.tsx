/** A number with its label, what it means, and what is wrong with it. */
import { Form, InputNumber } from 'antd';

export function NumberField({
  id,
  label,
  note,
  least,
  most,
  precision = 0,
  step = 1,
  value,
  optional = false,
  wrong,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly least: number;
  readonly most?: number;
  readonly precision?: number;
  readonly step?: number;
  readonly value: number | null;
  readonly optional?: boolean;
  /** What to say of a value that is there and will not do. */
  readonly wrong?: string | undefined;
  readonly onChange: (value: number | null) => void;
}) {
  // The field takes any number: clamping it silently would show one number and draw by another.
  const problem = value === null ? (optional ? undefined : `请填写${label}`) : wrong;
  return (
    <Form.Item
      label={label}
      htmlFor={id}
      extra={note}
      {...(problem === undefined ? {} : { validateStatus: 'error', help: problem })}
    >
      <InputNumber
        id={id}
        min={least}
        {...(most === undefined ? {} : { max: most })}
        precision={precision}
        step={step}
        value={value}
        onChange={onChange}
      />
    </Form.Item>
  );
}
