/** Sources beyond the stream. */
import type { Migration } from './index.ts';

export const sources: Migration = { version: 8, sql: '' };
