/**
 * `{{path}}` templates as flows write them: where they are in a text, and what a path reads. Core renders them (`electron/core/chains`);
 * the console shows which path gave which value. A path reads own properties only, so nothing of JavaScript is in reach.
 */
import type { Json, JsonObject } from './chain.ts';

export const templateRoots = ['event', 'vars', 'replay'] as const;
export type TemplateRoot = (typeof templateRoots)[number];
export type TemplateValues = Record<TemplateRoot, JsonObject>;

/** A root and the keys below it. */
export type TemplatePath = readonly [root: TemplateRoot, ...keys: string[]];

/** `source` is what stands between the braces, without blanks around it. */
export type TemplatePiece = { literal: string } | { source: string };

/** Cuts a text into literals and templates, once, from left to right. An opening without a closing is text; a closing without an opening too. */
export function cutTemplate(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('{{', from);
    const close = open < 0 ? -1 : text.indexOf('}}', open + 2);
    if (close < 0) break;
    if (open > from) pieces.push({ literal: text.slice(from, open) });
    pieces.push({ source: text.slice(open + 2, close).trim() });
    from = close + 2;
  }
  if (from < text.length) pieces.push({ literal: text.slice(from) });
  return pieces;
}

export const longestPath = 512;

export type PathRead =
  | { ok: true; path: TemplatePath }
  | { ok: false; problem: 'too long' | 'not a path' | 'unknown root' };

/** `vars.a.b`, `vars.list.0`, `vars.list[0]`, `vars["a key"]`. */
export function readPath(source: string): PathRead {
  if (source.length > longestPath) return { ok: false, problem: 'too long' };
  const keys: string[] = [];
  const step = /(?:^|(?!^)\.)([\p{L}\p{N}_$-]+)|\[(\d+)\]|\["([^"\\]*)"\]/uy;
  while (step.lastIndex < source.length) {
    const match = step.exec(source);
    const key = match?.[1] ?? match?.[2] ?? match?.[3];
    if (key === undefined) return { ok: false, problem: 'not a path' };
    keys.push(key);
  }
  const [name, ...rest] = keys;
  const root = templateRoots.find((known) => known === name);
  return root === undefined ? { ok: false, problem: 'unknown root' } : { ok: true, path: [root, ...rest] };
}

/** `undefined` where there is nothing. Arrays are read by index. */
export function valueAt([root, ...keys]: TemplatePath, values: TemplateValues): Json | undefined {
  return keys.reduce<Json | undefined>(child, values[root]);
}

function child(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return /^\d{1,9}$/.test(key) ? value[Number(key)] : undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
