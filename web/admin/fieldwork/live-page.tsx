/** Fieldwork as it runs: how much came in, against which targets, and when it will be complete. Counts only; it looks again by itself. */
import { Link, useParams } from '@tanstack/react-router';
import { Button, Input, Switch } from 'antd';
import { useState } from 'react';
import { getLiveFieldwork, listKindLabels, type ReceivedPlace, type RouteReply } from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { DrawSection } from './live-draws.tsx';
import { Method } from './live-method.tsx';
import { DailyPicture, HourPicture } from './live-pictures.tsx';
import { channelNames, channelWords, describeProjection, sumOf } from './live-words.ts';
import { percent } from './words.ts';

type Live = RouteReply<typeof getLiveFieldwork>;

const everyMs = 10_000;

function Tile({ name, children, more }: { readonly name: string; readonly children: string; readonly more?: string }) {
  return (
    <div className="tile">
      <dt>{name}</dt>
      <dd className="big">{children}</dd>
      {more === undefined ? null : <dd className="soft small">{more}</dd>}
    </div>
  );
}

function Totals({ data }: { readonly data: Live }) {
  const { target, counted, projection, channels } = data;
  return (
    <Section title="收到多少">
      <dl className="tiles">
        {target === null ? null : (
          <Tile
            name="抽样样本"
            more={`目标${formatCount(target)}${target === 0 ? '' : `，完成${percent(counted / target)}`}`}
          >
            {formatCount(counted)}
          </Tile>
        )}
        {channels.map((row) => (
          <Tile
            key={row.channel}
            name={channelWords[row.channel]}
            more={[
              `今天${formatCount(row.today)}`,
              row.quarantined > 0 ? `待核${formatCount(row.quarantined)}` : '',
              row.excluded > 0 ? `剔除${formatCount(row.excluded)}` : '',
              row.replaced > 0 ? `被代替${formatCount(row.replaced)}` : '',
            ]
              .filter(Boolean)
              .join('，')}
          >
            {formatCount(row.counted)}
          </Tile>
        ))}
      </dl>
      {projection === null ? (
        <p className="soft">还没有封存的抽样，没有目标可以对照。</p>
      ) : (
        <>
          <p>
            <strong>全部样本：</strong>
            {describeProjection(projection)}
          </p>
          <Method projection={projection} />
        </>
      )}
      <p className="soft small">
        只数计入的份数，不含待核、剔除和被代替的；没有答案，也没有得分。网上评议不计入抽样的目标。
      </p>
    </Section>
  );
}

const dayColumns: readonly Column<Live['days'][number]>[] = [
  { key: 'day', title: '日期', kind: 'tight', render: ({ day }) => day },
  ...channelNames.map((channel): Column<Live['days'][number]> => ({
    key: channel,
    title: channelWords[channel],
    kind: 'right',
    render: (row) => formatCount(row[channel]),
  })),
  { key: 'sum', title: '合计', kind: 'right', render: (row) => formatCount(sumOf(row)) },
];

function Curve({ data }: { readonly data: Live }) {
  const { days, hours, today } = data;
  return (
    <Section title="每天收到">
      {days.length === 0 ? (
        <div className="empty">还没有收到答卷。</div>
      ) : (
        <>
          <div className="pictures">
            <figure>
              <figcaption>每天和累计</figcaption>
              <DailyPicture days={days} today={today} />
            </figure>
            <figure>
              <figcaption>今天，按小时</figcaption>
              {hours.length === 0 ? <div className="empty">今天还没有收到。</div> : <HourPicture hours={hours} />}
            </figure>
          </div>
          <details>
            <summary>逐日的数字</summary>
            <DataTable
              folds={false}
              caption="每天收到的份数，电话按接通的日子算"
              columns={dayColumns}
              rows={days.toReversed()}
              rowKey={({ day }) => day}
              empty=""
            />
          </details>
        </>
      )}
    </Section>
  );
}

