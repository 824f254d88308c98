/** The indicator tree of a scheme: parts with their points, leaves with their weights, and whether they add up. */
import { Button } from 'antd';
import { add, compare, exactText, isNumberString, mustNumber } from '#surveys';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { listAt, textAt, valueAt, type Path } from './edit.ts';
import { Text, useChange, Weight, type FormProps } from './scheme-fields.tsx';

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

export function Tree({ form, set }: { readonly form: FormProps; readonly set: string }) {
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
