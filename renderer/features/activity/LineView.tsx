/** One line of the audit, in words, with the way to what it is about. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditRow } from '../../../shared/domain/operation.ts';
import { Copy } from '../../ui/Copy.tsx';
import { FullTime } from '../../ui/Time.tsx';
import { Value } from '../chains/Value.tsx';
import classes from './activity.module.css';
import { type About, aboutOf, actionWords, detailWords } from './words.ts';

export function LineView({ row, onSubject }: { row: AuditRow; onSubject(subject: string): void }) {
  const about = aboutOf(row);
  const { said, rest } = detailWords(row);
  const subject = <bdi className="mono">{row.subject}</bdi>;
  return (
    <article className={classes.line} aria-label="Audit entry">
      <h2>{actionWords(row.action)}</h2>
      <dl className={classes.facts}>
        <dt>When</dt>
        <dd>
          <FullTime at={row.at} />
        </dd>
        <dt>Who</dt>
        <dd>
          <bdi>{row.actor}</bdi>
        </dd>
        <dt>To what</dt>
        <dd>
          {about ? <AboutLink about={about}>{subject}</AboutLink> : subject}{' '}
          <Copy value={row.subject} what="the subject" />
          <button type="button" className={classes.same} onClick={() => onSubject(row.subject)}>
            All entries about it
          </button>
        </dd>
        {said.map(([name, words]) => (
          <div key={name} className={classes.pair}>
            <dt>{name}</dt>
            <dd>
              <bdi>{words}</bdi>
            </dd>
          </div>
        ))}
        <dt>Entry</dt>
        <dd className="num">{row.id}</dd>
        <dt>Hash</dt>
        <dd>
          <span className="mono">{row.hash}</span> <Copy value={row.hash} what="the hash" />
        </dd>
      </dl>
      {Object.keys(rest).length > 0 ? <Value title="Detail" value={rest} /> : null}
    </article>
  );
}

function AboutLink({ about, children }: { about: About; children: ReactNode }) {
  switch (about.kind) {
    case 'call':
      return (
        <Link to="/calls/$id" params={{ id: about.id }}>
          {children}
        </Link>
      );
    case 'calls':
      return (
        <Link to="/calls" search={{ text: about.text }}>
          {children}
        </Link>
      );
    case 'operation':
      return (
        <Link to="/operations" search={{ id: about.id }}>
          {children}
        </Link>
      );
    case 'endpoint':
      return (
        <Link
          to="/endpoints/$connectionId/$endpointId"
          params={{ connectionId: about.connectionId, endpointId: about.endpointId }}
        >
          {children}
        </Link>
      );
    case 'connections':
      return <Link to="/connections">{children}</Link>;
    case 'settings':
      return (
        <Link to="/settings" hash={about.section}>
          {children}
        </Link>
      );
    case 'review':
      return <Link to="/review">{children}</Link>;
  }
}
