/** All keys on one card, as they are set now. */
import { Button, Kbd, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyHelp, keyHelp } from '../ui/keys.ts';
import { useChosenKeys } from '../ui/shortcuts.ts';
import classes from './KeysHelp.module.css';
import { goToKeys } from './places.ts';

export function KeysHelp({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const navigate = useNavigate();
  const change = () => {
    onClose();
    void navigate({ to: '/settings', hash: 'keys' });
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      centered
      size={760}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.groups}>
        <section aria-label="Everywhere and in lists">
          <KeyList entries={keyHelp} />
        </section>
        <section aria-label="Go to">
          <h3 className={classes.heading}>Go to a screen: one key after the other</h3>
          <KeyList entries={goToKeys} />
          <Button variant="default" onClick={change} mt="md">
            Change shortcuts
          </Button>
        </section>
      </div>
    </Modal>
  );
}

function KeyList({ entries }: { entries: readonly KeyHelp[] }) {
  const chosen = useChosenKeys();
  return (
    <dl className={classes.keys}>
      {entries.map(({ keys: [usual = '', ...more], what }) => (
        <div key={what}>
          <dt>
            {[chosen[usual] ?? usual, ...more].map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
