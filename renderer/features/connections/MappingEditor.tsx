/** How a connection’s unknown payloads are read: a sample beside the expressions, each with what it gives, as it is typed. */
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ConnectionStatus } from '../../../shared/domain/connection.ts';
import {
  type FieldResult,
  type MappedField,
  type MappingGuess,
  type MappingRules,
  mappedFieldNames,
  mappedFields,
} from '../../../shared/domain/mapping.ts';
import { api } from '../../app/client.ts';
import { bytes, plural } from '../../ui/format.ts';
import { CodeView } from '../../ui/json/CodeView.tsx';
import { indent, parseJson } from '../../ui/json/parse.ts';
import { Empty, Failed, Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { MappingRunView } from './MappingRunView.tsx';
import classes from './sources.module.css';

const none: MappingRules = { when: '', fields: {} };

export function MappingEditor({ connection }: { connection: ConnectionStatus }) {
  const connectionId = connection.id;
  const saved = useQuery(api.sources.mapping.get.queryOptions({ input: { connectionId } }));
  const samples = useQuery(api.sources.mapping.samples.queryOptions({ input: { connectionId } }));
  const [draft, setDraft] = useState<MappingRules | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const sample = samples.data?.find(({ seq }) => seq === chosen) ?? samples.data?.[0];
  const rules = draft ?? saved.data ?? none;
  const proposal = useQuery({
    ...api.sources.mapping.propose.queryOptions({ input: { seq: sample?.seq ?? 0 } }),
    enabled: sample !== undefined,
  });
  const save = useMutation(api.sources.mapping.save.mutationOptions());
  const apply = useMutation(api.sources.mapping.apply.mutationOptions());
  const guesses = useMemo(() => new Map(proposal.data?.guesses.map((guess) => [guess.field, guess])), [proposal.data]);
  const later = useSettled(rules);
  const preview = useQuery({
    ...api.sources.mapping.preview.queryOptions({ input: { seq: sample?.seq ?? 0, ...later } }),
    enabled: sample !== undefined,
    placeholderData: keepPreviousData,
  });
  const node = useMemo(() => parseJson(sample?.text ?? ''), [sample?.text]);

  if (samples.error && !samples.data) return <Failed what="the samples" error={samples.error} />;
  if (samples.data?.length === 0 && !saved.data) {
    return (
      <Empty icon={IconSparkles} title="Nothing to map">
        A mapping is made from a payload that no built-in dialect reads. None has arrived on this connection: everything
        it brought is understood.
      </Empty>
    );
  }
  const put = (field: MappedField, expression: string) =>
    setDraft({ ...rules, fields: { ...rules.fields, [field]: expression } });
  const adopt = () =>
    setDraft({ ...rules, fields: { ...fieldsOf(proposal.data?.guesses ?? []), ...filled(rules.fields) } });
  const store = async (thenApply: boolean) => {
    await save.mutateAsync({ connectionId, ...rules, fields: filled(rules.fields) });
    setDraft(null);
    if (thenApply) await apply.mutateAsync({ connectionId, all: true });
  };
  const error = save.error ?? apply.error;
  const missesId = !(rules.fields.callId ?? '').trim();

  return (
    <div className={classes.mapping}>
      <section aria-label="Sample">
        <Select
          size="xs"
          label="Sample"
          allowDeselect={false}
          data={(samples.data ?? []).map((one, n) => ({
            value: String(one.seq),
            label: `${n + 1} · ${one.state === 'unread' ? 'not read yet' : 'mapped'} · ${bytes(one.bytes)}`,
          }))}
          value={sample ? String(sample.seq) : null}
          onChange={(next) => setChosen(Number(next))}
        />
        <div className={classes.sample}>
          {sample ? (
            <CodeView text={node ? indent(node) : sample.text} isJson={node !== undefined} label="Sample payload" />
          ) : null}
        </div>
        {proposal.data && proposal.data.guesses.length > 0 ? (
          <Note tone="wait">
            {likeWords(proposal.data.likeness)} {plural(proposal.data.guesses.length, 'field')} could be inferred from
            its names and values.{' '}
            <Button size="compact-xs" leftSection={<IconSparkles size={13} aria-hidden />} onClick={adopt}>
              Use the suggestions
            </Button>
          </Note>
        ) : null}
      </section>
      <section aria-label="Mapping">
        <TextInput
          label="Is a call when"
          description="JSONata; true for payloads that are calls. Empty: all of them."
          placeholder={'event = "call.finished"'}
          classNames={{ input: 'mono' }}
          value={rules.when}
          error={preview.data?.problem?.startsWith('The condition') ? preview.data.problem : null}
          onChange={(event) => setDraft({ ...rules, when: event.currentTarget.value })}
        />
        <div className={classes.fields}>
          {mappedFieldNames.map((field) => (
            <Field
              key={field}
              field={field}
              value={rules.fields[field] ?? ''}
              result={preview.data?.fields[field]}
              guess={guesses.get(field)}
              onChange={(expression) => put(field, expression)}
            />
          ))}
        </div>
        <Outcome
          call={preview.data?.call ?? null}
          problem={preview.data?.problem ?? null}
          taken={preview.data?.taken ?? false}
          remarks={preview.data?.remarks ?? []}
          empty={missesId}
        />
        {error ? (
          <Note tone="bad" role="alert">
            {sentence(error)}
          </Note>
        ) : null}
        <MappingRunView connectionId={connectionId} />
        <div className={classes.row}>
          <Button
            variant="filled"
            disabled={missesId}
            loading={save.isPending || apply.isPending}
            onClick={() => void store(true).catch(() => {})}
          >
            Save and read what was received
          </Button>
          <Button disabled={draft === null} loading={save.isPending} onClick={() => void store(false).catch(() => {})}>
            Save for what arrives
          </Button>
          <span className="dim small">
            {draft ? 'Not saved yet.' : saved.data ? `Version ${saved.data.version} is in use.` : 'No mapping yet.'}
          </span>
        </div>
      </section>
    </div>
  );
}

const previewAfterMs = 150;

/** The value once it has not changed for a moment, so that not every letter is evaluated. */
function useSettled<T>(value: T): T {
  const deferred = useDeferredValue(value);
  const [settled, setSettled] = useState(deferred);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(deferred), previewAfterMs);
    return () => clearTimeout(timer);
  }, [deferred]);
  return settled;
}

