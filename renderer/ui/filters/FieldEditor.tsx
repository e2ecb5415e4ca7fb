/** The value of one field: chosen from what occurs, typed, or a number. */
import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { readSeconds, writeSeconds } from '../../../shared/domain/search-time.ts';
import type { Choice } from '../../../shared/domain/view.ts';
import classes from './FilterBar.module.css';
import { type FilterField, type FilterValue, matching } from './fields.ts';
import { OptionList } from './OptionList.tsx';

interface FieldEditorProps {
  field: FilterField;
  value: FilterValue | undefined;
  choices: readonly Choice[] | undefined;
  onChange(value: FilterValue | undefined): void;
}

export function FieldEditor({ field, value, choices, onChange }: FieldEditorProps) {
  const chosen = field.kind === 'choice' || field.kind === 'one of';
  const [typed, setTyped] = useState(() => (chosen || value === undefined ? '' : written(field, value)));
  if (chosen) {
    const all = field.options ? [] : choices;
    return (
      <OptionList
        label={field.label}
        placeholder={`${field.label}…`}
        typed={typed}
        onType={setTyped}
        options={all && matching(field, all, typed)}
        chosen={value === undefined ? undefined : String(value)}
        onChoose={(text) => onChange(field.options?.find((each) => String(each.value) === text)?.value ?? text)}
        foot={field.hint ? <p className={classes.hint}>{field.hint}</p> : null}
      />
    );
  }
  const text = typed.trim();
  const done = text === '' ? undefined : read(field, text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (done !== undefined || text === '') onChange(done);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {field.kind === 'number' ? (
        <NumberInput
          data-autofocus
          size="xs"
          label={field.label}
          description={field.hint}
          min={1}
          max={999}
          value={typed}
          onChange={(next) => setTyped(String(next))}
        />
      ) : (
        <TextInput
          data-autofocus
          label={field.label}
          description={field.hint}
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Button type="submit" variant="filled" disabled={done === undefined && text !== ''}>
        Apply
      </Button>
    </form>
  );
}

function written(field: FilterField, value: FilterValue): string {
  return field.kind === 'length' ? writeSeconds(Number(value)) : String(value);
}

/** `undefined` for what is no value of this field. */
function read(field: FilterField, text: string): FilterValue | undefined {
  if (field.kind === 'number') return /^[1-9]\d{0,2}$/.test(text) ? Number(text) : undefined;
  return field.kind === 'length' ? (readSeconds(text) ?? undefined) : text;
}
