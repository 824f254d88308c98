/** A button that saves a file, and says in place why it cannot. */
import { App, Button } from 'antd';
import { useState } from 'react';
import type { RouteShape } from '#contract';
import { download, type Asked } from '../api.ts';
import { describeProblem } from '../shared/problem-notice.tsx';

export function DownloadButton<R extends RouteShape>({
  route,
  asked,
  name,
  label,
  size,
}: {
  readonly route: R;
  readonly asked: Asked<R>;
  readonly name: string;
  readonly label: string;
  readonly size?: 'small';
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
    <Button loading={busy} onClick={() => void save()} {...(size ? { size } : {})}>
      {label}
    </Button>
  );
}
