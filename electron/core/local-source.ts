/** What this machine does itself is written to the ledger as events of this source, beside what platforms send. */

const prefix = 'aftercall://machine/';

/** CloudEvents `source` of one mirror's own events. */
export const localSource = (machineId: string): string => `${prefix}${machineId}`;

export const isLocal = (source: string): boolean => source.startsWith(prefix);
