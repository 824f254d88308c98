/**
 * Setting a password by a one-time link, and creating the very first administrator.
 *
 * Promise: the token stands in the fragment, is taken out of the address bar at once and goes nowhere but to the server.
 */
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { describeLink, getSession, redeemLink } from '#contract';
import { call } from '../api.ts';
import { EntryFrame } from '../layout.tsx';
import { forgetAll, refresh, useRead } from '../query.ts';
import { fieldRule, showFieldProblems } from '../shared/field-rule.ts';
import { LinkButton } from '../shared/link-button.tsx';
import { Page } from '../shared/page.tsx';
import { NewPasswordFields } from '../shared/new-password-fields.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

function readToken(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '';
}

const fields = redeemLink.body.shape;

interface Values {
  readonly login?: string;
  readonly displayName?: string;
  readonly password: string;
}

function SetPasswordForm({ token }: { readonly token: string }) {
  const link = useRead(describeLink, { body: { token } });
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  if (link.isPending) return <Skeleton active paragraph={{ rows: 4 }} />;
  if (!link.data) {
    return (
      <>
        <ProblemNotice problem={link.error} />
        <LinkButton to="/sign-in">前往登录</LinkButton>
      </>
    );
  }
  const first = link.data.purpose === 'first-administrator';
  const save = async ({ login, displayName, password }: Values) => {
    setBusy(true);
    setProblem(null);
    try {
      const chosen = first && login !== undefined && displayName !== undefined ? { login, displayName } : {};
      await call(redeemLink, { body: { token, password, ...chosen } });
      forgetAll();
      await refresh([getSession]);
      await navigate({ to: '/', replace: true });
    } catch (error) {
      if (!showFieldProblems(form, error)) setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className="soft">
        {first
          ? '这是系统的第一个账号，属于绩效办，可以管理评价周期和其他账号。'
          : '请为自己的账号设置密码。链接只能用一次，设置后直接进入系统。'}
      </p>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={first ? {} : { login: link.data.login ?? '' }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item
          name="login"
          label="登录名"
          {...(first
            ? { extra: '3到40个小写字母、数字、点、横线，例如 jixiaoban', rules: [fieldRule(fields.login)] }
            : {})}
        >
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} readOnly={!first} />
        </Form.Item>
        {first ? (
          <Form.Item
            name="displayName"
            label="姓名"
            extra="显示在页面和留痕里"
            rules={[fieldRule(fields.displayName, '请填写姓名，不超过40个字')]}
          >
            <Input autoComplete="name" maxLength={40} />
          </Form.Item>
        ) : null}
        <NewPasswordFields name="password" label="密码" schema={fields.password} />
        <Button type="primary" htmlType="submit" loading={busy}>
          {first ? '创建管理员' : '设置密码'}
        </Button>
      </Form>
    </>
  );
}

export function SetPasswordPage() {
  const [token] = useState(readToken);
  useEffect(() => {
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  return (
    <EntryFrame>
      <div className="entry section">
        <Page title="设置密码">
          {token === '' ? (
            <>
              <p>
                链接不完整。请从绩效办发来的消息里完整复制链接，粘贴到浏览器地址栏后打开；刷新过本页的，请重新打开那个链接。
              </p>
              <LinkButton to="/sign-in">前往登录</LinkButton>
            </>
          ) : (
            <SetPasswordForm token={token} />
          )}
        </Page>
      </div>
    </EntryFrame>
  );
}
