/**
 * The search of the calls list. Words are looked for while they are typed; `agent:Diana` becomes a chip with the space after it; Tab or
 * Enter takes a suggestion, Backspace at the begin brings the last chip back as text. `/` goes here, Escape empties and leaves.
 */
import { CloseButton, Popover, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CallChoices } from '../../../../shared/domain/call.ts';
import type { CallSearch } from '../../../../shared/domain/call-search-keys.ts';
import type { Clock } from '../../../../shared/domain/search-time.ts';
import { Key } from '../../../ui/Key.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { completed, completionAt, type Suggestion } from './completion.ts';
import { Suggestions } from './Suggestions.tsx';
import { typed as typing } from './typing.ts';

interface SearchBoxProps {
  /** The words that are looked for. */
  value: string;
  choices: CallChoices | undefined;
  /** Called before values are suggested, so that they need not be read for every visit. */
  onAsk(): void;
  /** Made when it is asked for: it holds the time. */
  clock(): Clock;
  /** What was typed: words as they come, what became chips beside them. */
  onSearch(change: CallSearch): void;
  /** Takes the last chip away and gives its text, if there is one. */
  takeBack(): string | null;
}

/** So short that nobody notices it, and long enough not to ask for every letter of who types fast. */
const restMs = 15;
const longest = 200;

export function SearchBox(props: SearchBoxProps) {
  const { value, choices, clock, onSearch } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [box, setBox] = useState({ text: value, caret: value.length });
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState<number | null>(null);
  /** The words last handed on, or come from outside. */
  const told = useRef(value);
  /** Words handed on that have not come back in the address yet, oldest first: they are older than what stands in the box. */
  const underWay = useRef<string[]>([]);
  /** Set where the caret has to go after the text was changed by other means than typing. */
  const caretTo = useRef<number | null>(null);

  useEffect(() => {
    const back = underWay.current.lastIndexOf(value);
    underWay.current.splice(0, back + 1);
    if (back >= 0 || value === told.current) return;
    told.current = value;
    setBox({ text: value, caret: value.length });
  }, [value]);

  const tell = useCallback((words: string) => {
    told.current = words;
    underWay.current.push(words);
  }, []);

  useLayoutEffect(() => {
    if (caretTo.current === null) return;
    input.current?.setSelectionRange(caretTo.current, caretTo.current);
    caretTo.current = null;
  });

  const now = useMemo(() => typing(box.text, box.caret, clock(), choices), [box, clock, choices]);
  const completion = useMemo(() => (open ? completionAt(box.text, box.caret, choices) : null), [open, box, choices]);
  const suggestions = completion?.suggestions ?? [];
  // A value is what is being chosen; a key only may be meant.
  const at = marked ?? (completion?.of === 'values' ? 0 : -1);

  useEffect(() => {
    if (now.text === told.current) return;
    const timer = setTimeout(() => {
      tell(now.text);
      onSearch({ text: now.text || undefined });
    }, restMs);
    return () => clearTimeout(timer);
  }, [now.text, onSearch, tell]);

  const put = (text: string, caret: number, all = false) => {
    const { rest, part, text: words, caret: next } = typing(text, caret, clock(), choices, all);
    setMarked(null);
    setBox({ text: rest, caret: next });
    if (rest !== text) caretTo.current = next;
    if (Object.keys(part).length === 0) return rest !== text;
    tell(words);
    onSearch({ ...part, text: words || undefined });
    return true;
  };
  const write = (text: string, caret: number) => {
    caretTo.current = caret;
    put(text, caret);
  };
  const pick = (suggestion: Suggestion) => {
    if (!completion) return;
    const next = completed(box.text, completion, suggestion);
    write(next.text, next.caret);
    setOpen(completion.of === 'keys');
    input.current?.focus();
  };
  const ask = () => {
    props.onAsk();
    setOpen(true);
  };

  useKeys({
    '/': () => {
      input.current?.focus();
      input.current?.select();
    },
  });

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const caret = event.currentTarget.selectionEnd ?? 0;
    const picked = suggestions[at] ?? (event.key === 'Tab' && box.text.trim() !== '' ? suggestions[0] : undefined);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (!open) ask();
      else if (suggestions.length > 0) {
        const from = at < 0 && step < 0 ? 0 : at;
        setMarked((from + step + suggestions.length) % suggestions.length);
      }
    } else if ((event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) && picked) {
      event.preventDefault();
      pick(picked);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      setOpen(false);
      if (!put(box.text, caret, true)) input.current?.blur();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.nativeEvent.stopImmediatePropagation();
      if (open && suggestions.length > 0) setOpen(false);
      else if (box.text) write('', 0);
      else input.current?.blur();
    } else if (event.key === 'Backspace' && caret === 0 && event.currentTarget.selectionStart === 0) {
      const chip = props.takeBack();
      if (chip === null) return;
      event.preventDefault();
      setOpen(true);
      setBox({ text: chip + (box.text ? ` ${box.text}` : ''), caret: chip.length });
      caretTo.current = chip.length;
    }
  };

  return (
    <Popover
      opened={open && (suggestions.length > 0 || now.problems.length > 0)}
      onDismiss={() => setOpen(false)}
      position="bottom-start"
      width={380}
      offset={4}
      shadow="md"
      closeOnEscape={false}
      withRoles={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <TextInput
          ref={input}
          type="text"
          role="combobox"
          aria-label="Search calls"
          aria-haspopup="listbox"
          aria-expanded={open && suggestions.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={open && at >= 0 && suggestions[at] ? `${id}-${at}` : undefined}
          placeholder="Number, id, words said, agent:…"
          autoComplete="off"
          spellCheck={false}
          value={box.text}
          maxLength={longest}
          flex="1 1 170px"
          maw={460}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={
            box.text ? (
              <CloseButton size="xs" aria-label="Clear the search" onClick={() => write('', 0)} />
            ) : (
              <Key of="/" />
            )
          }
          onFocus={ask}
          onBlur={() => {
            setOpen(false);
            put(box.text, box.caret, true);
          }}
          onChange={(event) => {
            setOpen(true);
            put(event.currentTarget.value, event.currentTarget.selectionEnd ?? event.currentTarget.value.length);
          }}
          onSelect={(event) => {
            const caret = event.currentTarget.selectionEnd ?? 0;
            if (caret !== box.caret && caretTo.current === null) setBox({ text: box.text, caret });
          }}
          onKeyDown={onKeyDown}
        />
      </Popover.Target>
      <Popover.Dropdown p={6}>
        <Suggestions
          id={id}
          suggestions={suggestions}
          at={at}
          onAt={setMarked}
          onPick={pick}
          problems={now.problems}
          onInstead={(problem) => {
            const text = now.rest.slice(0, problem.from) + (problem.instead ?? '') + writtenValue(now.rest, problem);
            write(text + now.rest.slice(problem.to), text.length);
            input.current?.focus();
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** What stands behind the colon of a key that is not known. */
function writtenValue(text: string, { from, to }: { from: number; to: number }): string {
  const token = text.slice(from, to);
  return token.slice(token.indexOf(':') + 1);
}
