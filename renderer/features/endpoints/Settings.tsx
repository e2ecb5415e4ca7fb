/** What the operator decides of an endpoint: whether and how this machine sends to it. Kept only when saved. */
import { Button, MultiSelect, NumberInput, Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { z } from 'zod';
import { rangeNames } from '../../../shared/domain/connection.ts';
import type { Endpoint, EndpointSettings } from '../../../shared/domain/endpoint.ts';
import { signingScheme } from '../../../shared/domain/signing.ts';
import { api } from '../../app/client.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import classes from './endpoints.module.css';
import { SchemeFields } from './SchemeFields.tsx';
import { rangeHelp } from './words.ts';

const ranges = z.array(z.enum(rangeNames));
/** A field that was emptied stands for what is usual. */
const numberOrUsual = (value: string | number): number | null => (typeof value === 'number' ? value : null);

export function Settings({ endpoint }: { endpoint: Endpoint }) {
  const { connectionId, endpointId, announced } = endpoint;
  const [draft, setDraft] = useState<EndpointSettings>(endpoint.settings);
  const save = useMutation(api.endpoints.update.mutationOptions());
  const changed = JSON.stringify(draft) !== JSON.stringify(endpoint.settings);
  const put = (change: Partial<EndpointSettings>) => setDraft({ ...draft, ...change });
  const badScheme = draft.scheme && !signingScheme.safeParse(draft.scheme).success;
  const leaving = useBlocker({ shouldBlockFn: () => changed, enableBeforeUnload: changed, withResolver: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!badScheme) save.mutate({ connectionId, endpointId, settings: draft });
  };
  return (
    <form className={classes.card} onSubmit={submit} aria-label="Settings">
      <h4>How this machine sends to it</h4>
      <Switch
        label="Send to it"
        description="When off, nothing is sent from here: neither resends nor tests."
        checked={draft.enabled}
        onChange={(event) => put({ enabled: event.currentTarget.checked })}
      />
      <SchemeFields
        value={draft.scheme}
        announced={announced ? announced.scheme : undefined}
        onChange={(scheme) => put({ scheme })}
        error={badScheme ? 'A header’s name: letters, digits and dashes.' : null}
      />
      <div className={classes.row}>
        <NumberInput
          size="xs"
          label="Timeout"
          description="Success is 2xx within it."
          placeholder="5,000 ms"
          suffix=" ms"
          thousandSeparator=","
          min={100}
          max={120_000}
          clampBehavior="blur"
          value={draft.timeoutMs ?? ''}
          onChange={(value) => put({ timeoutMs: numberOrUsual(value) })}
        />
        <NumberInput
          size="xs"
          label="Per second"
          description="In bulk; the slower limit applies."
          placeholder="as planned"
          min={0.1}
          max={10_000}
          clampBehavior="blur"
          value={draft.perS ?? ''}
          onChange={(value) => put({ perS: numberOrUsual(value) })}
        />
        <NumberInput
          size="xs"
          label="At once"
          description="Requests at the same time."
          placeholder="as planned"
          min={1}
          max={64}
          allowDecimal={false}
          clampBehavior="blur"
          value={draft.atOnce ?? ''}
          onChange={(value) => put({ atOnce: numberOrUsual(value) })}
        />
      </div>
      <MultiSelect
        size="xs"
        label="Allowed ranges"
        description="Only public addresses are sent to, unless a range is allowed here by name."
        placeholder={draft.allow.length === 0 ? 'Public addresses only' : ''}
        data={rangeNames.map((name) => ({ value: name, label: name }))}
        renderOption={({ option }) => (
          <span>
            <b>{option.label}</b> <span className="dim">{rangeHelp[ranges.element.parse(option.value)]}</span>
          </span>
        )}
        value={draft.allow}
        onChange={(next) => put({ allow: ranges.parse(next) })}
      />
      {draft.allow.includes('metadata') ? (
        <Note tone="hold">Cloud metadata gives credentials to whoever asks. Allow it only if you know why.</Note>
      ) : null}
      {save.error ? (
        <Note tone="bad" role="alert">
          {sentence(save.error)}
        </Note>
      ) : null}
      <div className={classes.buttons}>
        {changed ? <Button onClick={() => setDraft(endpoint.settings)}>Undo changes</Button> : null}
        <Button type="submit" variant="filled" disabled={!changed} loading={save.isPending}>
          Save settings
        </Button>
      </div>
      <Confirm
        opened={leaving.status === 'blocked'}
        title="Leave without saving?"
        keep="Stay here"
        act="Leave without saving"
        onKeep={() => leaving.reset?.()}
        onAct={() => leaving.proceed?.()}
      >
        The settings of {endpoint.name || 'this endpoint'} were changed and not saved.
      </Confirm>
    </form>
  );
}
