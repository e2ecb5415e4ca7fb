/** The events of a call exactly as they were received; `indented` only adds line breaks, the tokens stay what they were. */
import { Button, Skeleton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RawEvent } from '../../../shared/contract/index.ts';
import type { EventRef } from '../../../shared/domain/call.ts';
import { Copy } from '../../ui/Copy.tsx';
import { bytes } from '../../ui/format.ts';
import { type CodeHandle, CodeView } from '../../ui/json/CodeView.tsx';
import { indent, parseJson } from '../../ui/json/parse.ts';
import { Failed, Note } from '../../ui/Notices.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { FullTime } from '../../ui/Time.tsx';
import classes from './Raw.module.css';

const views = [
  { value: 'indented', label: 'Indented' },
  { value: 'received', label: 'As received' },
] as const;

interface RawProps {
  events: readonly EventRef[];
  seq: number | undefined;
  event: UseQueryResult<RawEvent>;
  onChoose(seq: number): void;
}

export function Raw({ events, seq, event, onChoose }: RawProps) {
  const [view, setView] = useState<'indented' | 'received'>('indented');
  const code = useRef<CodeHandle>(null);
  const text = event.data?.text;
  const node = useMemo(() => (text === undefined ? undefined : parseJson(text)), [text]);
  const shown = useMemo(() => (node && view === 'indented' ? indent(node) : (text ?? '')), [node, text, view]);

  useEffect(() => {
    const onFind = (key: KeyboardEvent) => {
      if (key.key.toLowerCase() !== 'f' || !(key.ctrlKey || key.metaKey)) return;
      key.preventDefault();
      code.current?.search();
    };
    window.addEventListener('keydown', onFind);
    return () => window.removeEventListener('keydown', onFind);
  }, []);

  return (
    <div className={classes.raw}>
      {events.length > 1 ? (
        <Segments
          label="Event"
          value={String(seq)}
          options={events.map((each, index) => ({ value: String(each.seq), label: `${index + 1} · ${each.type}` }))}
          onChange={(value) => onChoose(Number(value))}
        />
      ) : null}
      {event.error ? <Failed what="the event" error={event.error} retry={() => void event.refetch()} /> : null}
      {event.isPending && !event.error ? <Skeleton height={320} radius={6} /> : null}
      {event.data ? (
        <>
          <div className={classes.bar}>
            <span className="faint small wrap">
              <span className="mono">{event.data.eventId}</span> · {bytes(event.data.bytes)} · received{' '}
              <FullTime at={event.data.receivedAt} />
            </span>
            <span className={classes.tools}>
              {node ? <Segments label="How to show the text" value={view} options={views} onChange={setView} /> : null}
              <Button leftSection={<IconSearch size={14} aria-hidden />} onClick={() => code.current?.search()}>
                Find
              </Button>
              <Copy value={event.data.text} what="the received text" />
            </span>
          </div>
          {event.data.truncated ? (
            <Note tone="hold">
              Too long to show whole: only its beginning is here. All of it is kept in the mirror.
            </Note>
          ) : null}
          <div className={classes.code}>
            <CodeView text={shown} isJson={node !== undefined} label="Received text" handle={code} />
          </div>
        </>
      ) : null}
    </div>
  );
}
