/** What is different between two exchanges, or between what was sent and what would be. Nothing different is said in words. */
import type { Attempt, HttpRequestRecord, HttpResponseRecord } from '../../../shared/domain/webhook.ts';
import { TextDiff } from '../../ui/TextDiff.tsx';
import { Changes } from '../chains/Changes.tsx';
import { bodyDifference, headerChanges, timingChanges } from './difference.ts';
import classes from './webhooks.module.css';

type Request = Pick<HttpRequestRecord, 'method' | 'url' | 'headers' | 'body' | 'encoding'>;

export function RequestDifference({ from, to }: { from: Request; to: Request }) {
  const line = { from: `${from.method} ${from.url}`, to: `${to.method} ${to.url}` };
  const moved = line.from === line.to ? [] : [{ path: 'address', ...line }];
  return (
    <section className={classes.difference} aria-label="Difference of the requests">
      <h4>Request</h4>
      <Part name="headers" changes={[...moved, ...headerChanges(from.headers, to.headers)]} />
      <BodyPart from={from} to={to} />
    </section>
  );
}

export function ResponseDifference({ from, to }: { from: HttpResponseRecord | null; to: HttpResponseRecord | null }) {
  const status =
    from?.status === to?.status ? [] : [{ path: 'status', from: from?.status ?? 'none', to: to?.status ?? 'none' }];
  return (
    <section className={classes.difference} aria-label="Difference of the responses">
      <h4>Response</h4>
      <Part name="status and headers" changes={[...status, ...headerChanges(from?.headers ?? [], to?.headers ?? [])]} />
      <BodyPart from={from} to={to} />
    </section>
  );
}

export function TimingDifference({ from, to }: { from: Attempt; to: Attempt }) {
  const changes = timingChanges(from, to);
  return (
    <section className={classes.difference} aria-label="Difference of the timing">
      <h4>Timing</h4>
      <Part name="timing" changes={changes} />
    </section>
  );
}

function Part({ name, changes }: { name: string; changes: Parameters<typeof Changes>[0]['changes'] }) {
  return changes.length === 0 ? <p className="dim">The same {name}.</p> : <Changes changes={changes} label={name} />;
}

function BodyPart({
  from,
  to,
}: {
  from: Parameters<typeof bodyDifference>[0];
  to: Parameters<typeof bodyDifference>[1];
}) {
  const difference = bodyDifference(from, to);
  switch (difference.kind) {
    case 'same':
      return <p className="dim">The same body, byte for byte.</p>;
    case 'json':
      return <Changes changes={difference.changes} label="body" />;
    case 'text':
      return <TextDiff from={difference.from} to={difference.to} label="body" />;
    case 'bytes':
      return <p className="dim">The bodies are different bytes.</p>;
  }
}