const fieldsOf = (guesses: readonly MappingGuess[]): MappingRules['fields'] =>
  Object.fromEntries(guesses.map(({ field, expression }) => [field, expression]));

const filled = (fields: MappingRules['fields']): MappingRules['fields'] =>
  Object.fromEntries(Object.entries(fields).filter(([, expression]) => expression.trim() !== ''));

const likeWords = (likeness: number): string =>
  likeness > 0.6
    ? 'This looks like a call.'
    : likeness > 0.3
      ? 'This may be a call.'
      : 'This hardly looks like a call.';

function Field(props: {
  field: MappedField;
  value: string;
  result: FieldResult | undefined;
  guess: MappingGuess | undefined;
  onChange(value: string): void;
}) {
  const { field, value, result, guess, onChange } = props;
  const id = `map-${field}`;
  return (
    <div className={classes.field}>
      <label htmlFor={id} title={mappedFields[field]}>
        {field}
      </label>
      <Textarea
        id={id}
        autosize
        minRows={1}
        maxRows={5}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        placeholder={mappedFields[field]}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Result
        result={value.trim() === '' ? undefined : result}
        guess={value.trim() === '' ? guess : undefined}
        onUse={onChange}
      />
    </div>
  );
}

function Result(props: {
  result: FieldResult | undefined;
  guess: MappingGuess | undefined;
  onUse(value: string): void;
}) {
  const { result, guess, onUse } = props;
  if (guess) {
    return (
      <div className={classes.guess}>
        <Button size="compact-xs" onClick={() => onUse(guess.expression)}>
          Use <span className="mono">&nbsp;{guess.expression.slice(0, 28)}</span>
        </Button>{' '}
        {Math.round(guess.confidence * 100)} % sure: {guess.why}
      </div>
    );
  }
  if (!result) return <output className={classes.result} data-tone="none" />;
  if (!result.ok) {
    return (
      <output className={classes.result} data-tone="bad">
        {result.problem}
      </output>
    );
  }
  const nothing = result.value === undefined || result.value === null;
  return (
    <output className={`${classes.result} mono`} data-tone={nothing ? 'none' : undefined}>
      {nothing ? 'nothing' : shown(result.value)}
    </output>
  );
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 399)}…` : text;
}

function Outcome(props: {
  call: Record<string, unknown> | null;
  problem: string | null;
  taken: boolean;
  remarks: readonly string[];
  empty: boolean;
}) {
  const { call, problem, taken, remarks, empty } = props;
  if (empty) return <Note tone="wait">Give callId an expression: without an id there is no call.</Note>;
  if (!taken && problem === null) return <Note tone="hold">The condition leaves this payload out.</Note>;
  if (problem !== null || !call) return <Note tone="bad">No call: {problem}</Note>;
  const known = Object.values(call).filter((value) => value !== null).length;
  return (
    <Note tone="good" role="status">
      A call with {plural(known, 'field')}. {remarks.length > 0 ? `Remarks: ${remarks.join('; ')}.` : ''}
    </Note>
  );
}
