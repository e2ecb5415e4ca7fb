/** What can be open of a connection, as the address says it. */

export const sheets = ['set up', 'import', 'mapping'] as const;
export type Sheet = (typeof sheets)[number];
