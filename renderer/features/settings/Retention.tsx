/** How long what was received stays in the mirror, and how much room it may take. What would go is said before it does. */
import { Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Settings } from '../../../shared/domain/settings.ts';
import { Count } from './inputs.tsx';
import { type Asked, AskRetention } from './RetentionPreview.tsx';
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
    about:
      'What was said, what was drawn out of it, where the recording is and the recording itself; and the bodies that hold it.',
  },
  {
    of: 'rowsDays',
    what: 'rows',
    name: 'Drop calls after',
    about:
      'Whole calls with their messages, runs, recordings, notes and reviews, and all that was received of them. Charts and incidents keep their numbers; operations and the activity stay.',
  },
] as const;

export function Retention({ now, change }: RetentionProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  /** More goes than did before. */
  const isStricter = (value: number | null, before: number | null): value is number =>
    value !== null && (before === null || value < before);
  // What was typed and then not wanted is not shown as if it were.
  const key = asked === null ? 'as it is' : 'asked';
  return (
    <>
      {kinds.map(({ of, what, name, about }) => (
        <Row key={of} name={name} about={about}>
          <Count
            key={key}
            label={name}
            min={1}
            max={36_500}
            empty="never"
            value={now[of]}
            onChange={(days) =>
              isStricter(days, now[of]) ? setAsked({ what, value: days, part: { [of]: days } }) : change({ [of]: days })
            }
          />
          days
        </Row>
      ))}
      <Row
        name="Keep what somebody marked"
        about="Calls that were reviewed, flagged, scored or have a note are not dropped as a whole, whatever their age."
      >
        <Switch
          aria-label="Keep what somebody marked"
          checked={now.keepMarked}
          onChange={({ currentTarget }) => change({ keepMarked: currentTarget.checked })}
        />
      </Row>
      <Row
        name="Room for the mirror"
        about={
          <>
            Beyond it the oldest bodies go, then the oldest transcripts, then whole calls, however young.{' '}
            <Link to="/health">See the sizes</Link>
          </>
        }
      >
        <Count
          key={key}
          label="Room for the mirror"
          min={0.1}
          max={100_000}
          decimals={1}
          empty="any"
          value={now.maxGb}
          onChange={(maxGb) =>
            isStricter(maxGb, now.maxGb) ? setAsked({ what: 'room', value: maxGb, part: { maxGb } }) : change({ maxGb })
          }
        />
        GB
      </Row>
      {asked ? (
        <AskRetention
          asked={asked}
          onKeep={() => setAsked(null)}
          onAct={() => {
            change(asked.part);
            setAsked(null);
          }}
        />
      ) : null}
    </>
  );
}
