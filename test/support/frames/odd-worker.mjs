// A child process that misbehaves as the name of the first file in the request says.
import { deserialize } from 'node:v8';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { groups } = deserialize(Buffer.concat(chunks));
const { name, bytes } = groups[0].files[0];
const answers = {
  echo: { kind: 'checked', checked: { size: bytes.length, first: bytes[0], settings: Object.keys(process.env) } },
  refuse: { kind: 'refused', code: 'limit-size', file: '名单.xlsx', limit: '行列' },
  fail: { kind: 'failed', stack: 'TypeError\n    at somewhere' },
};
const kept = [];
if (name === 'hang') setInterval(() => undefined, 1000);
else if (name === 'eat') for (;;) kept.push(Array.from({ length: 1_000_000 }, () => ({ name })));
else if (name === 'exit') process.exitCode = 3;
else process.stdout.write(JSON.stringify(answers[name]));
