/** The list of calls as a file: in which form, with which columns, redacted or not; then how far it is, and how it ended. */
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallColumn } from '../../../../shared/contract/calls.ts';
import { api } from '../../../app/client.ts';
import { forCore } from '../../../ui/filters/address.ts';
import { machineZone, plural, zoneName } from '../../../ui/format.ts';
import { useZone } from '../../../ui/preferences.ts';
import { Segments } from '../../../ui/Segments.tsx';
import { usualLayout } from '../../../ui/table/arrange.ts';
import { callColumns } from '../columns.tsx';
import type { ListedFilter } from '../list-queries.ts';
import { ColumnPicker } from './ColumnPicker.tsx';
import { ExportProgress } from './ExportProgress.tsx';
import classes from './export.module.css';
import { exportColumnsOf } from './export-columns.ts';
import { Redaction } from './Redaction.tsx';
import { type ExportInput, fileKinds, useExport } from './useExport.ts';

/** What to export: all that a filter finds, or these of it. */
export interface Exported {
  filter: ListedFilter;
  ids?: number[];
}

interface ExportDialogProps {
  exported: Exported | null;
  /** The columns on the screen, where they were arranged. */
  shown: readonly string[] | undefined;
  onClose(): void;
}

export function ExportDialog({ exported, shown, onClose }: ExportDialogProps) {
  const [busy, setBusy] = useState(false);
  return (
    <Modal
      opened={exported !== null}
      onClose={onClose}
      title={exported?.ids ? `Export ${plural(exported.ids.length, 'call')}` : 'Export all calls found'}
      size={560}
      closeOnClickOutside={!busy}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {exported ? (
        <ExportFormat
          exported={exported}
          shown={shown ?? usualLayout(callColumns).shown}
          onBusy={setBusy}
          onClose={onClose}
        />
      ) : null}
    </Modal>
  );
}

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'ndjson', label: 'NDJSON' },
  { value: 'json', label: 'JSON' },
] as const;

const formatWords: Record<ExportInput['format'], string> = {
  csv: 'A table for spreadsheets. Values that a spreadsheet would run as formulas are made harmless.',
  ndjson: 'One JSON object per line, for programs that read long files.',
  json: 'One JSON array.',
};

interface ExportFormatProps {
  exported: Exported;
  shown: readonly string[];
  onBusy(busy: boolean): void;
  onClose(): void;
}

function ExportFormat({ exported, shown, onBusy, onClose }: ExportFormatProps) {
  const shownZone = useZone();
  const privacy = useQuery(api.settings.get.queryOptions()).data?.privacy;
  const [format, setFormatat] = useState<ExportInput['format']>('csv');
  const [columns, setColumns] = useState<readonly CallColumn[]>(() => exportColumnsOf(shown));
  const [zone, setZone] = useState(zoneName(shownZone));
  const [wish, setWish] = useState<boolean | null>(null);
  const run = useExport();

  // Until the setting is known nothing leaves as it is; where something is masked, it is not shown by leaving either.
  const mustRedact = privacy?.allowUnredacted !== true;
  const masks = privacy && (privacy.maskNames || privacy.maskNumbers || privacy.maskText || privacy.maskLinks);
  const redacted = mustRedact || (wish ?? masks === true);

  const zones = [...new Set([zoneName(shownZone), machineZone, 'UTC'])];

  const begin = async () => {
    onBusy(true);
    const now = Date.now();
    const { ids, filter } = exported;
    await run.start(
      {
        filter: forCore(filter, now, shownZone),
        ...(ids ? { ids } : {}),
        columns: [...columns],
        format,
        redacted,
        zone,
      },
      `calls-${new Date(now).toISOString().slice(0, 10)}${fileKinds[format].ending}`,
    );
    onBusy(false);
  };

  if (run.state.at !== 'start') {
    return <ExportProgress state={run.state} onStop={run.stop} onAgain={run.again} onClose={onClose} />;
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <div className={classes.line}>
        <span>Format</span>
        <div>
          <Segments label="Format" value={format} options={formats} onChange={setFormatat} />
          <p className={classes.about}>{formatWords[format]}</p>
        </div>
      </div>
      <div className={classes.line}>
        <span>Columns</span>
        <ColumnPicker chosen={columns} onChange={setColumns} />
      </div>
      {format === 'csv' && zones.length > 1 ? (
        <div className={classes.line}>
          <span>Times</span>
          <Segments
            label="Zone of the times"
            value={zone}
            options={zones.map((value) => ({ value, label: value }))}
            onChange={setZone}
          />
        </div>
      ) : null}
      <Redaction redacted={redacted} isForced={mustRedact} onChange={setWish} />
      <div className={classes.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" disabled={columns.length === 0}>
          {exported.ids ? `Export ${plural(exported.ids.length, 'call')}` : 'Export all found'}
        </Button>
      </div>
    </form>
  );
}
