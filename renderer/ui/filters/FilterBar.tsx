/** The filters of a list as chips that read as a sentence; `f` or “Filter” adds one, a click on a chip changes it, × takes it away. */
import { Popover } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useKeys } from '../keys.ts';
import { useZone } from '../preferences.ts';
import type { Range } from './address.ts';
import { FieldEditor } from './FieldEditor.tsx';
import { FieldList } from './FieldList.tsx';
import classes from './FilterBar.module.css';
import { type ChoicesOf, chipWords, type FilterField, type FilterValues, timeWords } from './fields.ts';
import { TimeEditor } from './TimeEditor.tsx';

interface FilterBarProps {
  fields: readonly FilterField[];
  search: FilterValues & { range?: Range | undefined; from?: number | undefined; to?: number | undefined };
  choices: ChoicesOf;
  /** Called before values are chosen from, so that they need not be read for every visit. */
  onAsk(): void;
  onChange(change: FilterValues): void;
}

/** `time` is the one field that is three in the address. */
const time = 'time';

export function FilterBar({ fields, search, choices, onAsk, onChange }: FilterBarProps) {
  const zone = useZone();
  /** Which field is being edited: of a chip, or a new one; `add` while it is being chosen. */
  const [open, setOpen] = useState<{ at: string; field: string | null } | null>(null);
  const close = () => setOpen(null);
  const ask = (at: string, field: string | null) => {
    onAsk();
    setOpen({ at, field });
  };
  useKeys({ f: () => ask('add', null) });

  const set = (change: FilterValues) => {
    onChange(change);
    close();
  };
  const editor = (key: string) => {
    if (key === time) return <TimeEditor value={search} onChange={set} />;
    const field = fields.find((each) => each.key === key);
    if (!field) return null;
    return (
      <FieldEditor
        field={field}
        value={search[key]}
        choices={choices(key)}
        onChange={(value) => set({ [key]: value })}
      />
    );
  };
  const timeChip = timeWords(search, zone);
  const chips = [
    ...(timeChip ? [{ key: time, words: timeChip, clear: { range: undefined, from: undefined, to: undefined } }] : []),
    ...fields.flatMap((field) => {
      const value = search[field.key];
      if (value === undefined) return [];
      return [{ key: field.key, words: chipWords(field, value, choices), clear: { [field.key]: undefined } }];
    }),
  ];
  const more = [
    ...(timeChip ? [] : [{ key: time, label: 'Time' }]),
    ...fields.filter((field) => !field.onlyShown && search[field.key] === undefined),
  ];

  return (
    <fieldset className={classes.bar} aria-label="Filters">
      {chips.map(({ key, words, clear }) => (
        // The roles would go to the chip, which is no button but holds two.
        <Popover key={key} opened={open?.at === key} onDismiss={close} withRoles={false} {...looks}>
          <Popover.Target>
            <span className={classes.chip}>
              <button
                type="button"
                className={classes.words}
                title={words}
                aria-haspopup="dialog"
                onClick={() => (fields.find((field) => field.key === key)?.onlyShown ? undefined : ask(key, key))}
              >
                <bdi>{words}</bdi>
              </button>
              <button
                type="button"
                className={classes.remove}
                aria-label={`Remove ${words}`}
                onClick={() => onChange(clear)}
              >
                <IconX size={12} aria-hidden />
              </button>
            </span>
          </Popover.Target>
          <Popover.Dropdown role="dialog" aria-label={words}>
            {open?.at === key ? editor(key) : null}
          </Popover.Dropdown>
        </Popover>
      ))}
      <Popover opened={open?.at === 'add'} onDismiss={close} {...looks}>
        <Popover.Target>
          <button type="button" className={classes.add} onClick={() => ask('add', null)} aria-haspopup="dialog">
            <IconPlus size={13} aria-hidden /> Filter <kbd aria-hidden>f</kbd>
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          {open?.at !== 'add' ? null : open.field === null ? (
            <FieldList fields={more} onChoose={(field) => setOpen({ at: 'add', field })} />
          ) : (
            <Focused key={open.field}>{editor(open.field)}</Focused>
          )}
        </Popover.Dropdown>
      </Popover>
      {chips.length > 1 ? (
        <button
          type="button"
          className={classes.add}
          onClick={() => onChange(Object.assign({}, ...chips.map(({ clear }) => clear)))}
        >
          Clear all
        </button>
      ) : null}
    </fieldset>
  );
}

/** A popover sees to the focus when it opens, not when what it shows gives way to something else. */
function Focused({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true }), []);
  return <div ref={ref}>{children}</div>;
}

const looks = {
  position: 'bottom-start',
  width: 280,
  trapFocus: true,
  returnFocus: true,
  shadow: 'md',
  transitionProps: { duration: 120 },
} as const;
