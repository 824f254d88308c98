/** Sessions, accounts and the first start. */
import { z } from 'zod';
import { day, defineRoute, id, instant, nothing } from './route.ts';

/** office 绩效办 (administers) · operator 民调中心 · liaison 部门联络员 · observer 监督. */
export const roleSchema = z.enum(['office', 'operator', 'liaison', 'observer']);
export type Role = z.infer<typeof roleSchema>;
export const roleLabels: Readonly<Record<Role, string>> = {
  office: '绩效办',
  operator: '民调中心操作员',
  liaison: '部门联络员',
  observer: '监督员',
};

const login = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/, '登录名用3到40个小写字母、数字、点、横线');
const newPassword = z.string().min(10, '密码至少10个字符').max(200, '密码过长');

export const personSchema = z.object({
  accountId: id,
  login: z.string(),
  displayName: z.string(),
  role: roleSchema,
  department: z.object({ id, name: z.string() }).nullable(),
});
export type Person = z.infer<typeof personSchema>;

export const accountSchema = personSchema.extend({
  disabled: z.boolean(),
  createdAt: instant,
  hasPassword: z.boolean(),
});

export const getSession = defineRoute({
  method: 'GET',
  path: '/api/session',
  tag: '登录',
  summary: '当前登录的人；未登录时 person 为空；尚无管理员时 setupNeeded 为真',
  reply: z.object({ person: personSchema.nullable(), setupNeeded: z.boolean(), today: day }),
});
export const openSession = defineRoute({
  method: 'POST',
  path: '/api/sessions',
  tag: '登录',
  summary: '登录',
  body: z.object({ login: z.string().max(200), password: z.string().max(200) }),
  reply: z.object({ person: personSchema }),
  status: 201,
  problems: ['sign-in-failed', 'sign-in-locked'],
});
export const closeSession = defineRoute({
  method: 'DELETE',
  path: '/api/sessions/current',
  tag: '登录',
  summary: '退出',
  reply: nothing,
});
export const redeemLink = defineRoute({
  method: 'POST',
  path: '/api/password-links/redemptions',
  tag: '登录',
  summary: '用一次性链接设置密码（首次启动的管理员，或新账号、重设密码）',
  body: z.object({
    token: z.string().min(20).max(200),
    password: newPassword,
    /** Only for the very first administrator. */
    login: login.optional(),
    displayName: z.string().trim().min(1).max(40).optional(),
  }),
  reply: z.object({ person: personSchema }),
  status: 201,
  problems: ['link-spent'],
});
export const describeLink = defineRoute({
  method: 'POST',
  path: '/api/password-links/descriptions',
  tag: '登录',
  summary: '查看一次性链接是给谁的',
  body: z.object({ token: z.string().min(20).max(200) }),
  reply: z.object({ purpose: z.enum(['first-administrator', 'password']), login: z.string().nullable() }),
  problems: ['link-spent'],
});
export const changePassword = defineRoute({
  method: 'POST',
  path: '/api/session/password',
  tag: '登录',
  summary: '修改自己的密码；其他设备上的登录全部失效',
  body: z.object({ current: z.string().max(200), next: newPassword }),
  reply: nothing,
  problems: ['sign-in-failed'],
});
export const listAccounts = defineRoute({
  method: 'GET',
  path: '/api/accounts',
  tag: '账号',
  summary: '账号列表',
  reply: z.object({ items: z.array(accountSchema) }),
});
export const createAccount = defineRoute({
  method: 'POST',
  path: '/api/accounts',
  tag: '账号',
  summary: '新建账号，得到设置密码的一次性链接',
  body: z.object({
    login,
    displayName: z.string().trim().min(1).max(40),
    role: roleSchema,
    departmentId: id.nullable().default(null),
  }),
  reply: z.object({ account: accountSchema, passwordLink: z.string() }),
  status: 201,
  problems: ['login-taken', 'department-required'],
});
export const changeAccount = defineRoute({
  method: 'PATCH',
  path: '/api/accounts/:accountId',
  tag: '账号',
  summary: '停用、启用账号或改名',
  params: z.object({ accountId: id }),
  body: z.object({ disabled: z.boolean().optional(), displayName: z.string().trim().min(1).max(40).optional() }),
  reply: accountSchema,
  problems: ['last-administrator'],
});
export const issuePasswordLink = defineRoute({
  method: 'POST',
  path: '/api/accounts/:accountId/password-links',
  tag: '账号',
  summary: '发出重设密码的一次性链接（24小时有效）',
  params: z.object({ accountId: id }),
  reply: z.object({ passwordLink: z.string() }),
  status: 201,
});

export const getGuide = defineRoute({
  method: 'GET',
  path: '/guide',
  tag: '帮助',
  summary: '使用指南',
  reply: { file: 'text/html' },
});
