/** The sheet of a resend or replay: choose how, read the plan, run it, watch it end. */
import { Button, Drawer, TextInput } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Executor, Ineligible, Plan, ResendEdit } from '../../../shared/domain/operation.ts';
import { client } from '../../app/client.ts';
import type { ReplayChoice } from '../chains/ReplayHow.tsx';
import { useMessage } from '../webhooks/queries.ts';
import { Acknowledge, allAcknowledged } from './Acknowledge.tsx';
import { EditDifference } from './EditDifference.tsx';
import { EditResend } from './EditResend.tsx';
import { How, type HowValue } from './How.tsx';
import classes from './operations.module.css';
import { PlanGhost, PlanView } from './PlanView.tsx';
import { Problems } from './Problems.tsx';
import { usePlans } from './plans.ts';
import { firstChoice, ReplaySettings } from './ReplaySettings.tsx';
import type { SheetTarget } from './sheet.ts';
import { Underway } from './Underway.tsx';
import { things, verbs } from './words.ts';

type ResendInput = Parameters<typeof client.operations.planResend>[0];
type ReplayInput = Parameters<typeof client.operations.planReplay>[0];
type CallInput = Parameters<typeof client.operations.planFromCall>[0];

const none: ReadonlySet<string> = new Set();
const start: HowValue = { executor: 'this machine', url: null };

export function Sheet({ target, onClose }: { target: SheetTarget | undefined; onClose(): void }) {
  // It notes who had the focus when it opens, which one that is open from the beginning does not.
  const mounted = useMounted();
  return (
    <Drawer
      opened={mounted && target !== undefined}
      onClose={onClose}
      position="right"
      size="min(860px, calc(100vw - 80px))"
      title={target ? titles[target.kind] : ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ content: classes.drawer ?? '', body: classes.drawerBody ?? '', header: classes.drawerHead ?? '' }}
    >
      {target ? <SheetBody key={JSON.stringify(target)} target={target} onClose={onClose} /> : null}
    </Drawer>
  );
}

const titles: Record<SheetTarget['kind'], string> = {
  resend: 'Resend a webhook message',
  replay: 'Replay a chain run',
  'from call': 'Replay from the call',
};

