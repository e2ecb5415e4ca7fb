/** The facts of one call, before any vendor's payload is made of them: who, when, how it ended, what was said. */
import type { Agent, Company } from './companies.ts';
import type { Outline } from './outline.ts';
import { type Customer, customerOf, type Language, lineOf } from './people.ts';
import { type Random, randomFor } from './random.ts';
import { scriptFor } from './scripts/index.ts';
import type { Outcome, Slots } from './scripts/script.ts';
import { converse, render, type Utterance } from './transcript.ts';

export interface Call {
  index: number;
  company: Company;
  language: Language;
  direction: 'inbound' | 'outbound';
  customer: Customer;
  /** The company's number. */
  line: string;
  agent: Agent;
  campaign: string;
  answeredBy: 'human' | 'machine' | 'nobody';
  outcome: Outcome | null;
  endedBy: 'customer' | 'agent' | 'system';
  startedAt: number;
  endedAt: number;
  durationS: number;
  utterances: Utterance[];
  summary: string | null;
  slots: Slots;
  /** Retries of the campaign before this call. */
  tries: number;
  /** For whatever else the payload needs to invent. */
  random: Random;
}

const purpose = { call: 11, customer: 12 } as const;

export function callOf(seed: number, outline: Outline, endedAt: number): Call {
  const { company, index } = outline;
  const random = randomFor(seed, index, purpose.call);
  const { language, country } = random.weighted(company.languages);
  const n = random.int(company.customers);
  // A customer keeps name and number from call to call, so it is drawn from its own number, not the call's.
  const customer = customerOf(
    language,
    n,
    randomFor(seed ^ hashOf(company.id + language), n, purpose.customer),
    country,
  );
  const direction = random.chance(company.inbound) ? 'inbound' : 'outbound';
  const luck = random.next();
  const answeredBy = direction === 'inbound' || luck < 0.74 ? 'human' : luck < 0.86 ? 'machine' : 'nobody';
  const agent = company.agents.find(({ languages }) => languages.includes(language));
  if (agent === undefined) throw new Error(`nobody at ${company.id} speaks ${language}`);

  const mood = random.next();
  const outcome: Outcome | null =
    answeredBy !== 'human' ? null : mood < 0.52 ? 'positive' : mood < 0.8 ? 'neutral' : 'negative';
  const cut = outcome === 'negative' && random.chance(0.35);
  const slots: Slots = {
    agent: agent.spoken ?? agent.name,
    company: company.name,
    name: customer.name,
    first: customer.first,
  };
  const script = scriptFor(company.business, language);
  let utterances: Utterance[] = [];
  let summary: string | null = null;
  let durationS = answeredBy === 'nobody' ? 0 : random.between(4, 26);
  if (script !== null && outcome !== null) {
    Object.assign(slots, script.slots({ random, at: endedAt }));
    const conversation = converse(script, outcome, slots, random, cut);
    utterances = conversation.utterances;
    durationS = Math.ceil(conversation.lengthMs / 1000) + 1;
    summary = render(random.pick(script.summary[outcome]), slots);
  } else if (outcome !== null) {
    durationS = random.between(20, 240);
  }
  const hangsUpLast = company.business === 'utility' ? 0 : 0.55;
  const endedBy = cut
    ? 'customer'
    : answeredBy !== 'human'
      ? 'system'
      : random.chance(hangsUpLast)
        ? 'agent'
        : 'customer';
  return {
    index,
    company,
    language,
    direction,
    customer,
    line: lineOf(country, random.int(3)),
    agent,
    campaign: random.pick(company.campaigns),
    answeredBy,
    outcome,
    endedBy,
    startedAt: endedAt - durationS * 1000,
    endedAt,
    durationS,
    utterances,
    summary,
    slots,
    tries: random.chance(0.7) ? 0 : random.between(1, 3),
    random,
  };
}

function hashOf(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}
