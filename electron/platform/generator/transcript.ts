/** Composes a conversation from a script: opening, purpose, questions, objections, resolution, close; or cut short where somebody hung up. */
import type { Random } from './random.ts';
import type { Exchange, Outcome, Script, Slots } from './scripts/script.ts';

/** One thing said. `offsetMs` counts from the start of the call. */
export interface Utterance {
  agent: boolean;
  text: string;
  offsetMs: number;
}

export interface Conversation {
  utterances: Utterance[];
  /** Until the last word was said. */
  lengthMs: number;
}

type Line = { agent: boolean; literals: string[]; slots: string[] };

const parsed = new Map<string, Line>();

/** `cut`: the customer leaves before the end. */
export function converse(script: Script, outcome: Outcome, slots: Slots, random: Random, cut: boolean): Conversation {
  const utterances: Utterance[] = [];
  let clock = 800;
  const say = (exchange: Exchange) => {
    for (const source of exchange) {
      const line = parse(source);
      const text = fill(line, slots);
      utterances.push({ agent: line.agent, text, offsetMs: clock });
      clock += speakingMs(text) + random.between(150, 1_400);
    }
  };
  say(random.pick(script.open));
  say(random.pick(script.purpose));
  const objections = outcome === 'negative' ? random.between(1, 3) : random.between(0, 2);
  const middle = [
    ...random.sample(script.questions, random.between(1, 7)),
    ...random.sample(script.objections, objections),
  ];
  if (cut) middle.length = Math.min(middle.length, 1 + random.int(3));
  for (const exchange of random.sample(middle, middle.length)) say(exchange);
  if (!cut) {
    say(random.pick(script.resolution[outcome]));
    say(random.pick(script.close));
  }
  return { utterances, lengthMs: clock };
}

export function render(template: string, slots: Slots): string {
  return fill(parse(`A ${template}`), slots);
}

/** About 15 letters a second in alphabetic scripts, 6 characters in Japanese. */
export function speakingMs(text: string): number {
  const dense = /[\u3040-\u9fff]/.test(text);
  return Math.round(text.length * (dense ? 160 : 65)) + 300;
}

function parse(source: string): Line {
  let line = parsed.get(source);
  if (line === undefined) {
    const pieces = source.slice(2).split(/\{(\w+)\}/);
    line = {
      agent: source.startsWith('A '),
      literals: pieces.filter((_, i) => i % 2 === 0),
      slots: pieces.filter((_, i) => i % 2 === 1),
    };
    parsed.set(source, line);
  }
  return line;
}

function fill(line: Line, slots: Slots): string {
  let text = line.literals[0] ?? '';
  for (let i = 0; i < line.slots.length; i++) {
    const slot = line.slots[i] ?? '';
    text += (slots[slot] ?? `{${slot}}`) + (line.literals[i + 1] ?? '');
  }
  return text;
}
