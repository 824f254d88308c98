/** A button that asks for one file. The same file may be chosen again once it has been mended. */
import { Button, type ButtonProps } from 'antd';
import { useRef, type ReactNode } from 'react';

export function FileButton({
  accept,
  label,
  type = 'default',
  loading = false,
  onFile,
  children,
}: {
  readonly accept: string;
  /** Of the field, for those who do not see the button. */
  readonly label: string;
  readonly type?: NonNullable<ButtonProps['type']>;
  readonly loading?: boolean;
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button type={type} loading={loading} onClick={() => field.current?.click()}>
        {children}
      </Button>
      <input
        ref={field}
        type="file"
        accept={accept}
        className="visually-hidden"
        aria-label={label}
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </>
  );
}
