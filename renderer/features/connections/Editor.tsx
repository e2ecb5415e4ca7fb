/** Adds or changes a connection. The token can be written, never read back. */
import { Autocomplete, Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { connectionInput } from '../../../shared/contract/index.ts';
import type { Connection, ConnectionStatus } from '../../../shared/domain/connection.ts';
import { api } from '../../app/client.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { Allowances } from './Allowances.tsx';
import classes from './connections.module.css';
import { zones } from './zones.ts';

interface EditorProps {
  /** `undefined` to add one. */
  connection: ConnectionStatus | undefined;
  onClose(): void;
}

interface Draft {
  name: string;
  url: string;
  zone: string;
  allow: Connection['allow'];
}

export function Editor({ connection, onClose }: EditorProps) {
  const [draft, setDraft] = useState<Draft>(
    connection ?? { name: '', url: 'wss://', zone: new Intl.DateTimeFormat().resolvedOptions().timeZone, allow: [] },
  );
  const [token, setToken] = useState('');
  const [forget, setForget] = useState(false);
  const [checked, setChecked] = useState(false);
  const add = useMutation(api.connections.add.mutationOptions({ onSuccess: onClose }));
  const update = useMutation(api.connections.update.mutationOptions({ onSuccess: onClose }));
  const test = useMutation(api.connections.test.mutationOptions());
  const parsed = connectionInput.safeParse(draft);
  const problem = (field: keyof Draft) => (checked ? problemOf(parsed, field) : null);
  const error = add.error ?? update.error ?? test.error;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!parsed.success) return;
    if (connection) {
      update.mutate({ id: connection.id, ...parsed.data, ...(token ? { token } : forget ? { token: '' } : {}) });
    } else {
      add.mutate({ ...parsed.data, ...(token ? { token } : {}) });
    }
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="What you call it, e.g. “EU production”."
        data-autofocus
        value={draft.name}
        error={problem('name')}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <TextInput
        label="Address"
        description="The platform’s event stream: wss://, or ws:// on this machine."
        classNames={{ input: 'mono' }}
        value={draft.url}
        error={problem('url')}
        onChange={(event) => setDraft({ ...draft, url: event.currentTarget.value })}
      />
      <PasswordInput
        label="Token"
        description={
          connection?.hasToken
            ? 'One is set and cannot be shown. Leave this empty to keep it.'
            : 'Sent as a bearer token. It is kept with the secrets and never shown again.'
        }
        autoComplete="off"
        value={token}
        disabled={forget}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      {connection?.hasToken ? (
        <Checkbox
          label="Forget the token"
          checked={forget}
          onChange={(event) => setForget(event.currentTarget.checked)}
        />
      ) : null}
      <Autocomplete
        size="xs"
        label="Time zone"
        description="Applies to times the platform sends without a zone."
        data={zones}
        limit={30}
        value={draft.zone}
        error={problem('zone')}
        onChange={(zone) => setDraft({ ...draft, zone })}
      />
      <Allowances value={draft.allow} onChange={(allow) => setDraft({ ...draft, allow })} error={problem('allow')} />
      {error ? (
        <Note tone="bad" role="alert">
          {sentence(error)}
        </Note>
      ) : null}
      {test.data ? (
        <Note tone={test.data.ok ? 'good' : 'bad'} role="status">
          {test.data.what} {test.data.fix}
        </Note>
      ) : null}
      <div className={classes.buttons}>
        <Button
          mr="auto"
          loading={test.isPending}
          onClick={() => test.mutate({ url: draft.url, ...(token ? { token } : {}) })}
        >
          Test the address
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={add.isPending || update.isPending}>
          {connection ? 'Save the connection' : 'Add the connection'}
        </Button>
      </div>
    </form>
  );
}

const hints: Record<keyof Draft, string> = {
  name: 'Give it a name of up to 80 characters',
  url: 'Needs an address that begins with ws:// or wss://, without anything from "?" on',
  zone: 'Not a time zone; write it like Europe/Berlin',
  allow: 'Each host needs a name and at least one range',
};

function problemOf(parsed: ReturnType<typeof connectionInput.safeParse>, field: keyof Draft): string | null {
  return parsed.success || !parsed.error.issues.some((issue) => issue.path[0] === field) ? null : hints[field];
}
