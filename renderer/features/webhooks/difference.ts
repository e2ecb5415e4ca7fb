/** Two requests, or two answers, side by side: what is different in headers, body and time. */
import type { JsonChange } from '../../../shared/domain/chain.ts';
import type { Attempt, HeaderList } from '../../../shared/domain/webhook.ts';
import { duration, nothing } from '../../ui/format.ts';
import { changesBetween } from '../chains/changes.ts';
import { timingParts } from './timing.ts';

interface Message {
  headers: HeaderList;
  body: string;
  encoding: 'utf8' | 'base64';
}

/** Names are compared without case; of one that comes several times, the values stand in their order. */
export function headerChanges(from: HeaderList, to: HeaderList): JsonChange[] {
  const [then, now] = [byName(from), byName(to)];
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((name) => {
    const [before, after] = [then.get(name), now.get(name)];
    if (before === after) return [];
    return [
      { path: name, ...(before === undefined ? {} : { from: before }), ...(after === undefined ? {} : { to: after }) },
    ];
  });
}

function byName(headers: HeaderList): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const known = all.get(key);
    all.set(key, known === undefined ? value : `${known}, ${value}`);
  }
  return all;
}

type Timed = Pick<Attempt, 'durationMs' | 'timing'>;

/** Part by part where that was measured, and as a whole; what is written the same is the same. */
export function timingChanges(from: Timed, to: Timed): JsonChange[] {
  const [then, now] = [timesOf(from), timesOf(to)];
  return then.flatMap(([path, before], index) => {
    const after = now[index]?.[1] ?? nothing;
    return before === after ? [] : [{ path, from: before, to: after }];
  });
}

function timesOf({ durationMs, timing }: Timed): [name: string, time: string][] {
  const written = (ms: number | null) => (ms === null ? nothing : duration(ms));
  const parts = timingParts(timing ?? unmeasured).map(({ name, ms }): [string, string] => [name, written(ms)]);
  return [...parts, ['total', duration(durationMs)]];
}

const unmeasured = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 };

/** `same`; as JSON, path by path; or as text, to be compared line by line. */
export type BodyDifference =
  | { kind: 'same' }
  | { kind: 'json'; changes: JsonChange[] }
  | { kind: 'text'; from: string; to: string }
  | { kind: 'bytes' };

export function bodyDifference(from: Message | null, to: Message | null): BodyDifference {
  const [then, now] = [from?.body ?? '', to?.body ?? ''];
  if (then === now && (from?.encoding ?? 'utf8') === (to?.encoding ?? 'utf8')) return { kind: 'same' };
  if (from?.encoding === 'base64' || to?.encoding === 'base64') return { kind: 'bytes' };
  const [before, after] = [parsed(then), parsed(now)];
  if (before && after) {
    const changes = changesBetween(before.value, after.value);
    // Written otherwise, but the same values: then only the text tells.
    if (changes.length > 0) return { kind: 'json', changes };
  }
  return { kind: 'text', from: then, to: now };
}

function parsed(text: string): { value: Parameters<typeof changesBetween>[0] } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
