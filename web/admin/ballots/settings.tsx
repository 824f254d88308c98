/** What the office decides about the poll. What it leaves open is 未设定 and keeps the vote from starting; nothing is filled in silently. */
import { App, Button, Form, Input, InputNumber, Select, Switch } from 'antd';
import {
  getPoll,
  setPoll,
  type Cycle,
  type getCycle,
  type PollSettings,
  type PollStanding,
  type RouteReply,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Section } from '../shared/page.tsx';
import { groupByCategory } from '../shared/words.ts';

type CycleDetail = RouteReply<typeof getCycle>;
type Group = PollSettings['groups'][number];
type Style = PollSettings['styles'][number];

interface Values {
  readonly title: string;
  readonly unitLines: string;
  readonly groups: readonly (Omit<Group, 'weight'> & { readonly weight?: string })[];
  readonly styles: readonly Style[];
  readonly closesAt?: string;
  readonly noOpinion: 'yes' | 'no' | 'open';
  readonly uniform: 'count' | 'void' | 'open';
  readonly blank: 'abstain' | 'complete' | 'open';
  readonly revisions: 'yes' | 'no' | 'open';
  readonly phone?: string;
  readonly credentials: 'cards' | 'blind';
}

const BEIJING_MS = 8 * 3600_000;
/** 2026-12-20T18:00 as a field of the browser has it, in Beijing time whatever the computer is set to. */
export const toField = (instant: string): string =>
  new Date(new Date(instant).getTime() + BEIJING_MS).toISOString().slice(0, 16);
export const fromField = (text: string): string =>
  new Date(new Date(`${text}:00.000Z`).getTime() - BEIJING_MS).toISOString();

const yesNo = (value: boolean | null): 'yes' | 'no' | 'open' => (value === null ? 'open' : value ? 'yes' : 'no');
const decided = (value: 'yes' | 'no' | 'open'): boolean | null => (value === 'open' ? null : value === 'yes');
const open = { value: 'open', label: '未设定' };

function namesOf({ appraisees }: CycleDetail): Map<string, string> {
  return new Map(appraisees.map(({ id, name }) => [id, name]));
}

function initial(settings: PollSettings | null, cycle: CycleDetail): Values {
  const names = namesOf(cycle);
  const order = settings?.units ?? groupByCategory(cycle.appraisees).flatMap(({ items }) => items.map(({ id }) => id));
  return {
    title: settings?.title ?? `${cycle.year}年度领导评价`,
    unitLines: order.map((id) => names.get(id) ?? '').join('\n'),
    groups: (
      settings?.groups ?? [{ code: 'a', name: '自治区领导', weight: null, best: 0, worst: 0, perCategory: false }]
    ).map(({ weight, ...group }) => (weight === null ? group : { ...group, weight })),
    styles: settings?.styles ?? [{ code: 'A1', group: 'a', name: '自治区领导', excluded: [] }],
    ...(settings?.closesAt ? { closesAt: toField(settings.closesAt) } : {}),
    noOpinion: yesNo(settings?.noOpinion ?? null),
    uniform: settings?.uniform ?? 'open',
    blank: settings?.blank ?? 'open',
    revisions: yesNo(settings?.revisions ?? null),
    credentials: settings?.credentials ?? 'cards',
    ...(settings?.phone ? { phone: settings.phone } : {}),
  };
}

/** Names, a line each, as ids in that order; or what cannot be found. */
export function readUnits(text: string, names: ReadonlyMap<string, string>): { units: string[]; unknown: string[] } {
  const byName = new Map([...names].map(([id, name]) => [name, id]));
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    units: lines.flatMap((line) => byName.get(line) ?? []),
    unknown: lines.filter((line) => !byName.has(line)),
  };
}

