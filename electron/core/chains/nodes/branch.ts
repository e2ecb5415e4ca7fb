/**
 * `{ cases: [{ if: { left, op, right }, event }], else }`: leaves by the event of the first case that holds, or by `else`
 * (`"else"` unless named). `left` and `right` are JSON with templates.
 *
 * Operators: `eq ne gt gte lt lte contains startsWith endsWith in exists empty`. A number compares with a text that reads as one.
 */
import { z } from 'zod';
import type { FlowNode, Json } from '../../../../shared/domain/chain.ts';
import { canonicalJson } from '../flow-hash.ts';
import { renderJson, type Scope, TemplateError } from '../template.ts';
import { anyJson, readConfig } from './config.ts';
import type { NodeType } from './types.ts';

const operators = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'contains',
  'startsWith',
  'endsWith',
  'in',
  'exists',
  'empty',
] as const;
type Operator = (typeof operators)[number];

const config = z.object({
  cases: z.array(
    z.object({
      if: z.object({ left: anyJson, op: z.enum(operators), right: anyJson.optional() }),
      event: z.string().min(1),
    }),
  ),
  else: z.string().min(1).default('else'),
});

function choose(node: FlowNode, scope: Scope): string {
  const { cases, else: otherwise } = readConfig<z.infer<typeof config>>(config, node);
  const chosen = cases.find(({ if: { left, op, right } }) => {
    const value = op === 'exists' || op === 'empty' ? renderIfThere(left, scope) : renderJson(left, scope);
    return holds(op, value, right === undefined ? null : renderJson(right, scope));
  });
  return chosen?.event ?? otherwise;
}

/** `exists` and `empty` ask about a path that may be missing; for every other operator that is an error. */
function renderIfThere(value: Json, scope: Scope): Json | undefined {
  try {
    return renderJson(value, scope);
  } catch (error) {
    if (error instanceof TemplateError && error.missing) return undefined;
    throw error;
  }
}

function holds(op: Operator, left: Json | undefined, right: Json): boolean {
  switch (op) {
    case 'exists':
      return left !== undefined && left !== null;
    case 'empty':
      return isEmpty(left);
    case 'eq':
      return equal(left, right);
    case 'ne':
      return !equal(left, right);
    case 'in':
      return Array.isArray(right) && right.some((item) => equal(left, item));
    case 'contains':
      return Array.isArray(left) ? left.some((item) => equal(item, right)) : text(left).includes(text(right));
    case 'startsWith':
      return text(left).startsWith(text(right));
    case 'endsWith':
      return text(left).endsWith(text(right));
    default:
      return ordered(op, compare(left, right));
  }
}

function ordered(op: 'gt' | 'gte' | 'lt' | 'lte', order: number): boolean {
  if (op === 'gt') return order > 0;
  if (op === 'gte') return order >= 0;
  return op === 'lt' ? order < 0 : order <= 0;
}

/** `NaN`, which no operator accepts, where the two cannot be put in an order. */
function compare(left: Json | undefined, right: Json): number {
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== null && b !== null) return a - b;
  if (typeof left !== 'string' || typeof right !== 'string') return Number.NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

function equal(left: Json | undefined, right: Json): boolean {
  if (left === undefined) return false;
  if (typeof left === 'number' || typeof right === 'number')
    return numeric(left) !== null && numeric(left) === numeric(right);
  return canonicalJson(left) === canonicalJson(right);
}

function numeric(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.trim())) return null;
  return Number(value);
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

export const branch: NodeType = {
  types: ['branch'],
  effect: () => 'pure',
  run: (node, { scope }) => {
    const event = choose(node, scope);
    return { outcome: 'succeeded', events: [event], output: event };
  },
  dry: (node, { scope }) => {
    let guessed = false;
    const standIn: Scope['standIn'] = (path, found) => {
      const shown = scope.standIn?.(path, found);
      guessed ||= shown !== undefined;
      return shown;
    };
    const event = choose(node, { ...scope, standIn });
    const warnings = guessed ? [`Which edge is taken depends on that; "${event}" is assumed.`] : [];
    return { treatment: 'run', events: [event], warnings };
  },
};
