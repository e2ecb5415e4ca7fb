/** What a stricter retention would take, before it does. */
import { useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../shared/domain/settings.ts';
import type { Dropping } from '../../../shared/domain/upkeep.ts';
import { api } from '../../app/client.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { bytes, plural } from '../../ui/format.ts';

/** `value`: days, or gigabytes of `room`. `part`: the setting it would be. */
export interface Asked {
  what: Dropping | 'room';
  value: number;
  part: Partial<Settings['retention']>;
}

interface AskProps {
  asked: Asked;
  onKeep(): void;
  onAct(): void;
}

const names: Record<Dropping, string> = { bodies: 'bodies', transcripts: 'transcripts', rows: 'calls' };
const lost = 'They can only be recovered from a backup or the platform.';

export function AskRetention({ asked, onKeep, onAct }: AskProps) {
  return asked.what === 'room' ? (
    <AskRoom maxGb={asked.value} onKeep={onKeep} onAct={onAct} />
  ) : (
    <AskAge what={asked.what} days={asked.value} onKeep={onKeep} onAct={onAct} />
  );
}

function AskAge({ what, days, ...ways }: { what: Dropping; days: number } & Omit<AskProps, 'asked'>) {
  const preview = useQuery(api.upkeep.retentionPreview.queryOptions({ input: { what, days } }));
  return (
    <Confirm
      opened
      title={`Drop ${names[what]} after ${plural(days, 'day', 'days')}?`}
      keep="Keep them"
      act={`Drop ${names[what]}`}
      error={preview.error}
      {...ways}
    >
      {preview.data === undefined ? 'Counting what would go…' : ageWords(what, preview.data)}
    </Confirm>
  );
}

function ageWords(what: Dropping, { events, calls }: { events: number; calls: number }): string {
  if (events === 0) return 'Nothing is that old yet; from now on it goes as it comes of age.';
  if (what === 'rows')
    return `About ${plural(calls, 'call', 'calls')}, with up to ${plural(events, 'event', 'events')}, would go now. ${lost}`;
  return `Up to ${plural(events, 'event', 'events')} would lose their ${names[what]} now. ${lost}`;
}

function AskRoom({ maxGb, ...ways }: { maxGb: number } & Omit<AskProps, 'asked'>) {
  const preview = useQuery(api.upkeep.roomPreview.queryOptions({ input: { maxGb } }));
  const would = preview.data;
  return (
    <Confirm
      opened
      title={`Keep the mirror to ${maxGb} GB?`}
      keep="Keep everything"
      act="Keep it to that"
      error={preview.error}
      {...ways}
    >
      {would === undefined
        ? 'Adding up what is there…'
        : would.over === 0
          ? `The mirror holds ${bytes(would.used)} now, so nothing goes yet.`
          : `The mirror holds ${bytes(would.used)} now: ${bytes(would.over)} of the oldest would go, bodies first, then transcripts, then whole calls. ${lost}`}
    </Confirm>
  );
}
