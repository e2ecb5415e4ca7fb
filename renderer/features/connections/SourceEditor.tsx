/** Adding or editing a receiver of webhooks, or a place for imported files. */
import { Autocomplete, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { filesInput, receiverInput } from '../../../shared/contract/sources.ts';
import type { Connection, ConnectionStatus } from '../../../shared/domain/connection.ts';
import { api } from '../../app/client.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { SchemeFields } from '../endpoints/SchemeFields.tsx';
import classes from './connections.module.css';
import { vendors } from './vendors.ts';
import { zones } from './zones.ts';

interface SourceEditorProps {
  kind: 'receiver' | 'files';
  /** `undefined` to add one. */
  connection: ConnectionStatus | undefined;
  onAdded(connection: Connection): void;
  onClose(): void;
}

export function SourceEditor({ kind, connection, onAdded, onClose }: SourceEditorProps) {
  const [name, setName] = useState(connection?.name ?? '');
  const [zone, setZone] = useState(connection?.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [vendor, setVendor] = useState<string | null>(null);
  const [scheme, setScheme] = useState(connection?.scheme ?? { kind: 'none' as const });
  const [port, setPort] = useState<number | undefined>(portOf(connection));
  const [checked, setChecked] = useState(false);
  const addReceiver = useMutation(api.sources.addReceiver.mutationOptions({ onSuccess: onAdded }));
  const addFiles = useMutation(api.sources.addFiles.mutationOptions({ onSuccess: onAdded }));
  const update = useMutation(api.sources.update.mutationOptions({ onSuccess: onClose }));
  const draft = { name, zone, scheme, ...(port === undefined ? {} : { port }) };
  const parsed = (kind === 'receiver' ? receiverInput : filesInput).safeParse(draft);
  const wrong = (field: string, hint: string) =>
    checked && !parsed.success && parsed.error.issues.some(({ path }) => path[0] === field) ? hint : null;
  const error = addReceiver.error ?? addFiles.error ?? update.error;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!parsed.success) return;
    if (connection) update.mutate({ id: connection.id, ...draft });
    else if (kind === 'receiver') addReceiver.mutate(draft);
    else addFiles.mutate({ name, zone });
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {kind === 'receiver' && !connection ? (
        <Select
          label="Platform"
          description="Fills in how it signs. Its steps are shown when the receiver is there."
          placeholder="Choose one"
          data={vendors.map(({ id, name: label }) => ({ value: id, label }))}
          value={vendor}
          onChange={(next) => {
            const chosen = vendors.find(({ id }) => id === next);
            setVendor(next);
            if (!chosen) return;
            setScheme(chosen.scheme);
            if (name === '') setName(chosen.id === 'other' ? '' : chosen.name);
          }}
        />
      ) : null}
      <TextInput
        label="Name"
        description={kind === 'receiver' ? 'What you call it, e.g. “Altur, Mexico”.' : 'E.g. “Calls before June”.'}
        data-autofocus
        value={name}
        error={wrong('name', 'Give it a name of up to 80 characters')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {kind === 'receiver' ? (
        <>
          <SchemeFields
            value={scheme}
            announced={undefined}
            unsigned="Anyone who knows the address can send."
            error={wrong('scheme', 'A header’s name has letters, digits and dashes')}
            onChange={(next) => setScheme(next ?? { kind: 'none' })}
          />
          <NumberInput
            size="xs"
            label="Port"
            description="On this machine alone (127.0.0.1). Left empty, a free one is chosen and kept."
            min={1}
            max={65_535}
            allowDecimal={false}
            hideControls
            value={port ?? ''}
            error={wrong('port', 'Between 1 and 65535')}
            onChange={(next) => setPort(typeof next === 'number' ? next : undefined)}
          />
        </>
      ) : null}
      <Autocomplete
        size="xs"
        label="Time zone"
        description="Applies to times that come without a zone."
        data={zones}
        limit={30}
        value={zone}
        error={wrong('zone', 'Not a time zone; write it like Europe/Berlin')}
        onChange={setZone}
      />
      {error ? (
        <Note tone="bad" role="alert">
          {sentence(error)}
        </Note>
      ) : null}
      <div className={classes.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="filled"
          loading={addReceiver.isPending || addFiles.isPending || update.isPending}
        >
          {connection ? 'Save the connection' : kind === 'receiver' ? 'Add the receiver' : 'Add and choose files'}
        </Button>
      </div>
    </form>
  );
}

const portOf = (connection: ConnectionStatus | undefined): number | undefined =>
  connection?.kind === 'receiver' ? Number(new URL(connection.url).port) : undefined;
