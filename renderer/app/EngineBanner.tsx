/** Says that the console has no engine at the moment. What was read stays on the page. */
import { Loader } from '@mantine/core';
import { ago } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import { isDesktop } from './dial.ts';
import type { EngineState } from './engine.ts';
import classes from './Frame.module.css';
import { openingWords } from './OpeningScreen.tsx';

const attemptsBeforeAdvice = 6;

export function EngineBanner({ state }: { state: EngineState }) {
  const now = useNow();
  if (state.phase === 'connected') return null;
  // Before there was an engine, all of the page says so.
  if (state.phase === 'connecting' && (state.attempts === 0 || state.opening)) return null;
  const stuck = state.attempts >= attemptsBeforeAdvice;
  return (
    <div className={classes.banner} role="alert">
      <Loader size={14} color="currentColor" aria-hidden />
      <span>
        {state.phase === 'lost'
          ? state.opening
            ? `The engine is bringing the mirror up to date: ${openingWords(state.opening)}…`
            : 'The console lost its engine; reconnecting…'
          : 'The console cannot reach its engine; trying again…'}{' '}
        {state.phase === 'lost' ? (
          <span className="dim num">What you see is as of {ago(state.since, now)}.</span>
        ) : null}{' '}
        {stuck && !isDesktop() ? (
          <span className="dim">If Aftercall was restarted, open the address it printed.</span>
        ) : null}
      </span>
    </div>
  );
}
