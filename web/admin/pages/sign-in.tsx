/** Signing in, and the way to the first administrator when there is none yet. */
import { Navigate, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { getSession, openSession } from '#contract';
import { call } from '../api.ts';
import { EntryFrame } from '../layout.tsx';
import { forgetAll, refresh } from '../query.ts';
import { useSession } from '../session.tsx';
import { isOwnAddress } from '../shared/own-address.ts';
import { Page } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

export function SignInPage() {
  const { next, why } = useSearch({ from: '/sign-in' });
  const session = useSession();
  const router = useRouter();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const goOn = async () => {
    if (isOwnAddress(next)) router.history.push(next);
    else await navigate({ to: '/' });
  };
  const signIn = async (values: { login: string; password: string }) => {
    setBusy(true);
    setProblem(null);
    try {
      await call(openSession, { body: { login: values.login.trim().toLowerCase(), password: values.password } });
      forgetAll();
      await refresh([getSession]);
      await goOn();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  if (session.data?.person && !busy && problem === null) return <Navigate to="/" replace />;
  return (
    <EntryFrame>
      <div className="entry section">
        <Page title="登录" lead="供绩效办、民调中心、各部门联络员和监督员使用。">
          {why === 'ended' ? (
            <Alert
              className="gap"
              type="warning"
              showIcon
              title="登录已过期"
              description="为保护名单安全，一段时间不操作会自动退出。请重新登录，登录后回到刚才的页面。"
            />
          ) : null}
          {session.data?.setupNeeded ? (
            <Alert
              className="gap"
              type="info"
              showIcon
              title="还没有管理员"
              description="请在服务器上查看启动时显示的首次设置链接，用浏览器打开它，设置第一个绩效办账号后再登录。"
            />
          ) : null}
          {problem === null ? null : <ProblemNotice problem={problem} />}
          <Form layout="vertical" requiredMark={false} onFinish={(values) => void signIn(values)}>
            <Form.Item name="login" label="登录名" rules={[{ required: true, message: '请填写登录名' }]}>
              <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus maxLength={200} />
            </Form.Item>
            <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
              <Input.Password autoComplete="current-password" maxLength={200} />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={busy}>
              登录
            </Button>
          </Form>
          <p className="soft small gap-above">没有账号或忘记密码，请联系绩效办，由绩效办发给您设置密码的链接。</p>
        </Page>
      </div>
    </EntryFrame>
  );
}