function toSettings(values: Values, names: ReadonlyMap<string, string>): PollSettings {
  const phone = values.phone?.trim() ?? '';
  return {
    title: values.title,
    units: readUnits(values.unitLines, names).units,
    groups: values.groups.map(({ weight, ...group }) => ({ ...group, weight: weight?.trim() ? weight.trim() : null })),
    styles: values.styles.map((style) => ({ ...style, excluded: style.excluded ?? [] })),
    closesAt: values.closesAt ? fromField(values.closesAt) : null,
    noOpinion: decided(values.noOpinion),
    uniform: values.uniform === 'open' ? null : values.uniform,
    blank: values.blank === 'open' ? null : values.blank,
    revisions: decided(values.revisions),
    phone: phone === '' ? null : phone,
    credentials: values.credentials,
  };
}

const { groups: groupsSchema, styles: stylesSchema, title: titleSchema } = setPoll.body.shape;

function GroupFields({ fixed }: { readonly fixed: boolean }) {
  return (
    <Form.List name="groups">
      {(fields, { add, remove }) => (
        <fieldset className="plain-fields">
          <legend className="duty-name">评价主体类别</legend>
          {fields.map(({ key, name }) => (
            <div key={key} className="filters">
              <Form.Item name={[name, 'code']} label="代码" rules={[fieldRule(groupsSchema.element.shape.code)]}>
                <Input className="short-field" disabled={fixed} />
              </Form.Item>
              <Form.Item name={[name, 'name']} label="名称" rules={[fieldRule(groupsSchema.element.shape.name)]}>
                <Input placeholder="例如：市领导" />
              </Form.Item>
              <Form.Item
                name={[name, 'weight']}
                label="权重（空为未设定）"
                rules={[
                  {
                    validator: (_, value: string | undefined) =>
                      !value?.trim() || groupsSchema.element.shape.weight.safeParse(value.trim()).success
                        ? Promise.resolve()
                        : Promise.reject(new Error('写成小数或分数，例如0.3或3/10')),
                  },
                ]}
              >
                <Input className="short-field" placeholder="未设定" />
              </Form.Item>
              <Form.Item name={[name, 'best']} label="最满意最多">
                <InputNumber className="short-field" min={0} max={100} precision={0} />
              </Form.Item>
              <Form.Item name={[name, 'worst']} label="不满意最多">
                <InputNumber className="short-field" min={0} max={100} precision={0} />
              </Form.Item>
              <Form.Item name={[name, 'perCategory']} label="按类分别限名额" valuePropName="checked">
                <Switch />
              </Form.Item>
              {fixed || fields.length === 1 ? null : (
                <Form.Item label=" ">
                  <Button onClick={() => remove(name)} aria-label={`删去第${name + 1}个类别`}>
                    删去
                  </Button>
                </Form.Item>
              )}
            </div>
          ))}
          {fixed ? null : (
            <p>
              <Button onClick={() => add({ code: '', name: '', best: 0, worst: 0, perCategory: false })}>
                增加类别
              </Button>
            </p>
          )}
        </fieldset>
      )}
    </Form.List>
  );
}

