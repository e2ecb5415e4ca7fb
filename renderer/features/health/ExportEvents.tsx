/** Everything that was received, as one file of lines. */
import { Button, Progress } from '@mantine/core';
import { useRef, useState } from 'react';
import { client } from '../../app/client.ts';
import { openFile } from '../../ui/file-sink.ts';
import { count, plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { Card } from './Card.tsx';
import classes from './health.module.css';

type State =
  | { at: 'start' }
  | { at: 'writing'; events: number; of: number }
  | { at: 'done'; events: number; name: string }
  | { at: 'failed'; why: string };

const kind = { ending: '.ndjson', type: 'application/x-ndjson', description: 'Events, one per line' };

export function ExportEvents() {
  const [state, setState] = useState<State>({ at: 'start' });
  const stop = useRef<AbortController>(undefined);

  async function write(): Promise<void> {
    const file = await openFile('aftercall-events.ndjson', kind);
    if (file === null) return;
    const stopped = new AbortController();
    stop.current = stopped;
    setState({ at: 'writing', events: 0, of: 0 });
    try {
      let events = 0;
      for await (const chunk of await client.upkeep.exportEvents(undefined, { signal: stopped.signal })) {
        await file.write(chunk.text);
        events = chunk.events;
        setState({ at: 'writing', events, of: chunk.of });
      }
      await file.close();
      setState({ at: 'done', events, name: file.name });
    } catch (error) {
      await file.discard();
      setState(
        stopped.signal.aborted
          ? { at: 'start' }
          : { at: 'failed', why: sentence(error instanceof Error ? error : new Error(String(error))) },
      );
    }
  }
  const start = () => void write().catch((error: unknown) => setState({ at: 'failed', why: String(error) }));

  return (
    <Card
      title="Full export"
      tools={
        state.at === 'writing' ? (
          <Button onClick={() => stop.current?.abort()}>Stop</Button>
        ) : (
          <Button onClick={start}>Export all events</Button>
        )
      }
    >
      <p className={classes.line}>
        Every event as it was received, one per line: an open format that another Aftercall can import. It is not
        redacted.
      </p>
      {state.at === 'writing' ? (
        <>
          <Progress value={state.of === 0 ? 0 : (state.events / state.of) * 100} aria-label="Written" />
          <p role="status" className="num">
            {count(state.events)} of about {count(state.of)} events
          </p>
        </>
      ) : state.at === 'done' ? (
        <Note tone="good" role="status">
          {plural(state.events, 'event')} saved as {state.name}.
        </Note>
      ) : state.at === 'failed' ? (
        <Note tone="bad" role="alert">
          {state.why}
        </Note>
      ) : null}
    </Card>
  );
}
