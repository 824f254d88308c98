/**
 * The indicator trees of a scheme: parts with their points, leaves with their weights, the sums as they are typed, and the readings of a
 * weight or of a part that hang on a setting.
 */
import { Button, Checkbox, Select } from 'antd';
import { add, compare, isNumberString, mustNumber } from '#surveys';
import { describeValue, plainNumber } from '../results/words.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt, type Path } from './edit.ts';
import {
  Choice,
  choiceSettings,
  isLocked,
  Text,
  useChange,
  Weight,
  When,
  type FormProps,
  wordsOf,
} from './scheme-fields.tsx';

interface TreeRow {
  readonly path: Path;
  readonly level: 'part' | 'leaf' | 'reading';
  readonly name: string;
  /** A reading of a setting nobody confirmed yet. */
  readonly locked: boolean;
}

const newLeaf = (id: string) => ({ id, name: '新的指标', unit: 'percent', weight: '1', mayNotApply: false });

function treeOf(form: FormProps, set: string): TreeRow[] {
  return listAt(form.data, ['parts', set]).flatMap((_, p): TreeRow[] => {
    const path: Path = ['parts', set, p];
    const leaves = valueAt(form.data, [...path, 'leaves']);
    const rows = (at: Path, locked = false): TreeRow[] =>
      listAt(form.data, at).map((__, l) => ({
        path: [...at, l],
        level: 'leaf',
        name: textAt(form.data, [...at, l, 'name']),
        locked,
      }));
    const setting = textAt(leaves, ['setting']);
    const locked = setting !== '' && isLocked(form.data, setting);
    const reading = (at: Path, name: string): TreeRow[] => [
      { path: at, level: 'reading', name, locked },
      ...rows(at, locked),
    ];
    const below = Array.isArray(leaves)
      ? rows([...path, 'leaves'])
      : [
          ...(valueAt(leaves, ['own']) === undefined
            ? wordsOf(form.data, setting)
            : Object.keys((valueAt(leaves, ['of']) as object | undefined) ?? {})
          ).flatMap((word) => reading([...path, 'leaves', 'of', word], `读作“${describeValue(word)}”`)),
          ...(valueAt(leaves, ['own']) === undefined
            ? []
            : reading([...path, 'leaves', 'own'], '逐项定权重时，可以赋权的指标')),
        ];
    const instead = listAt(form.data, [...path, 'instead']);
    return [
      { path, level: 'part', name: textAt(form.data, [...path, 'name']), locked: false },
      ...below,
      ...(instead.length === 0 ? [] : reading([...path, 'instead'], '也可以按细分指标填报')),
    ];
  });
}

/** Sum of weights as far as they are numbers. */
function sumOf(weights: readonly unknown[]): string | null {
  if (!weights.every((weight) => isNumberString(weight))) return null;
  return plainNumber(weights.reduce((sum, weight) => add(sum, mustNumber(weight)), mustNumber('0')));
}

/** Sums of the parts: one, or one for each reading of the setting their weights hang on. */
function partSums(form: FormProps, set: string): { readonly reading: string; readonly sum: string | null }[] {
  const weights = listAt(form.data, ['parts', set]).map((part) => valueAt(part, ['weight']));
  const setting = weights.map((weight) => textAt(weight, ['setting'])).find((key) => key !== '');
  if (setting === undefined) return [{ reading: '', sum: sumOf(weights) }];
  return wordsOf(form.data, setting).map((reading) => ({
    reading,
    sum: sumOf(weights.map((weight) => (typeof weight === 'string' ? weight : valueAt(weight, ['of', reading])))),
  }));
}

function Sums({ form, set }: { readonly form: FormProps; readonly set: string }) {
  const full = textAt(form.data, ['fullMarks']);
  return partSums(form, set).map(({ reading, sum }) => {
    const fits = sum !== null && isNumberString(full) && compare(mustNumber(sum), mustNumber(full)) === 0;
    const words = sum === null ? '有的分值不是数字' : `各部分之和${sum}${fits ? '，等于满分' : `，应等于满分${full}`}`;
    return (
      <p key={reading} className={fits ? 'small soft' : 'bad'} role="status">
        {`${reading === '' ? '' : `读作${reading}时：`}${words}`}
      </p>
    );
  });
}

