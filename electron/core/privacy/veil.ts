/**
 * Masks whatever leaves core. It walks over an answer as it is, so that what somebody adds to the contract is masked from its first day:
 * fields that hold a number, a name or a link by their names, every other text by what is known of the call it belongs to.
 */
import type { Settings } from '../../../shared/domain/settings.ts';
import { joined, knownOf } from './known.ts';
import { hidden, masked, maskedName, maskedNumber } from './mask.ts';
import { findPersonal, type Known, nothingKnown } from './personal.ts';
import { inText, replacing } from './redact.ts';

export type Masks = Settings['privacy'];
export type CallRefKind = 'call' | 'message' | 'run' | 'event';
/** Something that belongs to a call, by the mirror's key. */
export type CallRef = `${CallRefKind} ${number}`;

/** The call something belongs to, and what is known of its people. */
export interface Person {
  callKey: number;
  known: Known;
}

const numberFields = new Set(['customerNumber', 'from', 'to', 'customer']);
const linkFields = new Set(['recordingUrl', 'link']);
/** What machines call things by: never taken for a number because it looks like one. Known numbers are masked here, too. */
const ownWords =
  /^(?:id|.*Id|key|.*Key|hash|next|cursor|revision|host|type|kind|state|code|actor|action|position|epoch|field|order|format)$/;

export const anyMask = (masks: Masks): boolean =>
  masks.maskNumbers || masks.maskNames || masks.maskLinks || masks.maskText;

/** Every call, message and run that an answer is about. */
export function refsIn(answer: unknown): Set<CallRef> {
  const refs = new Set<CallRef>();
  walk(answer, (value) => {
    const ref = refOf(value);
    if (ref) refs.add(ref);
  });
  return refs;
}

function walk(value: unknown, visit: (object: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isObject(value)) {
    visit(value);
    for (const item of Object.values(value)) walk(item, visit);
  }
}

function refOf(value: Record<string, unknown>): CallRef | null {
  const { callKey, id, kind, target } = value;
  if (typeof callKey === 'number') return `call ${callKey}`;
  if (isObject(target) && typeof target.id === 'number') {
    if (target.kind === 'message' || target.kind === 'run' || target.kind === 'call')
      return `${target.kind} ${target.id}`;
  }
  if (typeof id !== 'number') return null;
  if ('timeline' in value || ('messageId' in value && 'endpointId' in value)) return `message ${id}`;
  if ('runId' in value && kind === undefined) return `run ${id}`;
  return 'callId' in value && 'endedAt' in value ? `call ${id}` : null;
}

/** `people` answers `refsIn`; `about` is what the question itself was about. Those of `revealed` calls are shown as they are. */
export function veiled(
  answer: unknown,
  masks: Masks,
  people: ReadonlyMap<CallRef, Person>,
  revealed: ReadonlySet<number>,
  about: Known = nothingKnown,
): unknown {
  function value(of: unknown, key: string, known: Known): unknown {
    if (typeof of === 'string') return text(of, key, known);
    if (typeof of === 'number') return digits(of, known);
    if (Array.isArray(of)) return key === 'pieces' ? pieces(of, known) : of.map((item) => value(item, key, known));
    if (!isObject(of)) return of;
    const ref = refOf(of);
    const person = ref === null ? undefined : people.get(ref);
    if (person && revealed.has(person.callKey)) return 'masked' in of ? { ...of, masked: false, revealed: true } : of;
    const here = joined([known, person?.known ?? nothingKnown, own(of)]);
    // A body that is no text cannot be masked in part.
    const opaque = of.encoding === 'base64' && typeof of.body === 'string' && masks.maskText;
    const after = Object.fromEntries(
      Object.entries(of).map(([name, item]) => [plain(name, here), value(item, nameIn(name, item, of), here)]),
    );
    if (opaque) Object.assign(after, { body: hidden, encoding: 'utf8' });
    return 'masked' in of ? { ...after, masked: true } : after;
  }

  function text(of: string, key: string, known: Known): string {
    if (masks.maskNumbers && numberFields.has(key) && /\p{Nd}/u.test(of)) return maskedNumber(of);
    if (masks.maskLinks && linkFields.has(key)) return hidden;
    if (masks.maskNames && (key === 'customerName' || key === customerTurn)) return maskedName(of);
    const replace = replacing(inForce(known), masks.maskText && !ownWords.test(key), masked);
    return inText(of, replace, inForce(known));
  }

  const plain = (of: string, known: Known): string => replacing(inForce(known), false, masked)(of);

  function digits(of: number, known: Known): unknown {
    if (of < 1_000_000) return of;
    const before = String(of);
    const after = plain(before, known);
    return after === before ? of : after;
  }

  /** A number may lie across the pieces of a snippet: what is found in them together begins in one and is cut from the others. */
  function pieces(list: unknown[], known: Known): unknown {
    const parts = list.map((piece) => (isObject(piece) && typeof piece.text === 'string' ? piece.text : ''));
    const found = findPersonal(parts.join(''), inForce(known), masks.maskText);
    let at = 0;
    return list.map((piece, index) => {
      const part = parts[index] ?? '';
      const start = at;
      at += part.length;
      let said = '';
      let from = 0;
      for (const finding of found) {
        if (finding.end <= start || finding.start >= at) continue;
        const begins = Math.max(0, finding.start - start);
        said += part.slice(from, begins);
        if (finding.start >= start) said += masked(finding.kind, parts.join('').slice(finding.start, finding.end));
        from = Math.min(part.length, finding.end - start);
      }
      return isObject(piece) ? { ...piece, text: said + part.slice(from) } : piece;
    });
  }

  /** What a mask for text hides, it hides whoever knows it; the others hide what they are for, wherever it stands. */
  function inForce({ numbers, names, links }: Known): Known {
    const all = masks.maskText;
    return {
      numbers: all || masks.maskNumbers ? numbers : [],
      names: all || masks.maskNames ? names : [],
      links: masks.maskLinks ? links : [],
    };
  }

  return value(answer, '', about);
}

const customerTurn = 'a customer speaks';

function nameIn(name: string, item: unknown, of: Record<string, unknown>): string {
  return name === 'name' && of.role === 'customer' && typeof item === 'string' ? customerTurn : name;
}

/** What an object says of its people itself. */
function own(of: Record<string, unknown>): Known {
  if (!('customerNumber' in of || 'customerName' in of || 'from' in of)) return nothingKnown;
  const said = (key: string): string | null => {
    const value = of[key];
    return typeof value === 'string' ? value : null;
  };
  return knownOf({
    customerNumber: said('customerNumber'),
    from: said('from'),
    to: said('to'),
    customerName: said('customerName'),
    recordingUrl: said('recordingUrl'),
    link: said('link'),
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
