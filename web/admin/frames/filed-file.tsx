/** A filed file by its name; those who may read the list can fetch it. */
import { App, Button } from 'antd';
import { downloadFiledFile, type Submission } from '#contract';
import { download } from '../api.ts';
import { formatBytes } from '../format.ts';
import { useSignedIn } from '../session.tsx';
import { describeProblem } from '../shared/problem-notice.tsx';

export function FiledFile({ submission, file }: { readonly submission: Submission; readonly file: number }) {
  const { may } = useSignedIn();
  const { message } = App.useApp();
  const facts = submission.files[file - 1];
  if (!facts) return null;
  const { name, bytes, sha256 } = facts;
  const fetchFile = async () => {
    try {
      await download(downloadFiledFile, { params: { submissionId: submission.id, file } }, name);
    } catch (error) {
      void message.error(describeProblem(error).detail);
    }
  };
  return (
    <div title={`SHA-256：${sha256}`}>
      {may('fileFrames') || may('reviewFrames') ? (
        <Button type="link" className="file-link" aria-label={`下载${name}`} onClick={() => void fetchFile()}>
          {name}
        </Button>
      ) : (
        name
      )}{' '}
      <span className="soft small">{formatBytes(bytes)}</span>
    </div>
  );
}
