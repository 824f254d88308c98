/** Accounts: who may sign in, with which role, for which department. The office's page. */
import { App, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import {
  changeAccount,
  createAccount,
  issuePasswordLink,
  listAccounts,
  listDepartments,
  roleLabels,
  roleSchema,
  type Role,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { PasswordLinkDialog, type IssuedLink } from '../shared/password-link-dialog.tsx';
import { Reading } from '../shared/reading.tsx';

type Account = z.infer<typeof listAccounts.reply>['items'][number];

const roleDuties: Readonly<Record<Role, string>> = {
  office: '管理评价周期、账号，审核抽样框，查看留痕',
  operator: '审核抽样框，组织抽样，下载呼叫清单',
  liaison: '只能报送和查看本部门的抽样框',
  observer: '只能查看进度、抽样过程和留痕，看不到名单',
};

interface NewAccount {
  readonly login: string;
  readonly displayName: string;
  readonly role: Role;
  readonly departmentId?: string;
}

function NewAccountFields() {
  const departments = useRead(listDepartments, {});
  const role = Form.useWatch<Role | undefined>('role');
  const fields = createAccount.body.shape;
  return (
    <>
      <p>建好以后会得到一个设置密码的链接，只显示一次，请当场交给本人。</p>
      <Form.Item
        name="login"
        label="登录名"
        required
        extra="3到40个小写字母、数字、点、横线"
        rules={[fieldRule(fields.login)]}
      >
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={40} />
      </Form.Item>
      <Form.Item
        name="displayName"
        label="姓名"
        required
        rules={[fieldRule(fields.displayName, '请填写姓名，不超过40个字')]}
      >
        <Input autoComplete="off" maxLength={40} />
      </Form.Item>
      <Form.Item
        name="role"
        label="角色"
        extra={role ? roleDuties[role] : undefined}
        rules={[{ required: true, message: '请选择角色' }]}
      >
        <Select options={roleSchema.options.map((value) => ({ value, label: roleLabels[value] }))} />
      </Form.Item>
      {role === 'liaison' ? (
        <Form.Item
          name="departmentId"
          label="所属部门"
          extra="找不到的部门，请先在评价周期里新增"
          rules={[{ required: true, message: '请选择所属部门' }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={departments.isPending}
            notFoundContent="没有这个部门"
            options={(departments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      ) : null}
    </>
  );
}

export function AccountsPage() {
  const { person } = useSignedIn();
  const { message } = App.useApp();
  const accounts = useRead(listAccounts, {});
  const create = useWrite(createAccount, [listAccounts]);
  const change = useWrite(changeAccount, [listAccounts]);
  const issue = useWrite(issuePasswordLink, [listAccounts]);
  const [issued, setIssued] = useState<IssuedLink | null>(null);

  const columns: Column<Account>[] = [
    { key: 'name', title: '姓名', render: ({ displayName }) => displayName },
    { key: 'login', title: '登录名', render: ({ login }) => <span className="mono">{login}</span> },
    { key: 'role', title: '角色', kind: 'tight', render: ({ role }) => roleLabels[role] },
    { key: 'department', title: '所属部门', render: ({ department }) => department?.name ?? null },
    {
      key: 'state',
      title: '状态',
      kind: 'tight',
      render: ({ disabled, hasPassword }) => {
        if (disabled) return <Mark tone="bad">已停用</Mark>;
        return hasPassword ? <Mark tone="good">正常</Mark> : <Mark tone="wait">待设密码</Mark>;
      },
    },
    { key: 'createdAt', title: '建立时间', kind: 'tight', render: ({ createdAt }) => formatInstant(createdAt) },
    {
      key: 'actions',
      title: '操作',
      render: (account) => (
        <div className="actions">
          <DialogButton
            label="重发链接"
            size="small"
            accessibleLabel={`给${account.displayName}重发链接`}
            title={`给${account.displayName}重发设置密码的链接？`}
            okText="重发链接"
            disabled={account.disabled}
            onSubmit={async () => {
              const { passwordLink } = await issue.mutateAsync({ params: { accountId: account.accountId } });
              setIssued({ passwordLink, displayName: account.displayName });
            }}
          >
            <p>会得到一个24小时内有效、只能用一次的链接，以前发的链接随即作废。本人打开链接就能设置新密码。</p>
          </DialogButton>
          <DialogButton
            label={account.disabled ? '启用账号' : '停用账号'}
            size="small"
            danger={!account.disabled}
            accessibleLabel={`${account.disabled ? '启用' : '停用'}${account.displayName}的账号`}
            title={`${account.disabled ? '启用' : '停用'}${account.displayName}的账号？`}
            okText={account.disabled ? '启用账号' : '停用账号'}
            disabled={account.accountId === person.accountId}
            onSubmit={async () => {
              await change.mutateAsync({
                params: { accountId: account.accountId },
                body: { disabled: !account.disabled },
              });
              void message.success(account.disabled ? '账号已启用' : '账号已停用');
            }}
          >
            <p>
              {account.disabled
                ? '启用后，本人可以用原来的密码登录。'
                : '停用后，本人立即退出，不能再登录；已做过的事和留痕都保留。以后可以重新启用。'}
            </p>
          </DialogButton>
        </div>
      ),
    },
  ];

  return (
    <Page
      title="账号"
      lead="每人一个账号，不要共用：留痕按账号记到人。"
      actions={
        <DialogButton<NewAccount>
          label="新建账号"
          type="primary"
          title="新建账号"
          okText="新建账号"
          onSubmit={async ({ login, displayName, role, departmentId }) => {
            const { account, passwordLink } = await create.mutateAsync({
              body: { login, displayName, role, departmentId: role === 'liaison' ? (departmentId ?? null) : null },
            });
            setIssued({ passwordLink, displayName: account.displayName });
          }}
        >
          <NewAccountFields />
        </DialogButton>
      }
    >
      <Section title="全部账号">
        <Reading query={accounts}>
          {({ items }) => (
            <DataTable
              caption={`共${items.length}个账号`}
              columns={columns}
              rows={items}
              rowKey={({ accountId }) => accountId}
              empty="还没有账号。请先按“新建账号”。"
            />
          )}
        </Reading>
      </Section>
      <PasswordLinkDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}
