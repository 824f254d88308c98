/** The OpenAPI 3.1 document and the page that shows it, made from the same route objects the server binds. */
import { z } from 'zod';
import type { RouteShape } from '#contract';
import { problemSchema } from '#contract';
import { listProblems } from '#problem';
import type { Permission } from './bind.ts';
import { roleLabels } from '#contract';

export interface BoundRoute {
  readonly route: RouteShape;
  readonly permission: Permission;
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): unknown => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
};

const permissionText = (permission: Permission): string => {
  if (permission === 'public') return '无需登录';
  if (permission === 'ballot') return '无需登录，登录状态不起作用';
  if (permission === 'signed-in') return '登录即可';
  return permission.map((role) => roleLabels[role]).join('、');
};

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query'): unknown[] {
  if (!schema) return [];
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === 'path' || !(part as z.ZodType).safeParse(undefined).success,
    schema: jsonSchema(part as z.ZodType, 'input'),
  }));
}

function requestBody(route: RouteShape): unknown {
  if (route.body)
    return { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } };
  if (!route.form) return undefined;
  const form = jsonSchema(route.form, 'input') as { properties?: object };
  return {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          ...form,
          properties: { ...form.properties, file: { type: 'array', items: { type: 'string', format: 'binary' } } },
        },
      },
    },
  };
}

function operation({ route, permission }: BoundRoute): unknown {
  const body = requestBody(route);
  const content =
    'file' in route.reply && typeof route.reply.file === 'string'
      ? { [route.reply.file]: { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: jsonSchema(route.reply as z.ZodType, 'output') } };
  const codes = route.problems?.length ? `;可能的问题：${route.problems.join('、')}` : '';
  return {
    tags: [route.tag],
    summary: route.summary,
    description: `权限：${permissionText(permission)}`,
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(body ? { requestBody: body } : {}),
    responses: {
      [String(route.status ?? 200)]: { description: '成功', content },
      default: {
        description: `问题（RFC 9457）${codes}`,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    ...(permission === 'public' || permission === 'ballot' ? {} : { security: [{ session: [] }] }),
  };
}

/** The document; deterministic, so that a checked-in copy can be compared with the code. */
export function openapiDocument(routes: readonly BoundRoute[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const bound of routes) {
    const path = bound.route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[bound.route.method.toLowerCase()] = operation(bound);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pingyi 评议',
      version: '1',
      description: [
        '社会评价平台的接口。写操作只接受本站页面发出的请求（同源），登录状态在 Cookie 里。',
        '',
        '| 问题代码 | 状态 | 含义 |',
        '| --- | --- | --- |',
        ...listProblems().map(
          (problem) => `| ${problem.code} | ${problem.status} | ${problem.title}:${problem.detail} |`,
        ),
      ].join('\n'),
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-pingyi' } },
    },
  };
}
