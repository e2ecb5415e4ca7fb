/** What was received but could not be understood, with its bytes and the reason. Kept, and read again on demand. */
import { Button, Skeleton } from '@mantine/core';
import { IconMailCheck, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ConnectionStatus, DeadLetter } from '../../../shared/domain/connection.ts';
import { api, client } from '../../app/client.ts';
import { Copy } from '../../ui/Copy.tsx';
import { columnsOf, DataTable } from '../../ui/DataTable.tsx';
import { useEngineGone } from '../../ui/engine-gone.ts';
import { bytes, nothing, plural, position } from '../../ui/format.ts';
import { CodeView } from '../../ui/json/CodeView.tsx';
import { indent, parseJson } from '../../ui/json/parse.ts';
import { useKeys } from '../../ui/keys.ts';
import { Awaiting, Empty, Failed, Note } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import page from '../../ui/page.module.css';
import { Split } from '../../ui/Split.tsx';
import { sentence } from '../../ui/sentence.ts';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { useLiveList } from '../../ui/useLiveList.ts';
import classes from './connections.module.css';
import type { Sheet } from './sheets.ts';

const columns = columnsOf<DeadLetter>([
  { id: 'at', header: 'Received', width: 112, cell: (row) => <ListTime at={row.at} /> },
  { id: 'code', header: 'Problem', width: 130, cell: (row) => row.code },
  {
    id: 'reason',
    header: 'Reason',
    width: 200,
    grow: 3,
    from: 480,
    cell: (row) => (
      <span className="dim" title={row.reason}>
        {row.reason}
      </span>
    ),
  },
  {
    id: 'type',
    header: 'Type',
    width: 130,
    grow: 1,
    from: 860,
    cell: (row) => <span className="mono">{row.type ?? nothing}</span>,
  },
  {
    id: 'bytes',
    header: 'Size',
    width: 76,
    align: 'end',
    from: 700,
    cell: (row) => <span className="num">{bytes(row.bytes)}</span>,
  },
  {
    id: 'retried',
    header: 'Retried',
    width: 84,
    align: 'end',
    from: 940,
    cell: (row) => <span className="num">{row.retried}</span>,
  },
]);

