/** Writes the lines that are listed into a file, one JSON object each, newest first; with their hashes. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type FileKind, openFile } from '../../ui/file-sink.ts';
import { plural } from '../../ui/format.ts';
import { useZone } from '../../ui/preferences.ts';
import { sentence } from '../../ui/sentence.ts';
import { toast } from '../../ui/toasts.ts';
import { type ActivitySearch, activityList } from './queries.ts';

const ndjson: FileKind = {
  ending: '.ndjson',
  type: 'application/x-ndjson',
  description: 'One JSON object per line',
};

export function ExportLines({ search }: { search: ActivitySearch }) {
  const zone = useZone();
  const running = useRef<AbortController>(null);
  // Nobody would see the end of it.
  useEffect(() => () => running.current?.abort(), []);

  const write = useMutation({
    mutationFn: async () => {
      const file = await openFile(`activity-${new Date().toISOString().slice(0, 10)}.ndjson`, ndjson);
      if (!file) return null;
      const stop = new AbortController();
      running.current = stop;
      const { fetchPage } = activityList(search, zone);
      try {
        let lines = 0;
        let cursor: string | undefined;
        do {
          const page = await fetchPage(cursor, stop.signal);
          await file.write(page.rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
          lines += page.rows.length;
          cursor = page.next;
        } while (cursor !== undefined);
        await file.close();
        return { lines, name: file.name };
      } catch (error) {
        await file.discard().catch(() => undefined);
        if (stop.signal.aborted) return null;
        throw error;
      }
    },
    onSuccess: (done) => {
      if (done) toast({ title: `${plural(done.lines, 'line')} written to ${done.name}`, tone: 'good' });
    },
    onError: (error) => toast({ title: 'The lines could not be written', text: sentence(error), tone: 'bad' }),
  });

  return (
    <Button
      leftSection={<IconDownload size={14} aria-hidden />}
      loading={write.isPending}
      onClick={() => write.mutate(undefined)}
    >
      Export
    </Button>
  );
}
