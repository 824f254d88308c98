/** What changed from another version, last year's for example, in words beside each other. */
import { Select } from 'antd';
import { useState } from 'react';
import { channelLabels, compareQuestionnaireVersions, type QuestionnaireVersion, type RouteReply } from '#contract';
import { describeCondition, numbersOf } from '#questionnaire';
import { questionnaireSchema, type Channel } from '#surveys';
import { useRead } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { Mark } from '../shared/marks.tsx';
import { Reading } from '../shared/reading.tsx';
import { questionKindLabels } from './draft.ts';

type Difference = RouteReply<typeof compareQuestionnaireVersions>['items'][number];

const changeWords = {
  added: ['增加', 'good'],
  removed: ['删去', 'bad'],
  changed: ['修改', 'info'],
  moved: ['换位', 'wait'],
} as const;

const partLabels: Readonly<Record<string, string>> = {
  title: '文字',
  intro: '开头语',
  closing: '结束语',
  channels: '答卷方式',
  scales: '量表',
  texts: '替换文字',
  departmentTexts: '各单位的文字',
  kind: '题型',
  hint: '提示',
  required: '必答',
  noOpinion: '可以不了解',
  refusal: '可以不愿回答',
  scored: '计入得分',
  scale: '量表',
  options: '选项',
  rows: '行',
  showIf: '什么时候问',
  min: '最少',
  max: '最多',
  exclusive: '单独选的选项',
  decimals: '小数位数',
  unit: '单位',
  maxLength: '字数',
};

/** A value of a part in words; what has no better words is shown as it is kept. */
function wordsOf(part: string | undefined, text: string | undefined, version: QuestionnaireVersion): string {
  if (text === undefined || text === '') return '（无）';
  if (part === 'kind') return questionKindLabels[text as keyof typeof questionKindLabels];
  if (text === 'true') return '是';
  if (text === 'false') return '否';
  if (part === 'showIf') {
    const condition = questionnaireSchema.shape.questions.element.options[0].shape.showIf.safeParse(JSON.parse(text));
    if (condition.success && condition.data) return describeCondition(version.content, condition.data);
  }
  if (part === 'options' || part === 'rows')
    return (JSON.parse(text) as { label: string }[]).map(({ label }) => label).join('、');
  if (part === 'channels') return (JSON.parse(text) as Channel[]).map((channel) => channelLabels[channel]).join('、');
  if (part === 'scales')
    return Object.values(JSON.parse(text) as Record<string, { points: { label: string }[] }>)
      .map(({ points }) => points.map(({ label }) => label).join('、'))
      .join('；');
  if (part === 'texts')
    return (JSON.parse(text) as { name: string; preset?: string }[])
      .map(({ name, preset }) => `${name}${preset === undefined ? '' : `：${preset}`}`)
      .join('；');
  if (part === 'departmentTexts') return `${Object.keys(JSON.parse(text) as object).length}个单位`;
  return text;
}

function nameOf(question: string | undefined, { content }: QuestionnaireVersion): string {
  if (question === undefined) return '整份问卷';
  if (content.questions.every(({ id }) => id !== question)) return '原来的题';
  const number = numbersOf(content.questions).get(question);
  return number === undefined ? '说明文字' : `第${number}题`;
}

export function Comparison({ version }: { readonly version: QuestionnaireVersion }) {
  const [otherId, setOtherId] = useState(version.comparable[0]?.versionId);
  if (otherId === undefined) return <div className="empty">没有可以比较的版本：这是第一版，往年也没有发布过。</div>;
  return (
    <>
      <label>
        与哪个版本比较
        <br />
        <Select
          className="wide-select"
          aria-label="与哪个版本比较"
          value={otherId}
          options={version.comparable.map(({ versionId, label }) => ({ value: versionId, label }))}
          onChange={setOtherId}
        />
      </label>
      <Differences version={version} otherId={otherId} />
    </>
  );
}

function Differences({ version, otherId }: { readonly version: QuestionnaireVersion; readonly otherId: string }) {
  const differences = useRead(compareQuestionnaireVersions, {
    params: { versionId: version.versionId },
    query: { with: otherId },
  });
  return (
    <Reading query={differences}>
      {({ items }) => (
        <DataTable<Difference>
          caption="改了什么（按已保存的内容）"
          rows={items}
          rowKey={(_, i) => i}
          empty="两个版本完全一样。"
          columns={[
            {
              key: 'change',
              title: '改动',
              kind: 'tight',
              render: ({ change }) => <Mark tone={changeWords[change][1]}>{changeWords[change][0]}</Mark>,
            },
            { key: 'question', title: '题目', kind: 'tight', render: ({ question }) => nameOf(question, version) },
            {
              key: 'part',
              title: '哪一处',
              kind: 'tight',
              render: ({ part }) => (part === undefined ? '' : (partLabels[part] ?? part)),
            },
            {
              key: 'before',
              title: '原来',
              kind: 'wrap',
              render: ({ change, part, before }) =>
                change === 'added' || change === 'moved' ? '' : wordsOf(part, before, version),
            },
            {
              key: 'after',
              title: '现在',
              kind: 'wrap',
              render: ({ change, part, after }) => (change === 'removed' ? '' : wordsOf(part, after, version)),
            },
          ]}
        />
      )}
    </Reading>
  );
}
