/** One department's 情况表 (附件8): the liaison fills it, the office reads it. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import {
  contactFormStateLabels,
  downloadContactForm,
  fillContactForm,
  getContactForm,
  listContactForms,
  listOwnContactForms,
  printContactForm,
  type ContactForm,
  type RouteReply,
} from '#contract';
import { addressOf, download } from '../api.ts';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { showFieldProblems } from '../shared/field-rule.ts';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { describeProblem, ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { nameDeadline } from '../shared/deadline.tsx';

type Answer = RouteReply<typeof getContactForm>;
type Values = Partial<ContactForm> & { readonly two: boolean };

const empty: ContactForm = {
  liaisonName: '',
  liaisonPost: '',
  officePhone: '',
  mobilePhone: '',
  leaderName: '',
  leaderPost: '',
  secondLeaderName: '',
  secondLeaderPost: '',
};

function PersonFields({
  person,
  label,
}: {
  readonly person: 'liaison' | 'leader' | 'secondLeader';
  readonly label: string;
}) {
  return (
    <div className="size-fields">
      <Form.Item
        name={`${person}Name`}
        label={`${label}姓名`}
        rules={[{ required: true, message: `请填写${label}姓名` }]}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={`${person}Post`}
        label={`${label}职务`}
        rules={[{ required: true, message: `请填写${label}职务` }]}
      >
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
    </div>
  );
}

function FillForm({ answer }: { readonly answer: Answer }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<unknown>(null);
  const fill = useWrite(fillContactForm, [getContactForm, listContactForms, listOwnContactForms]);
  const filled = answer.form ?? empty;
  const submit = async ({ two, ...values }: Values) => {
    setProblem(null);
    const body = { ...empty, ...values, ...(two ? {} : { secondLeaderName: '', secondLeaderPost: '' }) };
    try {
      const saved = await fill.mutateAsync({
        params: { cycleId: answer.cycle.id, departmentId: answer.department.id },
        body,
      });
      // The numbers come back as the rules write them.
      form.setFieldsValue(saved.form);
      void message.success('情况表已保存，请打印盖章');
    } catch (error) {
      if (!showFieldProblems(form, error)) setProblem(error);
    }
  };
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={{ ...filled, two: filled.secondLeaderName !== '' }}
      onFinish={(values) => void submit(values)}
    >
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Section title="本单位负责此项工作的联络员">
        <PersonFields person="liaison" label="联络员" />
        <div className="size-fields">
          <Form.Item name="officePhone" label="办公电话" extra="写区号，例如0771-5551234">
            <Input maxLength={40} inputMode="tel" autoComplete="off" />
          </Form.Item>
          <Form.Item name="mobilePhone" label="手机" extra="办公电话和手机至少填一个">
            <Input maxLength={40} inputMode="tel" autoComplete="off" />
          </Form.Item>
        </div>
      </Section>
      <Section title="本单位主要领导情况">
        <PersonFields person="leader" label="主要领导" />
        <Form.Item name="two" valuePropName="checked">
          <Checkbox>党组（委）书记和行政首长不是同一人，分别填写</Checkbox>
        </Form.Item>
        <Form.Item noStyle dependencies={['two']}>
          {({ getFieldValue }) =>
            getFieldValue('two') === true ? <PersonFields person="secondLeader" label="另一位主要领导" /> : null
          }
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={fill.isPending}>
          {answer.form === null ? '提交情况表' : '保存修改'}
        </Button>
      </Section>
    </Form>
  );
}

function Shown({ form }: { readonly form: ContactForm | null }) {
  if (form === null) return <Alert type="info" showIcon title="这个单位还没有填报情况表" />;
  const facts: readonly (readonly [string, string])[] = [
    ['联络员姓名及职务', `${form.liaisonName} ${form.liaisonPost}`],
    ['办公电话', form.officePhone || '未填'],
    ['手机', form.mobilePhone || '未填'],
    ['主要领导姓名及职务', `${form.leaderName} ${form.leaderPost}`],
    ...(form.secondLeaderName === ''
      ? []
      : [['另一位主要领导姓名及职务', `${form.secondLeaderName} ${form.secondLeaderPost}`] as const]),
  ];
  return (
    <Section title="填报内容">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Standing({ answer }: { readonly answer: Answer }) {
  const { message } = App.useApp();
  const params = { cycleId: answer.cycle.id, departmentId: answer.department.id };
  const save = async () => {
    try {
      await download(downloadContactForm, { params }, '附件8.xlsx');
    } catch (error) {
      void message.error(describeProblem(error).detail);
    }
  };
  return (
    <Section
      title={answer.department.name}
      actions={
        <>
          <Button href={addressOf(printContactForm, { params })} target="_blank">
            {answer.form === null ? '打印空表' : '打印盖章'}
          </Button>
          <Button onClick={() => void save()}>{answer.form === null ? '下载空表' : '下载Excel'}</Button>
        </>
      }
    >
      <div className="actions">
        <Mark tone={answer.state === 'filled' ? 'good' : 'plain'}>{contactFormStateLabels[answer.state]}</Mark>
        {answer.late ? <Mark tone="bad">逾期</Mark> : null}
      </div>
      <p>截止：{nameDeadline(answer.deadlineOn)}</p>
      {answer.filledAt === null ? null : (
        <p>{`最近一次填报：${formatInstant(answer.filledAt)}，填报人${answer.filledBy ?? ''}。`}</p>
      )}
    </Section>
  );
}

export function ContactPage() {
  const { cycleId, departmentId } = useParams({ from: '/inside/cycles/$cycleId/contact-forms/$departmentId' });
  const { may } = useSignedIn();
  const liaison = may('fileFrames');
  const answer = useRead(getContactForm, { params: { cycleId, departmentId } });
  return (
    <Page
      title="情况表（附件8）"
      lead={answer.data ? `${answer.data.cycle.name}：社会评价工作有关情况表。` : undefined}
      trail={
        liaison ? (
          <>
            <Link to="/">我的任务</Link> › 情况表
          </>
        ) : (
          <>
            <Link to="/cycles/$cycleId/contact-forms" params={{ cycleId }}>
              各部门情况表
            </Link>{' '}
            › 详情
          </>
        )
      }
    >
      <Reading query={answer}>
        {(data) => (
          <>
            <Standing answer={data} />
            {liaison && !data.cycle.closed ? <FillForm answer={data} /> : <Shown form={data.form} />}
          </>
        )}
      </Reading>
    </Page>
  );
}
