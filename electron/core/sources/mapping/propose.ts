/**
 * Guesses how a payload nobody knows could be read as a call: by what its keys are called and by what its values look like. Every guess says
 * how sure it is and why; the operator decides.
 */
import type { MappedField, MappingGuess, MappingProposal } from '../../../../shared/domain/mapping.ts';
import { isBag } from '../../dialects/fields.ts';
import {
  isText,
  type Leaf,
  leavesOf,
  looksLikeAddress,
  looksLikeDialogue,
  looksLikeLength,
  looksLikeNumber,
  looksLikeProse,
  looksLikeTime,
  turnKeysOf,
} from './leaves.ts';

/** How a field is recognised. Each alternative is words that must all occur; the first are the surest. */
interface Clue {
  field: MappedField;
  names: readonly (readonly string[])[];
  /** Words that speak against it. */
  not?: readonly string[];
  /** Whether the value can be it at all, and how it is called in `why`. */
  fits(value: unknown): boolean;
  looks: string;
  expression?(leaf: Leaf): string;
}

const w = (text: string): string[][] => text.split('|').map((words) => words.trim().split(' '));
const isId = (value: unknown): boolean => (isText(value) && value.length <= 200) || Number.isSafeInteger(value);
const isWord = (value: unknown): boolean => isText(value) && value.length <= 200;
const isFlag = (value: unknown): boolean =>
  typeof value === 'boolean' || (isText(value) && /^(yes|no|true|false)$/i.test(value));
const directions = /^(in|out)(bound|coming|going)?$/i;
const textList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);
const plainBag = (value: unknown): boolean => isBag(value) && Object.keys(value).length > 0;

const asTime = ({ path, value }: Leaf): string =>
  isText(value) && /^\d+(\.\d+)?$/.test(value) ? `$number(${path})` : path;
const asFlag = ({ path, value }: Leaf): string =>
  typeof value === 'boolean' ? path : `$lowercase(${path}) in ["yes", "true"]`;
const asLength = (leaf: Leaf): string => {
  const number = isText(leaf.value) && !leaf.value.includes(':') ? `$number(${leaf.path})` : leaf.path;
  return leaf.own.some((word) => ['ms', 'millis', 'milliseconds'].includes(word)) || Number(leaf.value) > 86_400
    ? `${number} / 1000`
    : leaf.own.some((word) => ['minutes', 'mins', 'min'].includes(word))
      ? `${number} * 60`
      : number;
};
const asDirection = ({ path, value }: Leaf): string =>
  /^(inbound|outbound)$/i.test(String(value)) ? path : `$contains($lowercase(${path}), /^in/) ? "inbound" : "outbound"`;
function asTranscript({ path, value }: Leaf): string {
  const keys = turnKeysOf(value);
  if (!keys || keys.plain) return path;
  const speaker = keys.speaker === null ? '' : `"role": ${quoted(keys.speaker)}, `;
  return `[${path}.{${speaker}"text": ${quoted(keys.text)}}]`;
}
const quoted = (key: string): string => `\`${key}\``;