function StyleFields({
  fixed,
  units,
}: {
  readonly fixed: boolean;
  readonly units: readonly { value: string; label: string }[];
}) {
  const groups = Form.useWatch<Values['groups'] | undefined>('groups') ?? [];
  return (
    <Form.List name="styles">
      {(fields, { add, remove }) => (
        <fieldset className="plain-fields">
          <legend className="duty-name">票种</legend>
          <p className="soft">
            同一票种的人评同样的单位，票混在一起分不出是谁的，所以每种至少10人。要回避本单位的，另设一个票种。
          </p>
          {fields.map(({ key, name }) => (
            <div key={key} className="filters">
              <Form.Item name={[name, 'code']} label="票种代码" rules={[fieldRule(stylesSchema.element.shape.code)]}>
                <Input className="short-field" disabled={fixed} />
              </Form.Item>
              <Form.Item name={[name, 'group']} label="类别" rules={[{ required: true, message: '请选类别' }]}>
                <Select
                  className="wide-select"
                  disabled={fixed}
                  options={groups.map((group) => ({
                    value: group?.code ?? '',
                    label: group?.name || group?.code || '',
                  }))}
                />
              </Form.Item>
              <Form.Item name={[name, 'name']} label="票种名称" rules={[fieldRule(stylesSchema.element.shape.name)]}>
                <Input />
              </Form.Item>
              <Form.Item name={[name, 'excluded']} label="回避的单位（不评）">
                <Select
                  className="wide-select"
                  mode="multiple"
                  disabled={fixed}
                  options={[...units]}
                  showSearch={{ optionFilterProp: 'label' }}
                  placeholder="无"
                />
              </Form.Item>
              {fixed || fields.length === 1 ? null : (
                <Form.Item label=" ">
                  <Button onClick={() => remove(name)} aria-label={`删去第${name + 1}个票种`}>
                    删去
                  </Button>
                </Form.Item>
              )}
            </div>
          ))}
          {fixed ? null : (
            <p>
              <Button onClick={() => add({ code: '', group: groups[0]?.code, name: '', excluded: [] })}>
                增加票种
              </Button>
            </p>
          )}
        </fieldset>
      )}
    </Form.List>
  );
}

function RuleFields({ begun }: { readonly begun: boolean }) {
  return (
    <fieldset className="plain-fields">
      <legend className="duty-name">规则</legend>
      <div className="size-fields">
        <Form.Item name="closesAt" label="截止时间（北京时间）" extra="空为未设定">
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="noOpinion" label="提供“不了解”">
          <Select options={[open, { value: 'yes', label: '提供' }, { value: 'no', label: '不提供' }]} />
        </Form.Item>
        <Form.Item name="blank" label="漏评的单位">
          <Select
            options={[open, { value: 'abstain', label: '按弃权计' }, { value: 'complete', label: '必须评完才能提交' }]}
          />
        </Form.Item>
        <Form.Item name="uniform" label="全部评同一等次的票">
          <Select options={[open, { value: 'count', label: '有效' }, { value: 'void', label: '无效' }]} />
        </Form.Item>
        <Form.Item name="revisions" label="截止前能否改投">
          <Select options={[open, { value: 'yes', label: '可以，以最后一次为准' }, { value: 'no', label: '不可以' }]} />
        </Form.Item>
        <Form.Item
          name="credentials"
          label="投票凭证"
          extra={begun ? '已有印好的卡或已开始领取，不能再改' : '两种方式保护什么、不保护什么，见投票页面的说明'}
        >
          <Select
            disabled={begun}
            options={[
              { value: 'cards', label: '评价卡（纸上的码）' },
              { value: 'blind', label: '网上领取（平台盲签）' },
            ]}
          />
        </Form.Item>
        <Form.Item name="phone" label="监督电话" extra="印在卡上和投票页面；空为未设定">
          <Input maxLength={40} />
        </Form.Item>
      </div>
    </fieldset>
  );
}

