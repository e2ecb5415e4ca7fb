/** What retention dropped, day by day, and the room that is to be had back. */
import { Button, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DroppedDay, Health } from '../../../shared/domain/upkeep.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { bytes, plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { asSentence, sentence } from '../../ui/sentence.ts';
import { Ago } from '../../ui/Time.tsx';
import { Card } from './Card.tsx';
import classes from './health.module.css';
import { useGiveRoomBack, useTrustClock } from './queries.ts';

/** Less is not worth a button. */
const leastFree = 1_000_000;
const shownDays = 7;

export function Dropped({ dropped, doubt, free, running }: Pick<Health, 'dropped' | 'doubt' | 'free' | 'running'>) {
  const give = useGiveRoomBack();
  const trust = useTrustClock();
  const [asked, setAsked] = useState(false);
  const now = running.find(({ what }) => what === 'room');
  const begin = () => give.mutate(undefined, { onSuccess: () => setAsked(false) });
  return (
    <Card
      title="Dropped by retention"
      tools={
        free.bytes >= leastFree || now ? (
          <Button
            loading={now !== undefined || give.isPending}
            onClick={() => (free.inPieces ? begin() : setAsked(true))}
          >
            Give {bytes(free.bytes)} back to the disk{free.inPieces ? '' : '…'}
          </Button>
        ) : null
      }
    >
      {now ? <Progress value={now.progress * 100} aria-label="Given back" mb={12} /> : null}
      {doubt ? (
        <Note tone="hold" role="alert">
          By this machine’s clock the newest call ended <Ago at={doubt.toldAt} />. The clock may be wrong, so nothing is
          dropped until a newer call comes.
          <br />
          <Button mt={8} loading={trust.isPending} onClick={() => trust.mutate(undefined)}>
            The clock is right
          </Button>
        </Note>
      ) : null}
      {give.error && !asked ? (
        <Note tone="bad" role="alert">
          {sentence(give.error)}
        </Note>
      ) : null}
      {dropped.length === 0 ? (
        <p className="dim">
          Nothing yet.{' '}
          <Link to="/settings" hash="retention">
            How long things are kept
          </Link>{' '}
          is set under Retention.
        </p>
      ) : (
        <ul className={classes.days} aria-label="Dropped by day">
          {dropped.slice(0, shownDays).map((day) => (
            <li key={day.at}>
              <span>{wordsOf(day)}</span>
              <span className="faint">
                <Ago at={day.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <Confirm
        opened={asked}
        title={`Give ${bytes(free.bytes)} back to the disk?`}
        keep="Leave it"
        act="Restart and give it back"
        loading={give.isPending}
        error={give.error}
        onKeep={() => setAsked(false)}
        onAct={begin}
      >
        An older version began this mirror, so it has to be written anew once: about a minute for each gigabyte, with
        the engine away. Platforms keep what happens meanwhile. From then on it goes piece by piece.
      </Confirm>
    </Card>
  );
}

function wordsOf({ calls, messages, runs, bodies, transcripts }: DroppedDay): string {
  const parts = [
    [calls, 'call'],
    [messages, 'message'],
    [runs, 'run'],
  ] as const;
  const rows = parts.flatMap(([n, name]) => (n > 0 ? [plural(n, name)] : []));
  const slim = [
    ...(transcripts > 0 ? [`transcripts of ${plural(transcripts, 'event')}`] : []),
    ...(bodies > 0 ? [`bodies of ${plural(bodies, 'event')}`] : []),
  ];
  return asSentence([...rows, ...slim].join(', ')).replace(/\.$/, '');
}
