/** What a design would give under assumptions that stand beside the figures and can be changed: precision, calls, long enough lists. */
import { Form } from 'antd';
import type { Assumptions, Forecast } from '#contract';
import { formatCount, formatPercent } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Mark } from '../shared/marks.tsx';
import { NumberField } from './number-field.tsx';

const points = (half: number): string => `±${(half * 100).toFixed(1)}个百分点`;
const marks = (half: number): string => `±${half.toFixed(2)}分`;

const verdicts = {
  main: { tone: 'good', text: '主样本够' },
  'with-reserve': { tone: 'info', text: '用上备用样本够' },
  redesign: { tone: 'wait', text: '要加大样本' },
  impossible: { tone: 'bad', text: '名单太短，做不到' },
} as const;

type Yield = Forecast['yields'][number];

function Yields({ forecast }: { readonly forecast: Forecast }) {
  const { margin, level } = forecast.assumptions;
  const columns: readonly Column<Yield>[] = [
    { key: 'label', title: '名单', render: ({ label }) => label },
    {
      key: 'population',
      title: '人数',
      kind: 'right',
      inline: true,
      render: ({ population }) => (population === null ? '不限' : formatCount(population)),
    },
    {
      key: 'interviews',
      title: '要成功',
      kind: 'right',
      inline: true,
      render: ({ interviews }) => formatCount(interviews),
    },
    { key: 'numbers', title: '要拨打', kind: 'right', inline: true, render: ({ numbers }) => formatCount(numbers) },
    {
      key: 'drawn',
      title: '方案给出',
      kind: 'right',
      inline: true,
      render: ({ drawn }) => formatCount(Math.round(drawn)),
    },
    {
      key: 'enough',
      title: '够不够',
      render: ({ enough }) => <Mark tone={verdicts[enough].tone}>{verdicts[enough].text}</Mark>,
    },
  ];
  return (
    <>
      <h3>电话够不够打</h3>
      <p className="soft">
        要让满意率的误差不超过±{(margin * 100).toFixed(1)}个百分点（{formatPercent(level, 0)}
        把握），每份名单要成功访问多少人、按成功率要拨打多少人。
      </p>
      <div className="scroll-table">
        <DataTable columns={columns} rows={forecast.yields} rowKey={({ label }) => label} empty="" />
      </div>
    </>
  );
}

interface Field {
  readonly name: keyof Assumptions;
  readonly label: string;
  readonly note: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** Shown in hundredths. */
  readonly percent?: boolean;
  readonly twoStage?: boolean;
}

const fields: readonly Field[] = [
  { name: 'success', label: '成功率（%）', note: '每100个号码成功几个', least: 1, most: 100, step: 1, percent: true },
  { name: 'share', label: '满意率（%）', note: '50最保守', least: 1, most: 99, step: 1, percent: true },
  { name: 'deviation', label: '五级评分的标准差', note: '多在0.8到1.2之间', least: 0.1, most: 2, step: 0.1 },
  {
    name: 'margin',
    label: '想要的误差（百分点）',
    note: '满意率的正负误差',
    least: 0.5,
    most: 49,
    step: 0.5,
    percent: true,
  },
  { name: 'level', label: '把握（%）', note: '通常95', least: 50, most: 99.9, step: 1, percent: true },
  { name: 'designEffect', label: '设计效应', note: '加权等使误差变大的倍数', least: 1, most: 20, step: 0.1 },
  {
    name: 'likeness',
    label: '群内相似程度',
    note: '0到1，同群的人看法越像越大',
    least: 0,
    most: 1,
    step: 0.01,
    twoStage: true,
  },
];

/** Whole hundredths come back as typed, without binary dust. */
const shownOf = ({ percent }: Field, value: number) => (percent ? Math.round(value * 1e6) / 1e4 : value);
const valueOf = ({ percent }: Field, shown: number) => (percent ? Math.round(shown * 1e4) / 1e6 : shown);

export function AssumptionFields({
  assumptions,
  twoStage,
  onChange,
}: {
  readonly assumptions: Assumptions;
  readonly twoStage: boolean;
  readonly onChange: (assumptions: Assumptions) => void;
}) {
  return (
    <Form layout="vertical" component="div">
      <div className="size-fields">
        {fields
          .filter((field) => twoStage || !field.twoStage)
          .map((field) => (
            <NumberField
              key={field.name}
              id={`assume-${field.name}`}
              label={field.label}
              note={field.note}
              least={field.least}
              most={field.most}
              step={field.step}
              precision={field.percent ? 1 : 2}
              value={shownOf(field, assumptions[field.name])}
              onChange={(shown) => {
                if (shown !== null) onChange({ ...assumptions, [field.name]: valueOf(field, shown) });
              }}
            />
          ))}
      </div>
    </Form>
  );
}

/** The figures in one place, with what they take for granted. */
export function ForecastFigures({ forecast, people }: { readonly forecast: Forecast; readonly people: string }) {
  const { whole, effects, assumptions } = forecast;
  const effect = effects.unequal * effects.clusters;
  return (
    <>
      <dl className="tiles">
        <div className="tile">
          <dt>满意率的误差</dt>
          <dd>
            <strong>{whole.share === null ? '算不出' : points(whole.share)}</strong>
          </dd>
        </div>
        <div className="tile">
          <dt>五级评分的误差</dt>
          <dd>
            <strong>{whole.mean === null ? '算不出' : marks(whole.mean)}</strong>
          </dd>
        </div>
        <div className="tile">
          <dt>预计成功</dt>
          <dd>
            <strong>{formatCount(Math.round(whole.interviews))}份</strong>
          </dd>
        </div>
        {effect > 1.005 ? (
          <div className="tile">
            <dt>抽法带来的设计效应</dt>
            <dd>
              <strong>{effect.toFixed(2)}</strong>
            </dd>
          </div>
        ) : null}
      </dl>
      <p className="soft">
        {whole.why === null ? '' : `${whole.why}。`}
        {`以上按主样本${people}、成功率${formatPercent(assumptions.success, 0)}、满意率${formatPercent(assumptions.share, 0)}、标准差${assumptions.deviation}、设计效应${assumptions.designEffect}、${formatPercent(assumptions.level, 0)}把握估算，都可以在下面改。没有打通和拒访的人如果看法不同，实际误差会更大。`}
      </p>
      <Yields forecast={forecast} />
    </>
  );
}
