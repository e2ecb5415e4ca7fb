/** The way around. Counts are of what needs someone, except for calls; at the foot, how the connections stand. */
import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconKeyboard, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Status } from '../../shared/contract/index.ts';
import { phaseWords, worstOf } from '../features/connections/words.ts';
import icon from '../icon.svg';
import { count, shortCount } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import type { EngineState } from './engine.ts';
import { type Place, places } from './places.ts';
import classes from './Rail.module.css';

export function Rail(props: { status: Status | undefined; engine: EngineState; onHelp(): void }) {
  const { status, engine, onHelp } = props;
  return (
    <nav className={classes.rail} aria-label="Main">
      <div className={classes.brand}>
        <img src={icon} alt="" width={24} height={24} />
        <span className={classes.text}>Aftercall</span>
      </div>
      <ul className={classes.list}>
        {places.map((entry) => (
          <li key={entry.to} data-apart={entry.apart}>
            <RailLink entry={entry} status={status} />
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        {engine.phase === 'connected' ? <Standing status={status} /> : <NoEngine opening={engine.opening !== null} />}
        <div className={classes.tools}>
          <Link
            to="/settings"
            preload="intent"
            className={classes.link}
            activeProps={{ 'data-on': true }}
            aria-label="Settings"
          >
            <IconSettings size={18} stroke={1.6} aria-hidden />
            <span className={classes.text}>Settings</span>
          </Link>
          <Tooltip label="Keyboard shortcuts (?)">
            <ActionIcon aria-label="Keyboard shortcuts" onClick={onHelp} className={classes.help}>
              <IconKeyboard size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
    </nav>
  );
}

/** The number stands over the link, not in it: the link is called what it leads to, for who speaks its name too. */
function RailLink({ entry, status }: { entry: Place; status: Status | undefined }) {
  const figure = status && entry.figure?.(status);
  const Icon = entry.icon;
  const shown = figure && figure.value > 0;
  return (
    <>
      <Tooltip
        position="right"
        label={shown ? `${entry.label}: ${count(figure.value)} ${figure.of}` : entry.label}
        openDelay={shown ? 500 : 900}
      >
        <Link
          to={entry.to}
          preload="intent"
          className={classes.link}
          activeProps={{ 'data-on': true }}
          aria-label={entry.label}
        >
          <Icon size={18} stroke={1.6} aria-hidden />
          <span className={classes.text}>{entry.label}</span>
        </Link>
      </Tooltip>
      {shown ? (
        <span className={classes.figure} data-needs={figure.needs ?? undefined}>
          <span className={classes.whole}>{shortCount(figure.value)}</span>
          <span className={classes.brief}>{figure.value > 99 ? '99+' : figure.value}</span>
          <VisuallyHidden> {figure.of}</VisuallyHidden>
        </span>
      ) : null}
    </>
  );
}

function NoEngine({ opening }: { opening: boolean }) {
  return (
    <p className={classes.standing}>
      <i className={classes.dot} data-tone="hold" aria-hidden />
      <span className={classes.text}>
        <span className={classes.word} data-tone="hold">
          {opening ? 'Opening' : 'No engine'}
        </span>{' '}
        <span className="faint">{opening ? 'the mirror' : 'reconnecting'}</span>
      </span>
    </p>
  );
}

function Standing({ status }: { status: Status | undefined }) {
  const now = useNow();
  if (!status) return null;
  const worst = worstOf(status.connections);
  if (!worst) {
    return (
      <Link to="/connections" className={classes.standing}>
        <i className={classes.dot} data-tone="wait" aria-hidden />
        <span className={classes.text}>No connection yet</span>
      </Link>
    );
  }
  const words = phaseWords(worst, now);
  const rate = status.connections.reduce((sum, each) => sum + each.rate, 0);
  const live = status.connections.filter((each) => each.state.phase === 'live').length;
  const brief = words.tone === 'good' ? phaseWords({ state: worst.state, rate }, now).detail : null;
  return (
    <Tooltip
      position="right"
      label={`${worst.name}: ${words.word.toLowerCase()}${words.detail ? `, ${words.detail}` : ''}`}
    >
      <Link
        to="/connections"
        className={classes.standing}
        aria-label={`Connections: ${words.word} ${words.detail ?? ''}`}
      >
        <i className={classes.dot} data-tone={words.tone} aria-hidden />
        <span className={classes.text}>
          <span className={classes.word} data-tone={words.tone}>
            {words.word}
          </span>{' '}
          <span className="faint num">
            {brief ??
              (words.progress !== null
                ? `${Math.floor(words.progress * 100)} %`
                : status.connections.length > 1
                  ? `${worst.name}`
                  : '')}
          </span>
          {words.progress !== null ? (
            <span className={classes.bar} aria-hidden>
              <i style={{ transform: `scaleX(${words.progress})` }} />
            </span>
          ) : null}
          {words.tone !== 'good' && live > 0 ? (
            <span className={classes.more}>
              {live} live, {phaseWords({ state: { phase: 'live', since: 0 }, rate }, now).detail}
            </span>
          ) : null}
          {status.gaps > 0 ? (
            <span className={classes.more} data-tone="hold">
              {count(status.gaps)} {status.gaps === 1 ? 'gap' : 'gaps'} in the stream
            </span>
          ) : null}
        </span>
      </Link>
    </Tooltip>
  );
}
