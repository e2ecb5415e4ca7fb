/** The recording of a call: what can be heard of it, how to get it, and why it cannot be had. The waveform is loaded when there is one. */
import { ActionIcon, Button, Progress, Skeleton, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconLock, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Recording } from '../../../../shared/domain/recording.ts';
import { bytes } from '../../../ui/format.ts';
import { later } from '../../../ui/later.tsx';
import { sentence } from '../../../ui/sentence.ts';
import classes from './player.module.css';
import { useRecording } from './useRecording.ts';

const Waveform = later(async () => (await import('./Waveform.tsx')).Waveform, <Skeleton height={48} radius={6} />);

export function Player({ id }: { id: number }) {
  const { recording, fetch, forget, fetchAnew, again } = useRecording(id);
  // Whoever has it fetched wants to hear it.
  const [begin, setBegin] = useState(false);
  const now = recording.data;
  const get = () => {
    setBegin(true);
    fetch.mutate();
  };
  const getAnew = () => {
    setBegin(true);
    fetchAnew();
  };
  if (recording.error && !now) {
    return (
      <Bar icon={<IconAlertTriangle size={16} aria-hidden />} tone="bad">
        <p role="alert">The recording could not be requested. {sentence(recording.error)}</p>
        <Button onClick={again}>Try again</Button>
      </Bar>
    );
  }
  if (!now || now.state === 'none') return null;
  if (fetch.error && now.state !== 'cached') {
    return (
      <Bar icon={<IconAlertTriangle size={16} aria-hidden />} tone="bad">
        <p role="alert">The recording could not be fetched. {sentence(fetch.error)}</p>
        <Button onClick={get}>Try again</Button>
      </Bar>
    );
  }
  if (now.state === 'cached') {
    return (
      <section className={classes.player} aria-label="Recording" data-no-print>
        <Waveform id={id} begin={begin} onAgain={getAnew} onForget={forget}>
          <Tooltip label={`Kept on this machine, ${bytes(now.bytes)}: it can be played offline. Remove it.`}>
            <ActionIcon aria-label="Remove the recording from this machine" onClick={forget}>
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Waveform>
      </section>
    );
  }
  return <Absent recording={now} onGet={get} />;
}

function Absent({ recording, onGet }: { recording: Exclude<Recording, { state: 'none' | 'cached' }>; onGet(): void }) {
  switch (recording.state) {
    case 'masked':
      return (
        <Bar icon={<IconLock size={16} aria-hidden />}>
          <p>There is a recording. A voice cannot be masked: reveal the call to hear it.</p>
        </Bar>
      );
    case 'not fetched':
      return (
        <Bar icon={<IconDownload size={16} aria-hidden />}>
          <p>
            The recording is with the platform, at <bdi className="mono">{recording.host || 'an invalid address'}</bdi>.
          </p>
          <Button variant="default" onClick={onGet}>
            Fetch and play
          </Button>
        </Bar>
      );
    case 'fetching':
      return (
        <Bar icon={<IconDownload size={16} aria-hidden />}>
          <p role="status">
            Fetching the recording, {bytes(recording.bytes)}
            {recording.total === null ? '' : ` of ${bytes(recording.total)}`}
          </p>
          <Progress
            className={classes.progress}
            aria-label="Fetched"
            value={recording.total ? (100 * recording.bytes) / recording.total : 100}
            animated={recording.total === null}
          />
        </Bar>
      );
    case 'failed':
      return (
        <Bar icon={<IconAlertTriangle size={16} aria-hidden />} tone="bad">
          <p role="alert">The recording could not be fetched. {recording.reason}</p>
          <Button onClick={onGet}>Try again</Button>
        </Bar>
      );
  }
}

function Bar({ icon, tone, children }: { icon: ReactNode; tone?: 'bad'; children: ReactNode }) {
  return (
    <section className={classes.bar} aria-label="Recording" data-tone={tone} data-no-print>
      {icon}
      {children}
    </section>
  );
}
