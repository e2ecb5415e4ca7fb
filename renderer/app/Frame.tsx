/** Rail left, page in the middle, the truth about the data at the bottom; over all of it, whether the engine is there. */
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Status } from '../../shared/contract/index.ts';
import { SheetProvider } from '../features/operations/SheetProvider.tsx';
import { EngineGone } from '../ui/engine-gone.ts';
import { useKeys } from '../ui/keys.ts';
import { usePreferences } from '../ui/preferences.ts';
import { printLight } from '../ui/print.ts';
import { ConnectionZones } from '../ui/zones.ts';
import { engine } from './client.ts';
import { DamageLine } from './DamageLine.tsx';
import { EngineBanner } from './EngineBanner.tsx';
import type { EngineState } from './engine.ts';
import classes from './Frame.module.css';
import { KeysHelp } from './KeysHelp.tsx';
import { OfflineLine } from './OfflineLine.tsx';
import { OpeningScreen } from './OpeningScreen.tsx';
import { Palette } from './Palette.tsx';
import { places } from './places.ts';
import { Rail } from './Rail.tsx';
import { StatusStrip } from './StatusStrip.tsx';
import { TopBar } from './TopBar.tsx';
import { useStatus } from './useStatus.ts';

export function Frame() {
  const status = useStatus();
  const engineState = useSyncExternalStore(engine.subscribe, engine.state);
  const [helpOpen, setHelpOpen] = useState(false);
  const { density } = usePreferences();

  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
  useEffect(printLight, []);
  const gone = useGone(engineState.phase);
  const navigate = useNavigate();
  useKeys({
    '?': () => setHelpOpen(true),
    'g s': () => void navigate({ to: '/settings' }),
    ...Object.fromEntries(places.map(({ to, key }) => [`g ${key}`, () => void navigate({ to })])),
  });

  const zones = useConnectionZones(status);

  return (
    <EngineGone value={gone}>
      <ConnectionZones value={zones}>
        <SheetProvider>
          <div className={classes.frame}>
            <Rail status={status} engine={engineState} onHelp={() => setHelpOpen(true)} />
            <div className={classes.main}>
              <TopBar />
              <EngineBanner state={engineState} />
              <DamageLine status={status} />
              {engineState.phase === 'connected' ? <OfflineLine status={status} /> : null}
              <main className={classes.page}>
                {engineState.phase === 'connecting' && engineState.opening ? (
                  <OpeningScreen opening={engineState.opening} />
                ) : (
                  <Outlet />
                )}
              </main>
              <StatusStrip status={status} engine={engineState} />
            </div>
            <Palette onHelp={() => setHelpOpen(true)} />
            <KeysHelp opened={helpOpen} onClose={() => setHelpOpen(false)} />
          </div>
        </SheetProvider>
      </ConnectionZones>
    </EngineGone>
  );
}

/** The same map for as long as the zones are, though the status is new several times a second. */
function useConnectionZones(status: Status | undefined): ReadonlyMap<string, string> {
  const key = JSON.stringify(status?.connections.map(({ id, zone }) => [id, zone]) ?? []);
  return useMemo(() => new Map(JSON.parse(key)), [key]);
}

const patienceMs = 3000;

/** Whether there has been no engine for longer than anything takes to load. */
function useGone(phase: EngineState['phase']): boolean {
  const [gone, setGone] = useState(false);
  const connected = phase === 'connected';
  useEffect(() => {
    setGone(false);
    if (connected) return;
    const timer = setTimeout(() => setGone(true), patienceMs);
    return () => clearTimeout(timer);
  }, [connected]);
  return gone && !connected;
}
