/** Writes the lines that are listed into a file, one JSON object each, newest first; with their hashes. */
import { Button, Modal } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { type FileKind, openFile } from '../../ui/file-sink.ts';
import { count, plural, total } from '../../ui/format.ts';
import { useZone } from '../../ui/preferences.ts';
import { sentence } from '../../ui/sentence.ts';
import { Ended, UnderWay } from '../../ui/Work.tsx';
import { type ActivitySearch, activityList } from './queries.ts';

const ndjson: FileKind = {
  ending: '.ndjson',
  type: 'application/x-ndjson',
  description: 'One JSON object per line',
};

type State =
  | { at: 'start' }
  | { at: 'writing'; lines: number; total: { count: number; exact: boolean } | null }
  | { at: 'done'; lines: number; name: string }
  | { at: 'stopped' }
  | { at: 'failed'; why: string };

export function ExportLines({ search }: { search: ActivitySearch }) {
  const zone = useZone();
  const [state, setState] = useState<State>({ at: 'start' });
  const running = useRef<AbortController>(null);
  // Nobody would see the end of it.
  useEffect(() => () => running.current?.abort(), []);

  const write = async () => {
    const stop = new AbortController();
    running.current = stop;
    const { fetchPage } = activityList(search, zone);
    let file: Awaited<ReturnType<typeof openFile>> = null;
    try {
      file = await openFile(`activity-${new Date().toISOString().slice(0, 10)}.ndjson`, ndjson);
      if (!file) return;
      let lines = 0;
      let cursor: string | undefined;
      setState({ at: 'writing', lines, total: null });
      do {
        const page = await fetchPage(cursor, stop.signal);
        await file.write(page.rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        lines += page.rows.length;
        cursor = page.next;
        setState({ at: 'writing', lines, total: page.total });
      } while (cursor !== undefined);
      await file.close();
      setState({ at: 'done', lines, name: file.name });
    } catch (error) {
      await file?.discard().catch(() => undefined);
      setState(stop.signal.aborted ? { at: 'stopped' } : { at: 'failed', why: sentence(error) });
    }
  };
  const close = () => {
    running.current?.abort();
    setState({ at: 'start' });
  };

  return (
    <>
      <Button leftSection={<IconDownload size={14} aria-hidden />} onClick={() => void write()}>
        Export
      </Button>
      <Modal
        opened={state.at !== 'start'}
        onClose={close}
        title="Export the entries"
        closeOnClickOutside={state.at !== 'writing'}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {state.at === 'writing' ? (
          <UnderWay
            label="Entries written"
            part={state.total?.exact && state.total.count > 0 ? state.lines / state.total.count : null}
            onStop={() => running.current?.abort()}
          >
            {count(state.lines)} {state.total ? `of ${total(state.total)} ` : ''}entries written
          </UnderWay>
        ) : state.at === 'start' ? null : (
          <Ended
            tone={state.at === 'done' ? 'good' : state.at === 'stopped' ? 'hold' : 'bad'}
            more={state.at === 'done' ? null : <Button onClick={() => void write()}>Try again</Button>}
            onClose={close}
          >
            {state.at === 'done'
              ? `${plural(state.lines, 'entry', 'entries')} saved as ${state.name}.`
              : state.at === 'stopped'
                ? 'Stopped. No file was kept.'
                : `The entries could not be written. ${state.why}`}
          </Ended>
        )}
      </Modal>
    </>
  );
}
