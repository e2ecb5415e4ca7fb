/** What a failed step means for an operator, beyond what the machine said; and what a step does to the world outside. */
import type { Effect, FlowNode, Step } from '../../../shared/domain/chain.ts';
import { answerMeaning, faultWords } from '../../ui/faults.ts';

const byKind = new Map<string, string>(
  Object.entries({
    template:
      'A template asks for something the input does not have. Nothing was sent. Add it to the vars, or correct the chain.',
    script: 'The script ended with an error of its own. Scripts reach nothing outside, so nothing was changed.',
    limit: 'A limit was reached, and the step was stopped there.',
    unsupported: 'This machine cannot perform such a node; the platform can.',
    flow: 'The flow itself is at fault: it leads to where nothing is.',
    dns: 'The host’s name could not be resolved, so nothing was sent. Trying again is safe.',
    connect: 'No connection could be made, so nothing was sent. Trying again is safe.',
    tls: 'No secure connection could be made, so nothing was sent. Check the receiver’s certificate.',
    timeout: 'No answer came in time.',
    reset: 'The connection broke off.',
    protocol: 'What came back was not HTTP.',
    body: 'The answer could not be read to its end.',
    blocked: 'The guard of this machine refuses such an address, so nothing was sent. Connections say what is allowed.',
    aborted: 'It was aborted.',
  }),
);

const sentButUnsure = 'The request was sent, so it may have taken effect. Check with the receiver before trying again.';

/** `null` for a step that needs no explaining. */
export function explanation(step: Step): string | null {
  const { error, outcome, response } = step;
  if (!error) return null;
  const plain = error.kind === 'http' ? answerMeaning(response?.status) : byKind.get(error.kind);
  const unsure = outcome === 'unknown' ? sentButUnsure : undefined;
  return [plain, unsure].filter((part) => part !== undefined).join(' ') || null;
}

const kindWords = new Map<string, string>(
  Object.entries({
    ...faultWords,
    template: 'template',
    script: 'script',
    limit: 'limit',
    unsupported: 'not possible here',
    flow: 'flow',
  }),
);

/** The kind of a step's error in a word or two; what a platform calls it otherwise stays as it is. */
export function faultOf({ error, response, outcome }: Step): string {
  if (!error) return '';
  const { kind } = error;
  const words = kind === 'http' && response ? `Answer ${response.status}` : (kindWords.get(kind) ?? kind);
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return outcome === 'unknown' ? `${begun}, outcome unknown` : begun;
}

/** The line a script failed in, where its error names one. */
export function lineOf(message: string): number | null {
  const line = /\bline (\d{1,6})\b/.exec(message)?.[1];
  return line === undefined ? null : Number(line);
}

const pure = new Set(['onCallEnd', 'hangup', 'start', 'setVar', 'customScript', 'branch', 'log', 'end']);
const declaredWrites = new Set(['sendEmail', 'alert', 'dbInsert']);

/** By what was sent; where nothing was, by the node. */
export function effectOf({ request, type, outcome }: Step, node: FlowNode | undefined): Effect {
  const method = request?.method ?? (typeof node?.config.method === 'string' ? node.config.method : undefined);
  if (method !== undefined && !method.includes('{{')) return /^(get|head)$/i.test(method) ? 'read' : 'write';
  if (declaredWrites.has(type)) return 'write';
  return pure.has(type) || outcome === 'skipped' ? 'pure' : 'unknown';
}

export const effectWords: Record<Effect, string> = {
  pure: 'no effect outside',
  read: 'reads',
  write: 'writes',
  unknown: 'effect not known',
};
