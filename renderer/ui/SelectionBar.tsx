/** Below a list while rows of it are selected together: how many, and what can be done with them. */
import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { plural } from './format.ts';
import classes from './SelectionBar.module.css';

interface SelectionBarProps {
  ids: readonly string[];
  noun: readonly [one: string, many: string];
  /** What is selected, in words, where it is more than `ids`. */
  words?: string | undefined;
  onClear(): void;
  /** Further things to do. */
  children?: ReactNode;
}

export function SelectionBar({ ids, noun, words, onClear, children }: SelectionBarProps) {
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selection">
      <span className="num" role="status">
        {words ?? plural(ids.length, noun[0], noun[1])} selected
      </span>
      {children}
      {words === undefined ? (
        <CopyButton value={ids.join('\n')} timeout={1500}>
          {({ copied, copy }) => (
            <Button
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              onClick={copy}
            >
              {copied ? 'Copied' : ids.length === 1 ? 'Copy id' : 'Copy ids'}
            </Button>
          )}
        </CopyButton>
      ) : null}
      <Button variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
