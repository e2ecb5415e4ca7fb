/** How the console looks on this machine, and what it is made of. */
import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createRoute } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { About } from '../../../shared/contract/index.ts';
import { api } from '../../app/client.ts';
import { rootRoute } from '../../app/root.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { machineZone, nothing } from '../../ui/format.ts';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { setPreference, usePreferences } from '../../ui/preferences.ts';
import { Segments } from '../../ui/Segments.tsx';
import { FullTime } from '../../ui/Time.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import classes from './settings.module.css';

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: SettingsScreen,
});

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const;
const densities = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
] as const;

const shells: Record<About['shell'], string> = { desktop: 'desktop', browser: 'browser', test: 'test' };

function SettingsScreen() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, zone } = usePreferences();
  const about = useQuery(api.system.about.queryOptions()).data;
  useTitle('Settings');
  return (
    <div className={classes.page}>
      <PageTitle>Settings</PageTitle>
      <section className={classes.card} aria-label="Look">
        <Row name="Theme" about="System follows what this computer is set to.">
          <Segments label="Theme" value={colorScheme} options={themes} onChange={setColorScheme} />
        </Row>
        <Row name="Density" about="The height of rows in lists.">
          <Segments
            label="Density"
            value={density}
            options={densities}
            onChange={(next) => setPreference('density', next)}
          />
        </Row>
        <Row name="Times" about="The zone in which times are shown; tooltips always say which it is.">
          <Segments
            label="Times"
            value={zone}
            options={[
              { value: 'mine', label: `This machine (${machineZone})` },
              { value: 'utc', label: 'UTC' },
              { value: 'call', label: 'The call’s own' },
            ]}
            onChange={(next) => setPreference('zone', next)}
          />
        </Row>
      </section>
      <section className={classes.card} aria-label="About">
        <Row name="Version" about={`Running in the ${about ? shells[about.shell] : nothing} shell.`}>
          <span className="num">{about?.version ?? nothing}</span>
        </Row>
        <Row name="Engine started" about="The engine keeps the mirror and talks to the platforms.">
          {about ? <FullTime at={about.startedAt} /> : nothing}
        </Row>
        <Row name="Data folder" about="The mirror and everything you did lie here.">
          <Path path={about?.dataDir} />
        </Row>
        <Row name="Secrets" about={about ? secretWords[about.secrets.kind] : ''}>
          {about?.secrets.path ? <Path path={about.secrets.path} /> : (about?.secrets.kind ?? nothing)}
        </Row>
      </section>
    </div>
  );
}

const secretWords: Record<About['secrets']['kind'], string> = {
  keychain: 'Kept in the system’s keychain.',
  'encrypted file': 'In a file that only you can read, encrypted with your passphrase.',
  'plain file': 'In a file that only you can read, not encrypted. Give a passphrase at start to encrypt it.',
  memory: 'Kept in memory alone, forgotten when the engine ends.',
};

function Row({ name, about, children }: { name: string; about: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <div>
        <h3>{name}</h3>
        <p className="dim small">{about}</p>
      </div>
      <div className={classes.value}>{children}</div>
    </div>
  );
}

function Path({ path }: { path: string | undefined }) {
  if (path === undefined) return nothing;
  return (
    <>
      <span className="mono wrap">{path}</span> <Copy value={path} what="the path" />
    </>
  );
}
