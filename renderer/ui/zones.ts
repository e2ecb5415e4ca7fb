/** The zone that times are shown in, where each may have its own: that of the connection which brought what it is of. */
import { createContext } from 'react';
import type { Zone } from './format.ts';

export type ZoneChoice = 'mine' | 'utc' | 'call';

/** Connection → IANA name of its zone. Given by the frame. */
export const ConnectionZones = createContext<ReadonlyMap<string, string>>(new Map());

/** The connection that brought the record which is shown here. */
export const RecordConnection = createContext<string | undefined>(undefined);

/** The call's own is that of its connection; of no call, the one all connections share, else this machine's. */
export function zoneOf(choice: ZoneChoice, connection: string | undefined, zones: ReadonlyMap<string, string>): Zone {
  if (choice !== 'call') return choice;
  const own = connection === undefined ? undefined : zones.get(connection);
  if (own !== undefined) return own;
  const [shared, ...others] = new Set(zones.values());
  return shared !== undefined && others.length === 0 ? shared : 'mine';
}
