/** One connection: how it stands, how far it is, and what can be done with it. */
import { Button, Menu, Tooltip } from '@mantine/core';
import {
  IconDots,
  IconEdit,
  IconFileImport,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconTransform,
  IconTrash,
  IconWebhook,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ConnectionStatus } from '../../../shared/domain/connection.ts';
import { api } from '../../app/client.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { count, nothing, plural, position } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { useNow } from '../../ui/now.ts';
import { sentence } from '../../ui/sentence.ts';
import { Ago, ListTime } from '../../ui/Time.tsx';
import { schemeBrief } from '../endpoints/words.ts';
import classes from './connections.module.css';
import type { Sheet } from './sheets.ts';
import { abilityWords, phaseWords } from './words.ts';

interface CardProps {
  connection: ConnectionStatus;
  onEdit(): void;
  onShow(what: 'gaps' | 'dead letters'): void;
  onOpen(sheet: Sheet): void;
}

export function ConnectionCard({ connection, onEdit, onShow, onOpen }: CardProps) {
  const now = useNow();
  const words = phaseWords(connection, now);
  const [removing, setRemoving] = useState(false);
  const update = useMutation(api.connections.update.mutationOptions());
  const reconnect = useMutation(api.connections.reconnect.mutationOptions());
  const test = useMutation(api.connections.test.mutationOptions());
  const { state } = connection;
  const canReconnect = state.phase === 'stopped' || state.phase === 'waiting';
  const error = update.error ?? reconnect.error ?? test.error;

  return (
    <article className={classes.card} aria-label={connection.name}>
      <header className={classes.cardHead}>
        <div className={classes.names}>
          <h2>
            <bdi>{connection.name}</bdi>
          </h2>
          {connection.kind === 'files' ? (
            <p className="dim">Imported by hand</p>
          ) : (
            <p className="mono dim wrap">
              {connection.url}
              {connection.kind === 'receiver' ? (
                '/…'
              ) : (
                <>
                  {' '}
                  <Copy value={connection.url} what="the address" />
                </>
              )}
            </p>
          )}
        </div>
        {connection.kind === 'receiver' ? (
          <Button leftSection={<IconWebhook size={14} aria-hidden />} onClick={() => onOpen('set up')}>
            Set up
          </Button>
        ) : null}
        {connection.kind === 'files' ? (
          <Button leftSection={<IconFileImport size={14} aria-hidden />} onClick={() => onOpen('import')}>
            Import
          </Button>
        ) : null}
        {canReconnect ? (
          <Button
            leftSection={<IconPlugConnected size={14} aria-hidden />}
            loading={reconnect.isPending}
            onClick={() => reconnect.mutate({ id: connection.id })}
          >
            Reconnect now
          </Button>
        ) : null}
        {connection.kind === 'files' ? null : (
          <Button
            leftSection={
              connection.enabled ? <IconPlayerPause size={14} aria-hidden /> : <IconPlayerPlay size={14} aria-hidden />
            }
            loading={update.isPending}
            onClick={() => update.mutate({ id: connection.id, enabled: !connection.enabled })}
          >
            {connection.enabled ? 'Pause' : 'Resume'}
          </Button>
        )}
        <Button leftSection={<IconEdit size={14} aria-hidden />} onClick={onEdit}>
          Edit
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button px={7} aria-label={`More for ${connection.name}`}>
              <IconDots size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconTransform size={14} aria-hidden />} onClick={() => onOpen('mapping')}>
              Mapping of unknown payloads…
            </Menu.Item>
            {connection.kind === 'files' ? null : (
              <Menu.Item
                leftSection={<IconPlugConnected size={14} aria-hidden />}
                onClick={() => test.mutate({ id: connection.id })}
              >
                Test the connection
              </Menu.Item>
            )}
            <Menu.Item color="red" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setRemoving(true)}>
              Remove this connection…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <p className={classes.state} data-tone={words.tone} role="status">
        <i aria-hidden />
        <b>{words.word}</b>
        {words.detail ? <span>{words.detail}</span> : null}
      </p>
      {words.progress === null ? null : (
        <div
          className={classes.progress}
          role="progressbar"
          aria-label="Catching up"
          aria-valuenow={Math.floor(words.progress * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <i style={{ transform: `scaleX(${words.progress})` }} />
        </div>
      )}
      {words.fix ? <Note tone="bad">{words.fix}</Note> : null}
      {error ? <Note tone="bad">{sentence(error)}</Note> : null}
      {test.data ? (
        <Note tone={test.data.ok ? 'good' : 'bad'} role="status">
          {test.data.what} {test.data.fix}
        </Note>
      ) : null}
      <dl className={classes.facts}>
        {connection.kind === 'stream' ? <StreamFacts connection={connection} onShow={onShow} /> : null}
        {connection.kind === 'receiver' ? <ReceiverFacts connection={connection} /> : null}
        <Fact name="Dead letters">
          <Figure value={connection.deadLetters} onShow={() => onShow('dead letters')} />
        </Fact>
        <Fact name="Zone" hint="Applies to times that arrive without a zone.">
          {connection.zone}
        </Fact>
      </dl>
      {connection.log.length > 0 ? (
        <details className={classes.log}>
          <summary>Recent events</summary>
          <ol>
            {connection.log.map((line) => (
              <li key={`${line.at} ${line.what}`}>
                <ListTime at={line.at} />
                <span className="wrap">{line.what}</span>
              </li>
            ))}
          </ol>
        </details>
      ) : null}
      <Remove connection={connection} opened={removing} onClose={() => setRemoving(false)} />
    </article>
  );
}

