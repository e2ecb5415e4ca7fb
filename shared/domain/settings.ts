/** The operator's settings that core acts by, a section each. */
import { z } from 'zod';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 07:30');
const days = z.number().int().min(1).max(36_500).nullable();

const privacySettings = z.object({
  /** What is shown masked until it is revealed, call by call. */
  maskNumbers: z.boolean(),
  maskNames: z.boolean(),
  maskLinks: z.boolean(),
  /** Transcript, summary, extracted data, payloads: what in them looks personal. */
  maskText: z.boolean(),
  /** Whether exports and evidence packs may leave without redaction. */
  allowUnredacted: z.boolean(),
});

const recordingSettings = z.object({
  /** Megabytes kept for listening offline; the least recently played go first. */
  cacheMb: z.number().int().min(0).max(1_000_000),
  /** Also fetched ahead for calls that wait for review. */
  fetchAhead: z.boolean(),
});

const notificationSettings = z.object({
  enabled: z.boolean(),
  /** Told when so many failures come within `withinMinutes`. */
  failures: z.number().int().min(1).max(100_000),
  withinMinutes: z.number().int().min(1).max(1440),
  /** Nothing is told between these times of day, of this machine's zone; both or none. */
  quietFrom: timeOfDay.nullable(),
  quietTo: timeOfDay.nullable(),
});

const retentionSettings = z.object({
  /** Days after which it is dropped; `null`: kept. */
  bodiesDays: days,
  transcriptsDays: days,
  rowsDays: days,
  /** Rows of calls that somebody reviewed, flagged, scored or noted something of stay, whatever their age. */
  keepMarked: z.boolean(),
  /** Gigabytes the mirror may take; beyond it the oldest go, in the order bodies, transcripts, rows. */
  maxGb: z.number().min(0.1).max(100_000).nullable(),
});

const backupSettings = z.object({
  nightly: z.boolean(),
  /** At this time of day, of this machine's zone. */
  at: timeOfDay,
  /** How many are kept. */
  keep: z.number().int().min(1).max(365),
  /** `null`: a folder beside the mirror. */
  folder: z.string().trim().min(1).max(4096).nullable(),
});

export const settingsSchema = z.object({
  privacy: privacySettings,
  recordings: recordingSettings,
  notifications: notificationSettings,
  retention: retentionSettings,
  backup: backupSettings,
});
export type Settings = z.output<typeof settingsSchema>;
export type NotificationSettings = Settings['notifications'];

/** What a new mirror has. */
export const defaultSettings: Settings = {
  privacy: { maskNumbers: false, maskNames: false, maskLinks: false, maskText: false, allowUnredacted: true },
  recordings: { cacheMb: 2048, fetchAhead: true },
  notifications: { enabled: true, failures: 10, withinMinutes: 5, quietFrom: null, quietTo: null },
  retention: { bodiesDays: null, transcriptsDays: null, rowsDays: null, keepMarked: true, maxGb: null },
  backup: { nightly: false, at: '03:00', keep: 7, folder: null },
};
