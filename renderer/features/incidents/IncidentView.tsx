/** One incident: what it is, how it stands, and the one step to putting all of it right. */
import { Button, Skeleton } from '@mantine/core';
import { IconRotateClockwise, IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { IncidentDetail } from '../../../shared/domain/incident.ts';
import { Copy } from '../../ui/Copy.tsx';
import { count, nothing, plural, total } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { later } from '../../ui/later.tsx';
import { Note } from '../../ui/Notices.tsx';
import { Ago, FullTime } from '../../ui/Time.tsx';
import { useSheet } from '../operations/sheet.ts';
import { things, verbs } from '../operations/words.ts';
import { IncidentState } from './IncidentState.tsx';
import classes from './incidents.module.css';
import { allOf, nouns, standing, waiting } from './words.ts';

/** Of the chart's card, in pixels. */
const chartHeight = 210;
/** Charts come when they are needed. */
const Failures = later(
  async () => (await import('./Failures.tsx')).Failures,
  <Skeleton height={chartHeight} radius={6} />,
);

export function IncidentView({ incident }: { incident: IncidentDetail }) {
  const sheet = useSheet();
  const { kind } = incident;
  const verb = kind === 'webhooks' ? 'resend' : 'replay';
  const left = waiting(incident);
  return (
    <article className={classes.incident} aria-label={incident.title}>
      <header>
        <div className={classes.names}>
          <h3>{incident.title}</h3>
          <IncidentState state={incident.state} chip />
        </div>
        <p className={classes.meta}>
          <span>
            First <Ago at={incident.firstAt} />
          </span>
          <span>
            last <Ago at={incident.lastAt} />
          </span>
          <span>
            {incident.state} since <FullTime at={incident.since} />
          </span>
          {incident.host ? (
            <span className="mono">
              {incident.host} <Copy value={incident.host} what="the host" />
            </span>
          ) : null}
        </p>
      </header>
      <Note tone={incident.state === 'closed' ? 'good' : 'bad'}>{standing(incident)}</Note>
      <div className={classes.actions}>
        {left > 0 ? (
          <Button
            variant="filled"
            leftSection={
              kind === 'webhooks' ? <IconSend size={14} aria-hidden /> : <IconRotateClockwise size={14} aria-hidden />
            }
            onClick={() => sheet.openBulk(allOf(incident))}
          >
            {verbs[verb]} {things(verb, left)}…
          </Button>
        ) : null}
        <ListLink incident={incident} />
        {kind === 'webhooks' ? (
          <LinkButton
            to="/endpoints/$connectionId/$endpointId"
            params={{ connectionId: incident.connectionId, endpointId: incident.scope }}
          >
            Endpoint {incident.scopeName}
          </LinkButton>
        ) : (
          <LinkButton
            to="/chains/flows/$connectionId/$flowId"
            params={{ connectionId: incident.connectionId, flowId: incident.scope }}
          >
            Chain {incident.scopeName}
          </LinkButton>
        )}
      </div>
      <dl className={classes.figures}>
        <Figure name={`To ${verb}`} value={count(left)} />
        <Figure name="Platform retries" value={kind === 'webhooks' ? count(incident.pending) : nothing} />
        <Figure name={`${nouns[kind][1]} in total`} value={count(incident.total)} />
        <Figure name="Calls affected" value={incident.open > 0 ? total(incident.calls) : nothing} />
      </dl>
      <Failures hours={incident.hours} />
      {incident.example ? (
        <section className={classes.example} aria-label="Newest failure">
          <h4>
            Newest failure, <Ago at={incident.example.at} />
          </h4>
          <p>{incident.example.text}</p>
          <Link
            to={kind === 'webhooks' ? '/webhooks/$id' : '/chains/$id'}
            params={{ id: incident.example.id }}
            className={classes.link}
          >
            Open this {nouns[kind][0]}
          </Link>
        </section>
      ) : null}
    </article>
  );
}

function ListLink({ incident: { id, kind, state, open, total: all } }: { incident: IncidentDetail }) {
  const show = state === 'open' ? ('failed' as const) : ('all' as const);
  const number = state === 'open' ? open : all;
  return (
    <LinkButton to={kind === 'webhooks' ? '/webhooks' : '/chains'} search={{ show, incident: id }}>
      Show {plural(number, nouns[kind][0], nouns[kind][1])}
    </LinkButton>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