function fetchPage(cursor: string | undefined, signal?: AbortSignal) {
  return client.deadLetters.page({ limit: 100, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {});
}

interface DeadLettersProps {
  connections: readonly ConnectionStatus[];
  selected: number | undefined;
  onSelect(id: number | undefined): void;
  /** Opens what may make a letter understood. */
  onOpen(sheet: Sheet, connectionId: string): void;
}

export function DeadLetters({ connections, selected, onSelect, onOpen }: DeadLettersProps) {
  const [reading, setReading] = useState(false);
  const live = useLiveList<DeadLetter>({
    queryKey: api.deadLetters.page.key({ type: 'infinite' }),
    fetchPage,
    hold: reading || selected !== undefined,
  });
  const retry = useMutation(api.deadLetters.retry.mutationOptions());
  useKeys({ escape: () => onSelect(undefined) });

  const gone = useEngineGone();
  const rows = live.list?.rows;
  const instead =
    live.error && !live.list ? (
      <Failed what="the dead letters" error={live.error} retry={live.retry} />
    ) : !rows && gone ? (
      <Awaiting>{null}</Awaiting>
    ) : rows?.length === 0 ? (
      <Empty icon={IconMailCheck} title="No dead letters">
        Everything that was received could be read and understood.
      </Empty>
    ) : null;

  return (
    <div className={classes.dead}>
      {rows && rows.length > 0 ? (
        <div className={classes.deadBar}>
          <span className="dim">
            They are kept with their bytes. After an update or a changed mapping, read them again.
          </span>
          {retry.data ? (
            <span role="status">
              {plural(retry.data.tried, 'letter')} read again, {retry.data.resolved} understood now.
            </span>
          ) : null}
          {retry.error ? <span role="alert">{sentence(retry.error)}</span> : null}
          <Button
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={retry.isPending}
            onClick={() => retry.mutate({})}
          >
            Read all again
          </Button>
        </div>
      ) : null}
      <div className={classes.deadBody}>
        <Split
          label="Selected dead letter"
          panel={
            selected === undefined ? null : (
              <LetterView
                key={selected}
                id={selected}
                connections={connections}
                onOpen={onOpen}
                onClose={() => onSelect(undefined)}
              />
            )
          }
          list={
            <DataTable
              label="Dead letters"
              columns={columns}
              rows={rows}
              selected={selected}
              onClick={(row) => onSelect(row.id)}
              onNearEnd={live.loadMore}
              onReading={setReading}
              instead={instead}
            />
          }
        />
      </div>
    </div>
  );
}

/** What an operator can do for letters of a kind; `null` where only an update, or the platform, can. */
function helpFor(code: string, kind: ConnectionStatus['kind']): { sheet: Sheet; label: string; about: string } | null {
  if (code === 'unknown dialect')
    return {
      sheet: 'mapping',
      label: 'Map to a call…',
      about: 'Say once where its values stand; such payloads are calls then.',
    };
  if (code === 'bad signature' && kind === 'receiver')
    return {
      sheet: 'set up',
      label: 'Enter the secret…',
      about: 'It is looked at again as soon as the secret is stored.',
    };
  return null;
}

interface LetterViewProps extends Pick<DeadLettersProps, 'connections' | 'onOpen'> {
  id: number;
  onClose(): void;
}

function LetterView(props: LetterViewProps) {
  const { id } = props;
  const letter = useQuery(api.deadLetters.get.queryOptions({ input: { id } }));
  const retry = useMutation(api.deadLetters.retry.mutationOptions());
  const text = letter.data?.text ?? '';
  const node = useMemo(() => parseJson(text), [text]);
  const connection = props.connections.find((each) => each.id === letter.data?.connectionId);
  const help = letter.data && connection ? helpFor(letter.data.code, connection.kind) : null;
  return (
    <div className={`${page.panel} ${classes.letter}`}>
      <PanelTools title="Dead letter" onClose={props.onClose} />
      {letter.error && !letter.data ? (
        <Failed what="this dead letter" error={letter.error} retry={() => void letter.refetch()} />
      ) : null}
      {letter.isPending && !letter.error ? (
        <Awaiting>
          <Skeleton height={280} radius={6} />
        </Awaiting>
      ) : null}
      {letter.data ? (
        <>
          <h2>{letter.data.code}</h2>
          <Note tone="bad">{letter.data.reason}</Note>
          {help && connection ? (
            <p className={classes.help}>
              <Button variant="filled" onClick={() => props.onOpen(help.sheet, connection.id)}>
                {help.label}
              </Button>
              <span className="dim">{help.about}</span>
            </p>
          ) : null}
          <dl className={classes.facts}>
            <div>
              <dt>Received</dt>
              <dd>
                <FullTime at={letter.data.at} />
              </dd>
            </div>
            <div>
              <dt>From</dt>
              <dd>{connection?.name ?? letter.data.connectionId}</dd>
            </div>
            <div>
              <dt>Position</dt>
              <dd className="num wrap">{position(letter.data.position)}</dd>
            </div>
          </dl>
          <div className={classes.letterBar}>
            <span className="faint small num">
              {bytes(letter.data.bytes)}
              {letter.data.truncated ? ' · cut off after this' : ''}
            </span>
            <Button
              leftSection={<IconRefresh size={14} aria-hidden />}
              loading={retry.isPending}
              onClick={() => retry.mutate({ ids: [id] })}
            >
              Read again
            </Button>
            <Copy value={text} what="the bytes" />
          </div>
          {retry.data ? (
            <Note tone={retry.data.resolved > 0 ? 'good' : 'hold'} role="status">
              {retry.data.resolved > 0
                ? 'It is understood now and has joined the mirror.'
                : 'It still cannot be understood.'}
            </Note>
          ) : null}
          <div className={classes.code}>
            <CodeView text={node ? indent(node) : text} isJson={node !== undefined} label="Received bytes" />
          </div>
        </>
      ) : null}
    </div>
  );
}
