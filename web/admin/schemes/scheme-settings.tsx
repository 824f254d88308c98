/**
 * What the document leaves open: its own words, the readings, the suggestion with its reason; and, where the office decides it in the
 * scheme, what was decided, by whom, on what paper, why, written down by whom and when.
 */
import { Button } from 'antd';
import { formatInstant } from '../format.ts';
import { GroundsFields, type Grounds } from '../results/grounds.tsx';
import { initialOf, type SettingNames, type SettingValues, ValueField, valueOf } from '../results/setting-value.tsx';
import { Quote } from '../results/settings.tsx';
import { describeValue } from '../results/words.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt, type Data } from './edit.ts';
import { useChange, type FormProps } from './scheme-fields.tsx';
import { EditSetting } from './setting-dialog.tsx';
import { isOpen, missingSettings, shapeOf } from './setting-shape.ts';

/** Names of classes, leaves and entries as the draft has them now. */
function namesOf(data: Data): SettingNames {
  const leaves: (readonly [string, string])[] = [];
  const gather = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) gather(item);
    else if (typeof value === 'object' && value !== null) {
      const [id, name] = [textAt(value, ['id']), textAt(value, ['name'])];
      if (id !== '' && valueAt(value, ['unit']) !== undefined) leaves.push([id, name]);
      for (const item of Object.values(value)) gather(item);
    }
  };
  gather(valueAt(data, ['parts']));
  const entries = listAt(data, ['entries']).map((one) => [textAt(one, ['kind']), textAt(one, ['name'])] as const);
  return {
    groups: listAt(data, ['groups'])
      .filter((group) => valueAt(group, ['manual']) !== true)
      .map((group) => ({ id: textAt(group, ['id']), name: textAt(group, ['name']) })),
    members: new Map([...leaves, ...entries]),
  };
}

function State({ setting }: { readonly setting: unknown }) {
  const decided = valueAt(setting, ['decided']);
  if (decided === undefined)
    return isOpen(setting) ? (
      <>
        <Mark tone="bad">未设定</Mark>{' '}
        {textAt(setting, ['certainty']) === 'low' ? <Mark tone="wait">原文依据不足，已锁定，须单独确认</Mark> : null}
      </>
    ) : (
      <span className="soft">用到时再定</span>
    );
  const at = textAt(decided, ['enteredAt']);
  return (
    <>
      <strong>{describeValue(valueAt(decided, ['value']))}</strong>
      <div className="small soft">
        {`${textAt(decided, ['decidedBy'])}决定，依据${textAt(decided, ['document'])}；理由：${textAt(decided, ['reason'])}`}
      </div>
      <div className="small soft">
        {at === '' ? '保存后记下录入人和时间' : `${formatInstant(at)} ${textAt(decided, ['enteredBy'])}录入`}
      </div>
    </>
  );
}

function Decide({ form, i, names }: { readonly form: FormProps; readonly i: number; readonly names: SettingNames }) {
  const change = useChange(form);
  const setting = valueAt(form.data, ['settings', i]);
  const shape = shapeOf(setting, form.data);
  const decided = valueAt(setting, ['decided']);
  const low = textAt(setting, ['certainty']) === 'low';
  const why = textAt(setting, ['why']);
  const label = decided === undefined ? (low ? '确认一种读法' : '在方案里定下') : '改';
  return (
    <>
      <DialogButton<SettingValues & Grounds>
        label={label}
        accessibleLabel={`${label}：${shape.name}`}
        size="small"
        title={shape.name}
        okText="定下"
        initialValues={{
          ...initialOf(shape),
          ...(decided === undefined
            ? {}
            : {
                reason: textAt(decided, ['reason']),
                document: textAt(decided, ['document']),
                decidedBy: textAt(decided, ['decidedBy']),
              }),
        }}
        onSubmit={async ({ reason, document, decidedBy, ...values }) => {
          await Promise.resolve();
          change(['settings', i, 'decided'], { value: valueOf(shape, values), reason, document, decidedBy });
        }}
      >
        <p>在方案里定下的，选用这个方案的各个周期都照此执行；不定的，留给每个周期设定。</p>
        <Quote text={textAt(setting, ['quote']) || null} />
        {why === '' ? null : <p className="soft">{`建议${describeValue(shape.suggestion)}：${why}。`}</p>}
        <ValueField setting={shape} names={names} />
        <GroundsFields />
      </DialogButton>
      {decided === undefined ? null : (
        <Button
          size="small"
          aria-label={`撤回：${shape.name}`}
          onClick={() => change(['settings', i, 'decided'], undefined)}
        >
          撤回
        </Button>
      )}
    </>
  );
}

