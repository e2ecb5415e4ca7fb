/** The signing secret: written, rotated, forgotten; never read back. */
import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { api } from '../../app/client.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { Ago } from '../../ui/Time.tsx';
import classes from './endpoints.module.css';

export function Secret({ endpoint }: { endpoint: Endpoint }) {
  const { connectionId, endpointId, scheme, secrets, secretAt } = endpoint;
  const [secret, setSecret] = useState('');
  const [rotate, setRotate] = useState(true);
  const [forgetting, setForgetting] = useState(false);
  const set = useMutation(api.endpoints.setSecret.mutationOptions({ onSuccess: () => setSecret('') }));
  const forget = useMutation(api.endpoints.setSecret.mutationOptions({ onSuccess: () => setForgetting(false) }));
  const drop = useMutation(api.endpoints.dropPrevious.mutationOptions());
  const key = { connectionId, endpointId };
  const error = set.error ?? drop.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (secret !== '') set.mutate({ ...key, secret, rotate: rotate && secrets > 0 });
  };
  return (
    <form className={classes.card} onSubmit={submit} aria-label="Signing secret">
      <h4>Signing secret</h4>
      <p className="dim">
        {secrets === 0 ? (
          scheme.kind === 'none' ? (
            'None is held, and none is needed: requests to it are not signed.'
          ) : (
            'None is held: requests that should be signed go out unsigned.'
          )
        ) : (
          <>
            {secrets === 1 ? 'One is held' : 'Two are held: the current one and the one before'}
            {secretAt === null ? '' : ', newest stored '}
            {secretAt === null ? null : <Ago at={secretAt} />}. It cannot be shown.
          </>
        )}
      </p>
      <PasswordInput
        label={secrets === 0 ? 'Secret' : 'New secret'}
        autoComplete="off"
        classNames={{ innerInput: 'mono' }}
        value={secret}
        maxLength={4096}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      {secrets > 0 ? (
        <Checkbox
          label="Keep the one before as well, until the receiver has changed over"
          checked={rotate}
          onChange={(event) => setRotate(event.currentTarget.checked)}
        />
      ) : null}
      {error ? (
        <Note tone="bad" role="alert">
          {whyOf(error)}
        </Note>
      ) : null}
      <div className={classes.buttons}>
        {secrets > 1 ? (
          <Button loading={drop.isPending} onClick={() => drop.mutate(key)}>
            Drop the one before
          </Button>
        ) : null}
        {secrets > 0 ? <Button onClick={() => setForgetting(true)}>Forget…</Button> : null}
        <Button type="submit" variant="filled" disabled={secret === ''} loading={set.isPending}>
          {secrets > 0 && rotate ? 'Rotate secret' : 'Store secret'}
        </Button>
      </div>
      <Confirm
        opened={forgetting}
        title="Forget the secret?"
        keep="Keep it"
        act={secrets > 1 ? 'Forget both' : 'Forget it'}
        loading={forget.isPending}
        error={forget.error}
        onKeep={() => setForgetting(false)}
        onAct={() => forget.mutate({ ...key, secret: '' })}
      >
        What this machine sends to the endpoint then goes out unsigned, and may be refused. It cannot be brought back
        from here.
      </Confirm>
    </form>
  );
}

/** The reason in core's own words, where it gives one. */
function whyOf(error: Error): string {
  const data: unknown = 'data' in error ? error.data : null;
  const why = typeof data === 'object' && data !== null && 'why' in data ? data.why : null;
  return typeof why === 'string' ? why : sentence(error);
}
