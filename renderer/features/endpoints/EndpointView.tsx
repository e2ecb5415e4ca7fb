/** One endpoint: how it does, how it is sent to, and a way to try. */
import { Button, Skeleton } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { byHand, type EndpointDetail } from '../../../shared/domain/endpoint.ts';
import { api } from '../../app/client.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { count, duration, nothing } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { later } from '../../ui/later.tsx';
import { Note } from '../../ui/Notices.tsx';
import { Ago } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import classes from './endpoints.module.css';
import { Secret } from './Secret.tsx';
import { Settings } from './Settings.tsx';
import { TestSend } from './TestSend.tsx';
import { breakerWords, healthOf, percent, secretWords, signatureWords } from './words.ts';

/** Of the card of the charts, in pixels. */
const chartsHeight = 410;
/** Charts come when they are needed. */
const Health = later(async () => (await import('./Health.tsx')).Health, <Skeleton height={chartsHeight} radius={6} />);

export function EndpointView({ endpoint }: { endpoint: EndpointDetail }) {
  const { health, announced } = endpoint;
  const { state, word } = healthOf(endpoint);
  const unsigned = endpoint.scheme.kind !== 'none' && endpoint.secrets === 0;
  return (
    <article className={classes.endpoint} aria-label={endpoint.name}>
      <header>
        <div className={classes.names}>
          <h3>
            <bdi>{endpoint.name || endpoint.endpointId}</bdi>
          </h3>
          {state === 'none' ? <span className="dim">{word}</span> : <State chip state={state} word={word} />}
          <Tools endpoint={endpoint} />
        </div>
        <p className="mono wrap">
          {endpoint.url} <Copy value={endpoint.url} what="the address" />
        </p>
        <p className={classes.meta}>
          <span>{originWords(endpoint)}</span>
          <span>{signatureWords(endpoint)}</span>
          {endpoint.scheme.kind === 'none' ? null : <span>{secretWords(endpoint)}</span>}
        </p>
      </header>
      {announced?.problem && endpoint.settings.scheme === null ? <Note tone="hold">{announced.problem}</Note> : null}
      {unsigned ? (
        <Note tone="hold">
          This endpoint’s requests should be signed, but no secret is held here: resends go out unsigned and may be
          refused. Enter the secret below.
        </Note>
      ) : null}
      <dl className={classes.figures}>
        <Figure name="Success, 24 h" value={percent(health.succeeded, health.attempts)} />
        <Figure name="Attempts, 24 h" value={count(health.attempts)} />
        <Figure name="Median" value={duration(health.p50Ms)} />
        <Figure name="95 % within" value={duration(health.p95Ms)} />
        <Figure
          name="Last success"
          value={health.lastSuccessAt === null ? nothing : <Ago at={health.lastSuccessAt} />}
        />
        <Figure name="Failures in a row" value={health.failuresInARow >= 100 ? '100+' : count(health.failuresInARow)} />
      </dl>
      <p className="dim">
        <b>Breaker.</b> {breakerWords(health)}
      </p>
      <Health hours={endpoint.hours} />
      <Errors endpoint={endpoint} />
      <div className={classes.pair}>
        <Settings key={JSON.stringify(endpoint.settings)} endpoint={endpoint} />
        <Secret endpoint={endpoint} />
      </div>
      <TestSend endpoint={endpoint} />
    </article>
  );
}

function originWords({ connectionId, announced }: EndpointDetail): string {
  if (connectionId === byHand) return 'Added by hand';
  return announced ? 'Announced by the platform' : 'Known from what the platform sent to it';
}

function Tools({ endpoint }: { endpoint: EndpointDetail }) {
  const { connectionId, endpointId, name } = endpoint;
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation(
    api.endpoints.remove.mutationOptions({ onSuccess: () => void navigate({ to: '/endpoints' }) }),
  );
  return (
    <span className={classes.tools}>
      {connectionId === byHand ? (
        <>
          <Button leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setAsking(true)}>
            Remove…
          </Button>
          <Confirm
            opened={asking}
            title={`Remove “${name}”?`}
            keep="Keep it"
            act="Remove the endpoint"
            loading={remove.isPending}
            error={remove.error}
            onKeep={() => setAsking(false)}
            onAct={() => remove.mutate({ connectionId, endpointId })}
          >
            Its settings and its secret are forgotten. What was sent to it stays in the mirror and in the audit.
          </Confirm>
        </>
      ) : (
        <LinkButton to="/webhooks" search={{ show: 'failed', endpoint: endpointId, connection: connectionId }}>
          Failed messages
        </LinkButton>
      )}
    </span>
  );
}

function Errors({ endpoint: { errors } }: { endpoint: EndpointDetail }) {
  if (errors.length === 0) return null;
  const most = Math.max(...errors.map((each) => each.count));
  return (
    <section className={classes.card} aria-label="Errors">
      <h4>Errors, last 7 days</h4>
      <ul className={classes.errors}>
        {errors.map((each) => (
          <li key={each.cause}>
            <span className="mono">{each.cause}</span>
            <i style={{ width: `${(100 * each.count) / most}%` }} aria-hidden />
            <span className="num">{count(each.count)}</span>
            <span className="dim">
              last <Ago at={each.lastAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figure({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
