/** Each sample against its target: what came in, how the calls stand, each stratum. */
import { Link } from '@tanstack/react-router';
import type { LiveDraw } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { StrataPicture } from './live-pictures.tsx';
import { Method } from './live-method.tsx';
import { channelWords, describeProjection, sumOf } from './live-words.ts';
import { percent } from './words.ts';

const classWords = [
  ['I', '成功'],
  ['P', '部分完成'],
  ['R', '拒访'],
  ['NC', '未接触'],
  ['O', '其他'],
  ['UH', '不明'],
  ['UR', '不明（有人）'],
  ['UO', '不明（其他）'],
  ['NE', '不合格'],
] as const;

const strataColumns: readonly Column<LiveDraw['strata'][number]>[] = [
  { key: 'label', title: '层', render: ({ label }) => label },
  { key: 'target', title: '目标', kind: 'right', render: ({ target }) => formatCount(target) },
  { key: 'received', title: '已收到', kind: 'right', render: ({ counted }) => formatCount(sumOf(counted)) },
  {
    key: 'share',
    title: '完成',
    kind: 'right',
    render: ({ target, counted }) => percent(target === 0 ? null : sumOf(counted) / target),
  },
  { key: 'released', title: '已放出', kind: 'right', render: ({ released }) => formatCount(released) },
  ...(['telephone', 'paper', 'link'] as const).map((channel): Column<LiveDraw['strata'][number]> => ({
    key: channel,
    title: channelWords[channel],
    kind: 'right',
    render: ({ counted }) => formatCount(counted[channel]),
  })),
];

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Calls({ draw }: { readonly draw: LiveDraw }) {
  const { calls, definition } = draw;
  const { classes, rates } = calls;
  return (
    <>
      <h3>话务结果</h3>
      <dl className="facts">
        <Fact name="已放出">{formatCount(calls.released)}</Fact>
        <Fact name="已拨打">{formatCount(calls.dialled)}</Fact>
        <Fact name="已结案">
          {`${formatCount(calls.final)}${calls.released === 0 ? '' : `（${percent(calls.final / calls.released)}）`}`}
        </Fact>
        {rates === null
          ? null
          : (['RR1', 'RR3', 'COOP1', 'REF1', 'CON1'] as const).map((name) => (
              <Fact key={name} name={name}>
                {percent(rates[name])}
              </Fact>
            ))}
      </dl>
      {classes === null ? (
        <p className="soft">
          话务结果的口径还没有设定，不归类、不计算应答率；请绩效办到
          <Link to="/draws/$drawId/fieldwork" params={{ drawId: draw.drawId }}>
            电话访问
          </Link>
          页设定。
        </p>
      ) : (
        <p>
          {classWords
            .filter(([kind]) => (classes[kind] ?? 0) > 0)
            .map(([kind, words]) => `${words}${formatCount(classes[kind] ?? 0)}`)
            .join('，')}
          。
        </p>
      )}
      <details>
        <summary>应答率的口径</summary>
        <ul>
          {definition.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </details>
    </>
  );
}

export function DrawSection({ draw }: { readonly draw: LiveDraw }) {
  const { title, target, counted, projection, strata, drawId } = draw;
  return (
    <Section
      title={title}
      actions={
        <Link to="/draws/$drawId/fieldwork" params={{ drawId }}>
          电话访问
        </Link>
      }
    >
      {target === null || projection === null ? (
        <p>随机拨号抽样没有名单，没有对照的目标；话务结果在“电话访问”页。</p>
      ) : (
        <>
          <p>
            <strong>{`已收到${formatCount(counted)}份，目标${formatCount(target)}份`}</strong>
            {target === 0 ? '' : `（${percent(counted / target)}）`}。{describeProjection(projection)}
          </p>
          <Method projection={projection} />
          {strata.length > 1 ? <StrataPicture draw={draw} /> : null}
          <DataTable
            caption={`${title}：各层收到的份数`}
            columns={strataColumns}
            rows={strata}
            rowKey={({ code }) => code}
            empty="这次抽样没有分层。"
          />
          <Calls draw={draw} />
        </>
      )}
    </Section>
  );
}