function EditSettings({ poll, cycle }: { readonly poll: PollStanding; readonly cycle: CycleDetail }) {
  const { message } = App.useApp();
  const save = useWrite(setPoll, [getPoll]);
  const names = namesOf(cycle);
  const fixed = poll.state !== 'preparing';
  return (
    <DialogButton<Values>
      label={poll.settings === null ? '设置领导评价' : '修改设置'}
      type={poll.settings === null ? 'primary' : 'default'}
      title="领导评价的设置"
      okText="保存设置"
      width={1000}
      initialValues={initial(poll.settings, cycle)}
      onSubmit={async (values) => {
        await save.mutateAsync({ params: { cycleId: poll.cycleId }, body: toSettings(values, names) });
        void message.success('设置已保存');
      }}
    >
      {fixed ? <p>名册已封存：单位、类别代码和票种不能再改，其余到开始投票前还可以改。</p> : null}
      <Form.Item name="title" label="名称（印在卡和评价表上）" required rules={[fieldRule(titleSchema)]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="unitLines"
        label="被评价单位，按正式顺序，每行一个"
        extra="评价表按类别分段，段内按这里的顺序。可以删去不参加的单位，或把正式名单粘贴进来。"
        rules={[
          {
            validator: (_, text: string = '') => {
              const { units, unknown } = readUnits(text, names);
              if (unknown.length > 0)
                return Promise.reject(new Error(`不是本周期的被评价单位：${unknown.slice(0, 5).join('、')}`));
              if (new Set(units).size < units.length) return Promise.reject(new Error('有单位列了两次'));
              return units.length === 0 ? Promise.reject(new Error('请列出被评价单位')) : Promise.resolve();
            },
          },
        ]}
      >
        <Input.TextArea rows={7} disabled={fixed} spellCheck={false} />
      </Form.Item>
      <GroupFields fixed={fixed} />
      <StyleFields fixed={fixed} units={[...names].map(([value, label]) => ({ value, label }))} />
      <RuleFields begun={poll.issuing !== null || poll.batches.length > 0} />
    </DialogButton>
  );
}

export function SettingsSection({
  poll,
  cycle,
  office,
}: {
  readonly poll: PollStanding;
  readonly cycle: CycleDetail;
  readonly office: boolean;
}) {
  const { settings, state } = poll;
  const stage: Cycle['state'] = cycle.state;
  const may = office && stage !== 'closed' && (state === 'preparing' || state === 'rolled');
  const word = <T extends string>(value: T | null, words: Record<T, string>) =>
    value === null ? '未设定' : words[value];
  return (
    <Section title="设置" actions={may ? <EditSettings poll={poll} cycle={cycle} /> : undefined}>
      {settings === null ? (
        <p>
          先设置评价哪些单位、有哪几类领导参加、规则怎样。文件没有写明的先留“未设定”，定下来再填；没有定的，投票开始不了。
        </p>
      ) : (
        <>
          <dl className="facts">
            <div>
              <dt>名称</dt>
              <dd>{settings.title}</dd>
            </div>
            <div>
              <dt>被评价单位</dt>
              <dd>{settings.units.length}个</dd>
            </div>
            <div>
              <dt>截止时间</dt>
              <dd>{settings.closesAt === null ? '未设定' : formatInstant(settings.closesAt)}</dd>
            </div>
            <div>
              <dt>“不了解”</dt>
              <dd>
                {word(settings.noOpinion === null ? null : settings.noOpinion ? 'y' : 'n', { y: '提供', n: '不提供' })}
              </dd>
            </div>
            <div>
              <dt>漏评的单位</dt>
              <dd>{word(settings.blank, { abstain: '按弃权计', complete: '必须评完' })}</dd>
            </div>
            <div>
              <dt>全部同一等次的票</dt>
              <dd>{word(settings.uniform, { count: '有效', void: '无效' })}</dd>
            </div>
            <div>
              <dt>改投</dt>
              <dd>
                {word(settings.revisions === null ? null : settings.revisions ? 'y' : 'n', {
                  y: '截止前可以',
                  n: '不可以',
                })}
              </dd>
            </div>
            <div>
              <dt>投票凭证</dt>
              <dd>{settings.credentials === 'blind' ? '网上领取投票码（盲签）' : '评价卡'}</dd>
            </div>
            <div>
              <dt>监督电话</dt>
              <dd>{settings.phone ?? '未设定'}</dd>
            </div>
          </dl>
          <ul className="plain-list">
            {settings.groups.map(({ code, name, weight, best, worst, perCategory }) => (
              <li key={code}>
                {name}：权重{weight ?? '未设定'}
                {best + worst > 0 ? `；${perCategory ? '每类' : ''}提名最满意${best}个、不满意${worst}个` : '；不提名'}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
