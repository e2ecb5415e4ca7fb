/**
 * What will have happened around call `index`, in a few draws: whose call, which webhooks went where and how they fared, whether a chain ran.
 * Kept apart from the call's content, because the log must know how many events each of a million calls has without inventing its words.
 */
import { type Endpoint, endpoints, troubledEndpoints } from '../receivers/catalogue.ts';
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
  /** Whether a flow platform told of the call beside its chain. */
  reported: boolean;
}

/** So that even a short past has calls where everything failed and all of it can be made good, one vendor call in so many is such a one. */
const badLuck = 60;
const luckless = 7;

const purpose = { outline: 1, outage: 2, lost: 3, troubled: 4 } as const;
const hourMs = 3_600_000;

const byCompany = new Map(companies.map((c) => [c.id, endpoints.filter((e) => e.companyId === c.id)]));
const troubledOf = new Map(companies.map((c) => [c.id, troubledEndpoints.filter((e) => e.companyId === c.id)]));

/** Vendors that try again after a failure; the others give up at once (`design.md`, what the vendors document). */
export const retriesAfterMs: Partial<Record<Company['dialect'], readonly number[]>> = {
  replicer: [5_000, 30_000, 120_000],
  altur: [5_000, 30_000, 120_000],
};

/** `endAt`: where the past ends; what was down until then is well in the present. Both are epoch milliseconds UTC. */
export function outlineOf(seed: number, index: number, endedAt: number, endAt: number): Outline {
  const whole = wholeOutline(seed, index, endedAt);
  return withLosses(
    { ...whole, messages: [...whole.messages, ...troubledMessages(seed, whole, endedAt, endAt)] },
    seed,
  );
}

function wholeOutline(seed: number, index: number, endedAt: number): Outline {
  const random = randomFor(seed, index, purpose.outline);
  const company = random.weighted(companies);
  const twice = company.dialect === 'callkaro' && random.chance(0.12);
  const reported = company.dialect !== 'ivr';
  const messages: MessageOutline[] = [];
  if (hasWebhooks(company)) {
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
    return { index, company, twice, messages: failed, chain: 'receiver', reported };
  }
  return { index, company, twice, messages, chain, reported };
}

const hasWebhooks = ({ dialect }: Company): boolean => dialect !== 'flow' && dialect !== 'ivr';

function troubledMessages(seed: number, { index, company }: Outline, endedAt: number, endAt: number): MessageOutline[] {
  const random = randomFor(seed, index, purpose.troubled);
  return (troubledOf.get(company.id) ?? [])
    .filter((endpoint) => endpoint.share >= 1 || random.chance(endpoint.share))
    .map((endpoint) => {
      const down = endedAt < endAt && endedAt >= endAt - endpoint.downForHours * hourMs;
      const delivered = !down && endpoint.lostHost === null;
      return { endpoint, attempts: delivered ? 1 : 1 + (retriesAfterMs[company.dialect]?.length ?? 0), delivered };
    });
}

/** Now and then something is lost: a chain never runs, a call is never reported, a webhook is never tried. */
function withLosses(outline: Outline, seed: number): Outline {
  const luck = randomFor(seed, outline.index, purpose.lost).next();
  if (outline.company.dialect === 'flow') {
    return luck < 0.04 ? { ...outline, chain: null } : luck < 0.07 ? { ...outline, reported: false } : outline;
  }
  const subscribed = outline.messages.findIndex(({ endpoint, delivered }) => delivered && endpoint.share >= 1);
  if (luck >= 0.02 || subscribed < 0) return outline;
  return { ...outline, messages: outline.messages.filter((_, slot) => slot !== subscribed) };
}

/** Events in the log: the call, once or twice or (where only its chain tells of it) not at all, every try, the run. */
export function eventCount(outline: Outline): number {
  let count = outline.reported ? (outline.twice ? 2 : 1) : 0;
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
