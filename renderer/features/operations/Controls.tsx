/** Pause, resume or go on, and abort, or discard what never ran: always in the same place, so that the hand finds them. */
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { OperationDetail } from '../../../shared/domain/operation.ts';
import { api } from '../../app/client.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import many from './bulk.module.css';
import { controlsOf, isOver } from './bulk.ts';

const words = {
  pause: { label: 'Pause', icon: IconPlayerPause },
  resume: { label: 'Resume', icon: IconPlayerPlay },
  goOn: { label: 'Go on', icon: IconPlayerPlay },
} as const;

export function useControls({ id: operationId, state }: Pick<OperationDetail, 'id' | 'state'>) {
  const pause = useMutation(api.operations.pause.mutationOptions());
  const resume = useMutation(api.operations.resume.mutationOptions());
  const goOn = useMutation(api.operations.goOn.mutationOptions());
  const abort = useMutation(api.operations.abort.mutationOptions());
  const navigate = useNavigate();
  const discard = useMutation(
    api.operations.discard.mutationOptions({ onSuccess: () => navigate({ to: '/operations', search: {} }) }),
  );
  const steps = { pause, resume, goOn };
  const { act, canAbort } = controlsOf(state);
  const going = [pause, resume, goOn, abort].some((each) => each.isPending);
  const ask = (mutation: typeof pause) => {
    for (const each of [pause, resume, goOn, abort]) each.reset();
    mutation.mutate({ operationId });
  };
  const Icon = act ? words[act].icon : IconPlayerPause;
  const buttons =
    state === 'planned' ? (
      <div className={many.controls} role="toolbar" aria-label="Control">
        <Button
          leftSection={<IconTrash size={14} aria-hidden />}
          loading={discard.isPending}
          onClick={() => discard.mutate({ operationId })}
        >
          Discard
        </Button>
      </div>
    ) : isOver(state) ? null : (
      <div className={many.controls} role="toolbar" aria-label="Control">
        <Button
          variant={act === 'pause' ? 'default' : 'filled'}
          leftSection={<Icon size={14} aria-hidden />}
          disabled={going || !act}
          onClick={() => act && ask(steps[act])}
        >
          {act ? words[act].label : 'Pause'}
        </Button>
        <Button
          color="red"
          variant="outline"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          disabled={going || !canAbort}
          onClick={() => ask(abort)}
        >
          Abort
        </Button>
      </div>
    );
  const error = pause.error ?? resume.error ?? goOn.error ?? abort.error ?? discard.error;
  const trouble = error ? (
    <Note tone="bad" role="alert">
      <b>That did not work.</b> {sentence(error)}
    </Note>
  ) : null;
  return { buttons, trouble };
}
