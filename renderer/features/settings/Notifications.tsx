/** When the console tells of failures by itself, and when it keeps quiet. */
import { Button, Switch } from '@mantine/core';
import { useState } from 'react';
import type { NotificationSettings } from '../../../shared/domain/settings.ts';
import { mayNotify } from '../../app/alerts.ts';
import { isDesktop } from '../../app/dial.ts';
import { Count, TimeOfDay } from './inputs.tsx';
import { Row } from './Row.tsx';

interface NotificationsProps {
  now: NotificationSettings;
  change(part: Partial<NotificationSettings>): void;
}

export function Notifications({ now, change }: NotificationsProps) {
  return (
    <>
      <Row name="Bursts of failures" about="Notify when many come within a short time and none of them has recovered.">
        <Switch
          aria-label="Bursts of failures"
          checked={now.enabled}
          onChange={({ currentTarget }) => change({ enabled: currentTarget.checked })}
        />
      </Row>
      <Row name="A burst is" about="Notified once, and again only after it has ended.">
        <Count
          label="Failures"
          min={1}
          max={100_000}
          disabled={!now.enabled}
          value={now.failures}
          onChange={(failures) => failures !== null && change({ failures })}
        />
        failures in
        <Count
          label="Minutes"
          min={1}
          max={1440}
          disabled={!now.enabled}
          value={now.withinMinutes}
          onChange={(withinMinutes) => withinMinutes !== null && change({ withinMinutes })}
        />
        minutes
      </Row>
      <Row name="Quiet hours" about="In this machine’s time. Nothing is notified then, nor made up for afterwards.">
        <TimeOfDay label="Quiet from" value={now.quietFrom} onChange={(quietFrom) => change({ quietFrom })} />
        to
        <TimeOfDay label="Quiet to" value={now.quietTo} onChange={(quietTo) => change({ quietTo })} />
      </Row>
      {isDesktop() ? null : <BrowserMayNotify />}
    </>
  );
}

/** A browser asks its user before a page may notify; the desktop shell needs no leave. */
function BrowserMayNotify() {
  const [may, setMay] = useState(mayNotify);
  const ask = () => void Notification.requestPermission().then(() => setMay(mayNotify()));
  return (
    <Row name="This browser" about="Notifications while the console is in the background.">
      {may ? 'allowed' : <Button onClick={ask}>Allow notifications</Button>}
    </Row>
  );
}
