/** All submissions of a frame, newest first; choosing one shows its verdict and findings. */
import { Link } from '@tanstack/react-router';
import type { Submission } from '#contract';
import { getReceipt } from '#contract';
import { addressOf } from '../api.ts';
import { formatCount, formatInstant } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { FiledFile } from './filed-file.tsx';
import type { FrameWithHistory } from './frame-page.tsx';

export function SubmissionHistory({ frame, shownId }: { readonly frame: FrameWithHistory; readonly shownId: string }) {
  const columns: readonly Column<Submission>[] = [
    {
      key: 'number',
      title: '次数',
      kind: 'tight',
      render: ({ id, number }) =>
        id === shownId ? (
          <>
            第{number}次<span className="soft">（上面显示的）</span>
          </>
        ) : (
          <Link
            to="/frames/$frameId"
            params={{ frameId: frame.id }}
            search={id === frame.latest?.id ? {} : { submission: id }}
            hash="verdict"
          >
            查看第{number}次
          </Link>
        ),
    },
    {
      key: 'receivedAt',
      title: '收到时间',
      kind: 'tight',
      render: ({ receivedAt, late }) => (
        <>
          {formatInstant(receivedAt)} {late ? <Mark tone="bad">逾期报送</Mark> : null}
        </>
      ),
    },
    {
      key: 'files',
      title: '文件',
      kind: 'wrap',
      render: (submission) => {
        const { files, mended } = submission;
        return (
          <>
            {mended === null ? null : <Mark tone="plain">{`网上修改第${mended.from}次的${mended.cells}处`}</Mark>}
            {files.map(({ sha256 }, index) => (
              <FiledFile key={sha256} submission={submission} file={index + 1} />
            ))}
          </>
        );
      },
    },
    {
      key: 'verdict',
      title: '审核',
      kind: 'tight',
      render: ({ verdict }) =>
        verdict === 'accepted' ? <Mark tone="good">通过</Mark> : <Mark tone="bad">未通过</Mark>,
    },
    { key: 'usable', title: '可用', kind: 'right', render: ({ counts }) => formatCount(counts.usable) },
    { key: 'errors', title: '错误', kind: 'right', render: ({ findingCounts }) => formatCount(findingCounts.error) },
    { key: 'by', title: '报送人', kind: 'tight', render: ({ submittedBy }) => submittedBy },
    {
      key: 'receipt',
      title: '回执',
      kind: 'tight',
      render: ({ id, number }) => (
        <a
          href={addressOf(getReceipt, { params: { submissionId: id } })}
          target="_blank"
          rel="noreferrer"
          aria-label={`打开第${number}次报送的回执`}
        >
          打开回执
        </a>
      ),
    },
  ];
  return (
    <Section title="历次报送">
      <DataTable columns={columns} rows={frame.submissions} rowKey={({ id }) => id} empty="还没有报送。" />
    </Section>
  );
}
