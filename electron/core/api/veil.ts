/** The edge of the contract: every answer passes here on its way out, and what the settings mask is masked. */
import { os } from '@orpc/server';
import { joined } from '../privacy/known.ts';
import type { CallRef, Person } from '../privacy/veil.ts';
import { anyMask, refsIn, veiled } from '../privacy/veil.ts';
import type { ApiContext } from './context.ts';

/**
 * What holds nothing of a customer but what the operator wrote: it is edited, sent back and compared, so that it must come as it is.
 * Exports and evidence packs have rules of their own: they are redacted.
 */
const asItIs =
  /^(?:settings|views|connections|sources|recordings|upkeep|system)\.|^endpoints\.(?!test)|^chains\.(?:list|flow|compare|choices)$|^calls\.(?:export|evidence)$|^review\.(?!page)/;

export const veil = os.$context<ApiContext>().middleware(async ({ context, next, path, signal }, input) => {
  const result = await next();
  const masks = context.settings.get().privacy;
  const name = path.join('.');
  if (!anyMask(masks) || asItIs.test(name)) return result;

  async function through(answer: unknown): Promise<unknown> {
    const asked = askedAbout(name, input);
    const refs = [...new Set([...refsIn(answer), ...(asked ? [asked] : [])])];
    const found = refs.length === 0 ? [] : await context.readers.read((db) => db.people(refs), signal);
    const people = new Map<CallRef, Person>(found);
    const person = asked && people.get(asked);
    const revealed = context.reveals.all;
    if (person && revealed.has(person.callKey)) return shown(answer);
    return veiled(answer, masks, people, revealed, person ? joined([person.known]) : undefined);
  }

  const { output } = result;
  if (!isStream(output)) return { ...result, output: await through(output) };
  return {
    ...result,
    output: (async function* () {
      for await (const part of output) yield await through(part);
    })(),
  };
});

/** What a question is about by its input. */
function askedAbout(name: string, input: unknown): CallRef | null {
  if (typeof input !== 'object' || input === null) return null;
  const id = 'id' in input && typeof input.id === 'number' ? input.id : null;
  if ('seq' in input && typeof input.seq === 'number') return `event ${input.seq}`;
  if (id === null) return null;
  if (name.startsWith('calls.')) return `call ${id}`;
  if (name.startsWith('webhooks.')) return `message ${id}`;
  return name.startsWith('chains.') ? `run ${id}` : null;
}

const shown = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'masked' in answer && 'revealed' in answer
    ? { ...answer, masked: false, revealed: true }
    : answer;

const isStream = (output: unknown): output is AsyncIterable<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
