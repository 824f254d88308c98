/**
 * Expressions of an XLSForm: what `relevant` and `constraint` say, as far as a questionnaire of ours can say it.
 *
 * Promise: exact or nothing: an expression that has no equal among our conditions is undefined, never the next best.
 */
import type { Condition, ConditionTest } from '../questionnaire/schema.ts';

type Operator = '=' | '!=' | '>=' | '<=' | '>' | '<';

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  /** `name` is `.` for the question itself; `of` a function around it. */
  | {
      readonly kind: 'compare';
      readonly name: string;
      readonly of: string;
      readonly operator: Operator;
      readonly value: string;
    }
  | { readonly kind: 'selected'; readonly name: string; readonly value: string };

const token =
  /\s*(?:(\$\{\s*[^{}]+?\s*\})|'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)|(!=|>=|<=|=|>|<|\(|\)|,)|([a-z][a-z-]*|\.))/iy;

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'word';
  readonly text: string;
}

function tokensOf(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const matcher = new RegExp(token);
  const end = source.trimEnd().length;
  while (matcher.lastIndex < end) {
    const found = matcher.exec(source);
    if (!found) return undefined;
    const [, name, single, double, number, sign, word] = found;
    if (name !== undefined) tokens.push({ kind: 'name', text: name.slice(2, -1).trim() });
    else if (single !== undefined || double !== undefined) tokens.push({ kind: 'text', text: single ?? double ?? '' });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'word', text: (word ?? '').toLowerCase() });
  }
  return tokens;
}

/** Nesting beyond this is not written by people. */
const deepest = 20;

/** Reads an expression; undefined when it uses anything but comparisons, selected(), not(), and, or. Cost: linear. */
export function parseExpression(source: string): Expression | undefined {
  const tokens = tokensOf(source) ?? [];
  if (tokens.length === 0) return undefined;
  let at = 0;
  const peek = (text: string, kind: Token['kind'] = 'sign') => tokens[at]?.kind === kind && tokens[at]?.text === text;
  const take = (text: string, kind: Token['kind'] = 'sign') => {
    if (!peek(text, kind)) return false;
    at += 1;
    return true;
  };
  const joined = (word: 'and' | 'or', next: (depth: number) => Expression | undefined, depth: number) => {
    const parts: Expression[] = [];
    do {
      const part = next(depth);
      if (!part) return undefined;
      parts.push(part);
    } while (take(word, 'word'));
    return parts.length === 1 ? parts[0] : { kind: word, parts };
  };
  const either = (depth: number): Expression | undefined => (depth > deepest ? undefined : joined('or', both, depth));
  const both = (depth: number): Expression | undefined => joined('and', single, depth);
  const bracketed = (depth: number): Expression | undefined => {
    const inner = either(depth + 1);
    return inner && take(')') ? inner : undefined;
  };
  const operand = (): string | undefined => {
    const here = tokens[at];
    if (here?.kind !== 'name' && !peek('.', 'word')) return undefined;
    at += 1;
    return here?.text;
  };
  function single(depth: number): Expression | undefined {
    if (take('(')) return bracketed(depth);
    if (peek('not', 'word')) {
      at += 1;
      const part = take('(') ? bracketed(depth) : undefined;
      return part && { kind: 'not', part };
    }
    if (peek('selected', 'word')) {
      at += 1;
      if (!take('(')) return undefined;
      const name = operand();
      if (name === undefined || !take(',')) return undefined;
      const value = tokens[at];
      at += 1;
      return (value?.kind === 'text' || value?.kind === 'number') && take(')')
        ? { kind: 'selected', name, value: value.text }
        : undefined;
    }
    let of = '';
    let name = operand();
    const word = tokens[at];
    if (name === undefined && word?.kind === 'word') {
      of = word.text;
      at += 1;
      if (!take('(')) return undefined;
      name = operand();
      if (!take(')')) return undefined;
    }
    const operator = tokens[at]?.text;
    const value = tokens[at + 1];
    at += 2;
    if (name === undefined || !isOperator(operator) || (value?.kind !== 'text' && value?.kind !== 'number'))
      return undefined;
    return { kind: 'compare', name, of, operator, value: value.text };
  }
  const whole = either(0);
  return whole && at === tokens.length ? whole : undefined;
}

function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && ['=', '!=', '>=', '<=', '>', '<'].includes(text);
}

/** Whether the answers to a question are whole numbers: only then `> 17` is `>= 18`. */
type IsWhole = (name: string) => boolean;

/** A condition that says the same, and what is slightly different about it; undefined when there is none. */
export function conditionFrom(
  expression: Expression,
  isWhole: IsWhole,
): { readonly condition: Condition; readonly loose: boolean } | undefined {
  const alone = testFrom(expression, isWhole);
  if (alone) return { condition: { match: 'all', tests: [alone.test] }, loose: alone.loose };
  if (expression.kind !== 'and' && expression.kind !== 'or') return undefined;
  const tests = merged(expression.kind, expression.parts, isWhole);
  if (!tests) return undefined;
  return {
    condition: { match: expression.kind === 'and' ? 'all' : 'any', tests: tests.map(({ test }) => test) },
    loose: tests.some(({ loose }) => loose),
  };
}

interface Read {
  readonly test: ConditionTest;
  /** In an XLSForm `!=` is also true of an empty answer. */
  readonly loose: boolean;
}

