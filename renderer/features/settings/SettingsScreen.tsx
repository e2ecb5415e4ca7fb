/** All settings on one page, section by section, with the way to each at the side. */
import { Skeleton } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { Awaiting, Failed } from '../../ui/Notices.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { AboutConsole } from './AboutConsole.tsx';
import { Backups } from './Backups.tsx';
import { Keys } from './Keys.tsx';
import { Look } from './Look.tsx';
import { Notifications } from './Notifications.tsx';
import { Privacy } from './Privacy.tsx';
import { Recordings } from './Recordings.tsx';
import { Retention } from './Retention.tsx';
import { settingsSections } from './sections.ts';
import classes from './settings.module.css';
import { type Section, useSection } from './useSection.ts';

export function SettingsScreen() {
  useTitle('Settings');
  const { hash } = useLocation();
  useEffect(() => {
    if (hash !== '') document.getElementById(hash)?.scrollIntoView();
  }, [hash]);
  const notifications = useSection('notifications');
  const privacy = useSection('privacy');
  const recordings = useSection('recordings');
  const retention = useSection('retention');
  const backup = useSection('backup');
  const bodies: Record<(typeof settingsSections)[number]['id'], ReactNode> = {
    look: <Look />,
    notifications: <Read section={notifications}>{(now, change) => <Notifications now={now} change={change} />}</Read>,
    privacy: <Read section={privacy}>{(now, change) => <Privacy now={now} change={change} />}</Read>,
    recordings: <Read section={recordings}>{(now, change) => <Recordings now={now} change={change} />}</Read>,
    retention: <Read section={retention}>{(now, change) => <Retention now={now} change={change} />}</Read>,
    backups: <Read section={backup}>{(now, change) => <Backups now={now} change={change} />}</Read>,
    keys: <Keys />,
    about: <AboutConsole />,
  };
  return (
    <div className={classes.page}>
      <div className={classes.columns}>
        <nav className={classes.nav} aria-label="Sections">
          {settingsSections.map(({ id, label }) => (
            <a key={id} href={`#${id}`} data-on={hash === id || undefined}>
              {label}
            </a>
          ))}
        </nav>
        <div>
          <PageTitle>Settings</PageTitle>
          {settingsSections.map(({ id, label, about }) => (
            <section key={id} id={id} aria-labelledby={`${id}-title`}>
              <h2 id={`${id}-title`}>{label}</h2>
              {about ? <p className="dim">{about}</p> : null}
              <div className={classes.card}>{bodies[id]}</div>
            </section>
          ))}
        </div>
      </div>
    </div>
  );
}

function Read<T>({
  section,
  children,
}: {
  section: Section<T>;
  children: (now: T, change: Section<T>['change']) => ReactNode;
}) {
  if (section.now) return children(section.now, section.change);
  if (section.error) return <Failed what="these settings" error={section.error} retry={section.retry} />;
  return (
    <Awaiting>
      <Skeleton height={112} />
    </Awaiting>
  );
}
