/** What the procedures of every area have in common: keys, pages, errors. */
import { z } from 'zod';

/** Typed, not parsed: outputs come from core alone. */
export const output = <T>() => z.custom<T>();

/** A file: a `Blob` on either side, which both transports carry as bytes. Arrays of bytes they do not. */
export interface FileBytes {
  /** Media type. */
  readonly type: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export const key = z.number().int().positive();
export const cursor = z.string().max(200).optional();
export const limit = z.number().int().min(1).max(200).default(50);
export const text = z.string().trim().max(200).optional();

/** One page of a list, newest first. `next` continues it; absent at the end. */
export interface Page<T> {
  rows: T[];
  next: string | undefined;
  /** How many match in all; `exact` is false when only a lower bound is known ("1,000+"). */
  total: { count: number; exact: boolean };
  /**
   * A filter no index answers looks at so many rows for one page and no more: how far it got, in epoch milliseconds UTC. Only with
   * fewer rows than asked for and a `next`; asking on goes on looking.
   */
  searchedTo?: number | undefined;
}

export const errors = {
  /** `droppedAt`: retention took things of its age then, in epoch milliseconds UTC. */
  NOT_FOUND: { status: 404, data: z.object({ what: z.string(), droppedAt: z.number().optional() }) },
} as const;

/** Of IANA's names. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