export function Settings({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const settings = listAt(form.data, ['settings']);
  const names = namesOf(form.data);
  const missing = missingSettings(form.data);
  const open = settings.filter((one) => isOpen(one) && valueAt(one, ['decided']) === undefined);
  const columns: readonly Column<number>[] = [
    {
      key: 'name',
      title: '事项',
      kind: 'wrap',
      render: (i) => (
        <>
          {textAt(settings[i], ['name'])}
          <div className="small soft">
            <code>{textAt(settings[i], ['key'])}</code>
          </div>
          <Quote text={textAt(settings[i], ['quote']) || null} />
        </>
      ),
    },
    {
      key: 'values',
      title: '可选',
      kind: 'wrap',
      render: (i) => {
        const { kind, values, members, from, to } = shapeOf(settings[i], form.data);
        if (kind === 'integer' || kind === 'number') return `${from}到${to}`;
        if (kind === 'tariff') return '各种加扣分每次的分值';
        const words = values.map((value) => describeValue(value)).join('；');
        return kind === 'weights'
          ? `${words === '' ? '' : `${words}；`}逐项定权重：${members.map((id) => names.members.get(id) ?? id).join('、')}`
          : words;
      },
    },
    {
      key: 'why',
      title: '建议',
      kind: 'wrap',
      render: (i) => {
        const { suggestion } = shapeOf(settings[i], form.data);
        const why = textAt(settings[i], ['why']);
        if (suggestion === null) return isOpen(settings[i]) ? '没有可以建议的' : '';
        return `${describeValue(suggestion)}${why === '' ? '' : `：${why}`}`;
      },
    },
    { key: 'state', title: '现在', kind: 'wrap', render: (i) => <State setting={settings[i]} /> },
    ...(form.editable
      ? [
          {
            key: 'act',
            title: '操作',
            kind: 'tight',
            render: (i: number) => (
              <div className="actions">
                <Decide form={form} i={i} names={names} />
                <EditSetting form={form} i={i} />
                <Button
                  size="small"
                  aria-label={`去掉设置${textAt(settings[i], ['name'])}`}
                  onClick={() => change(['settings', i], undefined)}
                >
                  去掉
                </Button>
              </div>
            ),
          } satisfies Column<number>,
        ]
      : []),
  ];
  return (
    <Section
      title={`文件没有规定的事项（${open.length}项未设定）`}
      actions={
        form.editable ? (
          <>
            {missing.length === 0 ? null : (
              <Button onClick={() => change(['settings'], [...settings, ...missing])}>
                {`补上缺少的${missing.length}项`}
              </Button>
            )}
            <EditSetting form={form} i={null} />
          </>
        ) : undefined
      }
    >
      <p className="soft">
        没有人定下之前一律“未设定”，选用它的周期算不出总分。可以在方案里定下，也可以留给每个周期；原文依据不足的读法，确认之前锁定不能改。
      </p>
      <DataTable
        caption="文件没有规定的事项"
        columns={columns}
        rows={settings.map((_, i) => i)}
        rowKey={(i) => textAt(settings[i], ['key']) || i}
        empty="没有。"
      />
    </Section>
  );
}
