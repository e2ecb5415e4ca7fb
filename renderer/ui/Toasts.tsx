/** Where toasts stand: below on the right, over the page and under nothing. One waits for as long as it is pointed at or has the focus. */
import { Button, CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './Toasts.module.css';
import { dismiss, type ShownToast, useToasts } from './toasts.ts';

const shownMs = 9000;

export function Toasts() {
  const toasts = useToasts();
  return (
    <section className={classes.region} aria-label="Messages" role="status">
      {toasts.map((toast) => (
        <Card key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Card({ toast: { id, title, text, tone, action } }: { toast: ShownToast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, held]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: to be pointed at is to be read, and nothing more.
    <div
      className={classes.card}
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {tone === 'bad' ? <IconAlertTriangle size={18} stroke={1.7} aria-hidden /> : null}
      {tone === 'good' ? <IconCheck size={18} stroke={1.7} aria-hidden /> : null}
      <div className={classes.words}>
        <b>{title}</b>
        {text ? <p>{text}</p> : null}
        {action ? (
          <Button
            variant="default"
            onClick={() => {
              dismiss(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        ) : null}
      </div>
      <CloseButton aria-label="Dismiss" onClick={() => dismiss(id)} />
    </div>
  );
}
