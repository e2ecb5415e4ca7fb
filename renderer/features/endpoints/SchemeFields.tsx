/** How an endpoint's requests are signed: as the platform announced, or by a scheme of the operator's with its parameters. */
import { Select, TextInput } from '@mantine/core';
import { hmacEncodings, hmacHashes, type SigningKind, type SigningScheme } from '../../../shared/domain/signing.ts';
import classes from './endpoints.module.css';
import { schemeHelp, schemeNames, schemeWords } from './words.ts';

const kinds: readonly SigningKind[] = ['none', 'standard-webhooks', 'altur', 'replicer', 'hmac', 'bearer'];

interface SchemeFieldsProps {
  value: SigningScheme | null;
  /** What stands where the operator sets none; `undefined` where nobody announces anything. */
  announced: SigningScheme | null | undefined;
  onChange(value: SigningScheme | null): void;
  error: string | null;
  /** What “none” means, where that is not an endpoint’s. */
  unsigned?: string;
}

export function SchemeFields({ value, announced, onChange, error, unsigned }: SchemeFieldsProps) {
  const kind = (value ?? announced)?.kind ?? 'none';
  const choose = (kind: string | null) => {
    const known = kinds.find((each) => each === kind);
    if (!known) return onChange(null);
    onChange(
      known === 'hmac'
        ? { kind: 'hmac', header: 'X-Signature', hash: 'sha256', encoding: 'hex', prefix: '' }
        : { kind: known },
    );
  };
  return (
    <>
      <Select
        label="Signature"
        description={kind === 'none' && unsigned !== undefined ? unsigned : schemeHelp[kind]}
        allowDeselect={false}
        data={[
          ...(announced === undefined
            ? []
            : [{ value: '', label: `As announced (${announced ? schemeWords(announced) : 'none'})` }]),
          ...kinds.map((kind) => ({ value: kind, label: schemeNames[kind] })),
        ]}
        value={value?.kind ?? (announced === undefined ? 'none' : '')}
        onChange={choose}
      />
      {value?.kind === 'hmac' ? (
        <div className={classes.row}>
          <TextInput
            label="Header"
            classNames={{ input: 'mono' }}
            value={value.header}
            error={error}
            onChange={(event) => onChange({ ...value, header: event.currentTarget.value })}
          />
          <Select
            label="Hash"
            allowDeselect={false}
            data={[...hmacHashes]}
            value={value.hash}
            onChange={(next) => onChange({ ...value, hash: hmacHashes.find((hash) => hash === next) ?? value.hash })}
          />
          <Select
            label="Written as"
            allowDeselect={false}
            data={[...hmacEncodings]}
            value={value.encoding}
            onChange={(next) =>
              onChange({ ...value, encoding: hmacEncodings.find((each) => each === next) ?? value.encoding })
            }
          />
          <TextInput
            label="Prefix"
            placeholder="sha256="
            classNames={{ input: 'mono' }}
            maxLength={40}
            value={value.prefix}
            onChange={(event) => onChange({ ...value, prefix: event.currentTarget.value })}
          />
        </div>
      ) : null}
    </>
  );
}
