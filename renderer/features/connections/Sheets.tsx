/** The drawers of a connection: adding and editing, setting up a receiver, importing, mapping. */
import { Drawer } from '@mantine/core';
import { useState } from 'react';
import type { ConnectionStatus } from '../../../shared/domain/connection.ts';
import { Segments } from '../../ui/Segments.tsx';
import form from './connections.module.css';
import { Editor } from './Editor.tsx';
import { ImportSheet } from './ImportSheet.tsx';
import { MappingEditor } from './MappingEditor.tsx';
import { SetUp } from './SetUp.tsx';
import { SourceEditor } from './SourceEditor.tsx';
import type { Sheet } from './sheets.ts';

interface SheetsProps {
  /** `new` to add one. */
  edit: ConnectionStatus | 'new' | undefined;
  sheet: Sheet | undefined;
  /** Whose sheet. */
  connection: ConnectionStatus | undefined;
  onClose(): void;
  onOpen(sheet: Sheet, connectionId: string): void;
}

export function Sheets({ edit, sheet, connection, onClose, onOpen }: SheetsProps) {
  const opened = sheet !== undefined && connection !== undefined;
  return (
    <>
      <Drawer
        opened={edit !== undefined}
        onClose={onClose}
        position="right"
        size={520}
        title={edit === 'new' || !edit ? 'Add a connection' : `Edit “${edit.name}”`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {edit ? <Editing edit={edit} onClose={onClose} onOpen={onOpen} /> : null}
      </Drawer>
      <Drawer
        opened={opened}
        onClose={onClose}
        position="right"
        size={sheet === 'mapping' ? 1240 : 560}
        title={opened ? titleOf(sheet, connection) : ''}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {opened && sheet === 'set up' ? <SetUp connection={connection} /> : null}
        {opened && sheet === 'import' ? <ImportSheet connection={connection} /> : null}
        {opened && sheet === 'mapping' ? <MappingEditor key={connection.id} connection={connection} /> : null}
      </Drawer>
    </>
  );
}

function titleOf(sheet: Sheet, { name }: ConnectionStatus): string {
  if (sheet === 'set up') return `Send webhooks to “${name}”`;
  return sheet === 'import' ? `Import into “${name}”` : `Mapping of “${name}”`;
}

function Editing({
  edit,
  onClose,
  onOpen,
}: Pick<SheetsProps, 'onClose' | 'onOpen'> & { edit: ConnectionStatus | 'new' }) {
  const [kind, setKind] = useState<ConnectionStatus['kind']>(edit === 'new' ? 'stream' : edit.kind);
  const connection = edit === 'new' ? undefined : edit;
  return (
    <>
      {connection ? null : (
        <div className={form.kinds}>
          <Segments
            label="Kind of connection"
            value={kind}
            options={[
              { value: 'stream', label: 'Event stream' },
              { value: 'receiver', label: 'Webhooks' },
              { value: 'files', label: 'Files' },
            ]}
            onChange={setKind}
          />
          <p className="dim small">{kindHelp[kind]}</p>
        </div>
      )}
      {kind === 'stream' ? (
        <Editor connection={connection} onClose={onClose} />
      ) : (
        <SourceEditor
          key={kind}
          kind={kind}
          connection={connection}
          onAdded={({ id }) => onOpen(kind === 'receiver' ? 'set up' : 'import', id)}
          onClose={onClose}
        />
      )}
    </>
  );
}

const kindHelp: Record<ConnectionStatus['kind'], string> = {
  stream: 'The console connects to the platform and misses nothing, also while it was off.',
  receiver: 'The platform sends webhooks to this machine. Nothing arrives while the console is off.',
  files: 'Calls from exports, logs and HTTP archives, imported by hand.',
};
