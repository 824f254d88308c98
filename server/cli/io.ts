/** How a command speaks: results on stdout, everything else on stderr. Tests hand in their own. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
}

/** Says on stderr what is being done when it takes over two seconds, and how long it has taken; nothing for quick work. */
export async function withProgress<T>(io: CommandIo, what: string, work: Promise<T>): Promise<T> {
  const started = Date.now();
  const timer = setInterval(
    () => io.stderr(`pingyi: ${what}，已用${Math.round((Date.now() - started) / 1000)}秒…\n`),
    2000,
  );
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
