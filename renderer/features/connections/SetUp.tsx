/** Leading a platform’s webhooks to a receiver: its address, the platform’s steps, the secret, and whether it works. */
import { Button, PasswordInput, Select } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ConnectionStatus } from '../../../shared/domain/connection.ts';
import { api } from '../../app/client.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { count, plural } from '../../ui/format.ts';
import { Failed, Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { schemeWords } from '../endpoints/words.ts';
import form from './connections.module.css';
import classes from './sources.module.css';
import { Test } from './Test.tsx';
import { vendors } from './vendors.ts';

export function SetUp({ connection }: { connection: ConnectionStatus }) {
  const { id } = connection;
  const hook = useQuery(api.sources.hook.queryOptions({ input: { id } }));
  const renew = useMutation(api.sources.renewHook.mutationOptions({ onSuccess: () => void hook.refetch() }));
  const [renewing, setRenewing] = useState(false);
  const scheme = connection.scheme ?? { kind: 'none' as const };
  const [vendorId, setVendor] = useState(
    (vendors.find((each) => each.scheme.kind === scheme.kind && scheme.kind !== 'none') ?? vendors.at(-1))?.id ?? '',
  );
  const vendor = vendors.find((each) => each.id === vendorId);
  if (hook.error && !hook.data) {
    return <Failed what="the address" error={hook.error} retry={() => void hook.refetch()} />;
  }
  return (
    <div className={classes.sheet}>
      <section className={classes.block}>
        <h3>Address</h3>
        <p className={`mono wrap ${classes.address}`}>
          {hook.data?.url ?? '…'} <Copy value={hook.data?.url ?? ''} what="the address" />
        </p>
        <p className="dim small">
          It listens on this machine alone. A platform elsewhere reaches it through a tunnel or a reverse proxy that
          leads here, e.g. <code>cloudflared tunnel --url {hook.data ? new URL(hook.data.url).origin : ''}</code>; keep
          the path <span className="mono wrap">{hook.data?.path}</span>. Whoever has it can send here: treat it as a
          password.
        </p>
        <div className={classes.row}>
          <Button leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => setRenewing(true)}>
            New address…
          </Button>
        </div>
        <Confirm
          opened={renewing}
          title="Give the receiver a new address?"
          keep="Keep the address"
          act="Make a new one"
          loading={renew.isPending}
          error={renew.error}
          onKeep={() => setRenewing(false)}
          onAct={() => renew.mutate({ id }, { onSuccess: () => setRenewing(false) })}
        >
          The present address stops working: every platform that sends here needs the new one.
        </Confirm>
      </section>
      <section className={classes.block}>
        <h3>Steps</h3>
        <Select
          size="xs"
          aria-label="Platform"
          allowDeselect={false}
          data={vendors.map((each) => ({ value: each.id, label: each.name }))}
          value={vendorId}
          onChange={(next) => setVendor(next ?? vendorId)}
        />
        <ol className={classes.steps}>
          {vendor?.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
      <section className={classes.block}>
        <h3>Signature</h3>
        <p>
          {schemeWords(scheme)}.{' '}
          {scheme.kind === 'none'
            ? 'Anyone who knows the address can send. Choose a signature under “Edit” if the platform signs.'
            : `${hook.data ? plural(hook.data.secrets, 'secret') : '…'} held here.`}
        </p>
        {scheme.kind === 'none' ? null : (
          <Secret id={id} held={hook.data?.secrets ?? 0} hint={vendor?.secret ?? null} />
        )}
        {connection.hooks && connection.hooks.badSignatures > 0 ? (
          <Note tone="hold">
            {plural(connection.hooks.badSignatures, 'webhook')} came with a signature that is missing or does not hold.
            They are kept as dead letters, and are looked at again when the secret changes.
          </Note>
        ) : null}
      </section>
      <section className={classes.block}>
        <h3>Does it work?</h3>
        <Test id={id} />
        {connection.hooks ? (
          <p className="num">
            {count(connection.hooks.taken)} taken, {count(connection.hooks.duplicates)} of them repeated;{' '}
            {count(connection.hooks.refused)} refused and kept; {count(connection.hooks.turnedAway)} turned away since
            the receiver was started.
          </p>
        ) : null}
      </section>
    </div>
  );
}

function Secret({ id, held, hint }: { id: string; held: number; hint: string | null }) {
  const [secret, setSecret] = useState('');
  const store = useMutation(api.sources.setSecret.mutationOptions({ onSuccess: () => setSecret('') }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (secret !== '') store.mutate({ id, secret, rotate: held > 0 });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <PasswordInput
        label={held > 0 ? 'Next secret' : 'Secret'}
        description={`${hint ?? ''} ${held > 0 ? 'The one before stays good beside it.' : 'It is kept with the secrets and never shown again.'}`}
        autoComplete="off"
        value={secret}
        error={store.error ? sentence(store.error) : null}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <div className={classes.row}>
        <Button type="submit" variant="filled" disabled={secret === ''} loading={store.isPending}>
          Store the secret
        </Button>
        {held > 0 ? <Button onClick={() => store.mutate({ id, secret: '' })}>Forget all secrets</Button> : null}
      </div>
      {store.data && store.data.tried > 0 ? (
        <Note tone={store.data.resolved > 0 ? 'good' : 'hold'} role="status">
          {plural(store.data.tried, 'webhook')} looked at again: {count(store.data.resolved)} hold now.
        </Note>
      ) : null}
    </form>
  );
}
