/** The office's board of all rectifications of a cycle: what waits for a decision first. */
import { useParams } from '@tanstack/react-router';
import { Select } from 'antd';
import { useState } from 'react';
import { listRectifications, rectificationStateLabels, type Rectification } from '#contract';
import { useRead } from '../query.ts';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { OpinionFrame } from './frame.tsx';
import { RectificationCard } from './rectification-card.tsx';
import '../styles/opinions.css';

const order = { filed: 0, accepted: 1, returned: 2, draft: 3 } as const;
type Shown = Rectification['state'] | 'public' | '';

export function RectificationsPage() {
  const { cycleId } = useParams({ from: '/inside/opinions/$cycleId/rectifications' });
  const list = useRead(listRectifications, { params: { cycleId } });
  const [shown, setShown] = useState<Shown>('');
  return (
    <OpinionFrame
      cycleId={cycleId}
      title="整改"
      lead="单位报送的整改事项：看五个部分是否写全、是否回应了意见，接收或退回；接收的可以公开。"
    >
      <Reading query={list}>
        {({ items }) => {
          const count = (state: Rectification['state']) => items.filter((item) => item.state === state).length;
          const asked = items
            .filter(
              ({ state, publishedAt }) => shown === '' || (shown === 'public' ? publishedAt !== null : state === shown),
            )
            .toSorted((a, b) => order[a.state] - order[b.state]);
          return (
            <Section
              title={`待接收${count('filed')}项，已接收${count('accepted')}项，公开${items.filter(({ publishedAt }) => publishedAt !== null).length}项，共${items.length}项`}
            >
              <div className="filters">
                <label htmlFor="rectification-state">
                  状态
                  <br />
                  <Select<Shown>
                    id="rectification-state"
                    className="opinion-select"
                    aria-label="状态"
                    value={shown}
                    options={[
                      { value: '', label: '全部' },
                      ...Object.entries(rectificationStateLabels).map(([value, label]) => ({
                        value: value as Rectification['state'],
                        label,
                      })),
                      { value: 'public', label: '正在公开' },
                    ]}
                    onChange={setShown}
                  />
                </label>
              </div>
              {asked.length === 0 ? (
                <div className="empty">
                  {items.length === 0 ? '还没有整改事项。意见移交以后，由单位联络员填写。' : '没有这种状态的整改事项。'}
                </div>
              ) : (
                <div className="cards one-column">
                  {asked.map((item) => (
                    <RectificationCard key={item.id} item={item} named />
                  ))}
                </div>
              )}
            </Section>
          );
        }}
      </Reading>
    </OpinionFrame>
  );
}
