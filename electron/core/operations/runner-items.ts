/** What a runner reads of its operation before it begins: the items that may run, and the limits of their endpoints. */
import type { EndpointSetups } from '../delivery/types.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { ItemToRun } from '../mirror/readers/items-to-run.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import type { EndpointLimits } from './lanes.ts';

const readAtOnce = 5000;

/** By their ids, in the order of sending. */
export async function itemsOf(operation: StoredOperation, readers: ReaderPool): Promise<Map<string, ItemToRun>> {
  const items = new Map<string, ItemToRun>();
  // A hundred thousand items name a few hosts: one text for each.
  const texts = new Map<string, string>();
  const once = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  // A single one was taken when the operation started.
  const state = operation.pace === null ? 'running' : 'planned';
  for (let position = -1; ; ) {
    const from = position;
    const page = await readers.read((db) => db.itemsToRun(operation.id, state, from, readAtOnce));
    for (const item of page) items.set(item.id, { ...item, host: once(item.host), endpoint: once(item.endpoint) });
    const last = page.at(-1);
    if (!last || page.length < readAtOnce) return items;
    position = last.position;
  }
}

/** The limits that the operator set for the endpoints of these items. What the platform sends goes by the platform's. */
export async function limitsOf(
  { id, kind, executor }: StoredOperation,
  { readers, setups }: { readers: ReaderPool; setups: EndpointSetups },
): Promise<Map<string, EndpointLimits>> {
  const limits = new Map<string, EndpointLimits>();
  for (const { key, connectionId, endpointId } of await readers.read((db) => db.itemEndpoints(id))) {
    const known = kind === 'resend' ? await readers.read((db) => db.storedEndpoint(connectionId, endpointId)) : null;
    const { perS, atOnce } =
      known && executor === 'this machine' ? await setups(connectionId, endpointId) : { perS: null, atOnce: null };
    limits.set(key, { name: known?.name ?? endpointId, perS, atOnce });
  }
  return limits;
}
