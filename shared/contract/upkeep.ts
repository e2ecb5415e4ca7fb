/** Looking after the mirror: its health, its backups, everything in it as a file. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { type Backup, type Check, droppings, type Health, type WouldDrop } from '../domain/upkeep.ts';
import { errors, output } from './usual.ts';

/** A file's name alone: no folder, no way out of one. */
const name = z.string().regex(/^[\w.-]{1,200}$/, 'a name of a backup');

const backupErrors = {
  ...errors,
  /** It could not be written, or what was written is not sound. */
  BACKUP_FAILED: { status: 500, data: z.object({ why: z.string() }) },
  /** It cannot take the mirror's place. */
  NOT_RESTORABLE: { status: 422, data: z.object({ why: z.string() }) },
  ALREADY_RUNNING: { status: 409, message: 'It is under way already.', data: z.object({}) },
} as const;

export const upkeep = {
  health: oc.output(output<Health>()),
  /** Reads the whole mirror for damage; returns when it is done, which may take minutes. Progress is in `health`. */
  check: oc.errors(backupErrors).output(output<Check>()),
  /** Makes a backup while everything goes on, reads it for damage, and keeps as many as the setting says. */
  backup: oc.errors(backupErrors).output(output<Backup>()),
  /** What would lose something or go, at most, were this the setting. */
  retentionPreview: oc
    .input(z.object({ what: z.enum(droppings), days: z.number().int().min(1).max(36_500) }))
    .output(output<WouldDrop>()),
  /** How many bytes the mirror is above so many gigabytes; 0 when it fits. */
  roomPreview: oc
    .input(z.object({ maxGb: z.number().min(0.1).max(100_000) }))
    .output(output<{ over: number; used: number }>()),
  /** Retention rests because the clock is in doubt: somebody says that it is right. */
  trustClock: oc,
  /**
   * Gives what the mirror does not use back to the disk, piece by piece, while everything goes on. A mirror of an older version can only do
   * so while it is closed: the engine starts anew, and is away for as long as it takes.
   */
  giveRoomBack: oc.errors(backupErrors).output(output<{ bytes: number; restarts: boolean }>()),
  removeBackup: oc.input(z.object({ name })).errors(backupErrors),
  /**
   * Puts a backup in the mirror's place: the engine starts anew with it, and what was there is set aside, not deleted. `path` instead of
   * `name` is a file from elsewhere, e.g. another machine's.
   */
  restore: oc
    .input(z.union([z.object({ name }), z.object({ path: z.string().min(1).max(4096) })]))
    .errors(backupErrors),
  /**
   * The way out of damage: the mirror is set aside, not deleted, and the engine starts anew with the newest backup that is sound (its name
   * is the answer), or with an empty mirror when there is none (`null`). The platform is asked for what is missing then.
   */
  recover: oc.errors(backupErrors).output(output<{ backup: string | null }>()),
  /** Every event of the ledger as it was received, a line each, as chunks of text. Ends when the client aborts. */
  exportEvents: oc.output(eventIterator(output<{ text: string; events: number; of: number }>())),
};
