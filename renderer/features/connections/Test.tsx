/** Tries a connection and says what is the matter. */
import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../app/client.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import classes from './sources.module.css';

export function Test({ id }: { id: string }) {
  const test = useMutation(api.connections.test.mutationOptions());
  return (
    <div className={classes.block}>
      <div className={classes.row}>
        <Button
          leftSection={<IconPlugConnected size={14} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate({ id })}
        >
          Test the connection
        </Button>
      </div>
      {test.data ? (
        <Note tone={test.data.ok ? 'good' : 'bad'} role="status">
          {test.data.what} {test.data.fix}
        </Note>
      ) : null}
      {test.error ? (
        <Note tone="bad" role="alert">
          {sentence(test.error)}
        </Note>
      ) : null}
    </div>
  );
}
