/**
 * What will have happened around call `index`, in a few draws: whose call, which webhooks went where and how they fared, whether a chain ran.
 * Kept apart from the call's content, because the log must know how many events each of a million calls has without inventing its words.
 */
import { type Endpoint, endpoints } from '../receivers/catalogue.ts';
import { type Company, companies } from './companies.ts';
import { type Random, randomFor } from './random.ts';

export interface MessageOutline {
  endpoint: Endpoint;
  /** How many tries the past holds, and whether the last one went through. */
  attempts: number;
  delivered: boolean;
}

/** `input`: the vars lack what a script needs. `receiver`: the service it calls was down. */
export type ChainFate = 'succeeded' | 'input' | 'receiver';

export interface Outline {
  index: number;
  company: Company;
  /** A vendor that fires an account-level and an agent-level hook sends the same call twice. */
  twice: boolean;
  messages: MessageOutline[];
  chain: ChainFate | null;
}

/** So that even a short past has calls where everything failed and all of it can be made good, one vendor call in so many is such a one. */
const badLuck = 60;
const luckless = 7;

const purpose = { outline: 1, outage: 2 } as const;
const hourMs = 3_600_000;

const byCompany = new Map(companies.map((c) => [c.id, endpoints.filter((e) => e.companyId === c.id)]));

/** Vendors that try again after a failure; the others give up at once (`design.md`, what the vendors document). */
export const retriesAfterMs: Partial<Record<Company['dialect'], readonly number[]>> = {
  replicer: [5_000, 30_000, 120_000],
  altur: [5_000, 30_000, 120_000],
};

export function outlineOf(seed: number, index: number, endedAt: number): Outline {
  const random = randomFor(seed, index, purpose.outline);
  const company = random.weighted(companies);
  const twice = company.dialect === 'callkaro' && random.chance(0.12);
  const messages: MessageOutline[] = [];
  if (company.dialect !== 'flow' && company.dialect !== 'ivr') {
    for (const endpoint of byCompany.get(company.id) ?? []) {
      if (endpoint.share < 1 && !random.chance(endpoint.share)) continue;
      messages.push(messageOutline(random, seed, endpoint, company, endedAt));
    }
  }
  const troubled = messages.some((message) => !message.delivered);
  const chain = random.chance(company.chained) ? chainFate(random, troubled) : null;
  const [first] = messages;
  if (index % badLuck === luckless && first !== undefined) {
    const attempts = 1 + (retriesAfterMs[company.dialect]?.length ?? 0);
    const failed = [{ ...first, attempts, delivered: false }, ...messages.slice(1)];
    return { index, company, twice, messages: failed, chain: 'receiver' };
  }
  return { index, company, twice, messages, chain };
}

/** Events in the log: the call (unless it arrives as its chain's run), every try, the run. */
export function eventCount(outline: Outline): number {
  const arrivesAsRun = outline.company.dialect === 'flow' || outline.company.dialect === 'ivr';
  let count = arrivesAsRun ? 0 : outline.twice ? 2 : 1;
  for (const message of outline.messages) count += message.attempts;
  return count + (outline.chain === null ? 0 : 1);
}

function messageOutline(
  random: Random,
  seed: number,
  endpoint: Endpoint,
  company: Company,
  endedAt: number,
): MessageOutline {
  const retries = retriesAfterMs[company.dialect]?.length ?? 0;
  const failing = endpoint.receiver.broken || random.chance(outageAt(seed, endpoint, endedAt) ? 0.8 : 0.028);
  if (!failing) return { endpoint, attempts: 1, delivered: true };
  if (!endpoint.receiver.broken && retries > 0 && random.chance(0.3)) {
    return { endpoint, attempts: random.between(2, retries), delivered: true };
  }
  return { endpoint, attempts: 1 + retries, delivered: false };
}

/** An endpoint that is down is down for everybody: failures come in hours, as one incident each. */
function outageAt(seed: number, endpoint: Endpoint, at: number): boolean {
  const hour = Math.floor(at / hourMs);
  return randomFor(seed ^ endpoints.indexOf(endpoint), hour, purpose.outage).chance(0.05);
}

/** Where a call's webhooks fail, its chain often fails with them: they call the same services. */
function chainFate(random: Random, troubled: boolean): ChainFate {
  if (!random.chance(troubled ? 0.3 : 0.035)) return 'succeeded';
  return random.chance(troubled ? 0.15 : 0.4) ? 'input' : 'receiver';
}
