/** One operation: how it stands, what can be done about it, what came of it, and what it was asked for with. */
import { useQuery } from '@tanstack/react-query';
import type { OperationDetail, OperationRow } from '../../../shared/domain/operation.ts';
import { api } from '../../app/client.ts';
import { Copy } from '../../ui/Copy.tsx';
import { duration, nothing, plural } from '../../ui/format.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { FullTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import many from './bulk.module.css';
import { isOver } from './bulk.ts';
import { useControls } from './Controls.tsx';
import { Items } from './Items.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './operations.module.css';
import { Progress } from './Progress.tsx';
import { Report } from './Report.tsx';
import { Errors, Standing, Why } from './Standing.tsx';

/** `beside` a list there is room for a part of it: the items are on its page. */
export function OperationView({ operationId, beside }: { operationId: string; beside?: boolean }) {
  const operation = useQuery(api.operations.get.queryOptions({ input: { operationId } }));
  return (
    <Loaded query={operation} what="this operation">
      {(data) => <Read operation={data} beside={beside ?? false} />}
    </Loaded>
  );
}

function Read({ operation, beside }: { operation: OperationDetail; beside: boolean }) {
  const { buttons, trouble } = useControls(operation);
  const isBulk = operation.pace !== null;
  return (
    <article className={many.operation} data-beside={beside || undefined} aria-label="Operation">
      <header className={many.head}>
        <div>
          <h2>
            <bdi>{operation.name}</bdi>
          </h2>
          <p className="dim" dir="auto">
            {operation.reason ?? 'No reason was given.'}
          </p>
        </div>
        <State chip state={operation.state} />
        {buttons}
      </header>
      {trouble}
      {isBulk ? (
        <>
          <Why operation={operation} />
          <Standing operation={operation} />
          <Errors operation={operation} />
          {isOver(operation.state) ? <Report operationId={operation.id} name={operation.name} /> : null}
          {beside ? null : <Items operation={operation} />}
        </>
      ) : (
        <section>
          <h3 className={classes.title}>Item</h3>
          <Progress operation={operation} />
        </section>
      )}
      <Facts operation={operation} />
      {isBulk ? null : <Outcome operation={operation} />}
    </article>
  );
}

const modes: Record<OperationRow['mode'], string> = {
  same: 'the same bytes to the same address',
  'other url': 'the same bytes to another URL',
  edited: 'edited, under a new id',
  'from start': 'from the start',
  resume: 'resumed at a node',
  'from call': 'from the start, on what is known of the call',
};

function Facts({ operation }: { operation: OperationDetail }) {
  const { startedAt, finishedAt, pace } = operation;
  return (
    <section aria-label="Facts">
      <h3 className={classes.title}>How it was asked for</h3>
      <dl className={classes.facts}>
        <dt>By</dt>
        <dd>
          <bdi>{operation.actor}</bdi>, done by {operation.executor}
        </dd>
        <dt>Mode</dt>
        <dd>{modes[operation.mode]}</dd>
        {pace ? (
          <>
            <dt>Pace</dt>
            <dd>
              {pace.perHostPerS} per second and host, {pace.perHostAtOnce} at once;{' '}
              {pace.canary > 0 ? `canary of ${pace.canary}` : 'no canary'};{' '}
              {pace.stopAfter > 0
                ? `pauses after ${plural(pace.stopAfter, 'identical error')} in a row`
                : 'errors do not pause it'}
            </dd>
          </>
        ) : null}
        <dt>Planned</dt>
        <dd>
          <FullTime at={operation.createdAt} />
        </dd>
        <dt>Started</dt>
        <dd>{startedAt === null ? nothing : <FullTime at={startedAt} />}</dd>
        <dt>Took</dt>
        <dd className="num">{duration(startedAt !== null && finishedAt !== null ? finishedAt - startedAt : null)}</dd>
        <dt>Id</dt>
        <dd>
          <span className="mono">{operation.id}</span> <Copy value={operation.id} what="the id" />
        </dd>
        <dt>Plan hash</dt>
        <dd>
          <span className="mono">{operation.hash.slice(0, 16)}</span>{' '}
          <Copy value={operation.hash} what="the plan hash" />
        </dd>
      </dl>
    </section>
  );
}
