/** How an operation is to be done: by whom, and where to. */
import { Autocomplete, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Executor, OperationKind, Plan } from '../../../shared/domain/operation.ts';
import { api } from '../../app/client.ts';
import { Segments } from '../../ui/Segments.tsx';
import classes from './operations.module.css';

export interface HowValue {
  executor: Executor;
  /** Another receiver; `null` for the message's own. */
  url: string | null;
}

interface HowProps {
  kind: OperationKind;
  value: HowValue;
  platform: Plan['platform'] | undefined;
  onChange(value: HowValue): void;
  /** Whether an address is being chosen that is in no plan yet. */
  onPending(pending: boolean): void;
}

const addresses = [
  { value: 'same', label: 'Same address' },
  { value: 'other', label: 'Another URL' },
] as const;

export function How({ kind, value, platform, onChange, onPending }: HowProps) {
  return (
    <div className={classes.how}>
      <fieldset className={classes.executors}>
        <legend>Done by</legend>
        <Choice
          name="This machine"
          text="Requests go out from here, through the guard against private addresses."
          checked={value.executor === 'this machine'}
          onChoose={() => onChange({ ...value, executor: 'this machine' })}
        />
        <Choice
          name="The platform"
          text={
            platform && !platform.available
              ? (platform.why ?? 'It does not offer this.')
              : 'It uses its own credentials and reports back.'
          }
          checked={value.executor === 'platform'}
          disabled={platform !== undefined && !platform.available && value.executor !== 'platform'}
          onChoose={() => onChange({ ...value, executor: 'platform' })}
        />
      </fieldset>
      {kind === 'resend' ? (
        <Address url={value.url} onChange={(url) => onChange({ ...value, url })} onPending={onPending} />
      ) : null}
    </div>
  );
}

function Choice(props: {
  name: Executor | string;
  text: string;
  checked: boolean;
  disabled?: boolean;
  onChoose(): void;
}) {
  return (
    <label className={classes.choice} data-on={props.checked || undefined} data-off={props.disabled || undefined}>
      <input type="radio" name="executor" checked={props.checked} disabled={props.disabled} onChange={props.onChoose} />
      <span>
        <b>{props.name}</b>
        <span className="dim small">{props.text}</span>
      </span>
    </label>
  );
}

interface AddressProps {
  url: string | null;
  onChange(url: string | null): void;
  onPending(pending: boolean): void;
}

function Address({ url, onChange, onPending }: AddressProps) {
  const [other, setOther] = useState(url !== null);
  const [typed, setTyped] = useState(url ?? '');
  const known = useKnownAddresses(other);
  const valid = isHttp(typed.trim());
  const isPending = other && typed.trim() !== url;
  useEffect(() => onPending(isPending), [isPending, onPending]);
  return (
    <div className={classes.address}>
      <Segments
        label="Where to"
        value={other ? 'other' : 'same'}
        options={addresses}
        onChange={(next) => {
          setOther(next === 'other');
          if (next === 'same' && url !== null) onChange(null);
        }}
      />
      {other ? (
        <>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (valid) onChange(typed.trim());
            }}
          >
            <Autocomplete
              size="xs"
              aria-label="Address of the other receiver"
              placeholder="Choose an endpoint, or type https://staging.example/hooks"
              data={[...known.keys()]}
              limit={20}
              value={typed}
              autoFocus
              error={typed !== '' && !valid ? 'An address that begins with http:// or https://' : null}
              renderOption={({ option }) => (
                <span className={classes.knownAddress}>
                  <b>{known.get(option.value)}</b> <span className="mono dim cut">{option.value}</span>
                </span>
              )}
              onChange={setTyped}
            />
            <Button type="submit" disabled={!valid || !isPending}>
              Plan for this URL
            </Button>
          </form>
          <p className="dim small">
            It does not count as recovered: whatever that receiver answers, the message keeps its state.
          </p>
        </>
      ) : null}
    </div>
  );
}

/** Addresses of endpoints with their names; without those of which a secret part is hidden here. */
function useKnownAddresses(wanted: boolean): Map<string, string> {
  const endpoints = useQuery(api.endpoints.list.queryOptions({ enabled: wanted })).data ?? [];
  return new Map(endpoints.filter(({ url }) => isHttp(url) && !url.includes('•')).map(({ url, name }) => [url, name]));
}

function isHttp(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
