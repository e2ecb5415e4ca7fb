/** How long each phase of a request took, as a bar and in numbers. */
import { Tooltip } from '@mantine/core';
import type { HttpTiming } from '../../../shared/domain/webhook.ts';
import { duration, nothing } from '../../ui/format.ts';
import { timingParts } from './timing.ts';
import classes from './webhooks.module.css';

export function Timing({ timing }: { timing: HttpTiming }) {
  const parts = timingParts(timing);
  return (
    <div
      className={classes.timing}
      role="img"
      aria-label={parts.map((part) => `${part.name} ${duration(part.ms)}`).join(', ')}
    >
      <div className={classes.bar}>
        {parts.map((part, index) =>
          part.ms ? (
            <Tooltip key={part.name} label={`${part.name} ${duration(part.ms)}`}>
              <i data-part={index} style={{ width: `${(100 * part.ms) / Math.max(1, timing.totalMs)}%` }} />
            </Tooltip>
          ) : null,
        )}
      </div>
      <p className={classes.legend}>
        {parts.map((part, index) => (
          <span key={part.name}>
            <i data-part={index} />
            {part.name} {part.ms === null ? nothing : duration(part.ms)}
          </span>
        ))}
        <span>total {duration(timing.totalMs)}</span>
      </p>
    </div>
  );
}
