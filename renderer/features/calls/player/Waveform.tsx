/** The waveform and what plays it. Space plays and pauses, the arrows skip, square brackets change the speed. */
import { ActionIcon, Button, Menu, Slider, Tooltip } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { offset } from '../../../ui/format.ts';
import { useKeys } from '../../../ui/keys.ts';
import { setPreference, usePreferences } from '../../../ui/preferences.ts';
import { type Playback, usePlayback, usePlayed } from './playback.ts';
import classes from './player.module.css';
import { useSound } from './useRecording.ts';
import { useWave } from './useWave.ts';

const speeds = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;
const skipMs = 5_000;

interface WaveformProps {
  id: number;
  begin: boolean;
  /** Fetches it anew. */
  onAgain(): void;
  onForget(): void;
  /** Further things to do with it. */
  children: ReactNode;
}

export function Waveform({ id, begin, onAgain, onForget, children }: WaveformProps) {
  const playback = usePlayback();
  const { playSpeed, playVolume } = usePreferences();
  const sound = useSound(id);
  const place = useRef<HTMLDivElement>(null);
  const broken = useWave(place, { sound: sound.data, begin, speed: playSpeed, volume: playVolume });
  const ready = usePlayed((state) => state.ready);
  const playing = usePlayed((state) => state.playing);
  const faster = (by: 1 | -1) => {
    const at = speeds.findIndex((speed) => speed >= playSpeed) + by;
    setPreference('playSpeed', speeds[Math.max(0, Math.min(at, speeds.length - 1))] ?? 1);
  };
  useKeys({
    ' ': playback.toggle,
    arrowleft: () => playback.skip(-skipMs),
    arrowright: () => playback.skip(skipMs),
    '[': () => faster(-1),
    ']': () => faster(1),
  });
  if (broken || sound.error) {
    return (
      <div className={classes.broken} role="alert">
        <p>{broken ?? 'The copy kept here is damaged or gone.'}</p>
        <Button onClick={onAgain}>Fetch it again</Button>
        <Button variant="subtle" onClick={onForget}>
          Remove it
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.row}>
      <Tooltip label={playing ? 'Pause (Space)' : 'Play (Space)'}>
        <ActionIcon
          variant="filled"
          color="indigo"
          size={34}
          radius="xl"
          disabled={!ready}
          aria-label={playing ? 'Pause' : 'Play'}
          onClick={playback.toggle}
        >
          {playing ? <IconPlayerPauseFilled size={16} aria-hidden /> : <IconPlayerPlayFilled size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <Position playback={playback}>
        <div ref={place} className={classes.wave} />
      </Position>
      <Clock />
      <span className={classes.tools}>
        <Tooltip label="5 s back (←)">
          <ActionIcon aria-label="5 seconds back" disabled={!ready} onClick={() => playback.skip(-skipMs)}>
            <IconRewindBackward5 size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="5 s on (→)">
          <ActionIcon aria-label="5 seconds on" disabled={!ready} onClick={() => playback.skip(skipMs)}>
            <IconRewindForward5 size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Speed value={playSpeed} />
        <Volume value={playVolume} />
        {children}
      </span>
    </div>
  );
}

/** The waveform as a slider, for those who do not point. */
function Position({ playback, children }: { playback: Playback; children: ReactNode }) {
  const second = usePlayed(({ atMs }) => Math.floor(atMs / 1000));
  const length = usePlayed(({ lengthMs }) => Math.floor(lengthMs / 1000));
  return (
    <div
      className={classes.position}
      role="slider"
      tabIndex={0}
      aria-label="Position in the recording"
      aria-valuemin={0}
      aria-valuemax={length}
      aria-valuenow={second}
      aria-valuetext={`${offset(second * 1000)} of ${offset(length * 1000)}`}
      onKeyDown={(event) => {
        if (event.key === 'Home') playback.seek(0);
        else if (event.key === 'End') playback.seek(length * 1000);
        else return;
        event.preventDefault();
      }}
    >
      {children}
    </div>
  );
}

function Clock() {
  const second = usePlayed(({ atMs }) => Math.floor(atMs / 1000));
  const lengthMs = usePlayed((state) => state.lengthMs);
  return (
    <span className={classes.clock}>
      {offset(second * 1000)} <span className="faint">/ {offset(lengthMs)}</span>
    </span>
  );
}

function Speed({ value }: { value: number }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Speed ([ and ])">
          <Button variant="subtle" color="gray" px={6} aria-label={`Speed: ${value} times`}>
            {value}×
          </Button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {speeds.map((speed) => (
          <Menu.Item
            key={speed}
            aria-current={speed === value || undefined}
            onClick={() => setPreference('playSpeed', speed)}
          >
            {speed}×
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Volume({ value }: { value: number }) {
  const Icon = value === 0 ? IconVolumeOff : IconVolume;
  return (
    <span className={classes.volume}>
      <Tooltip label={value === 0 ? 'Sound on' : 'Mute'}>
        <ActionIcon
          aria-label={value === 0 ? 'Sound on' : 'Mute'}
          onClick={() => setPreference('playVolume', value === 0 ? 1 : 0)}
        >
          <Icon size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Slider
        w={64}
        size={3}
        thumbSize={11}
        thumbLabel="Volume"
        label={null}
        min={0}
        max={1}
        step={0.05}
        value={value}
        onChange={(next) => setPreference('playVolume', next)}
      />
    </span>
  );
}
