/** 与上一次相比: who came, who went, what changed field by field, in the row numbers of each version. */
import { differenceFieldLabels, getDifference, type Submission, type SubmissionDifference } from '#contract';
import { formatCount } from '../format.ts';
import { useRead } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

type Listed = SubmissionDifference['added'][number];
type Changed = SubmissionDifference['changed'][number];

const listedColumns = (rowTitle: string): readonly Column<Listed>[] => [
  { key: 'row', title: rowTitle, kind: 'right', inline: true, render: ({ row }) => row },
  { key: 'serial', title: '序号', kind: 'right', inline: true, render: ({ serial }) => serial },
  { key: 'name', title: '姓名', kind: 'wide', inline: true, render: ({ name }) => name },
  { key: 'sheet', title: '工作表', kind: 'wrap', render: ({ sheet }) => sheet },
];

const changedColumns: readonly Column<Changed>[] = [
  { key: 'row', title: '这一次行号', kind: 'right', inline: true, render: ({ row }) => row },
  { key: 'previousRow', title: '上一次行号', kind: 'right', inline: true, render: ({ previousRow }) => previousRow },
  { key: 'name', title: '姓名', kind: 'tight', inline: true, render: ({ name }) => name },
  {
    key: 'fields',
    title: '改动',
    kind: 'wide',
    render: ({ fields }) =>
      fields.map(({ field, from, to }) => (
        <div key={field}>
          {differenceFieldLabels[field]}：<del>{from ?? '（空）'}</del> → <ins>{to ?? '（空）'}</ins>
        </div>
      )),
  },
  {
    key: 'sheet',
    title: '工作表',
    kind: 'wrap',
    render: ({ sheet, previousSheet }) => (sheet === previousSheet ? sheet : `${previousSheet} → ${sheet}`),
  },
];

/** One kind of change, folded; the first lines of a long list say how long it is. */
function Kind<Row>({
  title,
  total,
  columns,
  rows,
}: {
  readonly title: string;
  readonly total: number;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}) {
  if (total === 0) return null;
  return (
    <details className="gap-above">
      <summary>
        {title}
        {formatCount(total)}人{rows.length < total ? `（只列前${formatCount(rows.length)}人）` : ''}
      </summary>
      <DataTable caption={title} columns={columns} rows={rows} rowKey={(_, index) => index} empty="没有。" />
    </details>
  );
}

function Content({ difference }: { readonly difference: SubmissionDifference }) {
  const { previous, compared, counts, added, removed, changed, masked } = difference;
  if (previous === null) return <p>这是第一次报送，没有上一次可比。</p>;
  if (!compared) return <p>这次报送时平台还没有比对功能，没有结果。</p>;
  if (counts.added + counts.removed + counts.changed === 0)
    return (
      <p>
        与第{previous.number}次报送相比，可用的{formatCount(counts.unchanged)}人没有任何改动。
      </p>
    );
  return (
    <>
      <p>
        与第{previous.number}次报送相比，可用的人里新增<strong>{formatCount(counts.added)}</strong>人、去掉
        <strong>{formatCount(counts.removed)}</strong>人、改动<strong>{formatCount(counts.changed)}</strong>人，
        {formatCount(counts.unchanged)}人没有变。
      </p>
      {masked ? <p className="soft small">姓名和号码已遮盖。</p> : null}
      <Kind title="新增" total={counts.added} columns={listedColumns('这一次行号')} rows={added} />
      <Kind title="去掉" total={counts.removed} columns={listedColumns('上一次行号')} rows={removed} />
      <Kind title="改动" total={counts.changed} columns={changedColumns} rows={changed} />
    </>
  );
}

export function Difference({ submission }: { readonly submission: Submission }) {
  const difference = useRead(getDifference, { params: { submissionId: submission.id } });
  return (
    <Section title="与上一次相比">
      <Reading query={difference}>{(data) => <Content difference={data} />}</Reading>
    </Section>
  );
}
