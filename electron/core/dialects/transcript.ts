/**
 * What was said, as turns. Vendors send either one text in which lines begin with the speaker's name, or a list of turns.
 * Both are read in one pass over the text: a transcript may be 10 MB.
 */
import type { Turn } from '../../../shared/domain/call.ts';
import { fields, isBag, kindOf, prose, remark, text } from './fields.ts';
import { timeOrEpoch } from './times.ts';

/** Beyond this the rest becomes one last turn (text) or is left to the raw event (list). */
const maxTurns = 20_000;
const maxName = 40;

const agentWords = [
  'agent',
  'assistant',
  'bot',
  'ai',
  'ai agent',
  'ai assistant',
  'voice agent',
  'voicebot',
  'virtual assistant',
  'agente',
  'asistente',
  'assistente',
  'एजेंट',
];
const customerWords = [
  'customer',
  'user',
  'caller',
  'client',
  'callee',
  'lead',
  'human',
  'contact',
  'cliente',
  'usuario',
  'ग्राहक',
];
const systemWords = ['system', 'tool', 'function', 'ivr'];

/** The people on the call, as far as the payload names them. */
export interface Speakers {
  agentName: string | null;
  customerName: string | null;
}

type RoleOf = (label: string) => Turn['role'] | null;

const wordRoles = new Map<string, Turn['role']>([
  ...customerWords.map((word) => [word, 'customer'] as const),
  ...systemWords.map((word) => [word, 'system'] as const),
  ...agentWords.map((word) => [word, 'agent'] as const),
]);

/** The roles of words everybody uses and of the names the payload gives, in full or the first; `null` for any other word. */
function knownRoles({ agentName, customerName }: Speakers): RoleOf {
  const names = new Map<string, Turn['role']>();
  const addName = (name: string | null, role: Turn['role']): void => {
    if (name === null) return;
    const full = name.toLowerCase();
    const given = full.split(/\s/, 1)[0];
    if (given && !names.has(given)) names.set(given, role);
    names.set(full, role);
  };
  addName(customerName, 'customer');
  addName(agentName, 'agent');
  return (label) => {
    const word = label.toLowerCase();
    return wordRoles.get(word) ?? names.get(word) ?? (/^speaker\b/.test(word) ? 'unknown' : null);
  };
}

interface Line {
  /** The speaker's name, when the line may begin with one. */
  label: string | null;
  text: string;
  /** Where it begins in the whole. */
  start: number;
}

