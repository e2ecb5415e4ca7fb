/** Says that something of a call is masked, and reveals it: one key, and a line in the audit. Hiding it again is one more. */
import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CallDetail } from '../../../shared/domain/call.ts';
import { api } from '../../app/client.ts';
import { Key } from '../../ui/Key.tsx';
import { useKeys } from '../../ui/keys.ts';
import { sentence } from '../../ui/sentence.ts';
import { toast } from '../../ui/toasts.ts';
import classes from './calls.module.css';

export function Masking({ call }: { call: CallDetail }) {
  const queries = useQueryClient();
  // Whatever else is shown of the call was answered as it stood before.
  const shown = () =>
    Promise.all(
      [api.calls, api.events, api.recordings.get, api.webhooks, api.chains].map((part) =>
        queries.invalidateQueries({ queryKey: part.key() }),
      ),
    );
  const failed = (error: Error) => toast({ title: 'Nothing was revealed', text: sentence(error), tone: 'bad' });
  const reveal = useMutation({ ...api.calls.reveal.mutationOptions(), onSuccess: shown, onError: failed });
  const hide = useMutation({
    ...api.calls.hide.mutationOptions(),
    onSuccess: shown,
    onError: (error) => toast({ title: 'It is still shown', text: sentence(error), tone: 'bad' }),
  });
  const can = call.masked || call.revealed;
  const busy = reveal.isPending || hide.isPending;
  const turn = () => {
    if (busy) return;
    if (call.masked) reveal.mutate({ id: call.id });
    else hide.mutate({ id: call.id });
  };
  useKeys(can ? { v: turn } : {});
  if (!can) return null;
  return (
    <span className={classes.masking} data-masked={call.masked || undefined} data-no-print>
      {call.masked ? <IconEyeOff size={14} aria-hidden /> : <IconEye size={14} aria-hidden />}
      {call.masked ? 'masked' : 'revealed'}
      <Button variant="subtle" size="compact-xs" loading={busy} rightSection={<Key of="v" />} onClick={turn}>
        {call.masked ? 'Reveal' : 'Hide'}
      </Button>
    </span>
  );
}
