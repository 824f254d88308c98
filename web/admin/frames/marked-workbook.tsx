/** The department's own workbook back, with colours and comments where something was found. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { downloadMarkedWorkbook, type Submission } from '#contract';
import { download } from '../api.ts';
import { describeProblem } from '../shared/problem-notice.tsx';

export function MarkedWorkbookButton({ submission }: { readonly submission: Submission }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const fetchWorkbook = async () => {
    setBusy(true);
    try {
      await download(
        downloadMarkedWorkbook,
        { params: { submissionId: submission.id } },
        `第${submission.number}次报送-标注.xlsx`,
      );
    } catch (error) {
      void message.error(describeProblem(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button type="primary" ghost loading={busy} onClick={() => void fetchWorkbook()}>
      下载标注后的Excel
    </Button>
  );
}
