/** What single methods ask for: clusters, a table of sizes, number blocks. */
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { clusterBySchema, stratifyByLabels, type DrawStratum } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { FileButton } from '../shared/file-button.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import type { FieldsProps } from './design-fields.tsx';
import { isStratified, type Draft } from './draft.ts';
import { NumberField } from './number-field.tsx';
import { readBlocks, readSizes } from './tables.ts';

const byOptions = clusterBySchema.options.map((value) => ({ value, label: stratifyByLabels[value] }));

const clusterMethods: readonly { readonly value: Draft['clusterMethod']; readonly label: string }[] = [
  { value: 'pareto', label: '人多的群机会大（首选，每个人的机会大致相同）' },
  { value: 'simple', label: '每个群机会相同' },
  { value: 'sequential-poisson', label: '人多的群机会大（序贯泊松，熟悉的人才用）' },
  { value: 'pps-systematic', label: '人多的群机会大（等距，熟悉的人才用）' },
];

export function ClusterFields({ draft, onChange }: FieldsProps) {
  const number = (name: 'clusterNumber' | 'within' | 'withinReserve', label: string, note: string, least: number) => (
    <NumberField
      id={`draw-${name}`}
      label={label}
      note={note}
      least={least}
      value={draft[name]}
      onChange={(value) => onChange({ ...draft, [name]: value })}
    />
  );
  return (
    <>
      <Form.Item label="分群依据" htmlFor="draw-cluster-by">
        <Select
          id="draw-cluster-by"
          value={draft.clusterBy}
          onChange={(clusterBy) => onChange({ ...draft, clusterBy })}
          options={byOptions.map((option) => ({ ...option, disabled: option.value === draft.stratifyBy }))}
        />
      </Form.Item>
      <Form.Item label="怎样抽群" htmlFor="draw-cluster-method">
        <Select
          id="draw-cluster-method"
          value={draft.clusterMethod}
          onChange={(clusterMethod) => onChange({ ...draft, clusterMethod })}
          options={[...clusterMethods]}
        />
      </Form.Item>
      <div className="size-fields">
        {number('clusterNumber', isStratified(draft) ? '每层抽几个群' : '抽几个群', '至少2个才能估计误差', 1)}
        {number('within', '每群抽几人', '群里不够时全部抽取', 1)}
        {number('withinReserve', '每群备用几人', '0表示不设', 0)}
      </div>
    </>
  );
}

export function SizeFields({
  draft,
  onChange,
  groups,
  problem,
}: FieldsProps & { readonly groups: readonly DrawStratum[]; readonly problem: unknown }) {
  const [pasted, setPasted] = useState('');
  const [strange, setStrange] = useState<readonly string[]>([]);
  const columns: readonly Column<DrawStratum>[] = [
    { key: 'label', title: '组', render: ({ label }) => label },
    { key: 'population', title: '名单人数', kind: 'right', render: ({ population }) => formatCount(population) },
    {
      key: 'size',
      title: '规模',
      render: ({ code, label }) => (
        <InputNumber
          aria-label={`${label}的规模`}
          min={0}
          value={draft.sizes[code] ?? null}
          placeholder="0"
          onChange={(size) => onChange({ ...draft, sizes: { ...draft.sizes, [code]: size ?? 0 } })}
        />
      ),
    },
  ];
  return (
    <>
      <Form.Item label="规模按什么填" htmlFor="draw-size-by">
        <Select
          id="draw-size-by"
          value={draft.sizeBy}
          onChange={(sizeBy) => onChange({ ...draft, sizeBy, sizes: {} })}
          options={byOptions}
        />
      </Form.Item>
      <Form.Item label="填的数是">
        <Radio.Group
          vertical
          aria-label="填的数是"
          value={draft.sizeMeaning}
          onChange={(event) => onChange({ ...draft, sizeMeaning: event.target.value === 'each' ? 'each' : 'group' })}
          options={[
            { value: 'group', label: '这一组的总规模，例如全市常住人口、部门全年办件量；组里的人平分' },
            { value: 'each', label: '组里每个人的规模，都是这个数' },
          ]}
        />
      </Form.Item>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <DataTable
        caption="规模表"
        columns={columns}
        rows={groups}
        rowKey={({ code }) => code}
        empty="正在计算有哪些组…"
        folds={false}
      />
      <details className="gap">
        <summary>从Excel粘贴规模</summary>
        <label htmlFor="draw-size-paste">每行一组：名称、规模</label>
        <Input.TextArea
          id="draw-size-paste"
          rows={5}
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
          placeholder={'南宁市\t8741584\n柳州市\t4157934'}
        />
        <Button
          className="gap-above"
          disabled={pasted.trim() === '' || groups.length === 0}
          onClick={() => {
            const read = readSizes(pasted, groups);
            setStrange(read.strange);
            onChange({ ...draft, sizes: { ...draft.sizes, ...read.sizes } });
          }}
        >
          填入规模表
        </Button>
        {strange.length > 0 ? (
          <p role="status" className="bad">
            有{strange.length}行没有对上：{strange.slice(0, 3).join('；')}
            {strange.length > 3 ? '等' : ''}
          </p>
        ) : null}
      </details>
    </>
  );
}

export function BlockFields({ draft, onChange }: FieldsProps) {
  const { blocks, unread } = readBlocks(draft.blocks);
  const total = blocks.reduce((sum, { digits }) => sum + 10 ** digits, 0);
  return (
    <Form.Item
      label="号段"
      htmlFor="draw-blocks"
      extra="每行一个号段：1380771xxxx，或写前缀和后面的位数“1380771 4”。固定电话连区号一起写，例如0771588xxxx。"
      {...(unread.length > 0
        ? { validateStatus: 'error', help: `第${unread.slice(0, 5).join('、')}行看不懂，请照下面的样子写` }
        : {})}
    >
      <Input.TextArea
        id="draw-blocks"
        rows={6}
        className="mono-field"
        value={draft.blocks}
        spellCheck={false}
        onChange={(event) => onChange({ ...draft, blocks: event.target.value })}
        placeholder={'1380771xxxx\n1390771xxxx\n0771588xxxx'}
      />
      <div className="actions gap-above">
        <FileButton
          accept=".txt,.csv,text/plain,text/csv"
          label="号段文件"
          onFile={(file) =>
            void file.text().then((text) => onChange({ ...draft, blocks: text.replace(/^\ufeff/, '').trim() }))
          }
        >
          从文件读入（文本或CSV）
        </FileButton>
        <span aria-live="polite">
          {blocks.length > 0 ? `${blocks.length}个号段，共${formatCount(total)}个号码` : '还没有号段'}
        </span>
      </div>
    </Form.Item>
  );
}
