/** The sheet of an operation on many: say what it is for and how fast, read the plan, run it. What follows is on the operation's page. */
import { Button, Drawer, Loader } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { BulkInput } from '../../../shared/contract/bulk.ts';
import { type BulkPlan, usualPace } from '../../../shared/domain/bulk.ts';
import type { OperationDetail } from '../../../shared/domain/operation.ts';
import { client } from '../../app/client.ts';
import { AcknowledgeKinds } from './Acknowledge.tsx';
import { type BulkDraft, BulkForm } from './BulkForm.tsx';
import { BulkPlanView } from './BulkPlanView.tsx';
import many from './bulk.module.css';
import { type BulkTarget, paceOf, usualName, willRun } from './bulk.ts';
import classes from './operations.module.css';
import { Problems } from './Problems.tsx';
import { type Plans, usePlans } from './plans.ts';
import { things, verbs } from './words.ts';

const none: ReadonlySet<string> = new Set();
const titles = { resend: 'Resend webhook messages', replay: 'Replay chain runs' };

export function BulkSheet({ target, onClose }: { target: BulkTarget | undefined; onClose(): void }) {
  // It notes who had the focus when it opens, which one that is open from the beginning does not.
  const mounted = useMounted();
  return (
    <Drawer
      opened={mounted && target !== undefined}
      onClose={onClose}
      position="right"
      size="min(860px, calc(100vw - 80px))"
      title={target ? titles[target.selection.kind] : ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ content: classes.drawer ?? '', body: classes.drawerBody ?? '', header: classes.drawerHead ?? '' }}
    >
      {target ? <SheetBody target={target} onClose={onClose} /> : null}
    </Drawer>
  );
}

function SheetBody({ target, onClose }: { target: BulkTarget; onClose(): void }) {
  const { kind } = target.selection;
  const navigate = useNavigate();
  const [draft, setDraft] = useState<BulkDraft>(() => ({
    name: usualName(target),
    reason: '',
    executor: 'this machine',
    version: 'recorded',
    pace: { ...usualPace },
  }));
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(none);
  const plans = usePlans();
  const planning = usePlanning(plans.track);
  const run = useMutation({ mutationFn: plans.run });
  const input = inputOf(target, draft);
  const plan = planning.data;
  const error = run.error ?? planning.error;

  const makePlan = () => {
    setAcknowledged(none);
    run.reset();
    if (input) planning.mutate(input);
  };
  const change = () => {
    run.reset();
    planning.reset();
  };
  const start = (made: BulkPlan) => {
    const asked = {
      operationId: made.operationId,
      hash: made.hash,
      acknowledged: [...acknowledged],
    };
    const follow = ({ id }: OperationDetail) => {
      onClose();
      void navigate({ to: '/operations/$id', params: { id } });
    };
    run.mutate(asked, { onSuccess: follow });
  };

  return (
    <>
      <div className={classes.scroll}>
        {plan ? (
          <BulkPlanView plan={plan} version={versionOf(draft)} onChange={change} onLeave={onClose} />
        ) : (
          <BulkForm kind={kind} draft={draft} onChange={setDraft} onSubmit={makePlan} disabled={planning.isPending} />
        )}
        {error ? <Problems error={error} planAgain={makePlan} onLeave={onClose} /> : null}
      </div>
      <footer className={classes.footer}>
        {plan && plan.needAcknowledging > 0 ? (
          <AcknowledgeKinds plan={plan} value={acknowledged} onChange={setAcknowledged} />
        ) : null}
        <div className={classes.buttons}>
          {planning.isPending ? (
            <span className={many.planning} role="status">
              <Loader size={14} aria-hidden /> Reading {things(kind, target.items.count)} and checking each. Nothing is
              sent.
            </span>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          {plan ? (
            <RunButton plan={plan} number={willRun(plan, acknowledged)} loading={run.isPending} onRun={start} />
          ) : (
            <Button variant="filled" disabled={!input || planning.isPending} onClick={makePlan}>
              Plan {things(kind, target.items.count)}
            </Button>
          )}
        </div>
      </footer>
    </>
  );
}

function RunButton(props: { plan: BulkPlan; number: number; loading: boolean; onRun(plan: BulkPlan): void }) {
  const { plan, number } = props;
  return (
    <Button variant="filled" loading={props.loading} disabled={number === 0} onClick={() => props.onRun(plan)}>
      {verbs[plan.kind]} {things(plan.kind, number)}
    </Button>
  );
}

/** Planning reads much; closing the sheet calls it off. */
function usePlanning(track: Plans['track']) {
  const going = useRef<AbortController>(undefined);
  useEffect(() => () => going.current?.abort(), []);
  return useMutation({
    mutationFn: (input: BulkInput) => {
      going.current?.abort();
      going.current = new AbortController();
      return track(client.operations.planBulk(input, { signal: going.current.signal }));
    },
  });
}

/** `null` while something required is missing. */
function inputOf({ selection }: BulkTarget, draft: BulkDraft): BulkInput | null {
  const { name, reason, executor, pace } = draft;
  const limits = paceOf(pace);
  if (name.trim() === '' || reason.trim() === '' || !limits) return null;
  const common = { name: name.trim(), reason: reason.trim(), executor, pace: limits };
  return selection.kind === 'resend'
    ? { ...selection, ...common }
    : { ...selection, ...common, version: versionOf(draft) };
}

/** The platform replays in the recorded version only. */
function versionOf({ executor, version }: BulkDraft) {
  return executor === 'platform' ? 'recorded' : version;
}
