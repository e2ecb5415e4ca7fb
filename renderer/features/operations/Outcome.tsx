/** What an operation brought about, as the mirror has it now: the attempt or the run it made. */
import { useQuery } from '@tanstack/react-query';
import type { OperationDetail } from '../../../shared/domain/operation.ts';
import { api } from '../../app/client.ts';
import { State } from '../../ui/Words.tsx';
import { Steps } from '../chains/Steps.tsx';
import { AttemptView } from '../webhooks/Attempts.tsx';
import { EditDifference } from './EditDifference.tsx';
import classes from './operations.module.css';

export function Outcome({ operation }: { operation: OperationDetail }) {
  const target = operation.items[0]?.target;
  if (target?.kind === 'message') return <MadeAttempt id={target.id} operationId={operation.id} />;
  if (target?.kind === 'run') return <MadeRun id={target.id} operationId={operation.id} />;
  return null;
}

function MadeAttempt({ id, operationId }: { id: number; operationId: string }) {
  const message = useQuery(api.webhooks.get.queryOptions({ input: { id } })).data;
  const attempt = message?.timeline.find((each) => each.operation?.id === operationId);
  if (!message || !attempt) return null;
  const original = attempt.operation?.edit ? message.timeline[0]?.request : undefined;
  return (
    <section>
      <h3 className={classes.title}>
        Attempt {attempt.number} to <bdi>{message.endpointName}</bdi>
        {message.recoveredBy === attempt.number ? <State state="recovered" word="the message is recovered" /> : null}
      </h3>
      {original ? <EditDifference from={original} to={attempt.request} /> : null}
      <AttemptView attempt={attempt} />
    </section>
  );
}

function MadeRun({ id, operationId }: { id: number; operationId: string }) {
  const detail = useQuery(api.chains.get.queryOptions({ input: { id } })).data;
  const run = detail?.replays.find((each) => each.operation?.id === operationId);
  if (!detail || !run) return null;
  const number = detail.replays.indexOf(run) + 1;
  return (
    <section>
      <h3 className={classes.title}>
        Replay {number} of <bdi>{detail.original.flowName}</bdi>
        {detail.original.recoveredBy === number ? <State state="recovered" word="the run is recovered" /> : null}
      </h3>
      <Steps run={run} steps={run.trace} flow={run.flow} />
    </section>
  );
}
