/** An endpoint no platform announced: a staging receiver, a partner's, one's own. Messages can be sent to it by choice. */
import { Button, Drawer, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../../app/client.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import classes from './endpoints.module.css';

export function AddEndpoint({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={480}
      title="Add an endpoint"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened ? <Form onClose={onClose} /> : null}
    </Drawer>
  );
}

function Form({ onClose }: { onClose(): void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('https://');
  const [checked, setChecked] = useState(false);
  const add = useMutation(
    api.endpoints.add.mutationOptions({
      onSuccess: ({ connectionId, endpointId }) => {
        onClose();
        void navigate({ to: '/endpoints/$connectionId/$endpointId', params: { connectionId, endpointId } });
      },
    }),
  );
  const fits = { name: name.trim() !== '', url: /^https?:\/\/[^\s/@]+/.test(url.trim()) && URL.canParse(url.trim()) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (fits.name && fits.url) add.mutate({ name: name.trim(), url: url.trim(), settings: {} });
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        data-autofocus
        label="Name"
        description="What you call it, e.g. “CRM staging”."
        maxLength={80}
        value={name}
        error={checked && !fits.name ? 'Give it a name' : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Address"
        description="Where requests go. Its secret, timeout and limits are set on its page."
        classNames={{ input: 'mono' }}
        value={url}
        error={checked && !fits.url ? 'Needs an address that begins with https:// or http://, without a user' : null}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      {add.error ? (
        <Note tone="bad" role="alert">
          {sentence(add.error)}
        </Note>
      ) : null}
      <div className={classes.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={add.isPending}>
          Add the endpoint
        </Button>
      </div>
    </form>
  );
}
