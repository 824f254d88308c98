/** A button that saves a file of the server; a refusal is said in place instead of being saved as one. */
import { App, Button } from 'antd';
import { useState } from 'react';
import type { RouteShape } from '#contract';
import { download, type Asked } from '../api.ts';
import { describeProblem } from './problem-notice.tsx';

export function DownloadButton<R extends RouteShape>({
  route,
  asked,
  name,
  disabled = false,
  size,
  children,
}: {
  readonly route: R;
  readonly asked: Asked<R>;
  /** What the file is called when the server does not say. */
  readonly name: string;
  readonly disabled?: boolean;
  readonly size?: 'small';
  readonly children: string;
}) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await download(route, asked, name);
    } catch (error) {
      void message.error(describeProblem(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} disabled={disabled} onClick={() => void save()} {...(size ? { size } : {})}>
      {children}
    </Button>
  );
}
