/** Changing one's own password. */
import { App, Button, Form, Input } from 'antd';
import { changePassword } from '#contract';
import { useWrite } from '../query.ts';
import { showFieldProblems } from '../shared/field-rule.ts';
import { NewPasswordFields } from '../shared/new-password-fields.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { useSignedIn } from '../session.tsx';

interface Values {
  readonly current: string;
  readonly next: string;
}

export function ChangePasswordPage() {
  const { person } = useSignedIn();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const write = useWrite(changePassword, []);
  const save = async ({ current, next }: Values) => {
    try {
      await write.mutateAsync({ body: { current, next } });
      form.resetFields();
      void message.success('密码已修改');
    } catch (error) {
      if (!showFieldProblems(form, error)) return;
      form.getFieldInstance('current')?.focus();
      write.reset();
    }
  };
  return (
    <Page title="修改密码" lead="修改后，您在其他电脑和手机上的登录会全部退出，本机不受影响。">
      <Section title={`账号 ${person.login}`}>
        {write.error === null ? null : <ProblemNotice problem={write.error} />}
        <Form<Values>
          form={form}
          layout="vertical"
          className="narrow-form"
          requiredMark={false}
          onFinish={(values) => void save(values)}
        >
          <input type="text" name="username" autoComplete="username" value={person.login} readOnly hidden />
          <Form.Item name="current" label="现在的密码" rules={[{ required: true, message: '请填写现在的密码' }]}>
            <Input.Password autoComplete="current-password" maxLength={200} />
          </Form.Item>
          <NewPasswordFields name="next" label="新密码" schema={changePassword.body.shape.next} />
          <Button type="primary" htmlType="submit" loading={write.isPending}>
            修改密码
          </Button>
        </Form>
      </Section>
    </Page>
  );
}