const clues: readonly Clue[] = [
  {
    field: 'callId',
    names: w('call id|call sid|call uuid|conversation id|session id|interaction id|call|uuid|id|sid'),
    not: [
      'agent',
      'user',
      'customer',
      'campaign',
      'account',
      'organization',
      'org',
      'assistant',
      'event',
      'delivery',
      'parent',
    ],
    fits: isId,
    looks: 'an id',
  },
  {
    field: 'direction',
    names: w('direction|call type|type'),
    fits: (v) => isText(v) && directions.test(v),
    looks: 'a direction',
    expression: asDirection,
  },
  {
    field: 'from',
    names: w('from number|from|caller number|caller|ani|source number'),
    fits: looksLikeNumber,
    looks: 'a number',
  },
  {
    field: 'to',
    names: w('to number|to|called number|callee|dnis|destination|dialed number'),
    fits: looksLikeNumber,
    looks: 'a number',
  },
  {
    field: 'customerNumber',
    names: w('customer number|customer phone|contact phone|phone number|phone|mobile|msisdn|customer|contact'),
    not: ['from', 'to', 'agent', 'caller', 'called'],
    fits: looksLikeNumber,
    looks: 'a number',
  },
  {
    field: 'customerName',
    names: w('customer name|contact name|caller name|lead name|customer full name'),
    fits: isWord,
    looks: 'a name',
  },
  { field: 'agentId', names: w('agent id|assistant id|bot id'), fits: isId, looks: 'an id' },
  {
    field: 'agentName',
    names: w('agent name|assistant name|bot name|agent'),
    not: ['id'],
    fits: isWord,
    looks: 'a name',
  },
  {
    field: 'campaign',
    names: w('campaign name|campaign id|campaign|batch id|batch'),
    fits: isId,
    looks: 'a name or id',
  },
  {
    field: 'startedAt',
    names: w('started at|start time|started|start|answered at|begin|created at'),
    fits: looksLikeTime,
    looks: 'a time',
    expression: asTime,
  },
  {
    field: 'endedAt',
    names: w('ended at|end time|ended|end|hangup time|finished at|completed at|completed'),
    fits: looksLikeTime,
    looks: 'a time',
    expression: asTime,
  },
  {
    field: 'durationS',
    names: w('call duration|duration seconds|duration|talk time|length|billsec|seconds'),
    not: ['ring', 'wait', 'hold', 'queue'],
    fits: looksLikeLength,
    looks: 'a length of time',
    expression: asLength,
  },
  { field: 'status', names: w('call status|status|state'), fits: isWord, looks: 'a word' },
  {
    field: 'reason',
    names: w('hangup reason|ended reason|end reason|disconnect reason|disconnection reason|hangup cause|cause|reason'),
    fits: isWord,
    looks: 'a word',
  },
  { field: 'answeredBy', names: w('answered by|amd result'), fits: isWord, looks: 'a word' },
  {
    field: 'success',
    names: w('call successful|successful|success|converted|goal reached|goal achieved'),
    fits: isFlag,
    looks: 'yes or no',
    expression: asFlag,
  },
  {
    field: 'sentiment',
    names: w('sentiment'),
    fits: (v) => isText(v) && /^(positive|neutral|negative)$/i.test(v),
    looks: 'a sentiment',
  },
  { field: 'disposition', names: w('disposition|outcome|result'), fits: isWord, looks: 'a word' },
  { field: 'summary', names: w('call summary|summary|notes|recap'), fits: looksLikeProse, looks: 'sentences' },
  { field: 'tags', names: w('tags|labels'), fits: textList, looks: 'a list of words' },
  {
    field: 'extracted',
    names: w('extracted data|extracted|variables|analysis data|collected data|answers|custom analysis'),
    fits: plainBag,
    looks: 'values by name',
  },
  {
    field: 'transcript',
    names: w('transcript|transcription|conversation|messages|turns|utterances|dialogue|dialog'),
    fits: (v) => turnKeysOf(v) !== null || looksLikeDialogue(v) || looksLikeProse(v),
    looks: 'a conversation',
    expression: asTranscript,
  },
  {
    field: 'recordingUrl',
    names: w('recording url|recording link|recording|audio url'),
    fits: looksLikeAddress,
    looks: 'an address',
  },
  {
    field: 'link',
    names: w('call link|call url|dashboard url|public url|link'),
    not: ['recording', 'audio'],
    fits: looksLikeAddress,
    looks: 'an address',
  },
  {
    field: 'followUp',
    names: w('follow up|callback requested|next call scheduled'),
    fits: isFlag,
    looks: 'yes or no',
    expression: asFlag,
  },
  { field: 'cost', names: w('total cost|cost|price|credits'), fits: (v) => typeof v === 'number', looks: 'a number' },
  { field: 'metadata', names: w('metadata|custom data|custom fields'), fits: plainBag, looks: 'values by name' },
];

const leastConfidence = 0.35;

export function propose(payload: unknown): MappingProposal {
  const leaves = leavesOf(payload);
  const taken = new Set<string>();
  const candidates = clues
    .flatMap((clue) => leaves.flatMap((leaf) => guessOf(clue, leaf)))
    .sort((one, other) => other.guess.confidence - one.guess.confidence || one.depth - other.depth);
  const guesses = new Map<MappedField, MappingGuess>();
  for (const { guess, path } of candidates) {
    // One value is one field.
    if (guesses.has(guess.field) || taken.has(path)) continue;
    guesses.set(guess.field, guess);
    taken.add(path);
  }
  const found = clues.flatMap(({ field }) => guesses.get(field) ?? []);
  return { likeness: likenessOf(guesses), guesses: found };
}

function guessOf(clue: Clue, leaf: Leaf): { guess: MappingGuess; path: string; depth: number }[] {
  if (!clue.fits(leaf.value) || clue.not?.some((word) => leaf.own.includes(word))) return [];
  const named = clue.names.findIndex((words) => words.every((word) => leaf.own.includes(word)));
  const nested =
    named >= 0
      ? -1
      : clue.names.findIndex((words) => words.length > 1 && words.every((word) => leaf.words.includes(word)));
  const place = named >= 0 ? named : nested;
  if (place < 0) return [];
  // The further down the list of names, and the more else the key says, the less sure.
  const extra = Math.max(0, leaf.own.length - (clue.names[place]?.length ?? 1));
  const byName = 0.65 - 0.3 * (place / clue.names.length) - 0.08 * extra - (nested >= 0 ? 0.05 : 0);
  const distinctive = clue.looks === 'a word' || clue.looks === 'an id' || clue.looks === 'a name' ? 0.2 : 0.3;
  const confidence = Math.min(0.98, Math.max(0, byName) + distinctive);
  if (confidence < leastConfidence) return [];
  const guess: MappingGuess = {
    field: clue.field,
    expression: clue.expression?.(leaf) ?? leaf.path,
    confidence: Math.round(confidence * 100) / 100,
    why: `${named >= 0 ? 'its name says so' : 'its place says so'}; it looks like ${clue.looks}`,
    example: exampleOf(leaf.value),
  };
  return [{ guess, path: leaf.path, depth: leaf.depth }];
}

function exampleOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A call has an id, somebody at the other end, a time or a length, and often words. */
function likenessOf(guesses: ReadonlyMap<MappedField, MappingGuess>): number {
  const has = (...fields: MappedField[]): number =>
    Math.max(0, ...fields.map((field) => guesses.get(field)?.confidence ?? 0));
  const sum =
    0.2 * has('callId') +
    0.25 * has('from', 'to', 'customerNumber') +
    0.2 * has('startedAt', 'endedAt') +
    0.2 * has('durationS') +
    0.15 * has('transcript', 'recordingUrl', 'summary', 'reason');
  return Math.round(sum * 100) / 100;
}
