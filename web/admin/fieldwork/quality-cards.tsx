/** A department's lists as the calls found them: on its front page, and beside its result. */
import { getListQuality, listListQuality } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { LinkButton } from '../shared/link-button.tsx';
import { Section } from '../shared/page.tsx';
import { QualityTable } from './quality-table.tsx';

/** Cycles of which the department was told; nothing where there are none. */
export function QualityCards() {
  const told = useRead(listListQuality, {});
  const items = told.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className="cards gap-above">
      {items.map(({ cycleId, cycleName, at }) => (
        <article key={cycleId} className="card" aria-label={`${cycleName}名单质量`}>
          <h2>名单质量</h2>
          <p className="soft">{cycleName}</p>
          <p>电话访问查明的空号、停机和非本人，供下次报送前核对。</p>
          <p className="soft">{`${formatInstant(at)}反馈`}</p>
          <div className="actions">
            <LinkButton to="/cycles/$cycleId/list-quality" params={{ cycleId }}>
              查看
            </LinkButton>
          </div>
        </article>
      ))}
    </div>
  );
}

/** Beside a result: what the feedback sheet says of the department's lists; nothing before it was told. */
export function QualityOfDepartment({
  cycleId,
  departmentId,
}: {
  readonly cycleId: string;
  readonly departmentId: string;
}) {
  const quality = useRead(getListQuality, { params: { cycleId } });
  const rows = quality.data?.rows.filter((row) => row.departmentId === departmentId) ?? [];
  if (!quality.data?.told || rows.length === 0) return null;
  return (
    <Section title="报送名单的质量">
      <QualityTable rows={rows} all={quality.data.all} own />
    </Section>
  );
}
