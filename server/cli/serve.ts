/** `pingyi serve`: starts the platform and stays until it is told to stop. */
import { readConfig } from '#config';
import { startServer } from '../main.ts';
import type { CommandIo } from './io.ts';

const help = `用法：pingyi serve

启动评议平台。不设 DATABASE_URL 时使用内嵌的 PostgreSQL,数据放在 ./data。

环境变量:
  PORT               端口，默认 8080
  HOST               监听地址，默认 127.0.0.1；要让别的电脑访问，设为 0.0.0.0
  PINGYI_DATA        数据目录，默认 ./data
  DATABASE_URL       用现成的 PostgreSQL（15或以上），例如 postgres://用户:密码@主机:5432/pingyi
  PINGYI_PUBLIC_URL  前面有代理时的对外地址，例如 https://pingyi.example.gov.cn
  PINGYI_KEK_FILE    密钥文件，默认 数据目录/keys/kek；同一文件夹的 cycles 里是各周期的密钥；请与数据库分开备份
  PINGYI_UPLOAD_MB   一次上传的上限，默认 200
  PINGYI_PROXY       前置代理的IP地址（多个用逗号分开）；只有它们写的 X-Forwarded-For 才采信

例:
  pingyi serve
  PORT=9000 HOST=0.0.0.0 pingyi serve
`;

export async function serve(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes('--help')) {
    io.stdout(help);
    return 0;
  }
  if (args.length > 0) {
    io.stderr(`pingyi: serve 不认识参数“${args[0]}”，看 pingyi serve --help\n`);
    return 2;
  }
  // From the first moment: an interrupt during start must still stop the database.
  const interrupted = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal));
  });
  const running = await startServer(readConfig(process.env), (line) => io.stderr(`pingyi: ${line}\n`));
  io.stdout(`评议平台已启动：${running.url}\n`);
  if (running.firstLink)
    io.stdout(`还没有管理员。请在24小时内打开下面的一次性链接，设置第一个管理员的密码：\n  ${running.firstLink}\n`);
  io.stdout('按 Ctrl-C 停止。\n');
  await interrupted;
  io.stderr('pingyi: 正在停止，等未完成的请求结束…\n');
  await running.stop();
  io.stderr('pingyi: 已停止。\n');
  return 0;
}
