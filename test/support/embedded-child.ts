/**
 * A node process that uses the embedded database and can be killed: starts it, says how on stdout (one JSON line), stops it
 * when stdin closes. Bundled by `test/integration/embedded.support.ts`; run as other users and from other folders.
 */
import { startEmbedded, StartRefusal } from '../../server/db/embedded.ts';

const say = (words: object) => process.stdout.write(`${JSON.stringify(words)}\n`);

try {
  const server = await startEmbedded({
    dataDir: process.argv[2] ?? '',
    log: (line) => process.stderr.write(`${line}\n`),
    disposable: process.argv[3] === 'disposable',
  });
  say({ adopted: server.adopted, connection: server.connection });
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('end', resolve));
  await server.stop();
  say({ stopped: true });
} catch (error) {
  if (!(error instanceof StartRefusal)) throw error;
  say({ refused: error.code, message: error.message });
}
