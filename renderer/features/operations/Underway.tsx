/** What the sheet shows of its operation once it runs, until it has ended. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { OperationKind } from '../../../shared/domain/operation.ts';
import { api } from '../../app/client.ts';
import { Outcome } from './Outcome.tsx';
import classes from './operations.module.css';
import { PlanGhost } from './PlanView.tsx';
import { Problems } from './Problems.tsx';
import { Progress } from './Progress.tsx';

export function Underway({
  operationId,
  kind,
  onClose,
}: {
  operationId: string;
  kind: OperationKind;
  onClose(): void;
}) {
  const navigate = useNavigate();
  const operation = useQuery(api.operations.get.queryOptions({ input: { operationId } }));
  const abort = useMutation(api.operations.abort.mutationOptions());
  const state = operation.data?.state;
  const isOver = state !== undefined && state !== 'running' && state !== 'planned';
  return (
    <>
      <div className={classes.scroll}>
        <p className={classes.sentence}>
          {isOver
            ? `The ${kind} has ended.`
            : `The ${kind} is under way. You may close this; it goes on and is listed under Operations.`}
        </p>
        {operation.data ? <Progress operation={operation.data} onLeave={onClose} /> : <PlanGhost />}
        {operation.data && isOver ? <Outcome operation={operation.data} /> : null}
        {abort.error ? <Problems error={abort.error} planAgain={() => abort.reset()} onLeave={onClose} /> : null}
      </div>
      <footer className={classes.footer}>
        <div className={classes.buttons}>
          {isOver ? null : (
            <Button
              color="red"
              variant="outline"
              loading={abort.isPending}
              onClick={() => abort.mutate({ operationId })}
            >
              Abort
            </Button>
          )}
          <Button
            onClick={() => {
              onClose();
              void navigate({ to: '/operations', search: { id: operationId } });
            }}
          >
            Open the operation
          </Button>
          <Button variant="filled" onClick={onClose}>
            {isOver ? 'Done' : 'Close'}
          </Button>
        </div>
      </footer>
    </>
  );
}
