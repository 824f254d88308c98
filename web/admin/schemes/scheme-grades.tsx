/** How grades are given: by places in the ranking, by bands of points, or not at all; what may be changed after the ranking. */
import { Button, InputNumber, Select } from 'antd';
import { add, compare, isNumberString, mustNumber } from '#surveys';
import { plainNumber } from '../results/words.ts';
import { DataTable } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt } from './edit.ts';
import { Choice, choiceSettings, Flag, Text, useChange, Weight, type FormProps, wordsOf } from './scheme-fields.tsx';

const kinds = [
  { value: 'quota', label: '按名次的比例' },
  { value: 'bands', label: '按分数段' },
  { value: 'none', label: '不定等次' },
];
const fresh: Readonly<Record<string, object>> = {
  quota: {
    kind: 'quota',
    grades: ['一等', '二等', '三等', '不合格'],
    shares: ['0.4', '0.4', '0.2'],
    line: '0',
    tiebreak: [],
    promotions: false,
  },
  bands: { kind: 'bands', bands: [{ grade: '优秀', from: '90' }, { grade: '良好', from: '80' }, { grade: '一般' }] },
  none: { kind: 'none' },
};

function ShareSum({ form }: { readonly form: FormProps }) {
  const shares = listAt(form.data, ['gradeRule', 'shares']);
  const sound = shares.every((share) => isNumberString(share));
  const sum = sound
    ? shares.reduce((total: ReturnType<typeof mustNumber>, share) => add(total, mustNumber(share)), mustNumber('0'))
    : null;
  const fits = sum !== null && compare(sum, mustNumber('1')) === 0;
  return (
    <p className={fits ? 'small soft' : 'bad'} role="status">
      {sum === null ? '有的比例不是数字，写成0.4或2/5' : `三个比例之和${plainNumber(sum)}${fits ? '' : '，应为1'}`}
    </p>
  );
}

