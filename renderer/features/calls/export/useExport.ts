/** Writes a list of calls into a file while core reads it; tells how far it is, and can be stopped. */
import { ORPCError } from '@orpc/client';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../../app/client.ts';
import { type FileKind, openFile } from '../../../ui/file-sink.ts';
import { sentence } from '../../../ui/sentence.ts';

export type ExportInput = Parameters<typeof client.calls.export>[0];

export type ExportState =
  | { at: 'start' }
  | { at: 'writing'; calls: number; total: { count: number; exact: boolean } | null }
  | { at: 'done'; calls: number; name: string; bytes: number }
  | { at: 'stopped' }
  | { at: 'failed'; why: string };

export const fileKinds: Record<ExportInput['format'], FileKind> = {
  csv: { ending: '.csv', type: 'text/csv', description: 'Comma-separated values' },
  ndjson: { ending: '.ndjson', type: 'application/x-ndjson', description: 'One JSON object per line' },
  json: { ending: '.json', type: 'application/json', description: 'JSON' },
};

export function useExport() {
  const [state, setState] = useState<ExportState>({ at: 'start' });
  const running = useRef<AbortController>(null);
  // Nobody would see the end of it.
  useEffect(() => () => running.current?.abort(), []);

  async function start(input: ExportInput, name: string): Promise<void> {
    const file = await openFile(name, fileKinds[input.format]).catch((error: unknown) => {
      setState({ at: 'failed', why: `The file cannot be written. ${sentence(error)}` });
      return null;
    });
    if (!file) return;
    const given = new AbortController();
    running.current = given;
    setState({ at: 'writing', calls: 0, total: null });
    let bytes = 0;
    let calls = 0;
    let isWhole = false;
    try {
      for await (const piece of await client.calls.export(input, { signal: given.signal })) {
        if (given.signal.aborted) break;
        if (piece.text !== '') await file.write(piece.text);
        bytes += new Blob([piece.text]).size;
        calls = piece.calls;
        isWhole = piece.done;
        setState({ at: 'writing', calls, total: piece.total });
      }
      if (isWhole && !given.signal.aborted) {
        await file.close();
        setState({ at: 'done', calls, name: file.name, bytes });
        return;
      }
      await file.discard();
      setState(given.signal.aborted ? { at: 'stopped' } : { at: 'failed', why: endedEarly });
    } catch (error) {
      await file.discard().catch(() => undefined);
      setState(given.signal.aborted ? { at: 'stopped' } : { at: 'failed', why: failure(error) });
    }
  }

  return {
    state,
    start,
    stop: () => running.current?.abort(),
    again: () => setState({ at: 'start' }),
  };
}

const endedEarly = 'The engine ended before the last call. Nothing was kept; try again.';

function failure(error: unknown): string {
  if (error instanceof ORPCError && error.code === 'MUST_BE_REDACTED') {
    return 'The privacy settings require redaction. Export it redacted, or change the setting.';
  }
  return `Nothing was kept. ${sentence(error)}`;
}
