/** Importing files: choosing them, how far they are, what became of them. */
import { Button } from '@mantine/core';
import { IconFileImport, IconFolderOpen, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import type { ConnectionStatus } from '../../../shared/domain/connection.ts';
import type { ImportJob } from '../../../shared/domain/import.ts';
import { api } from '../../app/client.ts';
import { bytes, count, plural } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Note } from '../../ui/Notices.tsx';
import { Ago } from '../../ui/Time.tsx';
import classes from './sources.module.css';
import { addUploads, cancelUpload, forgetEnded, type Upload, useUploads } from './uploads.ts';

export function ImportSheet({ connection }: { connection: ConnectionStatus }) {
  const uploads = useUploads(connection.id);
  const past = useQuery(api.sources.imports.list.queryOptions());
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null) => {
    if (list && list.length > 0) addUploads(connection.id, [...list].filter(isReadable));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const here = new Set(uploads.map(({ job }) => job?.id));
  const before = past.data?.filter((job) => job.connectionId === connection.id && !here.has(job.id)) ?? [];
  const ended = uploads.filter(({ state }) => !['waiting', 'reading', 'running'].includes(state));

  return (
    <div className={classes.sheet}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons are the first. */}
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>Drop files here, or choose them.</p>
        <p className="dim small">
          NDJSON (a call’s payload or an event a line), JSON (one payload, or a list of them), HAR (the webhooks in it).
          Choosing the same file again adds nothing twice.
        </p>
        <div className={classes.row}>
          <Button
            variant="filled"
            leftSection={<IconFileImport size={14} aria-hidden />}
            onClick={() => files.current?.click()}
          >
            Choose files
          </Button>
          <Button leftSection={<IconFolderOpen size={14} aria-hidden />} onClick={() => folder.current?.click()}>
            Choose a folder
          </Button>
        </div>
        <input
          ref={files}
          hidden
          type="file"
          multiple
          aria-label="Files to import"
          accept=".json,.ndjson,.jsonl,.har,.txt,application/json"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <input
          ref={folder}
          hidden
          type="file"
          aria-label="Folder to import"
          {...{ webkitdirectory: '' }}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {uploads.length > 0 ? (
        <section aria-label="Imports in progress" className={classes.list}>
          {uploads.map((upload) => (
            <Progress key={upload.key} upload={upload} />
          ))}
          <div className={classes.row}>
            {ended.length > 0 ? (
              <>
                <LinkButton to="/calls" search={{ connection: connection.id }}>
                  Show the calls
                </LinkButton>
                <Button onClick={() => forgetEnded(connection.id)}>Clear finished imports</Button>
              </>
            ) : null}
          </div>
        </section>
      ) : null}
      {before.length > 0 ? (
        <section className={classes.list} aria-label="Earlier imports">
          <h3>Before</h3>
          {before.slice(0, 50).map((job) => (
            <div key={job.id} className={classes.past}>
              <span className="wrap">{job.name}</span>
              <span className="dim small">
                {pastWords(job)} <Ago at={job.endedAt ?? job.startedAt} />
              </span>
            </div>
          ))}
        </section>
      ) : null}
    </div>
  );
}

/** A folder holds other things, too. */
const isReadable = ({ name, webkitRelativePath }: File): boolean =>
  webkitRelativePath === '' || /\.(json|ndjson|jsonl|ldjson|har|txt)$/i.test(name);

const pastWords = (job: ImportJob): string =>
  job.state === 'done'
    ? summary(job)
    : job.state === 'failed'
      ? `${job.why ?? 'failed'} ·`
      : `${job.state} at ${percent(job.position, job.size)}; choose it again to go on ·`;

function summary(job: ImportJob): string {
  const parts = [`${plural(job.records, 'record')}: ${count(job.added)} new`];
  if (job.duplicates > 0) parts.push(`${count(job.duplicates)} already here`);
  if (job.deadLetters > 0) parts.push(`${plural(job.deadLetters, 'dead letter')}`);
  return `${parts.join(', ')} ·`;
}

const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 100 : Math.min(100, Math.floor((100 * part) / whole))} %`;

function Progress({ upload }: { upload: Upload }) {
  const { job, state, size } = upload;
  const done = job?.position ?? 0;
  const active = state === 'waiting' || state === 'reading' || state === 'running';
  const share = state === 'done' ? 1 : size === 0 ? 0 : Math.min(1, done / size);
  return (
    <article className={classes.upload} aria-label={upload.name}>
      <header>
        <b className="wrap">{upload.name}</b>
        <span className="dim small num">{bytes(size)}</span>
        {active ? (
          <Button
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => cancelUpload(upload.key)}
            aria-label={`Stop importing ${upload.name}`}
          >
            Stop
          </Button>
        ) : null}
      </header>
      {active ? (
        <div
          className={classes.bar}
          role="progressbar"
          aria-label={`Import of ${upload.name}`}
          aria-valuenow={Math.floor(share * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <i style={{ transform: `scaleX(${share})` }} />
        </div>
      ) : null}
      <p role="status" className="num small">
        {stateWords(upload)}
        {upload.from > 0 && state === 'running' ? ` Going on at ${percent(upload.from, size)}.` : ''}
      </p>
      {job && job.deadLetters > 0 ? (
        <p className="small">
          <LinkButton to="/connections" search={{ show: 'dead letters' }}>
            {`Show ${plural(job.deadLetters, 'dead letter')}`}
          </LinkButton>
        </p>
      ) : null}
      {state === 'failed' ? <Note tone="bad">{upload.why}</Note> : null}
    </article>
  );
}

function stateWords({ state, job, size }: Upload): string {
  const brought = job ? summary(job).replace(/ ·$/, '') : '';
  switch (state) {
    case 'waiting':
      return 'Waits for the one before it.';
    case 'reading':
      return 'Checking whether it was imported before…';
    case 'running':
      return `${percent(job?.position ?? 0, size)} · ${brought}.`;
    case 'done':
      return `Done: ${brought}.`;
    case 'cancelled':
    case 'interrupted':
      return `Stopped. What was read stays: ${brought || 'nothing yet'}. Choose the file again to go on.`;
    case 'failed':
      return brought === '' ? 'Not imported.' : `Not finished: ${brought}.`;
  }
}
