/**
 * The term of the review and its calendar: which years the known notices cover, and the decision on a year they do not, so that a deadline
 * can be told before the program learns of the notice.
 */
import { Alert, App, Form, Input, InputNumber, Select } from 'antd';
import { decideScore, listScoreDecisions } from '#contract';
import { calendars } from '#surveys';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { GroundsFields, type Grounds } from './grounds.tsx';
import { scoringTouched, type Scoring } from './scoring.ts';

interface Values extends Grounds {
  readonly workingDays: number;
  readonly calendar: string;
  readonly year?: string;
  readonly off?: string;
  readonly worked?: string;
}

type Rule = NonNullable<NonNullable<Scoring['scheme']>['review']>;

const nameOf = (id: string): string => calendars.find((one) => one.id === id)?.name ?? id;
const days = (text: string | undefined): string[] => (text ?? '').split(/[\s,，、；;]+/).filter(Boolean);
const known = ({ calendar, notices }: Rule): ReadonlySet<string> =>
  new Set([
    ...Object.keys(calendars.find(({ id }) => id === calendar)?.years ?? {}),
    ...notices.map(({ year }) => year),
  ]);

/** This year and the next, as far as neither a notice nor a decision covers them. */
export const uncoveredYears = (rule: Rule, today: string): string[] => {
  const year = Number(today.slice(0, 'YYYY'.length));
  const covered = known(rule);
  return [year, year + 1].map(String).filter((one) => !covered.has(one));
};

export function describeRule(rule: Rule | null): string {
  if (rule === null) return '方案没有规定';
  const decided = rule.notices.map(({ year }) => year).join('、');
  return `收到反馈后${rule.workingDays}个工作日，工作日历：${nameOf(rule.calendar)}${decided === '' ? '' : `，${decided}年的放假安排由绩效办设定`}${rule.waived ? '；逾期视同放弃' : ''}`;
}

/** Said where it matters: no deadline can be told in a year without a notice. */
export function UncoveredNotice({ rule }: { readonly rule: Rule | null }) {
  const { today } = useSignedIn();
  if (rule === null) return null;
  const years = uncoveredYears(rule, today);
  if (years.length === 0) return null;
  return (
    <Alert
      className="gap"
      type="warning"
      showIcon
      title={`${nameOf(rule.calendar)}：${years.join('年、')}年的放假调休安排还没有收录，落在这些年的复核截止日算不出来`}
      description="平台不推算放假日。通知公布后，请点“设定复核期限和日历”，照通知录入这一年的放假日和调休上班日，写明文号；在此之前，单位签收反馈单后显示“截止日待绩效办确定”，可以先申请。"
    />
  );
}

export function DecideReview({ cycleId, rule }: { readonly cycleId: string; readonly rule: Rule | null }) {
  const { message } = App.useApp();
  const { today } = useSignedIn();
  const decide = useWrite(decideScore, [...scoringTouched, listScoreDecisions]);
  const missing = rule === null ? [] : uncoveredYears(rule, today);
  return (
    <DialogButton<Values>
      label="设定复核期限和日历"
      title="设定复核期限和日历"
      okText="设定"
      width={640}
      initialValues={{
        workingDays: rule?.workingDays ?? 5,
        calendar: rule?.calendar ?? 'CN',
        ...(missing[0] === undefined ? {} : { year: missing[0] }),
      }}
      onSubmit={async ({ workingDays, calendar, year, off, worked, reason, document, decidedBy }) => {
        const notices = {
          ...Object.fromEntries((rule?.notices ?? []).map((one) => [one.year, { off: one.off, worked: one.worked }])),
          ...((year ?? '') !== '' && days(off).length > 0 ? { [year!]: { off: days(off), worked: days(worked) } } : {}),
        };
        const value = { workingDays, calendar, ...(Object.keys(notices).length === 0 ? {} : { notices }) };
        await decide.mutateAsync({
          params: { cycleId },
          body: { items: [{ key: 'review', value }], reason, document, decidedBy },
        });
        void message.success('已设定');
      }}
    >
      <Form.Item name="workingDays" label="复核期限（工作日）" rules={[{ required: true, message: '请填写' }]}>
        <InputNumber min={1} max={366} precision={0} />
      </Form.Item>
      <Form.Item name="calendar" label="工作日历">
        <Select options={calendars.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <fieldset className="plain-fields">
        <legend>没有收录的年份，照放假通知录入（不需要则不填）</legend>
        <Form.Item name="year" label="年份">
          <Input maxLength={4} />
        </Form.Item>
        <Form.Item
          name="off"
          label="放假的日子"
          extra="写全年落在周一至周五的放假日（含三月三），如 2027-01-01，用空格或顿号隔开"
        >
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.Item name="worked" label="调休上班的周末" extra="写法同上；没有则不填">
          <Input.TextArea rows={2} />
        </Form.Item>
      </fieldset>
      <GroundsFields />
    </DialogButton>
  );
}
