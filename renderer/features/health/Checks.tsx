/** Whether the mirror is sound, and a check on demand. */
import { Button, Progress } from '@mantine/core';
import type { Health } from '../../../shared/domain/upkeep.ts';
import { duration } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { Ago } from '../../ui/Time.tsx';
import { Card } from './Card.tsx';
import classes from './health.module.css';
import { useCheck } from './queries.ts';

export function Checks({ lastCheck, running }: Pick<Health, 'lastCheck' | 'running'>) {
  const check = useCheck();
  const now = running.find(({ what }) => what === 'check');
  return (
    <Card
      title="Soundness"
      tools={
        <Button loading={now !== undefined || check.isPending} onClick={() => check.mutate(undefined)}>
          Check now
        </Button>
      }
    >
      {now ? <Progress value={now.progress * 100} aria-label="Checked" mb={12} /> : null}
      {lastCheck === null ? (
        <p className="dim">Not checked yet. It is done of itself once a week, without anybody having to wait for it.</p>
      ) : lastCheck.problems.length === 0 ? (
        <Note tone="good" role="status">
          Sound when last read as a whole, <Ago at={lastCheck.at} />, in {duration(lastCheck.durationMs)}.
        </Note>
      ) : (
        <Note tone="bad" role="alert">
          Damaged, found <Ago at={lastCheck.at} />. Make no changes; restore the newest backup below. What the platform
          still keeps is then received again.
          <ul className={classes.problems}>
            {lastCheck.problems.slice(0, 5).map((problem) => (
              <li key={problem} className="mono">
                {problem}
              </li>
            ))}
          </ul>
        </Note>
      )}
      {check.error ? (
        <Note tone="bad" role="alert">
          {sentence(check.error)}
        </Note>
      ) : null}
    </Card>
  );
}