const isLabel = (label: string): boolean =>
  /\p{L}/u.test(label) && !/[?!,;"/]|\.\s/.test(label) && label.split(/\s+/).length <= 4;

/** Where a label may end; -1 where the line begins with none. `10:30` and `https://…` are none. */
function endOfLabel(line: string): number {
  const head = line.slice(0, maxName + 1);
  const [plain, wide] = [head.indexOf(':'), head.indexOf('：')];
  const colon = plain < 0 || (wide >= 0 && wide < plain) ? wide : plain;
  if (colon <= 0) return -1;
  const next = line[colon + 1];
  return colon === plain && next !== undefined && !/\s/.test(next) ? -1 : colon;
}

/** A label is a short name of at most four words before a colon. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  // Few labels occur, each of them often.
  const known = new Map<string, boolean>();
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end).trim();
    const colon = endOfLabel(line);
    const label = colon < 0 ? null : line.slice(0, colon).trim();
    const isOne = label !== null && (known.get(label) ?? isLabel(label));
    if (label !== null && known.size < 1000) known.set(label, isOne);
    lines.push({ label: isOne ? label : null, text: isOne ? line.slice(colon + 1) : line, start });
    start = end + 1;
  }
  return lines;
}

/**
 * Which labels are speakers. Once both sides are known by name, a strange label that occurs once ("Price: 10 euros") is
 * part of what somebody said.
 */
function speakersIn(lines: readonly Line[], known: RoleOf): Map<string, Turn['role']> {
  const seen = new Map<string, number>();
  for (const { label } of lines) {
    if (label === null || (seen.size >= 1000 && !seen.has(label))) continue;
    seen.set(label, (seen.get(label) ?? 0) + 1);
  }
  const roles = new Set([...seen.keys()].map(known));
  const bothKnown = roles.has('agent') && roles.has('customer');
  const speakers = new Map<string, Turn['role']>();
  for (const [label, times] of seen) {
    const role = known(label);
    if (role !== null) speakers.set(label, role);
    else if (!bothKnown || times > 1) speakers.set(label, 'customer');
  }
  return speakers;
}

/** Turns of a text such as `Agent: Hello\nJohn: Hi`. A text that names no speaker is one turn. */
export function turnsOfText(transcript: string, people: Speakers, remarks: string[]): Turn[] | null {
  const clean = transcript.toWellFormed();
  const lines = linesOf(clean);
  const speakers = speakersIn(lines, knownRoles(people));
  const turns: Turn[] = [];
  let role: Turn['role'] = 'unknown';
  let name: string | null = null;
  let said: string[] = [];
  const close = (): void => {
    const whole = said.join('\n').trim();
    if (whole !== '') turns.push({ role, name, text: whole, atMs: null });
    said = [];
  };
  for (const line of lines) {
    const speaker = line.label === null ? undefined : speakers.get(line.label);
    if (speaker === undefined) {
      said.push(line.label === null ? line.text : `${line.label}:${line.text}`);
      continue;
    }
    close();
    if (turns.length >= maxTurns - 1) {
      remark(
        remarks,
        `the transcript has more than ${maxTurns.toLocaleString('en-US')} turns; the rest is shown as one`,
      );
      turns.push({ role: 'unknown', name: null, text: clean.slice(line.start).trim(), atMs: null });
      return turns;
    }
    role = speaker;
    name = line.label;
    said.push(line.text);
  }
  close();
  return turns.length > 0 ? turns : null;
}

/** The keys under which a vendor writes the parts of a turn; of several, the first that has a value counts. */
export interface TurnKeys {
  speaker: readonly string[];
  name: readonly string[];
  text: readonly string[];
  at: readonly string[];
}

const first = <T>(keys: readonly string[], read: (key: string) => T | null): T | null => {
  for (const key of keys) {
    const value = read(key);
    if (value !== null) return value;
  }
  return null;
};

export interface TurnContext {
  people: Speakers;
  /** The start of the call, epoch milliseconds UTC. */
  startedAt: number | null;
  zone: string;
  remarks: string[];
}

/** Turns of a list of objects. Offsets are counted from the start of the call and never negative. */
export function turnsOfList(list: readonly unknown[], keys: TurnKeys, context: TurnContext): Turn[] {
  const { people, startedAt, zone, remarks } = context;
  const known = knownRoles(people);
  const turns: Turn[] = [];
  for (const item of list) {
    if (!isBag(item)) {
      remark(remarks, `\`transcript\` held ${kindOf(item)} instead of a turn, ignored`);
      continue;
    }
    const turn = fields(item, remarks, 'transcript[].');
    const said = first(keys.text, (key) => prose(turn, key));
    if (said === null) continue;
    if (turns.length >= maxTurns) {
      remark(remarks, `only the first ${maxTurns.toLocaleString('en-US')} turns of the transcript are shown`);
      break;
    }
    const speaker = first(keys.speaker, (key) => text(turn, key));
    const at = first(keys.at, (key) => timeOrEpoch(turn, key, zone));
    const role = speaker === null ? 'unknown' : (known(speaker) ?? 'unknown');
    const own = role === 'agent' ? people.agentName : role === 'customer' ? people.customerName : null;
    turns.push({
      role,
      name: first(keys.name, (key) => text(turn, key)) ?? own,
      text: said,
      atMs: at === null || startedAt === null ? null : Math.max(0, at - startedAt),
    });
  }
  return turns;
}