const placeColumns: readonly Column<ReceivedPlace>[] = [
  { key: 'department', title: '单位', render: ({ department }) => department },
  {
    key: 'list',
    title: '名单',
    kind: 'tight',
    render: ({ list }) => (list === null ? '网上和散发' : listKindLabels[list]),
  },
  {
    key: 'target',
    title: '目标',
    kind: 'right',
    render: ({ target }) => (target === null ? '—' : formatCount(target)),
  },
  { key: 'received', title: '已收到', kind: 'right', render: ({ counted }) => formatCount(sumOf(counted)) },
  {
    key: 'share',
    title: '完成',
    kind: 'right',
    render: ({ target, counted }) => percent(target ? sumOf(counted) / target : null),
  },
  {
    key: 'released',
    title: '已放出',
    kind: 'right',
    render: ({ list, released }) => (list === null ? '—' : formatCount(released)),
  },
  ...channelNames.map((channel): Column<ReceivedPlace> => ({
    key: channel,
    title: channelWords[channel],
    kind: 'right',
    render: ({ counted }) => formatCount(counted[channel]),
  })),
];

function Places({ places }: { readonly places: Live['places'] }) {
  const [wanted, setWanted] = useState('');
  const [late, setLate] = useState(false);
  const found = places.filter(({ department }) => department.includes(wanted.trim()));
  const shown = late
    ? found
        .filter(({ target, counted }) => target !== null && sumOf(counted) < target)
        .toSorted((a, b) => sumOf(a.counted) / (a.target || 1) - sumOf(b.counted) / (b.target || 1))
    : found;
  return (
    <Section title="各单位、各份名单">
      <div className="filters">
        <label>
          单位
          <br />
          <Input value={wanted} onChange={({ target }) => setWanted(target.value)} allowClear autoComplete="off" />
        </label>
        <label>
          <Switch checked={late} onChange={setLate} aria-label="只看没到目标的，最少的在前" />{' '}
          只看没到目标的，最少的在前
        </label>
      </div>
      <DataTable
        caption="各单位、各份名单收到的份数"
        columns={placeColumns}
        rows={shown}
        rowKey={({ departmentId, list }) => `${departmentId} ${list ?? ''}`}
        empty={places.length === 0 ? '还没有封存的抽样，也没有收到答卷。' : '没有这样的单位。'}
      />
    </Section>
  );
}

export function LiveFieldworkPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/live' });
  const [follows, setFollows] = useState(true);
  const live = useRead(
    getLiveFieldwork,
    { params: { cycleId } },
    // A closed cycle stays as it is.
    { again: (reply) => (follows && reply?.state !== 'closed' ? everyMs : false) },
  );
  const isClosed = live.data?.state === 'closed';
  return (
    <Page
      title={live.data ? `实时进度：${live.data.cycleName}` : '实时进度'}
      lead="各种方式收到的份数对照目标。只有份数，没有答案和得分。"
      trail={
        <>
          <Link to="/cycles/$cycleId" params={{ cycleId }}>
            评价周期
          </Link>{' '}
          › 实时进度
        </>
      }
      actions={
        <LinkButton to="/cycles/$cycleId/list-quality" params={{ cycleId }}>
          名单质量
        </LinkButton>
      }
    >
      <div className="filters no-print">
        {isClosed ? null : (
          <label>
            <Switch checked={follows} onChange={setFollows} aria-label="自动更新" /> 每10秒自动更新
          </label>
        )}
        <Button onClick={() => void live.refetch()}>现在更新</Button>
        {live.data ? (
          <span className="soft">{`统计于${formatInstant(live.data.asOf, true)}${isClosed ? '，周期已结束' : ''}`}</span>
        ) : null}
      </div>
      <Reading query={live} rows={10}>
        {(data) => (
          <>
            <Totals data={data} />
            <Curve data={data} />
            {data.draws.map((draw) => (
              <DrawSection key={draw.drawId} draw={draw} />
            ))}
            <Places places={data.places} />
          </>
        )}
      </Reading>
    </Page>
  );
}