/** The sum of the leaves of one part or reading, where they weigh differently. */
function leafSum(form: FormProps, path: Path, partWeight: unknown): { words: string; fits: boolean } | null {
  const weights = listAt(form.data, path).map((leaf) => valueAt(leaf, ['weight']) ?? '1');
  if (weights.length < 2 || weights.every((weight) => weight === weights[0])) return null;
  const sum = sumOf(weights);
  if (sum === null) return { words: '有的权重不是数字', fits: false };
  const equals = (text: unknown) => isNumberString(text) && compare(mustNumber(sum), mustNumber(text)) === 0;
  const fits = equals('1') || equals(partWeight);
  return { words: `权重合计${sum}${fits ? '' : '，应为1，或等于这一部分的分值'}`, fits };
}

const units = [
  { value: 'points', label: '分值' },
  { value: 'percent', label: '百分制' },
  { value: 'earned', label: '加分（封顶）' },
];

/** Whether a weight or a part is fixed, or differs between the readings of a setting. */
function Readings({ form, path, name }: { readonly form: FormProps; readonly path: Path; readonly name: string }) {
  const change = useChange(form);
  const value = valueAt(form.data, path);
  const weight = path.at(-1) === 'weight';
  const setting = textAt(value, ['setting']);
  if (!weight && valueAt(value, ['own']) !== undefined) return null;
  return (
    <Select
      size="small"
      className="short-field"
      popupMatchSelectWidth={false}
      aria-label={`${name}的${weight ? '分值' : '指标'}是否随读法而变`}
      value={setting === '' ? '' : setting}
      disabled={setting !== '' && isLocked(form.data, setting)}
      options={[
        { value: '', label: weight ? '分值固定' : '指标固定' },
        ...choiceSettings(form.data).map((one) => ({ ...one, label: `${weight ? '分值' : '指标'}随“${one.label}”` })),
      ]}
      onChange={(key) => {
        const words = setting === '' ? [] : wordsOf(form.data, setting);
        const now = setting === '' ? value : valueAt(value, ['of', words[0] ?? '']);
        change(
          path,
          key === ''
            ? now
            : { setting: key, of: Object.fromEntries(wordsOf(form.data, key).map((word) => [word, now])) },
        );
      }}
    />
  );
}

function PartActions({ form, path, name }: { readonly form: FormProps; readonly path: Path; readonly name: string }) {
  const change = useChange(form);
  const leaves = valueAt(form.data, [...path, 'leaves']);
  const [single] = listAt(form.data, [...path, 'leaves']);
  const instead = valueAt(form.data, [...path, 'instead']);
  return (
    <>
      {Array.isArray(leaves) ? (
        <Button
          size="small"
          aria-label={`给${name}加指标`}
          onClick={() => change([...path, 'leaves'], [...(leaves as unknown[]), newLeaf(`new${leaves.length + 1}`)])}
        >
          加指标
        </Button>
      ) : null}
      {Array.isArray(leaves) && leaves.length === 1 && instead === undefined ? (
        <Button
          size="small"
          aria-label={`给${name}加细分指标`}
          onClick={() =>
            change(
              [...path, 'instead'],
              [1, 2].map((i) => ({ ...newLeaf(`${textAt(single, ['id'])}${i}`), unit: 'points', full: '1' })),
            )
          }
        >
          加细分
        </Button>
      ) : null}
    </>
  );
}