function SheetBody({ target, onClose }: { target: SheetTarget; onClose(): void }) {
  const [how, setHow] = useState<HowValue>(start);
  const [choice, setChoice] = useState(() => firstChoice(target));
  const [pending, setPending] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [editing, setEditing] = useState(target.kind === 'resend' && target.edit === true);
  const [edit, setEdit] = useState<ResendEdit | null>(null);
  const [reason, setReason] = useState('');
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(none);
  const plans = usePlans();
  const resend = useMutation({ mutationFn: (input: ResendInput) => plans.track(client.operations.planResend(input)) });
  const replay = useMutation({ mutationFn: (input: ReplayInput) => plans.track(client.operations.planReplay(input)) });
  const fromCall = useMutation({
    mutationFn: (input: CallInput) => plans.track(client.operations.planFromCall(input)),
  });
  const run = useMutation({ mutationFn: plans.run });
  const planning = target.kind === 'resend' ? resend : target.kind === 'replay' ? replay : fromCall;
  const { mutate: planResend } = resend;
  const { mutate: planReplay } = replay;
  const { mutate: planFromCall } = fromCall;
  const { reset: forgetRun } = run;

  const makePlan = useCallback(() => {
    setAcknowledged(none);
    forgetRun();
    const executor: Executor = how.executor;
    if (target.kind === 'resend') {
      planResend({
        messageId: target.id,
        executor,
        ...(how.url === null ? {} : { url: how.url }),
        ...(edit ? { edit } : {}),
      });
    } else if (target.kind === 'from call') {
      planFromCall({ callId: target.callId, flowId: target.flowId });
    } else {
      planReplay({ runId: target.id, executor, ...replayInput(choice) });
    }
  }, [target, how, choice, edit, planResend, planReplay, planFromCall, forgetRun]);
  useEffect(makePlan, [makePlan]);

  if (run.data) return <Underway operationId={run.data.id} kind={run.data.kind} onClose={onClose} />;
  const plan = planning.data;
  const error = run.error ?? planning.error;
  const choose = (next: ReplayChoice) => {
    setChoice(next);
    // Of replays the platform offers only the plainest.
    const isPlain = next.mode === 'from start' && next.version === 'recorded' && !next.patch && !next.fresh;
    if (!isPlain && how.executor === 'platform') setHow({ ...how, executor: 'this machine' });
  };
  const edited = (next: ResendEdit | null) => {
    setEdit(next);
    if (next && how.executor === 'platform') setHow({ ...how, executor: 'this machine' });
  };
  const risks = plan?.items.flatMap((item) => item.risks) ?? [];
  const instead = plan?.items[0]?.ineligible?.instead;
  return (
    <>
      <div className={classes.scroll}>
        {target.kind === 'from call' ? null : (
          <How kind={target.kind} value={how} platform={plan?.platform} onChange={setHow} onPending={setChoosing} />
        )}
        {target.kind === 'resend' && !editing && how.executor === 'this machine' ? (
          <p>
            <Button leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setEditing(true)}>
              Edit before sending…
            </Button>
          </p>
        ) : null}
        {target.kind === 'resend' && editing ? (
          <EditResend messageId={target.id} onEdit={edited} onPending={setPending} />
        ) : null}
        {target.kind === 'replay' ? (
          <ReplaySettings target={target} value={choice} onChange={choose} onPending={setPending} />
        ) : null}
        {planning.isPending ? <PlanGhost /> : null}
        {error ? <Problems error={error} planAgain={makePlan} onLeave={onClose} /> : null}
        {instead && !planning.isPending ? (
          <p>
            <Button onClick={() => choose(insteadOf(choice, instead))}>
              {instead.mode === 'resume' ? `Resume at ${instead.nodeId} instead` : 'Plan it from the start instead'}
            </Button>
          </p>
        ) : null}
        {plan && edit && target.kind === 'resend' && !planning.isPending ? (
          <PlannedEdit messageId={target.id} plan={plan} />
        ) : null}
        {plan && !planning.isPending ? <PlanView plan={plan} /> : null}
      </div>
      {plan && plan.eligible > 0 && !planning.isPending && !error ? (
        <footer className={classes.footer}>
          <TextInput
            label="Reason"
            placeholder="Optional; kept in the audit, e.g. “CRM was down on Friday”"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {plan.needAcknowledging > 0 ? (
            <Acknowledge risks={risks} value={acknowledged} onChange={setAcknowledged} />
          ) : null}
          {pending ? (
            <p className="dim">
              {target.kind === 'resend' ? 'The message' : 'The input'} was edited since this was planned. Plan with it,
              or go back.
            </p>
          ) : null}
          {choosing ? <p className="dim">Plan for the other URL first, or go back to the same address.</p> : null}
          <div className={classes.buttons}>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant="filled"
              loading={run.isPending}
              disabled={pending || choosing || (plan.needAcknowledging > 0 && !allAcknowledged(risks, acknowledged))}
              onClick={() => run.mutate(runInput(plan, acknowledged, reason))}
            >
              {verbs[plan.kind]} {things(plan.kind, plan.eligible)}
            </Button>
          </div>
        </footer>
      ) : null}
    </>
  );
}

function PlannedEdit({ messageId, plan }: { messageId: number; plan: Plan }) {
  const original = useMessage(messageId).data?.timeline[0]?.request;
  const request = plan.items[0]?.request;
  return original && request ? <EditDifference from={original} to={request} /> : null;
}

function replayInput({ mode, resume, version, patch, fresh }: ReplayChoice) {
  return { mode, version, fresh, ...(resume ?? {}), ...(patch ? { patch } : {}) };
}

/** What the plan offers in place of what it cannot do. The edit goes with the input it was made of. */
function insteadOf(choice: ReplayChoice, instead: NonNullable<Ineligible['instead']>): ReplayChoice {
  if (instead.mode === 'from start') return { ...choice, mode: 'from start', resume: null, patch: null };
  const { nodeId, iteration } = instead;
  return { ...choice, mode: 'resume', resume: { nodeId, iteration }, patch: null };
}

function runInput(plan: Plan, acknowledged: ReadonlySet<string>, reason: string) {
  const why = reason.trim();
  return {
    operationId: plan.operationId,
    hash: plan.hash,
    acknowledged: [...acknowledged],
    ...(why ? { reason: why } : {}),
  };
}
