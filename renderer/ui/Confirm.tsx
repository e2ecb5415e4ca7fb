/** Asks before something that cannot be taken back; says what would be lost, and names both ways out. */
import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Confirm.module.css';
import { Note } from './Notices.tsx';
import { sentence } from './sentence.ts';

interface ConfirmProps {
  opened: boolean;
  title: string;
  /** What happens if so. */
  children: ReactNode;
  /** The way back, e.g. “Keep it”. */
  keep: string;
  /** What the other button does. */
  act: string;
  loading?: boolean;
  /** Why it could not be done. */
  error?: Error | null;
  onKeep(): void;
  onAct(): void;
}

export function Confirm(props: ConfirmProps) {
  return (
    <Modal opened={props.opened} onClose={props.onKeep} title={props.title} centered>
      <p>{props.children}</p>
      {props.error ? (
        <Note tone="bad" role="alert">
          {sentence(props.error)}
        </Note>
      ) : null}
      <div className={classes.buttons}>
        <Button onClick={props.onKeep}>{props.keep}</Button>
        <Button variant="filled" color="red" loading={props.loading ?? false} onClick={props.onAct}>
          {props.act}
        </Button>
      </div>
    </Modal>
  );
}
