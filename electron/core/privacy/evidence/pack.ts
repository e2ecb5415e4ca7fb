/**
 * An evidence pack: a zip that shows one call to whoever has no console. A page to read, what it was made of, and hashes by which each part
 * can be checked. Two packs of the same call are the same bytes, apart from the time they were made.
 */
import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate/browser';
import { maskedLineage, maskedMessage } from '../../api/masked.ts';
import { knownOf } from '../known.ts';
import { type Known, nothingKnown } from '../personal.ts';
import { redacted } from '../redact.ts';
import type { EvidenceAsked, EvidenceEvent, EvidenceFacts } from './facts.ts';
import { evidencePage } from './page.ts';
import { redactedFacts } from './redact-facts.ts';
import { type Secrets, secretsIn, withoutSecrets } from './secrets.ts';
import { howToVerify } from './verify-text.ts';

export interface EvidencePack {
  name: string;
  bytes: Uint8Array;
  files: number;
  /** SHA-256 of `bytes`, in hex. */
  sha256: string;
}

/** A file of the pack, as its manifest tells of it. */
export interface Packed {
  path: string;
  bytes: number;
  sha256: string;
  /** Of an event: whether these are its bytes as received, or why they are not all there. */
  event?: { seq: number; id: string; asReceived: boolean; why: string | null };
}

/** `events` are read one at a time, so that no more than one of them is held twice. */
export function evidencePack(
  found: EvidenceFacts,
  events: Iterable<EvidenceEvent>,
  asked: EvidenceAsked,
): EvidencePack {
  const known = asked.redacted ? knownOf(found.call) : nothingKnown;
  const asFound = JSON.stringify(found);
  const secrets = secretsIn(asFound, asked.redacted);
  const facts = shownFacts(JSON.parse(withoutSecrets(asFound, secrets)), asked.redacted, known);
  const files = new Map<string, Uint8Array>();
  const packed: Packed[] = [];

  function add(path: string, content: Uint8Array, event?: Packed['event']): void {
    files.set(path, content);
    packed.push({ path, bytes: content.length, sha256: sha256(content), ...(event && { event }) });
  }
  const addJson = (path: string, value: unknown) => add(path, strToU8(`${JSON.stringify(value, null, 2)}\n`));

  for (const event of events) {
    const { content, why } = eventContent(event, asked.redacted, known, secrets);
    const asReceived = why === null;
    add(eventPath(event), content, {
      seq: event.seq,
      id: textOf(event.eventId, asked.redacted, known),
      asReceived,
      why,
    });
  }
  addJson('call.json', facts.call);
  addJson('attempts.json', facts.messages);
  addJson('runs.json', facts.runs);
  addJson('notes.json', facts.notes);
  addJson('review.json', facts.review);
  addJson('audit.json', auditFile(facts, found));
  add('HOW-TO-VERIFY.txt', strToU8(howToVerify(asked.redacted)));
  add('index.html', strToU8(evidencePage(facts, packed, asked)));
  packed.sort((one, other) => (one.path < other.path ? -1 : 1));
  const manifest = {
    what: 'Evidence of one call',
    callId: facts.call.callId,
    connection: asked.connection,
    madeAt: new Date(asked.madeAt).toISOString(),
    madeBy: asked.actor,
    madeWith: `Aftercall ${asked.version}`,
    redacted: asked.redacted,
    hashes: 'SHA-256 of each file, in hex',
    files: packed,
  };
  files.set('manifest.json', strToU8(`${JSON.stringify(manifest, null, 2)}\n`));
  const inOrder = Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
  // The times of a zip have no zone; the manifest says when it was made.
  const bytes = zipSync(inOrder, { mtime: new Date(1980, 0, 1) });
  return { name: packName(facts.call.callId, asked), bytes, files: files.size, sha256: sha256(bytes) };
}

/** Without secrets in any case, without people where it is to be redacted. */
function shownFacts(found: EvidenceFacts, redact: boolean, known: Known): EvidenceFacts {
  const facts: EvidenceFacts = {
    ...found,
    messages: found.messages.map(maskedMessage),
    runs: found.runs.map(maskedLineage),
  };
  return redact ? redactedFacts(facts, known) : facts;
}

const textOf = (text: string, redact: boolean, known: Known): string => (redact ? redacted(text, known) : text);

/** `follows`: whether the hash can be computed from what stands here. Of what is redacted only the console's own audit can tell. */
function auditFile(shown: EvidenceFacts, found: EvidenceFacts): object {
  const lines = shown.audit.lines.map((line, index) => {
    const stored = found.audit.lines[index];
    const follows = stored !== undefined && line.subject === stored.subject && line.detail === stored.detail;
    return { ...line, follows: follows && line.actor === stored.actor };
  });
  return { whole: shown.audit.whole, lines };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `why` it is not what was received; `null` where it is. */
function eventContent(
  { content }: EvidenceEvent,
  redact: boolean,
  known: Known,
  secrets: Secrets,
): { content: Uint8Array; why: string | null } {
  const none = new Uint8Array();
  if (content === null) return { content: none, why: 'left out: no longer kept, or too large' };
  const text = decoded(content);
  if (text === null) return redact ? { content: none, why: 'left out: not text' } : { content, why: null };
  const safe = withoutSecrets(text, new Map([...secrets, ...secretsIn(text, redact)]));
  if (!redact) return safe === text ? { content, why: null } : { content: strToU8(safe), why: 'secrets masked' };
  return { content: strToU8(redacted(safe, known)), why: 'redacted' };
}

function decoded(content: Uint8Array): string | null {
  try {
    return utf8.decode(content);
  } catch {
    return null;
  }
}

const eventPath = ({ seq, type }: EvidenceEvent): string =>
  `events/${String(seq).padStart(9, '0')}-${type.replace(/[^\w.-]+/g, '_').slice(0, 60)}.json`;

/** A file name on any system: `evidence-call-1-20261101T101500Z.zip`. */
function packName(callId: string, { madeAt, redacted: redact }: EvidenceAsked): string {
  const call =
    callId
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .slice(0, 60)
      .replace(/^-+|-+$/g, '') || 'call';
  const at = new Date(madeAt).toISOString().replace(/[-:]|\.\d+/g, '');
  return `evidence-${call}-${at}${redact ? '-redacted' : ''}.zip`;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
