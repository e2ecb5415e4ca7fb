/** The quick filter of a list. What is typed is handed on after a short pause; `/` goes there, Escape empties and leaves it. */
import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Key } from './Key.tsx';
import { useKeys } from './keys.ts';

export function FilterBox(props: { label: string; placeholder: string; value: string; onChange(value: string): void }) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(props.value);
  const told = useRef(props.value);
  const { onChange, value } = props;

  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setTyped(value);
    }
  }, [value]);

  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      onChange(typed);
    }, 180);
    return () => clearTimeout(timer);
  }, [typed, onChange]);

  useKeys({
    '/': () => {
      input.current?.focus();
      input.current?.select();
    },
  });

  return (
    <TextInput
      ref={input}
      type="search"
      role="searchbox"
      aria-label={props.label}
      placeholder={props.placeholder}
      value={typed}
      maxLength={200}
      flex="1 1 180px"
      maw={260}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setTyped('')} /> : <Key of="/" />
      }
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.nativeEvent.stopImmediatePropagation();
        if (typed) setTyped('');
        else input.current?.blur();
      }}
    />
  );
}
