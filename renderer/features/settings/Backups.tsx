/** When the mirror is copied of itself, where to, and how many copies are kept. */
import { Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Settings } from '../../../shared/domain/settings.ts';
import { Count, Line, TimeOfDay } from './inputs.tsx';
import { Row } from './Row.tsx';

type BackupSettings = Settings['backup'];
interface BackupsProps {
  now: BackupSettings;
  change(part: Partial<BackupSettings>): void;
}

export function Backups({ now, change }: BackupsProps) {
  return (
    <>
      <Row
        name="Back up every night"
        about={
          <>
            Without interrupting anything. A missed night is made up for. <Link to="/health">See all backups</Link>
          </>
        }
      >
        <Switch
          aria-label="Back up every night"
          checked={now.nightly}
          onChange={({ currentTarget }) => change({ nightly: currentTarget.checked })}
        />
        at
        <TimeOfDay label="Time of the backup" value={now.at} onChange={(at) => at !== null && change({ at })} />
      </Row>
      <Row name="Keep" about="When there are more, the oldest go.">
        <Count
          label="Backups to keep"
          min={1}
          max={365}
          value={now.keep}
          onChange={(keep) => keep !== null && change({ keep })}
        />
        backups
      </Row>
      <Row name="Folder" about="On another disk they also help when this one fails.">
        <Line
          label="Folder of backups"
          value={now.folder ?? ''}
          placeholder="beside the mirror"
          onChange={(folder) => change({ folder: folder === '' ? null : folder })}
        />
      </Row>
    </>
  );
}
