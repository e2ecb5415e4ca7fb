/** A schema for JSON objects that come from outside core: bounded in size and depth, own keys of plain objects only. */
import { z } from 'zod';
import type { JsonObject } from '../domain/chain.ts';

/** `longest`: characters of its JSON. `deepest`: levels of nesting. Keys such as `__proto__` are keys like any other. */
export function jsonObject({ longest, deepest }: { longest: number; deepest: number }): z.ZodType<JsonObject> {
  return z.custom<JsonObject>().superRefine((value: unknown, context) => {
    const problem =
      problemOf(value, deepest) ?? (isTooLong(value, longest) ? `longer than ${longest} characters` : null);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
}

/** Walks by hand, so that no nesting can exhaust the stack. */
function problemOf(root: unknown, deepest: number): string | null {
  if (!isPlainObject(root)) return 'not a JSON object';
  const open: { value: object; depth: number }[] = [{ value: root, depth: 1 }];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.depth > deepest) return `nested more than ${deepest} levels deep`;
    for (const value of Object.values(at.value)) {
      if (typeof value === 'object' && value !== null) {
        if (!Array.isArray(value) && !isPlainObject(value)) return 'holds what JSON cannot';
        open.push({ value, depth: at.depth + 1 });
      } else if (!isScalar(value)) return 'holds what JSON cannot';
    }
  }
  return null;
}

const isTooLong = (value: unknown, longest: number): boolean => JSON.stringify(value).length > longest;

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
