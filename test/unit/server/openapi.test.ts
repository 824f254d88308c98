import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listRoutes } from '../../../server/routes.ts';
import { openapiText } from '../../support/openapi.ts';

describe('the OpenAPI document', () => {
  it('checked in is the one the code makes (npm run openapi writes it)', () => {
    expect(readFileSync('server/openapi.json', 'utf8')).toBe(openapiText());
  });
  it('has every route once, each with a summary', () => {
    const names = listRoutes().map(({ route }) => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { route } of listRoutes()) expect(route.summary.length).toBeGreaterThan(1);
  });
});
