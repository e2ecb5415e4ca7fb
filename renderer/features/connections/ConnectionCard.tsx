/** One connection: how it stands, how far it is, and what can be done with it. */
import { Button, Menu, Tooltip } from '@mantine/core';
import { IconDots, IconEdit, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconTrash } from '@tabler/icons-react';
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
import classes from './connections.module.css';
import { abilityWords, phaseWords } from './words.ts';

interface CardProps {
  connection: ConnectionStatus;
  onEdit(): void;
  onShow(what: 'gaps' | 'dead letters'): void;
}

export function ConnectionCard({ connection, onEdit, onShow }: CardProps) {
  const now = useNow();
  const words = phaseWords(connection, now);
  const [removing, setRemoving] = useState(false);
  const update = useMutation(api.connections.update.mutationOptions());
  const reconnect = useMutation(api.connections.reconnect.mutationOptions());
  const { state } = connection;
  const canReconnect = state.phase === 'stopped' || state.phase === 'waiting';
  const error = update.error ?? reconnect.error;

  return (
    <article className={classes.card} aria-label={connection.name}>
      <header className={classes.cardHead}>
        <div className={classes.names}>
          <h2>
            <bdi>{connection.name}</bdi>
          </h2>
          <p className="mono dim wrap">
            {connection.url} <Copy value={connection.url} what="the address" />
          </p>
        </div>
        {canReconnect ? (
          <Button
            leftSection={<IconPlugConnected size={14} aria-hidden />}
            loading={reconnect.isPending}
            onClick={() => reconnect.mutate({ id: connection.id })}
          >
            Reconnect now
          </Button>
        ) : null}
        <Button
          leftSection={
            connection.enabled ? <IconPlayerPause size={14} aria-hidden /> : <IconPlayerPlay size={14} aria-hidden />
          }
          loading={update.isPending}
          onClick={() => update.mutate({ id: connection.id, enabled: !connection.enabled })}
        >
          {connection.enabled ? 'Pause' : 'Resume'}
        </Button>
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
      <dl className={classes.facts}>
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
        <Fact name="Dead letters">
          <Figure value={connection.deadLetters} onShow={() => onShow('dead letters')} />
        </Fact>
        <Fact name="Token">{connection.hasToken ? 'set' : 'none'}</Fact>
        <Fact name="Zone" hint="Applies to times that arrive without a zone.">
          {connection.zone}
        </Fact>
        <Fact name="Can do" hint="What the platform offers to do by itself.">
          {connection.capabilities.length > 0 ? connection.capabilities.map(abilityWords).join(', ') : nothing}
        </Fact>
      </dl>
      {connection.log.length > 0 ? (
        <details className={classes.log}>
          <summary>What happened lately</summary>
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
