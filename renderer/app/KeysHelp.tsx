/** All keys on one card. */
import { Kbd, Modal } from '@mantine/core';
import { keyHelp } from '../ui/keys.ts';
import classes from './Frame.module.css';

export function KeysHelp({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes.keys}>
        {keyHelp.map((entry) => (
          <KeyRow key={entry.what} {...entry} />
        ))}
      </dl>
    </Modal>
  );
}

function KeyRow({ keys, what }: { keys: string[]; what: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd>{what}</dd>
    </>
  );
}
