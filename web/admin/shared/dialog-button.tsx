/**
 * A button that asks before it acts: opens a dialog that says what will happen, with or without fields, and shows a refusal in it.
 *
 * Promise: the dialog closes only when the act succeeded.
 */
import { Button, Form, Modal, type ButtonProps, type FormInstance } from 'antd';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { showFieldProblems } from './field-rule.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** A form of its own for each opening: what was typed or preset the last time does not come back. */
function DialogForm<Values extends object>({
  onForm,
  initialValues,
  onFinish,
  children,
}: {
  readonly onForm: (form: FormInstance<Values>) => void;
  readonly initialValues: Partial<Values> | undefined;
  readonly onFinish: (values: Values) => void;
  readonly children: ReactNode;
}) {
  const [form] = Form.useForm<Values>();
  useEffect(() => {
    onForm(form);
  }, [onForm, form]);
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      {...(initialValues === undefined ? {} : { initialValues })}
      onFinish={onFinish}
    >
      {children}
    </Form>
  );
}

export function DialogButton<Values extends object>({
  label,
  type = 'default',
  danger = false,
  size,
  disabled = false,
  accessibleLabel,
  title,
  okText,
  initialValues,
  width = 560,
  onSubmit,
  children,
}: {
  readonly label: string;
  readonly type?: NonNullable<ButtonProps['type']>;
  readonly danger?: boolean;
  readonly size?: 'small';
  readonly disabled?: boolean;
  /** When several buttons on a page have the same label. */
  readonly accessibleLabel?: string;
  readonly title: string;
  readonly okText: string;
  readonly initialValues?: Partial<Values>;
  readonly width?: number;
  readonly onSubmit: (values: Values) => Promise<unknown>;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const form = useRef<FormInstance<Values> | null>(null);
  const hold = useCallback((opened: FormInstance<Values>) => void (form.current = opened), []);
  const body = useRef<HTMLDivElement>(null);
  const submit = async (values: Values) => {
    setBusy(true);
    setProblem(null);
    try {
      await onSubmit(values);
      setOpen(false);
    } catch (error) {
      if (!form.current || !showFieldProblems(form.current, error)) setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        type={type}
        danger={danger}
        disabled={disabled}
        {...(size ? { size } : {})}
        {...(accessibleLabel === undefined ? {} : { 'aria-label': accessibleLabel })}
        onClick={() => {
          setProblem(null);
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <Modal
        title={title}
        open={open}
        width={width}
        okText={okText}
        okButtonProps={{ danger }}
        cancelText="取消"
        confirmLoading={busy}
        destroyOnHidden
        scrollLock={false}
        mask={{ closable: false }}
        afterOpenChange={(opened) => {
          // Whoever was quicker than the opening keeps the field chosen.
          if (!opened || body.current?.contains(document.activeElement)) return;
          body.current?.querySelector<HTMLElement>('input, textarea')?.focus();
        }}
        onOk={() => form.current?.submit()}
        onCancel={() => {
          if (!busy) setOpen(false);
        }}
      >
        <div ref={body}>
          {problem === null ? null : <ProblemNotice problem={problem} />}
          <DialogForm<Values> onForm={hold} initialValues={initialValues} onFinish={(values) => void submit(values)}>
            {children}
          </DialogForm>
        </div>
      </Modal>
    </>
  );
}