/** The line below which a unit fails: one, or one for each reading of a setting. */
function Line({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const line = valueAt(form.data, ['gradeRule', 'line']);
  const setting = textAt(line, ['setting']);
  return (
    <>
      <Weight form={form} path={['gradeRule', 'line']} label="不合格线" />
      {form.editable ? (
        <Select
          size="small"
          popupMatchSelectWidth={false}
          aria-label="不合格线是否随设置而变"
          value={setting}
          options={[
            { value: '', label: '固定' },
            ...choiceSettings(form.data).map((one) => ({ ...one, label: `随“${one.label}”` })),
          ]}
          onChange={(key) => {
            const now = setting === '' ? line : valueAt(line, ['of', wordsOf(form.data, setting)[0] ?? '']);
            change(
              ['gradeRule', 'line'],
              key === ''
                ? now
                : { setting: key, of: Object.fromEntries(wordsOf(form.data, key).map((word) => [word, now])) },
            );
          }}
        />
      ) : null}
    </>
  );
}

/** What decides between equal totals, in order, where the setting asks for it. */
function Tiebreak({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const steps = listAt(form.data, ['gradeRule', 'tiebreak']);
  const known = new Map<string, string>([['bonus', '加分']]);
  for (const parts of Object.values((valueAt(form.data, ['parts']) as Record<string, unknown> | undefined) ?? {}))
    for (const part of Array.isArray(parts) ? (parts as unknown[]) : []) {
      known.set(`part ${textAt(part, ['id'])}`, `部分：${textAt(part, ['name'])}`);
      for (const leaf of listAt(part, ['leaves']))
        known.set(`leaf ${textAt(leaf, ['id'])}`, `指标：${textAt(leaf, ['name'])}`);
    }
  const keyOf = (step: unknown) => [textAt(step, ['by']), textAt(step, ['id'])].filter(Boolean).join(' ');
  const chosen = steps.map(keyOf);
  if (!form.editable) return <span>{chosen.map((key) => known.get(key) ?? key).join('，再比') || '—'}</span>;
  return (
    <Select
      mode="multiple"
      className="long-field"
      popupMatchSelectWidth={false}
      aria-label="同分时依次比较"
      value={chosen}
      options={[...known].map(([value, label]) => ({ value, label }))}
      onChange={(keys: string[]) =>
        change(
          ['gradeRule', 'tiebreak'],
          keys.map((key) => {
            const [by, id] = key.split(' ');
            return id === undefined ? { by } : { by, id };
          }),
        )
      }
    />
  );
}

function Quota({ form }: { readonly form: FormProps }) {
  return (
    <>
      <dl className="facts">
        {[0, 1, 2].map((i) => (
          <div key={i}>
            <dt>
              {form.editable
                ? `第${i + 1}档的名称和比例`
                : `${textAt(form.data, ['gradeRule', 'grades', i])}${i === 2 ? '（含不合格）' : ''}的比例`}
            </dt>
            <dd>
              {form.editable ? (
                <Text form={form} path={['gradeRule', 'grades', i]} label={`第${i + 1}档的名称`} small />
              ) : null}
              <Text form={form} path={['gradeRule', 'shares', i]} label={`第${i + 1}档的比例`} small />
            </dd>
          </div>
        ))}
        <div>
          <dt>
            {form.editable ? '线下的等次，低于多少分' : `${textAt(form.data, ['gradeRule', 'grades', 3])}线（低于）`}
          </dt>
          <dd>
            {form.editable ? <Text form={form} path={['gradeRule', 'grades', 3]} label="线下的等次" small /> : null}
            <Line form={form} />
          </dd>
        </div>
        <div>
          <dt>可以直接定为一等</dt>
          <dd>
            <Flag form={form} path={['gradeRule', 'promotions']} label="可以直接定为一等" />
          </dd>
        </div>
        <div>
          <dt>同分时依次比较（设定要比较时）</dt>
          <dd>
            <Tiebreak form={form} />
          </dd>
        </div>
      </dl>
      <ShareSum form={form} />
      <p className="small soft">
        名额怎样取整、同分怎样处理、降等空出的名额是否递补、直接定等是否占名额，是文件没有规定的事项，在下面设定。降低一个等次（含一票否决）都可以记，须有依据和决定机关。
      </p>
    </>
  );
}

function Bands({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const bands = listAt(form.data, ['gradeRule', 'bands']);
  const places = valueAt(form.data, ['gradeRule', 'advanced', 'places']);
  return (
    <>
      <DataTable
        caption="分数段"
        columns={[
          {
            key: 'grade',
            title: '等次',
            render: (i) => <Text form={form} path={['gradeRule', 'bands', i, 'grade']} label={`第${i + 1}档`} small />,
          },
          {
            key: 'from',
            title: '从多少分起',
            render: (i) =>
              i === bands.length - 1 ? (
                '其余'
              ) : (
                <Text form={form} path={['gradeRule', 'bands', i, 'from']} label={`第${i + 1}档的下限`} small />
              ),
          },
          ...(form.editable
            ? [
                {
                  key: 'act',
                  title: '操作',
                  render: (i: number) => (
                    <div className="actions">
                      <Button
                        size="small"
                        aria-label={`在第${i + 1}档前加一档`}
                        onClick={() =>
                          change(
                            ['gradeRule', 'bands'],
                            [...bands.slice(0, i), { grade: `第${bands.length + 1}档`, from: '' }, ...bands.slice(i)],
                          )
                        }
                      >
                        在前面加一档
                      </Button>
                      <Button
                        size="small"
                        aria-label={`去掉第${i + 1}档`}
                        onClick={() => change(['gradeRule', 'bands', i], undefined)}
                      >
                        去掉
                      </Button>
                    </div>
                  ),
                },
              ]
            : []),
        ]}
        rows={bands.map((_, i) => i)}
        rowKey={(i) => i}
        empty="还没有分数段。"
      />
      <dl className="facts">
        <div>
          <dt>先进单位的名额</dt>
          <dd>
            {form.editable ? (
              <InputNumber
                aria-label="先进单位的名额"
                min={1}
                max={1000}
                placeholder="没有规定"
                value={typeof places === 'number' ? places : null}
                onChange={(value) =>
                  change(
                    ['gradeRule', 'advanced'],
                    value === null
                      ? undefined
                      : {
                          grade: textAt(bands[0], ['grade']),
                          ...(valueAt(form.data, ['gradeRule', 'advanced']) as object | undefined),
                          places: value,
                        },
                  )
                }
              />
            ) : (
              textAt(form.data, ['gradeRule', 'advanced', 'places']) || '没有规定'
            )}
          </dd>
        </div>
        {typeof places === 'number' ? (
          <div>
            <dt>从哪一档里取</dt>
            <dd>
              <Choice
                form={form}
                path={['gradeRule', 'advanced', 'grade']}
                label="先进单位从哪一档里取"
                options={bands.map((band) => ({ value: textAt(band, ['grade']), label: textAt(band, ['grade']) }))}
              />
            </dd>
          </div>
        ) : null}
      </dl>
    </>
  );
}

export function Grades({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const kind = textAt(form.data, ['gradeRule', 'kind']);
  return (
    <Section
      title={`等次：${kinds.find(({ value }) => value === kind)?.label ?? ''}`}
      actions={
        form.editable ? (
          <Select
            aria-label="怎样定等次"
            value={kind}
            options={kinds}
            onChange={(value) => change(['gradeRule'], fresh[value])}
          />
        ) : undefined
      }
    >
      {kind === 'quota' ? <Quota form={form} /> : kind === 'bands' ? <Bands form={form} /> : <p>这个方案不定等次。</p>}
    </Section>
  );
}
