/**
 * A scheme as a form: basics, classes, the indicator tree with its weights, entries, grade rule, review window. A field that is
 * none for readers is plain text. What has no field here (settings, alternative readings) stays as it was copied.
 */
import { Button, Input, InputNumber, Select } from 'antd';
import { add, compare, exactText, isNumberString, mustNumber } from '#surveys';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { describeValue } from '../results/words.ts';
import { listAt, textAt, valueAt, withValue, type Data, type Path } from './edit.ts';

interface FormProps {
  readonly data: Data;
  readonly editable: boolean;
  readonly onChange: (data: Data) => void;
}

function useChange({ data, onChange }: FormProps) {
  return (path: Path, value: unknown) => onChange(withValue(data, path, value) as Data);
}

function Text({
  form,
  path,
  label,
  small,
}: {
  readonly form: FormProps;
  readonly path: Path;
  readonly label: string;
  readonly small?: boolean;
}) {
  const change = useChange(form);
  const text = textAt(form.data, path);
  if (!form.editable) return <span>{text === '' ? '—' : text}</span>;
  return (
    <Input
      className={small ? 'short-field' : 'long-field'}
      aria-label={label}
      value={text}
      onChange={({ target }) => change(path, target.value)}
    />
  );
}

function Basics({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const review = valueAt(form.data, ['review']);
  const has = review !== null && review !== undefined;
  return (
    <Section title="基本内容">
      <dl className="facts">
        {(
          [
            ['title', '名称'],
            ['document', '依据文件'],
            ['fullMarks', '满分'],
          ] as const
        ).map(([key, label]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>
              <Text form={form} path={[key]} label={label} />
            </dd>
          </div>
        ))}
        <div>
          <dt>年度</dt>
          <dd>
            {form.editable ? (
              <InputNumber
                aria-label="年度"
                min={2000}
                max={2100}
                value={Number(valueAt(form.data, ['year']))}
                onChange={(value) => change(['year'], value)}
              />
            ) : (
              textAt(form.data, ['year'])
            )}
          </dd>
        </div>
        <div>
          <dt>复核期限（工作日）</dt>
          <dd>
            {form.editable ? (
              <InputNumber
                aria-label="复核期限（工作日）"
                min={1}
                max={366}
                placeholder="没有规定"
                value={has ? Number(valueAt(review, ['workingDays'])) : null}
                onChange={(value) =>
                  change(
                    ['review'],
                    value === null ? null : { calendar: 'CN-45', ...(has ? review : {}), workingDays: value },
                  )
                }
              />
            ) : has ? (
              textAt(review, ['workingDays'])
            ) : (
              '没有规定'
            )}
          </dd>
        </div>
        {has ? (
          <>
            <div>
              <dt>工作日历</dt>
              <dd>
                {form.editable ? (
                  <Select
                    aria-label="工作日历"
                    value={textAt(review, ['calendar'])}
                    options={[
                      { value: 'CN', label: '全国' },
                      { value: 'CN-45', label: '广西（含三月三）' },
                    ]}
                    onChange={(value) => change(['review', 'calendar'], value)}
                  />
                ) : textAt(review, ['calendar']) === 'CN-45' ? (
                  '广西（含三月三）'
                ) : (
                  '全国'
                )}
              </dd>
            </div>
            <div>
              <dt>逾期申请</dt>
              <dd>
                {form.editable ? (
                  <Select
                    aria-label="逾期申请"
                    value={textAt(review, ['late']) === 'waived' ? 'waived' : 'open'}
                    options={[
                      { value: 'waived', label: '视同自动放弃' },
                      { value: 'open', label: '没有规定，由绩效办决定' },
                    ]}
                    onChange={(value) => change(['review', 'late'], value === 'waived' ? 'waived' : undefined)}
                  />
                ) : textAt(review, ['late']) === 'waived' ? (
                  '视同自动放弃'
                ) : (
                  '没有规定'
                )}
              </dd>
            </div>
          </>
        ) : null}
      </dl>
    </Section>
  );
}

function Groups({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const groups = listAt(form.data, ['groups']);
  const parts = Object.keys((valueAt(form.data, ['parts']) as object | undefined) ?? {});
  const columns: readonly Column<number>[] = [
    {
      key: 'id',
      title: '编号',
      render: (i) => <Text form={form} path={['groups', i, 'id']} label={`类别${i + 1}的编号`} small />,
    },
    {
      key: 'name',
      title: '名称',
      kind: 'wide',
      render: (i) => <Text form={form} path={['groups', i, 'name']} label={`类别${i + 1}的名称`} />,
    },
    {
      key: 'parts',
      title: '指标体系',
      render: (i) =>
        form.editable ? (
          <Select
            className="short-field"
            aria-label={`类别${i + 1}的指标体系`}
            allowClear
            value={textAt(form.data, ['groups', i, 'parts']) || null}
            options={parts.map((value) => ({ value, label: value }))}
            onChange={(value: string | undefined) => change(['groups', i, 'parts'], value)}
          />
        ) : (
          textAt(form.data, ['groups', i, 'parts']) || '人工评定'
        ),
    },
    ...(form.editable
      ? [
          {
            key: 'remove',
            title: '操作',
            render: (i: number) => (
              <Button size="small" aria-label={`去掉类别${i + 1}`} onClick={() => change(['groups', i], undefined)}>
                去掉
              </Button>
            ),
          } satisfies Column<number>,
        ]
      : []),
  ];
  return (
    <Section
      title="类别"
      actions={
        form.editable ? (
          <Button
            onClick={() =>
              change(
                ['groups'],
                [
                  ...groups,
                  {
                    id: `g${groups.length + 1}`,
                    name: '新的类别',
                    ...(parts[0] === undefined ? {} : { parts: parts[0] }),
                    manual: false,
                    manualGrade: false,
                    ranked: true,
                  },
                ],
              )
            }
          >
            加一个类别
          </Button>
        ) : undefined
      }
    >
      <DataTable
        caption="类别"
        columns={columns}
        rows={groups.map((_, i) => i)}
        rowKey={(i) => i}
        empty="还没有类别。"
      />
    </Section>
  );
}

/** A weight that hangs on a setting: one field for each reading. */
function Weight({ form, path, label }: { readonly form: FormProps; readonly path: Path; readonly label: string }) {
  const value = valueAt(form.data, path);
  if (typeof value !== 'object' || value === null) return <Text form={form} path={path} label={label} small />;
  const readings = Object.keys((valueAt(value, ['of']) as object | undefined) ?? {});
  return (
    <>
      {readings.map((reading) => (
        <div key={reading}>
          {`${reading}：`}
          <Text form={form} path={[...path, 'of', reading]} label={`${label}（${reading}）`} small />
        </div>
      ))}
    </>
  );
}

interface TreeRow {
  readonly path: Path;
  readonly level: 'part' | 'leaf';
  readonly name: string;
  readonly reading: string | null;
}

function treeOf(form: FormProps, set: string): TreeRow[] {
  return listAt(form.data, ['parts', set]).flatMap((_, p): TreeRow[] => {
    const path: Path = ['parts', set, p];
    const leaves = valueAt(form.data, [...path, 'leaves']);
    const rows = (at: Path, reading: string | null): TreeRow[] =>
      listAt(form.data, at).map((__, l) => ({
        path: [...at, l],
        level: 'leaf',
        name: textAt(form.data, [...at, l, 'name']),
        reading,
      }));
    const below = Array.isArray(leaves)
      ? rows([...path, 'leaves'], null)
      : Object.keys((valueAt(leaves, ['of']) as object | undefined) ?? {}).flatMap((reading) =>
          rows([...path, 'leaves', 'of', reading], reading),
        );
    return [
      { path, level: 'part', name: textAt(form.data, [...path, 'name']), reading: null },
      ...below,
      ...rows([...path, 'instead'], '细分'),
    ];
  });
}

/** Sum of the parts as far as it can be told without a setting. */
function sumOf(form: FormProps, set: string): string | null {
  const weights = listAt(form.data, ['parts', set]).map((part) => valueAt(part, ['weight']));
  if (!weights.every((weight) => isNumberString(weight))) return null;
  return exactText(weights.reduce((sum, weight) => add(sum, mustNumber(weight)), mustNumber('0')));
}

function Tree({ form, set }: { readonly form: FormProps; readonly set: string }) {
  const change = useChange(form);
  const full = textAt(form.data, ['fullMarks']);
  const sum = sumOf(form, set);
  const fits = sum !== null && isNumberString(full) && compare(mustNumber(sum), mustNumber(full)) === 0;
  const columns: readonly Column<TreeRow>[] = [
    {
      key: 'name',
      title: '指标',
      kind: 'wide',
      render: ({ path, level, reading }) => (
        <div className={level === 'leaf' ? 'leaf' : 'branch'}>
          {reading === null ? null : <span className="small soft">{`${reading} `}</span>}
          <Text form={form} path={[...path, 'name']} label="指标名称" />
        </div>
      ),
    },
    {
      key: 'id',
      title: '编号',
      render: ({ path }) => <Text form={form} path={[...path, 'id']} label="指标编号" small />,
    },
    {
      key: 'weight',
      title: '分值或权重',
      kind: 'right',
      render: ({ path, name }) => <Weight form={form} path={[...path, 'weight']} label={`${name}的分值或权重`} />,
    },
    {
      key: 'full',
      title: '满分',
      kind: 'right',
      render: ({ path, level, name }) => {
        if (level === 'part') return null;
        const unit = textAt(form.data, [...path, 'unit']);
        return unit === 'percent' ? (
          '百分制'
        ) : (
          <Text form={form} path={[...path, 'full']} label={`${name}的满分`} small />
        );
      },
    },
    ...(form.editable
      ? [
          {
            key: 'act',
            title: '操作',
            kind: 'tight',
            render: ({ path, level, name }: TreeRow) => (
              <div className="actions">
                {level === 'part' && Array.isArray(valueAt(form.data, [...path, 'leaves'])) ? (
                  <Button
                    size="small"
                    aria-label={`给${name}加指标`}
                    onClick={() => {
                      const leaves = listAt(form.data, [...path, 'leaves']);
                      change(
                        [...path, 'leaves'],
                        [
                          ...leaves,
                          {
                            id: `new${leaves.length + 1}`,
                            name: '新的指标',
                            unit: 'percent',
                            weight: '1',
                            mayNotApply: false,
                          },
                        ],
                      );
                    }}
                  >
                    加指标
                  </Button>
                ) : null}
                <Button size="small" aria-label={`去掉${name}`} onClick={() => change(path, undefined)}>
                  去掉
                </Button>
              </div>
            ),
          } satisfies Column<TreeRow>,
        ]
      : []),
  ];
  return (
    <>
      <h3>{`指标体系 ${set}`}</h3>
      {sum === null ? null : (
        <p
          className={fits ? 'small soft' : 'bad'}
        >{`各部分之和${sum}${fits ? '，等于满分' : `，应等于满分${full}`}`}</p>
      )}
      <DataTable
        caption={`指标体系${set}`}
        columns={columns}
        rows={treeOf(form, set)}
        rowKey={({ path }) => path.join('.')}
        empty="还没有指标。"
      />
      {form.editable ? (
        <p>
          <Button
            onClick={() => {
              const parts = listAt(form.data, ['parts', set]);
              const id = `p${parts.length + 1}`;
              change(
                ['parts', set],
                [
                  ...parts,
                  {
                    id,
                    name: '新的部分',
                    weight: '0',
                    leaves: [{ id, name: '新的指标', unit: 'percent', weight: '1', mayNotApply: false }],
                  },
                ],
              );
            }}
          >
            {`给${set}加一个部分`}
          </Button>
        </p>
      ) : null}
    </>
  );
}

function Entries({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const entries = listAt(form.data, ['entries']);
  const columns: readonly Column<number>[] = [
    {
      key: 'side',
      title: '类别',
      render: (i) =>
        form.editable ? (
          <Select
            aria-label={`第${i + 1}种的类别`}
            value={textAt(form.data, ['entries', i, 'side'])}
            options={[
              { value: 'deduction', label: '扣分' },
              { value: 'bonus', label: '加分' },
            ]}
            onChange={(value) => change(['entries', i, 'side'], value)}
          />
        ) : textAt(form.data, ['entries', i, 'side']) === 'bonus' ? (
          '加分'
        ) : (
          '扣分'
        ),
    },
    {
      key: 'kind',
      title: '编号',
      render: (i) => <Text form={form} path={['entries', i, 'kind']} label={`第${i + 1}种的编号`} small />,
    },
    {
      key: 'name',
      title: '名称',
      kind: 'wide',
      render: (i) => <Text form={form} path={['entries', i, 'name']} label={`第${i + 1}种的名称`} />,
    },
    {
      key: 'points',
      title: '每次的分值',
      render: (i) => {
        const points = valueAt(form.data, ['entries', i, 'points']);
        const fixed = textAt(points, ['fixed']);
        if (!form.editable) return fixed !== '' ? fixed : points === 'granted' ? '上级核定' : '未设定（记账时填）';
        return (
          <Input
            className="short-field"
            aria-label={`第${i + 1}种的分值`}
            placeholder="未设定"
            value={fixed}
            onChange={({ target }) =>
              change(['entries', i, 'points'], target.value === '' ? 'open' : { fixed: target.value })
            }
          />
        );
      },
    },
    ...(form.editable
      ? [
          {
            key: 'act',
            title: '操作',
            render: (i: number) => (
              <Button size="small" aria-label={`去掉第${i + 1}种`} onClick={() => change(['entries', i], undefined)}>
                去掉
              </Button>
            ),
          } satisfies Column<number>,
        ]
      : []),
  ];
  return (
    <Section
      title="加扣分"
      actions={
        form.editable ? (
          <Button
            onClick={() =>
              change(
                ['entries'],
                [
                  ...entries,
                  { kind: `kind${entries.length + 1}`, name: '新的扣分', side: 'deduction', points: 'open' },
                ],
              )
            }
          >
            加一种
          </Button>
        ) : undefined
      }
    >
      <DataTable
        caption="加扣分的种类"
        columns={columns}
        rows={entries.map((_, i) => i)}
        rowKey={(i) => i}
        empty="没有另外的加扣分。"
      />
    </Section>
  );
}

function Grades({ form }: { readonly form: FormProps }) {
  const kind = textAt(form.data, ['gradeRule', 'kind']);
  if (kind === 'quota')
    return (
      <Section title="等次：按名次的比例">
        <dl className="facts">
          {[0, 1, 2].map((i) => (
            <div key={i}>
              <dt>{`${textAt(form.data, ['gradeRule', 'grades', i])}${i === 2 ? '和不合格' : ''}的比例`}</dt>
              <dd>
                <Text form={form} path={['gradeRule', 'shares', i]} label={`第${i + 1}档的比例`} small />
              </dd>
            </div>
          ))}
          <div>
            <dt>不合格线（低于）</dt>
            <dd>
              <Weight form={form} path={['gradeRule', 'line']} label="不合格线" />
            </dd>
          </div>
          <div>
            <dt>直接定为一等</dt>
            <dd>{valueAt(form.data, ['gradeRule', 'promotions']) === true ? '可以' : '没有规定'}</dd>
          </div>
        </dl>
      </Section>
    );
  if (kind === 'bands')
    return (
      <Section title="等次：按分数段">
        <DataTable
          columns={[
            {
              key: 'grade',
              title: '等次',
              render: (i) => (
                <Text form={form} path={['gradeRule', 'bands', i, 'grade']} label={`第${i + 1}档`} small />
              ),
            },
            {
              key: 'from',
              title: '从多少分起',
              render: (i) =>
                i === listAt(form.data, ['gradeRule', 'bands']).length - 1 ? (
                  '其余'
                ) : (
                  <Text form={form} path={['gradeRule', 'bands', i, 'from']} label={`第${i + 1}档的下限`} small />
                ),
            },
          ]}
          rows={listAt(form.data, ['gradeRule', 'bands']).map((_, i) => i)}
          rowKey={(i) => i}
          empty=""
        />
      </Section>
    );
  return (
    <Section title="等次">
      <p>这个方案不定等次。</p>
    </Section>
  );
}

function OpenQuestions({ form }: { readonly form: FormProps }) {
  const settings = listAt(form.data, ['settings']);
  return (
    <Section title={`留待设定的事项（${settings.length}）`}>
      <p className="soft">文件没有规定的，由每个周期设定，不在方案里定死。</p>
      <DataTable
        columns={[
          { key: 'name', title: '事项', kind: 'wrap', render: (i) => textAt(settings[i], ['name']) },
          {
            key: 'values',
            title: '可选',
            kind: 'wrap',
            render: (i) =>
              listAt(settings[i], ['values'])
                .map((value) => describeValue(value))
                .join('；') ||
              listAt(settings[i], ['words'])
                .map((value) => describeValue(value))
                .join('；'),
          },
          { key: 'why', title: '建议的理由', kind: 'wrap', render: (i) => textAt(settings[i], ['why']) },
        ]}
        rows={settings.map((_, i) => i)}
        rowKey={(i) => i}
        empty="没有。"
      />
    </Section>
  );
}

export function SchemeForm(form: FormProps) {
  const sets = Object.keys((valueAt(form.data, ['parts']) as object | undefined) ?? {});
  return (
    <>
      <Basics form={form} />
      <Groups form={form} />
      <Section title="指标和权重">
        {sets.map((set) => (
          <Tree key={set} form={form} set={set} />
        ))}
      </Section>
      <Entries form={form} />
      <Grades form={form} />
      <OpenQuestions form={form} />
    </>
  );
}
