/**
 * The environment, read once. Nothing else in server/ looks at process.env.
 *
 * Promise: a wrong setting is one clear Chinese line that names the setting, never a stack.
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { StartupRefusal } from './refusal.ts';

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  PINGYI_DATA: z.string().min(1).default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PINGYI_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PINGYI_KEK_FILE: z.string().min(1).optional(),
  PINGYI_PROXY: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6()])))
    .optional(),
  PINGYI_UPLOAD_MB: z.coerce.number().int().min(1).max(200).default(200),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** The address people use, when a proxy stands in front: decides secure cookies and links. */
  readonly publicUrl: string | undefined;
  /** The key-encryption key: outside the database. */
  readonly kekFile: string;
  readonly uploadLimitBytes: number;
  /** Addresses of proxies in front: only what they say about an origin is believed. */
  readonly proxies: readonly string[];
}

/** A setting that cannot be used; `message` is the line for the user. */
export class ConfigRefusal extends StartupRefusal {}

const hints: Readonly<Record<string, string>> = {
  PORT: '端口号，0到65535的整数',
  HOST: '监听地址，例如127.0.0.1或0.0.0.0',
  DATABASE_URL: 'PostgreSQL连接地址，例如postgres://用户:密码@主机:5432/库名',
  PINGYI_PUBLIC_URL: '对外访问地址，例如https://pingyi.example.gov.cn',
  PINGYI_PROXY: '前置代理的IP地址，多个用逗号分开，例如127.0.0.1',
  PINGYI_UPLOAD_MB: '上传上限（MB），1到200的整数',
};

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const setting = String(parsed.error.issues[0]?.path[0] ?? '');
    throw new ConfigRefusal(`环境变量 ${setting} 的值不能用，应为${hints[setting] ?? '有效的值'}；改正后重新启动`);
  }
  const dataDir = resolve(parsed.data.PINGYI_DATA);
  return {
    port: parsed.data.PORT,
    host: parsed.data.HOST,
    dataDir,
    databaseUrl: parsed.data.DATABASE_URL,
    publicUrl: parsed.data.PINGYI_PUBLIC_URL?.replace(/\/+$/, ''),
    kekFile: parsed.data.PINGYI_KEK_FILE ? resolve(parsed.data.PINGYI_KEK_FILE) : join(dataDir, 'keys', 'kek'),
    uploadLimitBytes: parsed.data.PINGYI_UPLOAD_MB * 1024 * 1024,
    proxies: parsed.data.PINGYI_PROXY ?? [],
  };
}
