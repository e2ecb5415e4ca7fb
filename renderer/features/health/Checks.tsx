/** Whether the mirror is sound, and a check on demand. */
import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import type { Health } from '../../../shared/domain/upkeep.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { duration } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { Ago } from '../../ui/Time.tsx';
import { Card } from './Card.tsx';
import classes from './health.module.css';
import { useCheck, useRecover } from './queries.ts';

export function Checks({ lastCheck, running }: Pick<Health, 'lastCheck' | 'running'>) {
  const check = useCheck();
  const recover = useRecover();
  const [asked, setAsked] = useState(false);
  const now = running.find(({ what }) => what === 'check');
  return (
    <Card
      title="Integrity"
      tools={
        <Button loading={now !== undefined || check.isPending} onClick={() => check.mutate(undefined)}>
          Check now
        </Button>
      }
    >
      {now ? <Progress value={now.progress * 100} aria-label="Checked" mb={12} /> : null}
      {lastCheck === null ? (
        <p className="dim">Not checked yet. A check runs by itself once a week, in the background.</p>
      ) : lastCheck.problems.length === 0 ? (
        <Note tone="good" role="status">
          No damage found when last checked, <Ago at={lastCheck.at} />, in {duration(lastCheck.durationMs)}.
        </Note>
      ) : (
        <Note tone="bad" role="alert">
          Damaged, found <Ago at={lastCheck.at} />. Recovering sets this mirror aside and goes on with the newest backup
          that is sound; what the platform still keeps is received again.
          <ul className={classes.problems}>
            {lastCheck.problems.slice(0, 5).map((problem) => (
              <li key={problem} className="mono">
                {problem}
              </li>
            ))}
          </ul>
          <Button mt={8} onClick={() => setAsked(true)}>
            Recover…
          </Button>
        </Note>
      )}
      <Confirm
        opened={asked}
        title="Recover the mirror?"
        keep="Keep things as they are"
        act="Set it aside and recover"
        loading={recover.isPending}
        error={recover.error}
        onKeep={() => setAsked(false)}
        onAct={() => recover.mutate(undefined, { onSuccess: () => setAsked(false) })}
      >
        The damaged mirror is moved to the folder “set-aside”, not deleted. The engine restarts with the newest sound
        backup. Without one it begins with an empty mirror and asks the platform again; notes, reviews, operations and
        the audit stay behind in the file that is set aside.
      </Confirm>
      {check.error ? (
        <Note tone="bad" role="alert">
          {sentence(check.error)}
        </Note>
      ) : null}
    </Card>
  );
}
