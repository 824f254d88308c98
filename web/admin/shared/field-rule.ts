/** Checks a form field by the contract's own schema, so that browser and server never disagree. */
import type { FormInstance } from 'antd';
import type { z } from 'zod';
import { ApiProblem } from '../api.ts';

/** An antd rule; `words` replaces the schema's message where that would not be plain Chinese. */
export function fieldRule(schema: z.ZodType, words?: string) {
  return {
    validator: (_: unknown, value: unknown) => {
      const parsed = schema.safeParse(value ?? '');
      if (parsed.success) return Promise.resolve();
      return Promise.reject(new Error(words ?? parsed.error.issues[0]?.message ?? '请检查这一项'));
    },
  };
}

/** Puts the server's field messages under their fields; true when every one found its place. */
export function showFieldProblems(form: FormInstance, problem: unknown): boolean {
  if (!(problem instanceof ApiProblem) || problem.fields.length === 0) return false;
  const values: object = form.getFieldsValue(true) ?? {};
  const known = new Set(Object.keys(values));
  const placed = problem.fields
    .map(({ path, message }) => ({ name: path.replace(/^(body|form)\./, ''), errors: [message] }))
    .filter(({ name }) => known.has(name));
  form.setFields(placed);
  return placed.length === problem.fields.length;
}
