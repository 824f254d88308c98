// A child process that misbehaves as the ask of the request says.
import { deserialize } from 'node:v8';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const all = Buffer.concat(chunks);
const length = all.readUInt32BE(0);
const { ask, blobs } = deserialize(all.subarray(4, 4 + length));
const content = all.subarray(4 + length);

function say(head, bytes = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(bytes.length, 4);
  process.stdout.write(Buffer.concat([lengths, text, bytes]));
}

const kept = [];
if (ask === 'echo') {
  say({ kind: 'progress', phase: 'reading', rows: 7 });
  say({ sizes: blobs, settings: Object.keys(process.env) }, content.subarray(0, 3));
  for (let i = 0; i < 20; i += 1) say({ i }, Buffer.alloc(100_000, i));
  say({ kind: 'end' });
} else if (ask === 'refuse') say({ kind: 'refused', code: 'limit-size', file: '名单.xlsx', limit: '行列' });
else if (ask === 'fail') say({ kind: 'failed', stack: 'TypeError\n    at somewhere' });
else if (ask === 'short') say({ kind: 'end' });
else if (ask === 'hang') setInterval(() => undefined, 1000);
else if (ask === 'eat') for (;;) kept.push(Array.from({ length: 1_000_000 }, () => ({ ask })));
else if (ask === 'exit') process.exitCode = 3;
