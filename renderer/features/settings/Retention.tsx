/** How long what was received stays in the mirror, and how much room it may take. What would go is said before it does. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Settings } from '../../../shared/domain/settings.ts';
import type { Dropping } from '../../../shared/domain/upkeep.ts';
import { api } from '../../app/client.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { plural } from '../../ui/format.ts';
import { Count } from './inputs.tsx';
import { Row } from './Row.tsx';

type RetentionSettings = Settings['retention'];
interface RetentionProps {
  now: RetentionSettings;
  change(part: Partial<RetentionSettings>): void;
}

const kinds = [
  {
    of: 'bodiesDays',
    what: 'bodies',
    name: 'Drop bodies after',
    about:
      'Headers and bodies of requests and answers, variables of runs, the vendor’s payload. What lists and charts show stays; such messages and runs cannot be sent or run again from here.',
  },
  {
    of: 'transcriptsDays',
    what: 'transcripts',
    name: 'Drop transcripts after',
    about: 'What was said, what was drawn out of it, where the recording is; and the bodies that hold it.',
  },
] as const;

export function Retention({ now, change }: RetentionProps) {
  const [asked, setAsked] = useState<{ what: Dropping; days: number } | null>(null);
  /** More goes than did before. */
  const isStricter = (days: number, before: number | null) => before === null || days < before;
  return (
    <>
      {kinds.map(({ of, what, name, about }) => (
        <Row key={of} name={name} about={about}>
          <Count
            // What was typed and then not wanted is not shown as if it were.
            key={asked === null ? 'as it is' : 'asked'}
            label={name}
            min={1}
            max={36_500}
            empty="never"
            value={now[of]}
            onChange={(days) =>
              days !== null && isStricter(days, now[of]) ? setAsked({ what, days }) : change({ [of]: days })
            }
          />
          days
        </Row>
      ))}
      <Row
        name="Room for the mirror"
        about={
          <>
            Beyond it the oldest bodies go, then the oldest transcripts, however young. Room that comes free is used
            again before the file grows. <Link to="/health">See the sizes</Link>
          </>
        }
      >
        <Count
          label="Room for the mirror"
          min={0.1}
          max={100_000}
          decimals={1}
          empty="any"
          value={now.maxGb}
          onChange={(maxGb) => change({ maxGb })}
        />
        GB
      </Row>
      {asked ? (
        <Asked
          {...asked}
          onKeep={() => setAsked(null)}
          onAct={() => {
            change({ [`${asked.what}Days`]: asked.days });
            setAsked(null);
          }}
        />
      ) : null}
    </>
  );
}

function Asked({ what, days, onKeep, onAct }: { what: Dropping; days: number; onKeep(): void; onAct(): void }) {
  const preview = useQuery(api.upkeep.retentionPreview.queryOptions({ input: { what, days } }));
  const events = preview.data?.events;
  return (
    <Confirm
      opened
      title={`Drop ${what} after ${plural(days, 'day', 'days')}?`}
      keep="Keep them"
      act={`Drop ${what}`}
      error={preview.error}
      onKeep={onKeep}
      onAct={onAct}
    >
      {events === undefined
        ? 'Counting what would go…'
        : events === 0
          ? 'Nothing is that old yet; from now on it goes as it comes of age.'
          : `Up to ${plural(events, 'event', 'events')} would lose their ${what} now. They cannot be had back but from a backup or the platform.`}
    </Confirm>
  );
}
