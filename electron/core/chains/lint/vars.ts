/** Which vars a flow's templates read, and which its nodes set. */
import type { Flow, FlowNode, Json } from '../../../../shared/domain/chain.ts';
import { parseTemplate, TemplateError } from '../template.ts';

export interface VarUse {
  /** Names of vars that templates of this node read. */
  reads: Set<string>;
  /** What is wrong with its templates. */
  problems: string[];
}

const deepest = 200;

/** Every template in a node's configuration. What `exists` and `empty` ask about may be missing, so it is not read. */
export function varsRead({ type, config }: FlowNode): VarUse {
  const use: VarUse = { reads: new Set(), problems: [] };
  if (type === 'customScript') return use;
  const open: { value: Json; depth: number }[] = [{ value: config, depth: 0 }];
  for (let at = open.pop(); at; at = open.pop()) {
    const { value, depth } = at;
    if (typeof value === 'string') readText(value, use);
    else if (typeof value === 'object' && value !== null && depth < deepest) {
      const asked = type === 'branch' && !Array.isArray(value) && (value.op === 'exists' || value.op === 'empty');
      for (const [key, inner] of Object.entries(value)) {
        if (!(asked && key === 'left')) open.push({ value: inner, depth: depth + 1 });
      }
    }
  }
  return use;
}

function readText(text: string, use: VarUse): void {
  try {
    for (const part of parseTemplate(text)) {
      if (!('path' in part)) continue;
      const [root, name] = part.path;
      if (root === 'vars' && name !== undefined) use.reads.add(name);
    }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (use.problems.length < 5) use.problems.push(error.message);
  }
}

/** What the platform's own nodes leave in the vars (seed 000 names these). */
const setByType: Record<string, readonly string[]> = {
  gather: ['gatheredDigits'],
  menu: ['gatheredDigits'],
  record: ['lastRecordingUrl'],
  voicemail: ['lastRecordingUrl'],
  transfer: ['transferTo'],
  dial: ['transferTo'],
  httpCall: ['integrationStatus', 'integrationOk'],
};

const assignment =
  /\bvars(?:\.(?<name>[\p{L}_$][\p{L}\p{N}_$]{0,199})|\[["'](?<quoted>[^"'\\\]]{1,200})["']\])[ \t]{0,9}(?:=(?!=)|\+\+|--|[-+*/%&|^?]{1,3}=)/gu;
/** A script that may set vars whose names are not written in it. */
const opaque = /\bvars\s?\[\s?[^"'\s]|\bassign\s?\(\s?vars\b|\bvars\s?=[^=>]/;

/** Names that some node sets; `anything` when one of them may set any var. */
export function varsSet(flow: Flow): { names: Set<string>; anything: boolean } {
  const names = new Set<string>();
  let anything = false;
  for (const { type, config } of flow.nodes) {
    for (const name of Object.hasOwn(setByType, type) ? (setByType[type] ?? []) : []) names.add(name);
    if (typeof config.saveAs === 'string') names.add(config.saveAs);
    if (type === 'setVar') {
      if (typeof config.name === 'string') names.add(config.name);
      if (typeof config.vars === 'object' && config.vars !== null)
        for (const name of Object.keys(config.vars)) names.add(name);
    }
    if (type === 'runFlow') anything = true;
    if (type === 'customScript' && typeof config.code === 'string') {
      for (const { groups } of config.code.matchAll(assignment)) names.add(groups?.name ?? groups?.quoted ?? '');
      anything ||= opaque.test(config.code);
    }
  }
  return { names, anything };
}
