/**
 * Evaluates the JSONata expressions of mappings, in a thread that holds nothing else: an expression may loop for ever or match with a
 * regular expression that never ends, and then the thread is simply ended.
 */
import { parentPort } from 'node:worker_threads';
import jsonata from 'jsonata';
import type { MappedField } from '../../../../shared/domain/mapping.ts';
import { parseJson } from '../../mirror/parse.ts';

export interface MappingTask {
  id: number;
  when: string;
  fields: readonly (readonly [MappedField, string])[];
  /** The payload as JSON. */
  payload: string;
}

/** Values as JSON, because what expressions give may hold functions. `undefined`: nothing. */
export type Evaluated = { ok: true; json: string | undefined } | { ok: false; problem: string };

export interface MappingReply {
  id: number;
  when: Evaluated;
  fields: [MappedField, Evaluated][];
}

/** A value is as long as the payload it comes from, unless the expression makes it up. */
const longestValue = 4 << 20;
const mostCompiled = 200;
const compiled = new Map<string, jsonata.Expression | string>();

/** The expression, or what is wrong with it. */
function compile(text: string): jsonata.Expression | string {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  let made: jsonata.Expression | string;
  try {
    made = jsonata(text);
  } catch (error) {
    made = `Not an expression: ${messageOf(error)}`;
  }
  compiled.set(text, made);
  return made;
}

async function evaluate(text: string, payload: unknown): Promise<Evaluated> {
  const expression = compile(text);
  if (typeof expression === 'string') return { ok: false, problem: expression };
  try {
    const json: string | undefined = JSON.stringify(await expression.evaluate(payload));
    return (json?.length ?? 0) > longestValue
      ? { ok: false, problem: `It gives more than ${longestValue >> 20} MiB.` }
      : { ok: true, json };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  const position =
    typeof error === 'object' && error !== null && 'position' in error ? ` (at ${String(error.position)})` : '';
  return `${message.slice(0, 300)}${position}`;
}

async function perform({ id, when, fields, payload }: MappingTask): Promise<MappingReply> {
  const value = parseJson(payload);
  const condition: Evaluated = when.trim() === '' ? { ok: true, json: 'true' } : await evaluate(when, value);
  const results: MappingReply['fields'] = [];
  for (const [field, text] of fields) results.push([field, await evaluate(text, value)]);
  return { id, when: condition, fields: results };
}

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;
port.on('message', (task: MappingTask) => {
  void perform(task).then((reply) => port.postMessage(reply));
});
