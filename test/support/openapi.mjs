// `npm run openapi`: writes server/openapi.json anew from the contract.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const { module } = await runnerImport(join(here, 'openapi.ts'), { root, logLevel: 'error' });
writeFileSync(join(root, 'server', 'openapi.json'), module.openapiText());
