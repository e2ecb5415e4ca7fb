/** How far a mapping is with what was received before. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../app/client.ts';
import { count } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import classes from './sources.module.css';

export function MappingRunView({ connectionId }: { connectionId: string }) {
  const run = useQuery(api.sources.mapping.run.queryOptions({ input: { connectionId } })).data;
  const cancel = useMutation(api.sources.mapping.cancel.mutationOptions());
  if (!run) return null;
  const parts = [`${count(run.mapped)} read as calls`];
  if (run.left > 0) parts.push(`${count(run.left)} left out by the condition`);
  if (run.failed > 0) parts.push(`${count(run.failed)} failed`);
  if (run.state === 'running') {
    return (
      <div className={classes.row}>
        <span role="status" className="num">
          {count(run.looked)} of {count(run.total)} looked at: {parts.join(', ')}.
        </span>
        <Button onClick={() => cancel.mutate({ connectionId })}>Stop</Button>
      </div>
    );
  }
  return (
    <Note tone={run.failed > 0 || run.state === 'failed' ? 'hold' : 'good'} role="status">
      Version {run.version} has looked at {count(run.looked)}: {parts.join(', ')}. {run.why}
    </Note>
  );
}
