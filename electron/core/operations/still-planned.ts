/** Whether an item is still as it was planned when it is its turn. */
import type { Skipped } from '../mirror/operation-items.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { ItemToRun } from '../mirror/readers/items-to-run.ts';
import type { Drafted, Drafter, OperationRequest } from './drafter.ts';
import { changesBetween } from './drafts.ts';
import { createReadAhead, type ReadItem } from './read-ahead.ts';

/** Items that may go out, and those that may not. */
export interface Checked {
  items: { id: string; drafted: Drafted }[];
  skip: Skipped[];
}

/** More would outlive the collections of a reader's short-lived memory, and be collected at many times the cost. */
const readAtOnce = 64;

/** `items`: as of `createReadAhead`. */
export function createChecked(
  items: ReadonlyMap<string, ItemToRun>,
  requestOf: (target: number) => OperationRequest,
  { readers, draft, now }: { readers: ReaderPool; draft: Drafter; now: () => number },
) {
  const readAhead = createReadAhead(items, read, now);

  async function read(asked: readonly ItemToRun[]): Promise<ReadItem[]> {
    const found: ReadItem[] = [];
    for (let from = 0; from < asked.length; from += readAtOnce) {
      found.push(...(await readFew(asked.slice(from, from + readAtOnce))));
    }
    return found;
  }

  async function readFew(asked: readonly ItemToRun[]): Promise<ReadItem[]> {
    const ids = asked.map(({ id }) => id);
    const [drafts, facts] = await Promise.all([
      draft(asked.map(({ target }) => requestOf(target))),
      readers.read((db) => db.itemFacts(ids)),
    ]);
    return drafts.map((drafted, index) => ({ drafted, planned: facts[index] ?? '{}' }));
  }

  return {
    /** Of all of them that are not over yet. */
    async read(taken: readonly { id: string }[]): Promise<Checked> {
      const wanted = taken.map(({ id }) => items.get(id)).filter((item) => item !== undefined);
      const all = await readAhead.read(wanted);
      const found: Checked = { items: [], skip: [] };
      for (const [index, { id }] of wanted.entries()) {
        const { drafted = null, planned = '{}' } = all[index] ?? {};
        const why = drafted ? objection(drafted, planned) : 'It is no longer in the mirror.';
        if (drafted && why === null) found.items.push({ id, drafted });
        else found.skip.push({ id, why: why ?? '' });
      }
      return found;
    },
    room: readAhead.room,
  };
}

/** What is different now from when it was planned, `planned` being its facts as JSON; such an item is not sent. */
function objection({ draft }: Drafted, planned: string): string | null {
  const { item } = draft;
  if (JSON.stringify(item.facts) !== planned) {
    const changes = changesBetween([JSON.parse(planned)], [item.facts]);
    if (changes.length > 0) return `Changed since it was planned: ${changes.join('; ')}.`;
  }
  if (item.ineligible) return item.ineligible.message;
  if (draft.executor === 'platform' && !draft.platform.available)
    return draft.platform.why ?? 'The platform cannot do this.';
  return null;
}
