/** Keeping the mirror small, sound and copied. */
import type { Migration } from './index.ts';

export const upkeep: Migration = { version: 9, sql: '' };
