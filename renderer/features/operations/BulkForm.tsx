/** What an operation on many is asked for with: its name, why, who does it, and at which pace. */
import { NumberInput, TextInput } from '@mantine/core';
import type { Pace } from '../../../shared/domain/bulk.ts';
import type { Executor, OperationKind } from '../../../shared/domain/operation.ts';
import { Segments } from '../../ui/Segments.tsx';
import classes from './bulk.module.css';
import { type FlowVersion, paceFields } from './bulk.ts';

export interface BulkDraft {
  name: string;
  reason: string;
  executor: Executor;
  /** Of the flows to be replayed. */
  version: FlowVersion;
  /** As typed. */
  pace: Record<keyof Pace, string | number>;
}

interface BulkFormProps {
  kind: OperationKind;
  draft: BulkDraft;
  disabled: boolean;
  onChange(draft: BulkDraft): void;
  onSubmit(): void;
}

const executors = [
  { value: 'this machine', label: 'This machine' },
  { value: 'platform', label: 'The platform' },
] as const;

const executorWords: Record<Executor, string> = {
  'this machine': 'Requests go out from here, through the guard against private addresses.',
  platform: 'It uses its own credentials and reports back.',
};

const versions = [
  { value: 'recorded', label: 'Recorded versions' },
  { value: 'current', label: 'Newest versions' },
] as const;

const versionWords: Record<FlowVersion, string> = {
  recorded: 'Each chain runs in the version it ran in then.',
  current: 'Each chain runs as its flow is now. The plan says which cannot.',
};

export function BulkForm({ kind, draft, disabled, onChange, onSubmit }: BulkFormProps) {
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!disabled) onSubmit();
      }}
    >
      <TextInput
        label="Reason"
        required
        withAsterisk={false}
        description="Why this is done. It is kept with every attempt and in the audit."
        placeholder="e.g. “CRM was down on Friday”"
        maxLength={500}
        value={draft.reason}
        data-autofocus
        onChange={(event) => onChange({ ...draft, reason: event.currentTarget.value })}
      />
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        description="As it is listed under Operations."
        maxLength={120}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <div className={classes.who}>
        <Segments
          label="Done by"
          value={draft.executor}
          options={executors}
          onChange={(executor) => onChange({ ...draft, executor })}
        />
        <span className="dim small">{executorWords[draft.executor]}</span>
      </div>
      {kind === 'replay' && draft.executor === 'this machine' ? (
        <div className={classes.who}>
          <Segments
            label="Version"
            value={draft.version}
            options={versions}
            onChange={(version) => onChange({ ...draft, version })}
          />
          <span className="dim small">{versionWords[draft.version]}</span>
        </div>
      ) : null}
      <fieldset className={classes.pace}>
        <legend>Pace</legend>
        {paceFields.map((field) => (
          <NumberInput
            key={field.key}
            size="xs"
            label={field.label}
            description={field.help}
            min={field.least}
            max={field.most}
            allowDecimal={!field.whole}
            allowNegative={false}
            thousandSeparator=","
            value={draft.pace[field.key]}
            onChange={(value) => onChange({ ...draft, pace: { ...draft.pace, [field.key]: value } })}
          />
        ))}
      </fieldset>
      <p className="dim">
        {kind === 'resend'
          ? 'The plan comes next: which messages can be sent, which cannot and why, what might happen twice, and how long it takes.'
          : 'The plan comes next: which runs can be replayed, which cannot and why, what might happen twice, and how long it takes.'}{' '}
        It sends nothing.
      </p>
      <button type="submit" hidden />
    </form>
  );
}