function StreamFacts({ connection, onShow }: Pick<CardProps, 'connection' | 'onShow'>) {
  return (
    <>
      <Fact name="Position" hint={`Epoch ${connection.epoch ?? nothing}. The last event that is safe in the mirror.`}>
        {position(connection.position)}
      </Fact>
      <Fact name="Behind" hint="Events the platform has and this mirror has not.">
        {behind(connection)}
      </Fact>
      <Fact name="Last event">{connection.lastEventAt === null ? nothing : <Ago at={connection.lastEventAt} />}</Fact>
      <Fact name="Gaps">
        <Figure value={connection.gaps} onShow={() => onShow('gaps')} />
      </Fact>
      <Fact name="Token">{connection.hasToken ? 'set' : 'none'}</Fact>
      <Fact name="Can do" hint="What the platform offers to do by itself.">
        {connection.capabilities.length > 0 ? connection.capabilities.map(abilityWords).join(', ') : nothing}
      </Fact>
    </>
  );
}

/** Of what was sent here since the receiver was started. */
function ReceiverFacts({ connection }: Pick<CardProps, 'connection'>) {
  const { hooks, lastEventAt, scheme } = connection;
  return (
    <>
      <Fact name="Last webhook">{lastEventAt === null ? nothing : <Ago at={lastEventAt} />}</Fact>
      <Fact name="Accepted" hint="New webhooks and repeated ones since the receiver was started.">
        {count(hooks?.taken ?? 0)}
      </Fact>
      <Fact name="Refused" hint="Kept as dead letters: unreadable, or of a type nobody here knows.">
        {count(hooks?.refused ?? 0)}
      </Fact>
      <Fact name="Bad signatures" hint="Kept as dead letters until their signature holds.">
        {count(hooks?.badSignatures ?? 0)}
      </Fact>
      <Fact name="Turned away" hint="Not kept: a wrong token or method, or the mirror could not be written.">
        {count(hooks?.turnedAway ?? 0)}
      </Fact>
      <Fact name="Signature">{scheme ? schemeBrief(scheme) : nothing}</Fact>
    </>
  );
}

function behind(connection: ConnectionStatus): string {
  if (connection.position === null || connection.head === null) return nothing;
  if (!/^\d+$/.test(connection.position) || !/^\d+$/.test(connection.head)) return nothing;
  const distance = Number(BigInt(connection.head) - BigInt(connection.position));
  return distance <= 0 ? 'up to date' : plural(distance, 'event');
}

function Fact({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  const term = <dt>{name}</dt>;
  return (
    <div>
      {hint ? <Tooltip label={hint}>{term}</Tooltip> : term}
      <dd className="num">{children}</dd>
    </div>
  );
}

function Figure({ value, onShow }: { value: number; onShow(): void }) {
  if (value === 0) return '0';
  return (
    <button type="button" className={classes.figure} onClick={onShow}>
      {count(value)}
    </button>
  );
}

function Remove({ connection, opened, onClose }: { connection: ConnectionStatus; opened: boolean; onClose(): void }) {
  const remove = useMutation(api.connections.remove.mutationOptions({ onSuccess: onClose }));
  return (
    <Confirm
      opened={opened}
      title={`Remove “${connection.name}”?`}
      keep="Keep it"
      act="Remove the connection"
      loading={remove.isPending}
      error={remove.error}
      onKeep={onClose}
      onAct={() => remove.mutate({ id: connection.id })}
    >
      The connection and its token are forgotten, and nothing more arrives from it. What it has brought stays in the
      mirror.
    </Confirm>
  );
}
