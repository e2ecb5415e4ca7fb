/** Sources beyond the stream: receivers of webhooks, files, and mappings of payloads that no built-in dialect reads. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Connection } from '../domain/connection.ts';
import { type ImportJob, importPieceBytes } from '../domain/import.ts';
import {
  type Mapping,
  type MappingPreview,
  type MappingProposal,
  type MappingRun,
  type MappingSample,
  mappedFieldNames,
} from '../domain/mapping.ts';
import { signingScheme } from '../domain/signing.ts';
import { toWallClock } from '../time/zoned-time.ts';
import { errors, key, output } from './usual.ts';

const connectionId = z.string().min(1).max(64);
const name = z.string().trim().min(1).max(80);
const zone = z.string().refine((zone) => toWallClock(0, zone) !== null, 'not a time zone, e.g. Europe/Berlin');
const port = z.number().int().min(1).max(65_535);

export const receiverInput = z.object({
  name,
  zone,
  scheme: signingScheme,
  /** Left out: that of the other receivers, or a free one that is kept from then on. */
  port: port.optional(),
});
export const filesInput = z.object({ name, zone });

/** Where platforms send webhooks to. `path` is what a tunnel or a proxy in front leads to. */
export interface HookAddress {
  url: string;
  path: string;
  port: number;
  /** How many signing secrets are held. */
  secrets: number;
}

const sourceErrors = {
  ...errors,
  /** The port is taken, the secret is not what the scheme takes, the file is being imported … `why` says it in a sentence. */
  REFUSED: { status: 422, data: z.object({ why: z.string() }) },
} as const;

/** Expressions longer than this are programs. */
const expression = z.string().max(4000);
const mappingRules = z.object({
  when: expression.default(''),
  fields: z.partialRecord(z.enum(mappedFieldNames), expression),
});

const importId = z.object({ id: key });

export const sources = {
  addReceiver: oc.input(receiverInput).errors(sourceErrors).output(output<Connection>()),
  addFiles: oc.input(filesInput).output(output<Connection>()),
  /** Of a receiver or of files; a stream is changed by `connections.update`. */
  update: oc
    .input(receiverInput.partial().extend({ id: connectionId }))
    .errors(sourceErrors)
    .output(output<Connection>()),
  /** The whole address, with its token. */
  hook: oc
    .input(z.object({ id: connectionId }))
    .errors(sourceErrors)
    .output(output<HookAddress>()),
  /** A new token; the address before it leads nowhere from then on. */
  renewHook: oc
    .input(z.object({ id: connectionId }))
    .errors(sourceErrors)
    .output(output<HookAddress>()),
  /**
   * Stores with what the senders sign; nobody can read it back. `rotate` keeps the one before. An empty one forgets all. What was
   * refused for its signature is looked at again; the answer says how many hold now.
   */
  setSecret: oc
    .input(z.object({ id: connectionId, secret: z.string().max(4096), rotate: z.boolean().default(false) }))
    .errors(sourceErrors)
    .output(output<{ secrets: number; tried: number; resolved: number }>()),

  imports: {
    /** Newest first, at most 200. */
    list: oc.output(output<ImportJob[]>()),
    /**
     * Begins with a file, or goes on with the same one (`digest`) where it stood: hand it over from `position` on, in pieces, each after
     * the answer to the one before, and then say `end`.
     */
    begin: oc
      .input(
        z.object({
          connectionId,
          name: z.string().min(1).max(1000),
          size: z.number().int().nonnegative(),
          digest: z.string().min(8).max(200),
        }),
      )
      .errors(sourceErrors)
      .output(output<ImportJob>()),
    /** `base64`: the bytes from `position` on. Answers when all records in it are in the mirror. */
    piece: oc
      .input(
        importId.extend({
          position: z.number().int().nonnegative(),
          base64: z.string().max(Math.ceil(importPieceBytes / 3) * 4),
        }),
      )
      .errors(sourceErrors)
      .output(output<ImportJob>()),
    end: oc.input(importId).errors(sourceErrors).output(output<ImportJob>()),
    /** What is in the mirror stays. */
    cancel: oc.input(importId).errors(sourceErrors).output(output<ImportJob>()),
  },

  mapping: {
    /** The one in use, `null` when there is none. */
    get: oc.input(z.object({ connectionId })).output(output<Mapping | null>()),
    /** Payloads of the connection that no dialect knows, newest first, then some that a mapping read. At most 20. */
    samples: oc.input(z.object({ connectionId })).output(output<MappingSample[]>()),
    /** A guess at the mapping, from the samples. */
    propose: oc
      .input(z.object({ seq: key }))
      .errors(sourceErrors)
      .output(output<MappingProposal>()),
    /** Tries rules on the payload of an event. */
    preview: oc
      .input(mappingRules.extend({ seq: key }))
      .errors(sourceErrors)
      .output(output<MappingPreview>()),
    /** Takes effect on what arrives from then on; `apply` for what arrived before. */
    save: oc.input(mappingRules.extend({ connectionId })).errors(sourceErrors).output(output<Mapping>()),
    /** Begins to read dead letters, and with `all` also what an earlier version read. Progress comes by `run`. */
    apply: oc
      .input(z.object({ connectionId, all: z.boolean().default(false) }))
      .errors(sourceErrors)
      .output(output<MappingRun>()),
    /** The last `apply`, `null` when there was none since core began. */
    run: oc.input(z.object({ connectionId })).output(output<MappingRun | null>()),
    cancel: oc.input(z.object({ connectionId })),
  },
};
