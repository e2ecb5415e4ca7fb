/** What was done for the mirror, and which queries took long. */
import { IconAlertTriangle, IconCheck, IconClock } from '@tabler/icons-react';
import type { Health } from '../../../shared/domain/upkeep.ts';
import { duration } from '../../ui/format.ts';
import { Ago } from '../../ui/Time.tsx';
import { Card } from './Card.tsx';
import classes from './health.module.css';
import { doneWords, queryWords } from './words.ts';

export function Done({ done }: { done: Health['done'] }) {
  return (
    <Card title="Maintenance log">
      {done.length === 0 ? (
        <p className="dim">Nothing yet.</p>
      ) : (
        <ul className={classes.records}>
          {done.slice(0, 12).map((each) => (
            <li key={each.id} data-bad={each.problem !== null || undefined}>
              {each.problem === null ? (
                <IconCheck size={14} stroke={2} aria-label="went well" />
              ) : (
                <IconAlertTriangle size={14} stroke={1.8} aria-label="failed" />
              )}
              <b>{doneWords[each.what]}</b>
              <span className="cut dim" title={each.problem ?? each.detail}>
                {each.problem ?? each.detail}
              </span>
              <span className="num dim">{duration(each.durationMs)}</span>
              <span className="faint">
                <Ago at={each.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function SlowQueries({ slow }: { slow: Health['slow'] }) {
  return (
    <Card title="Slow queries">
      {slow.length === 0 ? (
        <p className="dim">None took longer than 100 ms since the engine started.</p>
      ) : (
        <ul className={classes.records}>
          {slow.slice(0, 12).map(({ at, name, durationMs }) => (
            <li key={`${at} ${name} ${durationMs}`}>
              <IconClock size={14} stroke={1.8} aria-hidden />
              <b>{queryWords(name)}</b>
              <span />
              <span className="num dim">{duration(durationMs)}</span>
              <span className="faint">
                <Ago at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
