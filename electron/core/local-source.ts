/** What this machine does itself is written to the ledger as events of this source, beside what platforms send. */

const ours = 'aftercall://';
const prefix = `${ours}machine/`;

/** CloudEvents `source` of one mirror's own events. */
export const localSource = (machineId: string): string => `${prefix}${machineId}`;

export const isLocal = (source: string): boolean => source.startsWith(prefix);

/** What a connection's receiver was sent, and what was read from files, are events of sources of their own. */
export const receiverSource = (connectionId: string): string => `${ours}receiver/${connectionId}`;
export const filesSource = (connectionId: string): string => `${ours}files/${connectionId}`;

/** Whether an event was written by this machine; nobody else may say so. */
export const isOurs = (source: string): boolean => source.startsWith(ours);
