/** What PostgreSQL's refusals mean to us. Values in them never leave this file. */
import postgres from 'postgres';

/** The error is the violation of this named constraint. */
export function isConstraint(error: unknown, name: string): boolean {
  return error instanceof postgres.PostgresError && error.constraint_name === name;
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'ECONNRESET',
  'ENOENT',
]);

/** One line for the person who starts the server, or undefined when the error is not about reaching or using the database. */
export function databaseRefusal(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (unreachable.has(code))
    return '连不上数据库：请检查 DATABASE_URL 的主机和端口、数据库是否已启动、防火墙是否放行，然后重新启动';
  switch (code) {
    case '28P01':
    case '28000':
      return '数据库拒绝登录：请检查 DATABASE_URL 里的用户名和密码';
    case '3D000':
      return '数据库不存在：请先建库（create database …），或改正 DATABASE_URL 里的库名';
    case '42501':
      return '数据库用户权限不够：请让数据库管理员把这个库的所有者改成 DATABASE_URL 里的用户（alter database … owner to …）再重新启动';
    case '53100':
      return '数据库所在磁盘已满：请清理磁盘后重新启动';
    case '53300':
      return '数据库连接数已满：请调大 max_connections 或减少应用服务器';
    case '57P03':
      return '数据库正在启动或恢复，请稍等片刻再启动';
    default:
      return undefined;
  }
}

/** The error means "try again later", not "a bug". */
export function isTransient(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return unreachable.has(code) || code === '53300' || code === '57P01' || code === '57P03' || code === '53100';
}

/** What may be logged of an error: kinds and names of ours, never a message, which may quote values. */
export function describeError(error: unknown): string {
  if (error instanceof postgres.PostgresError)
    return ['PostgresError', error.code, error.constraint_name ?? '', error.table_name ?? ''].filter(Boolean).join(' ');
  return error instanceof Error ? error.name : typeof error;
}
