/** A backup from elsewhere, e.g. another machine’s, by the path of its file. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import classes from './health.module.css';
import { useRestore } from './queries.ts';

export function RestoreFile() {
  const [opened, setOpened] = useState(false);
  const [path, setPath] = useState('');
  const restore = useRestore();
  const close = () => setOpened(false);
  return (
    <>
      <Button onClick={() => setOpened(true)}>Restore a file…</Button>
      <Modal opened={opened} onClose={close} title="Restore a backup from elsewhere" centered>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            restore.mutate({ path: path.trim() }, { onSuccess: close });
          }}
        >
          <p>
            To move to this machine, make a backup on the other one and copy its file here. Tokens and secrets do not
            come with it: they stay in the other machine’s keychain.
          </p>
          <TextInput
            label="Path of the file on this machine"
            placeholder="/media/usb/aftercall-2026-11-21T03-00-00Z.db"
            value={path}
            onChange={({ currentTarget }) => setPath(currentTarget.value)}
            data-autofocus
          />
          {restore.error ? (
            <Note tone="bad" role="alert">
              {sentence(restore.error)}
            </Note>
          ) : null}
          <div className={classes.buttons}>
            <Button onClick={close}>Keep things as they are</Button>
            <Button
              type="submit"
              variant="filled"
              color="red"
              disabled={path.trim() === ''}
              loading={restore.isPending}
            >
              Replace the mirror
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
