/** Fields that give their value once it is meant: on leaving them, or with Enter. What cannot be goes back to what was. */
import { NumberInput, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';

interface CountProps {
  label: string;
  value: number | null;
  min: number;
  max: number;
  /** What an empty field means; without it a field cannot be emptied. */
  empty?: string;
  decimals?: number;
  disabled?: boolean;
  onChange(value: number | null): void;
}

const leaveOnEnter = (event: KeyboardEvent<HTMLInputElement>) => {
  if (event.key === 'Enter') event.currentTarget.blur();
};

export function Count({ label, value, min, max, empty, decimals = 0, disabled = false, onChange }: CountProps) {
  const [typed, setTyped] = useState<number | string>(value ?? '');
  useEffect(() => setTyped(value ?? ''), [value]);
  const meant = () => {
    const next = typed === '' && empty !== undefined ? null : Number(typed);
    const fits = next === null || (typed !== '' && next >= min && next <= max);
    if (!fits) setTyped(value ?? '');
    else if (next !== value) onChange(next);
  };
  return (
    <NumberInput
      aria-label={label}
      w={112}
      min={min}
      max={max}
      decimalScale={decimals}
      clampBehavior="none"
      {...(empty === undefined ? {} : { placeholder: empty })}
      disabled={disabled}
      value={typed}
      onChange={setTyped}
      onBlur={meant}
      onKeyDown={leaveOnEnter}
    />
  );
}

interface LineProps {
  label: string;
  value: string;
  placeholder: string;
  onChange(value: string): void;
}

export function Line({ label, value, placeholder, onChange }: LineProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      aria-label={label}
      w={300}
      placeholder={placeholder}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={() => typed.trim() !== value && onChange(typed.trim())}
      onKeyDown={leaveOnEnter}
    />
  );
}

interface TimeOfDayProps {
  label: string;
  value: string | null;
  onChange(value: string | null): void;
}

/** `HH:MM` of this machine’s zone; empty is none. */
export function TimeOfDay({ label, value, onChange }: TimeOfDayProps) {
  return (
    <TextInput
      type="time"
      aria-label={label}
      w={112}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value)}
    />
  );
}
