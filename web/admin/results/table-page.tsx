/** The published class table with its pictures; Excel of everything; all feedback sheets. */
import { useParams } from '@tanstack/react-router';
import { Select } from 'antd';
import { useState } from 'react';
import { downloadFeedbacks, downloadResults, getClassTable } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { Section } from '../shared/page.tsx';
import { ApiProblem } from '../api.ts';
import { Reading } from '../shared/reading.tsx';
import { ClassTables } from './class-tables.tsx';
import { CycleFrame } from './cycle-frame.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Pictures } from './pictures.tsx';

export function TablePage() {
  const { cycleId } = useParams({ from: '/inside/results/$cycleId/table' });
  const { may } = useSignedIn();
  const table = useRead(getClassTable, { params: { cycleId } });
  const [chosen, setChosen] = useState<string>();
  const unpublished = table.error instanceof ApiProblem && table.error.status === 404;
  const asked = { params: { cycleId } };
  return (
    <CycleFrame
      cycleId={cycleId}
      title="分类排名"
      lead="已公布的最新一版。名次和等次在同一类别之内排；同分并列。"
      actions={
        table.data ? (
          <>
            <DownloadButton route={downloadResults} asked={asked} name="考评结果.xlsx">
              导出Excel
            </DownloadButton>
            {may('manageScores') ? (
              <DownloadButton route={downloadFeedbacks} asked={asked} name="考评情况反馈单.zip">
                全部反馈单（Word）
              </DownloadButton>
            ) : null}
          </>
        ) : undefined
      }
    >
      {unpublished ? (
        <div className="section empty">本周期还没有公布结果。</div>
      ) : (
        <Reading query={table}>
          {({ table: classes, package: published, previous }) => {
            const drawable = classes.groups.filter(({ rows }) => rows.filter(({ total }) => total !== null).length > 1);
            const group = drawable.find(({ id }) => id === chosen) ?? drawable[0];
            return (
              <>
                <Section title={`第${published.number}版（${formatInstant(published.publishedAt)}公布）`}>
                  <p className="digest small">{published.digest}</p>
                  <ClassTables table={classes} cycleId={cycleId} linked={may('seeAllFrames')} />
                </Section>
                {group === undefined ? null : (
                  <Section title="图示">
                    <div className="filters">
                      <label>
                        类别
                        <br />
                        <Select
                          className="wide-select"
                          aria-label="类别"
                          value={group.id}
                          options={drawable.map(({ id, name }) => ({ value: id, label: name }))}
                          onChange={setChosen}
                        />
                      </label>
                    </div>
                    <Pictures group={group} previous={previous} />
                  </Section>
                )}
              </>
            );
          }}
        </Reading>
      )}
    </CycleFrame>
  );
}