export function Tree({ form, set }: { readonly form: FormProps; readonly set: string }) {
  const change = useChange(form);
  const of = (locked: boolean) => (locked ? { ...form, editable: false } : form);
  const columns: readonly Column<TreeRow>[] = [
    {
      key: 'name',
      title: '指标',
      kind: 'wide',
      render: ({ path, level, name, locked }) => {
        if (level === 'reading') {
          const sum = leafSum(form, path, valueAt(form.data, [...path.slice(0, 3), 'weight']));
          return (
            <div className="leaf">
              <strong>{name}</strong>
              {locked ? <span className="small soft">{'　原文依据不足，确认一种读法之前锁定'}</span> : null}
              {sum === null ? null : <div className={sum.fits ? 'small soft' : 'bad'}>{sum.words}</div>}
            </div>
          );
        }
        const sum =
          level === 'part' ? leafSum(form, [...path, 'leaves'], valueAt(form.data, [...path, 'weight'])) : null;
        return (
          <div className={level === 'leaf' ? 'leaf' : 'branch'}>
            <Text form={of(locked)} path={[...path, 'name']} label="指标名称" />
            {sum === null ? null : <div className={sum.fits ? 'small soft' : 'bad'}>{sum.words}</div>}
          </div>
        );
      },
    },
    {
      key: 'id',
      title: '编号',
      render: ({ path, level, locked }) =>
        level === 'reading' ? null : <Text form={of(locked)} path={[...path, 'id']} label="指标编号" small />,
    },
    {
      key: 'weight',
      title: '分值或权重',
      kind: 'right',
      render: ({ path, name, level, locked }) =>
        level === 'reading' ? null : (
          <Weight form={of(locked)} path={[...path, 'weight']} label={`${name}的分值或权重`} />
        ),
    },
    {
      key: 'unit',
      title: '怎样填报',
      render: ({ path, level, name, locked }) => {
        if (level !== 'leaf') return null;
        const unit = textAt(form.data, [...path, 'unit']);
        return (
          <>
            <Choice form={of(locked)} path={[...path, 'unit']} label={`${name}怎样填报`} options={units} />
            {unit === 'percent' ? null : (
              <div className="beside">
                满分
                <Text form={of(locked)} path={[...path, 'full']} label={`${name}的满分`} small optional />
              </div>
            )}
            {unit === 'earned' ? (
              <div className="beside small">
                不封顶
                <When form={of(locked)} path={[...path, 'uncapped']} label={`${name}何时不封顶`} none="从不" />
              </div>
            ) : null}
            {form.editable && !locked ? (
              <div>
                <Checkbox
                  checked={valueAt(form.data, [...path, 'mayNotApply']) === true}
                  onChange={({ target }) => change([...path, 'mayNotApply'], target.checked)}
                >
                  可以不适用
                </Checkbox>
              </div>
            ) : valueAt(form.data, [...path, 'mayNotApply']) === true ? (
              <span className="small soft">　可以不适用</span>
            ) : null}
          </>
        );
      },
    },
    ...(form.editable
      ? [
          {
            key: 'act',
            title: '操作',
            kind: 'tight',
            render: ({ path, level, name, locked }: TreeRow) => {
              if (level === 'reading')
                return locked ? null : (
                  <Button
                    size="small"
                    aria-label={`给${name}加指标`}
                    onClick={() => {
                      const leaves = listAt(form.data, path);
                      change(path, [...leaves, newLeaf(`new${leaves.length + 1}`)]);
                    }}
                  >
                    加指标
                  </Button>
                );
              return (
                <div className="actions">
                  {level === 'part' ? (
                    <>
                      <PartActions form={form} path={path} name={name} />
                      <Readings form={form} path={[...path, 'weight']} name={name} />
                      <Readings form={form} path={[...path, 'leaves']} name={name} />
                    </>
                  ) : null}
                  {locked ? null : (
                    <Button size="small" aria-label={`去掉${name}`} onClick={() => change(path, undefined)}>
                      去掉
                    </Button>
                  )}
                </div>
              );
            },
          } satisfies Column<TreeRow>,
        ]
      : []),
  ];
  return (
    <>
      <h3>{`指标体系 ${set}`}</h3>
      <Sums form={form} set={set} />
      <DataTable
        caption={`指标体系${set}`}
        columns={columns}
        rows={treeOf(form, set)}
        rowKey={({ path }) => path.join('.')}
        empty="还没有指标。"
      />
      {form.editable ? (
        <p className="actions">
          <Button
            onClick={() => {
              const parts = listAt(form.data, ['parts', set]);
              const id = `p${parts.length + 1}`;
              change(['parts', set], [...parts, { id, name: '新的部分', weight: '0', leaves: [newLeaf(id)] }]);
            }}
          >
            {`给${set}加一个部分`}
          </Button>
          <Button onClick={() => change(['parts', set], undefined)}>{`去掉指标体系${set}`}</Button>
        </p>
      ) : null}
    </>
  );
}

/** All trees; a new one begins as a copy of another, or with one part of all points. */
export function Trees({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const sets = Object.keys((valueAt(form.data, ['parts']) as object | undefined) ?? {});
  const free = Array.from({ length: sets.length + 1 }, (_, i) => `set${i + 1}`).find((name) => !sets.includes(name))!;
  return (
    <Section
      title="指标和权重"
      actions={
        form.editable ? (
          <Select
            aria-label="加一个指标体系"
            placeholder="加一个指标体系"
            popupMatchSelectWidth={false}
            value={null}
            options={[{ value: '', label: '从空的开始' }, ...sets.map((set) => ({ value: set, label: `复制${set}` }))]}
            onChange={(source: string | null) => {
              const full = textAt(form.data, ['fullMarks']);
              change(
                ['parts', free],
                source === null || source === ''
                  ? [{ id: 'p1', name: '新的部分', weight: full, leaves: [newLeaf('p1')] }]
                  : structuredClone(valueAt(form.data, ['parts', source])),
              );
            }}
          />
        ) : undefined
      }
    >
      {sets.map((set) => (
        <Tree key={set} form={form} set={set} />
      ))}
    </Section>
  );
}
