/** Copies of the mirror: make one, put one back, throw one away. */
import { Button, Progress, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Backup, Health } from '../../../shared/domain/upkeep.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { bytes } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { Ago, FullTime } from '../../ui/Time.tsx';
import { Card } from './Card.tsx';
import classes from './health.module.css';
import { useBackup, useRemoveBackup, useRestore } from './queries.ts';
import { RestoreFile } from './RestoreFile.tsx';

type Asked = { what: 'restore' | 'remove'; backup: Backup };

export function Backups({ backups, backupFolder, nextBackupAt, running }: Health) {
  const make = useBackup();
  const restore = useRestore();
  const remove = useRemoveBackup();
  const [asked, setAsked] = useState<Asked | null>(null);
  const now = running.find(({ what }) => what === 'backup');
  const done = () => setAsked(null);
  const act = ({ what, backup: { name } }: Asked) =>
    what === 'restore' ? restore.mutate({ name }, { onSuccess: done }) : remove.mutate({ name }, { onSuccess: done });
  const ask = (what: Asked['what'], backup: Backup) => {
    restore.reset();
    remove.reset();
    setAsked({ what, backup });
  };

  return (
    <Card
      title="Backups"
      tools={
        <>
          <RestoreFile />
          <Button variant="filled" loading={now !== undefined || make.isPending} onClick={() => make.mutate(undefined)}>
            Back up now
          </Button>
        </>
      }
    >
      {now ? <Progress value={now.progress * 100} aria-label="Copied" mb={12} /> : null}
      {make.error ? (
        <Note tone="bad" role="alert">
          {sentence(make.error)}
        </Note>
      ) : null}
      <p className={classes.line}>
        {nextBackupAt === null ? (
          'No automatic backups. '
        ) : (
          <>
            The next one is due <FullTime at={nextBackupAt} />.{' '}
          </>
        )}
        <Link to="/settings" hash="backups">
          {nextBackupAt === null ? 'Back up every night' : 'Change when'}
        </Link>
      </p>
      <p className={classes.line}>
        Kept in <span className="mono wrap">{backupFolder}</span> <Copy value={backupFolder} what="the folder" />
      </p>
      {backups.length === 0 ? (
        <p className="dim">
          No backup yet. Backing up interrupts nothing, and each backup is checked for damage before it counts.
        </p>
      ) : (
        <table className={classes.list}>
          <thead>
            <tr>
              <th scope="col">Created</th>
              <th scope="col" data-align="end">
                Size
              </th>
              <th scope="col">
                <VisuallyHidden>Actions</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {backups.map((backup) => (
              <tr key={backup.name}>
                <td>
                  <FullTime at={backup.at} />{' '}
                  <span className="faint">
                    <Ago at={backup.at} />
                  </span>
                </td>
                <td data-align="end" className="num">
                  {bytes(backup.bytes)}
                </td>
                <td data-align="end">
                  <Button onClick={() => ask('restore', backup)}>Restore</Button>{' '}
                  <Button onClick={() => ask('remove', backup)}>Delete</Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Confirm
        opened={asked !== null}
        title={asked?.what === 'restore' ? 'Replace the mirror with this backup?' : 'Delete this backup?'}
        keep="Keep things as they are"
        act={asked?.what === 'restore' ? 'Restore it' : 'Delete it'}
        loading={restore.isPending || remove.isPending}
        error={restore.error ?? remove.error}
        onKeep={done}
        onAct={() => asked && act(asked)}
      >
        {asked?.what === 'restore' ? (
          <>
            The engine restarts with the mirror of <FullTime at={asked.backup.at} />. What is there now is set aside in
            the data folder, not deleted; what the platforms still keep is received again.
          </>
        ) : (
          'The file is gone for good; the mirror is not touched.'
        )}
      </Confirm>
    </Card>
  );
}
