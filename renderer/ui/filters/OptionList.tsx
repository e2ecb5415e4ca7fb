/** A box to type in above a list to choose from; the arrows move in the list while the focus stays in the box. */
import { Loader, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Choice } from '../../../shared/domain/view.ts';
import { count } from '../format.ts';
import classes from './FilterBar.module.css';

interface OptionListProps {
  label: string;
  placeholder: string;
  typed: string;
  onType(typed: string): void;
  /** `undefined` while they are being read. */
  options: readonly Choice[] | undefined;
  onChoose(value: string): void;
  /** The value in force. */
  chosen?: string | undefined;
  foot?: ReactNode;
}

export function OptionList({ label, placeholder, typed, onType, options, onChoose, chosen, foot }: OptionListProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const shown = options ?? [];
  const current = Math.min(at, shown.length - 1);

  useEffect(() => {
    list.current?.querySelector('[data-at]')?.scrollIntoView({ block: 'nearest' });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && shown.length > 0) {
      event.preventDefault();
      const next = (current + step + shown.length) % shown.length;
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    }
    const option = shown[current];
    if (event.key === 'Enter' && option) {
      event.preventDefault();
      onChoose(option.value);
    }
  };

  return (
    <div className={classes.options}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={shown[current] ? `${id}-${current}` : undefined}
        placeholder={placeholder}
        value={typed}
        maxLength={200}
        onChange={(event) => {
          onType(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} role="listbox" aria-label={label} className={classes.list}>
        {shown.map((option, index) => (
          <button
            key={option.value}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={option.value === chosen}
            data-at={index === current || undefined}
            className={classes.option}
            onMouseMove={() => setAt(index)}
            onClick={() => onChoose(option.value)}
          >
            <bdi>{option.label}</bdi>
            {option.count === null ? null : <span className="num">{count(option.count)}</span>}
          </button>
        ))}
      </div>
      {options === undefined ? (
        <p className={classes.hint}>
          <Loader size={12} /> Loading values…
        </p>
      ) : shown.length === 0 ? (
        <p className={classes.hint}>No such value.</p>
      ) : null}
      {foot}
    </div>
  );
}