/** Parts of a conjunction: `x != '' and x != 'a'` of one question belong together. */
function merged(kind: 'and' | 'or', parts: readonly Expression[], isWhole: IsWhole): readonly Read[] | undefined {
  const tests: Read[] = [];
  for (const part of parts) {
    const read = testFrom(part, isWhole);
    if (!read) return undefined;
    tests.push(read);
  }
  if (kind === 'or') return tests;
  const answered = new Set(tests.flatMap(({ test }) => ('answered' in test && test.answered ? [test.item] : [])));
  const needed = tests.filter(
    ({ test }) =>
      !(
        'answered' in test &&
        test.answered &&
        tests.some((other) => 'isNot' in other.test && other.test.item === test.item)
      ),
  );
  return needed.map((read) =>
    'isNot' in read.test && answered.has(read.test.item) ? { ...read, loose: false } : read,
  );
}

/** One test that says the same. */
function testFrom(expression: Expression, isWhole: IsWhole): Read | undefined {
  switch (expression.kind) {
    case 'selected':
      return { test: { item: expression.name, is: [expression.value] }, loose: false };
    case 'not': {
      const inner = testFrom(expression.part, isWhole);
      return inner && 'is' in inner.test
        ? { test: { item: inner.test.item, isNot: inner.test.is }, loose: true }
        : undefined;
    }
    case 'compare':
      return comparison(expression, isWhole);
    case 'or': {
      // x = 'a' or x = 'b'
      const tests = expression.parts.map((part) => testFrom(part, isWhole));
      const codes = tests.flatMap((read) => (read && 'is' in read.test ? read.test.is : []));
      const item = sameItem(tests);
      return item !== undefined && tests.every((read) => read && 'is' in read.test)
        ? { test: { item, is: codes }, loose: false }
        : undefined;
    }
    case 'and': {
      // x != '' and x != 'a' and not(selected(x, 'b'))
      const tests = expression.parts.map((part) => testFrom(part, isWhole));
      const item = sameItem(tests);
      const codes = tests.flatMap((read) => (read && 'isNot' in read.test ? read.test.isNot : []));
      const answered = tests.some((read) => read && 'answered' in read.test && read.test.answered);
      const fits = tests.every(
        (read) => read && ('isNot' in read.test || ('answered' in read.test && read.test.answered)),
      );
      return item !== undefined && fits && codes.length > 0
        ? { test: { item, isNot: codes }, loose: !answered }
        : undefined;
    }
  }
}

function sameItem(tests: readonly (Read | undefined)[]): string | undefined {
  const items = new Set(tests.map((read) => read?.test.item));
  const [item] = items;
  return items.size === 1 ? item : undefined;
}

function comparison(
  { name, of, operator, value }: Extract<Expression, { kind: 'compare' }>,
  isWhole: IsWhole,
): Read | undefined {
  if (of !== '' || name === '.') return undefined;
  const item = name;
  if (value === '' && (operator === '=' || operator === '!='))
    return { test: { item, answered: operator === '!=' }, loose: false };
  if (operator === '=') return { test: { item, is: [value] }, loose: false };
  if (operator === '!=') return { test: { item, isNot: [value] }, loose: true };
  if (!/^-?\d{1,12}(?:\.\d{1,6})?$/.test(value)) return undefined;
  if (operator === '>=') return { test: { item, atLeast: value }, loose: false };
  if (operator === '<=') return { test: { item, atMost: value }, loose: false };
  const next = isWhole(name) ? neighbour(operator, value) : undefined;
  if (next === undefined) return undefined;
  return { test: operator === '>' ? { item, atLeast: next } : { item, atMost: next }, loose: false };
}

/** The whole number next above or below: what `>` and `<` mean among whole numbers. */
function neighbour(operator: Operator, value: string): string | undefined {
  if (!/^-?\d{1,12}$/.test(value) || (operator !== '>' && operator !== '<')) return undefined;
  return String(Number(value) + (operator === '>' ? 1 : -1));
}

/** Bounds a constraint puts on the question itself; undefined when it says anything else. */
export interface Bounds {
  readonly min?: string;
  readonly max?: string;
  readonly longest?: number;
  readonly fewest?: number;
  readonly most?: number;
  readonly alone: readonly string[];
}

export function boundsFrom(expression: Expression, whole: boolean): Bounds | undefined {
  const parts = expression.kind === 'and' ? expression.parts : [expression];
  let bounds: Bounds = { alone: [] };
  for (const part of parts) {
    const one = boundFrom(part, whole);
    if (!one) return undefined;
    bounds = { ...bounds, ...one, alone: [...bounds.alone, ...(one.alone ?? [])] };
  }
  return bounds;
}

function boundFrom(part: Expression, isWhole: boolean): Partial<Bounds> | undefined {
  if (part.kind === 'not') {
    // not(selected(., 'x') and count-selected(.) > 1)
    const inner = part.part.kind === 'and' ? part.part.parts : [];
    const chosen = inner.find((one) => one.kind === 'selected');
    const counted = inner.find((one) => one.kind === 'compare');
    const fits =
      inner.length === 2 && counted?.of === 'count-selected' && counted.operator === '>' && counted.value === '1';
    return chosen && fits ? { alone: [chosen.value] } : undefined;
  }
  if (part.kind !== 'compare' || part.name !== '.') return undefined;
  const { of, operator, value } = part;
  const whole = /^\d{1,6}$/.test(value) ? Number(value) : undefined;
  if (of === '' && operator === '>=') return { min: value };
  if (of === '' && operator === '<=') return { max: value };
  const next = of === '' && isWhole ? neighbour(operator, value) : undefined;
  if (next !== undefined) return operator === '>' ? { min: next } : { max: next };
  if (of === 'string-length' && operator === '<=' && whole !== undefined) return { longest: whole };
  if (of === 'count-selected' && operator === '<=' && whole !== undefined) return { most: whole };
  if (of === 'count-selected' && operator === '>=' && whole !== undefined) return { fewest: whole };
  return undefined;
}
