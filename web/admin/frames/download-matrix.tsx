/** Saves the state of all frames of a cycle as a workbook. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { downloadFrameMatrix, type Cycle } from '#contract';
import { download } from '../api.ts';
import { describeProblem } from '../shared/problem-notice.tsx';

export function DownloadMatrix({ cycle }: { readonly cycle: Cycle }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await download(downloadFrameMatrix, { params: { cycleId: cycle.id } }, '抽样框报送情况.xlsx');
    } catch (error) {
      void message.error(describeProblem(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} onClick={() => void save()}>
      导出总览
    </Button>
  );
}
