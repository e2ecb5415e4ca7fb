/**
 * What a kind of call sounds like in one language: exchanges to choose from, stage by stage. A line begins with `A ` (the agent) or `C ` (the
 * customer); `{slot}` stands for a value of this call.
 */
import type { Business } from '../companies.ts';
import type { Language } from '../people.ts';
import type { Random } from '../random.ts';

export type Outcome = 'positive' | 'neutral' | 'negative';

export type Exchange = readonly string[];

export interface Slots {
  [name: string]: string;
}

/** What a slot may be made of: the call's own facts. Times are epoch milliseconds UTC. */
export interface SlotSource {
  random: Random;
  at: number;
}

export interface Script {
  business: Business;
  language: Language;
  open: readonly Exchange[];
  purpose: readonly Exchange[];
  questions: readonly Exchange[];
  objections: readonly Exchange[];
  resolution: Record<Outcome, readonly Exchange[]>;
  close: readonly Exchange[];
  summary: Record<Outcome, readonly string[]>;
  slots(source: SlotSource): Slots;
}
